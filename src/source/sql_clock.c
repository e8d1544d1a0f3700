/* SPDX-License-Identifier: MIT */
#include "source/sql_clock.h"

#include "base/date.h"
#include "base/mem.h"
#include "source/sql_text.h"
#include "source/zone.h"

#include <stdlib.h>

#define MONTHS_MAX 120000 /* more than all the years of the calendar */

struct clock {
    struct arena      *arena;
    const struct zone *zone; /* NULL until a time has been asked for */
};

static void clock_free(void *context)
{
    struct clock *clock = context;
    arena_free(clock->arena);
    free(clock);
}

static const struct zone *zone_of(struct clock *clock, sqlite3 *handle)
{
    sqlite3_stmt *select = NULL;
    bool is_read = sqlite3_prepare_v2(handle, "SELECT value FROM import_info WHERE key = 'time_zone'", -1, &select,
                                      NULL) == SQLITE_OK &&
                   sqlite3_step(select) == SQLITE_ROW;
    str name = is_read ? sql_copy_column(clock->arena, select, 0) : STR("UTC");
    sqlite3_finalize(select);
    if (zone_new(clock->arena, name, &clock->zone) != RC_OK &&
        zone_new(clock->arena, STR("UTC"), &clock->zone) != RC_OK)
        return NULL;
    return clock->zone;
}

/* Two digits at `at`, or -1. */
static int pair_at(str text, size_t at)
{
    if (at + 2 > text.len) return -1;
    char tens = text.ptr[at], ones = text.ptr[at + 1];
    bool are_digits = tens >= '0' && tens <= '9' && ones >= '0' && ones <= '9';
    return are_digits ? (tens - '0') * 10 + ones - '0' : -1;
}

/* "2026-10-31 14:05:00" as the store keeps it, in seconds of the wall clock since 1970. */
static bool wall_clock(sqlite3_value *value, int64_t *seconds)
{
    str  text = sql_text(value);
    date day;
    if (date_parse(str_slice(text, 0, text.len < 10 ? text.len : 10), &day) != RC_OK) return false;
    int hour = pair_at(text, 11), minute = pair_at(text, 14), second = pair_at(text, 17);
    if (hour < 0 || minute < 0 || second < 0) return false;
    *seconds = (int64_t)day * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

static void elapsed(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    struct clock *clock = sqlite3_user_data(context);
    int64_t       from, to;
    if (!wall_clock(args[0], &from) || !wall_clock(args[1], &to)) return;
    const struct zone *zone = clock->zone ? clock->zone : zone_of(clock, sqlite3_context_db_handle(context));
    if (zone) sqlite3_result_int64(context, zone_instant(zone, to) - zone_instant(zone, from));
}

static void months_after(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    sqlite3_int64 months = sqlite3_value_int64(args[1]);
    bool is_sane = sqlite3_value_type(args[1]) == SQLITE_INTEGER && months > -MONTHS_MAX && months < MONTHS_MAX;
    date day;
    if (!is_sane || date_parse(sql_text(args[0]), &day) != RC_OK) return;
    day = date_add_months(day, (int)months);
    if (day == DATE_NONE) return;
    char iso[11];
    date_iso(day, iso);
    sqlite3_result_text(context, iso, -1, SQLITE_TRANSIENT);
}

enum rc sql_clock_register(sqlite3 *handle)
{
    struct clock *clock = mem_new(1, sizeof *clock);
    clock->arena = arena_new();
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    int       rc = sqlite3_create_function_v2(handle, "elapsed", 2, flags, clock, elapsed, NULL, NULL, clock_free);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "months_after", 2, flags, NULL, months_after, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
