/* SPDX-License-Identifier: MIT */
#include "metric/sql_days.h"

#include "metric/sql.h"
#include "source/sql_daily.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A BLOB taken apart. */
struct lines {
    const char *at;
    size_t      count, numbers, size; /* size: of one */
    str         rests;
};

static bool read_lines(sqlite3_value *value, struct lines *out)
{
    struct daily_head head;
    const char *bytes = sqlite3_value_blob(value);
    size_t      length = (size_t)sqlite3_value_bytes(value);
    if (length < sizeof head) return false;
    memcpy(&head, bytes, sizeof head);
    if (memcmp(head.mark, DAILY_MARK, sizeof head.mark) != 0 || head.numbers < 1 || head.numbers > DAILY_SUMS_MOST) return false;
    *out = (struct lines){bytes + sizeof head, (size_t)head.days, (size_t)head.numbers, daily_line_size((size_t)head.numbers),
                          STR_NONE};
    length -= sizeof head;
    if (head.days < 0 || out->count > length / out->size) return false;
    out->rests = (str){out->at + out->count * out->size, length - out->count * out->size};
    return true;
}

/* How many lines stand before a day, `most` being 0, or up to it, with 1. No text at all is before any day. */
static size_t lines_until(const struct lines *lines, str day, int most)
{
    size_t from = 0, to = lines->count, length = day.len < DAILY_DAY_LENGTH ? day.len : DAILY_DAY_LENGTH;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (memcmp(lines->at + middle * lines->size, day.ptr, length) < most)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Of the first so many lines. */
static int64_t sum_of(const struct lines *lines, size_t count, size_t place)
{
    int64_t sum = 0;
    if (count) memcpy(&sum, lines->at + (count - 1) * lines->size + DAILY_DAY_ROOM + place * sizeof sum, sizeof sum);
    return sum;
}

/* Takes the first rest off; false when there is none left. */
static bool take_rest(str *rests, struct daily_rest *out, str *text)
{
    if (rests->len < sizeof *out) return false;
    memcpy(out, rests->ptr, sizeof *out);
    *rests = str_slice(*rests, sizeof *out, rests->len);
    *text = str_cut(*rests, '\0', rests);
    return true;
}

enum { AT_FIRST = DAILY_SUMS_MOST, AT_LAST, AT_SUMS, ARGUMENTS = 3 };

static const char declaration[] =
    "CREATE TABLE sums_within(s1, s2, s3, s4, s5, s6, s7, s8, from_day HIDDEN, until_day HIDDEN, daily HIDDEN)";

/* On the one row there is, or past it. */
struct cursor {
    sqlite3_vtab_cursor base;
    struct arena       *arena; /* of `exact` */
    int64_t             whole[DAILY_SUMS_MOST];
    str                 exact[DAILY_SUMS_MOST]; /* the sums that are no INTEGER */
    size_t              count;
    bool                is_end;
};

static int table_connect(sqlite3 *handle, void *context, int count, const char *const *arguments, sqlite3_vtab **out,
                         char **error)
{
    (void)context;
    (void)count;
    (void)arguments;
    (void)error;
    int status = sqlite3_declare_vtab(handle, declaration);
    if (status == SQLITE_OK) *out = mem_new(1, sizeof **out);
    return status;
}

static int table_disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

/* All three arguments, in the order of their columns, or not at all. */
static int table_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    int found = 0;
    (void)table;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
        bool                                   is_argument =
            constraint->usable && constraint->op == SQLITE_INDEX_CONSTRAINT_EQ && constraint->iColumn >= AT_FIRST;
        if (!is_argument) continue;
        info->aConstraintUsage[i].argvIndex = constraint->iColumn - AT_FIRST + 1;
        info->aConstraintUsage[i].omit = 1;
        found |= 1 << (constraint->iColumn - AT_FIRST);
    }
    info->estimatedRows = 1;
    info->estimatedCost = 1;
    info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
    return found == (1 << ARGUMENTS) - 1 ? SQLITE_OK : SQLITE_CONSTRAINT;
}

