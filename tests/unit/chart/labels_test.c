/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../arena.h"
#include "chart/labels.h"

#define MOST 12

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void labels_with_room_stay_where_they_are(void **state)
{
    (void)state;
    struct label_spot spots[] = {
        {.wanted = 50, .extent = 10}, {.wanted = 10, .extent = 10}, {.wanted = 90, .extent = 10}};
    labels_spread(arena, spots, 3, 0, 100, 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(spots[i].at, spots[i].wanted);
}

static void labels_at_one_place_part_evenly_around_it(void **state)
{
    (void)state;
    struct label_spot spots[] = {
        {.wanted = 50, .extent = 10}, {.wanted = 50, .extent = 10}, {.wanted = 50, .extent = 10}};
    labels_spread(arena, spots, 3, 0, 100, 0);
    assert_int_equal(spots[0].at, 40);
    assert_int_equal(spots[1].at, 50);
    assert_int_equal(spots[2].at, 60);
}

static void the_highest_rank_goes_when_room_is_short(void **state)
{
    (void)state;
    struct label_spot spots[] = {{.wanted = 5, .extent = 10, .rank = 1},
                                 {.wanted = 5, .extent = 10, .rank = 0},
                                 {.wanted = 5, .extent = 10, .rank = 2}};
    labels_spread(arena, spots, 3, 0, 20, 0);
    assert_true(spots[0].is_shown && spots[1].is_shown);
    assert_false(spots[2].is_shown);
}

static void assert_apart(const struct label_spot *spots, size_t count, mpt lo, mpt hi, mpt gap)
{
    for (size_t i = 0; i < count; i++) {
        if (!spots[i].is_shown) continue;
        mpt top = spots[i].at - spots[i].extent / 2, bottom = top + spots[i].extent;
        assert_true(top >= lo && bottom <= hi);
        for (size_t j = 0; j < i; j++) {
            mpt other = spots[j].at - spots[j].extent / 2;
            if (spots[j].is_shown) assert_true(other + spots[j].extent + gap <= top || bottom + gap <= other);
        }
    }
}

static void labels_never_overlap_nor_leave_their_space(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        struct label_spot spots[MOST] = {0};
        size_t            count = next(&seed) % (MOST + 1);
        mpt lo = (mpt)(next(&seed) % 1000) - 500, hi = lo + (mpt)(next(&seed) % 1000), gap = (mpt)(next(&seed) % 8);
        for (size_t i = 0; i < count; i++)
            spots[i] = (struct label_spot){.wanted = (mpt)(next(&seed) % 1500) - 750,
                                           .extent = (mpt)(next(&seed) % 200),
                                           .rank = (int)(next(&seed) % 3)};
        labels_spread(arena, spots, count, lo, hi, gap);
        assert_apart(spots, count, lo, hi, gap);
    }
}

static void thinned_labels_never_overlap(void **state)
{
    (void)state;
    uint32_t seed = 3;
    for (int round = 0; round < 5000; round++) {
        mpt    centres[40], widths[40], end = 0, slot = 1 + (mpt)(next(&seed) % 60), gap = (mpt)(next(&seed) % 6);
        size_t count = 1 + next(&seed) % 40;
        for (size_t i = 0; i < count; i++)
            centres[i] = slot * (mpt)i + slot / 2, widths[i] = 1 + (mpt)(next(&seed) % 90);
        mpt    hi = slot * (mpt)count;
        size_t every = labels_every(centres, widths, count, 0, hi, gap);
        assert_in_range(every, 1, count);
        for (size_t i = (count - 1) % every; i < count; i += every) {
            mpt at = labels_clamp(centres[i], widths[i], 0, hi);
            if (i >= every) assert_true(at - widths[i] / 2 >= end + gap);
            end = at + (widths[i] + 1) / 2;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_with_room_stay_where_they_are),
        cmocka_unit_test(labels_at_one_place_part_evenly_around_it),
        cmocka_unit_test(the_highest_rank_goes_when_room_is_short),
        cmocka_unit_test(labels_never_overlap_nor_leave_their_space),
        cmocka_unit_test(thinned_labels_never_overlap),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
