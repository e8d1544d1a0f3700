/* SPDX-License-Identifier: MIT */
#include "metric/history.h"

#include "metric/cells.h"
#include "metric/sql.h"
#include "source/store.h"

#include <unistd.h>

enum { HISTORY_VERSION = 1 };

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS history.published(program TEXT, subject TEXT, period TEXT, last_day TEXT, as_of TEXT, "
    "PRIMARY KEY(program, subject, period)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS history.figure(program TEXT, subject TEXT, period TEXT, metric TEXT, figure, "
    "PRIMARY KEY(program, subject, period, metric)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS history.item(program TEXT, subject TEXT, period TEXT, kind TEXT, id TEXT, title TEXT, "
    "owner TEXT, status TEXT, progress TEXT, due_on TEXT, is_internal INTEGER, "
    "PRIMARY KEY(program, subject, period, kind, id)) WITHOUT ROWID;"
    "PRAGMA history.user_version = 1;";

static int version_of(sqlite3 *handle)
{
    sqlite3_stmt *select = NULL;
    int           version = -1;
    if (sqlite3_prepare_v2(handle, "PRAGMA history.user_version", -1, &select, NULL) == SQLITE_OK &&
        sqlite3_step(select) == SQLITE_ROW)
        version = sqlite3_column_int(select, 0);
    sqlite3_finalize(select);
    return version;
}

static bool run(sqlite3 *handle, const char *sql)
{
    return sqlite3_exec(handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* A run of another period may be writing it. */
static bool attach(sqlite3 *handle, const char *path)
{
    return sql_attach_live(handle, path, "history") == RC_OK;
}

enum rc history_attach(sqlite3 *handle, const char *path)
{
    if (path && access(path, R_OK) == 0) {
        int version = attach(handle, path) ? version_of(handle) : -1;
        if (version != 0) return version == HISTORY_VERSION ? RC_OK : RC_INVALID;
        if (!run(handle, "DETACH history;")) return RC_INVALID; /* its first writer was stopped before the end */
    }
    bool is_made = run(handle, "PRAGMA query_only=0; ATTACH 'file:history?mode=memory' AS history;") && run(handle, schema) &&
                   run(handle, "PRAGMA query_only=1;");
    return is_made ? RC_OK : RC_INVALID;
}

/* What was recorded of the same subject and period goes first: the later build of one period stands for it. */
static const char *const steps[] = {
    "DELETE FROM history.figure WHERE period = :period AND (program, subject) IN (SELECT program, subject FROM made);",
    "DELETE FROM history.item WHERE period = :period AND (program, subject) IN (SELECT program, subject FROM made);",
    "INSERT OR REPLACE INTO history.published SELECT program, subject, :period, :last_day, :as_of FROM made;",
    "INSERT OR REPLACE INTO history.figure SELECT made.program, made.subject, :period, v.metric, v.figure FROM made "
    "JOIN metric_value v ON v.subject = made.subject AND v.period = :period;",
    "INSERT OR REPLACE INTO history.item SELECT made.program, made.subject, :period, 'action', a.id, a.title, a.owner, "
    "a.status, NULL, a.due_on, COALESCE(a.is_internal, 0) FROM made JOIN store.actions a ON a.account = made.subject;",
    "INSERT OR REPLACE INTO history.item SELECT made.program, made.subject, :period, 'objective', o.id, o.title, NULL, "
    "o.status, o.progress, o.due_on, 0 FROM made JOIN store.objectives o ON o.account = made.subject;",
};

static bool record_entries(sqlite3 *handle, const struct history_record *record)
{
    sqlite3_stmt *insert = NULL;
    bool is_done = run(handle, "CREATE TEMP TABLE made(program TEXT, subject TEXT, PRIMARY KEY(program, subject));") &&
                   sqlite3_prepare_v2(handle, "INSERT OR IGNORE INTO made VALUES(:program, :subject)", -1, &insert,
                                      NULL) == SQLITE_OK;
    for (size_t i = 0; is_done && i < record->count; i++) {
        sql_bind(insert, ":program", record->entries[i].program);
        sql_bind(insert, ":subject", record->entries[i].subject);
        is_done = sqlite3_step(insert) == SQLITE_DONE;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    return is_done;
}

static bool record_step(sqlite3 *handle, const struct history_record *record, const char *sql)
{
    char          key[16], last[11], as_of[11];
    sqlite3_stmt *statement = NULL;
    period_key(record->period, key);
    date_iso(record->period.end - 1, last);
    date_iso(record->as_of, as_of);
    bool is_done = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK;
    if (is_done) {
        sql_bind(statement, ":period", str_from(key));
        sql_bind(statement, ":last_day", str_from(last));
        sql_bind(statement, ":as_of", str_from(as_of));
        is_done = sqlite3_step(statement) == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    return is_done;
}

/* What a run stopped between publishing and recording owes: the documents of it that are not recorded. */
static const char forget_recorded[] =
    "DELETE FROM made WHERE (program, subject) IN (SELECT program, subject FROM history.published WHERE period = :period);";

static bool write_all(sqlite3 *handle, const struct history_record *record)
{
    bool is_done = cells_register(handle, record->catalogue, "metrics", "metric_value", PLACES_TEXT) == RC_OK &&
                   sql_attach(handle, record->store, "store") == RC_OK &&
                   sql_attach(handle, record->metrics, "metrics") == RC_OK && attach(handle, record->path) &&
                   run(handle, "BEGIN IMMEDIATE;") && run(handle, schema) &&
                   version_of(handle) == HISTORY_VERSION && record_entries(handle, record) &&
                   (!record->is_catching_up || record_step(handle, record, forget_recorded));
    for (size_t i = 0; is_done && i < COUNT_OF(steps); i++)
        is_done = record_step(handle, record, steps[i]);
    return is_done && run(handle, "COMMIT;");
}

enum rc history_write(const struct history_record *record, struct diag *diag)
{
    sqlite3 *handle = NULL;
    int      flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    bool     is_done = sqlite3_open_v2(":memory:", &handle, flags, NULL) == SQLITE_OK;
    if (is_done) sqlite3_busy_timeout(handle, 10000);
    is_done = is_done && write_all(handle, record);
    if (!is_done)
        diag_add(diag, DIAG_FILE_WRITE, SPAN_NONE, record->path, handle ? sqlite3_errmsg(handle) : "out of memory");
    sqlite3_close(handle);
    return is_done ? RC_OK : RC_IO;
}
