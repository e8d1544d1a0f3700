#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""xlsx_dump.py FILE: what openpyxl reads in a workbook, one line a cell.

    [Santé] table A6:E10 filter, panes A4, 2 charts
    [Santé] B7 number 67 "#,##0\\"/100\\""
    [Calculs] B5 formula =B6/B7 -> number 1.07 "0.0%"
    [Santé] B10 text "n.d." note "Aucune réponse"

Cells follow row by row; strings are JSON, numbers as Python prints them, dates ISO.
"""
import datetime
import json
import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")


def text(value):
    return json.dumps(value, ensure_ascii=False)


def typed(value):
    """Kind and value of what a cell holds or last computed."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"truth {value}"
    if isinstance(value, datetime.datetime):
        return f"date {value.date().isoformat()}"
    if isinstance(value, (int, float)):
        return f"number {value!r}"
    return f"text {text(str(value))}"


def cell_line(sheet, cell, stored):
    kind = typed(cell.value)
    if cell.data_type == "f":
        kind = f"formula {cell.value} -> {typed(stored.value)}"
    line = f"[{sheet.title}] {cell.coordinate} {kind}"
    if cell.number_format != "General":
        line += f" {text(cell.number_format)}"
    if cell.hyperlink:
        line += f" link {cell.hyperlink.location or cell.hyperlink.target}"
    if cell.comment:
        line += f" note {text(cell.comment.text)}"
    return line


def dump(path, out=sys.stdout):
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    for sheet in formulas.worksheets:
        for table in sheet.tables.values():
            mark = " filter" if table.autoFilter else ""
            print(f"[{sheet.title}] table {table.ref}{mark}", file=out)
        print(f"[{sheet.title}] panes {sheet.freeze_panes}, {len(sheet._charts)} charts", file=out)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.comment:
                    print(cell_line(sheet, cell, values[sheet.title][cell.coordinate]), file=out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    dump(sys.argv[1])
