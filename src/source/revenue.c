/* SPDX-License-Identifier: MIT */
#include "source/revenue.h"

#include "source/rollup.h"
#include "source/sql_text.h"

#include "base/str.h"

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
    "GROUP BY s.account, m.month, s.currency HAVING SUM(s.mrr) <> 0;\n"
    "INSERT INTO mrr_currency SELECT DISTINCT currency FROM mrr_month;\n";

static enum rc build_months(sqlite3 *db, date as_of)
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

/* Months on end in which an account pays the same amount in one currency. */
struct stretch {
    struct strbuf account; /* empty: none yet */
    date          since, until;
    int64_t       amount;
    bool          has_prior; /* stretch before, by so many months, of the same account and currency */
    int           gap;
    int64_t       prior_amount;
};

static int months_between(date earlier, date later)
{
    struct civil a = date_civil(earlier), b = date_civil(later);
    return (b.year - a.year) * 12 + b.month - a.month - 1;
}

static void bind_day(sqlite3_stmt *insert, int at, date day)
{
    char iso[11];
    date_iso(day, iso);
    sqlite3_bind_text(insert, at, iso, -1, SQLITE_TRANSIENT);
}

static enum rc write_stretch(sqlite3_stmt *insert, const struct stretch *stretch)
{
    if (!stretch->account.len) return RC_OK;
    sqlite3_bind_text(insert, 1, stretch->account.at, (int)stretch->account.len, SQLITE_STATIC);
    bind_day(insert, 2, stretch->since);
    bind_day(insert, 3, stretch->until);
    sqlite3_bind_int64(insert, 4, stretch->amount);
    sqlite3_bind_null(insert, 6);
    sqlite3_bind_null(insert, 7);
    if (stretch->has_prior) {
        sqlite3_bind_int(insert, 6, stretch->gap);
        sqlite3_bind_int64(insert, 7, stretch->prior_amount);
    }
    return rollup_put(insert);
}

/* A month goes on with the stretch, or ends it and begins the next. */
static enum rc add_month(sqlite3_stmt *insert, struct stretch *stretch, str account, date month, int64_t amount)
{
    bool is_same = str_equal(strbuf_str(&stretch->account), account);
    int  gap = is_same ? months_between(stretch->until, month) : 0;
    if (is_same && amount == stretch->amount && gap == 0) {
        stretch->until = month;
        return RC_OK;
    }
    enum rc rc = write_stretch(insert, stretch);
    stretch->has_prior = is_same;
    stretch->gap = gap;
    stretch->prior_amount = stretch->amount;
    stretch->since = stretch->until = month;
    stretch->amount = amount;
    stretch->account.len = 0;
    strbuf_add(&stretch->account, account);
    return rc;
}

/* The months of a currency, account by account, as the key has them. */
static enum rc add_months(sqlite3_stmt *rows, sqlite3_stmt *insert)
{
    struct stretch stretch = {0};
    enum rc        rc = RC_OK;
    int            step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        date month;
        rc = date_parse(sql_column(rows, 1), &month);
        if (rc == RC_OK) rc = add_month(insert, &stretch, sql_column(rows, 0), month, sqlite3_column_int64(rows, 2));
    }
    if (rc == RC_OK) rc = step == SQLITE_DONE ? write_stretch(insert, &stretch) : RC_IO;
    strbuf_release(&stretch.account);
    return rc;
}

static enum rc build_stretches(sqlite3 *db)
{
    static const char *const texts[] = {"SELECT currency FROM mrr_currency",
                                        "SELECT account, month, amount FROM mrr_month WHERE currency = ?1 ORDER BY account, month",
                                        "INSERT INTO mrr_stretch VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
    sqlite3_stmt *currencies, *rows, *insert, **statements[] = {&currencies, &rows, &insert};
    enum rc       rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (sqlite3_prepare_v2(db, texts[i], -1, statements[i], NULL) != SQLITE_OK) rc = RC_IO;
    }
    int step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(currencies)) == SQLITE_ROW) {
        sqlite3_bind_value(rows, 1, sqlite3_column_value(currencies, 0));
        sqlite3_bind_value(insert, 5, sqlite3_column_value(currencies, 0));
        rc = add_months(rows, insert);
        sqlite3_reset(rows);
    }
    if (step != SQLITE_DONE) rc = RC_IO;
    for (size_t i = 0; i < COUNT_OF(texts); i++) sqlite3_finalize(*statements[i]);
    return rc;
}

/* A gap ends the stretch before it with an amount of 0. */
static const char histories[] =
    "INSERT INTO revenue_history\n"
    "SELECT account, group_concat(IIF(gap > 0, date(since, '-' || gap || ' months') || ' 0' || char(31), '') || since || ' ' || amount, char(31))\n"
    "    || char(31) || date(MAX(until), '+1 month') || ' 0',\n"
    "  MIN(since) FILTER (WHERE amount > 0), MIN(since) FILTER (WHERE gap = 0 AND prior_amount BETWEEN 1 AND amount - 1), MAX(until),\n"
    "  MIN(amount > 0 AND COALESCE(gap, 0) = 0)\n"
    "FROM mrr_stretch WHERE (SELECT COUNT(*) FROM mrr_currency) = 1 GROUP BY account;\n";

enum rc revenue_build(sqlite3 *db, date as_of)
{
    enum rc rc = build_months(db, as_of);
    if (rc == RC_OK) rc = build_stretches(db);
    if (rc == RC_OK && sqlite3_exec(db, histories, NULL, NULL, NULL) != SQLITE_OK) rc = RC_IO;
    return rc;
}
