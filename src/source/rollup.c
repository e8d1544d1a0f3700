/* SPDX-License-Identifier: MIT */
#include "source/rollup.h"

#include "base/str.h"
#include "source/tables.h"

/*
 * Rows of activity, one day a row, whatever they come from. `usage` has them; where no source feeds it, the use of
 * features shows at least who was there on which day. A login or session is an event so named.
 */
static const char activity[] =
    "CREATE TEMP VIEW activity AS\n"
    "SELECT account, user, substr(at, 1, 10) AS day, substr(at, 1, 7) || '-01' AS month, event, quantity FROM usage\n"
    "UNION ALL\n"
    "SELECT account, user, substr(at, 1, 10), substr(at, 1, 7) || '-01', NULL, quantity FROM feature_usage\n"
    "WHERE NOT EXISTS (SELECT 1 FROM usage);\n"
    "CREATE TEMP TABLE activity_kind AS SELECT\n"
    "  EXISTS (SELECT 1 FROM usage WHERE event IS NOT NULL) AS names_events,\n"
    "  EXISTS (SELECT 1 FROM usage WHERE event = 'session') AS names_sessions;\n";

/* One pass over the rows: by account, day and user. All else is made from this. */
static const char user_days[] =
    "CREATE TEMP TABLE user_day AS\n"
    "SELECT account, day, user, SUM(quantity) AS events,\n"
    "  SUM(CASE WHEN event = 'login' THEN quantity ELSE 0 END) AS logins,\n"
    "  SUM(CASE WHEN event = 'session' THEN quantity ELSE 0 END) AS sessions\n"
    "FROM activity GROUP BY account, day, user;\n";

static const char months[] =
    "INSERT INTO user_month\n"
    "SELECT account, user, substr(day, 1, 7) || '-01', COUNT(*), SUM(events),\n"
    "  CASE WHEN k.names_events THEN SUM(logins) END\n"
    "FROM user_day, activity_kind k WHERE user IS NOT NULL GROUP BY 1, 3, 2;\n"
    "INSERT INTO usage_day\n"
    "SELECT account, day, NULLIF(COUNT(user), 0), SUM(events), CASE WHEN k.names_events THEN SUM(logins) END,\n"
    "  CASE WHEN k.names_sessions THEN SUM(sessions) WHEN k.names_events THEN SUM(logins) END,\n"
    "  SUM(events) - SUM(logins) - SUM(sessions)\n"
    "FROM user_day, activity_kind k GROUP BY account, day;\n"
    "INSERT INTO account_month\n"
    "SELECT d.account, d.month, u.users, d.user_days, d.days, d.events, d.logins, d.sessions, d.actions FROM\n"
    "  (SELECT account, substr(day, 1, 7) || '-01' AS month, SUM(users) AS user_days, COUNT(*) AS days, SUM(events) AS events,\n"
    "     SUM(logins) AS logins, SUM(sessions) AS sessions, SUM(actions) AS actions\n"
    "   FROM usage_day GROUP BY 1, 2) d\n"
    "LEFT JOIN (SELECT account, month, COUNT(*) AS users FROM user_month GROUP BY account, month) u\n"
    "  ON u.account = d.account AND u.month = d.month;\n"
    "INSERT INTO event_month\n"
    "SELECT account, month, COALESCE(event, ''), SUM(quantity), NULLIF(COUNT(DISTINCT user), 0)\n"
    "FROM activity GROUP BY 1, 2, 3;\n";

static const char features_used[] =
    "CREATE TEMP TABLE feature_user AS\n"
    "SELECT account, feature, user, substr(at, 1, 7) || '-01' AS month, SUM(quantity) AS uses\n"
    "FROM feature_usage GROUP BY 1, 2, 3, 4;\n"
    "INSERT INTO feature_user_month SELECT account, feature, user, month, uses FROM feature_user WHERE user IS NOT NULL;\n"
    "INSERT INTO feature_month SELECT account, feature, month, NULLIF(COUNT(user), 0), SUM(uses) FROM feature_user GROUP BY 1, 2, 3;\n";

/*
 * Domain 3.9 and 13: recurring revenue counts until the end of the paid service. A month holds what is paid on its
 * last day; the month of the as-of date what is paid on that day. ended_on is the first day no longer paid.
 */
static const char revenue[] =
    "INSERT INTO mrr_month SELECT account, month, SUM(amount), currency, NULL FROM mrr GROUP BY account, month, currency;\n"
    "INSERT INTO mrr_month\n"
    "WITH RECURSIVE month_end(month, day) AS (\n"
    "  SELECT date(MIN(started_on), 'start of month'), MIN(date(MIN(started_on), 'start of month', '+1 month', '-1 day'), :as_of)\n"
    "  FROM subscriptions HAVING MIN(started_on) IS NOT NULL\n"
    "  UNION ALL\n"
    "  SELECT date(month, '+1 month'), MIN(date(month, '+2 months', '-1 day'), :as_of) FROM month_end\n"
    "  WHERE date(month, '+1 month') <= :as_of)\n"
    "SELECT s.account, m.month, SUM(s.mrr), s.currency, COUNT(*)\n"
    "FROM subscriptions s JOIN month_end m ON s.started_on <= m.day AND (s.ended_on IS NULL OR s.ended_on > m.day)\n"
    "WHERE COALESCE(s.is_trial, 0) = 0 AND NOT EXISTS (SELECT 1 FROM mrr)\n"
    "GROUP BY s.account, m.month, s.currency HAVING SUM(s.mrr) <> 0;\n";

static enum rc run(sqlite3 *db, const char *sql, const char *as_of)
{
    while (*sql) {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v2(db, sql, -1, &stmt, &sql) != SQLITE_OK) return RC_IO;
        if (!stmt) break;
        int parameter = sqlite3_bind_parameter_index(stmt, ":as_of"), status;
        if (parameter) sqlite3_bind_text(stmt, parameter, as_of, -1, SQLITE_STATIC);
        while ((status = sqlite3_step(stmt)) == SQLITE_ROW) continue;
        sqlite3_finalize(stmt);
        if (status != SQLITE_DONE) return RC_IO;
    }
    return RC_OK;
}

/* What each export covers, month by month. */
static enum rc build_coverage(sqlite3 *db)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < TABLE_COUNT && rc == RC_OK; i++) {
        const struct table_info *table = table_info((enum table_id)i);
        struct strbuf            sql = {0};
        if (!table->dated[0]) continue;
        strbuf_printf(&sql,
                      "INSERT INTO source_month SELECT '%s', substr(day, 1, 7) || '-01', SUM(n), COUNT(*), MIN(day), MAX(day) FROM\n"
                      "(SELECT substr(\"%s\", 1, 10) AS day, COUNT(*) AS n FROM \"%s\" WHERE \"%s\" IS NOT NULL GROUP BY 1) GROUP BY 2",
                      table->name, table->dated, table->name, table->dated);
        rc = run(db, sql.at, "");
        strbuf_release(&sql);
    }
    return rc;
}

enum rc rollup_build(sqlite3 *db, date as_of)
{
    const char *const steps[] = {activity, user_days, months, features_used, revenue};
    char              day[11];
    enum rc           rc = RC_OK;
    date_iso(as_of, day);
    for (size_t i = 0; i < COUNT_OF(steps) && rc == RC_OK; i++) rc = run(db, steps[i], day);
    return rc == RC_OK ? build_coverage(db) : rc;
}
