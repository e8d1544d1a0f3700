/* SPDX-License-Identifier: MIT */
/* sql_sums: count_reaching(). Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_SUMS_H
#define RELIURE_METRIC_SQL_SUMS_H

#include "base/rc.h"

#include <sqlite3.h>

enum rc sql_sums_register(sqlite3 *handle) MUST_CHECK;

#endif
