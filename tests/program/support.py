# SPDX-License-Identifier: MIT
"""What the scenarios share: running the program over scratch workspaces, and saying why a test is skipped."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "lumeo"
SKIPPED = 77


def skip(word):
    print(f"skipped: {word}")
    sys.exit(SKIPPED)


def check(claim, what):
    if not claim:
        sys.exit(f"FAILED: {what}")


class Scratch:
    """A folder that is gone at the end, and the program run in it."""

    def __init__(self, reliure=None):
        self.reliure = str(pathlib.Path(reliure or sys.argv[1]).resolve())
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reliure-test-"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def fixture(self, name="lumeo"):
        """A copy of the fixture workspace whose exports are links to the generated ones."""
        copy = self.folder / name
        copy.mkdir()
        for item in FIXTURE.iterdir():
            if item.name in ("reliure.yaml", "programs", "notes", "templates"):
                (shutil.copytree if item.is_dir() else shutil.copy)(item, copy / item.name)
        (copy / "exports").symlink_to(FIXTURE / "exports")
        return copy

    def run(self, workspace, *args, status=0, env=None, **more):
        environment = dict(os.environ, RELIURE_DATA=str(ROOT), **(env or {}))
        done = subprocess.run([self.reliure, "-C", str(workspace), *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=environment, timeout=600, check=False, **more)
        if status is not None and done.returncode != status:
            sys.exit(f"FAILED: {' '.join(map(str, args))}: exit {done.returncode}, not {status}\n"
                     f"{done.stdout.decode(errors='replace')[-4000:]}{done.stderr.decode(errors='replace')[-4000:]}")
        return done


def manifest(drop):
    return json.loads((drop / "manifest.json").read_text(encoding="utf-8"))


def outcomes(drop):
    return {document["path"]: document["outcome"] for document in manifest(drop)["documents"]}


def tree_bytes(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def pdf_text(path):
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], stdout=subprocess.PIPE, check=True).stdout.decode()


def pdf_pages(path):
    for line in subprocess.run(["pdfinfo", str(path)], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines():
        if line.startswith("Pages:"):
            return int(line.split()[1])
    return 0
