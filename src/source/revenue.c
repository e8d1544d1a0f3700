/* SPDX-License-Identifier: MIT */
#include "source/revenue.h"

/*
 * Domain 3.9 and 13: recurring revenue counts until the end of the paid service. A month holds what is paid on its
 * last day; the month of the as-of date what is paid on that day. ended_on is the first day no longer paid.
 */
static const char revenue[] =
    "INSERT INTO mrr_month SELECT account, month, SUM(amount), currency, NULL FROM mrr GROUP BY account, month, "
    "currency;\n"
    "INSERT INTO mrr_month\n"
    "WITH RECURSIVE month_end(month, day) AS (\n"
    "  SELECT date(MIN(started_on), 'start of month'), MIN(date(MIN(started_on), 'start of month', '+1 month', '-1 "
    "day'), :as_of)\n"
    "  FROM subscriptions HAVING MIN(started_on) IS NOT NULL\n"
    "  UNION ALL\n"
    "  SELECT date(month, '+1 month'), MIN(date(month, '+2 months', '-1 day'), :as_of) FROM month_end\n"
    "  WHERE date(month, '+1 month') <= :as_of)\n"
    "SELECT s.account, m.month, SUM(s.mrr), s.currency, COUNT(*)\n"
    "FROM subscriptions s JOIN month_end m ON s.started_on <= m.day AND (s.ended_on IS NULL OR s.ended_on > m.day)\n"
    "WHERE COALESCE(s.is_trial, 0) = 0 AND NOT EXISTS (SELECT 1 FROM mrr)\n"
    "GROUP BY s.account, m.month, s.currency HAVING SUM(s.mrr) <> 0;\n";

enum rc revenue_build(sqlite3 *db, date as_of)
{
    const char *sql = revenue;
    char        day[11];
    date_iso(as_of, day);
    while (*sql) {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v2(db, sql, -1, &stmt, &sql) != SQLITE_OK) return RC_IO;
        if (!stmt) break;
        int parameter = sqlite3_bind_parameter_index(stmt, ":as_of");
        if (parameter) sqlite3_bind_text(stmt, parameter, day, -1, SQLITE_STATIC);
        int status = sqlite3_step(stmt);
        sqlite3_finalize(stmt);
        if (status != SQLITE_DONE) return RC_IO;
    }
    return RC_OK;
}
