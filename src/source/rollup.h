/* SPDX-License-Identifier: MIT */
/* rollup: the tables that summarise the rows once they are in (listed in store.h). */
#ifndef RELIURE_SOURCE_ROLLUP_H
#define RELIURE_SOURCE_ROLLUP_H

#include "base/date.h"

#include <sqlite3.h>

/* RC_IO: SQLite refused; its message is in the handle. */
enum rc rollup_build(sqlite3 *db, date as_of) MUST_CHECK;

#endif
