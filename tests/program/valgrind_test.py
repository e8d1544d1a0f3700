#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""One pack from raw exports to PDF and workbook under valgrind: no invalid access, nothing definitely lost."""
import subprocess

from support import ROOT, Scratch, check, skip

SUPPRESSIONS = ROOT / "tests" / "program" / "valgrind.supp"


def is_sanitized(program):
    symbols = subprocess.run(["nm", program], stdout=subprocess.PIPE, check=True).stdout
    return b"__asan_init" in symbols


def main():
    with Scratch() as scratch:
        if is_sanitized(scratch.reliure):
            skip("valgrind cannot run a program built with the address sanitizer; the plain build is checked")
        case = ROOT / "tests" / "cases" / "metric" / "nrr-bridge-of-six-accounts-adds-up"
        workspace = scratch.folder / "small"
        subprocess.run(["cp", "-r", str(case), str(workspace)], check=True)
        command = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite", "--trace-children=yes",
                   f"--suppressions={SUPPRESSIONS}", scratch.reliure, "-C", str(workspace), "build", "qbr", "--account", "A"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=800, check=False)
        check(done.returncode == 0, f"valgrind is content (exit {done.returncode}):\n{done.stdout.decode(errors='replace')[-6000:]}")


if __name__ == "__main__":
    main()
