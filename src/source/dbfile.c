/* SPDX-License-Identifier: MIT */
#include "source/dbfile.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/number.h"
#include "source/row.h"
#include "source/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { STEPS_BETWEEN = 100000 };

/* The system below SQLite without its clock: who asks for it is told apart by the query's rows. */
struct clockless {
    sqlite3_vfs vfs;
    char        name[32];
    bool        is_asked; /* for the present time */
};

struct dbfile {
    sqlite3      *db;
    struct clockless *system;
    sqlite3_stmt *stmt;
    struct row    row;
    bool          has_names, is_ended;
    uint64_t      line;  /* of the row handed over */
    long long     steps; /* [virtual machine steps] so far */
    const char   *failure;
};

bool dbfile_is_database(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char              start[sizeof magic];
    FILE             *file = fopen(path, "rbe");
    size_t            got = file ? fread(start, 1, sizeof start, file) : 0;
    if (file) fclose(file);
    return got == sizeof start && memcmp(start, magic, sizeof magic) == 0;
}

static enum rc refuse(const char *path, struct diag *diag, struct span span, const char *why)
{
    diag_add(diag, DIAG_SOURCE_DATABASE, span, span.file ? span.file->name : path, why);
    return RC_INVALID;
}

/* Changes that are not in the file itself yet would be missing from what is read. */
static bool has_pending(const char *path, const char *suffix)
{
    struct strbuf name = {0};
    struct stat   status;
    strbuf_printf(&name, "%s%s", path, suffix);
    bool is_there = !name.is_full && stat(name.at, &status) == 0 && status.st_size > 0;
    strbuf_release(&name);
    return is_there;
}

static int ask_time(sqlite3_vfs *vfs, sqlite3_int64 *time)
{
    ((struct clockless *)(void *)vfs)->is_asked = true;
    *time = 0;
    return SQLITE_ERROR;
}

/* 'now' and current_date reach the clock through here, also from within a view, which a look at the SQL would miss. */
static struct clockless *new_system(void)
{
    struct clockless *system = mem_new(1, sizeof *system);
    system->vfs = *sqlite3_vfs_find(NULL);
    snprintf(system->name, sizeof system->name, "clockless-%p", (void *)system);
    system->vfs.zName = system->name;
    system->vfs.xCurrentTimeInt64 = ask_time;
    sqlite3_vfs_register(&system->vfs, false);
    return system;
}

static void free_system(struct clockless *system)
{
    if (system) sqlite3_vfs_unregister(&system->vfs);
    free(system);
}

static enum rc open_database(const char *path, struct clockless *system, struct diag *diag, struct span span,
                             sqlite3 **out)
{
    struct strbuf address = {0};
    int           flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (has_pending(path, "-wal") || has_pending(path, "-journal"))
        return refuse(path, diag, span, "a program is writing it (there is a -wal or -journal file); close that first");
    bool is_named = store_address(path, &address);
    int  status = is_named ? sqlite3_open_v2(address.at, out, flags, system->name) : SQLITE_TOOBIG;
    strbuf_release(&address);
    if (status != SQLITE_OK) return refuse(path, diag, span, sqlite3_errstr(status));
    sqlite3_exec(*out, "PRAGMA query_only=1; PRAGMA trusted_schema=0; PRAGMA cell_size_check=1", NULL, NULL, NULL);
    store_guard(*out);
    sqlite3_limit(*out, SQLITE_LIMIT_LENGTH, (int)LIMIT_RECORD_BYTES);
    return RC_OK;
}

