/* SPDX-License-Identifier: MIT */
/*
 * sql_history: what reads the histories of the store: number_within(), users_within(), names_within(), features_within(), feature_at(),
 * sum_by_setting(), history(), add_histories(). Part of sql.c.
 */
#ifndef RELIURE_METRIC_SQL_HISTORY_H
#define RELIURE_METRIC_SQL_HISTORY_H

#include "metric/catalogue.h"

#include <sqlite3.h>

/* "2026-03-01", which may go on, as 202603; 0: no month. */
uint32_t history_month(str text);
/* "12 login": the number; what follows the space behind it is left. */
int64_t history_take_number(str *text);
/* Adds a part to the text of a history: « 2026-03-01 4 14 10 ». */
void history_add(struct strbuf *text, uint32_t month, const int64_t *numbers, int count);

/* Registers them; `catalogue` outlives the handle. */
enum rc sql_history_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

#endif
