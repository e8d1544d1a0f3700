/* SPDX-License-Identifier: MIT */
/* Result tables as virtual tables of SQLite (https://sqlite.org/vtab.html), found by subject and period. */
#include "metric/result_rows.h"

#include "metric/sql.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* What the tables of one file share. */
struct result_tables {
    sqlite3                *handle;
    const struct catalogue *catalogue;
    const char             *schema, *prefix;
    enum file_places        places;
    size_t                  users, connected; /* modules and the caller; tables connected */
    struct file_index       index;            /* open from the first question to the last table's end */
};

/* What one module is told. */
struct source {
    struct result_tables *file;
    size_t                table;
};

static const struct metric_table *table_of(const struct result_tables *tables, size_t table)
{
    static struct table_column columns[] = {{.name = STR("metric")}, {.name = STR("position")}, {.name = STR("part")},
                                            {.name = STR("weight")}, {.name = STR("share")},    {.name = STR("number")},
                                            {.name = STR("points")}, {.name = STR("cost")}};
    static const struct metric_table parts = {.id = STR("metric_part"), .columns = columns, .column_count = COUNT_OF(columns)};
    return table == ROWS_PARTS ? &parts : &tables->catalogue->tables[table];
}

struct cursor {
    sqlite3_vtab_cursor      base;
    struct cursor           *next;   /* among those that are free */
    sqlite3_stmt            *blocks; /* at the block under way */
    size_t                   subject, period; /* asked for; SIZE_MAX: any, or one that the file does not know */
    bool                     by_subject, by_period, is_end;
    struct strbuf            subject_text, period_text; /* asked for */
    struct result_rows_block block;
    struct result_place      place;
    str                      rest;  /* values not yet taken off */
    size_t                   taken; /* values that are */
    int64_t                  id;    /* of the block, and how many rows of it were taken */
    int64_t                  row;
    struct result_value      values[];
};

struct table {
    sqlite3_vtab               base;
    struct result_tables      *file;
    size_t                     number;
    const struct metric_table *metric_table;
    struct cursor             *free;
};

static int table_connect(sqlite3 *handle, void *context, int count, const char *const *arguments, sqlite3_vtab **out,
                         char **error)
{
    const struct source       *source = context;
    const struct metric_table *of = table_of(source->file, source->table);
    struct strbuf              create = {0};
    (void)count;
    (void)arguments;
    (void)error;
    strbuf_printf(&create, "CREATE TABLE rows(subject %s, period %s", file_index_type(source->file->places), file_index_type(source->file->places));
    for (size_t i = 0; i < of->column_count; i++) {
        strbuf_adds(&create, ", ");
        strbuf_add_quoted(&create, of->columns[i].name);
    }
    strbuf_adds(&create, ")");
    int status = sqlite3_declare_vtab(handle, create.at);
    strbuf_release(&create);
    if (status != SQLITE_OK) return status;
    struct table *table = mem_new(1, sizeof *table);
    *table = (struct table){.file = source->file, .number = source->table, .metric_table = of};
    source->file->connected++;
    *out = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base)
{
    struct table *table = (struct table *)base;
    for (struct cursor *cursor = table->free, *next; cursor; cursor = next) {
        next = cursor->next;
        sqlite3_finalize(cursor->blocks);
        strbuf_release(&cursor->subject_text);
        strbuf_release(&cursor->period_text);
        free(cursor);
    }
    if (--table->file->connected == 0) file_index_close(&table->file->index);
    free(table);
    return SQLITE_OK;
}

/* The planner's choice: which columns of the place are given, as bits; they come in this order. */
enum { BY_SUBJECT = 1 << PLACE_SUBJECT, BY_PERIOD = 1 << PLACE_PERIOD };

static int table_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
    /* [rows] A guess: a dozen rows an account, some of each period. A period alone is no way in. */
    static const double rows[] = {[0] = 1e6, [BY_SUBJECT] = 12, [BY_PERIOD] = 5e5, [BY_SUBJECT | BY_PERIOD] = 4};
    (void)base;
    info->idxNum = sql_take_keys(info, PLACE_COLUMNS);
    info->estimatedRows = (sqlite3_int64)rows[info->idxNum];
    info->estimatedCost = info->idxNum & BY_SUBJECT ? 20 : rows[0];
    return SQLITE_OK;
}

