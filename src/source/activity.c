/* SPDX-License-Identifier: MIT */
#include "source/activity.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"
#include "source/names.h"
#include "source/store.h"
#include "source/tally.h"

#include <stdlib.h>
#include <string.h>

/* An event's number and the day of the month share a word: names would fill the memory before they fill 27 bits. */
enum { DAYS_MOST = 31, DAY_BITS = 5 };

/* Rows a day, from the first to the last day seen. */
struct coverage {
    uint32_t *rows;
    date      first;
    size_t    count;
};

struct activity {
    struct names    accounts, users, events, features;
    struct tally   *by_day;     /* account, month, user, event and day */
    struct tally   *by_feature; /* account, feature, month, user */
    struct coverage coverage[TABLE_COUNT];
    bool            has_usage;
    date            day; /* the last one, its month and day of the month: rows of one day follow one another */
    uint32_t        month, of_month;
};

struct activity *activity_new(const char *folder, bool has_usage)
{
    struct activity *activity = mem_new(1, sizeof *activity);
    activity->by_day = tally_new(folder);
    activity->by_feature = tally_new(folder);
    activity->has_usage = has_usage;
    activity->day = DATE_NONE;
    return activity;
}

void activity_free(struct activity *activity)
{
    if (!activity) return;
    for (size_t i = 0; i < TABLE_COUNT; i++) free(activity->coverage[i].rows);
    tally_free(activity->by_day);
    tally_free(activity->by_feature);
    names_release(&activity->accounts);
    names_release(&activity->users);
    names_release(&activity->events);
    names_release(&activity->features);
    free(activity);
}

uint32_t activity_account(struct activity *activity, str account)
{
    return names_number(&activity->accounts, account);
}

/* Sets the month, counted since the year 0, and the day of it from 0. */
static void set_day(struct activity *activity, date day)
{
    if (day == activity->day) return;
    struct civil civil = date_civil(day);
    activity->day = day;
    activity->of_month = (uint32_t)civil.day - 1;
    activity->month = (uint32_t)(civil.year * 12 + civil.month - 1);
}

static date month_start(uint32_t month)
{
    return date_from_civil((int)(month / 12), (int)(month % 12) + 1, 1);
}

void activity_cover(struct activity *activity, enum table_id table, date day)
{
    struct coverage *coverage = &activity->coverage[table];
    if (coverage->count && day >= coverage->first && day < coverage->first + (date)coverage->count) {
        coverage->rows[day - coverage->first]++;
        return;
    }
    /* Whole months of room before and after, so that days in any order make few copies. */
    enum { SLACK = 93 };
    date first = coverage->count && coverage->first <= day ? coverage->first : day - SLACK;
    date end = coverage->count ? coverage->first + (date)coverage->count : day + 1;
    if (day >= end) end = day + SLACK;
    uint32_t *rows = mem_new((size_t)(end - first), sizeof *rows);
    if (coverage->count) memcpy(rows + (coverage->first - first), coverage->rows, coverage->count * sizeof *rows);
    free(coverage->rows);
    *coverage = (struct coverage){rows, first, (size_t)(end - first)};
    coverage->rows[day - first]++;
}

static void add_day(struct activity *activity, uint32_t account, uint32_t user, uint32_t event, int64_t quantity)
{
    uint32_t key[4] = {account, activity->month, user, event << DAY_BITS | activity->of_month};
    tally_add(activity->by_day, key, quantity);
}

void activity_use(struct activity *activity, uint32_t account, str user, str event, date day, int64_t quantity)
{
    set_day(activity, day);
    add_day(activity, account, names_number(&activity->users, user),
            names_number(&activity->events, event), quantity);
}

void activity_feature(struct activity *activity, uint32_t account, str user, str feature, date day, int64_t quantity)
{
    uint32_t user_number = names_number(&activity->users, user);
    set_day(activity, day);
    uint32_t key[4] = {account, names_number(&activity->features, feature), activity->month, user_number};
    tally_add(activity->by_feature, key, quantity);
    if (!activity->has_usage) add_day(activity, account, user_number, 0, quantity);
}

