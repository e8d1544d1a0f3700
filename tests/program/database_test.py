#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Rows of a PostgreSQL server, read through libpq and through ODBC, make the same store as a CSV of the same rows; the password is
nowhere to be found afterwards; what goes wrong is told with its place in reliure.yaml."""
import glob
import os
import signal
import sqlite3
import subprocess
import sys
import time

from postgres import Postgres
from support import ROOT, Scratch, check

READER, PASSWORD = "lecteur", "m0t-de-passe!}é"
ACCOUNTS = [("A1", "Société Éclair", True, "2024-03-01", "12", "Grand compte"), ("A2", "Bêta ; « guillemets »", False, "2023-04-05", "7", None),
            ("A3", "Gamma\nà la ligne", None, "2022-12-31", None, "PME"), ("A4", "Δέλτα 😀", True, None, "0", "")]
TABLES = """
CREATE TABLE clients (id text, nom text, vip boolean, depuis date, licences integer, segment varchar(40));
CREATE TABLE revenus (client text, mois date, montant numeric(14,4), taux double precision);
CREATE TABLE usages (client text, personne bigint, quand timestamptz, fois smallint);
CREATE TABLE photos (id text, image bytea);
CREATE TABLE secrets (id text);
"""
COLUMNS = {"clients": "{id: id, name: nom, is_vip: vip, signed_up_on: depuis, licensed_users: licences, segment: segment}",
           "revenus": "{account: client, month: mois, amount: montant}",
           "usages": "{account: client, user: personne, at: quand, quantity: fois}"}
CANONICAL = {"clients": "accounts", "revenus": "mrr", "usages": "usage"}
USAGES = 20000


def quoted(value):
    if value is None:
        return "NULL"
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("'", "''") + "'"


def revenue():
    for account in range(1, 5):
        for month in range(1, 10):
            yield f"A{account}", f"2026-{month:02}-01", f"{account * 1000 + month}.2345", "0.1"


def usage():
    for row in range(USAGES):
        yield f"A{row % 4 + 1}", str(9007199254740993 + row % 50), f"2026-09-{row % 28 + 1:02} {row % 24:02}:30:00+02", str(row % 9 + 1)


def fill(server):
    lines = [TABLES]
    for table, rows in {"clients": ACCOUNTS, "revenus": revenue(), "usages": usage()}.items():
        values = ",\n".join("(" + ",".join(map(quoted, row)) + ")" for row in rows)
        lines.append(f"INSERT INTO {table} VALUES {values};")
    lines.append(f"CREATE ROLE {READER} LOGIN PASSWORD {quoted(PASSWORD)};")
    lines.append(f"GRANT SELECT ON clients, revenus, usages, photos TO {READER};")
    server.sql("\n".join(lines))


def write_csv(path, names, rows):
    def cell(value):
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        return '"' + text.replace('"', '""') + '"'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([",".join(names), *(",".join(map(cell, row)) for row in rows)]) + "\n", encoding="utf-8")


def definition(space, sources):
    space.mkdir(exist_ok=True)
    text = "name: Essai\nas_of: 2026-09-30\nsources:\n"
    for table, lines in sources.items():
        text += f"  {table}:\n    table: {CANONICAL[table]}\n    columns: {COLUMNS[table]}\n" + "".join(f"    {line}\n" for line in lines)
    (space / "reliure.yaml").write_text(text, encoding="utf-8")
    (space / "programs").mkdir(exist_ok=True)
    (space / "programs/qbr.yaml").write_text('name: qbr\nkind: qbr\neditions: [client]\nformats: [pdf]\noutput: "{account.slug}/QBR"\n',
                                             encoding="utf-8")
    return space


def from_csv(scratch):
    space = scratch.folder / "csv"
    write_csv(space / "exports/clients.csv", ["id", "nom", "vip", "depuis", "licences", "segment"], ACCOUNTS)
    write_csv(space / "exports/revenus.csv", ["client", "mois", "montant", "taux"], revenue())
    write_csv(space / "exports/usages.csv", ["client", "personne", "quand", "fois"], usage())
    return definition(space, {table: [f"file: exports/{table}.csv", 'decimal: "."'] for table in CANONICAL})


QUERIES = {"clients": "SELECT * FROM clients ORDER BY id", "revenus": "SELECT * FROM revenus ORDER BY client, mois",
           "usages": "SELECT * FROM usages"}


def from_postgresql(scratch, server, name="postgresql", **changes):
    connection = changes.pop("connection", f"{{host: 127.0.0.1, port: {server.port}, database: postgres, user: {READER}}}")
    queries = dict(QUERIES, **changes)
    return definition(scratch.folder / name, {table: ["format: postgresql", f"connection: {connection}", f'query: "{query}"']
                                              for table, query in queries.items()})


def from_odbc(scratch, server, name="odbc", connection="{dsn: essai, password_env: ESSAI_MOT}", **changes):
    # ODBC knows no zone: the query writes it.
    queries = dict(QUERIES, usages="SELECT client, personne, quand::text AS quand, fois FROM usages", **changes)
    return definition(scratch.folder / name, {table: ["format: odbc", f"connection: {connection}", f'query: "{query}"']
                                              for table, query in queries.items()})


def odbc_settings(scratch, server):
    """odbcinst.ini and odbc.ini of the test's own, by environment."""
    drivers = glob.glob("/usr/lib/*/odbc/psqlodbcw.so")
    check(drivers, "the ODBC driver of PostgreSQL is installed (packages-test.txt)")
    folder = scratch.folder / "odbc-settings"
    folder.mkdir()
    (folder / "odbcinst.ini").write_text(f"[Essai Unicode]\nDriver = {drivers[0]}\n", encoding="utf-8")
    (folder / "odbc.ini").write_text(
        f"[essai]\nDriver = Essai Unicode\nServername = 127.0.0.1\nPort = {server.port}\nDatabase = postgres\nUsername = {READER}\n",
        encoding="utf-8")
    return {"ODBCSYSINI": str(folder), "ODBCINSTINI": "odbcinst.ini", "ODBCINI": str(folder / "odbc.ini"), "ESSAI_MOT": PASSWORD}


