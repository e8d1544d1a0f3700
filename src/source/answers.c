/* SPDX-License-Identifier: MIT */
#include "source/answers.h"

#include <stddef.h>

/* An answer without a respondent is one of its own (domain 3.16). */
static const char repeats[] =
    "INSERT INTO survey_repeat SELECT answer, next_at FROM (\n"
    "  SELECT rowid AS answer, LEAD(answered_at) OVER (PARTITION BY account, kind, respondent, wave ORDER BY answered_at, rowid) AS next_at\n"
    "  FROM surveys WHERE rating IS NOT NULL AND respondent IS NOT NULL)\n"
    "WHERE next_at IS NOT NULL ORDER BY answer";

enum rc answers_build(sqlite3 *db)
{
    return sqlite3_exec(db, repeats, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : RC_IO;
}