/* One prepared INSERT; a failure is kept until the end. */
struct table_writer {
    sqlite3_stmt *stmt;
    bool          is_failed;
    char          days[9][11]; /* by the parameter's number */
};

static void open_table(struct table_writer *writer, sqlite3 *db, const char *sql)
{
    *writer = (struct table_writer){0};
    writer->is_failed = sqlite3_prepare_v2(db, sql, -1, &writer->stmt, NULL) != SQLITE_OK;
}

/* The text must hold until the row is put. */
static void put_text(struct table_writer *writer, int index, str text)
{
    if (!writer->is_failed)
        sqlite3_bind_text(writer->stmt, index, text.ptr ? text.ptr : "", (int)text.len, SQLITE_STATIC);
}

/* A text cut short would be wrong. */
static void put_history(struct table_writer *writer, int index, const struct strbuf *history)
{
    writer->is_failed |= history->is_full;
    put_text(writer, index, strbuf_str(history));
}

static void put_day(struct table_writer *writer, int index, date day)
{
    date_iso(day, writer->days[index]);
    put_text(writer, index, (str){writer->days[index], 10});
}

static void put_int(struct table_writer *writer, int index, int64_t number, bool is_known)
{
    if (writer->is_failed) return;
    if (is_known) sqlite3_bind_int64(writer->stmt, index, number);
    else sqlite3_bind_null(writer->stmt, index);
}

static void put_row(struct table_writer *writer)
{
    if (writer->is_failed) return;
    writer->is_failed = sqlite3_step(writer->stmt) != SQLITE_DONE;
    sqlite3_reset(writer->stmt);
}

static bool close_table(struct table_writer *writer)
{
    sqlite3_finalize(writer->stmt);
    return !writer->is_failed;
}

/* The month in which each user was seen last, by the user's number; of the group whose entries go by. */
struct last_seen {
    uint32_t group, month;
};

/* The month before this one in which the group saw the user; 0: none. Months come in order. */
static uint32_t month_before(struct last_seen *seen, uint32_t group, uint32_t user, uint32_t month)
{
    uint32_t before = seen[user].group == group ? seen[user].month : 0;
    seen[user] = (struct last_seen){group, month};
    return before;
}

static void put_month_before(struct table_writer *writer, int index, uint32_t month)
{
    if (month) put_day(writer, index, month_start(month));
    else put_text(writer, index, STR_NONE);
}

struct counts {
    int64_t users, events, logins, sessions;
};

/* What an account did in a month under one name. */
struct event_sum {
    uint32_t last_user;
    bool     is_seen;
    int64_t  users, uses;
};

/* A user's days in one month, one bit each. */
struct user_part {
    uint32_t user, month, days;
};

/* The users of a month who were seen last in the same earlier one, and their uses. */
struct since {
    uint32_t before;
    int64_t  users, uses;
};

struct month_users {
    struct arena *arena;
    VEC(struct since) since;
};

static void add_user(struct month_users *users, uint32_t before, int64_t uses)
{
    size_t at = 0;
    while (at < users->since.count && users->since.at[at].before != before) at++;
    if (at == users->since.count) *VEC_PUSH(users->arena, users->since) = (struct since){.before = before};
    users->since.at[at].users++;
    users->since.at[at].uses += uses;
}

/* An account's month while its entries go by: user after user, event after event, day after day. */
struct month_pass {
    const struct activity *activity;
    struct table_writer    user_month, user_days, usage_day, account_month, event_month;
    struct arena          *arena; /* of one account */
    struct arena_mark      start;
    VEC(struct user_part) parts; /* of the account, month after month */
    uint32_t               account, month, user;
    struct last_seen      *seen;           /* groups are accounts */
    uint32_t               login, session; /* numbers of these events; 0: there is none */
    struct counts          days[DAYS_MOST];
    uint32_t               is_day, day_bits; /* one bit a day: of the account, of the user */
    struct counts          of_user;
    int64_t                users;
    struct event_sum      *sums;        /* by the event's number */
    uint32_t              *seen_events; /* those of the month */
    size_t                 seen_count;
    struct table_writer    history;
    struct strbuf          months, uses, active; /* of the account's history */
    struct month_users     named;               /* of the month */
    struct table_writer    seen_last, account_days;
    date                   last;  /* day of the account so far */
    struct strbuf          by_number; /* users of the account, with their days */
};

