/* SPDX-License-Identifier: MIT */
#include "source/recurring.h"

#include <string.h>
#include <strings.h>

/* An amount is taken to 1/10^8 before it is divided: two decimals and a price a year of six stay exact. */
enum { FINE_TENS = 8 };

static const struct {
    const char *word;
    int         num, den; /* months */
} intervals[] = {
    {"month", 1, 1},     {"months", 1, 1},     {"monthly", 1, 1},     {"mois", 1, 1},       {"mensuel", 1, 1},
    {"mensuelle", 1, 1}, {"quarter", 3, 1},    {"quarterly", 3, 1},   {"trimestre", 3, 1},  {"trimestriel", 3, 1},
    {"semester", 6, 1},  {"half-year", 6, 1},  {"semestre", 6, 1},    {"semestriel", 6, 1}, {"biannual", 6, 1},
    {"year", 12, 1},     {"years", 12, 1},     {"yearly", 12, 1},     {"annual", 12, 1},    {"annually", 12, 1},
    {"an", 12, 1},       {"ans", 12, 1},       {"année", 12, 1},      {"annuel", 12, 1},    {"annuelle", 12, 1},
    {"week", 12, 52},    {"weeks", 12, 52},    {"weekly", 12, 52},    {"semaine", 12, 52},  {"hebdomadaire", 12, 52},
    {"day", 12, 365},    {"days", 12, 365},    {"daily", 12, 365},    {"jour", 12, 365},    {"quotidien", 12, 365},
};

bool recurring_interval(str word, int64_t *num, int64_t *den)
{
    for (size_t i = 0; i < COUNT_OF(intervals); i++) {
        if (strlen(intervals[i].word) != word.len || strncasecmp(intervals[i].word, word.ptr, word.len) != 0) continue;
        *num = intervals[i].num;
        *den = intervals[i].den;
        return true;
    }
    return false;
}

static enum rc breaks(struct recurring_break *broken, size_t column, const char *wanted)
{
    *broken = (struct recurring_break){column, wanted};
    return RC_INVALID;
}

/* A whole number from `least` up; empty or no column: 1. */
static enum rc read_count(const struct record *record, size_t column, char decimal, int64_t least, const char *wanted,
                          struct recurring_break *broken, int64_t *out)
{
    enum { COUNT_MOST = 1000000000 };
    struct number number;
    str           text = column == RECURRING_NO_COLUMN ? STR_NONE : number_trim(record_value(record, column));
    *out = 1;
    if (text.len == 0) return RC_OK;
    if (number_parse(text, decimal, &number) != RC_OK || !number_is_whole(&number) ||
        number_int(&number, 0, out) != RC_OK || *out < least || *out > COUNT_MOST)
        return breaks(broken, column, wanted);
    return RC_OK;
}

static enum rc read_interval(const struct recurring *recurring, const struct record *record,
                             struct recurring_break *broken, int64_t *num, int64_t *den)
{
    *num = recurring->months_num;
    *den = recurring->months_den;
    if (recurring->interval == RECURRING_NO_COLUMN) return RC_OK;
    if (recurring_interval(number_trim(record_value(record, recurring->interval)), num, den)) return RC_OK;
    return breaks(broken, recurring->interval, "an interval: month, quarter, year or week");
}

static int64_t divide(__int128 amount, __int128 by)
{
    __int128 half = by / 2;
    return (int64_t)((amount < 0 ? amount - half : amount + half) / by);
}

enum rc recurring_read(const struct recurring *recurring, const struct cell_rule *rule, str text,
                       const struct record *record, struct cell *out, struct recurring_break *broken)
{
    struct number number;
    int64_t       fine, count, quantity, num, den;
    enum rc       rc = cell_read(rule, text, out);
    *broken = (struct recurring_break){RECURRING_NO_COLUMN, cell_expected(rule)};
    if (rc != RC_OK || out->kind != CELL_INTEGER || number_trim(text).len == 0) return rc;
    rc = cell_number(rule, number_trim(text), &number);
    if (rc == RC_OK) rc = number_int(&number, FINE_TENS, &fine);
    if (rc != RC_OK) return rc;
    rc = read_count(record, recurring->quantity, rule->decimal, 0, "a quantity: a whole number", broken, &quantity);
    if (rc == RC_OK)
        rc = read_count(record, recurring->count, rule->decimal, 1, "a number of intervals from 1", broken, &count);
    if (rc == RC_OK) rc = read_interval(recurring, record, broken, &num, &den);
    if (rc != RC_OK) return rc;
    __int128 amount = (__int128)fine * quantity * den, by = (__int128)count * num * 10000; /* 10^8 to 10^4 */
    if (amount / by > INT64_MAX || amount / by < -INT64_MAX) return RC_RANGE;
    out->integer = divide(amount, by);
    return RC_OK;
}
