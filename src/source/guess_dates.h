/* SPDX-License-Identifier: MIT */
/*
 * guess_dates: day first or month first, of the dates of a source that no shape of a tool says it of. What its files
 * prove is taken; else what makes days or months in a row of them, what the other exports prove, and the language, in
 * this order: a guess, which says so. With none of them it is a question.
 */
#ifndef RELIURE_SOURCE_GUESS_DATES_H
#define RELIURE_SOURCE_GUESS_DATES_H

#include "source/guess.h"

/* `guess` has its exports and its locale already. */
void guess_dates_settle(struct guess_source *source, const struct guess *guess, struct arena *arena);

#endif
