/* SPDX-License-Identifier: MIT */
#include "source/arrivals.h"

#include "source/sql_clock.h"

#include <stddef.h>

/* Times of the store are texts of which the first ten characters are the day. */
static const char arrivals[] =
    "INSERT INTO onboarding_step SELECT position, MIN(step) FROM onboarding GROUP BY position;\n"
    "INSERT INTO onboarding_user_step\n"
    "SELECT account, position, COALESCE(user, ''), CASE WHEN user IS NULL THEN rowid ELSE 0 END,\n"
    "  substr(MIN(COALESCE(entered_at, '')), 1, 10), substr(MIN(MAX(completed_at, COALESCE(entered_at, ''))), 1, 10)\n"
    "FROM onboarding GROUP BY 1, 2, 3, 4;\n"
    "INSERT INTO onboarding_user\n"
    "SELECT account, COALESCE(user, ''), CASE WHEN user IS NULL THEN o.rowid ELSE 0 END,\n"
    "  substr(MAX(COALESCE(entered_at, '')) FILTER (WHERE position = first), 1, 10),\n"
    "  substr(MIN(completed_at) FILTER (WHERE position = final), 1, 10),\n"
    "  substr(MAX(completed_at) FILTER (WHERE position = final), 1, 10)\n"
    "FROM (SELECT MIN(position) AS first, MAX(position) AS final FROM onboarding_step) CROSS JOIN onboarding o\n"
    "WHERE position IN (first, final) GROUP BY 1, 2, 3;\n"
    "INSERT INTO user_start\n"
    "SELECT u.account, substr(u.signed_up_at, 1, 7) || '-01', u.id, substr(u.signed_up_at, 1, 10),\n"
    "  CAST(julianday(substr(u.signed_up_at, 1, 10)) AS INTEGER), substr(u.first_value_at, 1, 10),\n"
    "  elapsed(u.signed_up_at, u.first_value_at), substr(u.aha_at, 1, 10),\n"
    "  CAST(julianday(substr(u.aha_at, 1, 10)) - julianday(substr(u.signed_up_at, 1, 10)) AS INTEGER),\n"
    "  COALESCE(substr(u.onboarded_at, 1, 10), o.completed)\n"
    "FROM users u LEFT JOIN onboarding_user o ON o.account = u.account AND o.user = u.id AND o.place = 0\n"
    "WHERE u.signed_up_at IS NOT NULL ORDER BY 1, 2, 3;\n"
    "INSERT INTO account_starts\n"
    "SELECT u.account, group_concat(u.month || ' ' || u.day_number || COALESCE(' ' || d.since || ' ' || hex(d.days), ''), char(31))\n"
    "FROM user_start u LEFT JOIN user_days d ON d.account = u.account AND d.user = u.user GROUP BY u.account;\n";

enum rc arrivals_build(sqlite3 *db)
{
    enum rc rc = sql_clock_register(db);
    if (rc == RC_OK && sqlite3_exec(db, arrivals, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    return rc;
}
