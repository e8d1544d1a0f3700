#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What must hold for any portfolio, tried on random ones: rows go in as exports, figures are read from the metrics file.

The bridge adds up to the cent and its sum over accounts is the portfolio's; retention is 100 % less churn and never above
100 %; GRR never exceeds 100 %; RFM scores do not depend on the order of the rows; shares of one whole add up to 1.
"""
import fractions
import random
import sqlite3

from support import Scratch, check

SEEDS = range(1, 7)
MONTHS = [f"{2025 + i // 12}-{i % 12 + 1:02}" for i in range(5, 21)]  # 2025-06 to 2026-09
KINDS = ["upsell", "cross_sell", "add_on", "seats"]
MAPS = {
    "accounts": ["id", "name", "segment", "signed_up_on"],
    "mrr": ["account", "month", "amount"],
    "transactions": ["id", "account", "at", "amount"],
    "opportunities": ["id", "account", "kind", "stage", "amount", "opened_on", "closed_on"],
    "surveys": ["account", "respondent", "kind", "rating", "answered_at"],
    "interactions": ["account", "kind", "at", "is_answered"],
}


def portfolio(seed):
    """Rows by table; some accounts leave, return, pay nothing, never buy, answer nothing."""
    dice, rows = random.Random(seed), {table: [] for table in MAPS}
    for number in range(40):
        account = f"A{number:02}"
        rows["accounts"].append([account, f"Client {number}", dice.choice(["PME", "ETI", ""]), "2025-01-01"])
        amount = dice.randrange(0, 500_000)
        for month in MONTHS:
            amount = dice.choice([amount, amount, amount, 0, dice.randrange(1, 900_000)])
            if amount or dice.random() < 0.3:
                rows["mrr"].append([account, f"{month}-01", f"{amount / 100:.2f}"])
        for i in range(dice.choice([0, 1, 2, 2, 5, 9])):
            cents = dice.choice([1, 1, 1, -1]) * dice.randrange(100, 90_000)
            rows["transactions"].append([f"T{number}-{i}", account, f"{dice.choice(MONTHS)}-{dice.randrange(1, 29):02} 10:00", f"{cents / 100:.2f}"])
        for i in range(dice.randrange(3)):
            rows["opportunities"].append([f"O{number}-{i}", account, dice.choice(KINDS), dice.choice(["won", "lost", "open"]),
                                          dice.randrange(1, 9_000), "2026-07-01", "2026-08-15"])
        for kind, top in (("nps", 10), ("csat", 5), ("ces", 5)):
            for i in range(dice.choice([0, 0, 3, 6])):
                rows["surveys"].append([account, f"{account}-{i}", kind, dice.randrange(1, top + 1), f"2026-09-{i + 1:02} 10:00"])
        for i in range(dice.choice([0, 4])):
            rows["interactions"].append([account, dice.choice(["email", "event"]), f"2026-08-{i + 1:02} 10:00", dice.choice(["oui", "non"])])
    return rows


def write(folder, rows, settings):
    (folder / "programs").mkdir(parents=True)
    (folder / "programs" / "qbr.yaml").write_text('name: qbr\nkind: qbr\nperiod: quarter\nformats: [pdf]\neditions: [client]\noutput: "{account.slug}/QBR"\n')
    sources = ""
    for table, columns in MAPS.items():
        lines = [",".join(columns)] + [",".join(map(str, row)) for row in rows[table]]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n")
        sources += f"  {table}: {{file: {table}.csv, table: {table}, columns: {{{', '.join(f'{c}: {c}' for c in columns)}}}}}\n"
    lines = "".join(f"  {key}: {value}\n" for key, value in settings.items())
    (folder / "reliure.yaml").write_text(f"name: Essai\nlocale: fr\nas_of: 2026-09-30\nsettings:\n{lines}sources:\n{sources}")


def figures(scratch, name, rows, settings):
    """The metrics file of a run, open."""
    folder = scratch.folder / name
    write(folder, rows, settings)
    scratch.run(folder, "build", "--dump=metrics")
    return sqlite3.connect(next((folder / ".reliure").glob("metrics-*.sqlite")))


def number(text):
    return fractions.Fraction(str(text))


def known(file, metric, subject="portfolio"):
    """Figures by period."""
    return {period: number(n) for period, n in file.execute(
        "SELECT period, number FROM metric_value WHERE metric = ? AND subject = ? AND state = 'value'", (metric, subject))}


BRIDGE = "opening expansion contraction churn cohort_end reactivation arriving closing".split()


def check_bridge(file, what):
    rows = {(subject, period): bars for subject, period, *bars in file.execute(f"SELECT subject, period, {', '.join(BRIDGE)} FROM mrr_bridge")}
    check(len(rows) > 40, f"{what}: the bridge has rows")
    for (subject, period), (opening, expansion, contraction, churn, cohort, reactivation, arriving, closing) in rows.items():
        check(opening + expansion - contraction - churn == cohort, f"{what}: the cohort's end of {subject} in {period} adds up")
        check(cohort + reactivation + arriving == closing, f"{what}: the end of {subject} in {period} adds up")
    for period in {period for _, period in rows}:
        for i, name in enumerate(BRIDGE):
            total = sum(bars[i] for (subject, when), bars in rows.items() if when == period and subject.startswith("A"))
            check(total == rows["portfolio", period][i], f"{what}: {name} of {period} is the sum of the accounts'")


def check_sums(file, what):
    for metric in ("mrr", "arr"):
        for period, total in known(file, metric).items():
            accounts = [number(n) for n, in file.execute("SELECT number FROM metric_value WHERE metric = ? AND period = ? AND subject LIKE 'A%' AND state = 'value'",
                                                         (metric, period))]
            check(sum(accounts) == total, f"{what}: {metric} of {period} is the sum of the accounts'")


def check_retention(file, what):
    churn, retention = known(file, "churn_rate"), known(file, "retention_rate")
    check(len(retention) > 0, f"{what}: retention is known")
    for period, kept in retention.items():
        check(0 <= kept <= 1, f"{what}: retention of {period} lies between 0 and 100 %")
        check(kept == 1 - churn[period], f"{what}: retention of {period} is 100 % less churn")
    for value, in file.execute("SELECT number FROM metric_value WHERE metric = 'grr' AND state = 'value'"):
        check(number(value) <= 1, f"{what}: GRR of {value} is above 100 %")


def check_shares(file, what):
    for table in ("rfm_shares", "expansion_composition"):
        sums = {}
        for subject, period, share in file.execute(f"SELECT subject, period, share FROM {table}"):
            sums[subject, period] = sums.get((subject, period), 0) + number(share)
        check(sums and set(sums.values()) == {1}, f"{what}: shares of {table} add up to 1")
    sums = {}
    for metric, subject, share in file.execute("SELECT metric, subject, share FROM metric_part WHERE share IS NOT NULL"):
        sums[metric, subject] = sums.get((metric, subject), 0) + number(share)
    check(sums and set(sums.values()) == {1}, f"{what}: weights shared out add up to 1")


def rfm(file):
    return sorted(file.execute("SELECT subject, period, recency, frequency, amount, r, f, m, segment FROM rfm"))


def main():
    with Scratch() as scratch:
        for seed in SEEDS:
            rows = portfolio(seed)
            settings = {"movements": "events" if seed % 2 else "net", "churn.period": "quarter"}
            file = figures(scratch, f"{seed}", rows, settings)
            check_bridge(file, f"seed {seed}")
            check_sums(file, f"seed {seed}")
            check_retention(file, f"seed {seed}")
            check_shares(file, f"seed {seed}")
            for table in rows.values():
                random.Random(seed).shuffle(table)
            check(rfm(figures(scratch, f"{seed}-shuffled", rows, settings)) == rfm(file), f"seed {seed}: RFM scores are alike whatever the order of the rows")


if __name__ == "__main__":
    main()
