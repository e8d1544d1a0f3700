/* SPDX-License-Identifier: MIT */
/*
 * lookup: a join: the rows of a table already in the store, by one of their columns. A key is looked for as it is
 * written, then in the other form of a Salesforce id, then with case and blanks aside. The column « domain » is that
 * of an e-mail or web address: it leads to the account that says it is its own, or whose contacts and users have it.
 */
#ifndef RELIURE_SOURCE_LOOKUP_H
#define RELIURE_SOURCE_LOOKUP_H

#include "definition/workspace.h"

#include <sqlite3.h>

struct lookup;

/* Is it a join by domain, which reads contacts and users, too? */
bool lookup_is_by_domain(const struct join_def *join);
/*
 * Reads join->to_table: key its to_column, value the id in `accounts` or what the row has under `column`. A key that
 * stands for two different values finds nothing: better no account than the wrong one.
 */
enum rc lookup_build(sqlite3 *db, const struct join_def *join, const char *column, struct arena *arena,
                     struct diag *diag, const struct lookup **out) MUST_CHECK;
/* Or the empty str; then *why says the reason, "is an address of a free mail service". */
str lookup_find(const struct lookup *lookup, str key, const char **why);

#endif
