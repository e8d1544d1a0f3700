#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A run stopped at any moment leaves the old drop as it was, and the next run ends what it began.

RELIURE_KILLS sets how many moments are tried (default 6: the short form for CI).
"""
import os
import random
import signal
import subprocess
import time

from support import ROOT, Scratch, check, outcomes, tree_bytes


def start(scratch, workspace, *args):
    return subprocess.Popen([scratch.reliure, "-C", str(workspace), *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, env=dict(os.environ, RELIURE_DATA=str(ROOT)), start_new_session=True)


def main():
    dice = random.Random(7)
    with Scratch() as scratch:
        workspace = scratch.fixture()
        began = time.monotonic()
        scratch.run(workspace, "build", "qbr")
        length = time.monotonic() - began
        drop = workspace / "out" / "2026-Q3"
        old = tree_bytes(drop)
        name = workspace / "reliure.yaml"
        name.write_text(name.read_text(encoding="utf-8").replace("name: Lumeo", "name: Lumeo SAS"), encoding="utf-8")
        for attempt in range(int(os.environ.get("RELIURE_KILLS", "6"))):
            how = signal.SIGKILL if attempt % 2 else signal.SIGTERM
            process = start(scratch, workspace, "build", "qbr")
            time.sleep(length * dice.random() * 0.8)
            process.send_signal(how)
            status = process.wait(timeout=60)
            if status == 0:
                break  # it was faster than the signal; the drop is the new one, whole
            check(status in (-signal.SIGKILL, 128 + signal.SIGTERM), f"a run ended by signal {how} says so: {status}")
            check(tree_bytes(drop) == old, f"after signal {how} the drop is as it was")
        scratch.run(workspace, "build", "qbr")
        check(set(outcomes(drop).values()) <= {"made", "unchanged"}, "the next run makes every document")
        left = [path.name for path in (workspace / "out").iterdir() if path.name != "2026-Q3"]
        check(not left, f"no half-made drop is left: {left}")


if __name__ == "__main__":
    main()
