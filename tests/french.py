#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fails on a message, hint, usage error or phrase put into one that src/base/french.def does not have in French with the
same arguments in the same order; on a French one whose English nobody says any more; and on plain errors of French
typography.

    tests/french.py [ROOT]
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
ROOT = ROOT if ROOT.is_dir() else ROOT.parents[1]
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
LITERALS = re.compile(r'(?:\s*"(?:[^"\\]|\\.)*")+')
CONVERSION = re.compile(r"%(?:%|[-0-9.*]*(?:ll|l|z)?[a-zA-Z])")
# Functions that take a format, and which argument it is.
SPEAKERS = {"diag_hint": 2, "command_usage": 1, "say_add": 2, "say_text": 2, "say_phrase": 1, "diag_say": 3, "put_head": 2}
# Functions whose literal arguments of several words go into a message.
PASSERS = ("diag_add", "diag_say", "yaml_check_keys", "yaml_required_text", "check_keys", "report_type", "report_text", "report_wrong", "report", "wrong", "is_mapping", "refuse", "refuse_password", "over_limit", "unsupported", "fault", "read_rows")
# Behind it french.def has what strerror(), SQLite and libyaml say.
FOREIGN = "/* what the system, SQLite and libyaml say */"


def skip(text, at, count):
    """The place behind `count` commas of an argument list that starts at `at`."""
    depth = 0
    while count and at < len(text):
        if text[at] == '"':
            at = LITERAL.match(text, at).end()
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        count -= depth == 0 and text[at] == ","
        at += 1
    return at


def skip_call(text, at):
    """The end of an argument list that starts at `at`."""
    depth = 1
    while depth and at < len(text):
        if text[at] == '"':
            at = LITERAL.match(text, at).end()
            continue
        depth += (text[at] == "(") - (text[at] == ")")
        at += 1
    return at


def passed(text):
    """The phrases that stand as arguments of PASSERS."""
    for call in re.finditer(rf"\b(?:{'|'.join(PASSERS)})\(", text):
        for literals in LITERALS.finditer(text, call.end(), skip_call(text, call.end())):
            phrase = "".join(part[1:-1] for part in LITERAL.findall(literals[0]))
            if " " in phrase:
                yield phrase


def said():
    """What the program says: format and where."""
    for row in re.finditer(r"^DIAG\(\w+, .*?\b(?:FAMILY_\w+), (\"(?:[^\"\\]|\\.)*\")\)", (ROOT / "src/base/diag.def").read_text(encoding="utf-8"), re.M):
        yield row[1][1:-1], "src/base/diag.def"
    tables = (ROOT / "src/source/tables.def").read_text(encoding="utf-8")
    for row in re.finditer(r'^(?:TABLE\(.*|COLUMN\(\w+, (?!account,)\w+, \w+, REQUIRED), "(.*)"\)', tables, re.M):
        yield row[1], "src/source/tables.def"
    for path in sorted((ROOT / "src/definition").glob("*.def")):
        for row in re.finditer(r'^FIELD\(\w+, \w+, "\w+", \w+, REQUIRED, "", "", "(.*)"\)', path.read_text(encoding="utf-8"), re.M):
            yield row[1], path.relative_to(ROOT)
    for path in sorted((ROOT / "src").rglob("*.c")):
        text = path.read_text(encoding="utf-8")
        yield from ((phrase, path.relative_to(ROOT)) for phrase in passed(text))
        for name, argument in SPEAKERS.items():
            for call in re.finditer(rf"\b{name}\(", text):
                literals = LITERALS.match(text, skip(text, call.end(), argument))
                if literals:
                    yield "".join(part[1:-1] for part in LITERAL.findall(literals[0])), path.relative_to(ROOT)


def main():
    own, _, foreign = (ROOT / "src/base/french.def").read_text(encoding="utf-8").partition(FOREIGN)
    rows = re.compile(r'^FRENCH\("((?:[^"\\]|\\.)*)", "((?:[^"\\]|\\.)*)"\)', re.M)
    not_ours = {row[1] for row in rows.finditer(foreign)}
    french = {row[1]: row[2] for row in rows.finditer(own + foreign)}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.[ch]")) + "".join((ROOT / path).read_text(encoding="utf-8") for path in ("src/base/diag.def", "src/source/tables.def", *(ROOT / "src/definition").glob("*.def")))
    # Adjacent literals are one text.
    sources = re.sub(r'"\s*\n\s*"', "", sources)
    faults = []
    for text, where in said():
        has_words = re.search(r"[A-Za-z]{2}", CONVERSION.sub("", text))
        is_command = text.startswith("reliure ")
        if has_words and not is_command and text not in french:
            faults.append(f"{where}: not in french.def: {text}")
    for english, words in french.items():
        if CONVERSION.findall(english) != CONVERSION.findall(words):
            faults.append(f"french.def: other arguments than in English: {words}")
        if english not in not_ours and f'"{english}"' not in sources:
            faults.append(f"french.def: nobody says: {english}")
        if re.search(r"\w[;!?»]|«\S| '", words) or re.search(r"[^ \n#]  ", words.replace("\\n", "\n")):
            faults.append(f"french.def: a space is missing or one too many: {words}")
    print("\n".join(faults) or f"{len(french)} texts are there in French")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
