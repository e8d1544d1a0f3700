/* SPDX-License-Identifier: MIT */
/* guess_settle: what is decided once every export has its table: dates, units, words, and the workspace's own keys. */
#ifndef RELIURE_SOURCE_GUESS_SETTLE_H
#define RELIURE_SOURCE_GUESS_SETTLE_H

#include "source/guess.h"

/* Makes the source that of another question of the same survey. */
void guess_settle_question(struct guess_source *source, const struct known *known, size_t rating);
/*
 * Date orders and decimal marks, or the question about them; words, units, and the columns left over. `guess` has its
 * exports and its locale already.
 */
void guess_settle_source(struct guess_source *source, const struct guess *guess, const struct known *known,
                         struct arena *arena);
/* Currency and as-of date, from all sources. */
void guess_settle_workspace(struct guess *guess, struct arena *arena);

#endif