static int cursor_open(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct cursor *cursor = mem_new(1, sizeof *cursor);
    (void)table;
    *out = &cursor->base;
    return SQLITE_OK;
}

static int cursor_close(sqlite3_vtab_cursor *base)
{
    arena_free(((struct cursor *)base)->arena);
    free(base);
    return SQLITE_OK;
}

/* Adds the rests of some lines to their sums. */
static void add_rests(struct cursor *cursor, const struct lines *lines, size_t from, size_t to, struct exact *sums)
{
    struct daily_rest  rest;
    struct exact number;
    str          rests = lines->rests, text;
    while (take_rest(&rests, &rest, &text)) {
        bool is_within = rest.line >= (int64_t)from && rest.line < (int64_t)to && rest.place >= 0 &&
                         rest.place < (int64_t)cursor->count;
        if (is_within && exact_parse(cursor->arena, text, &number) == RC_OK)
            sums[rest.place] = exact_add(cursor->arena, sums[rest.place], number);
    }
}

static void add_exactly(struct cursor *cursor, const struct lines *lines, size_t from, size_t to)
{
    struct exact sums[DAILY_SUMS_MOST];
    if (!cursor->arena) cursor->arena = arena_new();
    for (size_t i = 0; i < cursor->count; i++)
        sums[i] = exact_sub(cursor->arena, exact_from_int(cursor->arena, sum_of(lines, to, i)),
                            exact_from_int(cursor->arena, sum_of(lines, from, i)));
    add_rests(cursor, lines, from, to, sums);
    for (size_t i = 0; i < cursor->count; i++) {
        bool is_whole = sums[i].den == 0 && exact_int(sums[i], &cursor->whole[i]) == RC_OK;
        cursor->exact[i] = is_whole ? STR_NONE : exact_dump(cursor->arena, sums[i]);
    }
}

static int cursor_filter(sqlite3_vtab_cursor *base, int index, const char *name, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)base;
    struct lines   lines;
    str            first = sql_text(values[0]), last = sql_text(values[1]);
    (void)index;
    (void)name;
    (void)count;
    cursor->is_end = true;
    if (!first.ptr || !last.ptr || !read_lines(values[2], &lines)) return SQLITE_OK;
    size_t from = lines_until(&lines, first, 0), to = lines_until(&lines, last, 1);
    if (from >= to) return SQLITE_OK;
    bool is_whole = lines.rests.len == 0;
    cursor->is_end = false;
    cursor->count = lines.numbers;
    for (size_t i = 0; i < cursor->count; i++) {
        cursor->exact[i] = STR_NONE;
        is_whole &= !__builtin_sub_overflow(sum_of(&lines, to, i), sum_of(&lines, from, i), &cursor->whole[i]);
    }
    if (!is_whole) add_exactly(cursor, &lines, from, to);
    return SQLITE_OK;
}

static int cursor_next(sqlite3_vtab_cursor *base)
{
    ((struct cursor *)base)->is_end = true;
    return SQLITE_OK;
}

static int cursor_eof(sqlite3_vtab_cursor *base)
{
    return ((struct cursor *)base)->is_end;
}

static int cursor_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    const struct cursor *cursor = (const struct cursor *)base;
    if (column < 0 || (size_t)column >= cursor->count) return SQLITE_OK;
    if (cursor->exact[column].ptr)
        sql_give_text(result, cursor->exact[column]);
    else
        sqlite3_result_int64(result, cursor->whole[column]);
    return SQLITE_OK;
}

static int cursor_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    (void)base;
    *out = 1;
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

enum rc sql_days_register(sqlite3 *handle)
{
    enum rc rc = sql_daily_register(handle);
    return rc == RC_OK ? sql_add_table(handle, "sums_within", "('', '', NULL)", &module, NULL, NULL) : rc;
}
