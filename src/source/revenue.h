/* SPDX-License-Identifier: MIT */
/* revenue: mrr_month, mrr_stretch and revenue_history of store.h, once all rows are in. */
#ifndef RELIURE_SOURCE_REVENUE_H
#define RELIURE_SOURCE_REVENUE_H

#include "base/date.h"

#include <sqlite3.h>

/* RC_IO: SQLite refused; its message is in the handle. */
enum rc revenue_build(sqlite3 *db, date as_of) MUST_CHECK;

#endif
