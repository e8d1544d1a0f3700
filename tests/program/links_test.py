#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Links between the documents of a drop: each one of the portfolio's leads to a file that is there, wherever the drop is
moved; skipped documents are no target, and a run for one account leaves the portfolio alone."""
import pathlib
import re
import subprocess
import urllib.parse
import zipfile

from support import Scratch, check, manifest, tree_bytes

PROGRAM = "kind: {kind}\nperiod: quarter\neach: {each}\neditions: [{editions}]\nformats: [pdf, xlsx]\noutput: \"{output}\"\n"


def pdf_links(path):
    listed = subprocess.run(["pdfinfo", "-url", str(path)], stdout=subprocess.PIPE, check=True).stdout.decode()
    return {line.split(None, 2)[2] for line in listed.splitlines()[1:]}


def xlsx_links(path):
    """Spreadsheets keep links to files with backslashes."""
    with zipfile.ZipFile(path) as book:
        rels = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/_rels/")]
    return {target.replace("&amp;", "&").replace("\\", "/") for text in rels for target in re.findall(r'Target="([^"]*)" TargetMode="External"', text)}


def check_links(document, links):
    """The files that a document's links lead to."""
    found = set()
    for link in links:
        parts = urllib.parse.urlsplit(link)
        check(not parts.scheme and not link.startswith("/"), f"{document.name}: {link} is relative to the document")
        check(re.fullmatch(r"[A-Za-z0-9._~/%-]+", link), f"{document.name}: {link} is percent-encoded")
        target = document.parent / urllib.parse.unquote(parts.path)
        check(target.is_file(), f"{document.name}: {link} leads to a file")
        found.add(target.resolve())
    return found


def check_both(document):
    from_pdf, from_xlsx = (check_links(document.with_suffix(suffix), links(document.with_suffix(suffix)))
                           for suffix, links in ((".pdf", pdf_links), (".xlsx", xlsx_links)))
    check(from_pdf <= from_xlsx, f"{document.name}: the workbook leads wherever the pages do: {from_pdf - from_xlsx}")
    return from_pdf


def check_fixture(scratch):
    workspace = scratch.fixture()
    scratch.run(workspace, "build", "qbr", "portefeuille", "--edition", "internal")
    drop = workspace / "out" / "2026-Q3"
    scratch.run(workspace, "build", "portefeuille")
    check(all((drop / d["path"]).is_file() for d in manifest(drop)["documents"]), "a run of the portfolio alone leaves every document where it was")
    moved = pathlib.Path(drop.rename(scratch.folder / "ailleurs"))
    targets = check_both(moved / "Dashboard-satisfaction-interne.pdf")
    check(len(targets) >= 50, f"the portfolio leads to the clients' reviews, not to {len(targets)}")
    reviews = {(moved / d["path"]).resolve() for d in manifest(moved)["documents"] if d["program"] == "qbr" and d["format"] == "pdf"}
    check(targets <= reviews, f"and to nothing else: {targets - reviews}")


def small(scratch):
    """Two accounts with names that need encoding, one with a review and a programme, one whose programme is skipped; a portfolio two folders deep."""
    workspace = scratch.folder / "small"
    (workspace / "programs").mkdir(parents=True)
    (workspace / "exports").mkdir()
    (workspace / "exports" / "clients.csv").write_text("id,name,segment,csm,since\nA-1,Été & Fils,PME,Zoé,2025-03-12\n"
                                                       "B-2,東京 24/7,PME,Zoé,2025-04-02\n", encoding="utf-8")
    (workspace / "reliure.yaml").write_text("name: Lumeo\nlocale: fr\nas_of: 2026-09-30\nsources:\n  clients: {file: exports/clients.csv, table: accounts, "
                                            "columns: {id: id, name: name, segment: segment, csm: csm, signed_up_on: since}}\n", encoding="utf-8")
    write(workspace, "a-portefeuille", kind="portfolio", each="portfolio", editions="internal", output="Direction/{period}/Tableau")
    write(workspace, "expansion", kind="expansion", each="account", editions="internal", output="{account.slug}/Expansion", more="when: a.id = 'B-2'\n")
    write(workspace, "qbr", kind="qbr", each="account where id <> 'A-1'", editions="client", output="{account.slug}/Revue")
    return workspace


def write(workspace, name, more="", **keys):
    (workspace / "programs" / f"{name}.yaml").write_text(PROGRAM.format(**keys) + more, encoding="utf-8")


def check_small(scratch):
    workspace = small(scratch)
    drop = workspace / "out" / "2026-Q3"
    scratch.run(workspace, "build")
    tableau = drop / "Direction" / "2026-Q3" / "Tableau-interne.pdf"
    targets = check_both(tableau)
    check([path.parent.name for path in targets] == ["東京-24-7"], f"a skipped programme is no target, an encoded one is: {targets}")
    check([path.name for path in targets] == ["Revue.pdf"], f"the review comes before what some have beside it: {targets}")
    with zipfile.ZipFile(tableau.with_suffix(".xlsx")) as book:
        check("東京 24/7" in book.read("xl/sharedStrings.xml").decode(), "a linked name keeps its slash in the workbook")
    check(any(link.startswith("./../../%") for link in pdf_links(tableau)), "the way out of two folders is said")
    before = tree_bytes(tableau.parent)
    scratch.run(workspace, "build", "--account", "B-2")
    check(tree_bytes(tableau.parent) == before, "a run for one account leaves the portfolio as it was")
    check(check_both(tableau) == targets, "and its links lead on")


def main():
    with Scratch() as scratch:
        check_small(scratch)
        check_fixture(scratch)


main()
