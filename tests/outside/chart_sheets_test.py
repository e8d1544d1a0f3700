#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a reader of workbooks finds for the charts that are not bars or lines: a colour scale over a heat map's cells, a
scatter chart for a quadrant, and none of the two elsewhere; bars from zero however close their figures."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "program"))

import openpyxl  # noqa: E402
from openpyxl.chart import ScatterChart  # noqa: E402
from support import Scratch, check  # noqa: E402

WORKSPACE = """name: Lumeo
locale: fr
as_of: 2026-09-30
sources:
  clients: {file: clients.csv, table: accounts, columns: {id: id, name: name, signed_up_on: since}}
"""
PROGRAM = 'kind: fiche\neach: account\neditions: [client]\nformats: [xlsx]\noutput: "Fiche"\n'
TEMPLATE = """kind: fiche
title: {fr: Fiche, en: Sheet}
data:
  cohorts:
    query: SELECT * FROM (VALUES ('janv.', '1', '1/2'), ('févr.', '9/10', missing('partial-month'))) ORDER BY 1
    as: {column2: percent, column3: percent}
  users: {query: "SELECT * FROM (VALUES ('Licences', 14), ('Actifs', 13)) ORDER BY 2 DESC", as: {column2: count}}
  balance: {query: "SELECT * FROM (VALUES ('Mai', 4), ('Juin', -3)) ORDER BY 2 DESC", as: {column2: count}}
  places:
    query: SELECT * FROM (VALUES ('Nova', 10, 90, 50, 40, 'plain'), ('Orme', 80, 20, 50, 40, 'total')) ORDER BY 1
    as: {column2: count, column3: count, column4: count, column5: count}
sections:
"""


def section(title, kind, unit, data, *series, role=""):
    """A section of one chart, which makes a sheet of that title; `role`: the column of its points' roles."""
    french, english = title
    names = f"{{fr: {french}, en: {english}}}"
    roles = f"\n            role: {role}" if role else ""
    return f"""  - section:
      title: {names}
      blocks:
        - chart:
            kind: {kind}
            title: {names}
            unit: {unit}
            from: {data}
            category: column1{roles}
            series: [{", ".join(series)}]
          id: {french.lower()}
"""


SECTIONS = (
    section(("Cohortes", "Cohorts"), "heatmap", "percent", "cohorts", "{key: column2, name: {fr: J1, en: D1}}", "{key: column3, name: {fr: J30, en: D30}}"),
    section(("Adoption", "Adoption"), "quadrant", "count", "places",
            "{key: column2, name: {fr: Profondeur, en: Depth}}", "{key: column3, name: {fr: Fréquence, en: Frequency}}",
            "{key: column4, name: {fr: Limite, en: Limit}, role: target}", "{key: column5, name: {fr: Limite, en: Limit}, role: target}", role="column6"),
    section(("Licences", "Licences"), "funnel", "count", "users", "{key: column2, name: {fr: Utilisateurs, en: Users}}"),
    section(("Solde", "Balance"), "column", "count", "balance", "{key: column2, name: {fr: Solde, en: Balance}}"),
)


def scales(sheet):
    """Ranges under a colour scale."""
    return [str(found.sqref) for found in sheet.conditional_formatting if any(rule.type == "colorScale" for rule in found.rules)]


def main():
    with Scratch() as scratch:
        space = scratch.folder / "w"
        (space / "programs").mkdir(parents=True)
        (space / "templates" / "documents").mkdir(parents=True)
        (space / "reliure.yaml").write_text(WORKSPACE, encoding="utf-8")
        (space / "clients.csv").write_text("id,name,since\nA-1,Verdier,2025-03-12\n", encoding="utf-8")
        (space / "programs" / "fiche.yaml").write_text(PROGRAM, encoding="utf-8")
        (space / "templates" / "documents" / "fiche.yaml").write_text(TEMPLATE + "".join(SECTIONS), encoding="utf-8")
        scratch.run(space, "build")
        book = openpyxl.load_workbook(next((space / "out").rglob("*.xlsx")))
        cohorts, adoption = book["Cohortes"], book["Adoption"]
        covered = [cell.value for ranges in scales(cohorts) for row in cohorts[ranges] for cell in row]
        check([value for value in covered if isinstance(value, float | int)] == [0.9, 1, 0.5], f"the scale covers the figures: {covered}")
        check(not cohorts._charts, "a heat map is no chart of a workbook")
        check([type(chart) for chart in adoption._charts] == [ScatterChart], "a quadrant is a scatter chart")
        check(len(adoption._charts[0].series) >= 1, "with its points")
        check(not scales(adoption), "and has no colour scale")
        least = [book[name]._charts[0].y_axis.scaling.min for name in ("Licences", "Solde")]
        check(least == [0, None], f"bars begin at zero unless one goes below: {least}")


main()