/* At the first question: a handle that never asks reads nothing. */
static bool open_index(struct table *table)
{
    struct result_tables *file = table->file;
    return file->index.arena || file_index_open(&file->index, file->handle, file->schema, file->places) == RC_OK;
}

static struct cursor *new_cursor(struct table *table)
{
    struct cursor *cursor = mem_new(1, sizeof *cursor + table->metric_table->column_count * sizeof *cursor->values);
    char          *sql = sqlite3_mprintf("SELECT id, rows FROM \"%w\".row_block WHERE id BETWEEN ?1 AND ?2", table->file->schema);
    int status = sqlite3_prepare_v3(table->file->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &cursor->blocks, NULL);
    sqlite3_free(sql);
    if (status == SQLITE_OK) return cursor;
    free(cursor);
    return NULL;
}

static int cursor_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
    struct table  *table = (struct table *)base;
    struct cursor *cursor = table->free;
    if (!open_index(table)) return SQLITE_ERROR;
    if (cursor)
        table->free = cursor->next;
    else
        cursor = new_cursor(table);
    if (!cursor) return SQLITE_ERROR;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    sqlite3_reset(cursor->blocks);
    cursor->next = table->free;
    table->free = cursor;
    return SQLITE_OK;
}

/* Whether a row's id is the one asked for; where the file knows none, the texts tell. */
static bool is_same(size_t id, const struct result_value *text, size_t asked, const struct strbuf *asked_text)
{
    if (id != asked || id != SIZE_MAX) return id == asked;
    return text->kind == RESULT_TEXT && str_equal(text->bytes, strbuf_str(asked_text));
}

/* A period's id that the file does not know would come of a file that was overwritten. */
static bool is_wanted(const struct cursor *cursor, const struct result_tables *file)
{
    const struct result_place *place = &cursor->place;
    if (place->period != SIZE_MAX && place->period >= file->index.periods.count) return false;
    if (cursor->by_subject && !is_same(place->subject, &place->subject_text, cursor->subject, &cursor->subject_text)) return false;
    return !cursor->by_period || is_same(place->period, &place->period_text, cursor->period, &cursor->period_text);
}

/* The next block that may hold rows of the subject; false at the end. */
static bool enter_block(struct cursor *cursor)
{
    int64_t wanted = result_rows_subject(cursor->subject);
    for (;;) {
        if (sqlite3_step(cursor->blocks) != SQLITE_ROW) return false;
        cursor->id = sqlite3_column_int64(cursor->blocks, 0);
        const char *bytes = sqlite3_column_blob(cursor->blocks, 1);
        result_rows_read(&cursor->block, cursor->id, (str){bytes, (size_t)sqlite3_column_bytes(cursor->blocks, 1)});
        cursor->row = 0;
        if (!cursor->by_subject || cursor->block.last >= wanted) return true;
    }
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    struct cursor *cursor = (struct cursor *)base;
    const struct result_tables *file = ((struct table *)base->pVtab)->file;
    cursor->taken = 0;
    for (;;) {
        while (result_rows_take(&cursor->block, &cursor->place, &cursor->rest)) {
            cursor->row++;
            if (is_wanted(cursor, file)) return SQLITE_OK;
        }
        cursor->is_end = !enter_block(cursor);
        if (cursor->is_end) return SQLITE_OK;
    }
}

/* What is asked for, kept as text where the file knows no id of it; false where nothing equals it. */
static bool take_text(struct strbuf *out, size_t id, sqlite3_value *asked)
{
    if (sqlite3_value_type(asked) == SQLITE_NULL) return false;
    strbuf_clear(out);
    if (id == SIZE_MAX) strbuf_add(out, sql_text(asked));
    return true;
}

