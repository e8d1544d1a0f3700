#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A period that has not ended is flagged and compared with no full one (domain 13), and a figure held down by a limit says so
wherever it stands (domain 3.21)."""
import re

from support import Scratch, check, pdf_text

PROGRAMS = ("qbr", "portefeuille", "fidelisation", "dashboard-lifecycle", "diagnostic-retention", "playbooks-score", "programme-nps-csat")
COMPARED = ("s’améliore", "se dégrade", "progresse à", "recule à", "Les connexions progressent", "Les connexions reculent", "davantage", "T2 2026",
            "Migrations")


def words(path):
    return " ".join(pdf_text(path).split())


def files(drop):
    return sorted(drop.rglob("*.pdf"))


def build(scratch, workspace, *more):
    scratch.run(workspace, "build", *PROGRAMS, "--account", "A-1001", "--period", "2026-Q3", "--format", "pdf", *more)
    scratch.run(workspace, "build", *PROGRAMS[1:], "--period", "2026-Q3", "--format", "pdf", *more)
    return workspace / "out" / "2026-Q3"


def main():
    with Scratch() as scratch:
        workspace = scratch.fixture()
        text = (workspace / "reliure.yaml").read_text(encoding="utf-8")
        check("ltv: {gross_margin: 0.78}" in text, "the fixture has a margin")
        (workspace / "reliure.yaml").write_text(text.replace("ltv: {gross_margin: 0.78}", "ltv: {gross_margin: 0.78, max_months: 1}"), encoding="utf-8")

        drop = build(scratch, workspace, "--as-of", "2026-08-12")
        check(len(files(drop)) >= 8, "every program made its documents")
        for path in files(drop):
            text = words(path)
            check("Période en cours, données au 12 août 2026" in text, f"{path.name} says near its head that the period is under way")
            check("T3 2026, en cours" in text, f"{path.name} says so at the foot of its pages")
            for word in COMPARED:
                check(word not in text, f"{path.name} compares nothing: « {word} »")
            check(not re.search(r"[+−]\d+([,.]\d+)?\s?pts?\b", text), f"{path.name} has no difference in points")
        review = words(drop / "maison-verdier" / "QBR.pdf")
        check("Connexions dans le mois ; août 2026 : mois en cours" in review, "a chart by month flags the one under way")
        check("août 2026, mois en cours" in review, "and so does the table of the last six")
        check("Période en cours : pas de tendance." in review, "the table of scores says why there is no trend")

        drop = build(scratch, workspace)
        for path in files(drop):
            text = words(path)
            check("en cours, données" not in text and "mois en cours" not in text, f"{path.name}: a period that is over is not under way")
        check(re.search(r"LTV [^%]*plafonnée", words(drop / "Diagnostic-rétention-interne.pdf")), "a tile says « plafonnée »")
        check(re.search(r"LTV [^%]*plafonnée", words(drop / "Stratégie-Fidélisation-interne.pdf")), "and so does a cell")


main()
