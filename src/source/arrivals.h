/* SPDX-License-Identifier: MIT */
/* arrivals: user_start and the roll-ups of onboarding of store.h, once all rows and import_info are in. */
#ifndef RELIURE_SOURCE_ARRIVALS_H
#define RELIURE_SOURCE_ARRIVALS_H

#include "base/rc.h"

#include <sqlite3.h>

/* RC_IO: SQLite refused; its message is in the handle. */
enum rc arrivals_build(sqlite3 *db) MUST_CHECK;

#endif
