/* SPDX-License-Identifier: MIT */
#include "base/exact.h"

#include <float.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check_print(const char *number, int places, const char *expected)
{
    struct arena *arena = arena_new();
    struct exact  value;
    assert_int_equal(exact_parse(arena, str_from(number), &value), RC_OK);
    assert_string_equal(exact_print(arena, value, places).ptr, expected);
    arena_free(arena);
}

static void ties_round_half_away_from_zero(void **state)
{
    (void)state;
    check_print("66.5", 0, "67");
    check_print("37.5", 0, "38");
    check_print("-12.5", 0, "-13");
    check_print("-0.4", 0, "0");
    check_print("0.05", 1, "0.1");
    check_print("1/3", 4, "0.3333");
    check_print("15000/107", 2, "140.19");
    check_print("1000", 2, "1000.00");
    check_print("0.005", 2, "0.01");
}

static void arithmetic_keeps_fractions(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct exact  third = exact_from_ratio(arena, 1, 3), sum = EXACT_ZERO;
    for (int i = 0; i < 3; i++) sum = exact_add(arena, sum, third);
    assert_int_equal(exact_compare(sum, exact_from_int(arena, 1)), 0);
    assert_string_equal(exact_dump(arena, exact_sub(arena, third, sum)).ptr, "-2/3");
    assert_int_equal(exact_sign(exact_neg(sum)), -1);
    assert_string_equal(exact_dump(arena, exact_from_int(arena, INT64_MIN)).ptr, "-9223372036854775808");
    arena_free(arena);
}

static void many_fractions_add_up_as_one_after_the_other(void **state)
{
    (void)state;
    struct arena    *arena = arena_new();
    struct exact_sum sum = {0};
    struct exact     total = EXACT_ZERO;
    for (int i = 0; i < 70; i++) {
        assert_int_equal(exact_compare(exact_sum_total(arena, &sum), total), 0);
        struct exact number = exact_from_ratio(arena, i % 3 ? 5 : -5, 3 * i + 7);
        exact_sum_add(arena, &sum, number);
        total = exact_add(arena, total, number);
    }
    assert_int_equal(exact_compare(exact_sum_mean(arena, &sum), exact_div(arena, total, exact_from_int(arena, 70))), 0);
    arena_free(arena);
}

/* The fraction of the sum has thousands of digits; what is kept of its mean is read again, and differs by nothing printed. */
static void mean_of_fractions_without_end_can_be_read_again(void **state)
{
    (void)state;
    struct arena    *arena = arena_new();
    struct exact_sum sum = {0};
    struct exact     read, distance, little;
    for (int i = 0; i < 2000; i++) exact_sum_add(arena, &sum, exact_from_ratio(arena, 1, 2 * i + 100003));
    struct exact mean = exact_sum_mean(arena, &sum), long_mean = exact_div(arena, exact_sum_total(arena, &sum), exact_from_int(arena, 2000));
    assert_int_not_equal(exact_parse(arena, exact_dump(arena, long_mean), &read), RC_OK);
    assert_int_equal(exact_parse(arena, exact_dump(arena, mean), &read), RC_OK);
    assert_int_equal(exact_compare(read, mean), 0);
    assert_int_equal(exact_parse(arena, STR("0.00000000000000000000000000000000000000000000000000000000001"), &little), RC_OK);
    distance = exact_abs(exact_sub(arena, mean, long_mean));
    assert_true(exact_sign(distance) > 0 && exact_compare(distance, little) < 0);
    arena_free(arena);
}

static void nearest_double_is_found(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct exact  tenth = exact_from_ratio(arena, 1, 10), big = exact_from_ratio(arena, 67 * 1000 + 1, 1000);
    assert_true(exact_double(tenth) == 0.1);
    assert_true(exact_double(big) == 67.001);
    assert_true(exact_double(exact_neg(tenth)) == -0.1);
    arena_free(arena);
}

static void a_number_beyond_doubles_stays_finite(void **state)
{
    (void)state;
    char          digits[900];
    struct arena *arena = arena_new();
    struct exact  huge;
    memset(digits, '9', sizeof digits);
    assert_int_equal(exact_parse(arena, (str){digits, sizeof digits}, &huge), RC_OK);
    assert_true(exact_double(huge) == DBL_MAX);
    assert_true(exact_double(exact_neg(huge)) == -DBL_MAX);
    arena_free(arena);
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "-", ".", "1.", ".5", "1e5", "1/0", "1/", "0x10", " 1", "1,5"};
    struct arena            *arena = arena_new();
    struct exact             value;
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_int_equal(exact_parse(arena, str_from(bad[i]), &value), RC_INVALID);
    arena_free(arena);
}

static void assert_is(struct exact number, mpq_srcptr expected)
{
    __mpq_struct view;
    exact_view(number, &view);
    assert_true(mpq_equal(&view, expected));
    assert_int_equal(exact_sign(number), mpq_sgn(expected));
}

