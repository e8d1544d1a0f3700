#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""workbook_cells.py FILE: cells of the sample review that must be what they are: kind, value, format, note, link."""
import io
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import xlsx_dump

EXPECTED = r"""
text never becomes a formula: [Vue d’ensemble] B6 text "=1+1 Grands comptes" "@"
an id keeps its zeros: [Vue d’ensemble] B7 text "000123" "@"
a date is a date: [Vue d’ensemble] B10 date 2026-12-15 "dd/mm/yyyy"
money holds whole units: [Vue d’ensemble] B9 number 107000 "#,##0\" €\""
a score shows its scale: [Santé] B8 number 67 "#,##0\"/100\""
a trend is a signed number under an arrow: [Santé] D8 number 4 "\"↑ \"+#,##0;\"↑ \"-#,##0;\"↑ \"#,##0"
a note has its column: [Santé] C9 text "n = 42"
missing says why: [Santé] B11 text "n.d." note "Aucune enquête d’effort sur la période"
not applicable says why: [Santé] E9 text "—" note "Aucun compte comparable dans le segment"
a percentage is a ratio: [Revenus MRR ARR brut] C6 number 0.73 "#,##0%"
a total is a sum: [Revenus MRR ARR brut] B8 formula =SUM(B6:B7) -> number 8916.67
a status is a word with its dot: [Plan d’action] D6 text "En cours" "\"● \"@"
an at sign stays text: [Plan d’action] A7 text "@mention & <balise> \"citée\"" "@"
a sign stays text: [Plan d’action] A8 text "-2 % de tickets" "@"
scripts pass: [Plan d’action] B6 text "شركة الأفق للتقنية"
a metric is live: [Calculs] B5 formula =IF(COUNT(B6,B7,B8,B9)=4,IF(B6=0,"—",(B6+B7-B8-B9)/B6),"n.d.") -> number 1.07214
a missing metric is too: [Calculs] B10 formula =IF(COUNT(B11,B12,B13)=3,IF(B13=0,"n.d.",(B11-B12)/B13*100),"n.d.") -> text "n.d."
hours are hours: [Calculs] B17 formula =IF(COUNT(B18,B19)=2,IF(B19=0,"—",(B18*86400)/B19/3600),"n.d.") -> number 4.6
a metric uses another's row: [Calculs] B20 formula =IF(ISNUMBER(B5),(B5-IF(ISNUMBER(B21),B21,1))*100,"n.d.") -> number 7.21442
data is a table with a filter: [Données] table A5:D65 filter
months are dates: [Données] A6 date 2025-01-01 "[$-40C]mmm yyyy"
contents lead to sheets: [Sommaire] A20 text "Santé" link 'Santé'!A1
and back: [Santé] A2 text "← Sommaire" link 'Sommaire'!A1
"""


def main(path):
    dumped = io.StringIO()
    xlsx_dump.dump(path, dumped)
    lines = dumped.getvalue().splitlines()
    lacking = [entry for entry in EXPECTED.strip().splitlines()
               if not any(line.startswith(entry.split(": ", 1)[1]) for line in lines)]
    print("\n".join(lacking))
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
