/* SPDX-License-Identifier: MIT */
#include "source/answers.h"

#include "source/sql_daily.h"

#include <stddef.h>

/* An answer without a respondent is one of its own (domain 3.16). */
static const char repeats[] =
    "INSERT INTO survey_repeat SELECT answer, next_at FROM (\n"
    "  SELECT rowid AS answer, LEAD(answered_at) OVER (PARTITION BY account, kind, respondent, wave ORDER BY answered_at, rowid) AS next_at\n"
    "  FROM surveys WHERE rating IS NOT NULL AND respondent IS NOT NULL)\n"
    "WHERE next_at IS NOT NULL ORDER BY answer";

/* As `rating_days` of the catalogue, which counts those repeated after the end of a document besides. */
static const char days[] =
    "INSERT INTO answer_days\n"
    "SELECT account, daily_sums(answered_at, 1, CAST(rating AS INTEGER) >= 9, CAST(rating AS INTEGER) <= 6) FILTER (WHERE kind = 'nps'),\n"
    "  daily_sums(answered_at, 1, rating, CAST(rating AS INTEGER) >= 4) FILTER (WHERE kind = 'csat'),\n"
    "  daily_sums(answered_at, 1, rating, exact_at_least(rating, '7/2')) FILTER (WHERE kind = 'ces')\n"
    "FROM surveys_counted GROUP BY account";

static const char sent[] =
    "INSERT INTO interaction_days\n"
    "SELECT account, daily_sums(at, kind = 'email', kind = 'email' AND is_answered, kind = 'event', kind = 'event' AND is_answered)\n"
    "FROM interactions WHERE kind IN ('email', 'event') GROUP BY account";

enum rc answers_build(sqlite3 *db)
{
    enum rc rc = sql_daily_register(db);
    if (rc == RC_OK && sqlite3_exec(db, repeats, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    if (rc == RC_OK && sqlite3_exec(db, days, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    if (rc == RC_OK && sqlite3_exec(db, sent, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    return rc;
}
