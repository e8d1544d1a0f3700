/* SPDX-License-Identifier: MIT */
#include "metric/sql_users.h"

#include "metric/sql.h"
#include "metric/sql_history.h"
#include "source/store.h"

#include "base/date.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* [days] No cohort is looked at for longer than a thousand years. */
enum { CALENDAR_MOST = 366000 };

static unsigned digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'A' + 10) & 15;
}

/* How many bits of hex() are set from place `from` to `last`; place 0 is the lowest of the first byte, none lies outside. */
static int bits_of_hex(str hex, int64_t from, int64_t last)
{
    static const unsigned char ones[] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
    int64_t                    end = (int64_t)hex.len / 2 * 8;
    int                        bits = 0;
    if (from < 0) from = 0;
    if (last < end - 1) end = last + 1;
    for (int64_t at = from / 8 * 8; at < end; at += 8) {
        unsigned byte = digit(hex.ptr[at / 4]) << 4 | digit(hex.ptr[at / 4 + 1]);
        if (at < from) byte &= 0xffu << (from - at) & 0xffu;
        if (end < at + 8) byte &= (1u << (end - at)) - 1;
        bits += ones[byte >> 4] + ones[byte & 15];
    }
    return bits;
}

/* Takes the first part off a text; false when there is none left. */
static bool take_part(str *text, str *part)
{
    if (!text->len) return false;
    *part = str_cut(*text, STORE_SEPARATOR, text);
    return true;
}

/* A walk over users in the order of their numbers, and what it counts of the one it stands at. */
struct user_walk {
    str     text, part; /* `part`: of the next user */
    bool    is_there;
    int64_t number, count;
};

/* « 17 2461105 0180 »: the days from first to last. */
static void next_by_days(struct user_walk *walk, int64_t first, int64_t last)
{
    str part;
    walk->is_there = take_part(&walk->text, &part);
    if (!walk->is_there) return;
    walk->number = history_take_number(&part);
    int64_t since = history_take_number(&part);
    walk->count = bits_of_hex(part, first - since, last - since);
}

/* « 17 2026-03-01 2026-01-01 2 », one after the other: features of the months from first to last, each once. */
static void next_by_features(struct user_walk *walk, uint32_t first, uint32_t last)
{
    enum { MONTH_ROOM = 11 };
    walk->is_there = walk->part.len > 0 || take_part(&walk->text, &walk->part);
    walk->count = 0;
    for (bool is_first = true; walk->part.len > 0; is_first = false) {
        str     part = walk->part;
        int64_t number = history_take_number(&part);
        if (is_first) walk->number = number;
        if (number != walk->number) return;
        uint32_t month = history_month(part), before;
        part = str_slice(part, MONTH_ROOM, part.len);
        before = history_month(part);
        part = str_slice(part, before ? MONTH_ROOM : 2, part.len);
        if (month >= first && month <= last && before < first) walk->count += history_take_number(&part);
        if (!take_part(&walk->text, &walk->part)) walk->part = STR_NONE;
    }
}

static bool reaches(int64_t number, sqlite3_value *bound)
{
    int type = sqlite3_value_type(bound);
    return (type == SQLITE_INTEGER || type == SQLITE_FLOAT) && (double)number >= sqlite3_value_double(bound);
}

/* Users of one of the texts have nothing of what the other counts. */
static void users_reaching(sqlite3_context *context, int count, sqlite3_value **args)
{
    bool             asks_features = count > 4;
    struct user_walk days = {.text = sql_text(args[0])}, features = {.text = asks_features ? sql_text(args[4]) : STR_NONE};
    int64_t          first_day = sqlite3_value_int64(args[1]), last_day = sqlite3_value_int64(args[2]), reached = 0;
    uint32_t         first = asks_features ? history_month(sql_text(args[5])) : 0, last = asks_features ? history_month(sql_text(args[6])) : 0;
    next_by_days(&days, first_day, last_day);
    next_by_features(&features, first, last);
    while (days.is_there || features.is_there) {
        bool is_days = days.is_there && (!features.is_there || days.number <= features.number);
        bool is_features = features.is_there && (!days.is_there || features.number <= days.number);
        reached += reaches(is_days ? days.count : 0, args[3]) && (!asks_features || reaches(is_features ? features.count : 0, args[7]));
        if (is_days) next_by_days(&days, first_day, last_day);
        if (is_features) next_by_features(&features, first, last);
    }
    sqlite3_result_int64(context, reached);
}

/* The days from first to last that are of one of the months; kept from call to call. */
struct calendar {
    struct strbuf months;
    int64_t       first, last;
    bool         *covers; /* one a day; NULL: none yet */
};

