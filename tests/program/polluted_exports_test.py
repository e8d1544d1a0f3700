#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""One table written in every dialect and polluted in every usual way, a file each, nothing locked but what is marked: values
come out right, or their record is kept out; pollution of one row costs one row, and no file is read wrong."""
import os
import sqlite3
import subprocess

import support

COUNT = 20
HEAD = ["Id", "Nom", "Depuis", "Note", "Licences"]
ROWS = [[f"I{i}", f"Client {i}, SA", f"2026-0{1 + i % 9}-1{i % 10}", f'note "{i}"' if i % 5 == 0 else f"note {i}", str(i * 10)] for i in range(COUNT)]
PROGRAM = "name: qbr\nkind: qbr\nperiod: quarter\nformats: [pdf]\neditions: [client]\noutput: \"{account.slug}/QBR\"\n"


def quoted(value, delimiter=",", quote='"', always=False):
    must = always or any(mark in value for mark in (delimiter[0], quote, "\n"))
    return quote + value.replace(quote, quote * 2) + quote if must else value


def line(row, delimiter=",", quote='"', always=False):
    return delimiter.join(quoted(value, delimiter, quote, always) for value in row)


def text(rows=None, head=None, delimiter=",", quote='"', end="\n", always=False):
    head = HEAD if head is None else head
    return "".join(line(row, delimiter, quote, always) + end for row in ([head] if head else []) + (ROWS if rows is None else rows))


def dialects():
    """Name, text, settings."""
    for name, delimiter in [("space", " "), ("semicolon", ";"), ("tab", "\t"), ("comma-space", ", "), ("bar", "|"), ("caret", "^"), ("tilde", "~")]:
        yield f"delimiter-{name}", text(delimiter=delimiter, always=delimiter in " , "), ""
    plain = text().split("\n")
    yield "plain", text(), ""
    yield "apostrophes", text(quote="'", always=True), ""
    yield "backslashes", text().replace('""', '\\"'), ""
    yield "crlf", text(end="\r\n"), ""
    yield "cr", text(end="\r"), ""
    yield "line-ends-of-all-kinds", "\r\n".join(plain[:5]) + "\r" + "\r".join(plain[5:10]) + "\n" + "\n".join(plain[10:]), ""
    yield "no-line-end-at-the-last", text()[:-1], ""
    yield "blank-lines-between", text(end="\n\n"), ""
    yield "delimiter-at-the-end", text(rows=[row + [""] for row in ROWS], head=HEAD + [""]), ""
    yield "title", "Report\n" + text(), ""
    yield "titles", "Rapport clients\nSource: CRM, export\n\n" + text(), ""
    yield "no-header", text(head=[]), "#"
    yield "header-of-two-rows", line(HEAD) + "\n" + line(["", "raison", "jour", "", "nombre"]) + "\n" + text(head=[]), "header_rows: 2, "
    yield "second-table", text() + "\nProduit,Prix\nP1,10\nP2,20\n", ""


def pollutions():
    """Name, text: one record of COUNT is damaged."""
    plain = text().split("\n")

    def with_line(index, damaged):
        return "\n".join(plain[:index] + [damaged] + plain[index + 1:])

    for index in (1, 7, COUNT):
        row = ROWS[index - 1]
        yield f"row-short-{index}", with_line(index, line(row[:4]))
        yield f"row-long-{index}", with_line(index, line(row + ["x", "y"]))
        yield f"row-semicolons-{index}", with_line(index, line(row, ";"))
        yield f"row-tabs-{index}", with_line(index, line(row, "\t"))
        yield f"nul-{index}", with_line(index, plain[index] + "\0")
        for field in (0, 1, 2, 4):
            values = [quoted(value) for value in row]
            values[field] = '"' + values[field]
            yield f"quote-opens-{index}-{field}", with_line(index, ",".join(values))
            values = [quoted(value) for value in row]
            values[field] = values[field] + '"'
            yield f"quote-closes-{index}-{field}", with_line(index, ",".join(values))


def workspace(scratch, files):
    folder = scratch.folder
    (folder / "programs").mkdir()
    (folder / "programs" / "qbr.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "clients.csv").write_text("Id,Nom\n" + "".join(f"{row[0]},{row[0]}\n" for row in ROWS), encoding="utf-8")
    yaml = "name: Essai\nas_of: 2026-12-31\nsources:\n  crm: {file: clients.csv, table: accounts, columns: {id: Id, name: Nom}}\n"
    for name, content, settings in files:
        (folder / f"{name}.csv").write_bytes(content.encode())
        a, b, c, d, e = [f"#{i}" for i in range(1, 6)] if settings == "#" else HEAD
        yaml += (f"  {name}: {{file: {name}.csv, table: signals, {settings.strip('#')}tolerance: 100%, columns: "
                 f'{{account: "{a}", kind: "{b}", detected_on: "{c}", detail: "{d}", amount: "{e}"}}}}\n')
    (folder / "reliure.yaml").write_text(yaml, encoding="utf-8")
    return folder


def main():
    damaged = [(name, content, "") for name, content in pollutions()]
    files = list(dialects()) + damaged
    with support.Scratch() as scratch:
        folder = workspace(scratch, files)
        done = subprocess.run([scratch.reliure, "-C", str(folder), "check"], env=dict(os.environ, RELIURE_DATA=str(support.ROOT)),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False, encoding="utf-8", errors="replace")
        stores = list(folder.glob(".reliure/store-*.db"))
        support.check(len(stores) == 1, f"no store\n{done.stderr[-3000:]}")
        db = sqlite3.connect(f"file:{stores[0]}?mode=ro&immutable=1", uri=True)
        right = {row[0]: (row[1], row[2], row[3], int(row[4]) * 10000) for row in ROWS}
        for name, _, _ in files:
            found = db.execute("SELECT account, kind, detected_on, detail, amount FROM signals s JOIN source_file f ON f.id = s._file WHERE f.source = ?", (name,)).fetchall()
            wrong = [row for row in found if right[row[0]] != row[1:]]
            support.check(not wrong, f"{name}: read as {wrong[:1]}")
            least = COUNT - 1 if any(name == other for other, _, _ in damaged) else COUNT
            support.check(len(found) >= least, f"{name}: {len(found)} rows of {COUNT}")
    print(f"ok: {len(files)} files")


if __name__ == "__main__":
    main()
