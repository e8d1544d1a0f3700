# SPDX-License-Identifier: MIT
import datetime as dt, pathlib

def write(table, header, rows):
    lines = [header] + [",".join(str(cell) for cell in row) for row in rows]
    folder = pathlib.Path("exports")
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

ACTIVATED = {"A149": 149, "A150": 150, "A250": 250, "A251": 251, "A400": 400, "A401": 401}
write("accounts", "id,name,since", [(a, a, "2025-01-01") for a in ACTIVATED])
write("users", "id,account,signed_up,aha", [(f"{a}-{i}", a, "2026-07-10", "2026-07-20" if i < n else "") for a, n in ACTIVATED.items() for i in range(1000)])
