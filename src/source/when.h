/* SPDX-License-Identifier: MIT */
/*
 * when: dates and times as exports write them. What a text says of itself is taken as it is (ISO, month names, « Z »,
 * offsets); the order of day and month never is: it comes from the caller.
 */
#ifndef RELIURE_SOURCE_WHEN_H
#define RELIURE_SOURCE_WHEN_H

#include "base/date.h"
#include "definition/workspace.h"
#include "source/zone.h"

/* How the dates of a column are written: what the definition can say, and what only a detection finds. */
enum when_order {
    WHEN_ISO = DATES_ISO, /* 2026-10-31, and 2026/10/31, 20261031; a month alone stands for its first day */
    WHEN_DMY = DATES_DMY,
    WHEN_MDY = DATES_MDY,
    WHEN_YMD = DATES_YMD,
    WHEN_EPOCH = DATES_EPOCH, /* seconds; a magnitude that cannot be is milliseconds or microseconds */
    WHEN_EPOCH_MS = DATES_EPOCH_MS,
    WHEN_EPOCH_US = DATES_EPOCH_US,
    WHEN_SERIAL = DATES_SERIAL,          /* days since 1899-12-30: a spreadsheet's number */
    WHEN_SERIAL_1904 = DATES_SERIAL_1904 /* days since 1904-01-01: of a workbook made for old Macintoshes */
};

struct when {
    date    day;
    int32_t second; /* of the day, 0..86399 */
    bool    has_time;
    bool    has_offset;     /* `offset` was written: this is an instant */
    int32_t offset;         /* [seconds] east of UTC */
    bool    is_end_of_time; /* 9999-12-31 and its like: open */
};

/* RC_INVALID when the text is no such date. */
enum rc when_parse(str text, enum when_order order, struct when *out) MUST_CHECK;
/*
 * To the wall clock of the reporting zone: an instant is converted, a time without offset is taken to be in `local`,
 * a plain date is left as it is.
 */
void when_convert(struct when *when, const struct zone *local, const struct zone *reporting);
/* "2026-10-31 14:05:00" and a NUL. */
void when_print(const struct when *when, char out[20]);

/* What the texts of a column prove about their order: gathered value by value. */
struct when_evidence {
    uint64_t values;                         /* all */
    uint64_t iso;                            /* year first, or the month by name: say it themselves */
    uint64_t day_first;                      /* only readable day first: 31/10/2026 */
    uint64_t month_first;                    /* only readable month first */
    uint64_t either;                         /* readable both ways, to different days */
    uint64_t same;                           /* readable both ways, to the same day: 05/05/2026 */
    uint64_t seconds, milliseconds, serials; /* plain numbers, by magnitude */
    uint64_t other;
};

void when_weigh(str text, struct when_evidence *evidence);

enum when_verdict { WHEN_PROVEN, WHEN_AMBIGUOUS, WHEN_CONTRADICTORY };

/* The order that the evidence proves; `*order` is set when it does. */
enum when_verdict when_judge(const struct when_evidence *evidence, enum when_order *order);

#endif