static void cover(struct calendar *calendar, uint32_t month)
{
    date    start = date_from_civil((int)(month / 100), (int)(month % 100), 1);
    int64_t from = start + STORE_JULIAN_1970, end = date_add_months(start, 1) + STORE_JULIAN_1970;
    for (int64_t day = from > calendar->first ? from : calendar->first; day < end && day <= calendar->last; day++)
        calendar->covers[day - calendar->first] = true;
}

static void set_calendar(struct calendar *calendar, str months, int64_t first, int64_t last)
{
    bool is_same = calendar->covers && calendar->first == first && calendar->last == last;
    str  part;
    if (is_same && str_equal(strbuf_str(&calendar->months), months)) return;
    strbuf_clear(&calendar->months);
    strbuf_add(&calendar->months, months);
    free(calendar->covers);
    calendar->first = first;
    calendar->last = last;
    calendar->covers = mem_new((size_t)(last - first + 1), sizeof *calendar->covers);
    while (take_part(&months, &part)) {
        if (history_month(part)) cover(calendar, history_month(part));
    }
}

/* The points of a cohort's curve: days after sign-up. */
static const int points[] = {1, 7, 14, 30, 60, 90};
enum { POINTS = COUNT_OF(points), COHORT_NUMBERS = 1 + 3 * POINTS };

/* How a point counts: a user was active between two days. */
struct reading {
    bool    is_window, is_after;
    int64_t window; /* [days] */
};

static struct reading reading_of(str mode, sqlite3_value *window)
{
    /* Of a part of a day the day is not in the window. */
    double days = fmin(fmax(ceil(sqlite3_value_double(window)), 0), CALENDAR_MOST);
    return (struct reading){str_is(mode, "window"), str_is(mode, "on_or_after"), (int64_t)days};
}

/* « 2026-03-01 2461104 2461105 0180 », the month taken off. */
static void count_user(const struct calendar *calendar, const struct reading *reading, int64_t day, str rest, int64_t *numbers)
{
    bool    is_active = rest.len > 0;
    int64_t since = history_take_number(&rest);
    numbers[0]++;
    for (size_t i = 0; i < POINTS; i++) {
        int64_t at = day + points[i], from = at, last = reading->is_after ? calendar->last : at;
        if (at > calendar->last) return;
        numbers[1 + 3 * i]++;
        if (!calendar->covers[at - calendar->first]) continue;
        numbers[2 + 3 * i]++;
        if (reading->is_window) from = at + 1 - reading->window > day ? at + 1 - reading->window : day + 1;
        numbers[3 + 3 * i] += is_active && bits_of_hex(rest, from - since, last - since) > 0;
    }
}

static void cohort_months(sqlite3_context *context, int count, sqlite3_value **args)
{
    enum { MONTH_ROOM = 11 };
    (void)count;
    struct calendar *calendar = sqlite3_user_data(context);
    struct reading   reading = reading_of(sql_text(args[4]), args[5]);
    int64_t          first = sqlite3_value_int64(args[1]), last = sqlite3_value_int64(args[2]), numbers[COHORT_NUMBERS] = {0};
    struct strbuf    text = {0};
    str              users = sql_text(args[0]), part;
    uint32_t         month = 0;
    if (first > last) return;
    if ((uint64_t)last - (uint64_t)first >= CALENDAR_MOST) {
        sqlite3_result_error(context, "cohort_months() looks at no more than a thousand years", -1);
        return;
    }
    set_calendar(calendar, sql_text(args[3]), first, last);
    while (take_part(&users, &part)) {
        uint32_t of = history_month(part);
        part = str_slice(part, MONTH_ROOM, part.len);
        int64_t day = history_take_number(&part);
        if (day < first || day > last) continue;
        if (month && of != month) {
            history_add(&text, month, numbers, COHORT_NUMBERS);
            memset(numbers, 0, sizeof numbers);
        }
        month = of;
        count_user(calendar, &reading, day, part, numbers);
    }
    if (month) history_add(&text, month, numbers, COHORT_NUMBERS);
    sql_give_text(context, strbuf_str(&text));
    strbuf_release(&text);
}

static void calendar_free(void *data)
{
    struct calendar *calendar = data;
    strbuf_release(&calendar->months);
    free(calendar->covers);
    free(calendar);
}

enum rc sql_users_register(sqlite3 *handle)
{
    const int        flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    struct calendar *calendar = mem_new(1, sizeof *calendar);
    int rc = sqlite3_create_function_v2(handle, "cohort_months", 6, flags, calendar, cohort_months, NULL, NULL, calendar_free);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "users_reaching", 4, flags, NULL, users_reaching, NULL, NULL, NULL);
    if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(handle, "users_reaching", 8, flags, NULL, users_reaching, NULL, NULL, NULL);
    return rc == SQLITE_OK ? RC_OK : RC_IO;
}