/* Lists the tables; `*only` is the name where there is one alone. */
static enum rc list_tables(sqlite3 *db, struct strbuf *list, struct strbuf *only)
{
    static const char sql[] = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
                              "'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT 50";
    sqlite3_stmt     *stmt = NULL;
    int               status = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    size_t            count = 0;
    while (status == SQLITE_OK && (status = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        strbuf_printf(list, "%s%s", count ? ", " : "", name);
        if (!count++) strbuf_adds(only, name);
        status = SQLITE_OK;
    }
    sqlite3_finalize(stmt);
    if (count != 1) strbuf_clear(only);
    return status == SQLITE_DONE ? RC_OK : RC_INVALID;
}

static const char *select_all(struct arena *arena, str table)
{
    struct strbuf sql = {0};
    strbuf_adds(&sql, "SELECT * FROM ");
    strbuf_add_quoted(&sql, table);
    const char *copy = arena_cstr(arena, strbuf_str(&sql));
    strbuf_release(&sql);
    return copy;
}

static enum rc choose_table(sqlite3 *db, const char *path, struct arena *arena, struct diag *diag, struct span span,
                            const char **sql)
{
    struct strbuf list = {0}, only = {0};
    enum rc       rc = list_tables(db, &list, &only);
    if (rc != RC_OK) {
        refuse(path, diag, span, sqlite3_errmsg(db));
    } else if (only.len) {
        *sql = select_all(arena, strbuf_str(&only));
    } else if (list.len == 0) {
        rc = refuse(path, diag, span, "it holds no table");
    } else {
        rc = refuse(path, diag, span, "it holds several tables; say which one has the records");
        diag_hint(diag, diag->last, "set table_name: or query:; its tables are %s", list.at);
    }
    strbuf_release(&list);
    strbuf_release(&only);
    return rc;
}

static void hint_tables(sqlite3 *db, struct diag *diag)
{
    struct strbuf list = {0}, only = {0};
    bool          is_listed = list_tables(db, &list, &only) == RC_OK;
    if (is_listed && list.len) diag_hint(diag, diag->last, "its tables are %s", list.at);
    strbuf_release(&list);
    strbuf_release(&only);
}

/* Is it one statement that reads, of what is there? */
static enum rc check_query(sqlite3 *db, const char *name, const char *sql, struct diag *diag, struct span span)
{
    sqlite3_stmt *stmt = NULL;
    const char   *rest = NULL;
    int           status = sqlite3_prepare_v2(db, sql, -1, &stmt, &rest);
    bool          is_one = stmt && str_trim(str_from(rest)).len == 0 && sqlite3_column_count(stmt) > 0;
    sqlite3_finalize(stmt);
    if (status == SQLITE_OK && is_one) return RC_OK;
    const char *why = status == SQLITE_OK ? "query: should be one SELECT" : sqlite3_errmsg(db);
    diag_add(diag, DIAG_SOURCE_DATABASE, span, name, why);
    if (strstr(why, "no such table")) hint_tables(db, diag);
    else diag_hint(diag, diag->last, "a query may read and compute what the file alone decides");
    return RC_INVALID;
}

enum rc dbfile_query(const char *path, const struct placed_text *query, const struct placed_text *table,
                     struct arena *arena, struct diag *diag, struct span span, const char **sql)
{
    struct clockless *system = new_system();
    const char       *name = span.file ? span.file->name : path;
    sqlite3          *db = NULL;
    enum rc           rc = open_database(path, system, diag, span, &db);
    if (rc == RC_OK && query && query->text.len) {
        *sql = arena_cstr(arena, query->text);
        span = query->span;
    } else if (rc == RC_OK && table && table->text.len) {
        *sql = select_all(arena, table->text);
        span = table->span;
    } else if (rc == RC_OK) {
        rc = choose_table(db, path, arena, diag, span, sql);
    }
    if (rc == RC_OK) rc = check_query(db, name, *sql, diag, span);
    sqlite3_close(db);
    free_system(system);
    return rc;
}

static int count_steps(void *context)
{
    struct dbfile *file = context;
    file->steps += STEPS_BETWEEN;
    return file->steps > LIMIT_SQL_STEPS;
}

enum rc dbfile_open(const char *path, const char *sql, struct diag *diag, struct span span, struct dbfile **out)
{
    struct dbfile *file = mem_new(1, sizeof *file);
    file->system = new_system();
    enum rc rc = open_database(path, file->system, diag, span, &file->db);
    if (rc == RC_OK && sqlite3_prepare_v2(file->db, sql, -1, &file->stmt, NULL) != SQLITE_OK)
        rc = refuse(path, diag, span, sqlite3_errmsg(file->db));
    if (rc != RC_OK) {
        dbfile_close(file);
        return rc;
    }
    sqlite3_progress_handler(file->db, STEPS_BETWEEN, count_steps, file);
    *out = file;
    return RC_OK;
}

void dbfile_close(struct dbfile *file)
{
    if (!file) return;
    sqlite3_finalize(file->stmt);
    sqlite3_close(file->db);
    free_system(file->system);
    row_release(&file->row);
    free(file);
}

/* 15 digits, as a spreadsheet shows a number that is binary. */
static void put_real(struct dbfile *file, int column)
{
    struct number number;
    char          rounded[32], printed[NUMBER_TEXT];
    snprintf(rounded, sizeof rounded, "%.15g", sqlite3_column_double(file->stmt, column));
    if (number_parse(str_from(rounded), '.', &number) != RC_OK) {
        row_put(&file->row, (size_t)column, str_from(rounded));
        return;
    }
    row_put_typed(&file->row, (size_t)column, (str){printed, number_print(&number, printed)});
}

static str text_at(struct dbfile *file, int column)
{
    const char *text = (const char *)sqlite3_column_text(file->stmt, column);
    return (str){text, (size_t)sqlite3_column_bytes(file->stmt, column)};
}

static void put_value(struct dbfile *file, int column)
{
    switch (sqlite3_column_type(file->stmt, column)) {
    case SQLITE_NULL: break;
    case SQLITE_FLOAT: put_real(file, column); break;
    case SQLITE_BLOB: row_fault(&file->row, RECORD_BINARY, (size_t)column); break;
    case SQLITE_INTEGER: row_put_typed(&file->row, (size_t)column, text_at(file, column)); break;
    default: row_put(&file->row, (size_t)column, text_at(file, column)); break;
    }
}

static bool next_row(struct dbfile *file)
{
    if (file->is_ended) return false;
    int status = sqlite3_step(file->stmt);
    file->is_ended = status != SQLITE_ROW;
    if (file->system->is_asked) {
        file->is_ended = true;
        file->failure = "the query asks for the present time ('now', current_date), so that its rows would change from run "
                        "to run; write the day it means";
    } else if (status == SQLITE_INTERRUPT)
        file->failure = "the query takes more than 2 000 million steps";
    else if (status != SQLITE_ROW && status != SQLITE_DONE)
        file->failure = sqlite3_errmsg(file->db);
    return !file->is_ended;
}

bool dbfile_next(struct dbfile *file, struct record *record)
{
    int count = sqlite3_column_count(file->stmt);
    *record = (struct record){0};
    row_begin(&file->row);
    if (!file->has_names) {
        file->has_names = true;
        for (int i = 0; i < count; i++)
            row_put(&file->row, (size_t)i, str_from(sqlite3_column_name(file->stmt, i)));
        row_end(&file->row, 1, (size_t)count, record);
        return true;
    }
    if (!next_row(file)) return false;
    for (int i = 0; i < count; i++)
        put_value(file, i);
    row_end(&file->row, ++file->line, (size_t)count, record);
    return true;
}

const char *dbfile_failure(const struct dbfile *file, struct record_place *place)
{
    *place = (struct record_place){(uint32_t)file->line + 1, 1};
    return file->failure;
}