static void add_kind(const struct month_pass *pass, struct counts *counts, uint32_t event, int64_t amount)
{
    counts->events += amount;
    if (event && event == pass->login) counts->logins += amount;
    if (event && event == pass->session) counts->sessions += amount;
}

static void add_event(struct month_pass *pass, uint32_t event, int64_t amount)
{
    struct event_sum *sum = &pass->sums[event];
    if (!sum->is_seen) pass->seen_events[pass->seen_count++] = event;
    sum->is_seen = true;
    sum->uses += amount;
    sum->users += pass->user && sum->last_user != pass->user;
    sum->last_user = pass->user;
}

static bool names_events(const struct activity *activity)
{
    return activity->events.count > 0;
}

static void put_counts(const struct month_pass *pass, struct table_writer *writer, int index,
                       const struct counts *counts)
{
    bool    has_events = names_events(pass->activity);
    int64_t sessions = pass->session ? counts->sessions : counts->logins;
    put_int(writer, index, counts->events, true);
    put_int(writer, index + 1, counts->logins, has_events);
    put_int(writer, index + 2, sessions, has_events);
    put_int(writer, index + 3, counts->events - counts->logins - counts->sessions, true);
}

static void end_user(struct month_pass *pass)
{
    struct table_writer *writer = &pass->user_month;
    if (pass->user > 0) {
        pass->users++;
        for (uint32_t left = pass->day_bits; left; left &= left - 1)
            pass->days[__builtin_ctz(left)].users++;
        put_text(writer, 1, names_text(&pass->activity->accounts, pass->account));
        put_text(writer, 2, names_text(&pass->activity->users, pass->user));
        put_day(writer, 3, month_start(pass->month));
        put_int(writer, 4, __builtin_popcount(pass->day_bits), true);
        put_int(writer, 5, pass->of_user.events, true);
        put_int(writer, 6, pass->of_user.logins, names_events(pass->activity));
        uint32_t before = month_before(pass->seen, pass->account, pass->user, pass->month);
        put_month_before(writer, 7, before);
        put_row(writer);
        add_user(&pass->named, before, pass->of_user.events);
        *VEC_PUSH(pass->arena, pass->parts) = (struct user_part){pass->user, pass->month, pass->day_bits};
    }
    pass->is_day |= pass->day_bits;
    pass->day_bits = 0;
    pass->of_user = (struct counts){0};
}

static void write_day(struct month_pass *pass, uint32_t of_month)
{
    const struct counts *counts = &pass->days[of_month];
    struct table_writer *writer = &pass->usage_day;
    put_text(writer, 1, names_text(&pass->activity->accounts, pass->account));
    put_day(writer, 2, month_start(pass->month) + (date)of_month);
    put_int(writer, 3, counts->users, counts->users > 0);
    put_counts(pass, writer, 4, counts);
    put_row(writer);
}

/* Begins a part of a history with its month. */
static void begin_part(struct strbuf *history, uint32_t month)
{
    char iso[11];
    date_iso(month_start(month), iso);
    if (history->len) strbuf_addc(history, STORE_SEPARATOR);
    strbuf_adds(history, iso);
}

/* A name may hold anything: what would end its part is no separator in it. */
static void add_name(struct strbuf *history, str name)
{
    size_t at = history->len;
    strbuf_add(history, name);
    for (; at < history->len; at++) {
        if (history->at[at] == STORE_SEPARATOR) history->at[at] = ' ';
    }
}

/* " 2026-01-01", or " -" where there is no month. */
static void add_before(struct strbuf *history, uint32_t month)
{
    char iso[11] = "-";
    if (month) date_iso(month_start(month), iso);
    strbuf_addc(history, ' ');
    strbuf_adds(history, iso);
}

/* " 2026-01-01 2 7": the month before, users and uses. */
static void add_since(struct strbuf *history, const struct since *since)
{
    add_before(history, since->before);
    strbuf_printf(history, " %lld %lld", (long long)since->users, (long long)since->uses);
}

