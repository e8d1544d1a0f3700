/* SPDX-License-Identifier: MIT */
#include "source/activity.h"

#include "base/map.h"
#include "base/mem.h"
#include "source/tally.h"

#include <stdlib.h>
#include <string.h>

enum { KIND_ACTION, KIND_LOGIN, KIND_SESSION, KIND_BITS = 2, DAYS_MOST = 31 };

/* Texts by number, from 1; 0 is « none ». */
struct names {
    struct map by_text;
    str        last; /* rows about one account or user follow one another */
    uint32_t   last_number;
};

/* Rows a day, from the first to the last day seen. */
struct coverage {
    uint32_t *rows;
    date      first;
    size_t    count;
};

struct activity {
    struct arena   *arena; /* names */
    struct names    accounts, users, events, features;
    struct tally   *days;     /* account, month, user, day and kind */
    struct tally   *by_event; /* account, month, event, user */
    struct tally   *by_feature;
    struct coverage coverage[TABLE_COUNT];
    bool            has_usage, names_events, names_sessions;
};

struct activity *activity_new(const char *folder, bool has_usage)
{
    struct activity *activity = mem_new(1, sizeof *activity);
    activity->arena = arena_new();
    activity->days = tally_new(folder);
    activity->by_event = tally_new(folder);
    activity->by_feature = tally_new(folder);
    activity->has_usage = has_usage;
    return activity;
}

void activity_free(struct activity *activity)
{
    if (!activity) return;
    for (size_t i = 0; i < TABLE_COUNT; i++) free(activity->coverage[i].rows);
    tally_free(activity->days);
    tally_free(activity->by_event);
    tally_free(activity->by_feature);
    arena_free(activity->arena);
    free(activity);
}

static uint32_t number_of(struct activity *activity, struct names *names, str text)
{
    if (text.len == 0) return 0;
    if (str_equal(text, names->last)) return names->last_number;
    uintptr_t known = (uintptr_t)map_lookup(&names->by_text, text);
    if (!known) {
        known = names->by_text.count + 1;
        map_set(activity->arena, &names->by_text, arena_str(activity->arena, text), (void *)known);
    }
    names->last = names->by_text.entries[known - 1].key;
    names->last_number = (uint32_t)known;
    return names->last_number;
}

void activity_expect(struct activity *activity, str account)
{
    (void)number_of(activity, &activity->accounts, account);
}

static str text_of(const struct names *names, uint32_t number)
{
    return number ? names->by_text.entries[number - 1].key : STR_NONE;
}

