#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes the reference pages from the lists the program is made of, so that they cannot disagree with it.

    docs/make_reference.py           writes docs/messages.md, docs/definitions.md, docs/metrics.md and docs/reliure.1
    docs/make_reference.py --check   says which of them is out of date; exit 1 then
"""
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
EXITS = {"USAGE": 2, "DEFINITION": 3, "DATA": 4, "LOCK": 5, "OUTPUT": 6, "DOCUMENT": 1}
OWNERS = {
    "workspace": ("reliure.yaml", "The workspace: who the vendor is, and which exports there are."),
    "brand": ("brand", "What carries the vendor's look."),
    "source_def": ("sources.NAME", "One export, or several of one kind, feeding a canonical table (`reliure schema` lists them)."),
    "connection_def": ("sources.NAME.connection", "How to reach a database server. A password never stands here."),
    "column_def": ("sources.NAME.columns.COLUMN", "Where a canonical column comes from: the name of an export's column, or a mapping with these keys."),
    "where_def": ("sources.NAME.where", "Rows kept or ignored by the value of a column; one such mapping, or a list of which a row must pass all."),
    "join_def": ("sources.NAME.join", "A canonical column found through another table; one such mapping, or a list of them."),
    "segment_def": ("segments.NAME", "A segment by criteria, beside those of the exports' column `segment`; an account may be in several. Every metric exists for it, `each: segment` makes documents about it, and their queries read `segment_criteria(segment, kind, position, language, text, condition)`. An account's benchmark stays that of its own column."),
    "criterion": ("segments.NAME.include, exclude", "One criterion: a condition alone, or a mapping with these keys. A condition that is NULL is not met. It may ask the other tables of the exports (`reliure schema --sql`), not the figures: « EXISTS (SELECT 1 FROM usage u WHERE u.account = accounts.id AND u.at > date(:as_of, '-14 days')) »."),
    "known_shape": ("templates/sources/NAME.yaml", "What `reliure init` knows an export of a tool by (docs/first-hour.md)."),
    "known_column": ("templates/sources/NAME.yaml: columns.COLUMN", "A list of headers, or a mapping with these keys."),
    "known_where": ("templates/sources/NAME.yaml: where", "As in a source; left out where the export has no such column."),
    "program": ("programs/NAME.yaml", "A program: which documents, for whom, about what period."),
}


def rows(path, macro):
    """The rows MACRO(…) of a .def file as lists of words, with the comment that heads their group."""
    group, found = "", []
    text = (ROOT / path).read_text(encoding="utf-8").split("*/\n", 2)[-1] if macro != "DIAG" else (ROOT / path).read_text(encoding="utf-8")
    for line in text.splitlines():
        heading = re.fullmatch(r"/\* (.*) \*/", line)
        if heading and not heading[1].startswith("SPDX"):
            group = heading[1]
        elif line.startswith(macro + "("):
            words = re.findall(r'"((?:[^"\\]|\\.)*)"|\'(.)\'|([A-Za-z_][A-Za-z_0-9]*)', line[len(macro) + 1:])
            found.append((group, [a or b or c if (a or b or c) else "" for a, b, c in words]))
    return found


def plain(text):
    """A printf format as a reader sees it."""
    return re.sub(r"%(?:%|\.\*s|[a-z]*[a-z])", lambda m: "%" if m[0] == "%%" else "…", text.replace('\\"', '"'))


def messages():
    out = ["<!-- SPDX-License-Identifier: MIT -->", "# Messages", "",
           "Every message ends with its code in brackets. Codes are stable; wording may improve. An error stops what it is about and sets",
           "the exit status; warnings and notes do not. This page is made from `src/base/diag.def`.", ""]
    last = None
    for group, (_, slug, severity, family, text) in rows("src/base/diag.def", "DIAG"):
        if group != last:
            out += ["", f"## {group[:1].upper()}{group[1:]}", "", "| code | | exit | says |", "|---|---|---|---|"]
            last = group
        word = severity.removeprefix("SEVERITY_").lower()
        status = EXITS[family.removeprefix("FAMILY_")] if word == "error" else ""
        out.append(f"| `{slug}` | {word} | {status} | {plain(text).replace('|', chr(92) + '|')} |")
    return "\n".join(out).replace("\n\n\n", "\n\n") + "\n"


def definitions():
    out = ["<!-- SPDX-License-Identifier: MIT -->", "# Definitions", "",
           "The keys of a workspace and of its programs. YAML 1.2: only `true` and `false` are booleans, so `NO` and `on` are text. This",
           "page is made from `src/definition/workspace.def`, `segments.def`, `program.def` and `src/source/guess_known.def`.", ""]
    last = None
    for path in ("src/definition/workspace.def", "src/definition/segments.def", "src/definition/program.def", "src/source/guess_known.def"):
        for _, (owner, _, key, kind, presence, choices, default, sentence) in rows(path, "FIELD"):
            if owner != last:
                title, about = OWNERS[owner]
                out += ["", f"## `{title}`", "", about, "", "| key | kind | default | means |", "|---|---|---|---|"]
                last = owner
            kind = choices.replace("|", ", ") if choices else kind.lower()
            default = "required" if presence == "REQUIRED" else f"`{default}`" if default and default != "-1" else ""
            out.append(f"| `{key}` | {kind} | {default} | {sentence.replace(chr(92) + chr(34), chr(34)).replace('|', chr(92) + '|')} |")
    return "\n".join(out).replace("\n\n\n", "\n\n") + "\n"


def manual():
    verbs = re.findall(r'\{"(\w+)", "([^"]*)", "([^"]*)",\s*((?:"(?:[^"\\]|\\.)*"\s*)+),', (ROOT / "src/command/command.c").read_text(encoding="utf-8"))
    out = ['.\\" SPDX-License-Identifier: MIT', '.\\" Made by docs/make_reference.py from src/command/.', ".Dd November 21, 2026", ".Dt RELIURE 1",
           ".Os Reliure", ".Sh NAME", ".Nm reliure", ".Nd bind program definitions and data exports into documents", ".Sh SYNOPSIS"]
    for name, words, _, _ in verbs:
        out += [".Nm", f".Cm {name}", *([".Op Ar option ...", ".Ar " + words] if words else [".Op Ar option ..."])]
    out += [".Sh DESCRIPTION", ".Nm", "reads exports of customer-success tools and definitions in YAML, and writes a PDF and a workbook for every client selected.",
            ".Bl -tag -width preview"]
    for name, _, sentence, _ in verbs:
        out += [f".It Cm {name}", sentence[:1].upper() + sentence[1:] + "."]
    out += [".El", ".Pp", "The options are:", ".Bl -tag -width indent"]
    for _, (_, name, letter, argument, of_verbs, sentence) in rows("src/command/option.def", "OPTION"):
        flags = ([f"Fl {letter}"] if letter.strip() else []) + ([f"Fl -{name}"] if name else [])
        out += [".It " + " , ".join(flags) + (f" Ar {argument}" if argument else ""), sentence,
                f"({of_verbs.replace(' ', ', ')})."]
    out += [".El", ".Sh FILES", ".Bl -tag -width indent", ".It Pa reliure.yaml", "The workspace: brand, language, sources and their column maps.",
            ".It Pa programs/*.yaml", "One file a program.", ".It Pa out/PERIOD", "The drop: documents, index.html and manifest.json.",
            ".It Pa .reliure", "Kept stores, lock and run logs.", ".El", ".Sh EXIT STATUS", ".Bl -tag -width 128+n",
            ".It 0", "All good.", ".It 1", "Some documents failed or were quarantined; check found something; diff would change something.", ".It 2", "Bad usage.", ".It 3", "Bad definition.",
            ".It 4", "Bad data.", ".It 5", "Another run is making the drop.", ".It 6", "Cannot write.", ".It 128+n", "Stopped by signal n.", ".El",
            ".Sh EXAMPLES", ".Bd -literal"]
    for _, _, _, examples in verbs:
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', examples)).replace("\\n", "\n").replace('\\"', '"')
        out += [line.strip() for line in text.splitlines()]
    return "\n".join(out + [".Ed"]) + "\n"


# What the label of a metric does not say of it where it is a group's.
OF_GROUPS = {
    "logins_per_month": "Of a segment or the portfolio it is a client's: the logins of all its clients ÷ the months of all its clients.",
}
# Domain 12: the settings whose other reading stays available, with what that is and what it moves.
READINGS = {
    "targets.upsell_conversion": ("> 5", "upsell_conversion"),
    "targets.cross_sell_conversion": ("> 3", "cross_sell_conversion"),
    "trial_days.feature": ("14", "trials of a feature, their reminders and the signal matrix"),
    "trial_days.product": ("7", "trials of a product, and the signal matrix"),
    "bands.velocity": ("short", "velocity_bands, expansion_velocity_verdict"),
    "expansion_rate.denominator": ("start, average", "expansion_rate"),
    "sequences.upsell_limit": ("short", "dated_steps of the upsell sequence"),
    "signals.matrix": ("short", "matrix_actions"),
    "signals.threshold": ("any score", "upsell_signals, cross_sell_signals"),
    "escalation.nps_below": ("0", "escalations"),
    "csat.print": ("mean or percent", "csat_mean, csat_pct in a review"),
    "handoff.min_rating": ("0 to 10", "advocacy_handoff"),
    "referral.invitation_requires": ("nothing", "nps_playbook_steps"),
    "referral.rate_eligibility_days": ("any number of days", "referral_rate"),
    "qbr.audience": ("vip", "who gets a quarterly review"),
    "review.history_months": ("any number of months", "health_history, mrr_history, usage_history"),
    "survey.post_onboarding_day": ("7", "survey_calendar"),
    "routing.table": ("short", "routed_items"),
    "retention.period": ("month, year, document", "retention_rate"),
    "churn.period": ("quarter, year, document", "churn_rate"),
    "health.rounding": ("none", "bands of health_score and its dimensions"),
    "bands.boundary": ("upper_inclusive", "every band table"),
    "renewal.grace_days": ("7 to 14", "renewals"),
    "trial.reminder_before_end_days": ("any number of days", "dated_steps of trials"),
    "no_spam.days": ("any number of days", "dated_steps"),
    "rfm.rows": ("brief", "rfm_shares"),
}


class Reader(yaml.SafeLoader):
    """YAML 1.2 as the program reads it: scalars stay text."""


Reader.yaml_implicit_resolvers = {"<": yaml.SafeLoader.yaml_implicit_resolvers.get("<", [])}


def catalogue():
    """Settings (dotted), metrics and result tables by file, and band tables by id."""
    reserved = {"settings", "open_settings", "choices", "reasons", "words", "shared", "rows", "checks"}
    settings, families, bands = {}, {}, {}

    def take(prefix, node):
        for key, value in (node or {}).items():
            if isinstance(value, dict):
                take(f"{prefix}{key}.", value)
            else:
                settings[prefix + key] = value

    for path in sorted((ROOT / "templates" / "metrics").glob("*.yaml")):
        root = yaml.load(path.read_text(encoding="utf-8"), Reader) or {}
        take("", root.get("settings"))
        entries = {key: value for key, value in root.items() if key not in reserved}
        if entries:
            families[path.stem] = entries
    for path in sorted((ROOT / "templates" / "bands").glob("*.yaml")):
        table = yaml.load(path.read_text(encoding="utf-8"), Reader)
        bands[table["id"]] = table
    return settings, families, bands


def words(label, language):
    return label.get(language, "") if isinstance(label, dict) else label or ""


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def metric_lines(name, entry, settings, bands):
    label = entry.get("label")
    goal = entry.get("goal", "")
    goal = settings.get(goal, goal)
    facts = [entry.get("unit", "decimal"), "more is better" if entry.get("direction", "up") == "up" else
             "less is better" if entry["direction"] == "down" else "neither way is better",
             ", ".join(entry.get("per", ["account", "segment", "portfolio"])),
             "for " + ", ".join(entry.get("periods", ["document", "previous"]))]
    if entry.get("audience") == "internal":
        facts.append("internal")
    out = [f"### `{name}`", "", f"{words(label, 'fr')} – {words(label, 'en')}. " + "; ".join(facts) + ".", "", f"    {entry['formula']}", ""]
    if name in OF_GROUPS:
        out += [OF_GROUPS[name], ""]
    if goal:
        out += [f"Goal: `{goal}`.", ""]
    table = bands.get(entry.get("bands"))
    if table:
        out += [f"Bands: [{table['id']}](#bands-{table['id']}), {table['source']}.", ""]
    elif entry.get("bands"):
        out += [f"Bands: the table named by `{entry['bands']}`.", ""]
    return out


def table_lines(name, entry):
    label = entry.get("label")
    columns = ", ".join(f"{column} ({unit})" for column, unit in entry["columns"].items())
    derived = "".join(f"; {column} = {formula}" for column, formula in entry.get("derive", {}).items())
    levels = ", ".join(entry.get("per", ["account"]))
    return [f"### `{name}`", "", f"{words(label, 'fr')} – {words(label, 'en')}. Result table; {levels}"
            + ("; internal" if entry.get("audience") == "internal" else "") + ".", "", f"Columns: {columns}{derived}.", ""]


def bound(band):
    for key, sign in (("above", ">"), ("from", "≥"), ("below", "<"), ("to", "≤")):
        if key in band:
            return f"{sign} {band[key]}"
    return "the rest"


def band_lines(table):
    out = [f"### Bands {table['id']}", "", f"Version {table['version']} of {table['date']}; source: {table['source']}.",
           f"Rule: {table['rule']}.", "", "| from | id | français | English | tone |", "|---|---|---|---|---|"]
    for band in table["bands"]:
        out.append(f"| {bound(band)} | {band['id']} | {cell(words(band['word'], 'fr'))} | {cell(words(band['word'], 'en'))} | {band.get('tone', 'none')} |")
    return out + [""]


def metrics():
    settings, families, bands = catalogue()
    unknown = [key for key in READINGS if key not in settings]
    if unknown:
        sys.exit(f"the catalogue has no setting {', '.join(unknown)}, which docs/make_reference.py tells of")
    unknown = [name for name in OF_GROUPS if not any(name in entries for entries in families.values())]
    if unknown:
        sys.exit(f"the catalogue has no metric {', '.join(unknown)}, which docs/make_reference.py tells of")
    out = ["<!-- SPDX-License-Identifier: MIT -->", "# Metrics", "",
           "Every figure and result table of the catalogue, made from `templates/metrics/` and `templates/bands/`. A workspace adds entries in",
           "its own `templates/metrics/`, changes settings under `settings:`, and judges by another band table with `settings: {bands: {nrr: MY-TABLE}}`.", "",
           "`reliure explain METRIC --account WHO --period P` shows where one figure comes from. With `--format json` it prints one object:",
           "`subject`, `period` (with `start`, `end`, `last`, `as_of`), `settings`, and of a metric `metric`, `label`, `state` (`value`, `missing`, `n/a`),",
           "`exact` (a fraction as text, 1.07 for 107 %), `unit`, `printed`, `is_widened` (more decimals, so that band, goal and triggers still hold), `band`, `goal`,",
           "`previous`, `n`, `note`, `formula`, `inputs` (a metric among them has its own `figure`), `mean_of` (accounts below a mean) and `rows`: by",
           "`table`, the condition, `total`, and `rows` with `file`, `line` and `cells`. Of a result table: `table`, `lines`, `rows`.", "",
           "## Settings with another reading", "", "| key | default | other reading | moves |", "|---|---|---|---|"]
    out += [f"| `{key}` | `{cell(settings[key])}` | {cell(other)} | {cell(moves)} |" for key, (other, moves) in READINGS.items()]
    out += ["", "## All settings", "", "| key | default |", "|---|---|"]
    out += [f"| `{key}` | `{cell(value)}` |" for key, value in sorted(settings.items())] + [""]
    for family, entries in families.items():
        out += [f"## {family[:1].upper()}{family[1:]}", ""]
        for name, entry in entries.items():
            out += table_lines(name, entry) if "columns" in entry else metric_lines(name, entry, settings, bands)
    out += ["## Bands", ""]
    for name in sorted(bands):
        out += band_lines(bands[name])
    return "\n".join(out).rstrip("\n") + "\n"


def main():
    pages = {"messages.md": messages(), "definitions.md": definitions(), "metrics.md": metrics(), "reliure.1": manual()}
    stale = []
    for name, text in pages.items():
        path = ROOT / "docs" / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and stale:
        sys.exit(f"out of date: {', '.join(stale)}; run docs/make_reference.py")


if __name__ == "__main__":
    main()
