# SPDX-License-Identifier: MIT
import datetime as dt, pathlib

def write(table, header, rows):
    lines = [header] + [",".join(str(cell) for cell in row) for row in rows]
    folder = pathlib.Path("exports")
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

ACTIVE = {0: 1000, 1: 650, 7: 350, 14: 280, 30: 220, 60: 180, 90: 160}
DAY = dt.date(2026, 1, 15)
write("accounts", "id,name,since", [("A", "Alpha", "2025-01-01")])
write("users", "id,account,signed_up", [(f"u{user}", "A", DAY) for user in range(1000)])
write("usage", "account,user,at", [("A", f"u{user}", DAY + dt.timedelta(days=after)) for after, active in ACTIVE.items() for user in range(active)])
