/* SPDX-License-Identifier: MIT */
/* purchases: the transactions of accounts, added up by day. */
#ifndef RELIURE_SOURCE_PURCHASES_H
#define RELIURE_SOURCE_PURCHASES_H

#include "base/rc.h"

#include <sqlite3.h>

/* Fills purchase_history (store.h) once `transactions` are all there, their amounts converted; RC_IO when SQLite fails.
 */
enum rc purchases_build(sqlite3 *db) MUST_CHECK;

#endif
