#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A workspace proposed from exports alone: it is what a person would have written, it checks clean, its first review is there."""
import os
import pathlib
import shutil
import sqlite3
import subprocess

from support import FIXTURE, ROOT, Scratch, check

try:
    import openpyxl
    import yaml
except ImportError:  # the proposal is compared where Python can read it
    openpyxl = yaml = None

CRM = "account_id,account_name,plan\nC-1,Maison Verdier,Pro\nC-2,Atelier Brun,Start\nC-3,Grand Large,Pro\n"
TICKETS = "ticket_id,account_id,subject,created_at\n1,C-1,Panne,2026-09-01\n2,C-2,Question,2026-09-12\n"


def main():
    with Scratch() as scratch:
        fixture(scratch)
        cases(scratch)
        nothing_there(scratch)
        never_over_a_workspace(scratch)
        accounts_nowhere(scratch)
        several_places(scratch)
        sheets_and_tables(scratch)
        hostile(scratch)
        many_files(scratch)


def folder(scratch, name, **files):
    made = scratch.folder / name
    (made / "exports").mkdir(parents=True)
    for file, text in files.items():
        (made / "exports" / file.replace("_csv", ".csv")).write_text(text, encoding="utf-8")
    return made


def columns_of(path):
    """{(file, table, kind of survey, canonical column): column of the export}"""
    found = {}
    for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"].values():
        columns = source.get("columns") or {}
        kind = columns.get("kind")
        for column, said in columns.items():
            where = said if isinstance(said, str) else said.get("from", said.get("const"))
            found[source["file"], source["table"], kind.get("const") if isinstance(kind, dict) else None, column] = where
    return found


def fixture(scratch):
    """The nine tools of the fixture: the map a person wrote, nearly all of it, and a review at once."""
    made = scratch.folder / "lumeo"
    made.mkdir()
    (made / "exports").symlink_to(FIXTURE / "exports")
    said = scratch.run(made, "init").stdout.decode()
    check("100 % of rows meet an account" in said, f"it is said how many rows meet an account:\n{said}")
    check("hubspot-companies.csv" in said and "sure" in said, f"it is said what was recognised, and how surely:\n{said}")
    page = next(line.strip() for line in said.splitlines() if line.strip().endswith("QBR.pdf"))
    check(pathlib.Path(page).exists(), f"the first review is where it is said to be: {page}")
    check(list((made / "out").rglob("QBR.pdf")) and list((made / "out").rglob("QBR.xlsx")), "a review is made, as PDF and workbook")
    scratch.run(made, "check")
    if yaml:
        wanted, got = columns_of(FIXTURE / "reliure.yaml"), columns_of(made / "reliure.yaml")
        same = sum(got.get(key) == value for key, value in wanted.items())
        check(same * 100 >= 95 * len(wanted), f"{same} of {len(wanted)} columns are those of the map written by hand: "
              f"{[key for key, value in wanted.items() if got.get(key) != value]}")


# What a person must decide first, or what has no account at all.
ASKS = {"a-shape-with-mistakes-is-reported", "headers-alone-are-mapped"}


def cases(scratch):
    """Every proposal of the case folders is a workspace without mistakes, and its exports can be read."""
    for case in sorted((ROOT / "tests" / "cases" / "init").iterdir()):
        if case.name in ASKS:
            continue
        made = scratch.folder / case.name
        shutil.copytree(case, made, ignore=shutil.ignore_patterns("expect"))
        done = scratch.run(made, "init", status=None)
        check(done.returncode == 0, f"{case.name}: init succeeds\n{done.stdout.decode()}{done.stderr.decode()}")
        check((made / "reliure.yaml").exists() and (made / "programs" / "qbr.yaml").exists(), f"{case.name}: a workspace is written")
        check(list((made / "out").rglob("QBR.pdf")), f"{case.name}: a first review is made\n{done.stdout.decode()}")
        scratch.run(made, "check", "qbr")