def rows_of_store(space):
    """Every canonical row but for where it was read, sorted."""
    stores = list((space / ".reliure").glob("store-*"))
    check(stores, f"{space.name}: there is a store")
    rows = []
    with sqlite3.connect(f"file:{max(stores, key=os.path.getmtime)}?mode=ro", uri=True) as store:
        for table in ["accounts", "mrr", "usage", "usage_day", "quarantine"]:
            names = [column[1] for column in store.execute(f"PRAGMA table_info({table})") if column[1] not in ("_file", "_line", "extra", "file")]
            rows += [(table, *row) for row in store.execute(f"SELECT {', '.join(names)} FROM {table}")]
    return sorted(rows, key=repr)


def imported(scratch, space, env=None):
    scratch.run(space, "build", "--dump=metrics", env=env)
    return rows_of_store(space)


def leaks(space):
    """Files of the workspace that hold the password."""
    return [path for path in space.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]


def check_same_rows(scratch, server, odbc):
    expected = imported(scratch, from_csv(scratch))
    check(len(expected) > USAGES, "the CSV files make a store")
    for space, env in [(from_postgresql(scratch, server), {"PGPASSWORD": PASSWORD}), (from_odbc(scratch, server), odbc)]:
        rows = imported(scratch, space, env)
        strange = sorted(set(rows) ^ set(expected), key=repr)[:3]
        check(rows == expected, f"{space.name} makes the rows that CSV makes, unlike {strange}")
        check(not leaks(space), f"{space.name} leaves the password in {leaks(space)}")


def check_store_is_kept(scratch, server):
    """An unchanged answer uses the store again; a changed one does not."""
    space, env = scratch.folder / "postgresql", {"PGPASSWORD": PASSWORD}
    before = sorted((space / ".reliure").glob("*"))
    imported(scratch, space, env)
    check(sorted((space / ".reliure").glob("*")) == before, "the same rows make no new store")
    server.sql("INSERT INTO revenus VALUES ('A1', '2025-12-01', 10, NULL)")
    rows = imported(scratch, space, env)
    check(any(row[:3] == ("mrr", "A1", "2025-12-01") for row in rows), "a new row of the database is in the store")
    server.sql("DELETE FROM revenus WHERE mois = '2025-12-01'")


