#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""workbook_check.py FILE...: what must hold in every workbook, as openpyxl and the parts of the archive show it.

No merged cells, no error values, no formula without its stored value; tables whose heads are texts, unique, and in
their cells; panes and print set-up on each sheet; links that lead to a sheet; charts with a title, an alternative text
and the figures of their cells stored; a workbook marked as internal on every sheet or on none.
"""
import re
import sys
import warnings
import xml.etree.ElementTree as tree
import zipfile

import openpyxl
from openpyxl.utils import range_boundaries

warnings.simplefilter("ignore")
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


class Check:
    def __init__(self, path):
        self.path = path
        self.failures = []
        self.formulas = openpyxl.load_workbook(path)
        self.values = openpyxl.load_workbook(path, data_only=True)
        self.archive = zipfile.ZipFile(path)

    def that(self, holds, message):
        if not holds:
            self.failures.append(f"{self.path}: {message}")

    def cells(self, sheet):
        stored = self.values[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                where = f"{sheet.title}!{cell.coordinate}"
                value = stored[cell.coordinate].value
                if cell.data_type == "f":
                    self.that(value is not None, f"{where}: formula without a stored value: {cell.value}")
                self.that(not (isinstance(value, str) and re.match(r"#[A-Z/0]+[!?]", value)), f"{where}: error value {value}")
                self.that(cell.data_type != "e", f"{where}: error cell")

    def tables(self, sheet):
        for table in sheet.tables.values():
            left, top, right, bottom = range_boundaries(table.ref)
            heads = [sheet.cell(top, col).value for col in range(left, right + 1)]
            names = [column.name for column in table.tableColumns]
            self.that(all(isinstance(head, str) and head for head in heads), f"{sheet.title}: {table.ref}: heads {heads}")
            self.that([head.replace("\n", "_x000a_") for head in heads] == names, f"{sheet.title}: {table.ref}: {heads} != {names}")
            self.that(len({head.casefold() for head in heads}) == len(heads), f"{sheet.title}: {table.ref}: two heads alike")
            self.that(bottom > top, f"{sheet.title}: {table.ref}: no rows")

    def print_setup(self, sheet):
        name = sheet.title
        self.that(sheet.freeze_panes, f"{name}: no frozen head")
        self.that(str(sheet.page_setup.paperSize) == "9", f"{name}: paper {sheet.page_setup.paperSize}")
        self.that(sheet.sheet_properties.pageSetUpPr.fitToPage, f"{name}: not fitted to width")
        self.that(sheet.print_title_rows, f"{name}: no repeated rows")
        self.that(sheet.oddFooter.right.text, f"{name}: no page number")
        self.that(not sheet.merged_cells.ranges, f"{name}: merged cells {sheet.merged_cells.ranges}")

    def links(self, sheet):
        for row in sheet.iter_rows():
            for cell in row:
                location = cell.hyperlink.location if cell.hyperlink else None
                if not location:
                    continue
                target = re.sub(r"!A1$", "", location).strip("'").replace("''", "'")
                self.that(target in self.formulas.sheetnames, f"{sheet.title}!{cell.coordinate}: link to {location}")

    def charts(self):
        for name in self.archive.namelist():
            if re.match(r"xl/charts/chart\d+\.xml", name):
                self.chart(name, tree.fromstring(self.archive.read(name)))
            if re.match(r"xl/drawings/drawing\d+\.xml", name):
                for properties in tree.fromstring(self.archive.read(name)).iter(DRAWING + "cNvPr"):
                    self.that(properties.get("descr"), f"{name}: {properties.get('name')} has no alternative text")

    def chart(self, name, chart):
        self.that(chart.find(f"{CHART}chart/{CHART}title") is not None, f"{name}: no title")
        for kind in ("numRef", "strRef"):
            for reference in chart.iter(CHART + kind):
                self.reference(name, reference)
        if chart.find(f"{CHART}chart/{CHART}legend") is not None:
            for series in chart.iter(CHART + "ser"):
                self.legend(name, series)

    def legend(self, name, series):
        """A legend shows a series' own colour: bars that all have another would have no name."""
        def color(part):
            return next((fill.get("val") for fill in part.findall(f"{CHART}spPr/{MAIN}solidFill/{MAIN}srgbClr")), None)
        bars = {color(point) for point in series.findall(CHART + "dPt")}
        self.that(len(bars) != 1 or bars == {color(series)}, f"{name}: bars of {bars} under a legend of {color(series)}")

    def reference(self, name, reference):
        sheet, cells = reference.find(CHART + "f").text.rsplit("!", 1)
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        sheet = self.values[sheet.strip("'").replace("''", "'")]
        shown = [sheet.cell(row, col).value for row in range(top, bottom + 1) for col in range(left, right + 1)]
        cached = {int(point.get("idx")): point.find(CHART + "v").text for point in reference.iter(CHART + "pt")}
        for index, value in enumerate(shown):
            if value is None:
                self.that(index not in cached, f"{name}: {cells}: {cached.get(index)} stored for an empty cell")
            elif isinstance(value, (int, float)):
                close = index in cached and abs(float(cached[index]) - value) <= 1e-9 * max(1, abs(value))
                self.that(close, f"{name}: {cells}: {cached.get(index)} stored for {value}")
            elif isinstance(value, str):
                self.that(cached.get(index) == value, f"{name}: {cells}: {cached.get(index)} stored for {value}")

    def marks(self):
        marked = [bool(sheet.oddHeader.center.text) for sheet in self.formulas.worksheets]
        self.that(all(marked) or not any(marked), "marked as internal on some sheets only")

    def run(self):
        for sheet in self.formulas.worksheets:
            self.that(len(sheet.title) <= 31, f"{sheet.title}: name too long")
            for part in (self.cells, self.tables, self.print_setup, self.links):
                part(sheet)
        self.charts()
        self.marks()
        properties = self.formulas.properties
        self.that(properties.title and properties.creator, "no title or author")
        return self.failures


if __name__ == "__main__":
    found = [failure for path in sys.argv[1:] for failure in Check(path).run()]
    print("\n".join(found))
    sys.exit(1 if found else 0)
