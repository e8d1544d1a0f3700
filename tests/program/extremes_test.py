#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A review of an account that has too much of everything (300 actions, 40 features, 25 objectives, a comment of 2 000 characters,
a long name) and of one that has next to nothing (one month, one answer): nothing is lost, no page stands all but empty, tables
say « suite » and their head on every page they cross, and each section without data says why."""
import csv
import datetime
import zipfile

from support import Scratch, check, pdf_pages, pdf_text

FIRST = datetime.date(2026, 7, 1)
VERBATIM = ("L'outil nous sert chaque matin et repère les dérives de consommation de nos sites. " * 25)[:1990] + "au revoir."
COLUMNS = {
    "accounts": "id name segment csm signed_up_on renewal_on licensed_users language",
    "subscriptions": "id account mrr started_on",
    "actions": "id account title owner due_on status done_on kind",
    "objectives": "id account title status progress due_on reached_on",
    "surveys": "id account respondent kind rating verbatim theme wave answered_at",
    "features": "id name",
    "usage": "account user at event quantity",
    "feature_usage": "account user feature at quantity",
}
PROGRAM = 'kind: qbr\neach: account\neditions: [client]\nformats: [pdf, xlsx]\noutput: "{account.id}/QBR"\n'


def rows():
    months = [datetime.date(2026, month, 8) for month in range(4, 10)]
    titles = ["former les responsables", "corriger l'import des factures à plusieurs compteurs et reprendre l'historique de deux années"]
    yield "accounts", [["A", "Compagnie Générale des Énergies Réunies du Haut-Dauphiné", "PME", "Claire Fontaine", "2024-03-12", "2027-03-12", 40, "fr"],
                       ["B", "Atelier Neuf", "PME", "Claire Fontaine", "2026-09-02", "2027-09-02", 3, "fr"]]
    yield "subscriptions", [["1", "A", "123456.78", "2024-03-12"], ["2", "B", "490", "2026-09-02"]]
    yield "actions", [[f"T{i}", "A", f"Action {i} : {titles[i % 2]}", "Claire Fontaine", FIRST + datetime.timedelta(i), ["todo", "under_way"][i % 2], "", "action"]
                      for i in range(300)]
    yield "objectives", [[f"O{i}", "A", f"Objectif {i}", ["under_way", "reached", "at_risk"][i % 3], f"{4 * i} %", "2026-12-31", "2026-08-10" if i % 3 == 1 else ""]
                         for i in range(25)]
    yield "surveys", [["1", "A", "u1", "nps", 9, VERBATIM, "strength", "2026-09", "2026-09-12"], ["2", "B", "v1", "nps", 8, "Bien.", "strength", "2026-09", "2026-09-15"]]
    yield "features", [[f"f{i}", f"Fonctionnalité {i}" if i % 5 else f"Comparaison pluriannuelle des consommations par bâtiment et par usage {i}"] for i in range(40)]
    yield "usage", [["A", f"u{u}", day, "login", 2] for day in months for u in range(20)] + [["B", "v1", "2026-09-10", "login", 4]]
    yield "feature_usage", [["A", f"u{u}", f"f{i}", day, 3] for day in months for u in range(20) for i in range(38) if u * 2 <= 40 - i] + \
                           [["B", "v1", "f0", "2026-09-10", 3]]


def write(workspace):
    (workspace / "exports").mkdir(parents=True)
    (workspace / "programs").mkdir()
    (workspace / "programs" / "qbr.yaml").write_text(PROGRAM, encoding="utf-8")
    sources = ""
    for table, content in rows():
        names = COLUMNS[table].split()
        with open(workspace / "exports" / f"{table}.csv", "w", encoding="utf-8", newline="") as export:
            csv.writer(export).writerows([names, *content])
        sources += f"  {table}: {{file: exports/{table}.csv, table: {table}, columns: {{{', '.join(f'{n}: {n}' for n in names)}}}}}\n"
    (workspace / "reliure.yaml").write_text(f"name: Lumeo\nlocale: fr\ncurrency: EUR\nas_of: 2026-09-30\nsources:\n{sources}", encoding="utf-8")


def words(text):
    return "".join(text.split())


def is_continued(page, head):
    """« suite » and the head again where the page begins in the middle of a table."""
    lines = [" ".join(line.split()) for line in page.splitlines() if line.strip()]
    return lines[1] == "suite" and lines[2] == head


def main():
    with Scratch() as scratch:
        workspace = scratch.folder / "much"
        write(workspace)
        scratch.run(workspace, "build")
        drop = workspace / "out" / "2026-Q3"
        text = pdf_text(drop / "A" / "QBR.pdf")
        pages = text.split("\f")[:-1]
        check(14 <= len(pages) <= 22, f"300 actions and the rest take some twenty pages: {len(pages)}")
        for i, page in enumerate(pages[:-1]):
            check(len([line for line in page.splitlines() if line.strip()]) >= 12, f"page {i + 1} is not all but empty:\n{page}")
        for i in range(300):
            check(f"Action{i}:" in words(text), f"action {i} is there")
        for i in range(40):
            check(f"{'Fonctionnalité' if i % 5 else 'usage'}{i}" in words(text), f"feature {i} is there")
        check("aurevoir." in words(text), "the long comment is there to its last word")
        check("25 autres figurent dans le tableau" in " ".join(text.split()), "the chart of 40 features says what it leaves to the table")
        check(sum(is_continued(page, "Action Owner Deadline Statut") for page in pages) >= 8, "the table of actions repeats its head")
        with zipfile.ZipFile(drop / "A" / "QBR.xlsx") as book:
            check(any(VERBATIM.replace("'", "’").encode() in book.read(name) or VERBATIM.encode() in book.read(name) for name in book.namelist()),
                  "the workbook holds the whole comment")
        poor = " ".join(pdf_text(drop / "B" / "QBR.pdf").split())
        check(pdf_pages(drop / "B" / "QBR.pdf") <= 6, "little to say takes few pages")
        for reason in ("aucun objectif n’a encore été convenu", "aucune action n’est ouverte"):
            check(reason in poor, f"a section without data says why: {reason}")


if __name__ == "__main__":
    main()
