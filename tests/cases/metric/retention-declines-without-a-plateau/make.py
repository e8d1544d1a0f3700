# SPDX-License-Identifier: MIT
import datetime as dt, pathlib

def write(table, header, rows):
    lines = [header] + [",".join(str(cell) for cell in row) for row in rows]
    folder = pathlib.Path("exports")
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

COUNTS = {"Flat": (1000, {60: 200, 90: 180}), "Falls": (1000, {60: 200, 90: 179}), "Young": (10, {30: 3})}
DAY = {"Flat": dt.date(2026, 6, 1), "Falls": dt.date(2026, 6, 1), "Young": dt.date(2026, 8, 20)}
write("accounts", "id,name,since", [(a, a, "2025-01-01") for a in COUNTS])
write("users", "id,account,signed_up", [(f"{a}{user}", a, DAY[a]) for a, (size, _) in COUNTS.items() for user in range(size)])
write("usage", "account,user,at", [(a, f"{a}{user}", DAY[a] + dt.timedelta(days=after)) for a, (_, active) in COUNTS.items() for after, n in active.items() for user in range(n)]
      + [("Young", "Young1", dt.date(2026, 8, 21))])
