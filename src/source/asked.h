/* SPDX-License-Identifier: MIT */
/* asked: the table `asked` of store.h, once all rows are in. */
#ifndef RELIURE_SOURCE_ASKED_H
#define RELIURE_SOURCE_ASKED_H

#include "base/rc.h"

#include <sqlite3.h>

/* RC_IO: SQLite refused; its message is in the handle. */
enum rc asked_build(sqlite3 *db) MUST_CHECK;

#endif
