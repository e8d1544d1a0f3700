/* SPDX-License-Identifier: MIT */
/* sql_users: what reads the days of an account's users off its one text (store.h): users_reaching() and cohort_months().
 * Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_USERS_H
#define RELIURE_METRIC_SQL_USERS_H

#include "base/diag.h"

#include <sqlite3.h>

enum rc sql_users_register(sqlite3 *handle) MUST_CHECK;

#endif
