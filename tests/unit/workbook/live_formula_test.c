/* SPDX-License-Identifier: MIT */
#include "workbook/live_formula.h"

#include "base/limits.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct arena     *arena;
    struct live_cells cells;
};

static void add_cell(struct fixture *fixture, const char *name, const char *reference, bool is_known, double figure)
{
    struct live_cell *cell = ARENA_NEW(fixture->arena, struct live_cell);
    *cell = (struct live_cell){str_from(reference), 1, 1, is_known, figure};
    map_set(fixture->arena, &fixture->cells.inputs, str_from(name), cell);
}

static int set_up(void **state)
{
    struct fixture *fixture = test_calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    add_cell(fixture, "a", "B2", true, 6);
    add_cell(fixture, "b", "B3", true, 3);
    add_cell(fixture, "c", "B4", false, 0);
    add_cell(fixture, "zero", "B5", true, 0);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_free(fixture->arena);
    test_free(fixture);
    return 0;
}

static const struct live_words words = {STR("n.d."), STR("—")};
static const struct live_cell  plain = {.multiply = 1, .divide = 1};

static struct live_result write(struct fixture *fixture, const char *formula)
{
    struct live_result result = {0};
    assert_int_equal(live_formula_write(fixture->arena, str_from(formula), &fixture->cells, &plain, &words, &result),
                     RC_OK);
    return result;
}

static void expect(struct fixture *fixture, const char *formula, const char *text)
{
    struct live_result result = write(fixture, formula);
    assert_string_equal(result.formula.ptr, text);
}

static void operators_become_ascii_and_keep_their_meaning(void **state)
{
    expect(*state, "a − b × 2", "=IF(COUNT(B2,B3)=2,B2-B3*2,\"n.d.\")");
    expect(*state, "(a + b) * 2", "=IF(COUNT(B2,B3)=2,(B2+B3)*2,\"n.d.\")");
    expect(*state, "a - (b - 1)", "=IF(COUNT(B2,B3)=2,B2-(B3-1),\"n.d.\")");
    expect(*state, "-a * b", "=IF(COUNT(B2,B3)=2,(-B2)*B3,\"n.d.\")");
    expect(*state, "a", "=IF(ISNUMBER(B2),B2,\"n.d.\")");
}

static void a_zero_denominator_is_not_applicable(void **state)
{
    expect(*state, "a ÷ b", "=IF(COUNT(B2,B3)=2,IF(B3=0,\"—\",B2/B3),\"n.d.\")");
    expect(*state, "a / (b - 1) / 12", "=IF(COUNT(B2,B3)=2,IF(B3-1=0,\"—\",B2/(B3-1)/12),\"n.d.\")");
    assert_false(write(*state, "a / zero").is_known);
}

static void an_input_used_twice_is_counted_once(void **state)
{
    expect(*state, "a * a", "=IF(ISNUMBER(B2),B2*B2,\"n.d.\")");
}

static void coalesce_takes_the_first_figure_there_is(void **state)
{
    expect(*state, "coalesce(c, 1) + a", "=IF(ISNUMBER(B2),IF(ISNUMBER(B4),B4,1)+B2,\"n.d.\")");
    expect(*state, "coalesce(c, a)", "=IF(OR(ISNUMBER(B4),ISNUMBER(B2)),IF(ISNUMBER(B4),B4,B2),\"n.d.\")");
    assert_true(write(*state, "coalesce(c, a)").figure == 6);
}

static void weighted_leaves_out_what_is_missing(void **state)
{
    struct live_result result = write(*state, "weighted(a, 1, c, 2, b * 10, 3)");
    assert_true(result.is_known);
    assert_true(fabs(result.figure - (6 + 90) / 4.0) < 1e-12);
    expect(*state, "weighted(a, 1, c, 2)",
           "=IF(OR(ISNUMBER(B2),ISNUMBER(B4)),(IF(ISNUMBER(B2),B2*1,0)+IF(ISNUMBER(B4),B4*2,0))/"
           "(IF(ISNUMBER(B2),1,0)+IF(ISNUMBER(B4),2,0)),\"n.d.\")");
}

static void functions_have_their_file_format_names(void **state)
{
    expect(*state, "min(100, max(a, b))", "=IF(COUNT(B2,B3)=2,MIN(100,MAX(B2,B3)),\"n.d.\")");
    expect(*state, "sqrt(abs(a))", "=IF(ISNUMBER(B2),IF(ABS(B2)<0,\"—\",SQRT(ABS(B2))),\"n.d.\")");
}

