/* SPDX-License-Identifier: MIT */
/*
 * guess_days: the different days of a column that can be read day first and month first, and which of the two makes a
 * calendar of them: days that follow each other, or months that begin on the 1st.
 */
#ifndef RELIURE_SOURCE_GUESS_DAYS_H
#define RELIURE_SOURCE_GUESS_DAYS_H

#include "base/vec.h"
#include "source/when.h"

struct guess_days {
    date  *at; /* read day first, in order; grown by VEC_PUSH() */
    size_t count, cap;
};

enum guess_calendar { GUESS_NO_CALENDAR, GUESS_CONSECUTIVE, GUESS_MONTHS };

/* A text that cannot be read both ways is left out; what is kept lives in `arena`. */
void guess_days_add(struct arena *arena, struct guess_days *days, str text);
/*
 * What the days are in one reading alone, which goes to *order; GUESS_NO_CALENDAR: nothing, or the same in both.
 * `is_monthly`: the column is said to hold months, so that January's first days are no reading of it.
 */
enum guess_calendar guess_days_judge(const struct guess_days *days, bool is_monthly, enum when_order *order);

#endif
