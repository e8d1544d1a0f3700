/* SPDX-License-Identifier: MIT */
/* answers: survey_repeat, answer_days and interaction_days of store.h, once all rows are in and indexed. */
#ifndef RELIURE_SOURCE_ANSWERS_H
#define RELIURE_SOURCE_ANSWERS_H

#include "base/rc.h"

#include <sqlite3.h>

/* RC_IO: SQLite refused; its message is in the handle. */
enum rc answers_build(sqlite3 *db) MUST_CHECK;

#endif
