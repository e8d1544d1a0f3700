#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A figure can be followed to the rows of the exports, and a what-if says who changes, without making documents."""
import fractions
import json

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


def what_if(scratch, workspace):
    said = json.loads(scratch.run(workspace, "diff", "--set", "weights.usage=0.4", "--format", "json", status=1).stdout)
    weights = sum(fractions.Fraction(change["after"]) for change in said["set"].values())
    check(abs(weights - 1) < fractions.Fraction(1, 10000), "the other weights share the rest")
    check({"health_score"} <= {change["item"] for change in said["changes"]}, "health moves")
    same = scratch.run(workspace, "diff", "--set", "health.weights.usage=0.30")
    check(b"nothing changes" in same.stdout, "the same settings change nothing")
    scratch.run(workspace, "diff", "--set", "health.weigths.usage=0.4", status=3)
    check(not (workspace / "out").exists(), "no document was made")


def main():
    with Scratch() as scratch:
        workspace = scratch.fixture()
        for test in (rows_lead_back_to_the_exports, tree_reaches_the_leaves, groups_and_tables, what_if, both_speak_french):
            test(scratch, workspace)


if __name__ == "__main__":
    main()
