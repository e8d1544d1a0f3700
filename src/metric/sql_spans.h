/* SPDX-License-Identifier: MIT */
/*
 * sql_spans: spans() and by_span(): what the histories of an account say of several periods, told in one go. Part of
 * sql.c.
 */
#ifndef RELIURE_METRIC_SQL_SPANS_H
#define RELIURE_METRIC_SQL_SPANS_H

#include "metric/sql_history.h"

/* `readers` outlives the handle. RC_IO when SQLite refuses. */
enum rc sql_spans_register(sqlite3 *handle, struct readers *readers) MUST_CHECK;

#endif
