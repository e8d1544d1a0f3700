/* SPDX-License-Identifier: MIT */
#include "source/when.h"

#include "source/number.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    DAY_SECONDS = 86400,
    SERIAL_ZERO = -25569, /* 1899-12-30, day 0 of a spreadsheet that keeps the false leap day of 1900 */
    SERIAL_LEAST = 14000, /* 1938 */
    SERIAL_MOST = 80000,  /* 2119 */
    YEAR_OPEN = 9000,     /* from here on a year means « no end » */
    FEW_AMONG = 20        /* one date in so many that contradicts the others is a slip, and its record kept out */
};

/* An epoch number from here on counts milliseconds: 1973 in these, the year 5138 in seconds. */
#define EPOCH_MS_LEAST 100000000000LL

struct cursor {
    const char *p, *end;
};

/* Up to `most` digits; returns how many, 0 for none. */
static int take_int(struct cursor *c, int most, int *number)
{
    int count = 0;
    *number = 0;
    while (c->p < c->end && count < most && *c->p >= '0' && *c->p <= '9') {
        *number = *number * 10 + (*c->p++ - '0');
        count++;
    }
    return count;
}

static bool take(struct cursor *c, char wanted)
{
    if (c->p >= c->end || *c->p != wanted) return false;
    c->p++;
    return true;
}

static void skip_spaces(struct cursor *c)
{
    for (;;) {
        if (take(c, ' ')) continue;
        bool is_wide = c->end - c->p >= 2 && memcmp(c->p, "\xC2\xA0", 2) == 0;
        bool is_narrow = c->end - c->p >= 3 && memcmp(c->p, "\xE2\x80\xAF", 3) == 0;
        if (!is_wide && !is_narrow) return;
        c->p += is_wide ? 2 : 3;
    }
}

/* Months by name, English and French, whole or as usually cut; 0 when it is none. */
static int take_month_name(struct cursor *c)
{
    static const struct {
        const char *name;
        int         month;
    } names[] = {
        {"january", 1},   {"janvier", 1}, {"janv", 1},      {"jan", 1},       {"february", 2},  {"février", 2},
        {"févr", 2},      {"fév", 2},     {"feb", 2},       {"march", 3},     {"mars", 3},      {"mar", 3},
        {"april", 4},     {"avril", 4},   {"avr", 4},       {"apr", 4},       {"may", 5},       {"mai", 5},
        {"june", 6},      {"juin", 6},    {"jun", 6},       {"july", 7},      {"juillet", 7},   {"juil", 7},
        {"jul", 7},       {"august", 8},  {"août", 8},      {"aug", 8},       {"september", 9}, {"septembre", 9},
        {"sept", 9},      {"sep", 9},     {"october", 10},  {"octobre", 10},  {"oct", 10},      {"november", 11},
        {"novembre", 11}, {"nov", 11},    {"december", 12}, {"décembre", 12}, {"déc", 12},      {"dec", 12},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t length = strlen(names[i].name);
        if ((size_t)(c->end - c->p) < length || strncasecmp(c->p, names[i].name, length) != 0) continue;
        c->p += length;
        (void)take(c, '.');
        return names[i].month;
    }
    return 0;
}

static bool is_date_mark(char c)
{
    return c == '/' || c == '-' || c == '.' || c == ' ';
}

/* Two digits mean 1969 to 2068, as POSIX has it. */
static int full_year(int year, int digits)
{
    if (digits > 2) return year;
    return year < 69 ? 2000 + year : 1900 + year;
}

/* The three parts of a date in the order written; a month name fills `month`. */
struct parts {
    int  number[3];
    int  digits[3];
    int  month; /* by name, or 0 */
    bool is_year_first;
};

static bool take_compact(struct cursor *c, struct parts *parts)
{
    struct cursor probe = *c;
    int           all;
    if (take_int(&probe, 9, &all) != 8) return false;
    *c = probe;
    *parts = (struct parts){{all / 10000, all / 100 % 100, all % 100}, {4, 2, 2}, 0, true};
    return true;
}

/* "Feb 3, 2024" */
static bool take_month_first(struct cursor *c, struct parts *parts)
{
    parts->month = take_month_name(c);
    if (!parts->month || !take(c, ' ')) return false;
    parts->digits[0] = take_int(c, 2, &parts->number[0]);
    (void)take(c, ',');
    if (!parts->digits[0] || !take(c, ' ')) return false;
    parts->digits[2] = take_int(c, 4, &parts->number[2]);
    return parts->digits[2] == 4;
}

