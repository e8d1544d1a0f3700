/* SPDX-License-Identifier: MIT */
#include "metric/sql_days.h"

#include "metric/sql.h"
#include "metric/sql_rows.h"
#include "source/sql_daily.h"

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

enum { ARGUMENTS = 3 };

/* The one row of a call, if there is any. */
struct row {
    struct sql_rows rows;
    struct arena   *arena; /* of `exact` */
    int64_t         whole[DAILY_SUMS_MOST];
    str             exact[DAILY_SUMS_MOST]; /* the sums that are no INTEGER */
    size_t          count;
};

/* Adds the rests of some lines to their sums. */
static void add_rests(struct row *row, const struct lines *lines, size_t from, size_t to, struct exact *sums)
{
    struct daily_rest  rest;
    struct exact number;
    str          rests = lines->rests, text;
    while (take_rest(&rests, &rest, &text)) {
        bool is_within = rest.line >= (int64_t)from && rest.line < (int64_t)to && rest.place >= 0 &&
                         rest.place < (int64_t)row->count;
        if (is_within && exact_parse(row->arena, text, &number) == RC_OK)
            sums[rest.place] = exact_add(row->arena, sums[rest.place], number);
    }
}

static void add_exactly(struct row *row, const struct lines *lines, size_t from, size_t to)
{
    struct exact sums[DAILY_SUMS_MOST];
    if (!row->arena) row->arena = arena_new();
    for (size_t i = 0; i < row->count; i++)
        sums[i] = exact_sub(row->arena, exact_from_int(row->arena, sum_of(lines, to, i)),
                            exact_from_int(row->arena, sum_of(lines, from, i)));
    add_rests(row, lines, from, to, sums);
    for (size_t i = 0; i < row->count; i++) {
        bool is_whole = sums[i].den == 0 && exact_int(sums[i], &row->whole[i]) == RC_OK;
        row->exact[i] = is_whole ? STR_NONE : exact_dump(row->arena, sums[i]);
    }
}

static void fill(struct sql_rows *rows, sqlite3_value **arguments)
{
    struct row  *row = (struct row *)rows;
    struct lines lines;
    str          first = sql_text(arguments[0]), last = sql_text(arguments[1]);
    if (!first.ptr || !last.ptr || !read_lines(arguments[2], &lines)) return;
    size_t from = lines_until(&lines, first, 0), to = lines_until(&lines, last, 1);
    if (from >= to) return;
    bool is_whole = lines.rests.len == 0;
    rows->count = 1;
    row->count = lines.numbers;
    for (size_t i = 0; i < row->count; i++) {
        row->exact[i] = STR_NONE;
        is_whole &= !__builtin_sub_overflow(sum_of(&lines, to, i), sum_of(&lines, from, i), &row->whole[i]);
    }
    if (!is_whole) add_exactly(row, &lines, from, to);
}

static void give(struct sql_rows *rows, sqlite3_context *result, int column)
{
    const struct row *row = (const struct row *)rows;
    if ((size_t)column >= row->count) return;
    if (row->exact[column].ptr)
        sql_give_text(result, row->exact[column]);
    else
        sqlite3_result_int64(result, row->whole[column]);
}

static void release(struct sql_rows *rows)
{
    arena_free(((struct row *)rows)->arena);
}

static const struct sql_rows_kind sums_within = {
    .name = "sums_within",
    .declaration = "CREATE TABLE sums_within(s1, s2, s3, s4, s5, s6, s7, s8, from_day HIDDEN, until_day HIDDEN, daily HIDDEN)",
    .columns = DAILY_SUMS_MOST,
    .arguments = ARGUMENTS,
    .needed = ARGUMENTS,
    .most = 1,
    .size = sizeof(struct row),
    .fill = fill,
    .give = give,
    .release = release,
};

enum rc sql_days_register(sqlite3 *handle)
{
    enum rc rc = sql_daily_register(handle);
    return rc == RC_OK ? sql_rows_add(handle, &sums_within, NULL) : rc;
}
