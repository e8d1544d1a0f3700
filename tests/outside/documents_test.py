#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""One document of each program of the fixture company, in French and in English, as independent readers judge them: veraPDF
(PDF/A-3a, PDF/UA-1), qpdf, pdf_meaning, the workbook checks, and LibreOffice, which computes every formula afresh."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))
from support import SKIPPED, Scratch, check, manifest, skip

HERE = pathlib.Path(__file__).resolve().parent


def speak_english(workspace):
    """No account says its language, so that the workspace's holds."""
    path = workspace / "reliure.yaml"
    text = path.read_text(encoding="utf-8")
    text, changed = re.subn(r"^locale: fr$", "locale: en", text, flags=re.M)
    text, dropped = re.subn(r"^ *language: Langue\n", "", text, flags=re.M)
    check(changed == dropped == 1, "the fixture says its language and where the accounts' stands")
    path.write_text(text, encoding="utf-8")


def one_of_each(drop, programs):
    """The middle document of each program, edition and format: rarely the simplest one."""
    kinds = {}
    for document in manifest(drop)["documents"]:
        check(document["outcome"] in ("made", "skipped"), f"{document['path']} is {document['outcome']}")
        if document["outcome"] == "made":
            kinds.setdefault((document["program"], document["edition"], document["format"]), []).append(drop / document["path"])
    missing = programs - {program for program, _, _ in kinds}
    check(not missing, f"each program makes a document: not {', '.join(sorted(missing))}")
    return [paths[len(paths) // 2] for paths in kinds.values()]


def judge(reader, files):
    """True where the reader is absent."""
    done = subprocess.run([str(HERE / reader), *map(str, files)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    check(done.returncode in (0, SKIPPED), f"{reader} finds nothing wrong:\n{done.stdout.decode(errors='replace')[-6000:]}")
    return done.returncode == SKIPPED


def main():
    with Scratch() as scratch:
        files = []
        for language in ("fr", "en"):
            workspace = scratch.fixture(language)
            if language == "en":
                speak_english(workspace)
            scratch.run(workspace, "build")
            programs = {path.stem for path in (workspace / "programs").glob("*.yaml")}
            files += one_of_each(workspace / "out" / "2026-Q3", programs)
        pages = [path for path in files if path.suffix == ".pdf"]
        books = [path for path in files if path.suffix == ".xlsx"]
        for path in pages:
            subprocess.run(["qpdf", "--check", str(path)], stdout=subprocess.DEVNULL, check=True)
        absent = [reader for reader, some in (("pdf_meaning", pages), ("verapdf", pages), ("workbook_check.py", books),
                                              ("workbook_recalc.py", books)) if judge(reader, some)]
        if absent:
            skip(f"not here: {', '.join(absent)}")


if __name__ == "__main__":
    main()
