/* SPDX-License-Identifier: MIT */
/* metric_value: the cells as a virtual table of SQLite (https://sqlite.org/vtab.html), found by metric, subject and period. */
#include "metric/cells.h"

#include "metric/sql.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum column {
    AT_METRIC, AT_SUBJECT, AT_PERIOD, AT_STATE, AT_NUMBER, AT_REASON, AT_BAND, AT_TONE, AT_N, AT_NOTE, AT_COVERAGE, AT_FIGURE
};

static const char declaration[] =
    "CREATE TABLE metric_value(metric TEXT, subject %s, period %s, state TEXT, number, reason TEXT, band TEXT, tone TEXT, "
    "n INTEGER, note TEXT, coverage, figure)";

/* What the caller of cells_register() said. */
struct source {
    const struct catalogue *catalogue;
    const char             *schema;
    enum file_places        places;
};

struct cursor {
    sqlite3_vtab_cursor base;
    struct cursor      *next; /* among those that are free */
    size_t              metric, last_metric, subject, first_subject, last_subject; /* last: one past */
    size_t              period;                                                    /* SIZE_MAX: any */
    struct strbuf       cells; /* of the subject, a copy: another cursor may move the reader on */
    size_t              held_metric, held_subject; /* those that `cells` are of; SIZE_MAX: none */
    str                 rest;
    struct cell         cell;
    bool                is_one, is_end; /* one: metric, subject and period are given */
};

struct table {
    sqlite3_vtab         base;
    const struct source *source;
    sqlite3             *handle;
    struct cells_reader  reader;
    bool                 is_open;
    struct file_index    index;
    struct cursor       *free;
};

static int table_connect(sqlite3 *handle, void *context, int count, const char *const *arguments, sqlite3_vtab **out,
                         char **error)
{
    (void)count;
    (void)arguments;
    (void)error;
    const char *type = file_index_type(((const struct source *)context)->places);
    char       *sql = sqlite3_mprintf(declaration, type, type);
    int         status = sql ? sqlite3_declare_vtab(handle, sql) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (status != SQLITE_OK) return status;
    struct table *table = mem_new(1, sizeof *table);
    *table = (struct table){.source = context, .handle = handle};
    *out = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base)
{
    struct table *table = (struct table *)base;
    cells_reader_close(&table->reader);
    file_index_close(&table->index);
    for (struct cursor *cursor = table->free, *next; cursor; cursor = next) {
        next = cursor->next;
        strbuf_release(&cursor->cells);
        free(cursor);
    }
    free(table);
    return SQLITE_OK;
}

/* At the first question: a handle that never asks reads nothing. */
static bool open_table(struct table *table)
{
    if (table->is_open) return true;
    table->is_open = cells_reader_open(&table->reader, table->handle, table->source->schema) == RC_OK &&
                     file_index_open(&table->index, table->handle, table->source->schema, table->source->places) == RC_OK;
    return table->is_open;
}

/* The planner's choice: which of metric, subject and period are given, as bits; they come in this order. */
enum { BY_METRIC = 1, BY_SUBJECT = 2, BY_PERIOD = 4, BY_ALL = 7 };

static int table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    /* [rows] A guess that orders the ways in: few periods, some metrics, many subjects. */
    static const double rows[] = {[0] = 1e7, [BY_METRIC] = 1e5, [BY_SUBJECT] = 1e3, [BY_PERIOD] = 1e6,
                                  [BY_METRIC | BY_SUBJECT] = 4, [BY_METRIC | BY_PERIOD] = 2e4, [BY_SUBJECT | BY_PERIOD] = 2e2,
                                  [BY_ALL] = 1};
    (void)base;
    info->idxNum = sql_take_keys(info, AT_PERIOD + 1);
    info->estimatedRows = (sqlite3_int64)rows[info->idxNum];
    info->estimatedCost = rows[info->idxNum];
    if (info->idxNum == BY_ALL) info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    return SQLITE_OK;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct table  *table = (struct table *)base;
    struct cursor *cursor = table->free;
    if (!open_table(table)) return SQLITE_ERROR;
    if (cursor)
        table->free = cursor->next;
    else
        cursor = mem_new(1, sizeof *cursor);
    cursor->held_metric = SIZE_MAX;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    cursor->next = table->free;
    table->free = cursor;
    return SQLITE_OK;
}

static void enter_subject(struct table *table, struct cursor *cursor)
{
    strbuf_clear(&cursor->cells);
    strbuf_add(&cursor->cells, cells_of(&table->reader, cursor->metric, cursor->subject));
    cursor->held_metric = cursor->metric;
    cursor->held_subject = cursor->subject;
    cursor->rest = strbuf_str(&cursor->cells);
    cursor->cell = (struct cell){0};
}

/* The next cell of the subject, of the next subject, of the next metric. */
static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    cursor->is_end = cursor->is_one;
    while (!cursor->is_end) {
        while (cells_take(&cursor->rest, &cursor->cell)) {
            size_t period = cursor->cell.period;
            if (cursor->period == SIZE_MAX ? period < table->index.periods.count : period == cursor->period) return SQLITE_OK;
        }
        if (++cursor->subject >= cursor->last_subject) {
            cursor->subject = cursor->first_subject;
            cursor->metric++;
        }
        cursor->is_end = cursor->metric >= cursor->last_metric;
        if (!cursor->is_end) enter_subject(table, cursor);
    }
    return SQLITE_OK;
}

