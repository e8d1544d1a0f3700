#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The whole fixture company: every awkward client has its pack, a second run writes nothing, other clocks change no byte."""
import os

from support import Scratch, check, manifest, outcomes, pdf_pages, pdf_text, tree_bytes

AWKWARD = {
    "A-9003": "شركة", "A-9004": "東京エネルギー管理株式会社", "A-9005": "Ενεργειακή Αθηνών", "A-9006": "Pépinière Jardin Vert",
    "A-9007": "Syndicat intercommunal de la rénovation", "A-9008": "Studio Cobalt", "A-9009": "Ateliers du Grand Large",
    "A-9010": "Menuiseries Tardif", "A-9011": "Coopérative Agricole",
}


def main():
    with Scratch() as scratch:
        workspace = scratch.fixture()
        scratch.run(workspace, "build", "qbr")
        drop = workspace / "out" / "2026-Q3"
        first = tree_bytes(drop)
        check_awkward(drop)
        check_same_names(drop)
        stamps = {path: os.stat(path).st_mtime_ns for path in drop.rglob("*") if path.is_file()}
        scratch.run(workspace, "build", "qbr")
        check(stamps == {path: os.stat(path).st_mtime_ns for path in drop.rglob("*") if path.is_file()}, "a second run writes nothing in the drop")
        check_other_machine(scratch, first)
        check_one_account(scratch)


def check_awkward(drop):
    for document in manifest(drop)["documents"]:
        check(document["outcome"] in ("made", "unchanged"), f"{document['path']} is {document['outcome']}: {document.get('reason')}")
    by_account = {d["account"]: drop / d["path"] for d in manifest(drop)["documents"] if d["path"].endswith("QBR.pdf")}
    check(len(by_account) >= 60, f"at least 60 clients have a review, not {len(by_account)}")
    for account, name in AWKWARD.items():
        text = pdf_text(by_account[account])
        check(name in text or name[::-1] in text, f"the review of {account} prints {name}")
        check(pdf_pages(by_account[account]) >= 2, f"the review of {account} has more than a page")


def check_same_names(drop):
    paths = [d["path"] for d in manifest(drop)["documents"] if d["account"] in ("A-9001", "A-9002")]
    check(len(paths) == len(set(paths)) == 8, f"two clients of one name keep apart: {paths}")
    check(any("a-9002" in path.lower() for path in paths), f"the file names of namesakes carry the id: {paths}")


def check_other_machine(scratch, first):
    """Another time zone, locale and number of workers: the same bytes."""
    twin = scratch.fixture("twin")
    scratch.run(twin, "build", "qbr", "-j", "3", env={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8"})
    second = tree_bytes(twin / "out" / "2026-Q3")
    check(set(first) == set(second), "another machine writes the same files")
    different = [name for name in first if first[name] != second[name]]
    check(not different, f"another machine writes the same bytes, but for {different[:5]}")


def check_one_account(scratch):
    alone = scratch.fixture("alone")
    scratch.run(alone, "build", "qbr", "--account", "maison verdier")
    drop = alone / "out" / "2026-Q3"
    check({d["account"] for d in manifest(drop)["documents"]} == {"A-1001"}, "--account takes a name, case aside")
    both = scratch.run(alone, "build", "qbr", "--account", "Résidences du Parc", status=2).stderr.decode()
    check("A-9001" in both and "A-9002" in both, f"namesakes are listed with their ids: {both}")
    none = scratch.run(alone, "build", "qbr", "--account", "Maison Verdire", status=2).stderr.decode()
    check("Maison Verdier" in none, f"the closest name is proposed: {none}")
    check(all(o in ("made", "unchanged") for o in outcomes(drop).values()), "a wrong name leaves the drop as it was")


if __name__ == "__main__":
    main()