static int cursor_filter(sqlite3_vtab_cursor *base, int by, const char *name, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    int64_t        first, last;
    (void)name;
    cursor->block = (struct result_rows_block){0};
    cursor->by_subject = by & BY_SUBJECT;
    cursor->by_period = by & BY_PERIOD;
    if (cursor->by_subject) cursor->subject = file_index_subject(&table->file->index, values[0]);
    if (cursor->by_period) cursor->period = file_index_period(&table->file->index, values[count - 1]);
    cursor->is_end = (cursor->by_subject && !take_text(&cursor->subject_text, cursor->subject, values[0])) ||
                     (cursor->by_period && !take_text(&cursor->period_text, cursor->period, values[count - 1]));
    if (cursor->is_end) return SQLITE_OK;
    if (cursor->by_subject)
        result_rows_of_subject(table->number, result_rows_subject(cursor->subject), &first, &last);
    else
        result_rows_of_table(table->number, &first, &last);
    sqlite3_reset(cursor->blocks);
    sqlite3_bind_int64(cursor->blocks, 1, first);
    sqlite3_bind_int64(cursor->blocks, 2, last);
    return cursor_next(base);
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    return ((struct cursor *)base)->is_end;
}

static void give_value(sqlite3_context *result, const struct result_value *value)
{
    const char *bytes = value->bytes.ptr ? value->bytes.ptr : "";
    switch (value->kind) {
    case RESULT_NULL: break;
    case RESULT_WHOLE: sqlite3_result_int64(result, value->whole); break;
    case RESULT_REAL: sqlite3_result_double(result, value->real); break;
    case RESULT_TEXT: sqlite3_result_text(result, bytes, (int)value->bytes.len, SQLITE_TRANSIENT); break;
    case RESULT_BYTES: sqlite3_result_blob(result, bytes, (int)value->bytes.len, SQLITE_TRANSIENT); break;
    }
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    struct cursor *cursor = (struct cursor *)base;
    struct table  *table = (struct table *)base->pVtab;
    size_t         index = (size_t)column - PLACE_COLUMNS;
    switch (column) {
    case PLACE_SUBJECT:
        if (cursor->place.subject == SIZE_MAX)
            give_value(result, &cursor->place.subject_text);
        else
            file_index_give_subject(&table->file->index, result, cursor->place.subject);
        break;
    case PLACE_PERIOD:
        if (cursor->place.period == SIZE_MAX)
            give_value(result, &cursor->place.period_text);
        else
            file_index_give_period(&table->file->index, result, cursor->place.period);
        break;
    default:
        while (cursor->taken <= index)
            cursor->values[cursor->taken++] = result_rows_value(&cursor->rest);
        give_value(result, &cursor->values[index]);
    }
    return SQLITE_OK;
}

/* In the order of the rows. */
static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    const struct cursor *cursor = (const struct cursor *)base;
    *out = result_rows_rowid(cursor->id, cursor->row);
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

static void release(struct result_tables *tables)
{
    if (--tables->users == 0) free(tables);
}

static void release_source(void *context)
{
    struct source *source = context;
    release(source->file);
    free(source);
}

struct result_tables *result_tables_begin(sqlite3 *handle, const struct catalogue *catalogue, const char *schema,
                                          const char *prefix, enum file_places places)
{
    struct result_tables *tables = mem_new(1, sizeof *tables);
    *tables = (struct result_tables){.handle = handle, .catalogue = catalogue, .schema = schema, .prefix = prefix, .places = places, .users = 1};
    return tables;
}

enum rc result_tables_add(struct result_tables *tables, size_t table)
{
    struct source *source = mem_new(1, sizeof *source);
    char          *name = sqlite3_mprintf("%s%.*s", tables->prefix, STR_ARG(table_of(tables, table)->id));
    *source = (struct source){tables, table};
    tables->users++;
    enum rc rc = sql_add_table(tables->handle, name, "", &module, source, release_source);
    sqlite3_free(name);
    return rc;
}

void result_tables_end(struct result_tables *tables)
{
    if (tables) release(tables);
}

enum rc result_tables_register(sqlite3 *handle, const struct catalogue *catalogue, const char *schema, const char *prefix)
{
    struct result_tables *tables = result_tables_begin(handle, catalogue, schema, prefix, PLACES_TEXT);
    enum rc               rc = result_tables_add(tables, ROWS_PARTS);
    for (size_t i = 0; rc == RC_OK && i < catalogue->table_count; i++)
        rc = result_tables_add(tables, i);
    result_tables_end(tables);
    return rc;
}