def nothing_there(scratch):
    made = scratch.folder / "nothing"
    made.mkdir()
    said = scratch.run(made, "init").stdout.decode()
    check("no export yet" in said and (made / "exports").is_dir(), f"an empty folder gets a place for exports: {said}")
    check(not (made / "reliure.yaml").exists(), "and nothing that would be in the way of the next init")
    (made / "exports" / "crm.csv").write_text(CRM)
    scratch.run(made, "init")
    check((made / "reliure.yaml").exists(), "init runs again once there are exports")
    scratch.run(scratch.folder / "new" / "place", "init", "--from", made / "exports")
    check((scratch.folder / "new" / "place" / "reliure.yaml").exists(), "a workspace that is not there is made")


def never_over_a_workspace(scratch):
    made = folder(scratch, "taken", crm_csv=CRM)
    (made / "programs").mkdir()
    (made / "programs" / "qbr.yaml").write_text("name: qbr\nkind: qbr\noutput: \"{account.slug}/Mine\"\n")
    scratch.run(made, "init")
    check("Mine" in (made / "programs" / "qbr.yaml").read_text(), "a program that is there stays as it is")
    (made / "reliure.yaml").write_text("name: Mine\n")
    done = scratch.run(made, "init", status=2)
    check(b"init-taken" in done.stderr and b"hint" in done.stderr, f"the refusal names a way out: {done.stderr}")
    check((made / "reliure.yaml").read_text() == "name: Mine\n", "a workspace that is there stays as it is")
    check(b"table: accounts" in scratch.run(made, "init", "-n").stdout, "the proposal can be seen all the same")


def accounts_nowhere(scratch):
    """Support alone: the clients it speaks of become a list to complete."""
    tickets = "Id,Requester,Organization,Created at,Satisfaction Score,Status\n" + "".join(
        f'{i},Anne,"{name}",2026-0{i + 1}-10 12:00,Good,Closed\n' for i, name in enumerate(["Maison Verdier", 'Atelier ""Brun""', "Été, fils", "Maison Verdier"]))
    made = folder(scratch, "support", tickets_csv=tickets)
    said = scratch.run(made, "init").stdout.decode()
    check("accounts.csv lists the 3" in said, f"it is said where the accounts come from:\n{said}")
    check('"Atelier ""Brun"""' in (made / "accounts.csv").read_text(encoding="utf-8"), "names are quoted as CSV wants them")
    check(list((made / "out").rglob("QBR.pdf")), "and a first review is made")
    scratch.run(made, "check", "qbr")
    lone = folder(scratch, "lone", weather_csv="station,temperature\nA,12.5\n")
    said = scratch.run(lone, "init").stdout.decode()
    check("No export has the accounts" in said and "weather.csv" in said, f"what is missing is said:\n{said}")


def several_places(scratch):
    one, other = folder(scratch, "one", crm_csv=CRM), folder(scratch, "other", tickets_csv=TICKETS)
    scratch.run(one, "init", "--from", one / "exports", "--from", other / "exports" / "tickets.csv")
    text = (one / "reliure.yaml").read_text()
    check("file: exports/crm.csv" in text, "what lies inside the workspace is named from it")
    check(str(other / "exports" / "tickets.csv") in text, "what lies outside by its whole path")
    scratch.run(one, "check", "qbr")
    done = scratch.run(folder(scratch, "third"), "init", "--from", "nowhere", status=4)
    check(b"nowhere" in done.stderr, f"a path that is not there is named: {done.stderr}")