/* "2026-03-01 2026-01-01 2 7"; those counted are taken out. */
static void add_users(struct strbuf *history, uint32_t month, struct month_users *users)
{
    for (size_t i = 0; i < users->since.count; i++) {
        begin_part(history, month);
        add_since(history, &users->since.at[i]);
    }
    users->since.count = 0;
}

static void add_month(struct month_pass *pass, const struct counts *sum)
{
    int64_t sessions = pass->session ? sum->sessions : sum->logins;
    begin_part(&pass->months, pass->month);
    strbuf_printf(&pass->months, " %lld %lld %lld %lld %lld", (long long)pass->users, (long long)sum->users,
                  (long long)sum->logins, (long long)sessions, (long long)(sum->events - sum->logins - sum->sessions));
    for (size_t i = 0; i < pass->seen_count; i++) {
        uint32_t event = pass->seen_events[i];
        if (!event) continue;
        begin_part(&pass->uses, pass->month);
        strbuf_printf(&pass->uses, " %lld ", (long long)pass->sums[event].uses);
        add_name(&pass->uses, names_text(&pass->activity->events, event));
    }
    add_users(&pass->active, pass->month, &pass->named);
}

static void write_history(struct month_pass *pass)
{
    struct table_writer *writer = &pass->history;
    put_text(writer, 1, names_text(&pass->activity->accounts, pass->account));
    put_history(writer, 2, &pass->months);
    put_history(writer, 3, &pass->uses);
    put_history(writer, 4, &pass->active);
    put_row(writer);
    strbuf_clear(&pass->months);
    strbuf_clear(&pass->uses);
    strbuf_clear(&pass->active);
}

static void write_account_month(struct month_pass *pass)
{
    struct table_writer *writer = &pass->account_month;
    struct counts        sum = {0};
    for (uint32_t left = pass->is_day; left; left &= left - 1) {
        const struct counts *day = &pass->days[__builtin_ctz(left)];
        sum.users += day->users;
        sum.events += day->events;
        sum.logins += day->logins;
        sum.sessions += day->sessions;
    }
    put_text(writer, 1, names_text(&pass->activity->accounts, pass->account));
    put_day(writer, 2, month_start(pass->month));
    put_int(writer, 3, pass->users, pass->users > 0);
    put_int(writer, 4, sum.users, pass->users > 0);
    put_int(writer, 5, __builtin_popcount(pass->is_day), true);
    put_counts(pass, writer, 6, &sum);
    add_month(pass, &sum);
    put_row(writer);
}

static void write_events(struct month_pass *pass)
{
    struct table_writer *writer = &pass->event_month;
    for (size_t i = 0; i < pass->seen_count; i++) {
        struct event_sum *sum = &pass->sums[pass->seen_events[i]];
        put_text(writer, 1, names_text(&pass->activity->accounts, pass->account));
        put_text(writer, 2, names_text(&pass->activity->events, pass->seen_events[i]));
        put_day(writer, 3, month_start(pass->month));
        put_int(writer, 4, sum->users, sum->users > 0);
        put_int(writer, 5, sum->uses, true);
        if (pass->activity->has_usage) put_row(writer);
        *sum = (struct event_sum){0};
    }
    pass->seen_count = 0;
}

static void end_month(struct month_pass *pass)
{
    end_user(pass);
    pass->last = month_start(pass->month) + 31 - (date)__builtin_clz(pass->is_day);
    for (uint32_t left = pass->is_day; left; left &= left - 1) write_day(pass, (uint32_t)__builtin_ctz(left));
    write_account_month(pass);
    write_events(pass);
    memset(pass->days, 0, sizeof pass->days);
    pass->is_day = 0;
    pass->users = 0;
}

static int by_user(const void *a, const void *b)
{
    const struct user_part *x = a, *y = b;
    if (x->user != y->user) return x->user < y->user ? -1 : 1;
    return (x->month > y->month) - (x->month < y->month);
}

