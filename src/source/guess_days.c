/* SPDX-License-Identifier: MIT */
#include "source/guess_days.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    DAYS_MOST = 2000, /* of 144 in a year that read both ways */
    ENOUGH = 5,       /* days or months in a row are no chance */
    WEEKEND = 3       /* [days] from Friday to Monday */
};

void guess_days_add(struct arena *arena, struct guess_days *days, str text)
{
    struct when day_first, month_first, iso;
    if (when_parse(text, WHEN_ISO, &iso) == RC_OK || when_parse(text, WHEN_DMY, &day_first) != RC_OK ||
        when_parse(text, WHEN_MDY, &month_first) != RC_OK)
        return;
    size_t at = days->count;
    while (at && days->at[at - 1] > day_first.day) at--;
    if ((at && days->at[at - 1] == day_first.day) || days->count == DAYS_MOST) return;
    (void)VEC_PUSH(arena, *days);
    memmove(&days->at[at + 1], &days->at[at], (days->count - 1 - at) * sizeof *days->at);
    days->at[at] = day_first.day;
}

static int by_day(const void *a, const void *b)
{
    date left = *(const date *)a, right = *(const date *)b;
    return (left > right) - (left < right);
}

/* The same days read month first, in order; freed by the caller. */
static date *swap(const struct guess_days *days)
{
    date *out = mem_new(days->count + 1, sizeof *out);
    for (size_t i = 0; i < days->count; i++) {
        struct civil day = date_civil(days->at[i]);
        out[i] = date_from_civil(day.year, day.day, day.month);
    }
    if (days->count) qsort(out, days->count, sizeof *out, by_day);
    return out;
}

/* The most days in a row, weekends aside. */
static size_t longest_run(const date *at, size_t count)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < count; i++) {
        run = i && at[i] - at[i - 1] <= WEEKEND ? run + 1 : 1;
        if (run > longest) longest = run;
    }
    return longest;
}

static bool are_months(const date *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (date_civil(at[i]).day != 1) return false;
    }
    return count >= ENOUGH;
}

/* One way to read the days. */
struct reading {
    size_t run;
    bool   is_daily, is_monthly;
};

static struct reading weigh(const date *at, size_t count)
{
    return (struct reading){.run = longest_run(at, count), .is_monthly = are_months(at, count)};
}

/* Of months the days follow each other when read the other way: January's, of every year there is. */
static enum guess_calendar calendar_of(const struct reading *reading, const struct reading *other, bool is_monthly)
{
    if (reading->is_monthly) return is_monthly || !other->is_daily ? GUESS_MONTHS : GUESS_NO_CALENDAR;
    return reading->is_daily && !other->is_monthly && !is_monthly ? GUESS_CONSECUTIVE : GUESS_NO_CALENDAR;
}

enum guess_calendar guess_days_judge(const struct guess_days *days, bool is_monthly, enum when_order *order)
{
    if (days->count < ENOUGH) return GUESS_NO_CALENDAR;
    date          *swapped = swap(days);
    struct reading day_first = weigh(days->at, days->count), month_first = weigh(swapped, days->count);
    bool spans_years = date_civil(days->at[0]).year < date_civil(days->at[days->count - 1]).year;
    free(swapped);
    day_first.is_daily = day_first.run >= ENOUGH && day_first.run >= 2 * month_first.run;
    month_first.is_daily = month_first.run >= ENOUGH && month_first.run >= 2 * day_first.run;
    bool months = is_monthly || ((day_first.is_monthly || month_first.is_monthly) && spans_years);
    enum guess_calendar calendar = calendar_of(&day_first, &month_first, months);
    *order = calendar != GUESS_NO_CALENDAR ? WHEN_DMY : WHEN_MDY;
    return calendar != GUESS_NO_CALENDAR ? calendar : calendar_of(&month_first, &day_first, months);
}
