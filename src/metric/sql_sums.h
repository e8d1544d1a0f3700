/* SPDX-License-Identifier: MIT */
/* sql_sums: count_reaching() and what reads the histories of the store: number_within(), users_within(), sum_by_setting(). Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_SUMS_H
#define RELIURE_METRIC_SQL_SUMS_H

#include "metric/catalogue.h"

#include <sqlite3.h>

/* Registers them; `catalogue` outlives the handle. */
enum rc sql_sums_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

/* Like the sums of the import, one beyond 64 bits stays at the limit. */
void sql_add_to(int64_t *sum, int64_t amount);

#endif