/* "17 2461105 0180": the user's number, the first day, and the bits from it on. */
static void add_days(struct strbuf *users, uint32_t user, date first, const unsigned char *bits, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    if (users->len) strbuf_addc(users, STORE_SEPARATOR);
    strbuf_printf(users, "%u %lld ", user, (long long)first + STORE_JULIAN_1970);
    for (size_t i = 0; i < size; i++) {
        strbuf_addc(users, digits[bits[i] >> 4]);
        strbuf_addc(users, digits[bits[i] & 15]);
    }
}

/* Days from the user's first to the last one, as bits; `parts` are the months of one user, in order. */
static void write_user(struct month_pass *pass, const struct user_part *parts, size_t count)
{
    struct table_writer *writer = &pass->user_days;
    date                 first = month_start(parts[0].month) + (date)__builtin_ctz(parts[0].days);
    date                 end = date_add_months(month_start(parts[count - 1].month), 1);
    size_t               size = (size_t)(end - first + 7) / 8;
    unsigned char       *bits = ARENA_ARRAY(pass->arena, unsigned char, size);
    for (size_t i = 0; i < count; i++) {
        size_t before = (size_t)(month_start(parts[i].month) - first);
        for (uint32_t left = parts[i].days; left; left &= left - 1) {
            size_t place = before + (size_t)__builtin_ctz(left);
            bits[place / 8] |= (unsigned char)(1u << place % 8);
        }
    }
    while (!bits[size - 1])
        size--;
    put_text(writer, 1, names_text(&pass->activity->accounts, pass->account));
    put_text(writer, 2, names_text(&pass->activity->users, parts[0].user));
    put_int(writer, 3, first + STORE_JULIAN_1970, true);
    if (!writer->is_failed) sqlite3_bind_blob(writer->stmt, 4, bits, (int)size, SQLITE_STATIC);
    put_row(writer);
    add_days(&pass->by_number, parts[0].user, first, bits, size);
}

static void write_users(struct month_pass *pass)
{
    struct user_part *parts = pass->parts.at;
    size_t            count = pass->parts.count;
    if (count) qsort(parts, count, sizeof *parts, by_user);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && parts[next].user == parts[i].user;)
            next++;
        write_user(pass, &parts[i], next - i);
    }
    if (count) {
        put_text(&pass->account_days, 1, names_text(&pass->activity->accounts, pass->account));
        put_history(&pass->account_days, 2, &pass->by_number);
        put_row(&pass->account_days);
    }
    strbuf_clear(&pass->by_number);
    pass->parts.at = NULL;
    pass->parts.count = pass->parts.cap = 0;
    arena_reset(pass->arena, pass->start);
}

static void write_last_day(struct month_pass *pass)
{
    put_text(&pass->seen_last, 1, names_text(&pass->activity->accounts, pass->account));
    put_day(&pass->seen_last, 2, pass->last);
    put_row(&pass->seen_last);
}

static void end_account(struct month_pass *pass)
{
    write_history(pass);
    write_last_day(pass);
    write_users(pass);
}

static void take_entry(struct month_pass *pass, const struct tally_entry *entry)
{
    uint32_t event = entry->key[3] >> DAY_BITS, of_month = entry->key[3] & ((1u << DAY_BITS) - 1);
    bool     is_new = pass->account == 0;
    if (!is_new && (pass->account != entry->key[0] || pass->month != entry->key[1])) end_month(pass);
    else if (!is_new && pass->user != entry->key[2]) end_user(pass);
    if (!is_new && pass->account != entry->key[0]) end_account(pass);
    pass->account = entry->key[0];
    pass->month = entry->key[1];
    pass->user = entry->key[2];
    pass->day_bits |= 1u << of_month;
    add_kind(pass, &pass->of_user, event, entry->amount);
    add_kind(pass, &pass->days[of_month], event, entry->amount);
    add_event(pass, event, entry->amount);
}

