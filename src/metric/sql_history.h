/* SPDX-License-Identifier: MIT */
/*
 * sql_history: what reads the histories of the store: number_within(), users_within(), names_within(),
 * sum_by_setting(), history(), add_histories(). Part of sql.c.
 */
#ifndef RELIURE_METRIC_SQL_HISTORY_H
#define RELIURE_METRIC_SQL_HISTORY_H

#include "metric/catalogue.h"

#include <sqlite3.h>

/* Registers them; `catalogue` outlives the handle. */
enum rc sql_history_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

#endif
