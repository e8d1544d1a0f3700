/* SPDX-License-Identifier: MIT */
#include "source/arrivals.h"

#include "source/sql_clock.h"

#include <stddef.h>

/* Times of the store are texts of which the first ten characters are the day. */
static const char arrivals[] =
    "INSERT INTO onboarding_step\n"
    "SELECT position, MIN(step), ROW_NUMBER() OVER (ORDER BY position) FROM onboarding GROUP BY position;\n"
    "WITH users AS MATERIALIZED (\n"
    "  SELECT o.account, s.place, substr(MIN(COALESCE(o.entered_at, '')), 1, 10) AS entered,\n"
    "    substr(MIN(MAX(o.completed_at, COALESCE(o.entered_at, ''))), 1, 10) AS passed\n"
    "  FROM onboarding o CROSS JOIN onboarding_step s ON s.position = o.position\n"
    "  GROUP BY 1, 2, COALESCE(o.user, ''), CASE WHEN o.user IS NULL THEN o.rowid ELSE 0 END),\n"
    "days AS (\n"
    "  SELECT account, entered AS day, place, 1 AS entered, 0 AS passed FROM users\n"
    "  UNION ALL SELECT account, passed, place, 0, 1 FROM users WHERE passed IS NOT NULL),\n"
    "parts AS (SELECT account, day, place, SUM(entered) AS entered, SUM(passed) AS passed FROM days GROUP BY 1, 2, 3 "
    "ORDER BY 1, 2, 3)\n"
    "INSERT INTO onboarding_history\n"
    "SELECT account, group_concat(day || ' ' || place || ' ' || entered || ' ' || passed, char(31)) FROM parts GROUP "
    "BY 1;\n"
    "INSERT INTO onboarding_user\n"
    "SELECT account, COALESCE(user, ''), CASE WHEN user IS NULL THEN o.rowid ELSE 0 END,\n"
    "  substr(MAX(COALESCE(entered_at, '')) FILTER (WHERE position = first), 1, 10),\n"
    "  substr(MIN(completed_at) FILTER (WHERE position = final), 1, 10),\n"
    "  substr(MAX(completed_at) FILTER (WHERE position = final), 1, 10)\n"
    "FROM (SELECT MIN(position) AS first, MAX(position) AS final FROM onboarding_step) CROSS JOIN onboarding o\n"
    "WHERE position IN (first, final) GROUP BY 1, 2, 3;\n"
    "WITH days AS (\n"
    "  SELECT account, began AS day, 1 AS began, 0 AS finished FROM onboarding_user WHERE began IS NOT NULL\n"
    "  UNION ALL SELECT account, MAX(began, last_completed), 0, 1 FROM onboarding_user WHERE began IS NOT NULL AND "
    "last_completed IS NOT NULL),\n"
    "parts AS (SELECT account, day, SUM(began) AS began, SUM(finished) AS finished FROM days GROUP BY 1, 2 ORDER BY 1, 2)\n"
    "INSERT INTO onboarding_course\n"
    "SELECT account, group_concat(day || ' 1 ' || began || ' ' || finished, char(31)) FROM parts GROUP BY 1;\n"
    "INSERT INTO user_start\n"
    "SELECT u.account, substr(u.signed_up_at, 1, 7) || '-01', u.id, substr(u.signed_up_at, 1, 10),\n"
    "  CAST(julianday(substr(u.signed_up_at, 1, 10)) AS INTEGER), CAST(julianday(substr(u.first_value_at, 1, 10)) AS "
    "INTEGER),\n"
    "  elapsed(u.signed_up_at, u.first_value_at), CAST(julianday(substr(u.aha_at, 1, 10)) AS INTEGER),\n"
    "  CAST(julianday(substr(u.aha_at, 1, 10)) - julianday(substr(u.signed_up_at, 1, 10)) AS INTEGER),\n"
    "  CAST(julianday(COALESCE(substr(u.onboarded_at, 1, 10), o.completed)) AS INTEGER)\n"
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
