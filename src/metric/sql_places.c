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

/* As the BLOB has them: how many columns there are, then the sums of place 1, of place 2…, one a column. */
struct places {
    int64_t *at; /* NULL until the first row */
    size_t   count;
};

static void make_room(struct places *places, size_t count)
{
    if (count <= places->count) return;
    places->at = mem_resize(places->at, count, sizeof *places->at);
    memset(places->at + places->count, 0, (count - places->count) * sizeof *places->at);
    places->count = count;
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
    size_t columns = (size_t)count - 1, first = 1 + ((size_t)place - 1) * columns;
    make_room(places, first + columns);
    places->at[0] = (int64_t)columns;
    for (size_t i = 0; i < columns; i++)
        sum_add(&places->at[first + i], sqlite3_value_int64(args[1 + i]));
}

/* « 2 3 1 »: a place and its numbers. */
static void add_day(struct places *places, str numbers)
{
    int64_t place = history_take_number(&numbers);
    if (place < 1 || place > PLACES_MOST) return;
    size_t first = 1 + ((size_t)place - 1) * DAY_NUMBERS;
    make_room(places, first + DAY_NUMBERS);
    places->at[0] = DAY_NUMBERS;
    for (size_t i = 0; i < DAY_NUMBERS; i++)
        sum_add(&places->at[first + i], history_take_number(&numbers));
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

static int64_t number_at(const unsigned char *bytes, size_t at)
{
    int64_t number;
    memcpy(&number, bytes + at * sizeof number, sizeof number);
    return number;
}

static void of_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct places *places = sqlite3_aggregate_context(context, sizeof *places);
    if (!places || sqlite3_value_type(args[0]) != SQLITE_BLOB) return;
    const unsigned char *bytes = sqlite3_value_blob(args[0]);
    size_t               numbers = (size_t)sqlite3_value_bytes(args[0]) / sizeof(int64_t);
    make_room(places, numbers);
    if (numbers) places->at[0] = number_at(bytes, 0);
    for (size_t i = 1; i < numbers; i++)
        sum_add(&places->at[i], number_at(bytes, i));
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
    int64_t              numbers = sqlite3_value_bytes(args[0]) / (int64_t)sizeof(int64_t);
    int64_t              columns = numbers ? number_at(bytes, 0) : 0;
    int64_t              place = sqlite3_value_int64(args[1]), column = sqlite3_value_int64(args[2]);
    bool    is_there = columns < numbers && place >= 1 && place <= PLACES_MOST && column >= 1 && column <= columns;
    int64_t at = is_there ? (place - 1) * columns + column : numbers;
    sqlite3_result_int64(context, at < numbers ? number_at(bytes, (size_t)at) : 0);
}

/* Fractions are compared by multiplication. */
static void least_part(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const unsigned char *bytes = sqlite3_value_blob(args[0]);
    int64_t              numbers = sqlite3_value_bytes(args[0]) / (int64_t)sizeof(int64_t);
    int64_t              columns = numbers ? number_at(bytes, 0) : 0;
    int64_t              x = sqlite3_value_int64(args[1]), y = sqlite3_value_int64(args[2]);
    int64_t              least = 0, least_whole = 0, least_part = 0;
    if (x < 1 || x > columns || y < 1 || y > columns) return;
    for (int64_t at = 0; at + columns < numbers; at += columns) {
        int64_t whole = number_at(bytes, (size_t)(at + x)), part = number_at(bytes, (size_t)(at + y));
        if (whole <= 0 || (least && (__int128)part * least_whole >= (__int128)least_part * whole)) continue;
        least = at / columns + 1;
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
