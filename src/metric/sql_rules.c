/* SPDX-License-Identifier: MIT */
#include "metric/sql_rules.h"

#include "metric/routing.h"
#include "metric/sql.h"
#include "source/zone.h"

#include "base/mem.h"
#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>

/* The zone last asked for: a run has one, and to ask for its clock takes a while. */
struct known_zone {
    struct arena      *arena;
    str                name;
    const struct zone *zone; /* NULL: nobody knows it */
};

static void route(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct catalogue *catalogue = sqlite3_user_data(context);
    struct arena           *scratch = arena_new();
    sql_give_text(context, routing_find(catalogue->routing, scratch, sql_text(args[0])));
    arena_free(scratch);
}

static const struct zone *zone_of(struct known_zone *known, str name)
{
    if (known->name.ptr && str_equal(known->name, name)) return known->zone;
    known->zone = NULL;
    known->name = arena_str(known->arena, name);
    if (zone_new(known->arena, name, &known->zone) != RC_OK) known->zone = NULL;
    return known->zone;
}

/* Seconds of the clock since 1970 of "2026-10-24 10:00:00" or "2026-10-24"; false for anything else. */
static bool clock_of(str text, int64_t *out)
{
    int  hour = 0, minute = 0, second = 0;
    date day;
    if (date_parse(str_slice(text, 0, 10), &day) != RC_OK) return false;
    char clock[9] = "";
    for (size_t i = 0; i < 8 && text.len >= 19; i++)
        clock[i] = text.ptr[11 + i];
    if (text.len != 10 && (text.len != 19 || sscanf(clock, "%2d:%2d:%2d", &hour, &minute, &second) != 3)) return false;
    *out = (int64_t)day * 86400 + hour * 3600 + minute * 60 + second;
    return true;
}

static void hours_after(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    int64_t            clock, hours = sqlite3_value_int64(args[1]);
    const struct zone *zone = zone_of(sqlite3_user_data(context), sql_text(args[2]));
    bool               is_sane = sqlite3_value_type(args[1]) == SQLITE_INTEGER && hours > -1000000 && hours < 1000000;
    if (!zone || !is_sane || !clock_of(sql_text(args[0]), &clock)) return;
    int64_t instant = zone_instant(zone, clock) + hours * 3600;
    int64_t local = instant + zone_offset(zone, instant), of_day = (local % 86400 + 86400) % 86400;
    char    iso[11], time[24];
    date_iso((date)((local - of_day) / 86400), iso);
    snprintf(time, sizeof time, "%s %02d:%02d:%02d", iso, (int)(of_day / 3600), (int)(of_day / 60 % 60),
             (int)(of_day % 60));
    sqlite3_result_text(context, time, -1, SQLITE_TRANSIENT);
}

/* The holidays of the library, in their order. */
struct holidays {
    struct arena *arena;
    VEC(date) days;
};

static int compare_dates(const void *a, const void *b)
{
    date x = *(const date *)a, y = *(const date *)b;
    return (x > y) - (x < y);
}

static struct holidays *list_holidays(const struct library *library)
{
    struct holidays            *holidays = mem_new(1, sizeof *holidays);
    const struct library_table *table = library_table(library, STR("holidays"));
    date                        day;
    holidays->arena = arena_new();
    for (size_t i = 0; table && i < table->row_count; i++) {
        if (date_parse(library_code(library, table, i, "day"), &day) == RC_OK) *VEC_PUSH(holidays->arena, holidays->days) = day;
    }
    if (holidays->days.count) qsort(holidays->days.at, holidays->days.count, sizeof day, compare_dates);
    return holidays;
}

static bool is_day_off(const struct holidays *holidays, date day)
{
    size_t count = holidays->days.count;
    return date_weekday(day) > 5 || (count && bsearch(&day, holidays->days.at, count, sizeof day, compare_dates));
}

static void next_working_day(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const struct holidays *holidays = sqlite3_user_data(context);
    date                   day, first, last;
    char                   iso[11];
    if (date_parse(sql_text(args[0]), &day) != RC_OK || !is_day_off(holidays, day)) return;
    bool has_span = date_parse(sql_text(args[1]), &first) == RC_OK && date_parse(sql_text(args[2]), &last) == RC_OK;
    if (!has_span || day < first) return;
    while (day <= last && is_day_off(holidays, day)) day++;
    if (day > last) return;
    date_iso(day, iso);
    sqlite3_result_text(context, iso, -1, SQLITE_TRANSIENT);
}

static void forget_holidays(void *data)
{
    struct holidays *holidays = data;
    arena_free(holidays->arena);
    free(holidays);
}

static void forget_zone(void *zone)
{
    struct known_zone *known = zone;
    arena_free(known->arena);
    free(known);
}

enum rc sql_rules_register(sqlite3 *handle, const struct catalogue *catalogue)
{
    const int          flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    struct known_zone *known = mem_new(1, sizeof *known);
    known->arena = arena_new();
    /* SQLite calls forget_zone when it refuses, too. */
    int rc = sqlite3_create_function_v2(handle, "hours_after", 3, flags, known, hours_after, NULL, NULL, forget_zone);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "next_working_day", 3, flags, list_holidays(&catalogue->library), next_working_day, NULL,
                                        NULL, forget_holidays);
    if (rc == SQLITE_OK)
        rc = sqlite3_create_function_v2(handle, "route", 1, flags, (void *)catalogue, route, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
