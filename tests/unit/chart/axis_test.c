/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../arena.h"
#include "chart/axis.h"

#include <math.h>

static struct axis_ticks ticks_of(double lo, double hi, double finest)
{
    struct axis_ticks ticks;
    assert_int_equal(axis_choose_ticks(arena, lo, hi, 5, finest, &ticks), RC_OK);
    return ticks;
}

static void assert_ticks(double lo, double hi, const double *wanted, size_t count)
{
    struct axis_ticks ticks = ticks_of(lo, hi, 0);
    assert_int_equal(ticks.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(ticks.at[i] == wanted[i]);
}

static void ticks_stand_on_round_numbers(void **state)
{
    (void)state;
    assert_ticks(0, 107, (const double[]){0, 50, 100, 150}, 4);
    assert_ticks(0, 100, (const double[]){0, 50, 100}, 3);
    assert_ticks(-12, 45, (const double[]){-20, 0, 20, 40, 60}, 5);
    assert_ticks(0.95, 1.07, (const double[]){0.95, 1, 1.05, 1.1}, 4);
    assert_ticks(71000, 107000, (const double[]){70000, 80000, 90000, 100000, 110000}, 5);
}

static void a_tick_prints_as_it_reads(void **state)
{
    (void)state;
    struct axis_ticks ticks = ticks_of(0, 0.35, 0);
    assert_true(ticks.at[3] == 0.3); /* not 0.30000000000000004 */
    assert_int_equal(ticks.places, 1);
    assert_int_equal(ticks_of(0, 0.002, 0).places, 4);
    assert_int_equal(ticks_of(0, 3e6, 0).places, 0);
}

static void equal_bounds_take_in_zero(void **state)
{
    (void)state;
    struct axis_ticks above = ticks_of(12, 12, 0), below = ticks_of(-12, -12, 0), zero = ticks_of(0, 0, 0);
    assert_true(above.at[0] == 0 && above.at[above.count - 1] > 12);
    assert_true(below.at[0] < -12 && below.at[below.count - 1] == 0);
    assert_true(zero.at[0] == 0 && zero.at[zero.count - 1] == 1);
}

static void whole_things_have_whole_ticks(void **state)
{
    (void)state;
    struct axis_ticks ticks = ticks_of(0, 2, 1);
    assert_int_equal(ticks.count, 3);
    assert_true(ticks.at[1] == 1);
    assert_int_equal(ticks_of(0.2, 0.4, 1).count, 2);
}

static void bounds_that_are_not_numbers_are_refused(void **state)
{
    (void)state;
    struct axis_ticks ticks;
    assert_int_equal(axis_choose_ticks(arena, NAN, 1, 5, 0, &ticks), RC_RANGE);
    assert_int_equal(axis_choose_ticks(arena, 0, INFINITY, 5, 0, &ticks), RC_RANGE);
    assert_int_equal(axis_choose_ticks(arena, -1e308, 1e308, 5, 0, &ticks), RC_RANGE);
}

/* Any range, far from zero or across it: few ticks, in order, covering it. */
static void ticks_cover_any_range(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        double lo = ((double)(seed >> 8) - 8e6) * pow(10, (int)(seed % 13) - 10);
        seed = seed * 1664525 + 1013904223;
        double            hi = lo + (double)(1 + (seed >> 8)) * pow(10, (int)(seed % 17) - 12);
        struct axis_ticks ticks;
        if (axis_choose_ticks(arena, lo, hi, 5, 0, &ticks) != RC_OK) fail_msg("%g %g", lo, hi);
        double slack = ticks.step * 1e-6;
        assert_in_range(ticks.count, 2, 6);
        assert_true(ticks.at[0] <= lo + slack && ticks.at[ticks.count - 1] >= hi - slack);
        for (size_t t = 1; t < ticks.count; t++)
            assert_true(ticks.at[t] > ticks.at[t - 1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_stand_on_round_numbers),
        cmocka_unit_test(a_tick_prints_as_it_reads),
        cmocka_unit_test(equal_bounds_take_in_zero),
        cmocka_unit_test(whole_things_have_whole_ticks),
        cmocka_unit_test(bounds_that_are_not_numbers_are_refused),
        cmocka_unit_test(ticks_cover_any_range),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
