#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""« Depuis la dernière revue »: what was agreed at the review of an earlier period and what became of it, how the figures moved
since, from the figures as published then; never from an earlier build of the same period; nothing where there is no history."""
import re
import shutil

from support import FIXTURE, Scratch, check, pdf_text, tree_bytes

ACCOUNT, FOLDER = "A-1001", "maison-verdier"
BLOCK = "Depuis la dernière revue"
CANARY = "Zibeline-interne"
REACHED_SINCE = re.compile(r"Atteint;.*0[789]/2026;")


def lines_of(drop, name="QBR.pdf"):
    return pdf_text(drop / FOLDER / name).splitlines()


def row(lines, start, figure=""):
    found = [" ".join(line.split()) for line in lines if line.strip().startswith(start) and figure in line]
    check(found, f"a row begins with {start!r} and holds {figure!r}")
    return found


def rewrite(path, encoding, *pairs):
    text = path.read_text(encoding=encoding)
    for old, new in pairs:
        check(old in text, f"{path.name} holds {old!r}")
        text = text.replace(old, new)
    path.write_text(text, encoding=encoding)


def workspace_of(scratch):
    workspace = scratch.fixture()
    (workspace / "exports").unlink()
    shutil.copytree(FIXTURE / "exports", workspace / "exports")
    with open(workspace / "exports" / "plan-actions.csv", "a", encoding="cp1252") as actions:
        actions.write(f"ZIB-1;{ACCOUNT};{CANARY};Pierre Chevalier;08/09/2026;À faire;;action;oui\n"
                      f"ZIB-2;{ACCOUNT};Relire le contrat;Pierre Chevalier;07/09/2026;À faire;;action;non\n"
                      f"ZIB-3;{ACCOUNT};Ancienne démarche;Pierre Chevalier;06/09/2026;À faire;;action;non\n")
    # The block has five rows: objectives reached in the quarter take those of the actions.
    objectives = workspace / "exports" / "objectifs.csv"
    kept = [line for line in objectives.read_text(encoding="cp1252").splitlines(keepends=True)
            if ACCOUNT not in line or not REACHED_SINCE.search(line)]
    objectives.write_text("".join(kept), encoding="cp1252")
    return workspace


def time_goes_by(workspace):
    """Between the two reviews: an action done, an action that nobody follows any more, an objective reached."""
    exports = workspace / "exports"
    rewrite(exports / "plan-actions.csv", "cp1252", ("07/09/2026;À faire;;action;non", "07/09/2026;Terminée;05/09/2026;action;non"),
            (f"ZIB-3;{ACCOUNT};Ancienne démarche;Pierre Chevalier;06/09/2026;À faire;;action;non\n", ""))
    rewrite(exports / "objectifs.csv", "cp1252", ("En cours;52 %;;12/04/2025;31/12/2026;", "Atteint;100 %;;12/04/2025;31/12/2026;12/09/2026"))


def build(scratch, workspace, period):
    scratch.run(workspace, "build", "qbr", "--account", ACCOUNT, "--period", period)
    return workspace / "out" / period


def main():
    with Scratch() as scratch:
        workspace = workspace_of(scratch)
        drop = build(scratch, workspace, "2026-Q3")
        check(BLOCK not in "\n".join(lines_of(drop)), "no block without an earlier review")
        scratch.run(workspace, "build", "qbr", "--account", ACCOUNT, "--period", "2026-Q3")
        check(BLOCK not in "\n".join(lines_of(drop)), "an earlier build of the same period is no earlier review")

        earlier = build(scratch, workspace, "2026-Q2")
        check(BLOCK not in "\n".join(lines_of(earlier)), "no block in the first review, though a later one was made")
        time_goes_by(workspace)
        lines = lines_of(build(scratch, workspace, "2026-Q3"))
        check(any(f"{BLOCK} (30 juin 2026)" in line for line in lines), "the block names the day of the last review")
        check(any(line.endswith("−20") or "−20 " in line for line in row(lines, "NPS", "75")), "the NPS went from 75 to 55")
        check(any("+195" in line.replace("\u202f", "") for line in row(lines, "MRR")), "the subscription grew by 195 euros")
        text = " ".join("\n".join(lines).split())
        for words in ("À faire Fait", "En cours Atteint", "À faire Plus suivi", "À risque À risque"):
            check(words in text, f"« {words} » tells what became of what was agreed")
        check(f"Et {chr(0x2212)}" not in text, "no number of items below zero is left over")
        check(CANARY not in text and CANARY not in "\n".join(lines_of(earlier)), "what is internal stays out of the client edition")
        check(CANARY in "\n".join(lines_of(drop, "QBR-interne.pdf")), "the internal edition shows it")

        before = tree_bytes(drop)
        scratch.run(workspace, "build", "qbr", "--account", ACCOUNT, "--period", "2026-Q3")
        check(tree_bytes(drop) == before, "a second build leaves the same bytes")

        (workspace / ".reliure" / "history.sqlite").unlink()
        check(BLOCK not in "\n".join(lines_of(build(scratch, workspace, "2026-Q3"))), "no history, no block")


if __name__ == "__main__":
    main()
