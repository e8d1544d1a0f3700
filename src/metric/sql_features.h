/* SPDX-License-Identifier: MIT */
/* sql_features: feature_at() and feature_rows(), which read the text that features_within() makes. Part of sql.c. */
#ifndef RELIURE_METRIC_SQL_FEATURES_H
#define RELIURE_METRIC_SQL_FEATURES_H

#include "base/rc.h"

#include <sqlite3.h>

/* RC_IO when SQLite refuses. */
enum rc sql_features_register(sqlite3 *handle) MUST_CHECK;

#endif
