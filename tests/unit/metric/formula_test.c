/* SPDX-License-Identifier: MIT */
#include "metric/formula.h"

#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

/* The names a, b, c, … have the values given; NULL ends them, "?" is missing, "-" not applicable. */
static struct formula_value evaluate(const char *text, const char *const *values)
{
    struct formula_program program;
    struct formula_error   error;
    struct formula_value   names[8] = {0};
    assert_int_equal(formula_parse(arena, str_from(text), &program, &error), RC_OK);
    for (size_t i = 0; i < program.name_count; i++) {
        const char *value = values[program.names[i].ptr[0] - 'a'];
        if (strcmp(value, "?") == 0)
            names[i] = formula_missing(STR("gone"));
        else if (strcmp(value, "-") == 0)
            names[i] = formula_not_applicable(STR("never"));
        else
            assert_int_equal(exact_parse(arena, str_from(value), &names[i].number), RC_OK);
    }
    return formula_evaluate(arena, program.root, names, STR("zero"));
}

static void check(const char *text, const char *expected, const char *const *values)
{
    struct formula_value value = evaluate(text, values);
    const char          *got = value.state == FORMULA_KNOWN ? arena_cstr(arena, exact_dump(arena, value.number))
                                                            : arena_cstr(arena, value.reason);
    assert_string_equal(got, expected);
}

#define VALUES(...) ((const char *const[]){__VA_ARGS__})

static void operators_bind_as_in_school(void **state)
{
    (void)state;
    check("1 + 2 × 3", "7", VALUES("0"));
    check("(1 + 2) * 3", "9", VALUES("0"));
    check("10 − 2 − 3", "5", VALUES("0"));
    check("12 ÷ 2 / 3", "2", VALUES("0"));
    check("−a × 2", "-6", VALUES("3"));
    check("2 - -a", "5", VALUES("3"));
    check("1 ÷ 3 + 1 ÷ 3 + 1 ÷ 3", "1", VALUES("0"));
    check("0.1 + 0.2", "3/10", VALUES("0"));
}

static void functions_compute(void **state)
{
    (void)state;
    check("min(3, a, 2)", "1", VALUES("1"));
    check("max(3, a, 2)", "3", VALUES("1"));
    check("abs(a − 5)", "4", VALUES("1"));
    check("coalesce(a, b, 7)", "2", VALUES("?", "2"));
    check("coalesce(a, b)", "never", VALUES("?", "-"));
    check("sqrt(a)", "3/2", VALUES("9/4"));
}

static void unknown_values_spread_and_not_applicable_wins(void **state)
{
    (void)state;
    check("a + b", "gone", VALUES("?", "2"));
    check("a + b", "never", VALUES("?", "-"));
    check("b + a", "never", VALUES("?", "-"));
    check("a ÷ b", "zero", VALUES("1", "0"));
    check("a ÷ b", "gone", VALUES("?", "0"));
    check("sqrt(a)", "zero", VALUES("-1"));
}

static void weighted_leaves_out_what_is_not_known(void **state)
{
    (void)state;
    check("weighted(a, 0.3, b, 0.25, c, 0.25, d, 0.2)", "133/2", VALUES("80", "70", "60", "50"));
    check("weighted(a, 0.3, b, 0.25, c, 0.25, d, 0.2)", "565/8", VALUES("80", "70", "60", "?"));
    check("weighted(a, 1, b, 1)", "gone", VALUES("?", "?"));
    struct formula_value value = evaluate("weighted(a, 0.3, b, 0.7)", VALUES("80", "?"));
    assert_true(value.has_coverage);
    assert_string_equal(arena_cstr(arena, exact_dump(arena, value.coverage)), "3/10");
}

static void mistakes_are_named_where_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t      at;
    } cases[] = {{"a +", 3},   {"(a + b", 6}, {"a b", 2},   {"mid(a)", 0}, {"abs(a, b)", 0}, {"weighted(a, 1, b)", 0},
                 {"a + $", 4}, {"", 0},       {"1.2.3", 0}, {"a × × b", 5}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct formula_program program;
        struct formula_error   error;
        assert_int_equal(formula_parse(arena, str_from(cases[i].text), &program, &error), RC_INVALID);
        assert_non_null(error.text);
        assert_int_equal(error.at, cases[i].at);
    }
}

static void depth_and_length_are_bounded(void **state)
{
    (void)state;
    char                   deep[LIMIT_FORMULA_CHARS];
    struct formula_program program;
    struct formula_error   error;
    memset(deep, '(', sizeof deep);
    assert_int_equal(formula_parse(arena, (str){deep, 1000}, &program, &error), RC_INVALID);
    assert_int_equal(formula_parse(arena, (str){deep, sizeof deep + 1}, &program, &error), RC_LIMIT);
    for (size_t i = 0; i + 1 < sizeof deep; i += 2)
        memcpy(deep + i, "1+", 2);
    deep[1000] = '1';
    assert_int_equal(formula_parse(arena, (str){deep, 1001}, &program, &error), RC_INVALID);
}

static void numbers_that_grow_without_end_are_missing(void **state)
{
    (void)state;
    struct formula_value   square = formula_known(exact_from_int(arena, 10));
    struct formula_program program;
    struct formula_error   error;
    assert_int_equal(formula_parse(arena, STR("a × a"), &program, &error), RC_OK);
    for (int i = 0; i < 64 && square.state == FORMULA_KNOWN; i++)
        square = formula_evaluate(arena, program.root, &square, STR("zero"));
    assert_string_equal(square.reason.ptr, "out-of-range");
}

static void rendering_keeps_the_meaning(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {{"(a+b)*c", "(a + b) × c"},
                 {"a-(b-c)", "a − (b − c)"},
                 {"a/(b*c)", "a ÷ (b × c)"},
                 {"-(a+b)", "−(a + b)"},
                 {"min(a, 0.50)", "min(a, 0.5)"},
                 {"weighted(a, 1, b, 1)", "(a + b) ÷ 2"},
                 {"2 * weighted(a, 0.3, b, 0.7)", "2 × (a × 0.3 + b × 0.7) ÷ (0.3 + 0.7)"},
                 {"c / weighted(a, 0.3, b, 0.7)", "c ÷ ((a × 0.3 + b × 0.7) ÷ (0.3 + 0.7))"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct formula_program program;
        struct formula_error   error;
        assert_int_equal(formula_parse(arena, str_from(cases[i].text), &program, &error), RC_OK);
        assert_string_equal(formula_render(arena, &program, NULL).ptr, cases[i].shown);
    }
}

static void rendering_with_values_drops_what_is_not_known(void **state)
{
    (void)state;
    struct formula_program program;
    struct formula_error   error;
    struct formula_value   names[] = {formula_known(EXACT_ZERO), formula_missing(STR("gone"))};
    assert_int_equal(formula_parse(arena, STR("weighted(a, 0.3, b + 1, 0.7)"), &program, &error), RC_OK);
    assert_string_equal(formula_render(arena, &program, names).ptr, "a × 0.3 ÷ 0.3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_in_school),
        cmocka_unit_test(functions_compute),
        cmocka_unit_test(unknown_values_spread_and_not_applicable_wins),
        cmocka_unit_test(weighted_leaves_out_what_is_not_known),
        cmocka_unit_test(mistakes_are_named_where_they_stand),
        cmocka_unit_test(depth_and_length_are_bounded),
        cmocka_unit_test(numbers_that_grow_without_end_are_missing),
        cmocka_unit_test(rendering_keeps_the_meaning),
        cmocka_unit_test(rendering_with_values_drops_what_is_not_known),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
