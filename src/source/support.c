/* SPDX-License-Identifier: MIT */
#include "source/support.h"

#include "base/limits.h"
#include "base/vec.h"
#include "source/rollup.h"
#include "source/sql_text.h"
#include "source/store.h"

#include <stdlib.h>

/* In the order of the index. Months are whole numbers: 202603. */
static const char ticket_rows[] =
    "SELECT account, substr(opened_at, 1, 4) || substr(opened_at, 6, 2), substr(solved_at, 1, 4) || substr(solved_at, 6, 2),\n"
    "  priority IN ('high', 'urgent'), CASE WHEN solved_at >= opened_at THEN unixepoch(solved_at) - unixepoch(opened_at) END\n"
    "FROM tickets WHERE status IS NOT 'deleted' AND opened_at IS NOT NULL ORDER BY account, opened_at";

enum column { COLUMN_ACCOUNT, COLUMN_OPENED, COLUMN_SOLVED, COLUMN_HIGH, COLUMN_SECONDS };

/* What becomes of the counts of an account in a month, by one ticket or by all. */
struct change {
    uint32_t month;
    int64_t  opened, solved, open, high;
};

/* A ticket solved in the month. */
struct solved {
    uint32_t month;
    int64_t  seconds;
};

/* One account while its tickets go by. */
struct account_tickets {
    struct arena *arena; /* of what follows */
    str           account;
    VEC(struct change) changes;
    VEC(struct solved) solved;
    struct strbuf months, reversed, times;
};

static void begin_account(struct account_tickets *tickets, str account)
{
    arena_reset(tickets->arena, (struct arena_mark){0});
    tickets->account = arena_str(tickets->arena, account);
    tickets->changes.at = NULL;
    tickets->changes.count = tickets->changes.cap = 0;
    tickets->solved.at = NULL;
    tickets->solved.count = tickets->solved.cap = 0;
    strbuf_clear(&tickets->months);
    strbuf_clear(&tickets->reversed);
    strbuf_clear(&tickets->times);
}

static void begin_part(struct strbuf *history, uint32_t month)
{
    if (history->len) strbuf_addc(history, STORE_SEPARATOR);
    strbuf_printf(history, "%04u-%02u-01", month / 100, month % 100);
}

static int by_month(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b; /* what both kinds of rows begin with */
    return (x > y) - (x < y);
}

/* One that was solved months before it was opened is in no month: spans that have both count it. */
static void add_ticket(struct account_tickets *tickets, sqlite3_stmt *row)
{
    uint32_t opened = (uint32_t)sqlite3_column_int(row, COLUMN_OPENED), solved = (uint32_t)sqlite3_column_int(row, COLUMN_SOLVED);
    int      is_high = sqlite3_column_int(row, COLUMN_HIGH);
    if (solved && solved < opened) {
        begin_part(&tickets->reversed, opened);
        strbuf_printf(&tickets->reversed, " %04u-%02u-01 1", solved / 100, solved % 100);
        return;
    }
    *VEC_PUSH(tickets->arena, tickets->changes) = (struct change){opened, 1, 0, 1, is_high};
    if (solved) *VEC_PUSH(tickets->arena, tickets->changes) = (struct change){solved, 0, 1, -1, -is_high};
    if (sqlite3_column_type(row, COLUMN_SECONDS) != SQLITE_NULL)
        *VEC_PUSH(tickets->arena, tickets->solved) = (struct solved){solved, sqlite3_column_int64(row, COLUMN_SECONDS)};
}

static void write_months(struct account_tickets *tickets)
{
    int64_t        open = 0, high = 0;
    struct change *at = tickets->changes.at;
    size_t         count = tickets->changes.count;
    if (count) qsort(at, count, sizeof *at, by_month);
    for (size_t i = 0; i < count;) {
        struct change sum = {.month = at[i].month};
        for (; i < count && at[i].month == sum.month; i++) {
            sum.opened += at[i].opened;
            sum.solved += at[i].solved;
            open += at[i].open;
            high += at[i].high;
        }
        begin_part(&tickets->months, sum.month);
        strbuf_printf(&tickets->months, " %lld %lld %lld %lld", (long long)sum.opened, (long long)sum.solved, (long long)open,
                      (long long)high);
    }
}

static void write_times(struct account_tickets *tickets)
{
    struct solved *at = tickets->solved.at;
    size_t         count = tickets->solved.count;
    if (count) qsort(at, count, sizeof *at, by_month);
    for (size_t i = 0; i < count; i++) {
        begin_part(&tickets->times, at[i].month);
        strbuf_printf(&tickets->times, " 1 %lld", (long long)at[i].seconds);
    }
}

static void bind(sqlite3_stmt *insert, int at, str text)
{
    if (text.len)
        sqlite3_bind_text(insert, at, text.ptr, (int)text.len, SQLITE_STATIC);
    else
        sqlite3_bind_null(insert, at);
}

static enum rc end_account(struct account_tickets *tickets, sqlite3_stmt *insert)
{
    if (!tickets->account.len) return RC_OK;
    write_months(tickets);
    write_times(tickets);
    bind(insert, 1, tickets->account);
    bind(insert, 2, strbuf_str(&tickets->months));
    bind(insert, 3, strbuf_str(&tickets->reversed));
    bind(insert, 4, strbuf_str(&tickets->times));
    bool is_full = tickets->months.is_full || tickets->reversed.is_full || tickets->times.is_full; /* cut short it would be wrong */
    return is_full ? RC_IO : rollup_put(insert);
}

static enum rc add_tickets(sqlite3_stmt *rows, sqlite3_stmt *insert)
{
    struct account_tickets tickets = {.arena = arena_new()};
    tickets.months.most = tickets.reversed.most = tickets.times.most = LIMIT_HISTORY_BYTES;
    enum rc                rc = RC_OK;
    int                    step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        str account = sql_column(rows, COLUMN_ACCOUNT);
        if (!str_equal(account, tickets.account)) {
            rc = end_account(&tickets, insert);
            begin_account(&tickets, account);
        }
        add_ticket(&tickets, rows);
    }
    if (rc == RC_OK) rc = step == SQLITE_DONE ? end_account(&tickets, insert) : RC_IO;
    strbuf_release(&tickets.months);
    strbuf_release(&tickets.reversed);
    strbuf_release(&tickets.times);
    arena_free(tickets.arena);
    return rc;
}

enum rc support_build(sqlite3 *db)
{
    return rollup_build(db, ticket_rows, "INSERT INTO ticket_history VALUES(?1, ?2, ?3, ?4)", add_tickets);
}
