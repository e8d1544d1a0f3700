/* SPDX-License-Identifier: MIT */
#include "metric/sql_sums.h"

#include "metric/sql.h"
#include "source/store.h"

#include "base/mem.h"

#include <stdlib.h>

/* Like the sums of the import, one beyond 64 bits stays at the limit. */
static void add_to(int64_t *sum, int64_t amount)
{
    if (__builtin_add_overflow(*sum, amount, sum)) *sum = amount > 0 ? INT64_MAX : INT64_MIN;
}

enum { REACH_MOST = 2 }; /* pairs of an amount and its bound */

/* The sums of one group of rows. */
struct reach {
    struct arena *arena; /* NULL until the first row with a key */
    struct map    sums;  /* key to int64_t[REACH_MOST] */
    int64_t       bounds[REACH_MOST];
    bool          has_bounds;
};

static int64_t *sums_of(struct reach *reach, str key)
{
    int64_t *sums = map_lookup(&reach->sums, key);
    if (sums) return sums;
    sums = ARENA_ARRAY(reach->arena, int64_t, REACH_MOST);
    map_set(reach->arena, &reach->sums, arena_str(reach->arena, key), sums);
    return sums;
}

static void reach_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct reach *reach = sqlite3_aggregate_context(context, sizeof *reach);
    if (!reach || sqlite3_value_type(args[0]) == SQLITE_NULL) return;
    if (!reach->arena) reach->arena = arena_new();
    int64_t *sums = sums_of(reach, sql_text(args[0]));
    reach->has_bounds = true;
    for (int i = 0; 2 * i + 2 < count; i++) {
        add_to(&sums[i], sqlite3_value_int64(args[2 * i + 1]));
        reach->has_bounds &= sqlite3_value_type(args[2 * i + 2]) == SQLITE_INTEGER;
        reach->bounds[i] = sqlite3_value_int64(args[2 * i + 2]);
    }
}

static void reach_end(sqlite3_context *context)
{
    struct reach *reach = sqlite3_aggregate_context(context, 0);
    sqlite3_int64 reached = 0;
    for (size_t i = 0; reach && reach->has_bounds && i < reach->sums.count; i++) {
        const int64_t *sums = reach->sums.entries[i].value;
        bool           is_reached = true;
        for (int j = 0; j < REACH_MOST; j++) is_reached &= sums[j] >= reach->bounds[j];
        reached += is_reached;
    }
    if (reach) arena_free(reach->arena);
    sqlite3_result_int64(context, reached);
}

/* The settings below the prefix asked for last, by the rest of their key: queries ask for one prefix, row after row. */
struct below {
    const struct catalogue *catalogue;
    struct arena           *arena;
    str                     prefix;
    struct map              numbers; /* name to const struct below_number * */
};

struct below_number {
    bool         is_known, is_whole;
    int64_t      whole;
    struct exact number;
};

static const struct below_number *number_below(struct below *below, str prefix, str name)
{
    if (!str_equal(prefix, below->prefix)) {
        below->prefix = arena_str(below->arena, prefix);
        below->numbers = (struct map){0};
    }
    struct below_number *number = map_lookup(&below->numbers, name);
    if (number) return number;
    str                   key = arena_printf(below->arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(name));
    const struct setting *setting = settings_lookup(&below->catalogue->settings, key);
    number = ARENA_NEW(below->arena, struct below_number);
    number->is_known = setting && setting->has_number;
    if (number->is_known) number->number = setting->number;
    number->is_whole = number->is_known && number->number.den == 0 && exact_int(number->number, &number->whole) == RC_OK;
    map_set(below->arena, &below->numbers, str_slice(key, prefix.len, key.len), number);
    return number;
}

struct weighed {
    struct arena *arena; /* NULL until a setting is no whole number */
    int64_t       whole;
    struct exact  rest;
};

static void weigh(struct weighed *weighed, const struct below_number *number, int64_t amount)
{
    int64_t product;
    if (number->is_whole && !__builtin_mul_overflow(amount, number->whole, &product)) {
        add_to(&weighed->whole, product);
        return;
    }
    if (!number->is_known) return;
    if (!weighed->arena) weighed->arena = arena_new();
    struct exact part = exact_mul(weighed->arena, exact_from_int(weighed->arena, amount), number->number);
    weighed->rest = exact_add(weighed->arena, weighed->rest, part);
}

/* "12 login": the amount; the name is what follows. */
static int64_t take_amount(str *pair)
{
    int64_t amount = 0;
    bool    is_negative = pair->len && pair->ptr[0] == '-';
    size_t  at = is_negative;
    for (; at < pair->len && pair->ptr[at] >= '0' && pair->ptr[at] <= '9'; at++)
        amount = amount * 10 + (is_negative ? '0' - pair->ptr[at] : pair->ptr[at] - '0');
    *pair = str_slice(*pair, at + 1 < pair->len ? at + 1 : pair->len, pair->len);
    return amount;
}

static void weigh_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct weighed *weighed = sqlite3_aggregate_context(context, sizeof *weighed);
    str             prefix = sql_text(args[0]), left = sql_text(args[1]);
    while (weighed && left.len) {
        size_t  end = str_find(left, STORE_SEPARATOR);
        str     pair = str_slice(left, 0, end);
        int64_t amount = take_amount(&pair);
        weigh(weighed, number_below(sqlite3_user_data(context), prefix, pair), amount);
        left = str_slice(left, end < left.len ? end + 1 : end, left.len);
    }
}

static void weigh_end(sqlite3_context *context)
{
    struct weighed *weighed = sqlite3_aggregate_context(context, 0);
    if (!weighed || !weighed->arena) {
        sqlite3_result_int64(context, weighed ? weighed->whole : 0);
        return;
    }
    struct exact sum = exact_add(weighed->arena, weighed->rest, exact_from_int(weighed->arena, weighed->whole));
    sql_give_text(context, exact_dump(weighed->arena, sum));
    arena_free(weighed->arena);
}

static void below_free(void *data)
{
    struct below *below = data;
    arena_free(below->arena);
    free(below);
}

enum rc sql_sums_register(sqlite3 *handle, const struct catalogue *catalogue)
{
    const int     flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    struct below *below = mem_new(1, sizeof *below);
    *below = (struct below){.catalogue = catalogue, .arena = arena_new()};
    int rc = sqlite3_create_function_v2(handle, "sum_by_setting", 2, flags, below, NULL, weigh_step, weigh_end, below_free);
    for (int pairs = 1; rc == SQLITE_OK && pairs <= REACH_MOST; pairs++)
        rc = sqlite3_create_function_v2(handle, "count_reaching", 1 + 2 * pairs, flags, NULL, NULL, reach_step, reach_end, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
