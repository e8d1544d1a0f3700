/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "layout/measures.h"

static mpt total(const struct measure *measures, size_t count)
{
    mpt sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += measures[i].width;
    return sum;
}

static void spare_width_goes_by_stretch_and_none_is_lost(void **state)
{
    (void)state;
    struct measure measures[] = {{.wanted = 100, .least = 50, .stretch = 4},
                                 {.wanted = 50, .least = 50, .stretch = 2},
                                 {.wanted = 50, .least = 50, .stretch = 1}};
    measures_share(measures, 3, 1001);
    assert_int_equal(total(measures, 3), 1001);
    assert_true(measures[0].width - 100 > measures[1].width - 50);
}

static void only_the_wide_column_wraps(void **state)
{
    (void)state;
    struct measure measures[] = {{.wanted = 80, .least = 40, .stretch = 1},
                                 {.wanted = 5000, .least = 60, .stretch = 1},
                                 {.wanted = 90, .least = 90, .stretch = 1}};
    measures_share(measures, 3, 500);
    assert_int_equal(measures[0].width, 80);
    assert_int_equal(measures[2].width, 90);
    assert_int_equal(measures[1].width, 330);
}

static void columns_narrower_than_their_words_share_what_there_is(void **state)
{
    (void)state;
    struct measure measures[] = {{.wanted = 800, .least = 400}, {.wanted = 400, .least = 200}};
    assert_false(measures_fit(measures, 2, 300));
    measures_share(measures, 2, 300);
    assert_int_equal(measures[0].width, 200);
    assert_int_equal(measures[1].width, 100);
    measures_share(measures, 0, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spare_width_goes_by_stretch_and_none_is_lost),
        cmocka_unit_test(only_the_wide_column_wraps),
        cmocka_unit_test(columns_narrower_than_their_words_share_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
