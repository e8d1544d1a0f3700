/* SPDX-License-Identifier: MIT */
/*
 * recurring: an amount for a year, a quarter or a week, times a quantity, brought to a month (domain 3.9: an annual
 * contract counts 1/12). Computed exactly and rounded once, as all money is.
 */
#ifndef RELIURE_SOURCE_RECURRING_H
#define RELIURE_SOURCE_RECURRING_H

#include "source/cell.h"
#include "source/record.h"

#define RECURRING_NO_COLUMN SIZE_MAX

/* How an amount comes to a month's; all zero: it is one. */
struct recurring {
    bool    is_set;
    int64_t months_num, months_den;    /* of the interval that was said; 0: `interval` is a column */
    size_t  interval, count, quantity; /* columns of the export, or RECURRING_NO_COLUMN */
};

struct recurring_break {
    size_t      column; /* of the export; RECURRING_NO_COLUMN: the amount's own */
    const char *wanted; /* « fortnight is not … » */
};

/* "year", "annuel", "monthly", …: how many months it is, as a fraction; false for any other word. */
bool recurring_interval(str word, int64_t *num, int64_t *den);
/* Reads the amount's text; the cell is empty where it is. RC_INVALID or RC_RANGE: *broken says what is wrong. */
enum rc recurring_read(const struct recurring *recurring, const struct cell_rule *rule, str text,
                       const struct record *record, struct cell *out, struct recurring_break *broken) MUST_CHECK;

#endif
