/* SPDX-License-Identifier: MIT */
/*
 * sql_history: history(day, x, …), the aggregate that keeps what the rows of a group add up to day by day, and how its
 * BLOB is read. A query makes it once and asks it for every period by number_within(), where a join with the periods
 * would find each row once a period. Part of sql.c.
 */
#ifndef RELIURE_METRIC_SQL_HISTORY_H
#define RELIURE_METRIC_SQL_HISTORY_H

#include "base/str.h"

#include <sqlite3.h>

/* Registers history(). RC_IO when SQLite refuses. */
enum rc sql_history_register(sqlite3 *handle) MUST_CHECK;

/*
 * The sum of the x at `place`, from 1, over the days from `first`, '' being before any, to `last`, both included:
 * INTEGER where it is whole, else exact TEXT. 0 where no day is in between, and of a BLOB that history() did not make.
 */
void sql_history_give(sqlite3_context *context, sqlite3_value *history, str first, str last, int place);

#endif
