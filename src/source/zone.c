/* SPDX-License-Identifier: MIT */
#include "source/zone.h"

#include "base/vec.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

struct change {
    int64_t at;     /* [seconds] since 1970 UTC */
    int64_t offset; /* [seconds] from then on */
};

struct zone {
    str name;
    VEC(struct change) changes; /* the first holds from the beginning of time */
};

static int64_t offset_at(UCalendar *calendar, double milliseconds)
{
    UErrorCode error = U_ZERO_ERROR;
    ucal_setMillis(calendar, milliseconds, &error);
    int32_t standard = ucal_get(calendar, UCAL_ZONE_OFFSET, &error);
    int32_t summer = ucal_get(calendar, UCAL_DST_OFFSET, &error);
    return ((int64_t)standard + summer) / 1000;
}

static void collect(struct arena *arena, struct zone *zone, UCalendar *calendar)
{
    const double end = 4102444800000.0; /* 2100-01-01 */
    *VEC_PUSH(arena, zone->changes) = (struct change){INT64_MIN, offset_at(calendar, 0)};
    for (double at = 0;;) {
        UErrorCode error = U_ZERO_ERROR;
        UDate      next;
        ucal_setMillis(calendar, at, &error);
        if (!ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &next, &error) || next > end) return;
        *VEC_PUSH(arena, zone->changes) = (struct change){(int64_t)(next / 1000), offset_at(calendar, next)};
        at = next;
    }
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
    UChar      wide[64];
    int32_t    length = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(wide, 63, &length, name.ptr ? name.ptr : "", (int32_t)(name.len < 63 ? name.len : 63), &error);
    if (U_FAILURE(error) || name.len == 0 || name.len > 62) return RC_MISSING;
    wide[length] = 0;
    UCalendar *calendar = is_known(wide) ? ucal_open(wide, length, "en", UCAL_GREGORIAN, &error) : NULL;
    if (!calendar || U_FAILURE(error)) return RC_MISSING;
    struct zone *zone = ARENA_NEW(arena, struct zone);
    zone->name = arena_str(arena, name);
    collect(arena, zone, calendar);
    ucal_close(calendar);
    *out = zone;
    return RC_OK;
}

int64_t zone_offset(const struct zone *zone, int64_t instant)
{
    size_t low = 0, high = zone->changes.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (zone->changes.at[middle].at <= instant) low = middle;
        else high = middle;
    }
    return zone->changes.at[low].offset;
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
