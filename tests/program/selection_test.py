#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Who gets which document: segments by criteria, programs that a signal chooses, and what --account leaves alone."""
import re
import shutil
import subprocess

from support import ROOT, Scratch, check, manifest, outcomes, pdf_text

CASE = ROOT / "tests" / "cases" / "metric" / "upsell-starts-above-fifty-only"
SEGMENTS = """segments:
  signales:
    label: {fr: Clients signalés, en: Signalled clients}
    include:
      - text: {fr: au moins un signal, en: at least one signal}
        where: EXISTS (SELECT 1 FROM signals s WHERE s.account = accounts.id AND s.detected_on <= :as_of)
      - signed_up_on < date(:as_of, '-30 days')
    exclude:
      - {text: {fr: compte Croisé, en: account Croisé}, where: name = 'Croisé'}
      - churned_on < :start
  anciens: {include: signed_up_on < '2024-06-01'}
"""
PROGRAMS = {
    "expansion": "kind: expansion\nperiod: quarter\neach: account\nwhen: upsell_score > 50\neditions: [internal]\nformats: [pdf]\n"
                 "output: \"{account.slug}/Expansion\"\n",
    "segments": "kind: lifecycle\nperiod: quarter\neach: segment\nformats: [pdf]\noutput: \"Segments/{subject.slug}\"\n",
    "base": "kind: lifecycle\nperiod: quarter\neach: portfolio\nformats: [pdf]\noutput: Base\n",
}


