#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What is for the house stays in the house: canary words and figures are planted in everything internal of a client (deals,
actions, steps, their owners, notes, signals, what history kept of an action since dropped); all that the internal edition prints
must be found there, and none in any decompressed byte of the client one: text, tags, metadata, attachments, every part of the
workbook. Nor may a client's file name a metric that is internal."""
import re
import shutil
import subprocess
import zipfile

from support import FIXTURE, ROOT, Scratch, check, manifest

ACCOUNTS = ["A-1001", "A-9006"]  # one reads French, one English
WORDS = ["Zibeline-deal", "Zibeline-action", "Zibeline-etape", "Zibeline-responsable", "Zibeline-note", "Zibeline-opportunite",
         "Zibeline-histoire"]
DEAL, ACTION, STEP, OWNER, NOTE, CHANCE, HISTORY = WORDS
AMOUNT = "7654321"  # euros a year
SIGNAL, EVENT = "Zibeline-signal", "Zibeline-evenement"  # printed in neither edition of a review
INTERNAL_ONLY = ["hubspot-deals", "signaux", "Usage interne", "Internal use", "upsell_score", "cross_sell_score", "escalation", SIGNAL, EVENT]


def internal_metrics():
    """Labels in both languages and ids of the catalogue's internal metrics."""
    names = set()
    for path in sorted((ROOT / "templates" / "metrics").glob("*.yaml")):
        for entry in re.split(r"^(?=\w+:\n)", path.read_text(encoding="utf-8"), flags=re.M):
            if re.search(r"^  audience: internal$", entry, flags=re.M):
                names.add(entry.split(":", 1)[0])
                label = re.search(r"^  label: (.*)$", entry, flags=re.M)
                names.update(re.findall(r'"([^"]+)"', label.group(1)) if label else [])
    check(len(names) > 40, f"the catalogue has internal metrics: {len(names)}")
    return sorted(names)


def append(path, encoding, line):
    with open(path, "a", encoding=encoding, newline="") as export:
        export.write(line)


def plant(workspace):
    exports = workspace / "exports"
    exports.unlink()
    shutil.copytree(FIXTURE / "exports", exports)
    for i, account in enumerate(ACCOUNTS):
        append(exports / "hubspot-deals.csv", "utf-8",
               f"719999999{i},{DEAL},qualifiedtobuy,Expansion,{AMOUNT}.00,2027-01-02,2026-09-06 10:15,upsell,{account}\n")
        append(exports / "plan-actions.csv", "cp1252",
               f"ZIB-1-{i};{account};{ACTION};{OWNER};09/12/2026;À faire;;action;oui\r\n"
               f"ZIB-2-{i};{account};{STEP};{OWNER};10/12/2026;À faire;;étape;oui\r\n"
               f"ZIB-3-{i};{account};{HISTORY};{OWNER};01/01/2026;À faire;;action;oui\r\n")
        append(exports / "signaux.csv", "utf-8", f"{account};{SIGNAL};13/08/2026;{SIGNAL};{EVENT};{AMOUNT}\n")
        note = workspace / "notes" / account
        note.mkdir(parents=True, exist_ok=True)
        (note / "sante.md").write_text(f"Le sponsor hésite : {NOTE}.\n", encoding="utf-8")
        (note / "opportunites.md").write_text(f"À proposer : {CHANCE}.\n", encoding="utf-8")


def forget_action(workspace):
    """The earlier review said it; the exports of today do not."""
    path = workspace / "exports" / "plan-actions.csv"
    kept = [line for line in path.read_bytes().splitlines(keepends=True) if HISTORY.encode() not in line]
    path.write_bytes(b"".join(kept))


def squeezed(content):
    """Without the spaces of all kinds, so that 7 654 321 is found however it is grouped."""
    return "".join(content.split()).replace("\u202f", "").encode()


def pdf_contents(path, scratch):
    text = subprocess.run(["pdftotext", "-layout", path, "-"], stdout=subprocess.PIPE, check=True).stdout.decode()
    plain = scratch.folder / "plain.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, plain], check=True)
    return [text.encode(), squeezed(text), plain.read_bytes()]


def xlsx_contents(path):
    with zipfile.ZipFile(path) as book:
        return [book.read(name) for name in book.namelist()]


def spellings(word):
    wide = word.encode("utf-16-be")
    return [word.encode(), squeezed(word), wide, wide.hex().encode(), wide.hex().upper().encode()]


def holds(contents, word):
    return any(spelling in content for content in contents for spelling in spellings(word))


def contents_of(path, scratch):
    return xlsx_contents(path) if path.suffix == ".xlsx" else pdf_contents(path, scratch)


def main():
    with Scratch() as scratch:
        workspace = scratch.fixture()
        plant(workspace)
        who = [word for account in ACCOUNTS for word in ("--account", account)]
        scratch.run(workspace, "build", "qbr", *who, "--period", "2026-Q2")
        forget_action(workspace)
        scratch.run(workspace, "build", "qbr", *who)
        drop = workspace / "out" / "2026-Q3"
        documents = manifest(drop)["documents"]
        check(sorted(d["edition"] for d in documents) == ["client"] * 4 + ["internal"] * 4, f"eight documents: {documents}")
        names = internal_metrics()
        for document in documents:
            path = drop / document["path"]
            contents = contents_of(path, scratch)
            for word in [*WORDS, AMOUNT, *INTERNAL_ONLY, *names]:
                if document["edition"] == "client":
                    check(not holds(contents, word), f"{path.name} is for the client and holds {word!r}")
                elif word in WORDS or word == AMOUNT:
                    check(holds(contents, word), f"{path.name} is for the house and lacks {word!r}, so the test shows nothing")
            is_marked = any(mark in path.name for mark in ("interne", "internal"))
            check(is_marked == (document["edition"] == "internal"), f"{path.name} says whom it is for")


if __name__ == "__main__":
    main()
