/* SPDX-License-Identifier: MIT */
/* guess_join: which export has the accounts, and how the rows of the others find theirs: by the values alone. */
#ifndef RELIURE_SOURCE_GUESS_JOIN_H
#define RELIURE_SOURCE_GUESS_JOIN_H

#include "source/guess.h"

/*
 * The best of the candidates, each a map of an export to `accounts`: the one whose ids and names the other exports
 * speak of, else the one with the most columns. GUESS_NO_COLUMN: none can be it.
 */
size_t guess_join_accounts(const struct guess_exports *exports, const struct guess_source *candidates, size_t count);

/*
 * Sets `joined` and the account's column of `sources[at]`, or its join through the names of accounts, their ids in
 * other columns, or another source that has its accounts already. With no way found, `trouble` says so.
 */
void guess_join_source(struct guess_source *sources, size_t count, size_t at, const struct guess_source *accounts,
                       enum diag_language language, struct arena *arena);

#endif