/* Of as many bits as the dice say, so that small and long ones meet. */
static int64_t thrown(uint64_t *dice)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)(*dice >> 1 >> (*dice >> 32) % 63);
}

static void assert_divisor(int64_t a, int64_t b)
{
    mpz_t left, right;
    mpz_init_set_si(left, a);
    mpz_init_set_si(right, b);
    mpz_gcd(left, left, right);
    assert_true(mpz_get_si(left) == exact_common_divisor(a, b));
    mpz_clears(left, right, NULL);
}

/* Sum, difference, product and order are what GMP says. */
static void assert_reckoned(struct arena *arena, struct exact a, struct exact b)
{
    __mpq_struct left, right;
    mpq_t        result;
    mpq_init(result);
    exact_view(a, &left);
    exact_view(b, &right);
    mpq_add(result, &left, &right);
    assert_is(exact_add(arena, a, b), result);
    mpq_sub(result, &left, &right);
    assert_is(exact_sub(arena, a, b), result);
    mpq_mul(result, &left, &right);
    assert_is(exact_mul(arena, a, b), result);
    int order = mpq_cmp(&left, &right);
    assert_int_equal(exact_compare(a, b), (order > 0) - (order < 0));
    mpq_clear(result);
}

static void machine_words_say_what_gmp_says(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    uint64_t      dice = 1;
    mpq_t         result;
    mpq_init(result);
    for (int i = 0; i < 20000; i++) {
        int64_t      num = thrown(&dice), den = thrown(&dice) + 1, by = thrown(&dice), below = i % 3 ? den : thrown(&dice) % 40 + 1;
        struct exact a = exact_from_ratio(arena, i % 2 ? num : -num, den), b = exact_from_ratio(arena, i % 4 < 2 ? by : -by, below);
        assert_divisor(num, by);
        mpq_set_si(result, i % 2 ? num : -num, (unsigned long)den);
        mpq_canonicalize(result);
        assert_is(a, result);
        assert_reckoned(arena, a, b);
    }
    mpq_clear(result);
    assert_divisor(0, 6);
    assert_divisor(6, 0);
    assert_divisor(0, 0);
    assert_divisor(INT64_MAX, INT64_MAX);
    arena_free(arena);
}

/* Small numbers are reckoned with machine words: around their limits both ways have to say the same. */
static void numbers_at_the_limit_of_a_machine_word_stay_exact(void **state)
{
    (void)state;
    static const char *const texts[] = {"0", "1", "-1", "7/3", "-4611686018427387904", "4611686018427387904", "9223372036854775807",
                                        "-9223372036854775808", "9223372036854775807/9223372036854775805", "18446744073709551615",
                                        "1/9223372036854775807", "-1/9223372036854775808", "1000000000000000000/7", "3037000500/11"};
    struct arena *arena = arena_new();
    mpq_t         result;
    mpq_init(result);
    for (size_t i = 0; i < COUNT_OF(texts) * COUNT_OF(texts); i++) {
        struct exact a, b;
        __mpq_struct left, right;
        assert_int_equal(exact_parse(arena, str_from(texts[i / COUNT_OF(texts)]), &a), RC_OK);
        assert_int_equal(exact_parse(arena, str_from(texts[i % COUNT_OF(texts)]), &b), RC_OK);
        assert_string_equal(exact_dump(arena, a).ptr, texts[i / COUNT_OF(texts)]);
        exact_view(a, &left);
        exact_view(b, &right);
        assert_reckoned(arena, a, b);
        if (exact_sign(b) == 0) continue;
        mpq_div(result, &left, &right);
        assert_is(exact_div(arena, a, b), result);
    }
    mpq_clear(result);
    /* Printing rounds by the other way. */
    for (size_t i = 0; i < COUNT_OF(texts) * 20; i++) {
        struct exact number, printed;
        int          places = (int)(i % 20);
        assert_int_equal(exact_parse(arena, str_from(texts[i / 20]), &number), RC_OK);
        assert_int_equal(exact_parse(arena, exact_print(arena, number, places), &printed), RC_OK);
        assert_int_equal(exact_compare(exact_round(arena, number, places), printed), 0);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_round_half_away_from_zero),
        cmocka_unit_test(arithmetic_keeps_fractions),
        cmocka_unit_test(many_fractions_add_up_as_one_after_the_other),
        cmocka_unit_test(mean_of_fractions_without_end_can_be_read_again),
        cmocka_unit_test(nearest_double_is_found),
        cmocka_unit_test(a_number_beyond_doubles_stays_finite),
        cmocka_unit_test(bad_numbers_are_refused),
        cmocka_unit_test(machine_words_say_what_gmp_says),
        cmocka_unit_test(numbers_at_the_limit_of_a_machine_word_stay_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