static void open_months(struct month_pass *pass, struct activity *activity, sqlite3 *db)
{
    size_t events = activity->events.count + 1;
    *pass = (struct month_pass){.activity = activity, .arena = arena_new(), .named = {.arena = arena_new()}};
    pass->start = arena_mark(pass->arena);
    pass->seen = mem_new(activity->users.count + 1, sizeof *pass->seen);
    pass->sums = mem_new(events, sizeof *pass->sums);
    pass->seen_events = mem_new(events, sizeof *pass->seen_events);
    pass->months.most = pass->uses.most = pass->active.most = pass->by_number.most = LIMIT_HISTORY_BYTES;
    pass->login = names_find(&activity->events, STR("login"));
    pass->session = names_find(&activity->events, STR("session"));
    open_table(&pass->user_month, db, "INSERT INTO user_month VALUES(?,?,?,?,?,?,?)");
    open_table(&pass->user_days, db, "INSERT INTO user_days VALUES(?,?,?,?)");
    open_table(&pass->usage_day, db, "INSERT INTO usage_day VALUES(?,?,?,?,?,?,?)");
    open_table(&pass->account_month, db, "INSERT INTO account_month VALUES(?,?,?,?,?,?,?,?,?)");
    open_table(&pass->history, db, "INSERT INTO account_history VALUES(?,?,?,?)");
    open_table(&pass->seen_last, db, "INSERT INTO account_last_day VALUES(?,?)");
    open_table(&pass->account_days, db, "INSERT INTO account_days VALUES(?,?)");
    open_table(&pass->event_month, db, "INSERT INTO event_month(account, event, month, users, uses) VALUES(?,?,?,?,?)");
}

static enum rc write_months(struct activity *activity, sqlite3 *db)
{
    struct month_pass  pass;
    struct tally_entry entry;
    enum rc            rc = tally_begin(activity->by_day);
    open_months(&pass, activity, db);
    while (rc == RC_OK && tally_next(activity->by_day, &entry)) take_entry(&pass, &entry);
    if (pass.account) {
        end_month(&pass);
        end_account(&pass);
    }
    bool is_written = close_table(&pass.user_month);
    is_written &= close_table(&pass.user_days);
    is_written &= close_table(&pass.usage_day);
    is_written &= close_table(&pass.account_month);
    is_written &= close_table(&pass.event_month);
    is_written &= close_table(&pass.history);
    is_written &= close_table(&pass.seen_last);
    is_written &= close_table(&pass.account_days);
    strbuf_release(&pass.by_number);
    strbuf_release(&pass.months);
    strbuf_release(&pass.uses);
    strbuf_release(&pass.active);
    arena_free(pass.named.arena);
    free(pass.seen);
    free(pass.sums);
    free(pass.seen_events);
    arena_free(pass.arena);
    return is_written && tally_is_whole(activity->by_day) ? rc : RC_IO;
}

/* What an account used in a month, and its users of it. */
struct feature_use {
    uint32_t            month, feature;
    int64_t             uses;
    const struct since *since;
    size_t              since_count;
};

/* A user's month of a feature, and the one before. */
struct user_use {
    uint32_t user, month, before;
};

/* A feature of an account while its entries go by, month after month, with its users. */
struct feature_pass {
    const struct activity *activity;
    struct table_writer    by_feature, by_user, account;
    struct tally_entry     current;
    struct last_seen      *seen;
    uint32_t               group; /* the account's feature, counted from 1 */
    int64_t                users;
    struct month_users     named; /* of the month */
    struct arena          *arena; /* of the account */
    VEC(struct feature_use) uses; /* feature after feature */
    VEC(struct user_use) user_uses; /* the same */
    struct strbuf features, by_number;
};

static void end_month_of_feature(struct feature_pass *pass)
{
    struct table_writer *writer = &pass->by_feature;
    if (pass->current.key[0] == 0) return;
    put_text(writer, 1, names_text(&pass->activity->accounts, pass->current.key[0]));
    put_text(writer, 2, names_text(&pass->activity->features, pass->current.key[1]));
    put_day(writer, 3, month_start(pass->current.key[2]));
    put_int(writer, 4, pass->users, pass->users > 0);
    put_int(writer, 5, pass->current.amount, true);
    put_row(writer);
    size_t        count = pass->named.since.count;
    struct since *since = ARENA_ARRAY(pass->arena, struct since, count);
    if (count) memcpy(since, pass->named.since.at, count * sizeof *since);
    *VEC_PUSH(pass->arena, pass->uses) =
        (struct feature_use){pass->current.key[2], pass->current.key[1], pass->current.amount, since, count};
    pass->named.since.count = 0;
}