def check_looked_at(scratch, odbc):
    """A source that is a database is inspected by its name, and its freshness is that of its own dates."""
    for name, env in [("postgresql", {"PGPASSWORD": PASSWORD}), ("odbc", odbc)]:
        space = scratch.folder / name
        said = scratch.run(space, "inspect", "revenus", "usages", env=env).stdout.decode()
        lines = {line.split()[0]: line for line in said.splitlines() if line.startswith("  ")}
        check(f"revenus ({name})" in said and "36 records" in said, f"{name}: the rows are counted\n{said}")
        check(" date " in lines["mois"] and "from 2026-01-01 to 2026-09-01" in lines["mois"], f"{name}: dates are seen\n{said}")
        check(" number " in lines["montant"] and " number " in lines["taux"], f"{name}: numbers are seen\n{said}")
        check(" time " in lines["quand"] and "20000 filled" in lines["quand"], f"{name}: times are seen\n{said}")
        path = space / "reliure.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("    table: mrr\n", "    table: mrr\n    freshness: 10\n"), encoding="utf-8")
        done = scratch.run(space, "check", status=None, env=env)
        said = done.stdout.decode() + done.stderr.decode()
        check("[source-stale]" in said and "'revenus'" in said, f"{name}: old rows are reported as old\n{said}")
        path.write_text(text, encoding="utf-8")


def refused(scratch, space, what, *words, env=None, status=4):
    done = scratch.run(space, "build", "--dump=metrics", status=None, env=env)
    said = done.stderr.decode()
    check(done.returncode == status, f"{what}: exit {done.returncode}, not {status}\n{said}")
    check(all(word in said for word in ("reliure.yaml:", "hint: ", *words)), f"{what}: the message has {words}\n{said}")
    check(PASSWORD not in said and not leaks(space), f"{what}: the password is told\n{said}")
    return said


def check_passwords(scratch, server, odbc):
    secret = scratch.folder / "secret"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    secret.chmod(0o600)
    where = f"host: 127.0.0.1, port: {server.port}, database: postgres, user: {READER}"
    expected = imported(scratch, scratch.folder / "csv")
    for name, more, env in [("password-env", "password_env: MOT", {"MOT": PASSWORD}), ("password-file", f"password_file: {secret}", {})]:
        space = from_postgresql(scratch, server, name, connection=f"{{{where}, {more}}}")
        check(imported(scratch, space, env) == expected, f"{name} gives the password")
    pgpass = scratch.folder / "pgpass-file"
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    pgpass.write_text(f"127.0.0.1:{server.port}:postgres:{READER}:{escaped}\n", encoding="utf-8")
    pgpass.chmod(0o600)
    check(imported(scratch, from_postgresql(scratch, server, "pgpass"), {"PGPASSFILE": str(pgpass)}) == expected, "~/.pgpass gives it")
    service = scratch.folder / "service-file"
    service.write_text(f"[essai]\nhost=127.0.0.1\nport={server.port}\ndbname=postgres\nuser={READER}\n", encoding="utf-8")
    space = from_postgresql(scratch, server, "service", connection="{service: essai}")
    check(imported(scratch, space, {"PGSERVICEFILE": str(service), "PGPASSWORD": PASSWORD}) == expected, "a service says where")

    space = from_postgresql(scratch, server, "wrong")
    refused(scratch, space, "a wrong password", "reliure.yaml:8:17", "clients", "password_env", env={"PGPASSWORD": "faux"})
    refused(scratch, space, "no password", "password", env={"PGPASSFILE": "/nonexistent"})
    refused(scratch, from_odbc(scratch, server, "wrong-odbc"), "a wrong password through ODBC", "password_env", env=dict(odbc, ESSAI_MOT="faux"))
    space = from_postgresql(scratch, server, "unset", connection=f"{{{where}, password_env: MOT_ABSENT}}")
    refused(scratch, space, "a variable that is not set", "MOT_ABSENT")
    secret.chmod(0o644)
    refused(scratch, scratch.folder / "password-file", "a password file that others read", "chmod 600")
    for key in ("password", "pwd"):
        space = from_postgresql(scratch, server, f"in-yaml-{key}", connection=f"{{{where}, {key}: \"{PASSWORD}\"}}")
        done = scratch.run(space, "check", status=None)
        said = done.stdout.decode() + done.stderr.decode()
        check(done.returncode in (1, 3) and "source-password" in said and PASSWORD not in said, f"a {key} in YAML is refused, unrepeated:\n{said}")


