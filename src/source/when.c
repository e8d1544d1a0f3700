/* SPDX-License-Identifier: MIT */
#include "source/when.h"

#include "source/number.h"

#include <stdio.h>
#include <string.h>

enum {
    DAY_SECONDS = 86400,
    SERIAL_ZERO = -25569, /* 1899-12-30, day 0 of a spreadsheet that keeps the false leap day of 1900 */
    SERIAL_1904 = 1462,   /* days from there to 1904-01-01, day 0 of the other system */
    SERIAL_LEAST = 14000, /* 1938 */
    SERIAL_MOST = 80000,  /* 2119 */
    YEAR_OPEN = 9000,     /* from here on a year means « no end » */
    FEW_AMONG = 20        /* one date in so many that contradicts the others is a slip, and its record kept out */
};

/* An epoch number from here on counts milliseconds: 1973 in these, the year 5138 in seconds. */
#define EPOCH_MS_LEAST 100000000000LL
/* And from here on microseconds: again 1973, and the year 5138 in milliseconds. */
#define EPOCH_US_LEAST (EPOCH_MS_LEAST * 1000)

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

/* Does the text at the cursor begin with `word`, capitals aside (À to Þ in UTF-8: C3 80 to C3 9E)? */
static bool take_word(struct cursor *c, const char *word)
{
    bool may_be = c->p < c->end && ((*c->p ^ word[0]) & ~0x20) == 0;
    if (!may_be) return false; /* the first letter tells most of them apart */
    size_t length = strlen(word);
    if ((size_t)(c->end - c->p) < length) return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char here = (unsigned char)c->p[i];
        bool is_capital = (here >= 'A' && here <= 'Z') || (here >= 0x80 && here <= 0x9E && i && c->p[i - 1] == '\xC3');
        if ((is_capital ? here + 32 : here) != (unsigned char)word[i]) return false;
    }
    c->p += length;
    return true;
}

/* Months by name, English and French, whole or as usually cut, accents left out or not; 0 when it is none. */
static int take_month_name(struct cursor *c)
{
    static const struct {
        const char *name;
        int         month;
    } names[] = {
        {"january", 1},    {"janvier", 1},   {"janv", 1},      {"jan", 1},       {"february", 2},  {"février", 2},
        {"fevrier", 2},    {"févr", 2},      {"fevr", 2},      {"fév", 2},       {"feb", 2},       {"fev", 2},
        {"march", 3},      {"mars", 3},      {"mar", 3},       {"april", 4},     {"avril", 4},     {"avr", 4},
        {"apr", 4},        {"may", 5},       {"mai", 5},       {"june", 6},      {"juin", 6},      {"jun", 6},
        {"july", 7},       {"juillet", 7},   {"juil", 7},      {"jul", 7},       {"august", 8},    {"août", 8},
        {"aout", 8},       {"aug", 8},       {"september", 9}, {"septembre", 9}, {"sept", 9},      {"sep", 9},
        {"october", 10},   {"octobre", 10},  {"oct", 10},      {"november", 11}, {"novembre", 11}, {"nov", 11},
        {"december", 12},  {"décembre", 12}, {"decembre", 12}, {"déc", 12},      {"dec", 12},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!take_word(c, names[i].name)) continue;
        (void)take(c, '.');
        return names[i].month;
    }
    return 0;
}