static int by_month(const void *a, const void *b)
{
    const struct feature_use *x = a, *y = b;
    if (x->month != y->month) return x->month < y->month ? -1 : 1;
    return (x->feature > y->feature) - (x->feature < y->feature);
}

/* "2026-03-01 9 2 F3 2026-01-01 2 7": all uses, the length of the feature's name, it, and its users. */
static void add_feature(struct feature_pass *pass, const struct feature_use *use)
{
    str name = names_text(&pass->activity->features, use->feature);
    begin_part(&pass->features, use->month);
    strbuf_printf(&pass->features, " %lld %zu ", (long long)use->uses, name.len);
    add_name(&pass->features, name);
    for (size_t i = 0; i < use->since_count; i++) add_since(&pass->features, &use->since[i]);
}

static int by_user_and_months(const void *a, const void *b)
{
    const struct user_use *x = a, *y = b;
    if (x->user != y->user) return x->user < y->user ? -1 : 1;
    if (x->month != y->month) return x->month < y->month ? -1 : 1;
    return (x->before > y->before) - (x->before < y->before);
}

/* "17 2026-03-01 2026-01-01 2": the features that a user used in this month and, before it, last in that one. */
static void add_user_uses(struct feature_pass *pass)
{
    const struct user_use *uses = pass->user_uses.at;
    for (size_t i = 0, next; i < pass->user_uses.count; i = next) {
        char iso[11];
        for (next = i + 1; next < pass->user_uses.count && by_user_and_months(&uses[next], &uses[i]) == 0;) next++;
        if (pass->by_number.len) strbuf_addc(&pass->by_number, STORE_SEPARATOR);
        date_iso(month_start(uses[i].month), iso);
        strbuf_printf(&pass->by_number, "%u %s", uses[i].user, iso);
        add_before(&pass->by_number, uses[i].before);
        strbuf_printf(&pass->by_number, " %zu", next - i);
    }
}

static void end_account_of_features(struct feature_pass *pass)
{
    if (pass->uses.count == 0) return;
    qsort(pass->uses.at, pass->uses.count, sizeof *pass->uses.at, by_month);
    if (pass->user_uses.count)
        qsort(pass->user_uses.at, pass->user_uses.count, sizeof *pass->user_uses.at, by_user_and_months);
    for (size_t i = 0; i < pass->uses.count; i++) add_feature(pass, &pass->uses.at[i]);
    add_user_uses(pass);
    put_text(&pass->account, 1, names_text(&pass->activity->accounts, pass->current.key[0]));
    put_history(&pass->account, 2, &pass->features);
    put_history(&pass->account, 3, &pass->by_number);
    put_row(&pass->account);
    strbuf_clear(&pass->features);
    strbuf_clear(&pass->by_number);
    pass->uses.at = NULL;
    pass->uses.count = pass->uses.cap = 0;
    pass->user_uses.at = NULL;
    pass->user_uses.count = pass->user_uses.cap = 0;
    arena_reset(pass->arena, (struct arena_mark){0});
}

static void put_feature_user(struct feature_pass *pass, const struct tally_entry *entry)
{
    struct table_writer *writer = &pass->by_user;
    put_text(writer, 1, names_text(&pass->activity->accounts, entry->key[0]));
    put_text(writer, 2, names_text(&pass->activity->features, entry->key[1]));
    put_text(writer, 3, names_text(&pass->activity->users, entry->key[3]));
    put_day(writer, 4, month_start(entry->key[2]));
    put_int(writer, 5, entry->amount, true);
    uint32_t before = month_before(pass->seen, pass->group, entry->key[3], entry->key[2]);
    put_month_before(writer, 6, before);
    put_row(writer);
    add_user(&pass->named, before, entry->amount);
    *VEC_PUSH(pass->arena, pass->user_uses) = (struct user_use){entry->key[3], entry->key[2], before};
}

