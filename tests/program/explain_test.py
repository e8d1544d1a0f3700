#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A figure can be followed to the rows of the exports, and a what-if says who changes, without making documents."""
import fractions
import json
import re
import shutil

from support import Scratch, check


def leaves(figure):
    """The figure and all those it is made of."""
    yield figure
    for entry in figure.get("inputs", []):
        if "figure" in entry:
            yield from leaves(entry["figure"])


def explain(scratch, workspace, *args):
    return json.loads(scratch.run(workspace, "explain", *args, "--format", "json").stdout)


def rows_lead_back_to_the_exports(scratch, workspace):
    nps = explain(scratch, workspace, "nps", "--account", "maison verdier", "--all")
    inputs = {entry["name"]: int(entry["exact"]) for entry in nps["inputs"]}
    surveys = next(rows for rows in nps["rows"] if rows["table"] == "surveys")
    check(surveys["total"] == inputs["answers"] == len(surveys["rows"]), "as many rows of surveys as answers")
    ratings = [int(row["cells"]["rating"]) for row in surveys["rows"]]
    check(sum(rating >= 9 for rating in ratings) == inputs["promoters"], "promoters are the rows rated 9 and 10")
    for row in surveys["rows"]:
        lines = (workspace / row["file"]).read_text(encoding="utf-8-sig").splitlines()
        check(row["cells"]["account"] in lines[row["line"] - 1], f"{row['file']}:{row['line']} is the account's row")
    funnel = {rows["table"] for rows in explain(scratch, workspace, "usage_funnel", "--account", "A-1001")["rows"]}
    check({"usage", "feature_usage"} <= funnel, f"rows that all count are there beside those of which some do: {funnel}")


def tree_reaches_the_leaves(scratch, workspace):
    health = explain(scratch, workspace, "health_score", "--account", "A-1001")
    metrics = {figure["metric"] for figure in leaves(health)}
    check({"health_usage", "engagement_score", "nps"} <= metrics, "health is explained down to what it is made of")
    weights = [fractions.Fraction(entry["exact"]) for entry in health["inputs"] if entry["kind"] == "setting"]
    check(sum(weights) == 1, "its weights are among its inputs")
    check(health["band"]["rule"] and health["band"]["version"], "the band says its rule and version")


def groups_and_tables(scratch, workspace):
    portfolio = explain(scratch, workspace, "health_score", "--portfolio")
    check(portfolio["mean_of"]["total"] > len(portfolio["mean_of"]["accounts"]) == 10, "a mean says of how many, and shows ten")
    bridge = explain(scratch, workspace, "mrr_bridge", "--segment", "pme")
    check(bridge["total"] == 1 and bridge["rows"], "a result table has its rows behind it")
    nps = scratch.run(workspace, "explain", "nps", "--account", "A-1001", "--lang", "en").stdout.decode()
    check(re.search(r"benchmark +\S+, \S+\s\S*pts? against it", nps), f"an NPS is so many points from its benchmark: {nps}")
    segments = scratch.run(workspace, "explain", "rfm_shares", "--lang", "en").stdout.decode()
    check("=CHAMPIONS" in segments and "=rfm-" not in segments, f"a table prints words for its codes: {segments}")
    unknown = scratch.run(workspace, "explain", "nrrr", status=2)
    check(b"'nrr'" in unknown.stderr, "an unknown metric brings the nearest")


def both_speak_french(scratch, workspace):
    health = scratch.run(workspace, "explain", "health_score", "--account", "A-1001", "--lang", "fr").stdout.decode()
    for word in ("valeur ", "niveau ", "formule ", "filtres ", "portée A-1001", "précédent ", "lignes de "):
        check(word in health, f"explain says « {word} »")
    for word in ("value ", "band ", "previous ", "rows of", " from ", "source: ", "scope"):
        check(word not in health, f"explain does not say {word!r}")
    said = scratch.run(workspace, "diff", "--set", "weights.usage=0.4", "--lang", "fr", status=1).stdout.decode()
    check("réglage health.weights.usage" in said and "comptes qui changent de niveau" in said, "diff says what changes in French")
    quarter = [scratch.run(workspace, "explain", "nps", "--portfolio", "--period", period).stdout for period in ("2026-Q3", "2026-T3", "2026-t3")]
    check(len(set(quarter)) == 1, "2026-T3 is the quarter 2026-Q3")
    french = scratch.run(workspace, "explain", "nps", "--portfolio", "--format", "json", "--lang", "fr").stdout
    check(french == scratch.run(workspace, "explain", "nps", "--portfolio", "--format", "json", "--lang", "en").stdout, "JSON is the same in every language")


def histories_show_all_their_rows(scratch, workspace):
    for table, month in (("mrr_history", "month"), ("health_history", "month")):
        lines = explain(scratch, workspace, table, "--account", "A-1001")["lines"]
        months = [line[month]["printed"] for line in lines]
        check(len(months) == 7 and months == sorted(months) and months[-1].startswith("2026-09"), f"{table}: {months}")
    bridge = explain(scratch, workspace, "mrr_bridge", "--account", "A-1001")
    check(bridge["total"] == 1, "a table of the document's period alone has that period's rows")


