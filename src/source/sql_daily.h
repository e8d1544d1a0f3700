/* SPDX-License-Identifier: MIT */
/*
 * sql_daily: daily_sums() and exact_at_least() for SQL (metric/sql.h), which the import calls as well as queries do.
 *
 * The BLOB of daily_sums(): a head; a line a day in their order, the day in DAILY_DAY_ROOM bytes and what the whole numbers add up
 * to until then, so that two lines answer for any days; and what else a day adds up to, fractions mostly: its line, its
 * place and an exact text with a NUL.
 */
#ifndef RELIURE_SOURCE_SQL_DAILY_H
#define RELIURE_SOURCE_SQL_DAILY_H

#include "base/exact.h"

#include <sqlite3.h>

enum { DAILY_DAY_LENGTH = 10, DAILY_DAY_ROOM = 16, DAILY_SUMS_MOST = 8 };

#define DAILY_MARK "by days" /* with its NUL */

struct daily_head {
    char    mark[8];
    int64_t days, numbers;
};

/* Of what is not whole: from this on to the NUL the text follows. */
struct daily_rest {
    int64_t line, place;
};

/* [bytes] Of one line. */
static inline size_t daily_line_size(size_t numbers)
{
    return DAILY_DAY_ROOM + numbers * sizeof(int64_t);
}

/* An INTEGER or exact text; RC_INVALID for any other. */
enum rc sql_exact(struct arena *arena, sqlite3_value *value, struct exact *out) MUST_CHECK;

/* Registers both. RC_IO when SQLite refuses. */
enum rc sql_daily_register(sqlite3 *handle) MUST_CHECK;

#endif
