/* SPDX-License-Identifier: MIT */
/*
 * m and m_group: the cells of the document's period as virtual tables of SQLite (https://sqlite.org/vtab.html), a row a
 * subject and a column a metric, found by account_id.
 */
#include "metric/cells.h"

#include "metric/sql.h"

#include "base/mem.h"

#include <stdlib.h>

/* Its id in `periods`, which begin with it. */
enum { DOCUMENT_PERIOD = 0 };

/* account_id, then the metrics. */
enum { AT_ACCOUNT, AT_METRICS };

/* [whole numbers] From here on a double no longer holds each. */
#define WHOLE_MOST ((int64_t)1 << 53)

/* What the caller of cells_register_wide() said, and which of the two tables it is. */
struct source {
    const struct catalogue *catalogue;
    const char             *schema;
    bool                    is_of_groups;
};

struct cursor {
    sqlite3_vtab_cursor base;
    size_t              subject, left; /* of the row, and rows from it on */
};

struct table {
    sqlite3_vtab         base;
    const struct source *source;
    sqlite3             *handle;
    struct cells_reader  reader;
    bool                 is_open;
    struct file_index    index;
    size_t               first, end; /* subjects; end: one past the last */
    struct arena        *scratch;    /* of one number */
    struct arena_mark    empty;
};

static int table_connect(sqlite3 *handle, void *context, int count, const char *const *arguments, sqlite3_vtab **out,
                         char **error)
{
    const struct source *source = context;
    struct strbuf        create = {0};
    (void)count;
    (void)arguments;
    (void)error;
    strbuf_adds(&create, "CREATE TABLE m(account_id TEXT");
    for (size_t i = 0; i < source->catalogue->metric_count; i++) {
        strbuf_adds(&create, ", ");
        strbuf_add_quoted(&create, source->catalogue->metrics[i]->id);
    }
    strbuf_addc(&create, ')');
    int status = sqlite3_declare_vtab(handle, create.at);
    strbuf_release(&create);
    if (status != SQLITE_OK) return status;
    struct table *table = mem_new(1, sizeof *table);
    *table = (struct table){.source = source, .handle = handle, .scratch = arena_new()};
    table->empty = arena_mark(table->scratch);
    *out = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base)
{
    struct table *table = (struct table *)base;
    cells_reader_close(&table->reader);
    file_index_close(&table->index);
    arena_free(table->scratch);
    free(table);
    return SQLITE_OK;
}

/* The accounts are the first subjects. */
static bool find_subjects(struct table *table)
{
    char *sql = sqlite3_mprintf("SELECT id + 1 FROM \"%w\".subject WHERE level = 'account' ORDER BY id DESC LIMIT 1",
                                table->source->schema);
    sqlite3_stmt *last = NULL;
    bool          is_known = sqlite3_prepare_v2(table->handle, sql, -1, &last, NULL) == SQLITE_OK;
    size_t        accounts = is_known && sqlite3_step(last) == SQLITE_ROW ? (size_t)sqlite3_column_int64(last, 0) : 0;
    table->first = table->source->is_of_groups ? accounts : 0;
    table->end = table->source->is_of_groups ? table->reader.subjects : accounts;
    sqlite3_finalize(last);
    sqlite3_free(sql);
    return is_known;
}

/* At the first question: a handle that never asks reads nothing. */
static bool open_table(struct table *table)
{
    if (table->is_open) return true;
    table->is_open = cells_reader_open(&table->reader, table->handle, table->source->schema) == RC_OK &&
                     file_index_open(&table->index, table->handle, table->source->schema, PLACES_TEXT) == RC_OK &&
                     find_subjects(table);
    return table->is_open;
}

/* Rows come by account_id, which is unlike in each. */
static bool is_in_order(const sqlite3_index_info *info)
{
    return info->nOrderBy > 0 && info->aOrderBy[0].iColumn == AT_ACCOUNT && !info->aOrderBy[0].desc;
}

static int table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    /* A guess, as SQLite's own of a table it knows nothing of: a million rows, ten steps to one of them. */
    const double all = 1048576, search = 10;
    (void)base;
    info->idxNum = sql_take_keys(info, AT_ACCOUNT + 1);
    info->estimatedRows = info->idxNum ? 1 : (sqlite3_int64)all;
    info->estimatedCost = info->idxNum ? search : 3 * all;
    info->orderByConsumed = is_in_order(info);
    if (info->idxNum) info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    if (!open_table((struct table *)base)) return SQLITE_ERROR;
    struct cursor *cursor = mem_new(1, sizeof *cursor);
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    free(base);
    return SQLITE_OK;
}

/* The portfolio, which is the last subject, comes before the segments: "portfolio", "segment:…". */
static void begin(struct cursor *cursor, const struct table *table)
{
    cursor->left = table->end - table->first;
    cursor->subject = table->source->is_of_groups ? table->end - 1 : table->first;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int is_one, const char *name, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    (void)name;
    (void)count;
    if (!is_one) {
        begin(cursor, table);
        return SQLITE_OK;
    }
    cursor->subject = file_index_subject(&table->index, *values);
    cursor->left = cursor->subject >= table->first && cursor->subject < table->end;
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor      *cursor = (struct cursor *)base;
    const struct table *table = (const struct table *)base->pVtab;
    cursor->left--;
    if (++cursor->subject == table->end) cursor->subject = table->first;
    return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    return ((struct cursor *)base)->left == 0;
}

static void give_printed(sqlite3_context *result, struct exact number)
{
    int64_t whole;
    if (number.den == 0 && exact_int(number, &whole) == RC_OK && whole < WHOLE_MOST && whole > -WHOLE_MOST)
        sqlite3_result_int64(result, whole);
    else
        sqlite3_result_double(result, exact_double(number));
}

/* NULL where it is not known, or not asked for. */
static void give_figure(sqlite3_context *result, struct table *table, const struct metric *metric, size_t subject)
{
    str          cells = cells_of(&table->reader, metric->index, subject);
    struct cell  cell = {0};
    struct exact number;
    if (!cells_find(&cells, DOCUMENT_PERIOD, &cell)) return;
    if (cell.state == FORMULA_KNOWN && exact_parse(table->scratch, cell.number, &number) == RC_OK)
        give_printed(result, print_scale(table->scratch, metric->unit, number));
    arena_reset(table->scratch, table->empty);
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    const struct cursor *cursor = (const struct cursor *)base;
    struct table        *table = (struct table *)base->pVtab;
    if (column == AT_ACCOUNT)
        file_index_give_subject(&table->index, result, cursor->subject);
    else
        give_figure(result, table, table->source->catalogue->metrics[column - AT_METRICS], cursor->subject);
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)((const struct cursor *)base)->subject;
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

static enum rc add_table(sqlite3 *handle, const char *name, struct source of)
{
    struct source *source = mem_new(1, sizeof *source);
    *source = of;
    return sql_add_table(handle, name, "", &module, source, free);
}

enum rc cells_register_wide(sqlite3 *handle, const struct catalogue *catalogue, const char *schema)
{
    enum rc rc = add_table(handle, "m", (struct source){catalogue, schema, false});
    return rc == RC_OK ? add_table(handle, "m_group", (struct source){catalogue, schema, true}) : rc;
}
