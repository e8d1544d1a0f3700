#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A run stopped at any moment leaves the old drop as it was or the new one whole, and the next run ends what it began.

RELIURE_KILLS sets how many moments are tried (default 6: the short form for CI).
"""
import os
import random
import signal
import sqlite3
import subprocess
import time

from support import ROOT, Scratch, check, manifest, outcomes, tree_bytes


def start(scratch, workspace, *args):
    return subprocess.Popen([scratch.reliure, "-C", str(workspace), *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, env=dict(os.environ, RELIURE_DATA=str(ROOT)), start_new_session=True)


def is_whole(drop, name):
    said = manifest(drop)
    sizes = {document["path"]: document["bytes"] for document in said["documents"]}
    return said["workspace"] == name and all((drop / path).stat().st_size == size for path, size in sizes.items())


def recorded(workspace):
    with sqlite3.connect(f"file:{workspace / '.reliure' / 'history.sqlite'}?mode=ro", uri=True) as history:
        return history.execute("SELECT count(*) FROM published").fetchone()[0]


def main():
    dice = random.Random(7)
    with Scratch() as scratch:
        workspace = scratch.fixture()
        began = time.monotonic()
        scratch.run(workspace, "build", "qbr")
        length = time.monotonic() - began
        drop = workspace / "out" / "2026-Q3"
        name = workspace / "reliure.yaml"
        text = name.read_text(encoding="utf-8")
        for attempt in range(int(os.environ.get("RELIURE_KILLS", "6"))):
            old = tree_bytes(drop)
            name.write_text(text.replace("name: Lumeo", f"name: Lumeo {attempt}"), encoding="utf-8")
            how = signal.SIGKILL if attempt % 2 else signal.SIGTERM
            process = start(scratch, workspace, "build", "qbr")
            time.sleep(length * dice.random() * 1.1)
            process.send_signal(how)
            status = process.wait(timeout=60)
            check(status in (0, -how, 128 + signal.SIGTERM), f"a run ended by signal {how} says so: {status}")
            if status == -signal.SIGKILL and tree_bytes(drop) != old:
                status = 0  # it was published before the signal came
            if status == 0:
                check(is_whole(drop, f"Lumeo {attempt}"), f"a drop published before signal {how} is whole and new")
            else:
                check(tree_bytes(drop) == old, f"after signal {how} the drop is as it was")
        scratch.run(workspace, "build", "qbr")
        check(set(outcomes(drop).values()) <= {"made", "unchanged"}, "the next run makes every document")
        left = [path.name for path in (workspace / "out").iterdir() if path.name != "2026-Q3"]
        check(not left, f"no half-made drop is left: {left}")
        (workspace / ".reliure" / "history.sqlite").unlink()
        scratch.run(workspace, "build", "qbr")
        check(recorded(workspace), "a run that finds all published records what a stopped one did not")


if __name__ == "__main__":
    main()
