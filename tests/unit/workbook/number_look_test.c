/* SPDX-License-Identifier: MIT */
/* The workbook shows the digits and signs of the page: codes are compared with what the locale prints. */
#include "workbook/number_look.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct book book;

static void open_book(const char *language)
{
    struct diag    diag;
    struct locale *locale;
    book = (struct book){.arena = arena_new()};
    diag_init(&diag, book.arena);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", language, &diag, &locale), RC_OK);
    book.locale = locale;
}

static void close_book(void)
{
    locale_close((struct locale *)book.locale);
    arena_free(book.arena);
}

static struct value number(enum unit unit, const char *text)
{
    struct exact exact;
    assert_int_equal(exact_parse(book.arena, str_from(text), &exact), RC_OK);
    struct value value = value_number(unit, exact);
    if (unit == UNIT_MONEY) memcpy(value.currency, "EUR", 4);
    return value;
}

/* Digits of a text, and nothing else. */
static void digits_of(str text, char *out)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9') *out++ = text.ptr[i];
        if (text.ptr[i] == '/') /* « 67/100 »: the rest is the sign */
            break;
    }
    *out = '\0';
}

static void expect_same_digits(struct value value)
{
    char                      page[64], cell[64], printed[64];
    const struct number_look *look = number_look(&book, &value, TREND_NONE);
    double                    shown = number_look_shown(look, &value) * (look->is_percent ? 100 : 1);
    digits_of(locale_print(book.locale, book.arena, &value), page);
    snprintf(printed, sizeof printed, "%.*f", look->places, shown);
    digits_of(str_from(printed), cell);
    assert_string_equal(cell, page);
}

static void figures_show_the_digits_of_the_page(void **state)
{
    static const struct {
        enum unit   unit;
        const char *text;
    } figures[] = {
        {UNIT_COUNT, "12"},        {UNIT_COUNT, "12.34"},    {UNIT_DECIMAL, "0.04"},
        {UNIT_DECIMAL, "2.96"},    {UNIT_PERCENT, "0.584"},  {UNIT_PERCENT, "0.32"},
        {UNIT_PERCENT, "0.32004"}, {UNIT_PERCENT, "1.07"},   {UNIT_POINTS, "0.04"},
        {UNIT_POINTS, "0.0123"},   {UNIT_MONEY, "107000"},   {UNIT_MONEY, "49.9"},
        {UNIT_MONEY, "49"},        {UNIT_MONEY, "999.99"},   {UNIT_MONEY, "1000.4"},
        {UNIT_SCORE100, "66.4"},   {UNIT_RATING5, "4"},      {UNIT_RATING5, "4.3"},
        {UNIT_NPS, "-12"},         {UNIT_DURATION, "14400"}, {UNIT_DURATION, "10255720"},
        {UNIT_DURATION, "86399"},  {UNIT_DURATION, "90"},    {UNIT_DAYS, "12"},
        {UNIT_DAYS, "1"},          {UNIT_MONTHS, "3.9"},     {UNIT_PERCENT, "0.0049"},
        {UNIT_COUNT, "0"},
    };
    (void)state;
    open_book("fr");
    for (size_t i = 0; i < COUNT_OF(figures); i++)
        expect_same_digits(number(figures[i].unit, figures[i].text));
    close_book();
}

static const char *code_of(struct value value, enum trend trend)
{
    return number_look(&book, &value, trend)->code;
}

static void codes_carry_the_signs_of_the_language(void **state)
{
    (void)state;
    open_book("fr");
    assert_string_equal(code_of(number(UNIT_PERCENT, "0.584"), TREND_NONE), "#,##0.0%");
    assert_string_equal(code_of(number(UNIT_MONEY, "107000"), TREND_NONE), "#,##0\"\u00A0€\"");
    assert_string_equal(code_of(number(UNIT_MONEY, "49.9"), TREND_NONE), "#,##0.00\"\u00A0€\"");
    assert_string_equal(code_of(number(UNIT_SCORE100, "67"), TREND_NONE), "#,##0\"/100\"");
    assert_string_equal(code_of(number(UNIT_RATING5, "4.3"), TREND_NONE), "#,##0.0\"/5\"");
    assert_string_equal(code_of(number(UNIT_MONTHS, "3.9"), TREND_NONE), "#,##0.0\"\u00A0mois\"");
    assert_string_equal(code_of(number(UNIT_NPS, "-12"), TREND_NONE), "#,##0");
    struct value change = number(UNIT_SCORE100, "4");
    change.is_signed = true;
    assert_string_equal(code_of(change, TREND_UP), "\"↑ \"+#,##0;\"↑ \"-#,##0;\"↑ \"#,##0");
    close_book();
    open_book("en");
    assert_string_equal(code_of(number(UNIT_MONEY, "107000"), TREND_NONE), "\"€\"#,##0");
    close_book();
}

static void given_places_win(void **state)
{
    (void)state;
    open_book("fr");
    struct value value = number(UNIT_PERCENT, "0.4004");
    value.places = 2; /* the print rule of domain 1.1: « 40,04 % » */
    assert_string_equal(code_of(value, TREND_NONE), "#,##0.00%");
    expect_same_digits(value);
    close_book();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_show_the_digits_of_the_page),
        cmocka_unit_test(codes_carry_the_signs_of_the_language),
        cmocka_unit_test(given_places_win),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