def check_failures(scratch, server, odbc):
    env = {"PGPASSWORD": PASSWORD}
    gone = from_postgresql(scratch, server, "gone", connection=f"{{host: 127.0.0.1, port: 1, database: postgres, user: {READER}}}")
    refused(scratch, gone, "no server", "reliure.yaml:8:17", "'clients'", env=env)
    gone = from_odbc(scratch, server, "gone-odbc", connection="{dsn: nulle-part}")
    refused(scratch, gone, "no ODBC data source", "'clients'", env=odbc)
    for make, more in [(from_postgresql, env), (from_odbc, odbc)]:
        kind = make.__name__
        for what, query, words in [
                ("no such table", "SELECT * FROM nulle_part", ["reliure.yaml:15:12", "nulle_part", "'revenus'"]),
                ("no such column", "SELECT cleint FROM revenus", ["cleint"]),
                ("no right to read", "SELECT * FROM secrets", ["secrets"]),
                ("bytes", "SELECT * FROM photos", ["image", "binary"]),
                ("a statement that writes", "DELETE FROM revenus", ["SELECT"] if make is from_odbc else ["revenus"]),
                ("two statements", "SELECT 1; DELETE FROM revenus", []),
                ("a writing query", "WITH gone AS (DELETE FROM revenus RETURNING *) SELECT * FROM gone", [])]:
            refused(scratch, make(scratch, server, f"{kind}-refused", revenus=query), f"{kind}: {what}", *words, env=more)
    check(server.sql("SELECT count(*) FROM revenus") == "36\n", "no row was deleted")


def check_timeout(scratch, server, odbc):
    for make, env in [(from_postgresql, {"PGPASSWORD": PASSWORD}), (from_odbc, odbc)]:
        space = make(scratch, server, f"{make.__name__}-slow", revenus="SELECT client, mois, montant, pg_sleep(20) FROM revenus")
        path = space / "reliure.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("    query:", "    timeout: 1\n    query:"), encoding="utf-8")
        begin = time.monotonic()
        refused(scratch, space, f"{make.__name__}: a slow query", "timeout:", "'revenus'", env=env)
        check(time.monotonic() - begin < 15, f"{make.__name__}: a slow query is stopped")


def check_stop(scratch, server):
    """A run that is stopped leaves no query behind on the server."""
    space = from_postgresql(scratch, server, "stopped", revenus="SELECT *, pg_sleep(600) FROM revenus")
    run = subprocess.Popen([scratch.reliure, "-C", str(space), "build"], env=dict(os.environ, RELIURE_DATA=str(ROOT), PGPASSWORD=PASSWORD),
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    asleep = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()"
    wait_for(lambda: server.sql(asleep) == "1\n", "the query runs")
    run.send_signal(signal.SIGTERM)
    check(run.wait(20) != 0, "a stopped run does not succeed")
    wait_for(lambda: server.sql(asleep) == "0\n", "the query ends with the run")


def wait_for(claim, what):
    end = time.monotonic() + 30
    while not claim():
        check(time.monotonic() < end, what)
        time.sleep(0.2)


def main():
    os.environ.pop("PGPASSWORD", None)
    with Scratch(sys.argv[1]) as scratch, Postgres() as server:
        os.environ["HOME"] = str(scratch.folder)
        fill(server)
        odbc = odbc_settings(scratch, server)
        check_same_rows(scratch, server, odbc)
        check_store_is_kept(scratch, server)
        check_looked_at(scratch, odbc)
        check_passwords(scratch, server, odbc)
        check_failures(scratch, server, odbc)
        check_timeout(scratch, server, odbc)
        check_stop(scratch, server)
    print("ok")


if __name__ == "__main__":
    main()