static void take_feature(struct feature_pass *pass, const struct tally_entry *entry)
{
    bool is_same_feature = memcmp(pass->current.key, entry->key, 2 * sizeof entry->key[0]) == 0;
    if (!is_same_feature || pass->current.key[2] != entry->key[2]) {
        end_month_of_feature(pass);
        if (pass->current.key[0] != entry->key[0]) end_account_of_features(pass);
        pass->current = *entry;
        pass->users = 0;
    } else {
        pass->current.amount += entry->amount;
    }
    pass->group += !is_same_feature;
    pass->users += entry->key[3] > 0;
    if (entry->key[3] > 0) put_feature_user(pass, entry);
}

static enum rc write_features(struct activity *activity, sqlite3 *db)
{
    struct feature_pass pass = {.activity = activity, .arena = arena_new(), .named = {.arena = arena_new()}};
    pass.features.most = pass.by_number.most = LIMIT_HISTORY_BYTES;
    struct tally_entry  entry;
    pass.seen = mem_new(activity->users.count + 1, sizeof *pass.seen);
    open_table(&pass.account, db, "INSERT INTO account_features VALUES(?,?,?)");
    open_table(&pass.by_feature, db, "INSERT INTO feature_month(account, feature, month, users, uses) VALUES(?,?,?,?,?)");
    open_table(&pass.by_user, db,
               "INSERT INTO feature_user_month(account, feature, user, month, uses, month_before) VALUES(?,?,?,?,?,?)");
    enum rc rc = tally_begin(activity->by_feature);
    while (rc == RC_OK && tally_next(activity->by_feature, &entry)) take_feature(&pass, &entry);
    end_month_of_feature(&pass);
    end_account_of_features(&pass);
    bool is_written = close_table(&pass.by_feature);
    is_written &= close_table(&pass.by_user);
    is_written &= close_table(&pass.account);
    strbuf_release(&pass.features);
    strbuf_release(&pass.by_number);
    arena_free(pass.named.arena);
    arena_free(pass.arena);
    free(pass.seen);
    return is_written && tally_is_whole(activity->by_feature) ? rc : RC_IO;
}

static void write_names(struct table_writer *writer, enum table_id table, const struct names *names)
{
    for (uint32_t i = 1; i <= names->count; i++) {
        put_text(writer, 1, str_from(table_info(table)->name));
        put_text(writer, 2, names_text(names, i));
        put_row(writer);
    }
}

static void write_coverage(struct table_writer *writer, const char *table, const struct coverage *coverage)
{
    for (size_t i = 0; i < coverage->count;) {
        date start = date_month_start(coverage->first + (date)i), next = date_add_months(start, 1), first = DATE_NONE,
             last = DATE_NONE;
        int64_t rows = 0, days = 0;
        for (; i < coverage->count && coverage->first + (date)i < next; i++) {
            if (!coverage->rows[i]) continue;
            rows += coverage->rows[i];
            days++;
            last = coverage->first + (date)i;
            if (first == DATE_NONE) first = last;
        }
        if (!days) continue;
        put_text(writer, 1, str_from(table));
        put_day(writer, 2, start);
        put_int(writer, 3, rows, true);
        put_int(writer, 4, days, true);
        put_day(writer, 5, first);
        put_day(writer, 6, last);
        put_row(writer);
    }
}

enum rc activity_write(struct activity *activity, sqlite3 *db)
{
    struct table_writer writer;
    enum rc             rc = write_months(activity, db);
    if (rc == RC_OK) rc = write_features(activity, db);
    open_table(&writer, db, "INSERT INTO usage_name VALUES(?,?)");
    write_names(&writer, TABLE_usage, &activity->events);
    write_names(&writer, TABLE_feature_usage, &activity->features);
    if (!close_table(&writer)) return RC_IO;
    open_table(&writer, db, "INSERT INTO source_month VALUES(?,?,?,?,?,?)");
    for (size_t i = 0; i < TABLE_COUNT; i++)
        write_coverage(&writer, table_info((enum table_id)i)->name, &activity->coverage[i]);
    return close_table(&writer) ? rc : RC_IO;
}