def texts_are_exact_and_apart(scratch, workspace):
    mean = scratch.run(workspace, "explain", "health_score", "--portfolio", "--all").stdout.decode()
    check("coverage" not in mean, f"a mean of accounts has no coverage of weights: {mean}")
    members = mean[mean.index("mean of"):].splitlines()[1:]
    check(any("…  " in line for line in members), f"a long name is cut: {members}")
    check(all(re.search(r"  \S+/100$", line) for line in members if line.startswith("    ")), f"names and figures stand apart: {members}")
    health = explain(scratch, workspace, "health_score", "--account", "A-1001")
    check({"0,25", "0,3", "0,2"} == {entry["printed"] for entry in health["inputs"] if entry["kind"] == "setting"}, "weights are printed whole")
    copy = scratch.fixture("cents")
    (copy / "exports").unlink()
    shutil.copytree(workspace / "exports", copy / "exports")
    orders = copy / "exports" / "boutique-commandes.csv"
    orders.write_bytes(orders.read_bytes().replace(b";885,00", b";891,80"))
    rows = scratch.run(copy, "explain", "repeat_purchase_rate", "--account", "A-1001").stdout.decode()
    check("amount=891,80" in rows, f"amounts of rows keep their cents: {rows}")


def what_if(scratch, workspace):
    said = json.loads(scratch.run(workspace, "diff", "--set", "weights.usage=0.4", "--format", "json", status=1).stdout)
    weights = sum(fractions.Fraction(change["after"]) for change in said["set"].values())
    check(abs(weights - 1) < fractions.Fraction(1, 10000), "the other weights share the rest")
    check({"health_score"} <= {change["item"] for change in said["changes"]}, "health moves")
    lost = scratch.run(workspace, "diff", "--set", "health.min_coverage=1", status=1).stdout.decode()
    check(re.search(r"health_score  \w+ \(\d+/100\) -> n\.d\. \(\w", lost), f"a figure that is lost says why: {lost}")
    same = scratch.run(workspace, "diff", "--set", "health.weights.usage=0.30")
    check(b"nothing changes" in same.stdout, "the same settings change nothing")
    scratch.run(workspace, "diff", "--set", "health.weigths.usage=0.4", status=3)
    check(not (workspace / "out").exists(), "no document was made")


def what_the_exports_have_to_say_is_said_once(scratch, workspace):
    place = "exports/zendesk-tickets.csv:42:123: warning"
    said = scratch.run(workspace, "diff", "--set", "weights.usage=0.4", status=1).stderr.decode()
    check(said.count(place) == 1, f"diff, which figures twice: {said}")
    monthly = scratch.fixture("monthly")
    program = monthly / "programs" / "qbr.yaml"
    program.write_text(program.read_text(encoding="utf-8").replace("period: quarter", "period: month"), encoding="utf-8")
    said = scratch.run(monthly, "check").stderr.decode()
    check(said.count(place) == 1, f"check of programs of two periods: {said}")


def goals_are_compared(scratch, workspace):
    said = json.loads(scratch.run(workspace, "diff", "--set", "targets.nrr=> 95", "--format", "json", status=1).stdout)
    goals = {change["subject"]: change for change in said["changes"] if change["kind"] == "goal" and change["item"] == "nrr"}
    check({"portfolio", "segment:PME", "A-1003"} <= set(goals), f"subjects of all levels reach a lower goal: {sorted(goals)}")
    sides = [(goals["portfolio"][side]["goal"]["text"], goals["portfolio"][side]["goal"]["is_met"]) for side in ("before", "after")]
    check(sides == [("> 100", False), ("> 95", True)], f"each side says its goal: {sides}")
    text = scratch.run(workspace, "diff", "--set", "targets.nrr=> 95", status=1).stdout.decode()
    check("goal > 100 not met" in text and "goal > 95 met" in text and "nothing changes" not in text, text)


def mistaken_settings_are_shown_where_they_stand(scratch, workspace):
    for said, place in (("targets.nrr=abc", "--set:1:14: error"), ("weights.usage=-0.1", "--set:1:23: error"), ("weights.usage=1.5", "--set:1:23: error")):
        error = scratch.run(workspace, "diff", "--set", said, status=3).stderr.decode()
        check(place in error and "hint:" in error, f"{said}: {error}")
    settings = workspace / "reliure.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("settings:\n", "settings:\n  health: {weights: {usage: -0.1, engagement: 0.65}}\n", 1), encoding="utf-8")
    error = scratch.run(workspace, "check", status=None).stderr.decode()
    settings.write_text(text, encoding="utf-8")
    check("weight-range" in error and "reliure.yaml:" in error, f"weights of the workspace too: {error}")


def main():
    with Scratch() as scratch:
        workspace = scratch.fixture()
        for test in (rows_lead_back_to_the_exports, tree_reaches_the_leaves, groups_and_tables, histories_show_all_their_rows, texts_are_exact_and_apart, what_if, what_the_exports_have_to_say_is_said_once, goals_are_compared, both_speak_french,
                     mistaken_settings_are_shown_where_they_stand):
            test(scratch, workspace)


if __name__ == "__main__":
    main()
