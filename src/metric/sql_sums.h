/* SPDX-License-Identifier: MIT */
/* sql_sums: count_reaching(). Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_SUMS_H
#define RELIURE_METRIC_SQL_SUMS_H

#include "base/rc.h"

#include <sqlite3.h>
#include <stdint.h>

enum rc sql_sums_register(sqlite3 *handle) MUST_CHECK;

/* Like the sums of the import, one beyond 64 bits stays at the limit. */
void sql_add_to(int64_t *sum, int64_t amount);

#endif
