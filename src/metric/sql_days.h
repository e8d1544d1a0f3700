/* SPDX-License-Identifier: MIT */
/*
 * sql_days: daily_sums(), what the rows of a group add up to day by day, and sums_within(), which reads it. A query makes it
 * once and asks it for every period, where a join with the periods would find each row once a period. Part of sql.c.
 */
#ifndef RELIURE_METRIC_SQL_DAYS_H
#define RELIURE_METRIC_SQL_DAYS_H

#include "base/rc.h"

#include <sqlite3.h>

/* Registers them. RC_IO when SQLite refuses. */
enum rc sql_days_register(sqlite3 *handle) MUST_CHECK;

#endif
