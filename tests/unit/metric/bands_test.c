/* SPDX-License-Identifier: MIT */
/* Band edges of domain 1.1 and 16, on the shipped tables, and the print rule. */
#include "metric/bands.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../arena.h"

static struct exact number(const char *text)
{
    struct exact out;
    assert_int_equal(exact_parse(arena, str_from(text), &out), RC_OK);
    return out;
}

static const struct band_table *shipped(const char *name)
{
    const struct yaml_node *root;
    const char             *path = arena_printf(arena, "%s/templates/bands/%s.yaml", PROJECT_ROOT, name).ptr;
    assert_int_equal(yaml_load(arena, path, name, &diag, &root), RC_OK);
    const struct band_table *table = bands_read(arena, root, &diag);
    assert_non_null(table);
    return table;
}

static void check(const char *table, const char *value, const char *word)
{
    const struct band *band = bands_lookup(shipped(table), arena, number(value));
    assert_string_equal(words_in(band->word, "fr").ptr, word);
}

static void shared_boundaries_take_the_better_band_but_the_topmost(void **state)
{
    (void)state;
    check("activation", "40", "Bon");
    check("activation", "40.04", "Excellent");
    check("activation", "25", "Bon");
    check("activation", "15", "À améliorer");
    check("activation", "14.9", "Critique");
    check("nrr", "130", "Excellent");
    check("nrr", "110", "Excellent");
    check("nrr", "100", "Bon");
    check("nrr", "90", "Acceptable");
    check("nrr", "89.99", "Problématique");
    check("nps", "-1", "Problème critique");
    check("nps", "0", "Besoin d’amélioration");
    check("nps", "30", "Bon");
    check("nps", "50", "Excellent");
    check("nps", "70", "Excellent");
    check("nps", "71", "World-class");
}

static void health_is_rounded_first(void **state)
{
    (void)state;
    check("health", "40.4", "ROUGE");
    check("health", "40.5", "JAUNE");
    check("health", "70.4", "JAUNE");
    check("health", "70.5", "VERT");
}

static const struct band_table *table_of(const char *text)
{
    const struct yaml_node *root;
    assert_int_equal(yaml_parse(arena, file_source(arena, "bands.yaml", str_from(text)), &diag, &root), RC_OK);
    return bands_read(arena, root, &diag);
}

#define HEAD "id: t\nversion: 1\ndate: 2026-01-01\nsource: s\nrule: r\n"

/* TTFV, SaaS B2B simple, in hours: exactly 1 h and exactly 24 h are both acceptable (3.1). */
static void lower_is_better_includes_both_ends_of_the_middle(void **state)
{
    (void)state;
    const struct band_table *table = table_of(HEAD "bands: [{id: best, below: 1, word: {fr: a}}, {id: middle, to: 24, "
                                                   "word: {fr: b}}, {id: worst, word: {fr: c}}]\n");
    assert_non_null(table);
    assert_string_equal(bands_lookup(table, arena, number("0.99"))->id.ptr, "best");
    assert_string_equal(bands_lookup(table, arena, number("1"))->id.ptr, "middle");
    assert_string_equal(bands_lookup(table, arena, number("24"))->id.ptr, "middle");
    assert_string_equal(bands_lookup(table, arena, number("24.01"))->id.ptr, "worst");
}

static void disorder_in_a_table_is_reported(void **state)
{
    (void)state;
    assert_null(table_of(
        HEAD "bands: [{id: a, above: 10, word: {fr: a}}, {id: b, from: 20, word: {fr: b}}, {id: c, word: {fr: c}}]\n"));
    assert_null(table_of(
        HEAD "bands: [{id: a, above: 10, word: {fr: a}}, {id: b, to: 5, word: {fr: b}}, {id: c, word: {fr: c}}]\n"));
    assert_null(table_of(HEAD "bands: [{id: a, word: {fr: a}}, {id: b, from: 2, word: {fr: b}}]\n"));
    assert_int_equal(diag.counts[DIAG_BAND_ORDER], 4);
}

static int places(const char *ratio, const char *table, const char *goal_text)
{
    struct goal goal = {0};
    if (goal_text) assert_int_equal(goal_parse(arena, str_from(goal_text), false, &goal), RC_OK);
    const struct print_bounds bounds = {.bands = table ? shipped(table) : NULL, .goal = &goal};
    return print_places(arena, UNIT_PERCENT, number(ratio), &bounds);
}

static void print_rule_adds_decimals_only_where_the_band_or_goal_would_change(void **state)
{
    (void)state;
    assert_int_equal(places("0.4004", "activation", NULL), 2);
    assert_int_equal(places("0.2496", "activation", NULL), 2);
    assert_int_equal(places("0.3996", "activation", NULL), -1);
    assert_int_equal(places("0.33", "activation", NULL), -1);
    assert_int_equal(places("0.50001", NULL, "> 50"), 3);
    assert_int_equal(places("0.5", NULL, "> 50"), -1);
}

/* In the unit that the duration prints in: 24 h and 100 s read as « 1 j », which is still acceptable. */
static void print_rule_holds_for_durations(void **state)
{
    (void)state;
    const struct goal         none = {0};
    const struct print_bounds bounds = {.bands = shipped("ttfv-saas-b2b-simple"), .goal = &none};
    assert_int_equal(print_places(arena, UNIT_DURATION, number("14400"), &bounds), -1);
    assert_int_equal(print_places(arena, UNIT_DURATION, number("86400"), &bounds), -1);
    assert_int_equal(print_places(arena, UNIT_DURATION, number("86500"), &bounds), 3);
    assert_int_equal(print_places(arena, UNIT_DURATION, number("3590"), &bounds), -1);
    assert_int_equal(print_places(arena, UNIT_DURATION, number("3599"), &bounds), 4);
}

static void goals_are_strict_as_written(void **state)
{
    (void)state;
    struct goal goal;
    assert_int_equal(goal_parse(arena, STR("> 50"), false, &goal), RC_OK);
    assert_false(goal_is_met(&goal, number("50")));
    assert_true(goal_is_met(&goal, number("50.1")));
    assert_int_equal(goal_parse(arena, STR("20 %"), false, &goal), RC_OK);
    assert_true(goal_is_met(&goal, number("20")));
    assert_int_equal(goal_parse(arena, STR("5"), true, &goal), RC_OK);
    assert_true(goal_is_met(&goal, number("5")));
    assert_false(goal_is_met(&goal, number("5.1")));
    assert_int_equal(goal_parse(arena, STR("soon"), false, &goal), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_boundaries_take_the_better_band_but_the_topmost),
        cmocka_unit_test(health_is_rounded_first),
        cmocka_unit_test(lower_is_better_includes_both_ends_of_the_middle),
        cmocka_unit_test(disorder_in_a_table_is_reported),
        cmocka_unit_test(print_rule_adds_decimals_only_where_the_band_or_goal_would_change),
        cmocka_unit_test(print_rule_holds_for_durations),
        cmocka_unit_test(goals_are_strict_as_written),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
