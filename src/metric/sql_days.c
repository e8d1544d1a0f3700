/* SPDX-License-Identifier: MIT */
/*
 * The BLOB: a head; a line a day in their order, the day and what the whole numbers add up to until then, so that two
 * lines answer for any days; and what else a day adds up to, fractions mostly: its line, its place and an exact text
 * with a NUL.
 */
#include "metric/sql_days.h"

#include "metric/sql.h"

#include "base/exact.h"
#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_LENGTH = 10, DAY_ROOM = 16, SUMS_MOST = 8 };

static const char mark[8] = "by days";

struct head {
    char    mark[8];
    int64_t days, numbers;
};

/* Of what is not whole: from this on to the NUL the text follows. */
struct rest {
    int64_t line, place;
};

/* What the rows of a day add up to. */
struct amount {
    int64_t      whole;
    struct exact rest; /* of what is not whole, or would not fit */
};

struct day {
    char           day[DAY_LENGTH];
    struct amount *amounts;
};

/* The rows of one group. */
struct days {
    struct arena *arena; /* NULL until the first row with a day */
    VEC(struct day) at;
    size_t numbers;
    bool   is_unsorted;
};

static void add_whole(struct arena *arena, struct amount *amount, int64_t whole)
{
    int64_t sum;
    if (__builtin_add_overflow(amount->whole, whole, &sum))
        amount->rest = exact_add(arena, amount->rest, exact_from_int(arena, whole));
    else
        amount->whole = sum;
}

/* False for what is no exact number. */
static bool add_value(struct arena *arena, struct amount *amount, sqlite3_value *value)
{
    struct exact number;
    int64_t      whole;
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL: return true;
    case SQLITE_INTEGER: add_whole(arena, amount, sqlite3_value_int64(value)); return true;
    case SQLITE_TEXT: break;
    default: return false;
    }
    if (exact_parse(arena, sql_text(value), &number) != RC_OK) return false;
    if (number.den == 0 && exact_int(number, &whole) == RC_OK)
        add_whole(arena, amount, whole);
    else
        amount->rest = exact_add(arena, amount->rest, number);
    return true;
}

/* Rows mostly come in the order of their days. */
static struct amount *amounts_of(struct days *days, const char *text)
{
    size_t count = days->at.count;
    int    order = count ? memcmp(days->at.at[count - 1].day, text, DAY_LENGTH) : -1;
    if (order == 0) return days->at.at[count - 1].amounts;
    days->is_unsorted |= order > 0;
    struct day *day = VEC_PUSH(days->arena, days->at);
    memcpy(day->day, text, DAY_LENGTH);
    return day->amounts = ARENA_ARRAY(days->arena, struct amount, days->numbers);
}

static void sums_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct days *days = sqlite3_aggregate_context(context, sizeof *days);
    if (count < 2 || count > SUMS_MOST + 1) {
        sqlite3_result_error(context, "daily_sums() takes a day and from 1 to 8 numbers", -1);
        return;
    }
    str day = sql_text(args[0]);
    if (!days || day.len < DAY_LENGTH) return;
    if (!days->arena) days->arena = arena_new();
    days->numbers = (size_t)count - 1;
    struct amount *amounts = amounts_of(days, day.ptr);
    for (size_t i = 0; i < days->numbers; i++) {
        if (!add_value(days->arena, &amounts[i], args[i + 1])) sqlite3_result_error(context, "not an exact number", -1);
    }
}

static int by_day(const void *a, const void *b)
{
    return memcmp(((const struct day *)a)->day, ((const struct day *)b)->day, DAY_LENGTH);
}

static size_t line_size(size_t numbers)
{
    return DAY_ROOM + numbers * sizeof(int64_t);
}

/* `sums` are those of the days before, and then with its own. */
static void write_line(struct days *days, size_t index, int64_t *sums, char *out, struct strbuf *rests)
{
    const struct day *day = &days->at.at[index];
    memset(out, 0, DAY_ROOM);
    memcpy(out, day->day, DAY_LENGTH);
    for (size_t i = 0; i < days->numbers; i++) {
        struct amount up_to = {sums[i], day->amounts[i].rest};
        add_whole(days->arena, &up_to, day->amounts[i].whole);
        sums[i] = up_to.whole;
        if (exact_sign(up_to.rest) == 0) continue;
        struct rest rest = {(int64_t)index, (int64_t)i};
        strbuf_add(rests, (str){(const char *)&rest, sizeof rest});
        strbuf_add(rests, exact_dump(days->arena, up_to.rest));
        strbuf_addc(rests, '\0');
    }
    memcpy(out + DAY_ROOM, sums, days->numbers * sizeof *sums);
}

