#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/first-hour.md, followed to the letter: every command succeeds, and says what the page says it does."""
import os
import re
import subprocess

from support import ROOT, Scratch, check


def follow_page(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```(sh|text)\n(.*?)```", page, re.S)
    check(len(blocks) > 6, "the page has commands")
    kind, setting = blocks.pop(0)
    check(kind == "sh" and "export PATH" in setting, "the page begins with where the program is")
    with Scratch() as scratch:
        clone = scratch.folder / "home" / "reliure"
        (clone / "build" / "release").mkdir(parents=True)
        (clone / "build" / "release" / "reliure").symlink_to(scratch.reliure)
        (clone / "fixtures").symlink_to(ROOT / "fixtures")
        env = dict(os.environ, HOME=str(clone.parent), RELIURE_DATA=str(ROOT), LC_ALL="C.UTF-8")
        env.pop("RELIURE", None)
        said = ""
        for kind, text in blocks:
            if kind == "sh":
                done = subprocess.run(["bash", "-e", "-c", setting + text], cwd=scratch.folder, env=env, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
                said = done.stdout.decode(errors="replace")
                check(done.returncode == 0, f"these commands succeed:\n{text}\n{said}")
            else:
                follow(said, text)


def follow(said, text):
    """The lines of the page stand in what was said, in their order."""
    at = 0
    for line in text.splitlines():
        found = said.find(line.strip(), at)
        check(found >= 0, f"« {line} » is said, after what stands above it:\n{said}")
        at = found + len(line.strip())


if __name__ == "__main__":
    follow_page("first-hour.md")
