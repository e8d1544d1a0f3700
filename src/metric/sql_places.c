/* SPDX-License-Identifier: MIT */
#include "metric/sql_places.h"

#include "metric/sql_history.h"

#include "base/mem.h"
#include "base/sum.h"
#include "source/sql_text.h"
#include "source/store.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_MOST = 10000, DAY_NUMBERS = 2 };

/*
 * As the BLOB has them: how many columns there are, then the places that have sums, in their order: each its number and its
 * sums, one a column. Most have a few of many, and tables keep them by account.
 */
struct places {
    int64_t *at; /* NULL until the first row */
    size_t   count, room;
};

static int64_t number_at(const unsigned char *bytes, size_t at)
{
    int64_t number;
    memcpy(&number, bytes + at * sizeof number, sizeof number);
    return number;
}

/* 0 of what is no such BLOB. */
static size_t columns_of(const unsigned char *bytes, size_t numbers)
{
    int64_t columns = numbers ? number_at(bytes, 0) : 0;
    return columns > 0 && (uint64_t)columns < numbers ? (size_t)columns : 0;
}

/* Where a place's own number stands or, if it has no sums, those of the next one, or the end. */
static size_t find(const unsigned char *bytes, size_t numbers, size_t columns, int64_t place)
{
    size_t low = 0, high = (numbers - 1) / (1 + columns);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (number_at(bytes, 1 + middle * (1 + columns)) < place)
            low = middle + 1;
        else
            high = middle;
    }
    return 1 + low * (1 + columns);
}

/* The sums of a place, made if need be. All places have as many columns as the first. */
static int64_t *sums_at(struct places *places, int64_t place, size_t columns)
{
    if (!places->at) {
        places->room = 1 + 4 * (1 + columns);
        places->at = mem_new(places->room, sizeof *places->at);
        places->at[0] = (int64_t)columns;
        places->count = 1;
    }
    size_t length = 1 + (size_t)places->at[0], at = find((const unsigned char *)places->at, places->count, length - 1, place);
    if (at == places->count || places->at[at] != place) {
        if (places->count + length > places->room) {
            places->room = 2 * places->count + length;
            places->at = mem_resize(places->at, places->room, sizeof *places->at);
        }
        memmove(places->at + at + length, places->at + at, (places->count - at) * sizeof *places->at);
        memset(places->at + at, 0, length * sizeof *places->at);
        places->at[at] = place;
        places->count += length;
    }
    return places->at + at + 1;
}

static void by_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    struct places *places = sqlite3_aggregate_context(context, sizeof *places);
    int64_t        place = count ? sqlite3_value_int64(args[0]) : 0;
    if (!places || place < 1) return;
    if (place > PLACES_MOST) {
        sqlite3_result_error(context, "places are 1 to 10 000", -1);
        return;
    }
    int64_t *sums = sums_at(places, place, (size_t)count - 1);
    for (int i = 1; i < count; i++) sum_add(&sums[i - 1], sqlite3_value_int64(args[i]));
}

/* « 2 3 1 »: a place and its numbers. */
static void add_day(struct places *places, str numbers)
{
    int64_t place = history_take_number(&numbers);
    if (place < 1 || place > PLACES_MOST) return;
    int64_t *sums = sums_at(places, place, DAY_NUMBERS);
    for (size_t i = 0; i < DAY_NUMBERS; i++) sum_add(&sums[i], history_take_number(&numbers));
}

static void sums_until(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct places places = {0};
    str           days = sql_text(args[0]), last = sql_text(args[1]);
    while (days.len) {
        str numbers = str_cut(days, STORE_SEPARATOR, &days), day = str_cut(numbers, ' ', &numbers);
        if (str_compare(day, last) > 0) break;
        add_day(&places, numbers);
    }
    if (places.at) sqlite3_result_blob64(context, places.at, places.count * sizeof *places.at, free);
}

static void of_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct places *places = sqlite3_aggregate_context(context, sizeof *places);
    if (!places || sqlite3_value_type(args[0]) != SQLITE_BLOB) return;
    const unsigned char *bytes = sqlite3_value_blob(args[0]);
    size_t               numbers = (size_t)sqlite3_value_bytes(args[0]) / sizeof(int64_t);
    size_t               columns = columns_of(bytes, numbers);
    for (size_t at = 1; columns && at + columns < numbers; at += 1 + columns) {
        int64_t place = number_at(bytes, at);
        if (place < 1 || place > PLACES_MOST) continue;
        int64_t *sums = sums_at(places, place, columns);
        for (size_t i = 0; i < columns && (int64_t)i < places->at[0]; i++) sum_add(&sums[i], number_at(bytes, at + 1 + i));
    }
}

static void give_places(sqlite3_context *context)
{
    struct places *places = sqlite3_aggregate_context(context, 0);
    if (!places || !places->at) return;
    sqlite3_result_blob64(context, places->at, places->count * sizeof *places->at, SQLITE_TRANSIENT);
    free(places->at);
}

static void sum_at(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const unsigned char *bytes = sqlite3_value_blob(args[0]);
    size_t               numbers = (size_t)sqlite3_value_bytes(args[0]) / sizeof(int64_t);
    size_t               columns = columns_of(bytes, numbers);
    int64_t              place = sqlite3_value_int64(args[1]), column = sqlite3_value_int64(args[2]), sum = 0;
    if (column >= 1 && (uint64_t)column <= columns) {
        size_t at = find(bytes, numbers, columns, place);
        if (at + columns < numbers && number_at(bytes, at) == place) sum = number_at(bytes, at + (size_t)column);
    }
    sqlite3_result_int64(context, sum);
}

/* Fractions are compared by multiplication. */
static void least_part(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const unsigned char *bytes = sqlite3_value_blob(args[0]);
    int64_t              numbers = sqlite3_value_bytes(args[0]) / (int64_t)sizeof(int64_t);
    int64_t              columns = (int64_t)columns_of(bytes, (size_t)numbers);
    int64_t              x = sqlite3_value_int64(args[1]), y = sqlite3_value_int64(args[2]);
    int64_t              least = 0, least_whole = 0, least_part = 0;
    if (x < 1 || x > columns || y < 1 || y > columns) return;
    for (int64_t at = 1; at + columns < numbers; at += 1 + columns) {
        int64_t whole = number_at(bytes, (size_t)(at + x)), part = number_at(bytes, (size_t)(at + y));
        if (whole <= 0 || (least && (__int128)part * least_whole >= (__int128)least_part * whole)) continue;
        least = number_at(bytes, (size_t)at);
        least_whole = whole;
        least_part = part;
    }
    if (least) sqlite3_result_int64(context, least);
}

enum rc sql_places_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "sums_by", -1, flags, NULL, NULL, by_step, give_places, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "sums_of", 1, flags, NULL, NULL, of_step, give_places, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "sum_at", 3, flags, NULL, sum_at, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "sums_until", 2, flags, NULL, sums_until, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "least_part", 3, flags, NULL, least_part, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
