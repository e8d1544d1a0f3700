#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Random exports in random dialects: what is well written comes back value by value, and of what is damaged every record
is a row, kept out or ignored by rule. One seed, so that a failure can be looked at: records_add_up_test.py RELIURE [SEED]."""
import csv
import io
import os
import random
import sqlite3
import subprocess
import sys

import support

FILES = 60
ROWS = 40
PIECES = ["a", "Été", " ", "  ", ",", ";", "\t", "|", '"', '""', "\n", "\r\n", "'", "\\", "=1+1", "é€", "名", "-", "0", "12,5", "#", "Total", "%"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"]
PROGRAM = "name: qbr\nkind: qbr\nperiod: quarter\nformats: [pdf]\neditions: [client]\noutput: \"{account.slug}/QBR\"\n"


def text(rng):
    return "".join(rng.choice(PIECES) for _ in range(rng.randrange(0, 8)))


def written(rng, number, encodings):
    """The bytes of an export, its rows as they should arrive, (id, subject) with blanks around cut off, and what locks its dialect."""
    delimiter, line_end = rng.choice(",;\t|"), rng.choice(["\n", "\r\n", "\r"])
    encoding = rng.choice(encodings)
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if line_end == "\r" else rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])  # Python leaves LF bare in CR files
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(["Id", "Client", "Objet", "Ouvert le"])
    rows = []
    for row in range(ROWS):
        subject = text(rng)
        if encoding == "cp1252":
            subject = subject.replace("名", "n")
        writer.writerow([f"{number}-{row}", "A", subject, "2026-09-01"])
        rows.append((f"{number}-{row}", subject.strip(" \t\r\n") or None))
    content = out.getvalue()
    if rng.random() < 0.5:
        content = content[:-len(line_end)]
    lock = f'header: 1, encoding: {encoding.replace("-sig", "")}, delimiter: "{delimiter if delimiter != chr(9) else "tab"}", '
    return content.encode(encoding), rows, lock


def damaged(rng, content):
    """Bytes put in, left out and doubled, anywhere below the header."""
    start = 140
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(start, len(content))
        piece = rng.choice([b'"', b"\n", b"\n\n", b",", b"\0", b"\xff", b'"\n"', b"Total", b""])
        content = content[:at] + piece + content[at + rng.randrange(0, 3):]
    return content


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20260930
    rng = random.Random(seed)
    with support.Scratch() as scratch:
        workspace = scratch.folder
        (workspace / "programs").mkdir()
        (workspace / "programs" / "qbr.yaml").write_text(PROGRAM, encoding="utf-8")
        (workspace / "clients.csv").write_text("Id,Nom\nA,Alpha\nB,B\u00e9ta\n", encoding="utf-8")
        yaml = "name: Essai\nas_of: 2026-09-30\nsources:\n  crm: {file: clients.csv, table: accounts, columns: {id: Id, name: Nom}}\n"
        expected = {}
        for number in range(FILES):
            is_good = number % 2 == 0
            content, rows, lock = written(rng, number, ENCODINGS if is_good else ["utf-8", "cp1252"])
            (workspace / f"{number}.csv").write_bytes(content if is_good else damaged(rng, content))
            expected[f"t{number}"] = rows if is_good else None
            yaml += (f"  t{number}: {{file: {number}.csv, table: signals, {'' if is_good else lock}tolerance: 100%, "
                     "columns: {kind: Id, account: Client, detail: Objet, detected_on: Ouvert le}}\n")
        (workspace / "reliure.yaml").write_text(yaml, encoding="utf-8")
        done = subprocess.run([scratch.reliure, "-C", str(workspace), "check"], env=dict(os.environ, RELIURE_DATA=str(support.ROOT)),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False, encoding="utf-8", errors="replace")
        stores = list(workspace.glob(".reliure/store-*.db"))
        support.check(len(stores) == 1, f"seed {seed}: no store\n{done.stderr[-2000:]}")
        db = sqlite3.connect(f"file:{stores[0]}?mode=ro&immutable=1", uri=True)
        for source, records, rows, out, ignored in db.execute('SELECT source, records, "rows", quarantined, ignored FROM source_report'):
            support.check(records == rows + out + ignored, f"seed {seed}: {source}: {records} records, {rows} + {out} + {ignored}")
            if expected.get(source) is None:
                continue
            support.check((records, rows) == (ROWS, ROWS), f"seed {seed}: {source}: {rows} rows of {records} records, {ROWS} were written")
            found = db.execute("SELECT kind, detail FROM signals t JOIN source_file f ON f.id = t._file WHERE f.source = ? ORDER BY _line", (source,)).fetchall()
            wrong = [(a, b) for a, b in zip(expected[source], found) if a != b]
            support.check(not wrong, f"seed {seed}: {source}: written and read: {wrong[:1]}")
    print(f"ok: {FILES} files of {ROWS} rows")


if __name__ == "__main__":
    main()
