/* SPDX-License-Identifier: MIT */
#include "metric/sql_places.h"

#include "base/mem.h"
#include "base/sum.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_MOST = 100 };

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
        sqlite3_result_error(context, "places are 1 to 100", -1);
        return;
    }
    size_t columns = (size_t)count - 1, first = 1 + ((size_t)place - 1) * columns;
    make_room(places, first + columns);
    places->at[0] = (int64_t)columns;
    for (size_t i = 0; i < columns; i++)
        sum_add(&places->at[first + i], sqlite3_value_int64(args[1 + i]));
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

enum rc sql_places_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "sums_by", -1, flags, NULL, NULL, by_step, give_places, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "sums_of", 1, flags, NULL, NULL, of_step, give_places, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "sum_at", 3, flags, NULL, sum_at, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
