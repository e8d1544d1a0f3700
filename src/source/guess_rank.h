/* SPDX-License-Identifier: MIT */
/*
 * guess_rank: the best guesses for what could not be placed, always GUESS_BEST of them where there is anything to go
 * by: by the words of the name, then the nature and the range of the values. How sure is in percent.
 */
#ifndef RELIURE_SOURCE_GUESS_RANK_H
#define RELIURE_SOURCE_GUESS_RANK_H

#include "source/guess.h"

/* What `out->column`, of which nothing is made, might be: a column of its own table, or of another, "users.email". */
void guess_rank_column(const struct guess_source *source, const struct known *known, struct arena *arena,
                       struct guess_rest *out);
/* Which tables an export might feed. */
void guess_rank_tables(const struct guess_export *export, const struct known *known, struct guess_unplaced *out);

#endif
