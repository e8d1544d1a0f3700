/* SPDX-License-Identifier: MIT */
#include "metric/sql_rows.h"

#include "base/mem.h"
#include "metric/sql.h"

#include <stdlib.h>

enum { ARGUMENTS_MOST = 8 };

struct source {
    const struct sql_rows_kind *kind;
    void                       *context;
};

struct table {
    sqlite3_vtab         base;
    const struct source *source;
};

bool sql_rows_is_new(struct sql_rows_argument *argument, str text)
{
    if (argument->arena && str_equal(argument->text, text)) return false;
    if (!argument->arena) argument->arena = arena_new();
    arena_reset(argument->arena, (struct arena_mark){0});
    argument->text = arena_str(argument->arena, text);
    return true;
}

void sql_rows_forget(struct sql_rows_argument *argument)
{
    arena_free(argument->arena);
}

static const struct sql_rows_kind *kind_of(const sqlite3_vtab *table)
{
    return ((const struct table *)table)->source->kind;
}

static int table_connect(sqlite3 *handle, void *context, int count, const char *const *arguments, sqlite3_vtab **out,
                         char **error)
{
    const struct source *source = context;
    (void)count;
    (void)arguments;
    (void)error;
    int status = sqlite3_declare_vtab(handle, source->kind->declaration);
    if (status != SQLITE_OK) return status;
    struct table *table = mem_new(1, sizeof *table);
    table->source = source;
    *out = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

/* Which arguments are given, as bits; they come in their order. */
static int table_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    const struct sql_rows_kind *kind = kind_of(table);
    int                         given = 0, count = 0;
    for (int argument = 0; argument < kind->arguments; argument++) {
        for (int i = 0; i < info->nConstraint && !(given >> argument & 1); i++) {
            const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
            bool is_it = constraint->usable && constraint->op == SQLITE_INDEX_CONSTRAINT_EQ &&
                         constraint->iColumn == kind->columns + argument;
            if (!is_it) continue;
            given |= 1 << argument;
            info->aConstraintUsage[i].argvIndex = ++count;
            info->aConstraintUsage[i].omit = 1;
        }
    }
    info->idxNum = given;
    info->estimatedRows = kind->most;
    info->estimatedCost = kind->most;
    if (kind->most == 1) info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    int needed = (1 << kind->needed) - 1;
    return (given & needed) == needed ? SQLITE_OK : SQLITE_CONSTRAINT;
}

static int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct sql_rows *rows = mem_new(1, kind_of(table)->size);
    rows->context = ((struct table *)table)->source->context;
    *out = &rows->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    kind_of(base->pVtab)->release((struct sql_rows *)base);
    free(base);
    return SQLITE_OK;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int given, const char *name, int count, sqlite3_value **values)
{
    struct sql_rows            *rows = (struct sql_rows *)base;
    const struct sql_rows_kind *kind = kind_of(base->pVtab);
    sqlite3_value              *arguments[ARGUMENTS_MOST] = {NULL};
    (void)name;
    (void)count;
    for (int i = 0; i < kind->arguments; i++) {
        if (given >> i & 1) arguments[i] = *values++;
    }
    rows->at = rows->count = 0;
    kind->fill(rows, arguments);
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    ((struct sql_rows *)base)->at++;
    return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    const struct sql_rows *rows = (const struct sql_rows *)base;
    return rows->at >= rows->count;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    const struct sql_rows_kind *kind = kind_of(base->pVtab);
    if (column >= 0 && column < kind->columns) kind->give((struct sql_rows *)base, result, column);
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const struct sql_rows *)base)->at;
    return SQLITE_OK;
}

/* Without xCreate it is there under its own name and in no schema (SQLite: eponymous-only virtual tables). */
static const sqlite3_module module = {
    .xConnect = table_connect,
    .xDisconnect = table_disconnect,
    .xBestIndex = table_best_index,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
};

enum rc sql_rows_add(sqlite3 *handle, const struct sql_rows_kind *kind, void *context)
{
    static const char nothing[] = "(NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL";
    enum { EACH = sizeof "NULL," - 1 };
    char           arguments[sizeof nothing + 1];
    struct source *source = mem_new(1, sizeof *source);
    *source = (struct source){kind, context};
    sqlite3_snprintf((int)sizeof arguments, arguments, "%.*s)", kind->needed * EACH, nothing);
    return sql_add_table(handle, kind->name, arguments, &module, source, free);
}
