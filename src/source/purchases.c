/* SPDX-License-Identifier: MIT */
#include "source/purchases.h"

#include "source/rollup.h"
#include "source/sql_text.h"
#include "source/store.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/sum.h"

static const char transaction_rows[] = "SELECT account, substr(at, 1, 10), amount FROM transactions WHERE account IS "
                                       "NOT NULL AND at IS NOT NULL ORDER BY account, at";

enum { COLUMN_ACCOUNT, COLUMN_DAY, COLUMN_AMOUNT };

/* The transactions of an account, as far as they are read. */
struct account_purchases {
    struct strbuf account, days;
    date          day; /* the one under way, DATE_NONE: none */
    int           purchases;
    int64_t       amount;
    int           last; /* day of the last purchase, in whole days of julianday(); 0: none yet */
};

static void write_part(struct strbuf *days, date day, int place, int64_t x, int64_t y)
{
    char iso[11];
    date_iso(day, iso);
    if (days->len) strbuf_addc(days, STORE_SEPARATOR);
    strbuf_printf(days, "%s %d %lld %lld", iso, place, (long long)x, (long long)y);
}

static void end_day(struct account_purchases *account)
{
    if (account->day == DATE_NONE) return;
    write_part(&account->days, account->day, 1, account->purchases, account->amount);
    if (account->purchases) {
        int day = account->day + STORE_JULIAN_1970;
        write_part(&account->days, account->day, 2, day - account->last, 0);
        account->last = day;
    }
    account->day = DATE_NONE;
}

static enum rc end_account(struct account_purchases *account, sqlite3_stmt *insert)
{
    if (!account->account.len) return RC_OK;
    end_day(account);
    sqlite3_bind_text(insert, 1, account->account.at, (int)account->account.len, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, account->days.at, (int)account->days.len, SQLITE_STATIC);
    return account->days.is_full ? RC_IO : rollup_put(insert); /* cut short it would be wrong */
}

static void begin_account(struct account_purchases *account, str id)
{
    strbuf_clear(&account->account);
    strbuf_clear(&account->days);
    strbuf_add(&account->account, id);
    account->last = 0;
}

static enum rc add_transaction(struct account_purchases *account, sqlite3_stmt *row)
{
    date day;
    if (date_parse(sql_column(row, COLUMN_DAY), &day) != RC_OK) return RC_IO;
    if (day != account->day) {
        end_day(account);
        account->day = day;
        account->purchases = 0;
        account->amount = 0;
    }
    int64_t amount = sqlite3_column_int64(row, COLUMN_AMOUNT);
    account->purchases += amount > 0; /* not a refund */
    sum_add(&account->amount, amount);
    return RC_OK;
}

static enum rc add_transactions(sqlite3_stmt *rows, sqlite3_stmt *insert)
{
    struct account_purchases account = {.days.most = LIMIT_HISTORY_BYTES, .day = DATE_NONE};
    enum rc                  rc = RC_OK;
    int                      step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        str id = sql_column(rows, COLUMN_ACCOUNT);
        if (!str_equal(id, strbuf_str(&account.account))) {
            rc = end_account(&account, insert);
            begin_account(&account, id);
        }
        if (rc == RC_OK) rc = add_transaction(&account, rows);
    }
    if (rc == RC_OK) rc = step == SQLITE_DONE ? end_account(&account, insert) : RC_IO;
    strbuf_release(&account.account);
    strbuf_release(&account.days);
    return rc;
}

enum rc purchases_build(sqlite3 *db)
{
    return rollup_build(db, transaction_rows, "INSERT INTO purchase_history VALUES(?1, ?2)", add_transactions);
}
