/* SPDX-License-Identifier: MIT */
/* support: ticket_history of store.h, once all rows are in and indexed. */
#ifndef RELIURE_SOURCE_SUPPORT_H
#define RELIURE_SOURCE_SUPPORT_H

#include "base/rc.h"

#include <sqlite3.h>

/* RC_IO: SQLite refused; its message is in the handle. */
enum rc support_build(sqlite3 *db) MUST_CHECK;

#endif
