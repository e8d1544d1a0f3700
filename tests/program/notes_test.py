#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A CSM's own words win over the sentences made from figures and survive every run: of an account, a segment, the portfolio."""
from support import Scratch, check, pdf_text

NOTES = {"A-1001/essentiel-benefice": ("qbr", ["--account", "A-1001"], "maison-verdier/QBR", "Le bénéfice est-il là"),
         "segment:ETI/essentiel": ("expansion-segment", [], "Segments/eti/Expansion-interne", None),
         "portfolio/essentiel": ("portefeuille", [], "Dashboard-satisfaction-interne", None)}


def main():
    with Scratch() as scratch:
        workspace = scratch.fixture()
        drop = workspace / "out" / "2026-Q3"
        for program, args, document, _ in NOTES.values():
            scratch.run(workspace, "build", program, *args, "--format", "pdf")
            check("Zibeline" not in pdf_text(drop / f"{document}.pdf"), f"{document} has its own sentences at first")
        for name in NOTES:
            path = workspace / "notes" / f"{name}.md"
            path.parent.mkdir(parents=True)
            path.write_text("Zibeline : le **sponsor** est convaincu.\n\n- première remarque\n- seconde remarque\n", encoding="utf-8")
        for time in ("first", "second"):
            for name, (program, args, document, replaced) in NOTES.items():
                scratch.run(workspace, "build", program, *args, "--format", "pdf")
                text = pdf_text(drop / f"{document}.pdf")
                check("Zibeline : le sponsor est convaincu." in text.replace("\u00a0", " ").replace("\u202f", " "),
                      f"{document} says what notes/{name}.md says, the {time} time")
                check("seconde remarque" in text, f"{document} prints the list of the note")
                check(not replaced or replaced not in text, f"{document} leaves out the sentence the note stands for")
        check((workspace / "notes" / "portfolio" / "essentiel.md").exists(), "the notes are still there")


if __name__ == "__main__":
    main()
