#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fails on an #include that points against the flow of the data: a stage sees base, itself and what is listed for it."""
import pathlib
import re
import sys

SEES = {
    "base": "", "definition": "", "source": "definition", "metric": "definition source", "locale": "definition",
    "document": "locale", "template": "definition source metric locale document", "text": "definition",
    "page": "definition text", "chart": "definition locale document text page",
    "layout": "definition locale document text page chart", "pdf": "text page", "raster": "text page",
    "workbook": "locale document text page",
    "batch": "definition source metric locale document template text page chart layout pdf raster workbook",
    "command": "definition source metric locale document template text page chart layout pdf raster workbook batch",
}


def main():
    root, wrong = pathlib.Path(sys.argv[1]) / "src", 0
    for path in sorted(root.glob("*/*.[chd]*")):
        stage = path.parent.name
        if stage not in SEES:
            print(f"{path}: folder {stage} has no place in the flow (tests/include_order.py)")
            wrong += 1
            continue
        allowed = {"base", stage, *SEES[stage].split()}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+"([a-z0-9_]+)/', line)
            if match and match.group(1) not in allowed:
                print(f"{path}:{number}: {stage}/ may not see {match.group(1)}/")
                wrong += 1
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
