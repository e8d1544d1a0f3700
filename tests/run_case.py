#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs one case folder and compares whatever its expect/ contains.

A case is a workspace (reliure.yaml, programs/, exports/…) with about.txt and, where wanted, case.txt:
    args: build qbr --account A-1        arguments (default: build)
    env: TZ=Asia/Tokyo                   more environment
    metrics: nrr mrr_* *@2026-Q3         lines of metrics.txt and tables.txt to keep: patterns of metrics or tables, @ and those of periods
A case whose exports would be long has make.py instead, which writes them into the copy, always alike.
Files in expect/, each made by one run over a fresh copy of the case:
    diag.txt                             messages and exit status of `args`
    definition.txt metrics.txt tables.txt doc.txt pages.txt    the dump of that stage
    store.txt                            what became of every source's records, and what the queries of `store` give
    pdf.txt xlsx.txt                     what independent readers see in the files written
    drop.txt                             the files of the drop, a line each, with the manifest's outcomes

Usage: run_case.py [--accept] RELIURE CASE
"""
import difflib
import fnmatch
import json
import os
import pathlib
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
DUMPS = {"definition.txt": "definition", "metrics.txt": "metrics", "tables.txt": "tables", "doc.txt": "document", "pages.txt": "pages"}
TIMEOUT = 120  # seconds; a hang is a failure with a name, not a stuck suite


class Case:
    def __init__(self, reliure, folder, scratch):
        self.reliure, self.folder, self.scratch = reliure, folder, scratch
        self.metrics, self.queries, self.args, self.env = [], [], ["build"], dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC", RELIURE_DATA=str(HERE.parent))
        settings = folder / "case.txt"
        for line in settings.read_text(encoding="utf-8").splitlines() if settings.exists() else []:
            key, _, value = line.partition(":")
            if key == "args":
                self.args = shlex.split(value)
            elif key == "env":
                self.env.update(pair.split("=", 1) for pair in shlex.split(value))
            elif key == "store":
                self.queries.append(value.strip())
            elif key == "metrics":
                self.metrics = value.split()
            elif key.strip():
                sys.exit(f"{settings}: unknown key {key!r}")

    def run(self, *more):
        """One run over a fresh copy: (copy, finished process)."""
        copy = pathlib.Path(tempfile.mkdtemp(dir=self.scratch)) / "workspace"
        shutil.copytree(self.folder, copy, ignore=shutil.ignore_patterns("expect"))
        if (copy / "make.py").exists():
            subprocess.run(["/usr/bin/python3", "make.py"], cwd=copy, check=True, timeout=TIMEOUT)
        folder = [] if self.args[0] == "inspect" else ["-C", "."]  # inspect knows no workspace
        done = subprocess.run([self.reliure, *folder, *self.args, *more], cwd=copy, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
        return copy, done

    def files(self, suffix):
        copy, done = self.run()
        found = sorted(path for path in (copy / "out").rglob(f"*{suffix}"))
        if not found:
            return f"no {suffix} was written; exit {done.returncode}\n{done.stderr.decode(errors='replace')}"
        return "".join(f"== {path.relative_to(copy / 'out')}\n{read_file(path)}" for path in found)

    def drop(self):
        copy, done = self.run()
        lines = [f"exit {done.returncode}"]
        for manifest in sorted((copy / "out").rglob("manifest.json")):
            for document in json.loads(manifest.read_text(encoding="utf-8"))["documents"]:
                lines.append(" ".join(str(document.get(key, "")) for key in ("path", "outcome", "reason")).rstrip())
        lines += sorted(str(path.relative_to(copy / "out")) for path in (copy / "out").rglob("*") if path.is_file())
        return "\n".join(lines) + "\n"

    def store(self):
        """Every record is a row, kept out or ignored by rule: the sums are checked here for all cases."""
        copy, done = self.run()
        found = sorted(copy.glob(".reliure/store-*.db"))
        if len(found) != 1:
            return f"no store; exit {done.returncode}\n{done.stderr.decode(errors='replace')}"
        db = sqlite3.connect(f"file:{found[0]}?mode=ro&immutable=1", uri=True)
        lines = []
        for source, records, rows, out, ignored in db.execute(
                'SELECT source, records, "rows", quarantined, ignored FROM source_report ORDER BY rowid'):
            rules = "".join(f", {rule} {count}" for rule, count in db.execute(
                "SELECT rule, records FROM source_ignored WHERE source = ? ORDER BY rule", (source,)))
            lines.append(f"{source}: {records} records = {rows} rows + {out} kept out + {ignored} ignored{rules}")
            if records != rows + out + ignored:
                sys.exit(f"{self.folder}: {lines[-1]}: records are lost")
        for query in self.queries:
            lines.append(f"> {query}")
            lines += ["  " + " | ".join("-" if cell is None else str(cell) for cell in row) for row in db.execute(query)]
        return "\n".join(lines) + "\n"

    def is_kept(self, line):
        """Whether a line of the metrics dump is of those the case is about."""
        metric, _, period = (line.split("\t") + ["", ""])[:3]
        patterns = [(pattern + "@*").split("@")[:2] for pattern in self.metrics]
        return not patterns or any(fnmatch.fnmatch(metric, name) and fnmatch.fnmatch(period, when) for name, when in patterns)

    def actual(self, name):
        if name in DUMPS:
            _, done = self.run(f"--dump={DUMPS[name]}")
            kept = [line for line in done.stdout.decode().splitlines(True) if name not in ("metrics.txt", "tables.txt") or self.is_kept(line)]
            return "".join(kept) + (done.stderr.decode() if done.returncode else "")
        if name == "diag.txt":
            _, done = self.run()
            return f"{done.stdout.decode()}{done.stderr.decode()}exit {done.returncode}\n"
        if name == "pdf.txt":
            return self.files(".pdf")
        if name == "xlsx.txt":
            return self.files(".xlsx")
        if name == "drop.txt":
            return self.drop()
        if name == "store.txt":
            return self.store()
        sys.exit(f"{self.folder}/expect/{name}: nobody makes such a file")


def read_file(path):
    if path.suffix == ".pdf":
        command = ["pdftotext", "-layout", str(path), "-"]
    else:
        command = ["/usr/bin/python3", str(HERE / "outside" / "xlsx_dump.py"), str(path)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=TIMEOUT).stdout.decode()


def compare(case, accept):
    is_good = True
    expected_files = sorted((case.folder / "expect").iterdir())
    if not expected_files:
        sys.exit(f"{case.folder}: expect/ is empty, so the case shows nothing")
    for expected in expected_files:
        actual = case.actual(expected.name)
        old = expected.read_text(encoding="utf-8")
        if actual == old:
            continue
        is_good = False
        sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), actual.splitlines(True), f"expect/{expected.name}", "actual"))
        if accept:
            expected.write_text(actual, encoding="utf-8")
    return is_good or accept


def main():
    accept = "--accept" in sys.argv
    reliure, folder = [arg for arg in sys.argv[1:] if arg != "--accept"]
    with tempfile.TemporaryDirectory() as scratch:
        case = Case(str(pathlib.Path(reliure).resolve()), pathlib.Path(folder).resolve(), scratch)
        sys.exit(0 if compare(case, accept) else 1)


if __name__ == "__main__":
    main()
