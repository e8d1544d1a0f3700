/* SPDX-License-Identifier: MIT */
#include "metric/sql_sums.h"

#include "base/map.h"
#include "base/sum.h"
#include "source/sql_text.h"

/* The sums of one group of rows. */
struct reach {
    struct arena *arena; /* NULL until the first row with a key */
    struct map    sums;  /* key to int64_t * */
    int64_t       bound;
    bool          has_bound;
};

static int64_t *sum_of(struct reach *reach, str key)
{
    int64_t *sum = map_lookup(&reach->sums, key);
    if (sum) return sum;
    sum = ARENA_NEW(reach->arena, int64_t);
    map_set(reach->arena, &reach->sums, arena_str(reach->arena, key), sum);
    return sum;
}

static void reach_step(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct reach *reach = sqlite3_aggregate_context(context, sizeof *reach);
    if (!reach || sqlite3_value_type(args[0]) == SQLITE_NULL) return;
    if (!reach->arena) reach->arena = arena_new();
    sum_add(sum_of(reach, sql_text(args[0])), sqlite3_value_int64(args[1]));
    reach->has_bound = sqlite3_value_type(args[2]) == SQLITE_INTEGER;
    reach->bound = sqlite3_value_int64(args[2]);
}

static void reach_end(sqlite3_context *context)
{
    struct reach *reach = sqlite3_aggregate_context(context, 0);
    sqlite3_int64 reached = 0;
    for (size_t i = 0; reach && reach->has_bound && i < reach->sums.count; i++)
        reached += *(const int64_t *)reach->sums.entries[i].value >= reach->bound;
    if (reach) arena_free(reach->arena);
    sqlite3_result_int64(context, reached);
}

enum rc sql_sums_register(sqlite3 *handle)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "count_reaching", 3, flags, NULL, NULL, reach_step, reach_end, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
