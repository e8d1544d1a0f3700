/* SPDX-License-Identifier: MIT */
/* rollup: rows of a store that is being made, read in an order and written as another table of it. */
#ifndef RELIURE_SOURCE_ROLLUP_H
#define RELIURE_SOURCE_ROLLUP_H

#include "base/rc.h"

#include <sqlite3.h>

/* Has `write` step through the rows of a SELECT and put what they become by an INSERT. RC_IO where SQLite refuses either, else what
 * it gives. */
enum rc rollup_build(sqlite3 *db, const char *select, const char *insert, enum rc (*write)(sqlite3_stmt *rows, sqlite3_stmt *insert)) MUST_CHECK;
/* Puts the row that is bound; its values stay bound. */
enum rc rollup_put(sqlite3_stmt *insert) MUST_CHECK;

#endif
