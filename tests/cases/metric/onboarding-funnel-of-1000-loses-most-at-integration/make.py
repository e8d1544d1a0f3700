# SPDX-License-Identifier: MIT
import datetime as dt, pathlib

def write(table, header, rows):
    lines = [header] + [",".join(str(cell) for cell in row) for row in rows]
    folder = pathlib.Path("exports")
    folder.mkdir(exist_ok=True)
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

STEPS = ["Création compte", "Profil complété", "Feature 1 testée", "Intégration", "Premier succès"]
LEFT = [1000, 950, 760, 570, 399, 319]
write("accounts", "id,name,since", [("A", "Alpha", "2025-01-01")])
write("onboarding", "account,user,position,step,entered,completed",
      [("A", f"u{user}", step + 1, name, "2026-07-01", "2026-07-02" if user < LEFT[step + 1] else "") for step, name in enumerate(STEPS) for user in range(LEFT[step])])
