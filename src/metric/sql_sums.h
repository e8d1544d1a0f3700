/* SPDX-License-Identifier: MIT */
/* sql_sums: count_reaching() and sum_by_setting() for SQL, which add up by key. Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_SUMS_H
#define RELIURE_METRIC_SQL_SUMS_H

#include "metric/catalogue.h"

#include <sqlite3.h>

/* Registers both; `catalogue` outlives the handle. */
enum rc sql_sums_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

#endif
