# SPDX-License-Identifier: MIT
"""The exports of a made-up company that has a bit of everything: eight clients in two segments, nine months, one who
left, one who grew, one who shrank, a new one; nothing is random."""
import csv
import datetime
import pathlib

NAMES = ["Maison Verdier", "Ateliers Lune", "Nova Frères", "Groupe Hélios", "Café Sept", "Bâti Ouest", "Orme et Fils", "Delta Santé"]
ACCOUNTS = [f"A-{place}" for place in range(1, 9)]
MONTHS = [datetime.date(2026, month, 1) for month in range(1, 10)]
MRR = {"A-1": [900] * 6 + [1300] * 3, "A-2": [400] * 9, "A-3": [700] * 5 + [500] * 4, "A-4": [3000] * 9,
       "A-5": [250] * 7 + [0] * 2, "A-6": [600] * 9, "A-7": [800] * 4 + [950] * 5, "A-8": [0] * 7 + [1200] * 2}
STEPS = ["Compte créé", "Équipe invitée", "Données reliées", "Premier rapport"]


def write(name, head, rows):
    folder = pathlib.Path("exports")
    folder.mkdir(exist_ok=True)
    with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([head.split(), *rows])


def accounts():
    for place, (key, name) in enumerate(zip(ACCOUNTS, NAMES)):
        signed = "2026-08-03" if key == "A-8" else f"202{4 + place % 2}-0{1 + place}-15"
        yield [key, name, "ETI" if place in (3, 6, 7) else "PME", ["Pro", "Essentiel"][place % 2], ["Zoé Martin", "Paul Roy"][place % 2],
               signed, "2026-08-01" if key == "A-5" else "", f"2026-1{place % 3}-20", 10 + 2 * place, int(key == "A-4")]


def users():
    for place, key in enumerate(ACCOUNTS):
        for number in range(3):
            day = "2026-08-04" if key == "A-8" else f"2026-0{1 + place % 5}-1{number}"
            yield [f"{key}-U{number}", key, f"{day} 09:00", f"{day} 1{number}:30" if number else "", f"{day} 15:00" if number == 2 else ""]


def usage():
    for month in MONTHS:
        for place, key in enumerate(ACCOUNTS):
            for number in range(3):
                for day in range(1, 28, 3 + (place + number) % 5):
                    at = month.replace(day=day)
                    if (key == "A-8" and at < datetime.date(2026, 8, 4)) or (key == "A-5" and month.month > 7):
                        continue
                    yield [key, f"{key}-U{number}", at, ["login", "export", "share"][(day + number) % 3], 1 + number]


def features():
    for key, _, at, _, _ in usage():
        if at.day == 1:
            yield [key, f"F{1 + at.month % 3}", at, 20]
            if key in ("A-1", "A-4"):
                yield [key, "F4", at, 5]


def surveys():
    for place, key in enumerate(ACCOUNTS[:6]):
        for number in range(2):
            for wave, month in (("T2", 5), ("T3", 8)):
                rating = (3 + 2 * place + number + month) % 11
                yield [f"{key}-{number}-{wave}", key, f"{key}-U{number}", "nps", wave, rating, f"Avis {rating}", f"2026-0{month}-1{place}"]
                yield [f"{key}-{number}-{wave}-s", key, f"{key}-U{number}", "csat", wave, 1 + rating % 5, "", f"2026-0{month}-2{place}"]


def tickets():
    for place, key in enumerate(ACCOUNTS[:5]):
        for month in (6, 7, 9):
            solved = "" if place == 2 and month == 9 else f"2026-0{month}-0{5 + place % 3} 16:00"
            yield [f"T{key}{month}", key, "Export lent", ["low", "high"][place % 2], "closed" if solved else "open", f"2026-0{month}-04 10:00", solved]


