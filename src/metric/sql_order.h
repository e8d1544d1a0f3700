/* SPDX-License-Identifier: MIT */
/* sql_order: numbers among others of their kind, without sorting rows: limits_of() with reached(), and share_of(). Part
 * of sql.c. */
#ifndef RELIURE_METRIC_SQL_ORDER_H
#define RELIURE_METRIC_SQL_ORDER_H

#include "base/rc.h"

#include <sqlite3.h>

enum rc sql_order_register(sqlite3 *handle) MUST_CHECK;

#endif