static bool take_parts(struct cursor *c, struct parts *parts)
{
    *parts = (struct parts){0};
    if (c->p < c->end && (*c->p > '9' || *c->p < '0')) return take_month_first(c, parts);
    if (take_compact(c, parts)) return true;
    parts->digits[0] = take_int(c, 4, &parts->number[0]);
    parts->is_year_first = parts->digits[0] == 4;
    if (parts->digits[0] == 0 || parts->digits[0] == 3 || c->p >= c->end || !is_date_mark(*c->p)) return false;
    char mark = *c->p++;
    if (c->p < c->end && (*c->p < '0' || *c->p > '9')) parts->month = take_month_name(c);
    if (!parts->month) {
        parts->digits[1] = take_int(c, 2, &parts->number[1]);
        if (!parts->digits[1] || mark == ' ') return false;
    }
    if (c->p == c->end && parts->is_year_first) { /* "2026-10": a month stands for its first day */
        parts->number[2] = 1;
        return true;
    }
    if (c->p >= c->end || !(*c->p == mark || (parts->month && is_date_mark(*c->p)))) return false;
    c->p++;
    parts->digits[2] = take_int(c, 4, &parts->number[2]);
    return parts->is_year_first ? parts->digits[2] == 1 || parts->digits[2] == 2
                                : parts->digits[2] == 2 || parts->digits[2] == 4;
}

static date resolve(const struct parts *parts, enum when_order order)
{
    if (parts->is_year_first) {
        int month = parts->month ? parts->month : parts->number[1];
        return date_from_civil(parts->number[0], month, parts->number[2]);
    }
    int year = full_year(parts->number[2], parts->digits[2]);
    if (parts->month) return date_from_civil(year, parts->month, parts->number[0]);
    if (order == WHEN_DMY) return date_from_civil(year, parts->number[1], parts->number[0]);
    if (order == WHEN_MDY) return date_from_civil(year, parts->number[0], parts->number[1]);
    return DATE_NONE;
}

static bool take_offset(struct cursor *c, struct when *out)
{
    skip_spaces(c);
    if (c->p == c->end) return true;
    out->has_offset = true;
    if (take(c, 'Z') || take(c, 'z')) return c->p == c->end;
    if (c->end - c->p == 3 && (memcmp(c->p, "UTC", 3) == 0 || memcmp(c->p, "GMT", 3) == 0)) return true;
    if (c->end - c->p > 3 && (memcmp(c->p, "UTC", 3) == 0 || memcmp(c->p, "GMT", 3) == 0)) c->p += 3;
    if (*c->p != '+' && *c->p != '-') return false;
    int sign = *c->p++ == '-' ? -1 : 1, hours, minutes = 0;
    if (take_int(c, 2, &hours) != 2 || hours > 18) return false;
    (void)take(c, ':');
    if (c->p < c->end && (take_int(c, 2, &minutes) != 2 || minutes > 59)) return false;
    out->offset = sign * (hours * 3600 + minutes * 60);
    return c->p == c->end;
}

static bool take_half_day(struct cursor *c, int *hour)
{
    struct cursor probe = *c;
    skip_spaces(&probe);
    if (probe.end - probe.p < 2 || (probe.p[1] | 0x20) != 'm') return true;
    bool is_afternoon = (probe.p[0] | 0x20) == 'p';
    if (!is_afternoon && (probe.p[0] | 0x20) != 'a') return true;
    if (*hour < 1 || *hour > 12) return false;
    *hour = *hour % 12 + (is_afternoon ? 12 : 0);
    c->p = probe.p + 2;
    return true;
}

/* "14:05", "9:30:00", "14:05:00.123", "2:05 PM", then an offset, up to the end of the text. */
static bool take_time(struct cursor *c, struct when *out)
{
    int hour, minute, second = 0, fraction;
    out->has_time = true;
    if (!take_int(c, 2, &hour) || !(take(c, ':') || take(c, 'h')) || take_int(c, 2, &minute) != 2) return false;
    if (take(c, ':') && take_int(c, 2, &second) != 2) return false;
    if (take(c, '.') || take(c, ',')) {
        if (!take_int(c, 9, &fraction)) return false;
    }
    if (!take_half_day(c, &hour)) return false;
    if (second == 60) second = 59; /* a leap second has no wall clock of its own here */
    if (hour > 23 || minute > 59 || second > 59) return false;
    out->second = hour * 3600 + minute * 60 + second;
    return take_offset(c, out);
}

static enum rc parse_civil(str text, enum when_order order, struct when *out)
{
    struct cursor c = {text.ptr, text.ptr + text.len};
    struct parts  parts;
    if (!take_parts(&c, &parts)) return RC_INVALID;
    out->day = resolve(&parts, order);
    if (out->day == DATE_NONE) return RC_INVALID;
    out->is_end_of_time = date_civil(out->day).year >= YEAR_OPEN;
    if (c.p == c.end) return RC_OK;
    if (!take(&c, 'T') && !take(&c, 't')) {
        if (!take(&c, ',') && *c.p != ' ' && *c.p != '\xC2' && *c.p != '\xE2') return RC_INVALID;
        skip_spaces(&c);
    }
    return take_time(&c, out) ? RC_OK : RC_INVALID;
}

static void from_instant(int64_t instant, struct when *out)
{
    int64_t day = instant / DAY_SECONDS - (instant % DAY_SECONDS < 0);
    out->day = (date)day;
    out->second = (int32_t)(instant - day * DAY_SECONDS);
}

