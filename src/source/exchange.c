/* SPDX-License-Identifier: MIT */
#include "source/exchange.h"

#include "base/file.h"
#include "base/vec.h"
#include "source/number.h"
#include "source/reader.h"
#include "source/when.h"

#include <string.h>

typedef VEC(struct rate) rate_vec;

static void at_rate(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || sqlite3_value_type(values[1]) == SQLITE_NULL) return;
    __int128 product = (__int128)sqlite3_value_int64(values[0]) * sqlite3_value_int64(values[1]);
    __int128 half = RATE_UNIT / 2, result = (product < 0 ? product - half : product + half) / RATE_UNIT;
    if (result <= INT64_MAX && result >= -INT64_MAX) sqlite3_result_int64(context, (int64_t)result);
}

void exchange_register(sqlite3 *db)
{
    sqlite3_create_function_v2(db, "at_rate", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, at_rate,
                               NULL, NULL, NULL);
}

/* A file of rates being read. */
struct rate_file {
    struct reader            *reader;
    const struct source_file *file;
    size_t                    currency, since, rate; /* columns; `since` may be missing: SIZE_MAX */
    struct arena             *arena;
    struct diag              *diag;
    rate_vec                  rates;
};

/* The first of the names that is a column; SIZE_MAX: none is. */
static size_t find_column(struct reader *reader, const char *const *names, size_t count)
{
    size_t index;
    bool   is_double;
    for (size_t i = 0; i < count; i++) {
        if (reader_lookup(reader, str_from(names[i]), &index, &is_double) == RC_OK && !is_double) return index;
    }
    return SIZE_MAX;
}

static enum rc find_columns(struct rate_file *f)
{
    static const char *const currencies[] = {"currency", "devise", "code"}, *const rates[] = {"rate", "taux"};
    static const char *const days[] = {"from", "since", "month", "date", "period", "depuis", "mois", "période"};
    f->currency = find_column(f->reader, currencies, COUNT_OF(currencies));
    f->rate = find_column(f->reader, rates, COUNT_OF(rates));
    f->since = find_column(f->reader, days, COUNT_OF(days));
    if (f->currency != SIZE_MAX && f->rate != SIZE_MAX) return RC_OK;
    diag_add(f->diag, DIAG_SOURCE_RATES, SPAN_FILE(f->file), "its columns are currency, from and rate");
    return RC_INVALID;
}

static enum rc report_rate(struct rate_file *f, const struct record *record, size_t column, const char *what)
{
    size_t              at = column < record->count ? record->values[column].at : 0;
    struct record_place place = record_place(record, at);
    struct span         span = {f->file, place.line, place.col, (uint32_t)str_chars(record_value(record, column))};
    diag_add(f->diag, DIAG_SOURCE_RATES, span, what);
    return RC_INVALID;
}

/* Text of the rate with a decimal point: « 0,92 » is as good. */
static str decimal_text(str text, char buffer[NUMBER_TEXT])
{
    struct number number;
    char          mark = str_find(text, ',') < text.len ? ',' : '.';
    if (number_parse(text, mark, &number) != RC_OK) return STR_NONE;
    return (str){buffer, number_print(&number, buffer)};
}

static enum rc read_rate(struct rate_file *f, const struct record *record)
{
    char        buffer[NUMBER_TEXT];
    struct when when;
    struct rate rate = {.since = DATE_NONE};
    str         since = f->since == SIZE_MAX ? STR_NONE : number_trim(record_value(record, f->since));
    if (record->fault != RECORD_NONE || record->is_blank || record->aside != RECORD_DATA) return RC_OK;
    if (!rate_currency(number_trim(record_value(record, f->currency)), rate.currency))
        return report_rate(f, record, f->currency, "not the code of a currency");
    str text = decimal_text(number_trim(record_value(record, f->rate)), buffer);
    if (!text.len || !rate_parse(f->arena, text, &rate.units))
        return report_rate(f, record, f->rate, "not a rate above 0 with at most nine decimals");
    if (since.len && when_parse(since, WHEN_ISO, &when) != RC_OK)
        return report_rate(f, record, f->since, "not a month or a day, year first: 2026-07");
    if (since.len) rate.since = when.day;
    *VEC_PUSH(f->arena, f->rates) = rate;
    return RC_OK;
}

