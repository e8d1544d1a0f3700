/* SPDX-License-Identifier: MIT */
#include "metric/sql_order.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MOST = 100 };

/* The numbers of one group of rows. */
struct numbers {
    struct arena *arena; /* NULL until the first number */
    VEC(int64_t) list;
    int64_t parts; /* 1 to PARTS_MOST, 0 where it was none of them */
};

static void limits_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct numbers *numbers = sqlite3_aggregate_context(context, sizeof *numbers);
    if (!numbers || sqlite3_value_type(args[0]) != SQLITE_INTEGER) return;
    if (!numbers->arena) numbers->arena = arena_new();
    *VEC_PUSH(numbers->arena, numbers->list) = sqlite3_value_int64(args[0]);
    int64_t parts = sqlite3_value_int64(args[1]);
    if (parts >= 1 && parts <= PARTS_MOST)
        numbers->parts = parts;
    else
        sqlite3_result_error(context, "1 to 100 parts are wanted", -1); /* limits_end() is called all the same */
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Writes the limits over the list, from its start: of each number and its equals the limits they are the first to
 * reach. */
static void limits_end(sqlite3_context *context)
{
    struct numbers *numbers = sqlite3_aggregate_context(context, 0);
    if (!numbers || !numbers->arena) return;
    int64_t *at = numbers->list.at;
    size_t   count = numbers->list.count, reached = 0;
    int64_t  limits[PARTS_MOST];
    qsort(at, count, sizeof *at, compare_numbers);
    for (size_t first = 0, next = 0; first < count; first = next) {
        while (next < count && at[next] == at[first])
            next++;
        __int128 twice = (__int128)first + (__int128)next - 1; /* the smaller ones and half of the other equals */
        while (reached + 1 < (size_t)numbers->parts &&
               numbers->parts * twice >= 2 * (__int128)count * (__int128)(reached + 1))
            limits[reached++] = at[first];
    }
    sqlite3_result_blob64(context, limits, reached * sizeof *limits, SQLITE_TRANSIENT);
    arena_free(numbers->arena);
}

static void reached(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    if (sqlite3_value_type(args[0]) != SQLITE_BLOB || sqlite3_value_type(args[1]) != SQLITE_INTEGER) return;
    const unsigned char *limits = sqlite3_value_blob(args[0]);
    int64_t              number = sqlite3_value_int64(args[1]), limit;
    size_t               bytes = (size_t)sqlite3_value_bytes(args[0]), at = 0;
    for (; at + sizeof limit <= bytes; at += sizeof limit) {
        memcpy(&limit, limits + at, sizeof limit);
        if (limit > number) break;
    }
    sqlite3_result_int64(context, (sqlite3_int64)(at / sizeof limit));
}

enum { FIRST_PART = 2 }; /* the argument; before it stand the whole and which share is wanted */

/* What a part has of the whole, times the sum of all parts. */
static __int128 product_of(sqlite3_value **args, int at)
{
    return (__int128)sqlite3_value_int64(args[at]) * sqlite3_value_int64(args[0]);
}

/* What rounding down leaves of the whole goes to the largest remainders, one each. */
static void share_of(sqlite3_context *context, int count, sqlite3_value **args)
{
    int      wanted = count > FIRST_PART ? sqlite3_value_int(args[1]) - 1 + FIRST_PART : 0, larger = 0;
    int64_t  left = count > FIRST_PART ? sqlite3_value_int64(args[0]) : 0;
    __int128 sum = 0;
    for (int i = FIRST_PART; i < count; i++) {
        if (sqlite3_value_int64(args[i]) < 0) return;
        sum += sqlite3_value_int64(args[i]);
    }
    if (sum == 0 || left < 0 || wanted < FIRST_PART || wanted >= count) return;
    __int128 remainder = product_of(args, wanted) % sum;
    for (int i = FIRST_PART; i < count; i++) {
        __int128 product = product_of(args, i);
        left -= (int64_t)(product / sum);
        larger += product % sum > remainder || (product % sum == remainder && i < wanted);
    }
    sqlite3_result_int64(context, (sqlite3_int64)(product_of(args, wanted) / sum) + (larger < left));
}

enum rc sql_order_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "limits_of", 2, flags, NULL, NULL, limits_step, limits_end, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "reached", 2, flags, NULL, reached, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "share_of", -1, flags, NULL, share_of, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