/* Months since the year 0, and the day of the month from 0. */
static uint32_t month_of(date day, uint32_t *of_month)
{
    struct civil civil = date_civil(day);
    *of_month = (uint32_t)civil.day - 1;
    return (uint32_t)(civil.year * 12 + civil.month - 1);
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

static void add_day(struct activity *activity, uint32_t account, uint32_t user, date day, uint32_t kind,
                    int64_t quantity)
{
    uint32_t of_month, month = month_of(day, &of_month);
    uint32_t key[4] = {account, month, user, of_month << KIND_BITS | kind};
    tally_add(activity->days, key, quantity);
}

void activity_use(struct activity *activity, str account, str user, str event, date day, int64_t quantity)
{
    uint32_t of_month, month = month_of(day, &of_month), kind = KIND_ACTION;
    uint32_t account_number = number_of(activity, &activity->accounts, account);
    uint32_t user_number = number_of(activity, &activity->users, user);
    if (str_is(event, "login")) kind = KIND_LOGIN;
    if (str_is(event, "session")) kind = KIND_SESSION;
    activity->names_events |= event.len > 0;
    activity->names_sessions |= kind == KIND_SESSION;
    add_day(activity, account_number, user_number, day, kind, quantity);
    uint32_t key[4] = {account_number, month, number_of(activity, &activity->events, event), user_number};
    tally_add(activity->by_event, key, quantity);
}

void activity_feature(struct activity *activity, str account, str user, str feature, date day, int64_t quantity)
{
    uint32_t of_month, month = month_of(day, &of_month);
    uint32_t account_number = number_of(activity, &activity->accounts, account);
    uint32_t user_number = number_of(activity, &activity->users, user);
    uint32_t key[4] = {account_number, month, number_of(activity, &activity->features, feature), user_number};
    tally_add(activity->by_feature, key, quantity);
    if (!activity->has_usage) add_day(activity, account_number, user_number, day, KIND_ACTION, quantity);
}

/* One prepared INSERT; a failure is kept until the end. */
struct table_writer {
    sqlite3_stmt *stmt;
    bool          is_failed;
};

static void open_table(struct table_writer *writer, sqlite3 *db, const char *sql)
{
    writer->is_failed = sqlite3_prepare_v2(db, sql, -1, &writer->stmt, NULL) != SQLITE_OK;
}

static void put_text(struct table_writer *writer, int index, str text)
{
    if (!writer->is_failed)
        sqlite3_bind_text(writer->stmt, index, text.ptr ? text.ptr : "", (int)text.len, SQLITE_TRANSIENT);
}

static void put_day(struct table_writer *writer, int index, date day)
{
    char iso[11];
    date_iso(day, iso);
    put_text(writer, index, str_from(iso));
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

struct counts {
    int64_t users, events, logins, sessions;
};

/* An account's month while its entries go by: user after user, day after day. */
struct month_pass {
    const struct activity *activity;
    struct table_writer    user_month, usage_day, account_month;
    uint32_t               account, month, user;
    struct counts          days[DAYS_MOST];
    bool                   is_day[DAYS_MOST];
    struct counts          of_user;  /* `users` counts the user's days */
    uint32_t               day_bits; /* of the user: 1 << 0 is the first of the month */
    uint32_t               last_day; /* of the user, or DAYS_MOST */
    int64_t                users;
};

static void add_kind(struct counts *counts, uint32_t kind, int64_t amount)
{
    counts->events += amount;
    if (kind == KIND_LOGIN) counts->logins += amount;
    if (kind == KIND_SESSION) counts->sessions += amount;
}

static void put_counts(struct table_writer *writer, int index, const struct activity *activity,
                       const struct counts *counts)
{
    bool    has_events = activity->names_events;
    int64_t sessions = activity->names_sessions ? counts->sessions : counts->logins;
    put_int(writer, index, counts->events, true);
    put_int(writer, index + 1, counts->logins, has_events);
    put_int(writer, index + 2, sessions, has_events);
    put_int(writer, index + 3, counts->events - counts->logins - counts->sessions, true);
}

static void end_user(struct month_pass *pass)
{
    struct table_writer *writer = &pass->user_month;
    pass->users += pass->user > 0;
    if (pass->user > 0) {
        put_text(writer, 1, text_of(&pass->activity->accounts, pass->account));
        put_text(writer, 2, text_of(&pass->activity->users, pass->user));
        put_day(writer, 3, month_start(pass->month));
        put_int(writer, 4, pass->of_user.users, true);
        put_int(writer, 5, pass->of_user.events, true);
        put_int(writer, 6, pass->of_user.logins, pass->activity->names_events);
        put_int(writer, 7, pass->day_bits, true);
        put_row(writer);
    }
    pass->of_user = (struct counts){0};
    pass->day_bits = 0;
    pass->last_day = DAYS_MOST;
}

static void write_day(struct month_pass *pass, uint32_t of_month)
{
    const struct counts *counts = &pass->days[of_month];
    struct table_writer *writer = &pass->usage_day;
    put_text(writer, 1, text_of(&pass->activity->accounts, pass->account));
    put_day(writer, 2, month_start(pass->month) + (date)of_month);
    put_int(writer, 3, counts->users, counts->users > 0);
    put_counts(writer, 4, pass->activity, counts);
    put_row(writer);
}

static void end_month(struct month_pass *pass)
{
    struct table_writer *writer = &pass->account_month;
    struct counts        sum = {0};
    int64_t              days = 0;
    end_user(pass);
    for (uint32_t i = 0; i < DAYS_MOST; i++) {
        if (!pass->is_day[i]) continue;
        write_day(pass, i);
        days++;
        sum.users += pass->days[i].users;
        sum.events += pass->days[i].events;
        sum.logins += pass->days[i].logins;
        sum.sessions += pass->days[i].sessions;
    }
    put_text(writer, 1, text_of(&pass->activity->accounts, pass->account));
    put_day(writer, 2, month_start(pass->month));
    put_int(writer, 3, pass->users, pass->users > 0);
    put_int(writer, 4, sum.users, pass->users > 0);
    put_int(writer, 5, days, true);
    put_counts(writer, 6, pass->activity, &sum);
    put_row(writer);
    memset(pass->days, 0, sizeof pass->days);
    memset(pass->is_day, 0, sizeof pass->is_day);
    pass->users = 0;
}

static void take_entry(struct month_pass *pass, const struct tally_entry *entry)
{
    uint32_t kind = entry->key[3] & ((1u << KIND_BITS) - 1), of_month = entry->key[3] >> KIND_BITS;
    bool     is_new = pass->account == 0;
    if (!is_new && (pass->account != entry->key[0] || pass->month != entry->key[1])) end_month(pass);
    else if (!is_new && pass->user != entry->key[2]) end_user(pass);
    pass->account = entry->key[0];
    pass->month = entry->key[1];
    pass->user = entry->key[2];
    if (pass->last_day != of_month) {
        pass->of_user.users++;
        pass->days[of_month].users += pass->user > 0;
        pass->is_day[of_month] = true;
        pass->day_bits |= 1u << of_month;
        pass->last_day = of_month;
    }
    add_kind(&pass->of_user, kind, entry->amount);
    add_kind(&pass->days[of_month], kind, entry->amount);
}

static enum rc write_months(struct activity *activity, sqlite3 *db)
{
    struct month_pass  pass = {.activity = activity, .last_day = DAYS_MOST};
    struct tally_entry entry;
    enum rc            rc = tally_begin(activity->days);
    open_table(&pass.user_month, db, "INSERT INTO user_month VALUES(?,?,?,?,?,?,?)");
    open_table(&pass.usage_day, db, "INSERT INTO usage_day VALUES(?,?,?,?,?,?,?)");
    open_table(&pass.account_month, db, "INSERT INTO account_month VALUES(?,?,?,?,?,?,?,?,?)");
    while (rc == RC_OK && tally_next(activity->days, &entry)) take_entry(&pass, &entry);
    if (pass.account) end_month(&pass);
    bool is_written = close_table(&pass.user_month);
    is_written &= close_table(&pass.usage_day);
    is_written &= close_table(&pass.account_month);
    return is_written && tally_is_whole(activity->days) ? rc : RC_IO;
}

/* Events or features of an account and month, with their users. */
struct name_pass {
    const struct activity *activity;
    const struct names    *names;
    bool                   is_feature;
    struct table_writer    by_name, by_user;
    struct tally_entry     current;
    int64_t                users;
};

static void end_name(struct name_pass *pass)
{
    struct table_writer *writer = &pass->by_name;
    if (pass->current.key[0] == 0) return;
    str name = text_of(pass->names, pass->current.key[2]);
    put_text(writer, 1, text_of(&pass->activity->accounts, pass->current.key[0]));
    put_text(writer, 2, name);
    put_day(writer, 3, month_start(pass->current.key[1]));
    put_int(writer, 4, pass->users, pass->users > 0);
    put_int(writer, 5, pass->current.amount, true);
    put_row(writer);
}

static void put_feature_user(struct name_pass *pass, const struct tally_entry *entry)
{
    struct table_writer *writer = &pass->by_user;
    put_text(writer, 1, text_of(&pass->activity->accounts, entry->key[0]));
    put_text(writer, 2, text_of(pass->names, entry->key[2]));
    put_text(writer, 3, text_of(&pass->activity->users, entry->key[3]));
    put_day(writer, 4, month_start(entry->key[1]));
    put_int(writer, 5, entry->amount, true);
    put_row(writer);
}

static void take_name(struct name_pass *pass, const struct tally_entry *entry)
{
    if (memcmp(pass->current.key, entry->key, 3 * sizeof entry->key[0]) != 0) {
        end_name(pass);
        pass->current = *entry;
        pass->users = 0;
    } else {
        pass->current.amount += entry->amount;
    }
    pass->users += entry->key[3] > 0;
    if (pass->is_feature && entry->key[3] > 0) put_feature_user(pass, entry);
}

static enum rc write_names(struct name_pass *pass, struct tally *tally)
{
    struct tally_entry entry;
    enum rc            rc = tally_begin(tally);
    while (rc == RC_OK && tally_next(tally, &entry)) take_name(pass, &entry);
    end_name(pass);
    bool is_written = close_table(&pass->by_name);
    is_written &= close_table(&pass->by_user);
    return is_written && tally_is_whole(tally) ? rc : RC_IO;
}

static enum rc write_events(struct activity *activity, sqlite3 *db)
{
    struct name_pass pass = {.activity = activity, .names = &activity->events};
    open_table(&pass.by_name, db, "INSERT INTO event_month(account, event, month, users, uses) VALUES(?,?,?,?,?)");
    return write_names(&pass, activity->by_event);
}

static enum rc write_features(struct activity *activity, sqlite3 *db)
{
    struct name_pass pass = {.activity = activity, .names = &activity->features, .is_feature = true};
    open_table(&pass.by_name, db, "INSERT INTO feature_month(account, feature, month, users, uses) VALUES(?,?,?,?,?)");
    open_table(&pass.by_user, db,
               "INSERT INTO feature_user_month(account, feature, user, month, uses) VALUES(?,?,?,?,?)");
    return write_names(&pass, activity->by_feature);
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
    if (rc == RC_OK) rc = write_events(activity, db);
    if (rc == RC_OK) rc = write_features(activity, db);
    open_table(&writer, db, "INSERT INTO source_month VALUES(?,?,?,?,?,?)");
    for (size_t i = 0; i < TABLE_COUNT; i++)
        write_coverage(&writer, table_info((enum table_id)i)->name, &activity->coverage[i]);
    return close_table(&writer) ? rc : RC_IO;
}