static enum rc read_rates(struct rate_file *f)
{
    struct record record;
    enum rc       rc = find_columns(f);
    while (rc == RC_OK && reader_next(f->reader, &record)) {
        if (read_rate(f, &record) != RC_OK) rc = RC_INVALID;
    }
    enum rc finished = reader_finish(f->reader, f->diag);
    return rc == RC_OK ? finished : rc;
}

static enum rc read_file(const char *path, struct rate_file *f, struct hasher *hasher)
{
    struct input_profile profile;
    struct dialect       dialect;
    struct span          span = SPAN_FILE(f->file);
    enum rc              rc = input_profile(path, hasher, f->diag, span, &profile);
    if (rc == RC_OK) rc = dialect_detect(NULL, path, profile.encoding, f->arena, f->diag, span, &dialect);
    if (rc == RC_OK) rc = reader_open(path, &dialect, f->arena, f->diag, f->file, &f->reader);
    if (rc == RC_OK) rc = read_rates(f);
    reader_close(f->reader);
    return rc;
}

enum rc exchange_read(const struct workspace *workspace, struct hasher *hasher, struct arena *arena, struct diag *diag,
                      struct rate_list *out)
{
    str              name = workspace->rates_file.text;
    struct rate_file f = {.arena = arena, .diag = diag};
    *out = workspace->rates;
    if (!name.len) return RC_OK;
    f.file = file_source(arena, name.ptr, STR_NONE);
    enum rc rc = read_file(file_join(arena, workspace->folder, name.ptr), &f, hasher);
    *out = (struct rate_list){f.rates.at, f.rates.count};
    return rc;
}

static enum rc put_rate(sqlite3_stmt *insert, const char *currency, date since, int64_t units)
{
    char day[11] = "0001-01-01";
    if (since != DATE_NONE) date_iso(since, day);
    sqlite3_bind_text(insert, 1, currency, 3, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 2, day, 10, SQLITE_TRANSIENT);
    sqlite3_bind_int64(insert, 3, units);
    int status = sqlite3_step(insert);
    sqlite3_reset(insert);
    return status == SQLITE_DONE ? RC_OK : RC_IO;
}

/* The workspace's own currency has a rate, too: 1, always. */
static enum rc write_rates(const struct workspace *workspace, const struct rate_list *rates, sqlite3 *db)
{
    sqlite3_stmt *insert = NULL;
    if (sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO rate VALUES(?1, ?2, ?3)", -1, &insert, NULL) != SQLITE_OK)
        return RC_IO;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < rates->count && rc == RC_OK; i++)
        rc = put_rate(insert, rates->at[i].currency, rates->at[i].since, rates->at[i].units);
    if (rc == RC_OK) rc = put_rate(insert, workspace->currency.text.ptr, DATE_NONE, RATE_UNIT);
    sqlite3_finalize(insert);
    return rc;
}

/* One row, one text, or the empty one. */
static str ask(sqlite3 *db, const char *sql, struct arena *arena)
{
    sqlite3_stmt *stmt = NULL;
    str           answer = STR_NONE;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW &&
        sqlite3_column_text(stmt, 0))
        answer = arena_str(arena, str_from((const char *)sqlite3_column_text(stmt, 0)));
    sqlite3_finalize(stmt);
    return answer;
}

/* `sql` may name the workspace's currency as ?1. */
static enum rc change(sqlite3 *db, const char *sql, str currency)
{
    while (*sql) {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v2(db, sql, -1, &stmt, &sql) != SQLITE_OK) return RC_IO;
        sqlite3_bind_text(stmt, 1, currency.ptr, (int)currency.len, SQLITE_STATIC);
        int status = sqlite3_step(stmt);
        sqlite3_finalize(stmt);
        if (status != SQLITE_DONE) return RC_IO;
    }
    return RC_OK;
}

/* An account counts in the currency of its revenue, whatever the accounts' export says; one without revenue in that of
 * all the others, where they have one and it says none of its own. */
