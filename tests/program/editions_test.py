#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What is for the house stays in the house: canary words and figures are planted in everything internal of a client; all must
be found in the internal edition, and none in any decompressed byte of the client one."""
import shutil
import subprocess
import zipfile

from support import FIXTURE, Scratch, check, manifest

ACCOUNT = "A-1001"
DEAL, ACTION, STEP, NOTE = "Zibeline-deal", "Zibeline-action", "Zibeline-etape", "Zibeline-note"
WORDS = [DEAL, ACTION, STEP, NOTE]
AMOUNT = "7654321"  # euros a year
INTERNAL_ONLY = ["Expansion Revenue Rate", "hubspot-deals", "Usage interne"]


def plant(workspace):
    exports = workspace / "exports"
    exports.unlink()
    shutil.copytree(FIXTURE / "exports", exports)
    with open(exports / "hubspot-deals.csv", "a", encoding="utf-8") as deals:
        deals.write(f"7199999991,{DEAL},qualifiedtobuy,Expansion,{AMOUNT}.00,2027-01-02,2026-09-06 10:15,upsell,{ACCOUNT}\n")
    with open(exports / "plan-actions.csv", "a", encoding="cp1252") as actions:
        actions.write(f"ZIB-1;{ACCOUNT};{ACTION};Pierre Chevalier;09/12/2026;À faire;;action;oui\r\n"
                      f"ZIB-2;{ACCOUNT};{STEP};Pierre Chevalier;10/12/2026;À faire;;étape;oui\r\n")
    note = workspace / "notes" / ACCOUNT
    note.mkdir(parents=True, exist_ok=True)
    (note / "sante.md").write_text(f"Le sponsor hésite : {NOTE}.\n", encoding="utf-8")


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
        scratch.run(workspace, "build", "qbr", "--account", ACCOUNT)
        drop = workspace / "out" / "2026-Q3"
        documents = manifest(drop)["documents"]
        check(sorted(d["edition"] for d in documents) == ["client", "client", "internal", "internal"], f"four documents: {documents}")
        for document in documents:
            path = drop / document["path"]
            contents = contents_of(path, scratch)
            for word in [*WORDS, AMOUNT, *INTERNAL_ONLY]:
                if document["edition"] == "client":
                    check(not holds(contents, word), f"{path.name} is for the client and holds {word!r}")
                elif word in WORDS or word == AMOUNT:
                    check(holds(contents, word), f"{path.name} is for the house and lacks {word!r}, so the test shows nothing")
            check(document["edition"] == "internal" or "interne" not in path.name, f"{path.name} is the client's")


if __name__ == "__main__":
    main()
