/* SPDX-License-Identifier: MIT */
#include "metric/sql_sums.h"

#include "metric/sql.h"
#include "source/store.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void sql_add_to(int64_t *sum, int64_t amount)
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
        sql_add_to(&sums[i], sqlite3_value_int64(args[2 * i + 1]));
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
        sql_add_to(&weighed->whole, product);
        return;
    }
    if (!number->is_known) return;
    if (!weighed->arena) weighed->arena = arena_new();
    struct exact part = exact_mul(weighed->arena, exact_from_int(weighed->arena, amount), number->number);
    weighed->rest = exact_add(weighed->arena, weighed->rest, part);
}

/* A history of the store from its end on, where the months asked for mostly are: parts that each begin with a month. */
struct parts {
    str left, first, last; /* the months wanted */
};

enum { MONTH_LENGTH = 10 };

static struct parts parts_of(sqlite3_value **args)
{
    struct parts parts = {sql_text(args[0]), sql_text(args[1]), sql_text(args[2])};
    if (parts.first.len != MONTH_LENGTH || parts.last.len != MONTH_LENGTH) parts.left = STR_NONE;
    return parts;
}

/* The next part whose month is wanted, without its month; false when there is none. */
static bool next_part(struct parts *parts, str *rest)
{
    while (parts->left.len) {
        const char *separator = memrchr(parts->left.ptr, STORE_SEPARATOR, parts->left.len);
        const char *part = separator ? separator + 1 : parts->left.ptr, *end = parts->left.ptr + parts->left.len;
        parts->left.len = separator ? (size_t)(separator - parts->left.ptr) : 0;
        if (end - part <= MONTH_LENGTH || memcmp(part, parts->last.ptr, MONTH_LENGTH) > 0) continue;
        if (memcmp(part, parts->first.ptr, MONTH_LENGTH) < 0) return false; /* as are all before it */
        *rest = (str){part + MONTH_LENGTH + 1, (size_t)(end - part) - MONTH_LENGTH - 1};
        return true;
    }
    return false;
}

/* "12 login": the number; what follows it is left. */
static int64_t take_number(str *text)
{
    int64_t number = 0;
    bool    is_negative = text->len && text->ptr[0] == '-';
    size_t  at = is_negative;
    for (; at < text->len && text->ptr[at] >= '0' && text->ptr[at] <= '9'; at++)
        number = number * 10 + (is_negative ? '0' - text->ptr[at] : text->ptr[at] - '0');
    *text = str_slice(*text, at + 1 < text->len ? at + 1 : text->len, text->len);
    return number;
}

static void skip_field(str *text)
{
    size_t end = str_find(*text, ' ');
    *text = str_slice(*text, end < text->len ? end + 1 : end, text->len);
}

static void number_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct parts parts = parts_of(args);
    int          place = sqlite3_value_int(args[3]);
    int64_t      sum = 0;
    for (str rest; next_part(&parts, &rest);) {
        for (int i = 1; i < place; i++) skip_field(&rest);
        sql_add_to(&sum, take_number(&rest));
    }
    sqlite3_result_int64(context, sum);
}

/* Those seen in an earlier one of these months have been counted there. */
static void users_within(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct parts parts = parts_of(args);
    int64_t      sum = 0;
    for (str rest; next_part(&parts, &rest);) {
        bool is_first = str_compare(str_slice(rest, 0, str_find(rest, ' ')), parts.first) < 0;
        skip_field(&rest);
        if (is_first) sql_add_to(&sum, take_number(&rest));
    }
    sqlite3_result_int64(context, sum);
}

static void give_weighed(sqlite3_context *context, struct weighed *weighed)
{
    if (!weighed->arena) {
        sqlite3_result_int64(context, weighed->whole);
        return;
    }
    struct exact sum = exact_add(weighed->arena, weighed->rest, exact_from_int(weighed->arena, weighed->whole));
    sql_give_text(context, exact_dump(weighed->arena, sum));
    arena_free(weighed->arena);
}

static void sum_by_setting(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct parts   parts = parts_of(args + 1);
    str            prefix = sql_text(args[0]);
    struct weighed weighed = {0};
    for (str rest; next_part(&parts, &rest);) {
        int64_t amount = take_number(&rest);
        weigh(&weighed, number_below(sqlite3_user_data(context), prefix, rest), amount);
    }
    give_weighed(context, &weighed);
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
    int rc = sqlite3_create_function_v2(handle, "sum_by_setting", 4, flags, below, sum_by_setting, NULL, NULL, below_free);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "number_within", 4, flags, NULL, number_within, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "users_within", 3, flags, NULL, users_within, NULL, NULL, NULL);
    for (int pairs = 1; rc == SQLITE_OK && pairs <= REACH_MOST; pairs++)
        rc = sqlite3_create_function_v2(handle, "count_reaching", 1 + 2 * pairs, flags, NULL, NULL, reach_step, reach_end, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
