/* SPDX-License-Identifier: MIT */
#include "source/sql_daily.h"

#include "base/vec.h"
#include "source/sql_text.h"

#include <stdlib.h>
#include <string.h>

/* What the rows of a day add up to. */
struct amount {
    int64_t      whole;
    struct exact rest; /* of what is not whole, or would not fit */
};

struct day {
    char           day[DAILY_DAY_LENGTH];
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
    int    order = count ? memcmp(days->at.at[count - 1].day, text, DAILY_DAY_LENGTH) : -1;
    if (order == 0) return days->at.at[count - 1].amounts;
    days->is_unsorted |= order > 0;
    struct day *day = VEC_PUSH(days->arena, days->at);
    memcpy(day->day, text, DAILY_DAY_LENGTH);
    return day->amounts = ARENA_ARRAY(days->arena, struct amount, days->numbers);
}

static void sums_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct days *days = sqlite3_aggregate_context(context, sizeof *days);
    if (count < 2 || count > DAILY_SUMS_MOST + 1) {
        sqlite3_result_error(context, "daily_sums() takes a day and from 1 to 8 numbers", -1);
        return;
    }
    str day = sql_text(args[0]);
    if (!days || day.len < DAILY_DAY_LENGTH) return;
    if (!days->arena) days->arena = arena_new();
    days->numbers = (size_t)count - 1;
    struct amount *amounts = amounts_of(days, day.ptr);
    for (size_t i = 0; i < days->numbers; i++) {
        if (!add_value(days->arena, &amounts[i], args[i + 1])) sqlite3_result_error(context, "not an exact number", -1);
    }
}

static int by_day(const void *a, const void *b)
{
    return memcmp(((const struct day *)a)->day, ((const struct day *)b)->day, DAILY_DAY_LENGTH);
}

/* `sums` are those of the days before, and then with its own. */
static void write_line(struct days *days, size_t index, int64_t *sums, char *out, struct strbuf *rests)
{
    const struct day *day = &days->at.at[index];
    memset(out, 0, DAILY_DAY_ROOM);
    memcpy(out, day->day, DAILY_DAY_LENGTH);
    for (size_t i = 0; i < days->numbers; i++) {
        struct amount up_to = {sums[i], day->amounts[i].rest};
        add_whole(days->arena, &up_to, day->amounts[i].whole);
        sums[i] = up_to.whole;
        if (exact_sign(up_to.rest) == 0) continue;
        struct daily_rest rest = {(int64_t)index, (int64_t)i};
        strbuf_add(rests, (str){(const char *)&rest, sizeof rest});
        strbuf_add(rests, exact_dump(days->arena, up_to.rest));
        strbuf_addc(rests, '\0');
    }
    memcpy(out + DAILY_DAY_ROOM, sums, days->numbers * sizeof *sums);
}

static void give_sums(sqlite3_context *context, struct days *days)
{
    struct daily_head   head = {.days = (int64_t)days->at.count, .numbers = (int64_t)days->numbers};
    struct strbuf rests = {0};
    int64_t       sums[DAILY_SUMS_MOST] = {0};
    size_t        line = daily_line_size(days->numbers), size = sizeof head + days->at.count * line;
    char         *bytes = arena_alloc(days->arena, size, 1);
    memcpy(head.mark, DAILY_MARK, sizeof head.mark);
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

enum rc sql_exact(struct arena *arena, sqlite3_value *value, struct exact *out)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: *out = exact_from_int(arena, sqlite3_value_int64(value)); return RC_OK;
    case SQLITE_TEXT: return exact_parse(arena, sql_text(value), out);
    default: return RC_INVALID;
    }
}

static void at_least(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct arena *scratch = arena_new();
    struct exact  number, bound;
    bool are_numbers = sql_exact(scratch, args[0], &number) == RC_OK && sql_exact(scratch, args[1], &bound) == RC_OK;
    if (are_numbers) sqlite3_result_int(context, exact_compare(number, bound) >= 0);
    arena_free(scratch);
}

enum rc sql_daily_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int rc = sqlite3_create_function_v2(handle, "daily_sums", -1, flags, NULL, NULL, sums_step, sums_end, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "exact_at_least", 2, flags, NULL, at_least, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
