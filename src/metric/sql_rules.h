/* SPDX-License-Identifier: MIT */
/*
 * sql_rules: what the queries of rules and playbooks may call.
 *
 *   route(text)                     domain a text belongs to by the keyword lists (routing.h), or NULL
 *   hours_after(time, hours, zone)  local time so many elapsed hours later: 48 hours over a clock change end at another
 *                                   hour of the clock; NULL for what is no time, and for a zone nobody knows
 *   next_working_day(day, first, last)  of a weekend or holiday from first to last: the next day that is neither, up to last;
 *                                   NULL for any other day
 */
#ifndef RELIURE_METRIC_SQL_RULES_H
#define RELIURE_METRIC_SQL_RULES_H

#include "metric/catalogue.h"

#include <sqlite3.h>

/* Registers them on a handle; `catalogue` outlives it. RC_IO when SQLite refuses. */
enum rc sql_rules_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

#endif
