/* SPDX-License-Identifier: MIT */
/* sql_median: median(), numbers(), medians_by() and median_at(), which sql.h describes. */
#ifndef RELIURE_METRIC_SQL_MEDIAN_H
#define RELIURE_METRIC_SQL_MEDIAN_H

#include "base/rc.h"

#include <sqlite3.h>

/* RC_IO when SQLite refuses. */
enum rc sql_median_register(sqlite3 *handle) MUST_CHECK;

#endif
