/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "document/chart_facts.h"
#include "samples.h"

static void assert_exact(struct exact number, const char *wanted)
{
    str printed = exact_dump(arena, number);
    assert_string_equal(arena_cstr(arena, printed), wanted);
}

/* Domain 3.9: 100 000 + 15 000 - 3 000 - 5 000 = 107 000. */
static void a_bridge_stands_each_movement_on_the_one_before(void **state)
{
    (void)state;
    struct chart        chart = sample_bridge("100000|15000|3000|-5000|107000");
    struct chart_bridge bridge = chart_build_bridge(&chart, arena);
    assert_true(bridge.is_checked);
    assert_int_equal(exact_sign(bridge.gap), 0);
    assert_exact(bridge.steps[1].from, "100000");
    assert_exact(bridge.steps[2].to, "112000"); /* a contraction given as 3 000 goes down like one given as -3 000 */
    assert_exact(bridge.steps[3].to, "107000");
    assert_exact(bridge.steps[4].from, "0");
}

static void a_bridge_off_by_a_cent_is_seen(void **state)
{
    (void)state;
    struct chart chart = sample_bridge("100000|15000|-3000|-5000|107000.01");
    assert_exact(chart_build_bridge(&chart, arena).gap, "1/100");
}

static void a_bridge_with_a_missing_movement_is_not_judged(void **state)
{
    (void)state;
    struct chart        chart = sample_bridge("100000|15000||-5000|107000");
    struct chart_bridge bridge = chart_build_bridge(&chart, arena);
    assert_false(bridge.is_checked);
    assert_int_equal(exact_sign(bridge.gap), 0);
    assert_exact(bridge.steps[3].to, "110000");
}

/* Domain 3.3: step 4 loses 30 %. */
static void friction_is_the_highest_drop_off(void **state)
{
    (void)state;
    struct chart chart = sample_funnel("1000|950|760|570|399|319");
    struct exact drop;
    assert_int_equal(chart_friction(&chart, arena), 4);
    assert_true(chart_drop_off(&chart, arena, 4, &drop));
    assert_exact(drop, "3/10");
}

static void equal_drop_offs_give_the_earliest_step(void **state)
{
    (void)state;
    struct chart chart = sample_funnel("1000|500|250|125|100|90");
    assert_int_equal(chart_friction(&chart, arena), 1);
}

static void a_step_nobody_entered_is_never_the_friction(void **state)
{
    (void)state;
    struct chart chart = sample_funnel("0|0|0|0|0|0"), growing = sample_funnel("10|12|12|15|15|15");
    assert_int_equal(chart_friction(&chart, arena), CHART_NO_CATEGORY);
    assert_int_equal(chart_friction(&growing, arena), CHART_NO_CATEGORY);
}

/* Domain 3.18: weight × (100 - score); 80 / 70 / 60 / 50 cost 6, 7.5, 10 and 10 points, ties to the first. */
static void the_costliest_dimension_is_the_first_of_equals(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_CONTRIBUTION, UNIT_DECIMAL, "Usage|Engagement|Satisfaction|Croissance");
    sample_series(&chart, "Gagnés", SERIES_KEY, "24|17.5|15|10");
    sample_series(&chart, "Possibles", SERIES_TARGET, "30|25|25|20");
    assert_int_equal(chart_costliest(&chart, arena), 2);
}

static void a_figure_between_two_bands_belongs_to_the_nearer(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_BULLET, UNIT_SCORE100, "Health");
    sample_health_bands(&chart);
    assert_true(str_is(chart_band_of(&chart, arena, exact_from_int(arena, 40))->label, "ROUGE"));
    assert_true(str_is(chart_band_of(&chart, arena, exact_from_ratio(arena, 81, 2))->label, "JAUNE"));
    assert_true(str_is(chart_band_of(&chart, arena, exact_from_int(arena, 130))->label, "VERT"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bridge_stands_each_movement_on_the_one_before),
        cmocka_unit_test(a_bridge_off_by_a_cent_is_seen),
        cmocka_unit_test(a_bridge_with_a_missing_movement_is_not_judged),
        cmocka_unit_test(friction_is_the_highest_drop_off),
        cmocka_unit_test(equal_drop_offs_give_the_earliest_step),
        cmocka_unit_test(a_step_nobody_entered_is_never_the_friction),
        cmocka_unit_test(the_costliest_dimension_is_the_first_of_equals),
        cmocka_unit_test(a_figure_between_two_bands_belongs_to_the_nearer),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
