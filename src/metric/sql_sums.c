/* SPDX-License-Identifier: MIT */
#include "metric/sql_sums.h"

#include "base/map.h"
#include "base/sum.h"
#include "source/sql_text.h"

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
        sum_add(&sums[i], sqlite3_value_int64(args[2 * i + 1]));
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

enum rc sql_sums_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = SQLITE_OK;
    for (int pairs = 1; rc == SQLITE_OK && pairs <= REACH_MOST; pairs++)
        rc = sqlite3_create_function_v2(handle, "count_reaching", 1 + 2 * pairs, flags, NULL, NULL, reach_step, reach_end, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
