/* SPDX-License-Identifier: MIT */
/* sql_clock: elapsed(from, to) for SQL, which knows when the clocks change, and months_after(day, months) (metric/sql.h). */
#ifndef RELIURE_SOURCE_SQL_CLOCK_H
#define RELIURE_SOURCE_SQL_CLOCK_H

#include "base/rc.h"

#include <sqlite3.h>

/* Registers both; the reporting time zone is read from the store's import_info when it is first needed. */
enum rc sql_clock_register(sqlite3 *handle) MUST_CHECK;

#endif
