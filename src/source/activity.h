/* SPDX-License-Identifier: MIT */
/*
 * activity: usage gathered while its rows go by, then written as the roll-ups of store.h: usage_day, user_month,
 * user_days, account_month, event_month, feature_month, feature_user_month, account_history, account_features, account_days,
 * account_last_day, usage_name and source_month. Memory grows with the number of accounts, users, events and features, not of rows.
 */
#ifndef RELIURE_SOURCE_ACTIVITY_H
#define RELIURE_SOURCE_ACTIVITY_H

#include "base/date.h"
#include "source/tables.h"

#include <sqlite3.h>

struct activity;

/* `folder` is for what does not fit in memory. Without a source for `usage`, the use of features is the activity. */
struct activity *activity_new(const char *folder, bool has_usage);
void             activity_free(struct activity *activity); /* NULL is allowed */

/* The number by which the account is called below, from 1. Given in the order of the store's keys, roll-ups are written
 * in that order. */
uint32_t activity_account(struct activity *activity, str account) MUST_CHECK;
/* A row of any table with a dating column: what its export covers. */
void activity_cover(struct activity *activity, enum table_id table, date day);
/* A row of `usage`; `event` and `user` may be empty: not named. */
void activity_use(struct activity *activity, uint32_t account, str user, str event, date day, int64_t quantity);
/* A row of `feature_usage`. */
void activity_feature(struct activity *activity, uint32_t account, str user, str feature, date day, int64_t quantity);

/* Writes the roll-ups. RC_IO: SQLite refused, or a run could not be read back. */
enum rc activity_write(struct activity *activity, sqlite3 *db) MUST_CHECK;

#endif
