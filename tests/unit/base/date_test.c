/* SPDX-License-Identifier: MIT */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void days_and_civil_dates_agree(void **state)
{
    (void)state;
    assert_int_equal(date_from_civil(1970, 1, 1), 0);
    assert_int_equal(date_from_civil(2000, 3, 1), 11017);
    assert_int_equal(date_from_civil(2026, 2, 29), DATE_NONE);
    for (date day = -800000; day < 2900000; day += 97) {
        struct civil c = date_civil(day);
        if (c.year >= 1 && c.year <= 9999) assert_int_equal(date_from_civil(c.year, c.month, c.day), day);
    }
}

static void months_are_clamped_to_their_last_day(void **state)
{
    (void)state;
    char iso[11];
    date_iso(date_add_months(date_from_civil(2026, 3, 31), -1), iso);
    assert_string_equal(iso, "2026-02-28");
    date_iso(date_add_months(date_from_civil(2024, 2, 29), 12), iso);
    assert_string_equal(iso, "2025-02-28");
    assert_int_equal(date_weekday(date_from_civil(2026, 11, 21)), 6);
}

static void check_period(const char *text, int fiscal_start, const char *start, const char *end)
{
    struct period period;
    char          iso[11], key[16];
    assert_int_equal(period_parse(str_from(text), fiscal_start, &period), RC_OK);
    date_iso(period.start, iso);
    assert_string_equal(iso, start);
    date_iso(period.end, iso);
    assert_string_equal(iso, end);
    period_key(period, key);
    assert_string_equal(key, text);
    struct period again = period_containing(period.kind, period.end - 1, fiscal_start);
    assert_int_equal(again.start, period.start);
    period_key(period_shift(period_shift(period, -1, fiscal_start), 1, fiscal_start), key);
    assert_string_equal(key, text);
}

static void a_quarter_may_be_said_as_french_prints_it(void **state)
{
    static const char *const spellings[] = {"2026-T3", "2026-t3", "2026-q3"};
    struct period            period;
    char                     key[16];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        assert_int_equal(period_parse(str_from(spellings[i]), 1, &period), RC_OK);
        period_key(period, key);
        assert_string_equal(key, "2026-Q3");
    }
    assert_int_equal(period_parse(STR("2026-T5"), 1, &period), RC_INVALID);
    assert_int_equal(period_parse(STR("2026-QT3"), 1, &period), RC_INVALID);
}

static void quarters_follow_the_fiscal_calendar(void **state)
{
    (void)state;
    check_period("2026-Q3", 1, "2026-07-01", "2026-10-01");
    check_period("2026-Q1", 4, "2025-04-01", "2025-07-01");
    check_period("2026-Q4", 4, "2026-01-01", "2026-04-01");
    check_period("2026", 7, "2025-07-01", "2026-07-01");
    check_period("2026-09", 4, "2026-09-01", "2026-10-01");
    struct period period;
    assert_int_equal(period_parse(STR("2026-Q5"), 1, &period), RC_INVALID);
    assert_int_equal(period_parse(STR("2026-13"), 1, &period), RC_INVALID);
    assert_int_equal(period_parse(STR("26-Q1"), 1, &period), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_civil_dates_agree),
        cmocka_unit_test(months_are_clamped_to_their_last_day),
        cmocka_unit_test(a_quarter_may_be_said_as_french_prints_it),
        cmocka_unit_test(quarters_follow_the_fiscal_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
