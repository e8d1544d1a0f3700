#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Exports, folders and command lines nobody should meet: each ends at once, with its exit status and a message that names the
place; nothing hangs, nothing crashes, nothing half-made is left."""
import os
import pathlib
import time

from support import Scratch, check

CLIENTS = "Id;Nom;Depuis\nA;Alpha;2025-01-01\n"
REVENUE = "Client;Mois;MRR\nA;2026-08-01;400,00\nA;2026-09-01;410,00\n"
DEFINITION = """name: Essai
as_of: 2026-09-30
sources:
  crm:
    file: exports/clients.csv
    table: accounts
    columns: {id: Id, name: Nom, signed_up_on: Depuis}
  mrr:
    file: exports/mrr.csv
    table: mrr
    columns: {account: Client, month: Mois, amount: MRR}
"""
PROGRAM = 'name: qbr\nkind: qbr\neditions: [client]\nformats: [pdf]\noutput: "{account.slug}/QBR"\n'
SECONDS = 60  # no input of this file may take longer


def workspace(scratch, name):
    folder = scratch.folder / name
    for path, text in {"reliure.yaml": DEFINITION, "programs/qbr.yaml": PROGRAM, "exports/clients.csv": CLIENTS, "exports/mrr.csv": REVENUE}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def refused(scratch, space, what, status, *words, args=("build",)):
    begin = time.monotonic()
    done = scratch.run(space, *args, status=None)
    said = done.stderr.decode(errors="replace")
    check(done.returncode == status, f"{what}: exit {done.returncode}, not {status}\n{said[-3000:]}")
    check(all(word in said for word in words), f"{what}: the message has {words}\n{said[-3000:]}")
    check(time.monotonic() - begin < SECONDS, f"{what}: it took {time.monotonic() - begin:.0f} s")
    check(not list(space.glob("out/*/**/*.pdf")) or status == 1, f"{what}: nothing is left")
    check(not [path for path in space.glob("out/*") if path.name.startswith(".")], f"{what}: no staging folder is left")
    return said


def check_kinds_of_file(scratch):
    space = workspace(scratch, "kinds")
    export = space / "exports" / "mrr.csv"
    export.unlink()
    os.mkfifo(export)
    refused(scratch, space, "a FIFO as export", 4, "exports/mrr.csv", "not a regular file")
    export.unlink()
    export.mkdir()
    refused(scratch, space, "a folder as export", 4, "exports/mrr.csv", "not a regular file")
    export.rmdir()
    export.symlink_to("/dev/zero")
    refused(scratch, space, "a device as export", 4, "exports/mrr.csv", "not a regular file")
    export.unlink()
    export.symlink_to(export.name)
    refused(scratch, space, "a link to itself as export", 4, "exports/mrr.csv")
    export.unlink()
    refused(scratch, space, "no export", 4, "exports/mrr.csv")


def check_bytes(scratch):
    space = workspace(scratch, "bytes")
    export = space / "exports" / "mrr.csv"
    head = REVENUE.encode()
    for what, content, status, words in [
            ("an empty export", b"", 4, ["mrr.csv"]),
            ("a header alone", b"Client;Mois;MRR\n", 0, []),
            ("a header without its end of line", b"Client;Mois;MRR", 0, []),
            ("NUL bytes", head + b"A;2026-07-01;4\x00\x0000,00\n", 4, ["mrr.csv:4"]),
            ("nothing but NUL bytes", b"\x00" * 5000, 4, ["mrr.csv"]),
            ("invalid UTF-8 after a byte-order mark", b"\xef\xbb\xbf" + head + b"A\xc3\x28;2026-07-01;400,00\n", 4, ["mrr.csv:4"]),
            ("half a UTF-16 file", "Client;Mois;MRR\nA;2026-08-01;400,00\n".encode("utf-16")[:-1], 4, ["mrr.csv"]),
            ("a quote never closed", head + b'A;2026-07-01;"400,00\n' * 3, 4, ["mrr.csv:6:14"]),
            ("a line of 40 MB", head + b"A;2026-07-01;" + b"4" * 40_000_000 + b"\n", 4, ["mrr.csv:4"]),
            ("300 000 cells in a row", head + b"A;2026-07-01;4" + b";" * 300_000 + b"\n", 4, ["mrr.csv:4"]),
            ("numbers beyond reason", head + b"A;2026-07-01;99999999999999999999999999\n", 4, ["mrr.csv:4:14"]),
            ("a date beyond reason", head + b"A;99999-07-01;4,00\n", 4, ["mrr.csv:4:3"]),
    ]:
        export.write_bytes(content)
        begin = time.monotonic()
        done = scratch.run(space, "build", status=None)
        said = done.stderr.decode(errors="replace")
        check(done.returncode == status, f"{what}: exit {done.returncode}, not {status}\n{said[-3000:]}")
        check(all(word in said for word in words), f"{what}: the message has {words}\n{said[-3000:]}")
        check(len(said) < 20_000, f"{what}: the message does not repeat the input ({len(said)} characters)")
        check(time.monotonic() - begin < SECONDS, f"{what}: it took {time.monotonic() - begin:.0f} s")


def check_many_mistakes(scratch):
    """The first ten of a cause, then a count."""
    space = workspace(scratch, "many")
    (space / "exports" / "mrr.csv").write_text("Client;Mois;MRR\n" + "A;demain;4,00\n" * 5000, encoding="utf-8")
    said = refused(scratch, space, "5 000 wrong dates", 4, "exports/mrr.csv:2:3", "4990")
    check(said.count("[source-value]") == 11, f"ten of a cause are shown, not {said.count('[source-value]')}")


def check_accounts(scratch):
    space = workspace(scratch, "accounts")
    clients = space / "exports" / "clients.csv"
    names = ["../../evasion", "/etc/passwd", ".", "..", "CON", "a\tb", "=HYPERLINK(\"x\")", "<script>", "\u202eevil", "x" * 5000]
    clients.write_text("Id;Nom;Depuis\n" + "".join(f'N{i};"{name.replace(chr(34), chr(34) * 2)}";2025-01-01\n' for i, name in enumerate(names)), encoding="utf-8")
    (space / "exports" / "mrr.csv").write_text("Client;Mois;MRR\nN1;2026-09-01;4,00\n", encoding="utf-8")
    scratch.run(space, "build")
    drop = (space / "out" / "2026-Q3").resolve()
    made = sorted(drop.rglob("*.pdf"))
    check(len(made) == len(names), f"each name has its document: {made}")
    check(all(drop in path.resolve().parents for path in made), "no document leaves the drop")
    check("<script>" not in (drop / "index.html").read_text(encoding="utf-8"), "a name is no markup in the index")
    check(not (scratch.folder / "evasion").exists() and not (space / "evasion").exists(), "a name is no path")
    clients.write_text("Id;Nom;Depuis\n", encoding="utf-8")
    (space / "exports" / "mrr.csv").write_text("Client;Mois;MRR\n", encoding="utf-8")
    scratch.run(space, "build")
    check(not list(drop.rglob("*.pdf")), "a company without clients has no documents")
    warned = scratch.run(space, "check").stderr.decode()
    check("program-empty" in warned, f"check says that nobody is selected: {warned}")


def check_definitions(scratch):
    space = workspace(scratch, "definitions")
    for what, text, words in [
            ("a definition of nothing", "", ["reliure.yaml"]),
            ("YAML nested 100 000 deep", "name: " + "[" * 100_000, ["reliure.yaml:1"]),
            ("a billion laughs", "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
                f"{c}: &{c} [{','.join('*' + p for _ in range(9))}]\n" for p, c in zip("abcdefghij", "bcdefghijk")) + DEFINITION, ["reliure.yaml"]),
            ("bytes that are no text", "\x00\x01", ["reliure.yaml"]),
            ("a list in place of a mapping", "- a\n- b\n", ["reliure.yaml"]),
    ]:
        (space / "reliure.yaml").write_text(text, encoding="utf-8")
        refused(scratch, space, what, 3, *words)
    (space / "reliure.yaml").write_text(DEFINITION, encoding="utf-8")
    (space / "programs" / "qbr.yaml").write_text(PROGRAM.replace("{account.slug}/QBR", "../../{account.slug}"), encoding="utf-8")
    refused(scratch, space, "an output that leaves the drop", 3, "programs/qbr.yaml:5")


def check_usage(scratch):
    space = workspace(scratch, "usage")
    for args in (["conjure"], ["build", "--no-such-option"], ["build", "-j", "many"], ["build", "-j", "0"], ["build", "--period", "2026-Q9"],
                 ["build", "--as-of", "2026-02-30"], ["build", "--account"], ["build", "--dump=wishes"], ["build", "--format", "docx"], []):
        refused(scratch, space, f"arguments {args}", 2, args=args)


def check_output(scratch):
    space = workspace(scratch, "output")
    (space / "out").mkdir()
    if os.geteuid() == 0:
        target = pathlib.Path("/proc/reliure-test")  # root may write anywhere but here
    else:
        target = space / "closed"
        target.mkdir(mode=0o500)
    done = scratch.run(space, "build", "--out", target, status=6)
    check(str(target) in done.stderr.decode(), f"the folder that cannot be written is named: {done.stderr.decode()}")


def main():
    with Scratch() as scratch:
        check_kinds_of_file(scratch)
        check_bytes(scratch)
        check_many_mistakes(scratch)
        check_accounts(scratch)
        check_definitions(scratch)
        check_usage(scratch)
        check_output(scratch)


if __name__ == "__main__":
    main()