/* One cell, without taking those before it off; mostly it is behind the one asked for last. */
static void enter_cell(struct table *table, struct cursor *cursor)
{
    bool is_held = cursor->metric == cursor->held_metric && cursor->subject == cursor->held_subject;
    cursor->is_end = false;
    if (is_held && cells_find(&cursor->rest, cursor->period, &cursor->cell)) return;
    enter_subject(table, cursor);
    cursor->is_end = !cells_find(&cursor->rest, cursor->period, &cursor->cell);
}

/* Mostly the one that was asked for last; SIZE_MAX: there is none. */
static size_t find_metric(const struct table *table, const struct cursor *cursor, str id)
{
    const struct catalogue *catalogue = table->source->catalogue;
    if (cursor->held_metric != SIZE_MAX && str_equal(catalogue->metrics[cursor->held_metric]->id, id)) return cursor->held_metric;
    const struct metric *metric = catalogue_metric(catalogue, id);
    return metric ? metric->index : SIZE_MAX;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int by, const char *name, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    (void)name;
    (void)count;
    cursor->is_one = by == BY_ALL;
    cursor->is_end = true;
    cursor->period = SIZE_MAX;
    cursor->metric = cursor->first_subject = 0;
    cursor->last_metric = table->source->catalogue->metric_count;
    cursor->last_subject = table->reader.subjects;
    if (by & BY_METRIC) {
        cursor->metric = find_metric(table, cursor, sql_text(*values++));
        if (cursor->metric == SIZE_MAX) return SQLITE_OK;
        cursor->last_metric = cursor->metric + 1;
    }
    if (by & BY_SUBJECT) {
        cursor->first_subject = file_index_subject(&table->index, *values++);
        if (cursor->first_subject >= table->reader.subjects) return SQLITE_OK;
        cursor->last_subject = cursor->first_subject + 1;
    }
    if (by & BY_PERIOD && (cursor->period = file_index_period(&table->index, *values)) == SIZE_MAX) return SQLITE_OK;
    cursor->subject = cursor->first_subject;
    cursor->is_end = cursor->subject >= cursor->last_subject || cursor->metric >= cursor->last_metric;
    if (cursor->is_end) return SQLITE_OK;
    if (cursor->is_one) {
        enter_cell(table, cursor);
        return SQLITE_OK;
    }
    enter_subject(table, cursor);
    return cursor_next(base);
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    return ((struct cursor *)base)->is_end;
}

/* A whole number that fits is an INTEGER. */
static void give_number(sqlite3_context *result, str number)
{
    int64_t whole = 0;
    size_t  at = number.len && number.ptr[0] == '-';
    if (number.len > 18) {
        sql_give_text(result, number);
        return;
    }
    for (size_t i = at; i < number.len; i++) {
        if (number.ptr[i] < '0' || number.ptr[i] > '9') {
            sql_give_text(result, number);
            return;
        }
        whole = whole * 10 + (number.ptr[i] - '0');
    }
    if (number.len) sqlite3_result_int64(result, at ? -whole : whole);
}

static void give_figure(sqlite3_context *result, const struct cell *cell)
{
    if (cell->state == FORMULA_KNOWN)
        give_number(result, cell->number);
    else
        sql_give_mark(result, cell->state, cell->reason);
}

static str tone_of(const struct metric *metric, str band)
{
    const struct band *found = band.len ? bands_find(metric->bands, band) : NULL;
    return found ? str_from(tone_word(found->tone)) : STR_NONE;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    static const str     states[] = {[FORMULA_KNOWN] = STR("value"), [FORMULA_MISSING] = STR("missing"), [FORMULA_NOT_APPLICABLE] = STR("n/a")};
    const struct cursor *cursor = (const struct cursor *)base;
    struct table        *table = (struct table *)base->pVtab;
    const struct metric *metric = table->source->catalogue->metrics[cursor->metric];
    const struct cell   *cell = &cursor->cell;
    switch ((enum column)column) {
    case AT_METRIC: sql_give_text(result, metric->id); break;
    case AT_SUBJECT: file_index_give_subject(&table->index, result, cursor->subject); break;
    case AT_PERIOD: file_index_give_period(&table->index, result, cell->period); break;
    case AT_STATE: sql_give_text(result, states[cell->state]); break;
    case AT_NUMBER: give_number(result, cell->number); break;
    case AT_REASON: sql_give_text(result, cell->reason); break;
    case AT_BAND: sql_give_text(result, cell->band); break;
    case AT_TONE: sql_give_text(result, tone_of(metric, cell->band)); break;
    case AT_N:
        if (cell->n >= 0) sqlite3_result_int64(result, cell->n);
        break;
    case AT_NOTE: sql_give_text(result, cell->note); break;
    case AT_COVERAGE: give_number(result, cell->coverage); break;
    case AT_FIGURE: give_figure(result, cell); break;
    }
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    const struct cursor *cursor = (const struct cursor *)base;
    const struct table  *table = (const struct table *)base->pVtab;
    size_t at = cursor->metric * table->reader.subjects + cursor->subject;
    *out = (sqlite3_int64)(at * table->index.periods.count + cursor->cell.period);
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

enum rc cells_register(sqlite3 *handle, const struct catalogue *catalogue, const char *schema, const char *name, enum file_places places)
{
    struct source *source = mem_new(1, sizeof *source);
    *source = (struct source){catalogue, schema, places};
    return sql_add_table(handle, name, "", &module, source, free);
}