/* "Mon, " and "lundi " say nothing that the date does not. « mar » is the month. */
static void skip_weekday(struct cursor *c)
{
    static const char *const names[] = {
        "monday", "tuesday", "wednesday", "thursday", "friday",   "saturday", "sunday", "lundi", "mardi",
        "jeudi",  "vendredi", "samedi",   "dimanche", "mercredi", "mon",      "tue",    "wed",   "thu",
        "fri",    "sat",      "sun",      "lun",      "mer",      "jeu",      "ven",    "sam",   "dim",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct cursor probe = *c;
        if (!take_word(&probe, names[i])) continue;
        (void)take(&probe, '.');
        bool is_apart = take(&probe, ',');
        is_apart |= take(&probe, ' ');
        if (is_apart) *c = probe;
        skip_spaces(c);
        return;
    }
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

static bool at_digit(const struct cursor *c)
{
    return c->p < c->end && *c->p >= '0' && *c->p <= '9';
}

/* 20261031, and 20261031140500, whose time is left at the cursor. */
static bool take_compact(struct cursor *c, struct parts *parts)
{
    enum { DATE = 8, DATE_AND_TIME = 14 };
    struct cursor probe = *c;
    int           all;
    ptrdiff_t     digits = 0;
    for (const char *p = c->p; p < c->end && *p >= '0' && *p <= '9'; p++) digits++;
    if (digits != DATE && digits != DATE_AND_TIME) return false;
    take_int(&probe, DATE, &all);
    *c = probe;
    *parts = (struct parts){{all / 10000, all / 100 % 100, all % 100}, {4, 2, 2}, 0, true};
    return true;
}

/* A month without a day stands for its first. */
static bool is_month_of(struct parts *parts, int year, int month)
{
    *parts = (struct parts){{year, month, 1}, {4, 2, 2}, 0, true};
    return true;
}

/* "Feb 3, 2024"; "Feb 2024" and "Feb-24", as spreadsheets show months */
static bool take_month_first(struct cursor *c, struct parts *parts)
{
    parts->month = take_month_name(c);
    if (!parts->month || c->p >= c->end || !is_date_mark(*c->p)) return false;
    char mark = *c->p++;
    parts->digits[0] = take_int(c, 4, &parts->number[0]);
    bool is_year = parts->digits[0] == 4 || (parts->digits[0] == 2 && mark == '-');
    if (c->p == c->end && is_year)
        return is_month_of(parts, full_year(parts->number[0], parts->digits[0]), parts->month);
    bool is_apart = take(c, ',');
    is_apart |= c->p < c->end && is_date_mark(*c->p) && c->p++;
    if (!parts->digits[0] || parts->digits[0] > 2 || !is_apart) return false;
    parts->digits[2] = take_int(c, 4, &parts->number[2]);
    return parts->digits[2] == 4;
}

/* The month, by name or number, behind the first number. */
static bool take_second(struct cursor *c, struct parts *parts, char mark)
{
    if (!at_digit(c)) parts->month = take_month_name(c);
    if (parts->month) return true;
    parts->digits[1] = take_int(c, 4, &parts->number[1]);
    return parts->digits[1] && mark != ' ';
}

static bool take_parts(struct cursor *c, struct parts *parts)
{
    *parts = (struct parts){0};
    if (!at_digit(c)) skip_weekday(c);
    if (!at_digit(c)) return take_month_first(c, parts);
    if (take_compact(c, parts)) return true;
    parts->digits[0] = take_int(c, 4, &parts->number[0]);
    parts->is_year_first = parts->digits[0] == 4;
    if (parts->number[0] == 1 && parts->digits[0] == 1) (void)take_word(c, "er"); /* 1er janvier */
    if (parts->digits[0] == 3 || c->p >= c->end) return false;
    bool is_joined = !is_date_mark(*c->p); /* 31DEC2026 */
    char mark = is_joined ? '\0' : *c->p++;
    if (is_joined && at_digit(c)) return false;
    if (!take_second(c, parts, mark)) return false;
    bool is_month = parts->month || mark == '/' || mark == '-'; /* "2026.5" is a number */
    if (c->p == c->end && parts->is_year_first && parts->digits[1] < 3 && is_month) /* "2026-10" */
        return is_month_of(parts, parts->number[0], parts->month ? parts->month : parts->number[1]);
    if (c->p == c->end && parts->digits[1] == 4 && (mark == '/' || mark == '-')) /* "10/2026"; "10.2026" is a number */
        return is_month_of(parts, parts->number[1], parts->number[0]);
    if (parts->digits[1] > 2 || c->p >= c->end) return false;
    if (!is_joined && *c->p != mark && !(parts->month && is_date_mark(*c->p))) return false;
    if (!at_digit(c)) c->p++;
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

/* Names of one meaning only: those of RFC 5322 (4.3), and Europe's. */
static bool take_zone_name(struct cursor *c, struct when *out)
{
    static const struct {
        const char *name;
        int         hours;
    } names[] = {
        {"utc", 0}, {"gmt", 0},  {"z", 0},    {"west", 1}, {"wet", 0}, {"cest", 2}, {"cet", 1}, {"eest", 3},
        {"eet", 2}, {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8},
        {"pdt", -7},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!take_word(c, names[i].name)) continue;
        out->offset = names[i].hours * 3600;
        return true;
    }
    return false;
}

static bool take_offset(struct cursor *c, struct when *out)
{
    skip_spaces(c);
    if (c->p == c->end) return true;
    out->has_offset = true;
    bool is_named = take_zone_name(c, out);
    if (is_named && c->p == c->end) return true;
    if (is_named && out->offset) return false;
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

/* "14h30", "14 h 30", "9 h"; minutes that follow a colon are checked by the caller. */
static bool take_hour_mark(struct cursor *c, bool *is_letter)
{
    *is_letter = false;
    if (take(c, ':')) return true;
    skip_spaces(c);
    *is_letter = take(c, 'h') || take(c, 'H');
    skip_spaces(c);
    return *is_letter;
}

/* Hours, minutes and seconds: "14:05", "9:30:00", "14h30", "140500". */
static bool take_clock(struct cursor *c, int *hour, int *minute, int *second)
{
    bool is_letter = false;
    *minute = *second = 0;
    if (!take_int(c, 2, hour)) return false;
    if (at_digit(c)) return take_int(c, 2, minute) == 2 && (!at_digit(c) || take_int(c, 2, second) == 2);
    struct cursor probe = *c;
    skip_spaces(&probe);
    bool is_half_day = probe.p < probe.end && strchr("aApP", *probe.p); /* "2 PM" */
    if (is_half_day) return true;
    if (!take_hour_mark(c, &is_letter)) return false;
    if (is_letter && !at_digit(c)) return true;
    if (take_int(c, 2, minute) != 2) return false;
    return !(take(c, ':') || (is_letter && take(c, 'm'))) || take_int(c, 2, second) == 2;
}

/* The time, then an offset, up to the end of the text: "14:05:00.123+02:00", "2:05 PM". */
static bool take_time(struct cursor *c, struct when *out)
{
    int hour, minute, second, fraction;
    out->has_time = true;
    if (!take_clock(c, &hour, &minute, &second)) return false;
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
    if (!number_has_digit(text)) return RC_INVALID;
    if (!take_parts(&c, &parts)) return RC_INVALID;
    out->day = resolve(&parts, order);
    if (out->day == DATE_NONE) return RC_INVALID;
    out->is_end_of_time = date_civil(out->day).year >= YEAR_OPEN;
    if (c.p == c.end) return RC_OK;
    if (!take(&c, 'T') && !take(&c, 't') && !at_digit(&c)) {
        if (!take(&c, ',') && *c.p != ' ' && *c.p != '\xC2' && *c.p != '\xE2') return RC_INVALID;
        skip_spaces(&c);
        if (take_word(&c, "à ") || take_word(&c, "at ")) skip_spaces(&c);
    }
    return take_time(&c, out) ? RC_OK : RC_INVALID;
}

static void from_instant(int64_t instant, struct when *out)
{
    int64_t day = instant / DAY_SECONDS - (instant % DAY_SECONDS < 0);
    out->day = (date)day;
    out->second = (int32_t)(instant - day * DAY_SECONDS);
}

static int64_t seconds_of(int64_t count, int64_t a_second)
{
    return count / a_second - (count % a_second < 0);
}

/* How many of what is counted make a second: what was said, or what the magnitude leaves possible. */
static int64_t units_a_second(int64_t count, enum when_order order)
{
    if (order == WHEN_EPOCH_US || count >= EPOCH_US_LEAST || count <= -EPOCH_US_LEAST) return 1000000;
    if (order == WHEN_EPOCH_MS || count >= EPOCH_MS_LEAST || count <= -EPOCH_MS_LEAST) return 1000;
    return 1;
}

static enum rc parse_epoch(str text, enum when_order order, struct when *out)
{
    struct number number;
    int64_t       count;
    enum rc       rc = number_parse(text, '.', &number);
    if (rc == RC_OK) rc = number_int(&number, 0, &count);
    if (rc != RC_OK) return RC_INVALID;
    count = seconds_of(count, units_a_second(count, order));
    if (count < -EPOCH_MS_LEAST || count >= EPOCH_MS_LEAST) return RC_INVALID;
    from_instant(count, out);
    out->has_time = out->has_offset = true;
    return RC_OK;
}

static enum rc parse_serial(str text, bool is_1904, struct when *out)
{
    struct number number;
    int64_t       millionths;
    char          mark = str_find(text, ',') < text.len ? ',' : '.';
    if (number_parse(text, mark, &number) != RC_OK || number_int(&number, 6, &millionths) != RC_OK) return RC_INVALID;
    int64_t days = millionths / 1000000 + (is_1904 ? SERIAL_1904 : 0), rest = millionths % 1000000;
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
    switch (order) {
    case WHEN_EPOCH:
    case WHEN_EPOCH_MS:
    case WHEN_EPOCH_US: return parse_epoch(text, order, out);
    case WHEN_SERIAL:
    case WHEN_SERIAL_1904: return parse_serial(text, order == WHEN_SERIAL_1904, out);
    case WHEN_ISO:
    case WHEN_DMY:
    case WHEN_MDY:
    case WHEN_YMD: break;
    }
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
