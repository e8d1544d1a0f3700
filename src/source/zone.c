/* SPDX-License-Identifier: MIT */
#include "source/zone.h"

#include "base/mem.h"
#include "base/vec.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

/* A stretch of time without a change of the clocks. */
struct span {
    int64_t from, until; /* [seconds] since 1970 UTC */
    int64_t offset;      /* [seconds] */
};

/* Those that were asked for: a run needs few, and ICU is slow to tell all there are. */
struct spans {
    VEC(struct span) list;
    size_t last; /* the one asked last: times near each other follow one another */
};

struct zone {
    str             name;
    UChar           id[64]; /* the name, as ICU has it */
    struct arena   *arena;
    struct spans   *spans;
};

static int64_t offset_at(UCalendar *calendar, double milliseconds)
{
    UErrorCode error = U_ZERO_ERROR;
    ucal_setMillis(calendar, milliseconds, &error);
    int32_t standard = ucal_get(calendar, UCAL_ZONE_OFFSET, &error);
    int32_t summer = ucal_get(calendar, UCAL_DST_OFFSET, &error);
    return ((int64_t)standard + summer) / 1000;
}

static UCalendar *open_calendar(const UChar *id)
{
    UErrorCode error = U_ZERO_ERROR;
    UCalendar *calendar = ucal_open(id, -1, "en", UCAL_GREGORIAN, &error);
    return U_SUCCESS(error) ? calendar : NULL;
}

/* [seconds] Of the change at the instant or before it, or of the next one; `otherwise` where ICU knows of none. */
static int64_t change_near(UCalendar *calendar, UTimeZoneTransitionType which, int64_t instant, int64_t otherwise)
{
    UErrorCode error = U_ZERO_ERROR;
    UDate      change;
    ucal_setMillis(calendar, (double)instant * 1000, &error);
    bool is_known = ucal_getTimeZoneTransitionDate(calendar, which, &change, &error) && U_SUCCESS(error);
    return is_known ? (int64_t)(change / 1000) : otherwise;
}

static void add_span(const struct zone *zone, int64_t instant)
{
    UCalendar *calendar = open_calendar(zone->id);
    if (!calendar) mem_exhausted(); /* zone_new() has opened it */
    *VEC_PUSH(zone->arena, zone->spans->list) =
        (struct span){change_near(calendar, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, instant, INT64_MIN),
                      change_near(calendar, UCAL_TZ_TRANSITION_NEXT, instant, INT64_MAX), offset_at(calendar, (double)instant * 1000)};
    ucal_close(calendar);
}

/* ICU takes any word for a zone and reads it as GMT: what it knows has a canonical name. */
static bool is_known(const UChar *name)
{
    UChar      canonical[64];
    UErrorCode error = U_ZERO_ERROR;
    ucal_getCanonicalTimeZoneID(name, -1, canonical, 64, NULL, &error);
    return U_SUCCESS(error);
}

enum rc zone_new(struct arena *arena, str name, const struct zone **out)
{
    struct zone *zone = ARENA_NEW(arena, struct zone);
    int32_t      length = 0, room = COUNT_OF(zone->id) - 1;
    UErrorCode   error = U_ZERO_ERROR;
    if (name.len == 0 || name.len >= (size_t)room) return RC_MISSING;
    u_strFromUTF8(zone->id, room, &length, name.ptr, (int32_t)name.len, &error);
    UCalendar *calendar = U_SUCCESS(error) && is_known(zone->id) ? open_calendar(zone->id) : NULL;
    if (!calendar) return RC_MISSING;
    ucal_close(calendar);
    zone->name = arena_str(arena, name);
    zone->arena = arena;
    zone->spans = ARENA_NEW(arena, struct spans);
    *out = zone;
    return RC_OK;
}

int64_t zone_offset(const struct zone *zone, int64_t instant)
{
    const int64_t end = 4102444800; /* 2100-01-01: the offsets of 1970 and of then hold before and after */
    instant = instant < 0 ? 0 : instant > end ? end : instant;
    struct spans *spans = zone->spans;
    for (size_t i = 0; i < spans->list.count; i++, spans->last = (spans->last + 1) % spans->list.count) {
        const struct span *span = &spans->list.at[spans->last];
        if (instant >= span->from && instant < span->until) return span->offset;
    }
    add_span(zone, instant);
    spans->last = spans->list.count - 1;
    return spans->list.at[spans->last].offset;
}

int64_t zone_instant(const struct zone *zone, int64_t local)
{
    /* The offsets a day before and a day after are those on the two sides of a change near by. */
    int64_t before = zone_offset(zone, local - 86400), after = zone_offset(zone, local + 86400);
    if (zone_offset(zone, local - before) == before) return local - before;
    if (zone_offset(zone, local - after) == after) return local - after;
    return local - before;
}

bool zone_same(const struct zone *a, const struct zone *b)
{
    return a == b || str_equal(a->name, b->name);
}
