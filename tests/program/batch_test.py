#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a run promises about the drop: it touches its own documents only, swaps nothing when nothing changed, and its exit
status, messages and log say what happened."""
import json
import os
import shutil
import signal
import subprocess
import time

from support import ROOT, Scratch, check, manifest, outcomes, tree_bytes

CASE = ROOT / "tests" / "cases" / "metric" / "nrr-bridge-of-six-accounts-adds-up"


def workspace(scratch, name):
    copy = scratch.folder / name
    shutil.copytree(CASE, copy, ignore=shutil.ignore_patterns("expect", "about.txt"))
    return copy


def identity(path):
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def check_unchanged(scratch):
    space = workspace(scratch, "unchanged")
    scratch.run(space, "build", "qbr")
    drop = space / "out" / next(iter(path.name for path in (space / "out").iterdir()))
    before = identity(drop)
    done = scratch.run(space, "build", "qbr")
    check(identity(drop) == before, "where nothing changed, nothing is swapped")
    check(done.stderr == b"" and done.stdout == b"", f"a run that went well is silent: {done.stderr.decode()}")
    (drop / "manifest.json").unlink()
    scratch.run(space, "build", "qbr")
    check(set(outcomes(drop).values()) == {"made"}, "without its manifest a drop is made again")
    victim = next(path for path in sorted(drop.rglob("*.pdf")))
    victim.write_bytes(victim.read_bytes()[:-10])
    scratch.run(space, "build", "qbr")
    named = {path: outcome for path, outcome in outcomes(drop).items() if outcome == "made"}
    check(list(named) == [str(victim.relative_to(drop))], f"only the damaged file is made again: {named}")
    return space, drop


def check_own_documents_only(scratch, space, drop):
    (drop / "lettre.txt").write_text("de la main du CSM", encoding="utf-8")
    old = tree_bytes(drop)
    name = space / "reliure.yaml"
    text = name.read_text(encoding="utf-8")
    name.write_text(text.replace("name: ", "name: Nouveau ", 1), encoding="utf-8")
    scratch.run(space, "build", "qbr", "--account", "A", "--format", "pdf")
    new = tree_bytes(drop)
    changed = {path for path in old if old[path] != new.get(path)} - {"manifest.json", "index.html"}
    check(set(old) == set(new) and len(changed) == 1 and changed.pop().endswith(".pdf"), f"--account and --format touch their own: {changed}")
    scratch.run(space, "build", "qbr")
    check(tree_bytes(drop)["lettre.txt"] == old["lettre.txt"], "what somebody put in the drop stays")
    program = space / "programs" / "qbr.yaml"
    whole = program.read_text(encoding="utf-8")
    program.write_text(whole + "each: account where id <> 'A'\n", encoding="utf-8")
    done = scratch.run(space, "build", "qbr")
    check(all(d["account"] != "A" for d in manifest(drop)["documents"]), "an account out of the selection leaves the drop")
    check(path_of(old, "A") not in tree_bytes(drop), "its files too")
    done = scratch.run(space, "build", "qbr", "--account", "A")
    check(b"account-left-out" in done.stderr, f"an account asked for by name and left out is said: {done.stderr.decode()}")
    program.write_text(whole, encoding="utf-8")
    name.write_text(text, encoding="utf-8")


def path_of(old, account):
    return next(d["path"] for d in json.loads(old["manifest.json"])["documents"] if d["account"] == account)


def check_statuses(scratch):
    space = workspace(scratch, "statuses")
    scratch.run(space, "build", "nothing", status=2)
    scratch.run(space, "build", "--bad-option", status=2)
    scratch.run(space / "nowhere", "build", status=3)
    (space / "out").write_text("a file", encoding="utf-8")
    scratch.run(space, "build", status=6)
    (space / "out").unlink()
    done = scratch.run(space, "build", "-n")
    check(not (space / "out").exists() and b".pdf\t" in done.stdout, "a dry run prints the plan and writes no drop")
    for stage in ("definition", "metrics", "document", "pages"):
        check(len(scratch.run(space, "build", "qbr", f"--dump={stage}").stdout) > 100, f"--dump={stage} prints something")
    shown = scratch.run(space, "preview", "qbr", "--account", "B", "-o", scratch.folder / "pages").stdout.decode().split()
    check(shown and all(open(path, "rb").read(4) == b"\x89PNG" for path in shown), f"preview draws pages: {shown}")
    scratch.run(space, "check")
    done = scratch.run(space, "build", "--log", "json", "--account", "nobody", status=2)
    check([json.loads(line)["code"] for line in done.stderr.decode().splitlines()] == ["account-unknown"], done.stderr.decode())
    exports = next((space / "exports").iterdir())
    exports.unlink()
    scratch.run(space, "check", status=1)
    scratch.run(space, "build", status=4)


def is_locked(space):
    """The holder writes its number into the lock once it has it."""
    return any(lock.stat().st_size for lock in (space / ".reliure").glob("lock-*"))


def check_lock(scratch):
    space = scratch.fixture("locked")
    environment = dict(os.environ, RELIURE_DATA=str(ROOT))
    first = subprocess.Popen([scratch.reliure, "-C", str(space), "build"], env=environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not is_locked(space) and first.poll() is None:
            time.sleep(0.01)
        first.send_signal(signal.SIGSTOP)
        done = scratch.run(space, "build", status=5)
        check(str(first.pid) in done.stderr.decode(), "the message names the process that holds the lock")
    finally:
        first.send_signal(signal.SIGCONT)
        status = first.wait(timeout=300)
    check(status == 0, "the first run is not disturbed")


def gone_process():
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


def check_unfinished_stores(scratch):
    space = workspace(scratch, "unfinished")
    scratch.run(space, "build", "qbr")
    kept = next((space / ".reliure").glob("store-*.db"))
    left, alive = (kept.with_name(f"{kept.name}.{process}") for process in (gone_process(), os.getpid()))
    left.touch()
    alive.touch()
    scratch.run(space, "build", "qbr")
    check(not left.exists() and alive.exists() and kept.exists(), "what a killed import left goes, what another is making stays")


def check_before_the_data(scratch):
    space = workspace(scratch, "before")
    done = scratch.run(space, "build", "qbr", "--period", "2001-Q1")
    check(b"source-nothing-yet" in done.stderr, f"a period before all data is no silent success: {done.stderr.decode()}")


def check_log(space):
    log = sorted((space / ".reliure" / "runs").glob("*.jsonl"))
    events = [json.loads(line)["event"] for line in log[0].read_text(encoding="utf-8").splitlines()]
    check(events[0] == "start" and events[-1] == "end" and "document" in events, f"the log tells the run: {events}")


def main():
    with Scratch() as scratch:
        space, drop = check_unchanged(scratch)
        check_own_documents_only(scratch, space, drop)
        check_log(space)
        check_unfinished_stores(scratch)
        check_before_the_data(scratch)
        check_statuses(scratch)
        check_lock(scratch)


if __name__ == "__main__":
    main()
