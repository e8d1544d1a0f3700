#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Languages: every text has its French and its English, and a third language is one file that a workspace adds."""
import re
import shutil

import yaml

from support import ROOT, Scratch, check, pdf_text

CASE = ROOT / "tests" / "cases" / "metric" / "upsell-starts-above-fifty-only"
TEMPLATES = ROOT / "templates"
FOLDERS = ("documents", "documents/parts", "metrics", "bands", "library", "programs")
PLURALS = {"zero", "one", "two", "few", "many", "other"}
SPANISH = """translations:
  documents/qbr:
    title: Revisión de clientes
    sections.1.section.title: Visión general
    sections.2.section.titel: Salud
  documents/parts/data-quality:
    PATH: Calidad de los datos
"""


def one_sided(node, path=""):
    """Paths of the texts with one of the two languages only."""
    if isinstance(node, list):
        return [found for place, child in enumerate(node, 1) for found in one_sided(child, f"{path}.{place}")]
    if not isinstance(node, dict):
        return []
    alone = [path] if ("fr" in node) != ("en" in node) else []
    return alone + [found for key, child in node.items() for found in one_sided(child, f"{path}.{key}")]


def words(node, path=""):
    if not isinstance(node, dict):
        return {path}
    if node and set(map(str, node)) <= PLURALS:
        return {path}
    return {found for key, child in node.items() for found in words(child, f"{path}.{key}")}


def check_both():
    for folder in FOLDERS:
        for file in sorted((TEMPLATES / folder).glob("*.yaml")):
            alone = one_sided(yaml.safe_load(file.read_text(encoding="utf-8")))
            check(not alone, f"{file.relative_to(ROOT)}: texts in one language only: {alone[:5]}")
    french, english = (yaml.safe_load((TEMPLATES / "locales" / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("fr", "en"))
    for locale in (french, english):
        for key in ("typography", "numbers", "dates"):
            locale.pop(key, None)
    check(words(french) == words(english), f"fr and en have the same words: {words(french) ^ words(english)}")


def title_path(node, path=""):
    """The first text of a part, by its path."""
    if isinstance(node, dict) and "fr" in node:
        return path
    children = enumerate(node, 1) if isinstance(node, list) else node.items() if isinstance(node, dict) else ()
    return next((found for key, child in children if (found := title_path(child, f"{path}.{key}".lstrip(".")))), None)


def check_third(scratch):
    """Spanish for one account, by a file of the workspace alone; the others stay as they are."""
    space = scratch.folder / "third"
    shutil.copytree(CASE, space, ignore=shutil.ignore_patterns("expect", "about.txt"))
    part = yaml.safe_load((TEMPLATES / "documents/parts/data-quality.yaml").read_text(encoding="utf-8"))
    (space / "templates/locales").mkdir(parents=True)
    locale = (TEMPLATES / "locales/en.yaml").read_text(encoding="utf-8").replace("icu: en_GB", "icu: es_ES")
    locale = locale.replace("  client: Client\n", "  client: Cliente\n").replace("  as_of: Data as of\n", "")
    (space / "templates/locales/es.yaml").write_text(locale + SPANISH.replace("PATH", title_path(part)), encoding="utf-8")
    config = space / "reliure.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("Renouvellement}", "Renouvellement, language: Langue}"), encoding="utf-8")
    clients = space / "exports/clients.csv"
    lines = clients.read_text(encoding="utf-8").splitlines()
    clients.write_text("\n".join([lines[0] + ";Langue", lines[1] + ";es-ES"] + [line + ";" for line in lines[2:]]) + "\n", encoding="utf-8")
    scratch.run(space, "build", "qbr")
    drop = next((space / "out").iterdir())
    spanish, french = pdf_text(drop / "soixante/QBR.pdf"), pdf_text(drop / "rien/QBR.pdf")
    check("Revisión de clientes" in spanish and "Visión general" in spanish, "the texts translated by path are printed")
    check("septiembre" in spanish, "dates are the language's own")
    check("Vue d’Ensemble" in french and "Visión" not in french, "other accounts speak the workspace's language")
    done = scratch.run(space, "check", status=None).stderr.decode()
    check(re.search(r"es\.yaml:\d+:\d+: warning: documents/qbr has no text at 'sections\.2\.section\.titel'", done), "a path that leads nowhere is told of")
    check("lacks a text of documents/qbr: opening." in done, f"check lists the texts that are lacking: {done[:1500]}")
    check("lacks a text of locales/en: layout.as_of" in done, "and the words")


def check_languages_win(scratch):
    """The account's language, else the program's, else the workspace's."""
    space = scratch.folder / "order"
    shutil.copytree(CASE, space, ignore=shutil.ignore_patterns("expect", "about.txt"))
    program = space / "programs/qbr.yaml"
    program.write_text(program.read_text(encoding="utf-8") + "locale: en\n", encoding="utf-8")
    scratch.run(space, "build", "qbr", "--account", "A")
    check("Overview" in pdf_text(next((space / "out").iterdir()) / "soixante/QBR.pdf"), "the program's language wins over the workspace's")


def main():
    check_both()
    with Scratch() as scratch:
        check_third(scratch)
        check_languages_win(scratch)


if __name__ == "__main__":
    main()
