/* SPDX-License-Identifier: MIT */
/*
 * sql_days: sums_within(), which reads what daily_sums() of source/sql_daily.h makes of the rows of a group: that is made once
 * and asked for every period, where a join with the periods would find each row once a period. Part of sql.c.
 */
#ifndef RELIURE_METRIC_SQL_DAYS_H
#define RELIURE_METRIC_SQL_DAYS_H

#include "base/rc.h"

#include <sqlite3.h>

/* Registers it, and those of source/sql_daily.h. RC_IO when SQLite refuses. */
enum rc sql_days_register(sqlite3 *handle) MUST_CHECK;

#endif
