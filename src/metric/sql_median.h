/* SPDX-License-Identifier: MIT */
/* sql_median: median(), numbers(), medians_by() and median_at(), which sql.h describes. */
#ifndef RELIURE_METRIC_SQL_MEDIAN_H
#define RELIURE_METRIC_SQL_MEDIAN_H

#include "base/rc.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

/* The median of numbers as the result, exact; NULL where there are none. Sorts them. */
void sql_give_median(sqlite3_context *context, int64_t *numbers, size_t count);

/* RC_IO when SQLite refuses. */
enum rc sql_median_register(sqlite3 *handle) MUST_CHECK;

#endif
