#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""workbook_recalc.py FILE...: LibreOffice computes every formula afresh and must arrive at the values stored.

The stored values are taken out of a copy first, so that nothing can be carried over. Exit status 77 where LibreOffice
is absent; an error where CI is "true".
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile

import openpyxl

warnings.simplefilter("ignore")


def without_values(path, copy):
    """A copy whose formulas hold no value: <f>…</f><v>…</v> loses its <v>."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            new.writestr(name, data)


def recalculated(paths, folder):
    """The same workbooks as LibreOffice writes them after computing; it starts once, which takes longest."""
    bare = [folder / "bare" / f"{i}.xlsx" for i in range(len(paths))]
    bare[0].parent.mkdir()
    for path, copy in zip(paths, bare):
        without_values(path, copy)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
               "--outdir", str(folder / "out"), *map(str, bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=180 + 30 * len(paths))
    return [folder / "out" / copy.name for copy in bare]


def is_same(stored, computed):
    if isinstance(stored, (int, float)) and isinstance(computed, (int, float)):
        return abs(stored - computed) <= 1e-9 * max(1, abs(stored))
    return stored == computed


def compare(path, computed_path):
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    again = openpyxl.load_workbook(computed_path, data_only=True)
    count, wrong = 0, []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                stored = values[sheet.title][cell.coordinate].value
                computed = again[sheet.title][cell.coordinate].value
                if not is_same(stored, computed):
                    wrong.append(f"{path}: {sheet.title}!{cell.coordinate} {cell.value}: stored {stored}, computed {computed}")
    print(f"{path}: {count} formulas, {len(wrong)} differ")
    return wrong


def main(paths):
    if not shutil.which("soffice"):
        print("LibreOffice is not installed", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 77
    with tempfile.TemporaryDirectory() as folder:
        wrong = [line for path, again in zip(paths, recalculated(paths, pathlib.Path(folder))) for line in compare(path, again)]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
