/* SPDX-License-Identifier: MIT */
#include "base/date.h"

#include <stdio.h>

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 of a valid civil date, counting in 400-year eras of 146 097 days that start on 1 March. */
date date_from_civil(int year, int month, int day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > month_days(year, month)) return DATE_NONE;
    int shifted = month > 2 ? year : year - 1;
    int era = shifted / 400, of_era = shifted - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil date_civil(date day)
{
    int64_t shifted = (int64_t)day + 719468;
    int     era = (int)((shifted >= 0 ? shifted : shifted - 146096) / 146097);
    int     of_era = (int)(shifted - (int64_t)era * 146097);
    int     year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int     of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int     month = (5 * of_year + 2) / 153;
    int     civil_month = month < 10 ? month + 3 : month - 9;
    return (struct civil){year_of_era + era * 400 + (civil_month <= 2), civil_month, of_year - (153 * month + 2) / 5 + 1};
}

/* Exactly `count` digits at `*at`, stepped over; -1 else. */
static int digits(str text, size_t *at, size_t count)
{
    int number = 0;
    if (*at + count > text.len) return -1;
    for (size_t i = 0; i < count; i++) {
        char c = text.ptr[*at + i];
        if (c < '0' || c > '9') return -1;
        number = number * 10 + (c - '0');
    }
    *at += count;
    return number;
}

static bool literal(str text, size_t *at, char c)
{
    if (*at >= text.len || text.ptr[*at] != c) return false;
    *at += 1;
    return true;
}

enum rc date_parse(str text, date *out)
{
    size_t at = 0;
    int    year = digits(text, &at, 4);
    bool   first = literal(text, &at, '-');
    int    month = digits(text, &at, 2);
    bool   second = literal(text, &at, '-');
    int    day = digits(text, &at, 2);
    if (!first || !second || at != text.len) return RC_INVALID;
    *out = date_from_civil(year, month, day);
    return *out == DATE_NONE ? RC_INVALID : RC_OK;
}

static void put_two(char *out, int number)
{
    out[0] = (char)('0' + number / 10 % 10);
    out[1] = (char)('0' + number % 10);
}

/* By hand: an import prints millions. */
void date_iso(date day, char out[11])
{
    struct civil c = date_civil(day);
    put_two(out, c.year / 100);
    put_two(out + 2, c.year % 100);
    put_two(out + 5, c.month);
    put_two(out + 8, c.day);
    out[4] = out[7] = '-';
    out[10] = '\0';
}

date date_month_start(date day)
{
    struct civil c = date_civil(day);
    return date_from_civil(c.year, c.month, 1);
}

date date_add_months(date day, int months)
{
    struct civil c = date_civil(day);
    int          index = c.year * 12 + c.month - 1 + months;
    int          year = index / 12, month = index % 12 + 1;
    if (index < 12 || year > 9999) return DATE_NONE;
    int last = month_days(year, month);
    return date_from_civil(year, month, c.day < last ? c.day : last);
}

int date_weekday(date day)
{
    return ((day + 3) % 7 + 7) % 7 + 1; /* 1970-01-01 was a Thursday */
}

/* The period of `months` months that starts at `start`; its fiscal year is the calendar year of its fiscal year's end. */
static struct period period_at(enum period_kind kind, date start, int fiscal_start)
{
    static const int months[] = {[PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_YEAR] = 12};
    struct civil     c = date_civil(start);
    struct period    p = {.kind = kind, .start = start, .end = date_add_months(start, months[kind])};
    int              since = (c.month - fiscal_start + 12) % 12;
    p.year = kind == PERIOD_MONTH ? c.year : c.year + (fiscal_start > 1 && c.month >= fiscal_start);
    p.number = kind == PERIOD_MONTH ? c.month : kind == PERIOD_QUARTER ? since / 3 + 1 : 1;
    return p;
}

struct period period_containing(enum period_kind kind, date day, int fiscal_start)
{
    date start = date_month_start(day);
    int  since = (date_civil(start).month - fiscal_start + 12) % 12;
    if (kind == PERIOD_QUARTER) start = date_add_months(start, -(since % 3));
    if (kind == PERIOD_YEAR) start = date_add_months(start, -since);
    return period_at(kind, start, fiscal_start);
}

struct period period_shift(struct period period, int by, int fiscal_start)
{
    static const int months[] = {[PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_YEAR] = 12};
    return period_at(period.kind, date_add_months(period.start, by * months[period.kind]), fiscal_start);
}

enum rc period_parse(str text, int fiscal_start, struct period *out)
{
    size_t at = 0;
    int    year = digits(text, &at, 4), month = 1;
    if (year < 2 || year > 9998) return RC_INVALID;
    enum period_kind kind = PERIOD_YEAR;
    if (at < text.len) {
        if (!literal(text, &at, '-')) return RC_INVALID;
        bool is_quarter = false;
        for (const char *mark = "QqTt"; *mark && !is_quarter; mark++)
            is_quarter = literal(text, &at, *mark);
        kind = is_quarter ? PERIOD_QUARTER : PERIOD_MONTH;
        int number = digits(text, &at, is_quarter ? 1 : 2);
        if (number < 1 || number > (is_quarter ? 4 : 12) || at != text.len) return RC_INVALID;
        month = is_quarter ? (number - 1) * 3 + 1 : number;
    }
    date first = date_from_civil(year, kind == PERIOD_MONTH ? month : fiscal_start, 1);
    if (kind != PERIOD_MONTH && fiscal_start > 1) first = date_add_months(first, -12);
    if (kind == PERIOD_QUARTER) first = date_add_months(first, month - 1);
    *out = period_at(kind, first, fiscal_start);
    return RC_OK;
}

void period_key(struct period period, char out[16])
{
    unsigned year = (unsigned)period.year % 10000, number = (unsigned)period.number % 100;
    if (period.kind == PERIOD_MONTH) snprintf(out, 16, "%04u-%02u", year, number);
    else if (period.kind == PERIOD_QUARTER) snprintf(out, 16, "%04u-Q%u", year, number);
    else snprintf(out, 16, "%04u", year);
}
