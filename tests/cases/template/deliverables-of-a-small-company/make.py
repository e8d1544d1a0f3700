#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes the exports of six accounts: one new, one in red, one that left, three that stay. Always alike: no chance, no clock."""
import csv
import pathlib
from datetime import date, timedelta

AS_OF = date(2026, 9, 30)
ACCOUNTS = [("A-1", "Maison Verdier", "PME", "Claire Fontaine", "2024-03-12", "2026-10-20", ""), ("A-2", "Hôtels Bellerive", "ETI", "Julien Keller", "2024-06-01", "2026-12-05", ""),
            ("A-3", "Studio Cobalt", "PME", "Claire Fontaine", "2026-09-12", "2027-09-12", ""), ("A-4", "Bocage & Fils", "PME", "Julien Keller", "2025-10-15", "2027-03-01", ""),
            ("A-5", "Menuiseries Tardif", "PME", "Claire Fontaine", "2025-01-10", "", "2026-08-31"), ("A-6", "Opéra de Garonne", "ETI", "Julien Keller", "2025-02-01", "2027-02-01", "")]
STEPS = ["Compte créé", "Profil complété", "Import"]


def write(name, head, rows):
    path = pathlib.Path("exports")
    path.mkdir(exist_ok=True)
    with open(path / name, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head.split())
        out.writerows(rows)


def main():
    users, steps, usage, surveys, mails = [], [], [], [], []
    for place, (account, _, _, _, since, _, left) in enumerate(ACCOUNTS):
        for n in range(4):
            user = f"U-{place + 1}{n}"
            day = max(date.fromisoformat(since), date(2026, 4, 6) + timedelta(days=41 * n + 3 * place))
            if day > AS_OF:
                continue
            reached = day + timedelta(days=n + 1)
            users.append((user, account, f"{day} 09:00", f"{reached} 11:00" if n < 3 else "", f"{reached} 15:00" if n < 2 else ""))
            for position, step in enumerate(STEPS[:4 - n or 1], 1):
                done = position < 4 - n or n == 0
                steps.append((account, user, step, position, f"{day} 09:00", f"{day} 1{position}:00" if done else ""))
            for offset in (0, 1, 7, 14, 30, 60, 90, 120):
                seen = day + timedelta(days=offset)
                if seen <= AS_OF and (offset + n + place) % 3 and (not left or str(seen) < left):
                    usage.append((account, user, seen, "login", 6 + place))
                    usage.append((account, user, seen, "feature", 9))
            if n < 3 and not left:
                rating = (10, 3, 9, 7, 8, 9)[(place + n) % 6] if account != "A-4" else 2
                surveys.append((account, user, "nps", rating, "", f"2026-09-{10 + n:02} 10:00"))
                surveys.append((account, user, "csat", 5 - place % 3 if account != "A-4" else 1, "", f"2026-09-{14 + n:02} 10:00"))
        for n in range(4):
            mails.append((account, "email", f"2026-0{7 + n % 3}-1{n} 09:00", "yes" if (n + place) % 4 else "no"))
    write("accounts.csv", "id name segment csm since renewal left", ACCOUNTS)
    write("users.csv", "id account signed_up first_value aha", users)
    write("onboarding.csv", "account user step position entered completed", steps)
    write("mrr.csv", "account month amount", [(a[0], f"2026-{m:02}", 400 * (p + 1) + (100 if a[0] == "A-2" and m > 7 else 0) - (150 if a[0] == "A-4" and m > 7 else 0))
                                              for p, a in enumerate(ACCOUNTS) for m in range(3, 10) if a[4] < f"2026-{m:02}-31" and not (a[6] and m > 8)])
    write("usage.csv", "account user at event quantity", usage)
    write("surveys.csv", "account who kind rating words at", surveys)
    write("interactions.csv", "account kind at answered", mails)
    write("signals.csv", "account kind day detail", [("A-1", "premium_request", "2026-09-02", "API"), ("A-1", "premium_feature", "2026-09-08", "API"), ("A-1", "pricing_page", "2026-09-20", ""),
                                                     ("A-2", "use_case", "2026-09-11", ""), ("A-4", "public_complaint", "2026-09-18", ""), ("A-5", "public_complaint", "2026-08-03", "")])
    write("opportunities.csv", "id account title kind amount stage opened closed expected", [("O-1", "A-1", "Passage à la formule Pro", "upsell", 4800, "open", "2026-08-01", "", "2026-11-15"),
          ("O-2", "A-2", "Licences", "seats", 1200, "won", "2026-07-01", "2026-08-01", ""), ("O-3", "A-6", "Module", "cross_sell", 900, "lost", "2026-07-05", "2026-09-01", "")])
    write("actions.csv", "id account title owner due status", [("T-1", "A-4", "Revoir le paramétrage", "Julien Keller", "2026-10-06", "todo")])
    write("referrals.csv", "id account invited converted", [("R-1", "A-6", "2026-08-04", "2026-09-02")])


main()
