/* SPDX-License-Identifier: MIT */
#include "source/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(const char *text, char decimal, const char *expected)
{
    struct number number;
    char          printed[NUMBER_TEXT];
    enum rc       rc = number_parse(str_from(text), decimal, &number);
    if (!expected) {
        if (rc == RC_OK) fail_msg("'%s' is read as a number", text);
        return;
    }
    if (rc != RC_OK) fail_msg("'%s' is no number", text);
    number_print(&number, printed);
    assert_string_equal(printed, expected);
}

static void numbers_as_people_write_them(void **state)
{
    (void)state;
    check("1234.5", '.', "1234.5");
    check("1,234.50", '.', "1234.5");
    check("1.234,50", ',', "1234.5");
    check("1 234,50", ',', "1234.5");
    check("1\xC2\xA0"
          "234,50 €",
          ',', "1234.5");
    check("1\xE2\x80\xAF"
          "234\xE2\x80\xAF"
          "567,89\xC2\xA0€",
          ',', "1234567.89");
    check("1'234.50", '.', "1234.5");
    check("$1,234", '.', "1234");
    check("-$1,234", '.', "-1234");
    check("USD 1,234", '.', "1234");
    check("US$1,234", '.', "1234");
    check("1,234 CHF", '.', "1234");
    check("€ -5", '.', "-5");
    check("€ (5)", '.', "-5");
    check("R$ 1.234,56", ',', "1234.56");
    check("1 234,50 $ CA", ',', "1234.5");
    check("1 000,5 F CFA", ',', "1000.5");
    check("1.234,-", ',', "1234"); /* no cents, not a minus */
    check("1.234,- €", ',', "1234");
    check("CHF 5.—", '.', "5");
    check("1.234,--", ',', "1234");
    check("5,50-", ',', "-5.5");
    check("5-", '.', "-5");
    check("\xE2\x80\x8E" "12\xE2\x80\x8B", '.', "12");
    check("SO46700", '.', NULL);
    check("AB12", '.', NULL);
    check("1.234 €", ',', "1234");
    check("(1,234)", '.', "-1234");
    check("(12,5 €)", ',', "-12.5");
    check("12-", '.', "-12");
    check("\xE2\x88\x92"
          "12",
          '.', "-12");
    check("+7", '.', "7");
    check("250k", '.', "250000");
    check("1,2 M€", ',', "1200000");
    check("1.2E+3", '.', "1200");
    check("2.18216E+09", '.', "2182160000");
    check("5e-3", '.', "0.005");
    check("0.000", '.', "0");
    check("-0", '.', "0");
    check(".5", '.', "0.5");
    check("007", '.', "7");
    check("100", '.', "100");
}

static void what_is_no_number(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    "abc",      "1,2,3", "12 34", "1.2.3", "--1", "9/10", "N/A",
                                        "nsp", "1,23,456", "e5",    "1e",    "0,125", "12a", "€"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) check(texts[i], '.', NULL);
    check("1234.50", ',', NULL);
    check("1e400", '.', NULL);
    check("12345678901234567890123456789012345678901", '.', NULL);
}

static void percent_signs_are_told(void **state)
{
    (void)state;
    struct number number;
    assert_int_equal(number_parse(STR("15 %"), '.', &number), RC_OK);
    assert_true(number.has_percent);
    assert_int_equal(number_parse(STR("15"), '.', &number), RC_OK);
    assert_false(number.has_percent);
}

static void check_int(const char *text, int tens, int64_t expected)
{
    struct number number;
    int64_t       found;
    assert_int_equal(number_parse(str_from(text), '.', &number), RC_OK);
    assert_int_equal(number_int(&number, tens, &found), RC_OK);
    assert_int_equal(found, expected);
}

static void rounding_is_half_away_from_zero(void **state)
{
    (void)state;
    check_int("66.5", 0, 67);
    check_int("-12.5", 0, -13);
    check_int("0.49", 0, 0);
    check_int("0.00005", 4, 1);
    check_int("-0.00004", 4, 0);
    check_int("2164.00", 4, 21640000);
    struct number number;
    int64_t       found;
    assert_int_equal(number_parse(STR("99999999999999999999"), '.', &number), RC_OK);
    assert_int_equal(number_int(&number, 0, &found), RC_RANGE);
}

static void marks_prove_what_they_can(void **state)
{
    (void)state;
    assert_int_equal(number_mark(STR("1,234")), '?');
    assert_int_equal(number_mark(STR("1.234")), '?');
    assert_int_equal(number_mark(STR("1,23")), ',');
    assert_int_equal(number_mark(STR("0,234")), ',');
    assert_int_equal(number_mark(STR("1,234.5")), '.');
    assert_int_equal(number_mark(STR("1.234.567")), ',');
    assert_int_equal(number_mark(STR("12")), '\0');
    assert_int_equal(number_mark(STR("a,b")), '\0');
}

static void blanks_of_all_kinds_are_trimmed(void **state)
{
    (void)state;
    str text = number_trim(STR(" \t\xC2\xA0x y\xE2\x80\xAF\xE3\x80\x80\r"));
    assert_true(str_is(text, "x y"));
    assert_int_equal(number_trim(STR(" \xC2\xA0 ")).len, 0);
    assert_true(str_is(number_trim(STR("é")), "é"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_as_people_write_them), cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(percent_signs_are_told),       cmocka_unit_test(rounding_is_half_away_from_zero),
        cmocka_unit_test(marks_prove_what_they_can),    cmocka_unit_test(blanks_of_all_kinds_are_trimmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
