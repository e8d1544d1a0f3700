# SPDX-License-Identifier: MIT
import datetime as dt, pathlib

def write(table, header, rows):
    lines = [header] + [",".join(str(cell) for cell in row) for row in rows]
    folder = pathlib.Path("exports")
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

DAY = dt.date(2026, 9, 1)
rows = []
def spread(account, users, daily):
    """Every user at least one day, `daily` of them each day."""
    for day in range(30):
        for rank in range(daily):
            rows.append((account, f"{account}{(day * daily + rank) % users}", DAY + dt.timedelta(days=day), "login", 1))
for account, users, daily in (("Vector", 1500, 420), ("Half", 100, 50), ("Quarter", 100, 25), ("Tenth", 100, 10), ("Less", 200, 19)):
    spread(account, users, daily)
write("accounts", "id,name,since", [(a, a, "2025-01-01") for a in ("Vector", "Half", "Quarter", "Tenth", "Less", "Idle")])
write("usage", "account,user,at,event,quantity", rows)
