#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`reliure check` says what only a document shows of its template: wrong queries and conditions, with their place. Nothing is made."""
from support import Scratch, check

TEMPLATE = """\
kind: fiche
title: {{fr: Fiche, en: Sheet}}
document_title: "{{{{ account.name }}}}"
data:
  clients:
    query: |
      {query}
sections:
  - section:
      title: {{fr: Clients, en: Clients}}
      blocks:
        - text: {{when: {condition}, fr: "Oui", en: "Yes"}}
        - table:
            from: clients
            columns:
              - {{key: name, title: {{fr: Nom, en: Name}}}}
"""
GOOD = {"query": "SELECT id, name FROM accounts ORDER BY name", "condition": "m.nrr > 1"}
WRONG = {
    "no such table: acounts": {"query": "SELECT id, name FROM acounts"},
    "syntax error": {"query": "SELEC id, name FROM accounts"},
    "not authorized": {"query": "DELETE FROM accounts"},
    "no such column: m.nr": {"condition": "m.nr > 1"},
    "near \")\": syntax error": {"condition": '"m.nrr >"'},
}


def main():
    with Scratch() as scratch:
        workspace = scratch.folder / "w"
        for folder in ("programs", "exports", "templates/documents"):
            (workspace / folder).mkdir(parents=True)
        (workspace / "exports" / "clients.csv").write_text("id,name\nA-1,Zoé\n", encoding="utf-8")
        (workspace / "reliure.yaml").write_text("name: Lumeo\nlocale: fr\nas_of: 2026-09-30\nsources:\n  clients: {file: exports/clients.csv, "
                                                "table: accounts, columns: {id: id, name: name}}\n", encoding="utf-8")
        (workspace / "programs" / "fiche.yaml").write_text('name: fiche\nkind: fiche\nperiod: quarter\neach: account\neditions: [client]\n'
                                                           'output: "{account.slug}/Fiche"\n', encoding="utf-8")
        template = workspace / "templates" / "documents" / "fiche.yaml"
        template.write_text(TEMPLATE.format(**GOOD), encoding="utf-8")
        scratch.run(workspace, "check")
        for words, change in WRONG.items():
            template.write_text(TEMPLATE.format(**{**GOOD, **change}), encoding="utf-8")
            said = scratch.run(workspace, "check", status=1).stderr.decode()
            check(words in said and "templates/documents/fiche.yaml:" in said, f"{change}: {said}")
        check(not (workspace / "out").exists(), "nothing is made")


if __name__ == "__main__":
    main()
