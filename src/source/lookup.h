/* SPDX-License-Identifier: MIT */
/* lookup: a join: the rows of a table already in the store, by one of their columns. Names are compared with case and
 * blanks aside. */
#ifndef RELIURE_SOURCE_LOOKUP_H
#define RELIURE_SOURCE_LOOKUP_H

#include "definition/workspace.h"

#include <sqlite3.h>

struct lookup;

/*
 * Reads join->to_table: key its to_column, value the id in `accounts` or what the row has under `column`. A key that
 * stands for two different values finds nothing: better no account than the wrong one.
 */
enum rc lookup_build(sqlite3 *db, const struct join_def *join, const char *column, struct arena *arena,
                     struct diag *diag, const struct lookup **out) MUST_CHECK;
/* Or the empty str. */
str lookup_find(const struct lookup *lookup, str key);

#endif