static const char adoptions[] =
    "UPDATE accounts SET currency = m.currency FROM (SELECT account, MIN(currency) AS currency FROM mrr_month GROUP BY "
    "account) AS m WHERE m.account = accounts.id AND accounts.currency IS NOT m.currency;"
    "UPDATE accounts SET currency = m.currency FROM (SELECT MIN(currency) AS currency FROM mrr_month HAVING "
    "MIN(currency) = MAX(currency)) AS m WHERE accounts.currency = ?1 AND m.currency <> ?1 AND NOT EXISTS (SELECT 1 "
    "FROM mrr_month n WHERE n.account = accounts.id);";

/* Without rates amounts stay as they are; only one account's revenue in several currencies cannot be told. */
static enum rc leave_unconverted(const struct workspace *workspace, sqlite3 *db, struct arena *arena, struct diag *diag)
{
    static const char mixed[] =
        "SELECT account || ': ' || group_concat(currency, ', ') FROM (SELECT DISTINCT account, "
        "currency FROM mrr_month ORDER BY 1, 2) GROUP BY account HAVING COUNT(*) > 1 ORDER BY 1";
    static const char several[] = "SELECT group_concat(currency, ', ') FROM (SELECT DISTINCT currency FROM mrr_month "
                                  "ORDER BY 1) HAVING COUNT(*) > 1";
    str               accounts = ask(db, mixed, arena), currencies = ask(db, several, arena);
    if (!accounts.len && change(db, adoptions, workspace->currency.text) != RC_OK) return RC_IO;
    if (!currencies.len) return RC_OK;
    struct diag_message *message = accounts.len
                                       ? diag_add(diag, DIAG_SOURCE_CURRENCIES, SPAN_NONE, STR_ARG(accounts))
                                       : diag_add(diag, DIAG_SOURCE_CURRENCIES_APART, SPAN_NONE, STR_ARG(currencies));
    diag_hint(diag, message, "rates: {USD: 0.92} in reliure.yaml says what a unit is worth in %.*s",
              STR_ARG(workspace->currency.text));
    return accounts.len ? RC_INVALID : RC_OK;
}

static enum rc check_rates(sqlite3 *db, struct arena *arena, struct diag *diag)
{
    static const char sql[] =
        "SELECT group_concat(currency, ', ') FROM (SELECT currency FROM mrr_month UNION SELECT currency FROM "
        "transactions WHERE amount IS NOT NULL UNION SELECT currency FROM opportunities WHERE amount IS NOT NULL "
        "ORDER BY 1) WHERE currency NOT IN (SELECT currency FROM rate)";
    str currencies = ask(db, sql, arena);
    if (!currencies.len) return RC_OK;
    struct diag_message *message = diag_add(diag, DIAG_SOURCE_RATE_MISSING, SPAN_NONE, STR_ARG(currencies));
    diag_hint(diag, message, "add it to rates: in reliure.yaml");
    return RC_INVALID;
}

/* At the rate of the row's day; before the first rate there is none, so its amount is not known. */
static const char conversions[] =
    "UPDATE transactions SET amount = at_rate(amount, (SELECT units FROM rate r WHERE r.currency = "
    "transactions.currency AND r.since <= at ORDER BY since DESC LIMIT 1)), currency = ?1 WHERE currency <> ?1;"
    "UPDATE opportunities SET amount = at_rate(amount, (SELECT units FROM rate r WHERE r.currency = "
    "opportunities.currency AND r.since <= COALESCE(closed_on, opened_on, '9999') ORDER BY since DESC LIMIT 1)), "
    "currency = ?1 WHERE currency <> ?1;"
    "UPDATE accounts SET currency = ?1;";

enum rc exchange_apply(const struct workspace *workspace, const struct rate_list *rates, sqlite3 *db,
                       struct arena *arena, struct diag *diag)
{
    if (rates->count == 0) return leave_unconverted(workspace, db, arena, diag);
    exchange_register(db);
    enum rc rc = write_rates(workspace, rates, db);
    if (rc == RC_OK) rc = check_rates(db, arena, diag);
    return rc == RC_OK ? change(db, conversions, workspace->currency.text) : rc;
}
