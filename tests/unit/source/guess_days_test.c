/* SPDX-License-Identifier: MIT */
#include "source/guess_days.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../arena.h"

/* Adds "FIRST/SECOND/YEAR" for each of the numbers, which go to the first place or to the second. */
static void add_days(struct guess_days *days, bool is_first, int from, int to, int fixed, int year)
{
    for (int i = from; i <= to; i++) {
        str text = arena_printf(arena, "%02d/%02d/%04d", is_first ? i : fixed, is_first ? fixed : i, year);
        guess_days_add(arena, days, text);
    }
}

static void check(const struct guess_days *days, bool is_monthly, enum guess_calendar calendar, enum when_order order)
{
    enum when_order found = WHEN_ISO;
    assert_int_equal(guess_days_judge(days, is_monthly, &found), calendar);
    if (calendar != GUESS_NO_CALENDAR) assert_int_equal(found, order);
}

static void days_in_a_row_are_no_tenths_of_months(void **state)
{
    (void)state;
    struct guess_days french = {0}, american = {0};
    add_days(&french, true, 1, 10, 10, 2026);
    check(&french, false, GUESS_CONSECUTIVE, WHEN_DMY);
    add_days(&french, true, 1, 12, 9, 2026);
    check(&french, false, GUESS_CONSECUTIVE, WHEN_DMY);
    add_days(&american, false, 1, 10, 10, 2026);
    check(&american, false, GUESS_CONSECUTIVE, WHEN_MDY);
}

static void weekends_do_not_break_a_row(void **state)
{
    (void)state;
    struct guess_days days = {0};
    add_days(&days, true, 1, 2, 10, 2026);
    add_days(&days, true, 5, 9, 10, 2026);
    check(&days, false, GUESS_CONSECUTIVE, WHEN_DMY);
}

static void few_days_say_nothing(void **state)
{
    (void)state;
    struct guess_days days = {0};
    add_days(&days, true, 1, 4, 10, 2026);
    check(&days, false, GUESS_NO_CALENDAR, WHEN_ISO);
}

static void firsts_of_a_year_are_months_or_january(void **state)
{
    (void)state;
    struct guess_days days = {0};
    add_days(&days, false, 1, 9, 1, 2026);
    check(&days, false, GUESS_NO_CALENDAR, WHEN_ISO);
    check(&days, true, GUESS_MONTHS, WHEN_DMY);
    add_days(&days, false, 1, 9, 1, 2025);
    check(&days, false, GUESS_MONTHS, WHEN_DMY);
}

static void months_far_apart_are_months(void **state)
{
    (void)state;
    struct guess_days days = {0};
    for (int month = 2; month <= 12; month += 5) add_days(&days, true, month, month, 1, 2026);
    for (int month = 3; month <= 12; month += 4) add_days(&days, true, month, month, 1, 2025);
    check(&days, false, GUESS_MONTHS, WHEN_MDY);
}

static void texts_of_one_reading_are_left_out(void **state)
{
    (void)state;
    struct guess_days days = {0};
    add_days(&days, true, 13, 31, 10, 2026);
    guess_days_add(arena, &days, STR("2026-10-01"));
    guess_days_add(arena, &days, STR("soon"));
    assert_int_equal(days.count, 0);
    add_days(&days, true, 3, 3, 10, 2026);
    add_days(&days, true, 3, 3, 10, 2026);
    assert_int_equal(days.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_in_a_row_are_no_tenths_of_months),
        cmocka_unit_test(weekends_do_not_break_a_row),
        cmocka_unit_test(few_days_say_nothing),
        cmocka_unit_test(firsts_of_a_year_are_months_or_january),
        cmocka_unit_test(months_far_apart_are_months),
        cmocka_unit_test(texts_of_one_reading_are_left_out),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
