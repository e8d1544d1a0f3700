/* SPDX-License-Identifier: MIT */
#include "source/zone.h"

#include "base/mem.h"
#include "base/vec.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

struct change {
    int64_t at;     /* [seconds] since 1970 UTC */
    int64_t offset; /* [seconds] from then on */
};

struct changes {
    VEC(struct change) list; /* the first holds from the beginning of time; none until they are asked for */
};

struct zone {
    str             name;
    UChar           id[64]; /* the name, as ICU has it */
    struct arena   *arena;
    struct changes *changes;
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

static void collect(const struct zone *zone)
{
    const double end = 4102444800000.0; /* 2100-01-01 */
    UCalendar   *calendar = open_calendar(zone->id);
    double       at = 0;
    UErrorCode   error = U_ZERO_ERROR;
    UDate        next;
    if (!calendar) mem_exhausted(); /* zone_new() has opened it */
    *VEC_PUSH(zone->arena, zone->changes->list) = (struct change){INT64_MIN, offset_at(calendar, 0)};
    for (;;) {
        ucal_setMillis(calendar, at, &error);
        if (!ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &next, &error) || next > end) break;
        *VEC_PUSH(zone->arena, zone->changes->list) = (struct change){(int64_t)(next / 1000), offset_at(calendar, next)};
        at = next;
    }
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
    zone->changes = ARENA_NEW(arena, struct changes);
    *out = zone;
    return RC_OK;
}

int64_t zone_offset(const struct zone *zone, int64_t instant)
{
    if (!zone->changes->list.count) collect(zone);
    const struct change *changes = zone->changes->list.at;
    size_t               low = 0, high = zone->changes->list.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (changes[middle].at <= instant) low = middle;
        else high = middle;
    }
    return changes[low].offset;
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