static void give_sums(sqlite3_context *context, struct days *days)
{
    struct head   head = {.days = (int64_t)days->at.count, .numbers = (int64_t)days->numbers};
    struct strbuf rests = {0};
    int64_t       sums[SUMS_MOST] = {0};
    size_t        line = line_size(days->numbers), size = sizeof head + days->at.count * line;
    char         *bytes = arena_alloc(days->arena, size, 1);
    memcpy(head.mark, mark, sizeof mark);
    memcpy(bytes, &head, sizeof head);
    for (size_t i = 0; i < days->at.count; i++)
        write_line(days, i, sums, bytes + sizeof head + i * line, &rests);
    if (rests.len) {
        bytes = memcpy(arena_alloc(days->arena, size + rests.len, 1), bytes, size);
        memcpy(bytes + size, rests.at, rests.len);
    }
    sqlite3_result_blob64(context, bytes, size + rests.len, SQLITE_TRANSIENT);
    strbuf_release(&rests);
}

static void sums_end(sqlite3_context *context)
{
    struct days *days = sqlite3_aggregate_context(context, 0);
    if (!days || !days->arena) return;
    if (days->is_unsorted) qsort(days->at.at, days->at.count, sizeof *days->at.at, by_day);
    give_sums(context, days);
    arena_free(days->arena);
}

/* A BLOB taken apart. */
struct lines {
    const char *at;
    size_t      count, numbers, size; /* size: of one */
    str         rests;
};

static bool read_lines(sqlite3_value *value, struct lines *out)
{
    struct head head;
    const char *bytes = sqlite3_value_blob(value);
    size_t      length = (size_t)sqlite3_value_bytes(value);
    if (length < sizeof head) return false;
    memcpy(&head, bytes, sizeof head);
    if (memcmp(head.mark, mark, sizeof mark) != 0 || head.numbers < 1 || head.numbers > SUMS_MOST) return false;
    *out = (struct lines){bytes + sizeof head, (size_t)head.days, (size_t)head.numbers, line_size((size_t)head.numbers),
                          STR_NONE};
    length -= sizeof head;
    if (head.days < 0 || out->count > length / out->size) return false;
    out->rests = (str){out->at + out->count * out->size, length - out->count * out->size};
    return true;
}

/* How many lines stand before a day, `most` being 0, or up to it, with 1. No text at all is before any day. */
static size_t lines_until(const struct lines *lines, str day, int most)
{
    size_t from = 0, to = lines->count, length = day.len < DAY_LENGTH ? day.len : DAY_LENGTH;
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
    if (count) memcpy(&sum, lines->at + (count - 1) * lines->size + DAY_ROOM + place * sizeof sum, sizeof sum);
    return sum;
}

/* Takes the first rest off; false when there is none left. */
static bool take_rest(str *rests, struct rest *out, str *text)
{
    if (rests->len < sizeof *out) return false;
    memcpy(out, rests->ptr, sizeof *out);
    *rests = str_slice(*rests, sizeof *out, rests->len);
    *text = str_cut(*rests, '\0', rests);
    return true;
}

enum { AT_FIRST = SUMS_MOST, AT_LAST, AT_SUMS, ARGUMENTS = 3 };

static const char declaration[] =
    "CREATE TABLE sums_within(s1, s2, s3, s4, s5, s6, s7, s8, from_day HIDDEN, until_day HIDDEN, daily HIDDEN)";

/* On the one row there is, or past it. */
struct cursor {
    sqlite3_vtab_cursor base;
    struct arena       *arena; /* of `exact` */
    int64_t             whole[SUMS_MOST];
    str                 exact[SUMS_MOST]; /* the sums that are no INTEGER */
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
    struct rest  rest;
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
    struct exact sums[SUMS_MOST];
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
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int rc = sqlite3_create_function_v2(handle, "daily_sums", -1, flags, NULL, NULL, sums_step, sums_end, NULL);
    return rc == SQLITE_OK ? sql_add_table(handle, "sums_within", "('', '', NULL)", &module, NULL, NULL) : RC_IO;
}
