/* SPDX-License-Identifier: MIT */
/* deals: the opportunities of expansion, by account, as the catalogue counts them. */
#ifndef RELIURE_SOURCE_DEALS_H
#define RELIURE_SOURCE_DEALS_H

#include "base/rc.h"

#include <sqlite3.h>

/* Fills expansion_deal (store.h) once `opportunities` are all there, their amounts converted; RC_IO when SQLite fails. */
enum rc deals_build(sqlite3 *db) MUST_CHECK;

#endif
