/* SPDX-License-Identifier: MIT */
/* date: calendar days, months and periods in the proleptic Gregorian calendar. No clock, no time zone. */
#ifndef RELIURE_BASE_DATE_H
#define RELIURE_BASE_DATE_H

#include "base/arena.h"

/* [days] since 1970-01-01. */
typedef int32_t date;

#define DATE_NONE ((date)INT32_MIN)

struct civil {
    int year, month, day; /* 1-based month and day */
};

/* DATE_NONE when there is no such day; years 1..9999. */
date         date_from_civil(int year, int month, int day);
struct civil date_civil(date day);
/* "2026-10-31" only. RC_INVALID else. */
enum rc date_parse(str text, date *out) MUST_CHECK;
void    date_iso(date day, char out[11]);
date    date_month_start(date day);
/* Whole months later or earlier; the day is clamped to the month's last (31 March − 1 month is the end of February). */
date date_add_months(date day, int months);
int  date_weekday(date day); /* 1 Monday .. 7 Sunday */

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_YEAR };

/* Half-open: [start, end). */
struct period {
    enum period_kind kind;
    date             start, end;
    int              year, number; /* fiscal year (the one it ends in) and quarter 1..4, or calendar month 1..12 */
};

/*
 * "2026-Q3" (or as French says it, "2026-T3"), "2026-09", "2026"; quarters and years are fiscal: `fiscal_start` is the
 * first month of the fiscal year, 1..12; with 1 they are the calendar's. RC_INVALID else.
 */
enum rc       period_parse(str text, int fiscal_start, struct period *out) MUST_CHECK;
struct period period_containing(enum period_kind kind, date day, int fiscal_start);
struct period period_shift(struct period period, int by, int fiscal_start); /* -1: the one before */
void          period_key(struct period period, char out[16]);               /* "2026-Q3", "2026-09", "2026" */

#endif
