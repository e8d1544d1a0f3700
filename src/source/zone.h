/* SPDX-License-Identifier: MIT */
/*
 * zone: local times to instants and back (domain 1.3). The offsets of a zone from 1970 to 2100 are taken from ICU
 * once a stretch without a change of the clocks, when a time in it is asked for, so that a million timestamps cost no
 * calendar. The arena that a zone was made in outlives it, and is not set back meanwhile.
 */
#ifndef RELIURE_SOURCE_ZONE_H
#define RELIURE_SOURCE_ZONE_H

#include "base/arena.h"

struct zone;

/* RC_MISSING for a name that is no zone of the tz database ("Europe/Paris", "UTC"). */
enum rc zone_new(struct arena *arena, str name, const struct zone **out) MUST_CHECK;
/* [seconds] east of UTC at an instant in seconds since 1970 UTC. */
int64_t zone_offset(const struct zone *zone, int64_t instant);
/* The instant of a local time in seconds since 1970 of its wall clock. A time that comes twice is its first; one that
 * is skipped is moved on. */
int64_t zone_instant(const struct zone *zone, int64_t local);
bool    zone_same(const struct zone *a, const struct zone *b);

#endif
