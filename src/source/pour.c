/* SPDX-License-Identifier: MIT */
#include "source/pour.h"

#include "base/mem.h"
#include "base/str.h"

#include <stdlib.h>

/* What SQLite hands back to the functions below. */
struct stream {
    const struct pour *pour;
    size_t             columns;
};

struct stream_table {
    sqlite3_vtab         base;
    const struct stream *stream;
};

struct stream_cursor {
    sqlite3_vtab_cursor base;
    const struct pour  *pour;
    bool                is_end;
    sqlite3_int64       row;
};

static void write_columns(struct strbuf *out, size_t count)
{
    for (size_t i = 0; i < count; i++) strbuf_printf(out, "%sc%zu", i ? "," : "", i);
}

static int stream_connect(sqlite3 *db, void *context, int count, const char *const *arguments, sqlite3_vtab **out,
                          char **error)
{
    const struct stream *stream = context;
    struct strbuf        sql = {0};
    (void)count;
    (void)arguments;
    (void)error;
    strbuf_adds(&sql, "CREATE TABLE pour(");
    write_columns(&sql, stream->columns);
    strbuf_addc(&sql, ')');
    int status = sqlite3_declare_vtab(db, sql.at);
    strbuf_release(&sql);
    if (status != SQLITE_OK) return status;
    struct stream_table *table = mem_new(1, sizeof *table);
    table->stream = stream;
    *out = &table->base;
    return SQLITE_OK;
}

static int stream_disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

static int stream_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedCost = 1;
    return SQLITE_OK;
}

static int stream_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct stream_cursor *cursor = mem_new(1, sizeof *cursor);
    cursor->pour = ((struct stream_table *)table)->stream->pour;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int stream_close(sqlite3_vtab_cursor *cursor)
{
    free(cursor);
    return SQLITE_OK;
}

static int stream_next(sqlite3_vtab_cursor *base)
{
    struct stream_cursor *cursor = (struct stream_cursor *)base;
    cursor->is_end = !cursor->pour->next(cursor->pour->context);
    cursor->row++;
    return SQLITE_OK;
}

static int stream_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count, sqlite3_value **values)
{
    (void)index;
    (void)name;
    (void)count;
    (void)values;
    return stream_next(cursor);
}

static int stream_eof(sqlite3_vtab_cursor *cursor)
{
    return ((struct stream_cursor *)cursor)->is_end;
}

static int stream_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int index)
{
    const struct pour *pour = ((struct stream_cursor *)base)->pour;
    pour->column(pour->context, index, result);
    return SQLITE_OK;
}

static int stream_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = ((struct stream_cursor *)cursor)->row;
    return SQLITE_OK;
}

/* Without xCreate it is there under its own name and in no schema (SQLite: eponymous-only virtual tables). */
static const sqlite3_module module = {
    .xConnect = stream_connect,
    .xDisconnect = stream_disconnect,
    .xBestIndex = stream_best_index,
    .xOpen = stream_open,
    .xClose = stream_close,
    .xFilter = stream_filter,
    .xNext = stream_next,
    .xEof = stream_eof,
    .xColumn = stream_column,
    .xRowid = stream_rowid,
};

enum rc pour_rows(sqlite3 *db, const char *table, size_t columns, const struct pour *pour)
{
    struct stream stream = {pour, columns};
    struct strbuf sql = {0};
    strbuf_printf(&sql, "INSERT INTO \"%s\" SELECT ", table);
    write_columns(&sql, columns);
    strbuf_adds(&sql, " FROM pour");
    int status = sqlite3_create_module(db, "pour", &module, &stream);
    if (status == SQLITE_OK) status = sqlite3_exec(db, sql.at, NULL, NULL, NULL);
    /* It points to what ends here. After a failure no row is poured again, and the handle keeps the reason. */
    if (status == SQLITE_OK) status = sqlite3_create_module(db, "pour", NULL, NULL);
    strbuf_release(&sql);
    return status == SQLITE_OK ? RC_OK : RC_IO;
}
