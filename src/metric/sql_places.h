/* SPDX-License-Identifier: MIT */
/* sql_places: sums_by(), sums_of(), sums_until(), sum_at() and least_part(): sums of several numbered places in one value. Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_PLACES_H
#define RELIURE_METRIC_SQL_PLACES_H

#include "base/rc.h"

#include <sqlite3.h>

enum rc sql_places_register(sqlite3 *handle) MUST_CHECK;

#endif