def onboarding():
    for key in ("A-7", "A-8"):
        for number in range(3):
            for place, step in enumerate(STEPS):
                if place > number + 1:
                    continue
                done = f"2026-08-{5 + place:02} 10:00" if place <= number else ""
                yield [key, f"{key}-U{number}", place + 1, step, f"2026-08-{5 + place:02} 09:00", done]


def main():
    write("accounts", "id name segment plan csm since left renewal seats vip", accounts())
    write("users", "id account signed first aha", users())
    write("usage", "account user at event times", usage())
    write("features", "id name", [[f"F{place}", name] for place, name in enumerate(["Rapports", "Alertes", "Partage", "API"], 1)])
    write("feature-usage", "account feature at times", features())
    write("mrr", "account month amount", [[key, month, MRR[key][place]] for key in ACCOUNTS for place, month in enumerate(MONTHS) if MRR[key][place]])
    write("surveys", "id account who kind wave rating words at", surveys())
    write("tickets", "id account subject priority status opened solved", tickets())
    write("objectives", "id account title status progress defined due",
          [["O1", "A-1", "Diviser par deux les saisies", "under_way", 0.5, "2026-04-02", "2026-12-31"],
           ["O2", "A-4", "Former chaque agence", "reached", 1, "2026-02-02", "2026-09-15"]])
    write("actions", "id account title owner due status done",
          [["P1", "A-1", "Former les équipes", "Zoé Martin", "2026-10-10", "todo", ""],
           ["P2", "A-3", "Appeler la direction", "Zoé Martin", "2026-09-10", "todo", ""],
           ["P3", "A-4", "Préparer le renouvellement", "Paul Roy", "2026-08-20", "done", "2026-08-18"]])
    write("opportunities", "id account title kind stage amount opened closed expected",
          [["V1", "A-1", "Formule Entreprise", "upsell", "open", 9600, "2026-08-20", "", "2026-11-15"],
           ["V2", "A-4", "Module Énergie", "cross_sell", "won", 4800, "2026-06-20", "2026-08-15", ""],
           ["V3", "A-2", "Dix postes", "seats", "lost", 1200, "2026-07-01", "2026-09-01", ""],
           ["V4", "A-6", "Témoignage", "testimonial", "asked", "", "2026-09-01", "", ""]])
    write("signals", "account kind day detail amount",
          [["A-1", "pricing_page", "2026-09-12", "Stockage à 95 %", ""], ["A-1", "premium_request", "2026-09-20", "Demande d'API", ""],
           ["A-4", "product_search", "2026-09-02", "Cherche un module", ""], ["A-3", "refund_request", "2026-09-22", "Remboursement demandé", 1500]])
    write("quotas", "account resource day used allowed", [["A-1", "stockage", f"2026-09-{day:02}", 60 + 2 * day, 100] for day in range(1, 19)])
    write("purchases", "id account at amount",
          [[f"C{place}-{month}", key, f"2026-0{month}-1{place}", 40 * (place + 1)] for place, key in enumerate(ACCOUNTS[:7]) for month in range(1 + place % 3, 10, 2 + place)])
    write("referrals", "id account invited who converted",
          [["R1", "A-4", "2026-07-05", "Delta Santé", "2026-08-03"], ["R2", "A-1", "2026-08-11", "Sud Fret", ""]])
    write("points", "account kind points day", [["A-1", "issued", 500, "2026-06-01"], ["A-1", "redeemed", 120, "2026-09-05"], ["A-4", "issued", 900, "2026-07-01"]])
    write("tiers", "account tier rank since", [["A-1", "Argent", 1, "2026-01-10"], ["A-1", "Or", 2, "2026-08-10"], ["A-4", "Argent", 1, "2026-03-01"]])
    write("onboarding", "account user position step entered done", onboarding())
    write("interactions", "account kind at subject answered",
          [[key, ["email", "call", "event"][place % 3], f"2026-0{month}-08 10:00", "Suivi", place % 2] for place, key in enumerate(ACCOUNTS[:7]) for month in (6, 8, 9)])


main()