static enum rc parse_epoch(str text, bool is_ms, struct when *out)
{
    struct number number;
    int64_t       count;
    enum rc       rc = number_parse(text, '.', &number);
    if (rc == RC_OK) rc = number_int(&number, 0, &count);
    if (rc != RC_OK) return RC_INVALID;
    if (is_ms || count >= EPOCH_MS_LEAST || count <= -EPOCH_MS_LEAST) count = count / 1000 - (count % 1000 < 0);
    if (count < -EPOCH_MS_LEAST || count >= EPOCH_MS_LEAST) return RC_INVALID;
    from_instant(count, out);
    out->has_time = out->has_offset = true;
    return RC_OK;
}

static enum rc parse_serial(str text, struct when *out)
{
    struct number number;
    int64_t       millionths;
    char          mark = str_find(text, ',') < text.len ? ',' : '.';
    if (number_parse(text, mark, &number) != RC_OK || number_int(&number, 6, &millionths) != RC_OK) return RC_INVALID;
    int64_t days = millionths / 1000000, rest = millionths % 1000000;
    if (days < SERIAL_LEAST || days > SERIAL_MOST) return RC_INVALID;
    int64_t second = (rest * DAY_SECONDS + 500000) / 1000000;
    from_instant((days + SERIAL_ZERO) * DAY_SECONDS + second, out);
    out->has_time = rest != 0;
    return RC_OK;
}

enum rc when_parse(str text, enum when_order order, struct when *out)
{
    *out = (struct when){0};
    if (text.len == 0) return RC_INVALID;
    if (order == WHEN_EPOCH || order == WHEN_EPOCH_MS) return parse_epoch(text, order == WHEN_EPOCH_MS, out);
    if (order == WHEN_SERIAL) return parse_serial(text, out);
    return parse_civil(text, order, out);
}

void when_convert(struct when *when, const struct zone *local, const struct zone *reporting)
{
    if (!when->has_time || when->is_end_of_time) return;
    if (!when->has_offset && zone_same(local, reporting)) return;
    int64_t wall = (int64_t)when->day * DAY_SECONDS + when->second;
    int64_t instant = when->has_offset ? wall - when->offset : zone_instant(local, wall);
    from_instant(instant + zone_offset(reporting, instant), when);
    when->has_offset = false;
}

void when_print(const struct when *when, char out[20])
{
    date_iso(when->day, out);
    int second = when->second, hour = second / 3600, minute = second / 60 % 60;
    out[10] = ' ';
    out[11] = (char)('0' + hour / 10);
    out[12] = (char)('0' + hour % 10);
    out[13] = ':';
    out[14] = (char)('0' + minute / 10);
    out[15] = (char)('0' + minute % 10);
    out[16] = ':';
    out[17] = (char)('0' + second % 60 / 10);
    out[18] = (char)('0' + second % 10);
    out[19] = '\0';
}

static void weigh_number(str text, struct when_evidence *evidence)
{
    struct number number;
    int64_t       count;
    struct when   when;
    bool          is_number = number_parse(text, '.', &number) == RC_OK && number_int(&number, 0, &count) == RC_OK;
    if (when_parse(text, WHEN_SERIAL, &when) == RC_OK) evidence->serials++;
    else if (is_number && count >= EPOCH_MS_LEAST) evidence->milliseconds++;
    else if (is_number && count >= 100000000) evidence->seconds++;
    else evidence->other++;
}

void when_weigh(str text, struct when_evidence *evidence)
{
    struct when day_first, month_first, iso;
    evidence->values++;
    if (when_parse(text, WHEN_ISO, &iso) == RC_OK) {
        evidence->iso++;
        return;
    }
    bool is_day_first = when_parse(text, WHEN_DMY, &day_first) == RC_OK;
    bool is_month_first = when_parse(text, WHEN_MDY, &month_first) == RC_OK;
    if (is_day_first && is_month_first) {
        evidence->same += day_first.day == month_first.day;
        evidence->either += day_first.day != month_first.day;
    } else if (is_day_first) {
        evidence->day_first++;
    } else if (is_month_first) {
        evidence->month_first++;
    } else {
        weigh_number(text, evidence);
    }
}

enum when_verdict when_judge(const struct when_evidence *evidence, enum when_order *order)
{
    uint64_t slashed = evidence->day_first + evidence->month_first + evidence->either + evidence->same;
    uint64_t few = evidence->day_first < evidence->month_first ? evidence->day_first : evidence->month_first;
    uint64_t many = evidence->day_first + evidence->month_first - few;
    if (few * FEW_AMONG > many) return WHEN_CONTRADICTORY;
    if (evidence->either && !evidence->day_first && !evidence->month_first) return WHEN_AMBIGUOUS;
    *order = WHEN_ISO;
    if (slashed) *order = evidence->month_first > evidence->day_first ? WHEN_MDY : WHEN_DMY;
    else if (evidence->iso) *order = WHEN_ISO;
    else if (evidence->seconds || evidence->milliseconds) *order = WHEN_EPOCH;
    else if (evidence->serials) *order = WHEN_SERIAL;
    return WHEN_PROVEN;
}