static void a_cell_that_shows_a_multiple_is_scaled_back(void **state)
{
    struct fixture    *fixture = *state;
    struct live_cell   points = {STR("B6"), 100, 1, true, 0.04}, hours = {STR("B7"), 1, 3600, true, 7200};
    struct live_result result;
    map_set(fixture->arena, &fixture->cells.inputs, STR("points"), &points);
    map_set(fixture->arena, &fixture->cells.inputs, STR("seconds"), &hours);
    expect(fixture, "points + 1", "=IF(ISNUMBER(B6),(B6/100)+1,\"n.d.\")");
    expect(fixture, "seconds", "=IF(ISNUMBER(B7),(B7*3600),\"n.d.\")");
    assert_int_equal(live_formula_write(fixture->arena, STR("a - b"), &fixture->cells, &points, &words, &result),
                     RC_OK);
    assert_string_equal(result.formula.ptr, "=IF(COUNT(B2,B3)=2,(B2-B3)*100,\"n.d.\")");
    assert_int_equal(live_formula_write(fixture->arena, STR("seconds"), &fixture->cells, &hours, &words, &result),
                     RC_OK);
    assert_string_equal(result.formula.ptr, "=IF(ISNUMBER(B7),B7,\"n.d.\")");
}

static void the_figure_is_what_the_spreadsheet_will_show(void **state)
{
    assert_true(write(*state, "(a - b) / b * 100 - -1").figure == 101);
    assert_true(write(*state, "max(a, b, 7) + min(a, b) + abs(b - a)").figure == 13);
    assert_false(write(*state, "a + c").is_known);
}

static void what_is_no_formula_is_refused(void **state)
{
    static const char *const bad[] = {"",         "a +",   "(a", "a b",  "a)",   "min()", "min(a", "weighted(a)",
                                      "if(a, b)", "1.2.3", "=a", "a; b", "\"x\""};
    struct fixture          *fixture = *state;
    struct live_result       result;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_not_equal(
            live_formula_write(fixture->arena, str_from(bad[i]), &fixture->cells, &plain, &words, &result), RC_OK);
    assert_int_equal(live_formula_write(fixture->arena, STR("a + unknown"), &fixture->cells, &plain, &words, &result),
                     RC_MISSING);
}

static void depth_and_length_are_bounded(void **state)
{
    struct fixture    *fixture = *state;
    struct live_result result;
    struct strbuf      deep = {0}, nested = {0}, wide = {0};
    for (int i = 0; i < LIMIT_FORMULA_DEPTH + 1; i++)
        strbuf_addc(&deep, '(');
    for (int i = 0; i < 20; i++)
        strbuf_adds(&nested, "coalesce(c + 1, ");
    for (int i = 0; i < LIMIT_FORMULA_CHARS; i++)
        strbuf_adds(&wide, "a+");
    assert_int_equal(live_formula_write(fixture->arena, strbuf_str(&deep), &fixture->cells, &plain, &words, &result),
                     RC_LIMIT);
    assert_int_equal(live_formula_write(fixture->arena, strbuf_str(&nested), &fixture->cells, &plain, &words, &result),
                     RC_LIMIT);
    assert_int_equal(live_formula_write(fixture->arena, strbuf_str(&wide), &fixture->cells, &plain, &words, &result),
                     RC_LIMIT);
    strbuf_release(&deep);
    strbuf_release(&nested);
    strbuf_release(&wide);
}

static void people_read_labels_and_proper_signs(void **state)
{
    struct fixture *fixture = *state;
    struct map      labels = {0};
    str             start = STR("MRR au départ"), known = STR("première valeur connue de");
    map_set(fixture->arena, &labels, STR("mrr_start"), &start);
    map_set(fixture->arena, &labels, STR("coalesce("), &known);
    str text = live_formula_words(fixture->arena, STR("(mrr_start - x1) / mrr_start * 12.5 + coalesce(a, 1)"), &labels);
    assert_string_equal(text.ptr, "(MRR au départ − x1) ÷ MRR au départ × 12.5 + première valeur connue de(a, 1)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(operators_become_ascii_and_keep_their_meaning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_zero_denominator_is_not_applicable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_input_used_twice_is_counted_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(coalesce_takes_the_first_figure_there_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(weighted_leaves_out_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(functions_have_their_file_format_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cell_that_shows_a_multiple_is_scaled_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_figure_is_what_the_spreadsheet_will_show, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_formula_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_and_length_are_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(people_read_labels_and_proper_signs, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