def workspace(scratch, name, segments=SEGMENTS):
    copy = scratch.folder / name
    shutil.copytree(CASE, copy, ignore=shutil.ignore_patterns("expect", "about.txt"))
    edit(copy / "reliure.yaml", "sources:\n", segments + "sources:\n")
    (copy / "programs" / "qbr.yaml").unlink()
    for stem, text in PROGRAMS.items():
        (copy / "programs" / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return copy


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    check(old in text, f"{path.name} has « {old} »")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def check_routing(scratch, space):
    """60 is above the threshold, exactly 50 is not, and no score at all is not either."""
    dry = scratch.run(space, "build", "-n").stdout.decode()
    check("cinquante/Expansion-interne.pdf\tB\tCinquante\tskipped: upsell_score > 50\n" in dry, f"a dry run says who is skipped and why: {dry}")
    check("soixante/Expansion-interne.pdf\tA\tSoixante\n" in dry, f"and who is not: {dry}")
    scratch.run(space, "build")
    drop = space / "out" / "2026-Q3"
    skipped = {d["account"]: d["reason"] for d in manifest(drop)["documents"] if d["outcome"] == "skipped"}
    check(set(skipped) == set("BDEFG") and set(skipped.values()) == {"upsell_score > 50"}, f"the manifest says both: {skipped}")
    check((drop / "soixante/Expansion-interne.pdf").exists() and not (drop / "cinquante").exists(), "skipped means no file")
    index = (drop / "index.html").read_text(encoding="utf-8")
    check(re.search(r"Cinquante</bdi>.*Sans objet</span> <small title=\"upsell_score &gt; 50\">la condition", index), "index.html says so in words")
    edit(space / "programs/expansion.yaml", "upsell_score > 50", "upsell_score > NULL")
    done = scratch.run(space, "build", "-n", "expansion").stdout.decode()
    check(done.count("skipped: ") == 7, f"NULL is false: {done}")
    edit(space / "programs/expansion.yaml", "upsell_score > NULL", "upsell_scor > 50")
    done = scratch.run(space, "check", status=1).stderr.decode()
    check("programs/expansion.yaml:4:7: error" in done and "did you mean 'upsell_score'?" in done, f"a mistake is shown: {done}")
    edit(space / "programs/expansion.yaml", "upsell_scor > 50", "upsell_score IS NUL")
    done = scratch.run(space, "check", status=1).stderr.decode()
    check("did you mean 'NULL'?" in done, f"a word that is nearly NULL brings no metric: {done}")
    edit(space / "programs/expansion.yaml", "upsell_score IS NUL", "upsell_score > 50")


def check_segments(scratch, space):
    drop = space / "out" / "2026-Q3"
    made = {path for path, outcome in outcomes(drop).items() if outcome in ("made", "unchanged")}
    check({"Segments/clients-signales.pdf", "Segments/anciens.pdf"} <= made, f"each: segment knows those of criteria: {made}")
    text = " ".join(pdf_text(drop / "Segments/clients-signales.pdf").split())
    for wanted in ("Clients signalés", "au moins un signal", "compte Croisé", "CRITÈRES D’INCLUSION", "CRITÈRES D’EXCLUSION"):
        check(wanted in text, f"section 3 prints the criteria: {wanted}")
    figure = scratch.run(space, "explain", "upsell_score", "--account", "A").stdout.decode()
    check("60" in figure, figure)
    dump = scratch.run(space, "build", "segments", "--dump=metrics").stdout.decode()
    check(re.search(r"segment:signales", dump) and "segment:anciens" in dump, "every metric exists for them")


def check_selections(scratch, space):
    """A condition over segments, and documents about no account when accounts are named."""
    edit(space / "programs/segments.yaml", "each: segment", "each: segment where id = 'C'")
    done = scratch.run(space, "build", "-n", "segments").stdout.decode()
    check("clients-signales" in done and "anciens" not in done, f"each: segment where: those with such an account: {done}")
    done = scratch.run(space, "build", "-n", "--account", "Soixante").stdout.decode()
    check(done == "2026-Q3/soixante/Expansion-interne.pdf\tA\tSoixante\n", f"--account leaves segments and portfolio alone: {done}")
    before = (space / "out/2026-Q3/Base.pdf").read_bytes()
    scratch.run(space, "build", "--account", "A")
    check((space / "out/2026-Q3/Base.pdf").read_bytes() == before and (space / "out/2026-Q3/Segments/anciens.pdf").exists(),
          "their files stay in the drop")
    edit(space / "programs/segments.yaml", "each: segment where id = 'C'", "each: segment\nwhen: upsell_triggered > 1")
    done = scratch.run(space, "build", "-n", "segments").stdout.decode()
    check("skipped: upsell_triggered > 1" in done, f"when: is asked of segments too: {done}")


def check_portfolio(scratch, space):
    """What `when` says of the portfolio is asked of its own figures, and a mistake in it is shown."""
    program, plain = space / "programs/base.yaml", "each: portfolio\n"
    for condition, is_made in (("m.account_id = 'portfolio'", True), ("nrr > 2000", False), ("1 = 0", False)):
        edit(program, plain, f"{plain}when: {condition}\n")
        done = scratch.run(space, "build", "-n", "base").stdout.decode()
        check("Base.pdf" in done and (f"skipped: {condition}" not in done) == is_made, f"when: {condition}: {done}")
        edit(program, f"when: {condition}\n", "")
    for condition in ("upsel_score > 50", "nrr > ("):
        edit(program, plain, f"{plain}when: {condition}\n")
        done = scratch.run(space, "check", status=1).stderr.decode()
        check("programs/base.yaml:4:7: error" in done, f"when: {condition}: {done}")
        edit(program, f"when: {condition}\n", "")


def check_preview(scratch, space):
    """A segment's pages and the portfolio's are drawn without --account, which they know nothing of."""
    for program, most in (("segments", 2), ("base", 1)):
        shown = scratch.run(space, "preview", program, "-o", scratch.folder / program, "--scale", 36).stdout.decode().split()
        check(len({re.sub(r"-\d+\.png$", "", path) for path in shown}) == most, f"{program}: {shown}")
        check(all(open(path, "rb").read(4) == b"\x89PNG" for path in shown), f"pages are pictures: {shown}")
    scratch.run(space, "preview", "expansion", "-o", scratch.folder / "none", status=2)


def page_size(path):
    info = subprocess.run(["pdfinfo", str(path)], stdout=subprocess.PIPE, check=True).stdout.decode()
    return tuple(float(n) for n in re.search(r"Page size: +([\d.]+) x ([\d.]+)", info).groups())


def check_themes(scratch):
    """Each program has its own look: the house's, slides, and one of the workspace, with its colour and its logo."""
    space = workspace(scratch, "themes")
    (space / "templates/themes").mkdir(parents=True)
    (space / "templates/themes/carre.yaml").write_text("page: {width: 200, height: 200}\n", encoding="utf-8")
    (space / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#8A2BE2"/></svg>',
                                    encoding="utf-8")
    edit(space / "reliure.yaml", "name: Essai\n", "name: Essai\nbrand: {color: \"#8A2BE2\", logo: logo.svg}\n")
    edit(space / "programs/base.yaml", "kind:", "theme: slides\nkind:")
    edit(space / "programs/segments.yaml", "kind:", "theme: carre\nkind:")
    scratch.run(space, "build")
    drop = space / "out/2026-Q3"
    width, height = page_size(drop / "Base.pdf")
    check(abs(width / height - 16 / 9) < 0.01, f"theme: slides is 16:9: {width} x {height}")
    width, height = page_size(drop / "Segments/anciens.pdf")
    check(abs(width - height) < 0.1, f"the workspace's own theme is taken: {width} x {height}")
    width, height = page_size(drop / "soixante/Expansion-interne.pdf")
    check(abs(height / width - 297 / 210) < 0.01, f"a program without theme is A4: {width} x {height}")
    images = subprocess.run(["pdfimages", "-list", str(drop / "soixante/Expansion-interne.pdf")], stdout=subprocess.PIPE, check=True).stdout.decode()
    check(len(images.splitlines()) > 2, f"the logo is in it: {images}")
    edit(space / "programs/base.yaml", "theme: slides", "theme: slide")
    done = scratch.run(space, "check", status=1).stderr.decode()
    check("programs/base.yaml:1:8: error" in done, f"a theme that is not there has its place: {done}")


def check_mistakes(scratch):
    wrong = SEGMENTS.replace("name = 'Croisé'", "nom = 'Croisé'").replace("churned_on < :start", "random() > 0")
    space = workspace(scratch, "wrong", wrong + "  vide: {include: id = 'personne'}\n  sans: {label: Rien}\n  faux: {inclde: 1 = 1, include: [{text: x}]}\n")
    done = scratch.run(space, "check", status=1).stderr.decode()
    for wanted in ("reliure.yaml:16:9: error: key 'include' or 'exclude' is missing", "reliure.yaml:17:10: error: unknown key 'inclde'",
                   "did you mean 'include'?", "reliure.yaml:17:35: error: key 'where' is missing"):
        check(wanted in done, f"{wanted} in {done}")
    space = workspace(scratch, "refused", wrong)
    done = scratch.run(space, "check", status=1).stderr.decode()
    check("reliure.yaml:12:64: error" in done and "no such column: nom" in done and "did you mean" in done, f"a criterion's mistake has its place: {done}")
    check("not authorized" in done, f"and criteria are held to what queries may do: {done}")
    space = workspace(scratch, "empty", "segments:\n  vide: {include: id = 'personne'}\n")
    done = scratch.run(space, "check", status=0).stderr.decode()
    check("reliure.yaml:5:3: warning" in done and "[segment-empty]" in done, f"a segment of nobody is told of: {done}")


def main():
    with Scratch() as scratch:
        space = workspace(scratch, "routing")
        check_routing(scratch, space)
        check_segments(scratch, space)
        check_preview(scratch, space)
        check_portfolio(scratch, space)
        check_selections(scratch, space)
        check_themes(scratch)
        check_mistakes(scratch)


if __name__ == "__main__":
    main()
