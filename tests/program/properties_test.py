#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What must hold for any portfolio, tried on random ones: rows go in as exports, figures are read from the metrics file.

The bridge adds up to the cent and its sum over accounts is the portfolio's; retention is 100 % less churn and never above
100 %; GRR never exceeds 100 %; RFM scores do not depend on the order of the rows, nor any figure on how accounts are called; shares of one whole add up to 1. Cohorts
are what the rows say, counted anew; no point of a curve is above 100 %, daily users are never more than monthly ones, and
phases divide all users.
"""
import datetime
import fractions
import random
import re
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
    "users": ["id", "account", "signed_up_at"],
    "usage": ["account", "user", "at"],
}
AS_OF = datetime.date(2026, 9, 30)


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
        for i in range(dice.choice([0, 0, 1, 4, 9])):
            joined, keenness = AS_OF - datetime.timedelta(days=dice.randrange(420)), dice.random()
            rows["users"].append([f"{account}-u{i}", account, joined])
            for age in range((AS_OF - joined).days + 1):
                if dice.random() < keenness / (1 + age / 30):
                    rows["usage"].append([account, f"{account}-u{i}", joined + datetime.timedelta(days=age)])
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


def cell(text):
    value = text.split("=", 1)[1]
    return int(value) if re.fullmatch("-?[0-9]+", value) else value


def figures(scratch, name, rows, settings):
    """The metrics file of a run, open, and what it holds packed beside it: the table metric_value, and the result tables."""
    folder = scratch.folder / name
    write(folder, rows, settings)
    lines = scratch.run(folder, "build", "--dump=metrics").stdout.decode().splitlines()
    file = sqlite3.connect(next((folder / ".reliure").glob("metrics-*.sqlite")))
    file.execute("CREATE TEMP TABLE metric_value(metric, subject, period, state, number)")
    file.executemany("INSERT INTO temp.metric_value VALUES(?, ?, ?, ?, ?)", (line.split("\t")[:5] for line in lines))
    tables = set()
    for line in scratch.run(folder, "build", "--dump=tables").stdout.decode().splitlines():
        table, subject, period, *cells = line.split("\t")
        if table not in tables:
            columns = ", ".join(f'"{cell.split("=")[0]}"' for cell in cells)
            file.execute(f'CREATE TEMP TABLE "{table}"(subject, period, {columns})')
            tables.add(table)
        file.execute(f'INSERT INTO temp."{table}" VALUES(?, ?{", ?" * len(cells)})', [subject, period, *map(cell, cells)])
    return file


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
    for metric, subject, share in file.execute("SELECT metric, subject, share FROM metric_part WHERE share <> ''"):
        sums[metric, subject] = sums.get((metric, subject), 0) + number(share)
    check(sums and set(sums.values()) == {1}, f"{what}: weights shared out add up to 1")


def cohort_of(day):
    return f"{day:%Y-%m}-01"


def is_back(days, joined, point, mode):
    """Whether a user with these active days counts at that point of the curve."""
    target = joined + datetime.timedelta(days=point)
    if mode == "on_or_after":
        return any(day >= target for day in days)
    first = target if mode == "exact" else max(joined + datetime.timedelta(days=1), target - datetime.timedelta(days=6))
    return any(first <= day <= target for day in days)


def check_cohorts(file, what, rows, mode):
    days, cohorts = {}, {}
    for _, user, day in rows["usage"]:
        days.setdefault(user, set()).add(day)
    for user, _, joined in rows["users"]:
        cohorts.setdefault(cohort_of(joined), []).append((user, joined))
    curve = {(cohort, point): (size, active) for cohort, point, size, active in
             file.execute("SELECT cohort, point, size, active FROM retention_curve WHERE subject = 'portfolio' AND cohort <> 'mean'")}
    check(len(curve) > 40, f"{what}: there are curves")
    for (cohort, point), (size, active) in curve.items():
        members = cohorts[cohort]
        is_complete = max(joined for _, joined in members) + datetime.timedelta(days=point) <= AS_OF
        check(size == len(members) and is_complete == isinstance(active, int), f"{what}: {cohort} at day {point} is complete or not")
        counted = len(members) if point == 0 else sum(is_back(days.get(user, ()), joined, point, mode) for user, joined in members)
        check(not is_complete or active == counted, f"{what}: {cohort} at day {point} has {active} of {counted}")
    for rate, in file.execute("SELECT rate FROM retention_curve WHERE typeof(active) = 'integer'"):
        check(0 <= number(rate) <= 1, f"{what}: retention of {rate} lies between 0 and 100 %")
    for value, in file.execute("SELECT number FROM metric_value WHERE metric = 'stickiness' AND state = 'value'"):
        check(0 <= number(value) <= 1, f"{what}: daily users are no more than monthly ones")
    for counted, everybody in file.execute("SELECT SUM(users), MAX(all_users) FROM lifecycle_sizes WHERE phase < 5 GROUP BY subject"):
        check(counted == everybody, f"{what}: phases divide the users")


def rfm(file):
    return sorted(file.execute("SELECT subject, period, recency, frequency, amount, r, f, m, segment FROM rfm"))


def numbered(rows):
    """The same rows of accounts that go by whole numbers, in the same order: A07 is 1007."""
    names = {"accounts": "id"}
    return {table: [["10" + cell[1:] if column == names.get(table, "account") else cell for column, cell in zip(MAPS[table], row)] for row in lines]
            for table, lines in rows.items()}


def dump(scratch, name, rows, settings, rename=str):
    folder, lines = scratch.folder / name, []
    write(folder, rows, settings)
    for what in ("metrics", "tables"):
        for line in scratch.run(folder, "build", f"--dump={what}").stdout.decode().splitlines():
            first, subject, *rest = line.split("\t")
            rest = ["account=" + rename(cell[8:]) if cell.startswith("account=") else cell for cell in rest]
            lines.append((first, rename(subject), *rest))
    return sorted(lines)


def check_names(scratch, rows, settings):
    named = dump(scratch, "named", rows, settings)
    by_number = dump(scratch, "numbered", numbered(rows), settings, lambda text: re.sub("^10", "A", text))
    different = [pair for pair in zip(named, by_number) if pair[0] != pair[1]]
    check(named == by_number, f"figures of accounts that go by numbers are those of others: {different[:3]}")


def main():
    with Scratch() as scratch:
        for seed in SEEDS:
            rows = portfolio(seed)
            mode = ["exact", "on_or_after", "window"][seed % 3]
            settings = {"movements": "events" if seed % 2 else "net", "churn.period": "quarter", "retention_curve.mode": mode}
            file = figures(scratch, f"{seed}", rows, settings)
            check_bridge(file, f"seed {seed}")
            check_sums(file, f"seed {seed}")
            check_retention(file, f"seed {seed}")
            check_shares(file, f"seed {seed}")
            check_cohorts(file, f"seed {seed}", rows, mode)
            if seed == SEEDS[0]: check_names(scratch, rows, settings)
            for table in rows.values():
                random.Random(seed).shuffle(table)
            check(rfm(figures(scratch, f"{seed}-shuffled", rows, settings)) == rfm(file), f"seed {seed}: RFM scores are alike whatever the order of the rows")


if __name__ == "__main__":
    main()
