/* SPDX-License-Identifier: MIT */
/*
 * The BLOB: a head; a line a day in their order, the day and what the whole numbers add up to until then, so that two
 * lines answer for any days; and what else a day adds up to, fractions mostly: its line, its place and an exact text
 * with a NUL.
 */
#include "metric/sql_days.h"

#include "metric/sql.h"

#include "base/exact.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_LENGTH = 10, DAY_ROOM = 16, NUMBERS_MOST = 32 };

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
    if (count < 2 || count > NUMBERS_MOST + 1) {
        sqlite3_result_error(context, "daily_sums() takes a day and from 1 to 32 numbers", -1);
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
    int64_t       sums[NUMBERS_MOST] = {0};
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
    if (memcmp(head.mark, mark, sizeof mark) != 0 || head.numbers < 1 || head.numbers > NUMBERS_MOST) return false;
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

static void give_exact(sqlite3_context *context, const struct lines *lines, size_t from, size_t to, size_t place)
{
    struct arena *arena = arena_new();
    struct exact  number, sum = exact_sub(arena, exact_from_int(arena, sum_of(lines, to, place)),
                                          exact_from_int(arena, sum_of(lines, from, place)));
    struct rest   rest;
    int64_t       whole;
    str           rests = lines->rests, text;
    while (take_rest(&rests, &rest, &text)) {
        bool is_within = rest.line >= (int64_t)from && rest.line < (int64_t)to && rest.place == (int64_t)place;
        if (is_within && exact_parse(arena, text, &number) == RC_OK) sum = exact_add(arena, sum, number);
    }
    if (sum.den == 0 && exact_int(sum, &whole) == RC_OK)
        sqlite3_result_int64(context, whole);
    else
        sql_give_text(context, exact_dump(arena, sum));
    arena_free(arena);
}

static void sum_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct lines lines;
    str          first = sql_text(args[1]), last = sql_text(args[2]);
    size_t       from = 0, to = 0, place = (size_t)sqlite3_value_int64(args[3]) - 1;
    int64_t      sum = 0;
    if (first.ptr && last.ptr && read_lines(args[0], &lines) && place < lines.numbers) {
        from = lines_until(&lines, first, 0);
        to = lines_until(&lines, last, 1);
    }
    bool is_beyond = from < to && __builtin_sub_overflow(sum_of(&lines, to, place), sum_of(&lines, from, place), &sum);
    if (from < to && (is_beyond || lines.rests.len))
        give_exact(context, &lines, from, to, place);
    else
        sqlite3_result_int64(context, sum);
}

enum rc sql_days_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "daily_sums", -1, flags, NULL, NULL, sums_step, sums_end, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "sum_within", 4, flags, NULL, sum_within, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
