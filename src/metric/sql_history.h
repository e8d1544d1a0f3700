/* SPDX-License-Identifier: MIT */
/*
 * sql_history: what reads the histories of the store: number_within(), users_within(), names_within(), features_within(),
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

/*
 * What a history says of the months from first to last, as history_month() has them: number_within(), users_within(), names_within()
 * and sum_by_setting() of sql.h. The last histories are kept, taken apart.
 */
struct readers;
int64_t history_number(struct readers *readers, str months, uint32_t first, uint32_t last, int place);
int64_t history_number_at(struct readers *readers, str months, uint32_t month, int place); /* number_at() */
int64_t history_changes(struct readers *readers, str months, uint32_t first, uint32_t last); /* parts after the first month */
int64_t history_users(struct readers *readers, str users, uint32_t first, uint32_t last);
int64_t history_names(struct readers *readers, str features, uint32_t first, uint32_t last, int64_t bound);
void    history_give_points(sqlite3_context *context, struct readers *readers, str prefix, str uses, uint32_t first, uint32_t last);

/* Registers them; `catalogue` outlives the handle. */
enum rc sql_history_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

#endif
