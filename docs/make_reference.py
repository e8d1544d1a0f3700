#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes the reference pages from the lists the program is made of, so that they cannot disagree with it.

    docs/make_reference.py           writes docs/messages.md, docs/definitions.md and docs/reliure.1
    docs/make_reference.py --check   says which of them is out of date; exit 1 then
"""
import pathlib
import re
import sys

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
           "page is made from `src/definition/workspace.def`, `program.def` and `src/source/guess_known.def`.", ""]
    last = None
    for path in ("src/definition/workspace.def", "src/definition/program.def", "src/source/guess_known.def"):
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
            ".It 0", "All good.", ".It 1", "Some documents failed or were quarantined; check found something.", ".It 2", "Bad usage.", ".It 3", "Bad definition.",
            ".It 4", "Bad data.", ".It 5", "Another run is making the drop.", ".It 6", "Cannot write.", ".It 128+n", "Stopped by signal n.", ".El",
            ".Sh EXAMPLES", ".Bd -literal"]
    for _, _, _, examples in verbs:
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', examples)).replace("\\n", "\n").replace('\\"', '"')
        out += [line.strip() for line in text.splitlines()]
    return "\n".join(out + [".Ed"]) + "\n"


def main():
    pages = {"messages.md": messages(), "definitions.md": definitions(), "reliure.1": manual()}
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