def sheets_and_tables(scratch):
    made = folder(scratch, "sheets")
    db = sqlite3.connect(made / "exports" / "cs.sqlite")
    db.execute("CREATE TABLE clients(account_id TEXT, account_name TEXT)")
    db.execute("CREATE TABLE tickets(ticket_id TEXT, account_id TEXT, subject TEXT, created_at TEXT)")
    db.executemany("INSERT INTO clients VALUES(?, ?)", [("C-1", "Maison Verdier"), ("C-2", "Atelier Brun")])
    db.executemany("INSERT INTO tickets VALUES(?, ?, ?, ?)", [("1", "C-1", "Panne", "2026-09-01"), ("2", "C-2", "Question", "2026-09-02")])
    db.commit()
    db.close()
    if openpyxl:
        book = openpyxl.Workbook()
        book.active.title = "Users"
        for row in (["user_id", "account_id", "email", "signed_up_at"], ["U1", "C-1", "a@x.example", "2026-01-02"], ["U2", "C-2", "b@x.example", "2026-01-03"]):
            book.active.append(row)
        sheet = book.create_sheet("Tasks")
        for row in (["Task ID", "Company", "Task", "Due date"], ["T1", "Maison Verdier", "Call", "2026-10-02"], ["T2", "Atelier Brun", "Write", "2026-10-03"]):
            sheet.append(row)
        book.save(made / "exports" / "book.xlsx")
    scratch.run(made, "init")
    text = (made / "reliure.yaml").read_text()
    check("table_name: clients" in text and "table_name: tickets" in text, f"each table of a database is a source:\n{text}")
    check(not openpyxl or ("sheet: Users" in text and "sheet: Tasks" in text), f"each sheet of a workbook is a source:\n{text}")
    scratch.run(made, "check", "qbr")


def hostile(scratch):
    made = folder(scratch, "hostile", crm_csv=CRM, header_csv="ticket_id,account_id,subject,created_at\n", empty_csv="")
    exports = made / "exports"
    (exports / "noise.bin").write_bytes(bytes(range(256)) * 40)
    (exports / "nul.csv").write_bytes(b"a,b\n1,\0\n")
    (exports / "broken.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 60)
    (exports / "broken.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 200)
    (exports / "latin.csv").write_bytes("Société;Été\nÀ;1\n".encode("cp1252"))
    (exports / "quote.csv").write_text('a,b\n1,"never closed\n')
    (exports / "bad\nname, \"x\": {y}.csv").write_text("account_id,subject,kind,detected_on,signal\nC-1,a,b,2026-09-01,fuite\n")
    (exports / "wide.csv").write_text(",".join(f"c{i}" for i in range(3000)) + "\n" + ",".join("1" * 3000) + "\n")
    (exports / "loop").symlink_to(exports)
    (exports / "self").symlink_to("self")
    (exports / "gone.csv").symlink_to("nowhere")
    os.mkfifo(exports / "pipe.csv")
    if os.geteuid():
        (exports / "secret.csv").write_text(TICKETS)
        (exports / "secret.csv").chmod(0)
    deep = exports
    for i in range(30):
        deep = deep / "d"
        deep.mkdir()
    said = scratch.run(made, "init").stdout.decode()
    for word in ("pipe.csv not a regular file", "loop a link to a folder", "self a link to nothing", "gone.csv a link to nothing",
                 "noise.bin not a format", "empty.csv"):
        check(word in " ".join(said.split()), f"« {word} » is said:\n{said}")
    check("table: tickets" in (made / "reliure.yaml").read_text(), "a header alone is mapped")
    scratch.run(made, "check", "qbr")
    done = scratch.run(folder(scratch, "fifo"), "init", "--from", exports / "pipe.csv")
    check(b"not a regular file" in done.stdout, "a FIFO is not waited for")


def many_files(scratch):
    made = folder(scratch, "many", crm_csv=CRM)
    for i in range(3000):
        (made / "exports" / f"day-{i:05d}.csv").write_text(f"account_id,user_id,day,event\nC-{i % 3 + 1},U{i % 9},2026-0{i % 9 + 1}-11,login\n")
    scratch.run(made, "init", "-n")
    text = scratch.run(made, "init", "-n").stdout.decode()
    check('file: "exports/day-*.csv"' in text, f"three thousand files of one header are one source:\n{text[:2000]}")


if __name__ == "__main__":
    main()
