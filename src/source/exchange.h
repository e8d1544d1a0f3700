/* SPDX-License-Identifier: MIT */
/*
 * exchange: amounts of other currencies in the workspace's, at the rates of reliure.yaml or of the file it names.
 * Purchases and opportunities are converted in the store, at the rate of their day, and every account then counts in
 * the workspace's currency. Recurring revenue stays as it was exported: a document converts all its months at one rate,
 * that of its period, so that exchange rates create no movement (domain 3.9; table `rate` of store.h and at_rate()).
 */
#ifndef RELIURE_SOURCE_EXCHANGE_H
#define RELIURE_SOURCE_EXCHANGE_H

#include "base/hash.h"
#include "definition/workspace.h"

#include <sqlite3.h>

/* The rates of the definition and of its file, whose bytes go into the hash. RC_INVALID or RC_IO: reported. */
enum rc exchange_read(const struct workspace *workspace, struct hasher *hasher, struct arena *arena, struct diag *diag,
                      struct rate_list *out) MUST_CHECK;
/*
 * Writes the rates and converts. RC_INVALID: amounts of a currency without a rate, or one account's revenue in several
 * without any; reported with the currencies. RC_IO: SQLite refused, its message is in the handle.
 */
enum rc exchange_apply(const struct workspace *workspace, const struct rate_list *rates, sqlite3 *db,
                       struct arena *arena, struct diag *diag) MUST_CHECK;
/* at_rate(amount, units): amount × units / RATE_UNIT, half away from zero; NULL where either is or the result is too large. */
void exchange_register(sqlite3 *db);

#endif
