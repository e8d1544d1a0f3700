/* SPDX-License-Identifier: MIT */
#include "locale/locale.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NNBSP "\u202F"
#define NBSP "\u00A0"

struct fixture {
    struct arena  *arena;
    struct diag    diag;
    struct locale *fr, *en;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.arena = arena_new();
    diag_init(&fixture.diag, fixture.arena);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", "fr", &fixture.diag, &fixture.fr), RC_OK);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", "en", &fixture.diag, &fixture.en), RC_OK);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    locale_close(fixture->fr);
    locale_close(fixture->en);
    arena_free(fixture->arena);
    return 0;
}

static void assert_text(str text, const char *expected)
{
    char got[256];
    snprintf(got, sizeof got, "%.*s", STR_ARG(text));
    assert_string_equal(got, expected);
}

struct print_case {
    enum unit   unit;
    const char *number;
    int         places;
    bool        is_signed;
    const char *fr, *en, *bare;
};

static void figures_print_as_domain_1_2_says(void **state)
{
    static const struct print_case cases[] = {
        {UNIT_PERCENT, "584/1000", -1, false, "58,4" NNBSP "%", "58.4%", "58,4"},
        {UNIT_PERCENT, "32/100", -1, false, "32" NNBSP "%", "32%", "32"},
        {UNIT_PERCENT, "3996/10000", -1, false, "40" NNBSP "%", "40%", "40"},
        {UNIT_PERCENT, "4004/10000", 2, false, "40,04" NNBSP "%", "40.04%", "40,04"},
        {UNIT_PERCENT, "584/1000", 0, false, "58" NNBSP "%", "58%", "58"},
        {UNIT_PERCENT, "12345/1000", -1, false, "1" NNBSP "234,5" NNBSP "%", "1,234.5%", "1" NNBSP "234,5"},
        {UNIT_MONEY, "107000", -1, false, "107" NNBSP "000" NBSP "€", "€107,000", "107" NNBSP "000"},
        {UNIT_MONEY, "499/10", -1, false, "49,90" NBSP "€", "€49.90", "49,90"},
        {UNIT_MONEY, "50", -1, false, "50" NBSP "€", "€50", "50"},
        {UNIT_MONEY, "0", -1, false, "0" NBSP "€", "€0", "0"},
        {UNIT_MONEY, "9996/10", -1, false, "999,60" NBSP "€", "€999.60", "999,60"},
        {UNIT_MONEY, "999999/1000", -1, false, "1" NNBSP "000" NBSP "€", "€1,000", "1" NNBSP "000"},
        {UNIT_MONEY, "35555555/10000", -1, false, "3" NNBSP "556" NBSP "€", "€3,556", "3" NNBSP "556"},
        {UNIT_MONEY, "-3000", -1, true, "−3" NNBSP "000" NBSP "€", "−€3,000", "−3" NNBSP "000"},
        {UNIT_MONEY, "15000", -1, true, "+15" NNBSP "000" NBSP "€", "+€15,000", "+15" NNBSP "000"},
        {UNIT_SCORE100, "133/2", -1, false, "67/100", "67/100", "67"},
        {UNIT_SCORE100, "4", -1, true, "+4", "+4", "+4"},
        {UNIT_RATING5, "43/10", -1, false, "4,3/5", "4.3/5", "4,3"},
        {UNIT_RATING5, "4", -1, false, "4,0/5", "4.0/5", "4,0"},
        {UNIT_RATING5, "-1/10", -1, true, "−0,1", "−0.1", "−0,1"},
        {UNIT_NPS, "45", -1, false, "45", "45", "45"},
        {UNIT_NPS, "75/2", -1, false, "38", "38", "38"},
        {UNIT_NPS, "-25/2", -1, false, "−13", "−13", "−13"},
        {UNIT_NPS, "-1/4", -1, true, "0", "0", "0"},
        {UNIT_POINTS, "4/100", -1, true, "+4" NBSP "pts", "+4" NBSP "pts", "+4"},
        {UNIT_POINTS, "-1/100", -1, true, "−1" NBSP "pt", "−1" NBSP "pt", "−1"},
        {UNIT_COUNT, "1234567", -1, false, "1" NNBSP "234" NNBSP "567", "1,234,567", "1" NNBSP "234" NNBSP "567"},
        {UNIT_COUNT, "71/20", -1, false, "3,6", "3.6", "3,6"},
        {UNIT_DURATION, "14400", -1, false, "4" NBSP "h", "4" NBSP "h", "4" NBSP "h"},
        {UNIT_DURATION, "10368000", -1, false, "3,9" NBSP "mois", "3.9" NBSP "mo", "3,9" NBSP "mois"},
        {UNIT_DURATION, "3599", -1, false, "1" NBSP "h", "1" NBSP "h", "1" NBSP "h"},
        {UNIT_DURATION, "300", -1, false, "5" NBSP "min", "5" NBSP "min", "5" NBSP "min"},
        {UNIT_DURATION, "129600", -1, false, "1,5" NBSP "j", "1.5" NBSP "d", "1,5" NBSP "j"},
        {UNIT_DAYS, "1", -1, false, "1" NBSP "jour", "1" NBSP "day", "1"},
        {UNIT_MONTHS, "14", -1, false, "14" NBSP "mois", "14" NBSP "months", "14"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct exact number;
        assert_int_equal(exact_parse(f->arena, str_from(cases[i].number), &number), RC_OK);
        struct value value =
            cases[i].unit == UNIT_MONEY ? value_money(number, "EUR") : value_number(cases[i].unit, number);
        value.places = (signed char)cases[i].places;
        value.is_signed = cases[i].is_signed;
        assert_text(locale_print(f->fr, f->arena, &value), cases[i].fr);
        assert_text(locale_print(f->en, f->arena, &value), cases[i].en);
        assert_text(locale_print_bare(f->fr, f->arena, &value), cases[i].bare);
    }
}

static void other_currencies_take_their_own_marks(void **state)
{
    struct fixture *f = *state;
    struct value    dollars = value_money(exact_from_int(f->arena, 1200), "USD");
    struct value    yen = value_money(exact_from_ratio(f->arena, 1999, 2), "JPY");
    struct value    francs = value_money(exact_from_int(f->arena, 12), "CHF");
    assert_text(locale_print(f->fr, f->arena, &dollars), "1" NNBSP "200" NBSP "$US");
    assert_text(locale_print(f->en, f->arena, &dollars), "US$1,200");
    assert_text(locale_print(f->fr, f->arena, &yen), "1" NNBSP "000" NBSP "JPY");
    assert_text(locale_print(f->en, f->arena, &francs), "CHF" NBSP "12");
    assert_text(locale_unit_head(f->fr, f->arena, &dollars), "$US");
}

static void missing_zero_and_not_applicable_differ(void **state)
{
    struct fixture *f = *state;
    struct value    missing = value_missing(STR("x")), none = value_not_applicable(STR("x")), empty = {0};
    assert_text(locale_print(f->fr, f->arena, &missing), "n.d.");
    assert_text(locale_print(f->fr, f->arena, &none), "—");
    assert_text(locale_print(f->fr, f->arena, &empty), "");
    assert_text(locale_print_bare(f->fr, f->arena, &missing), "n.d.");
}

static void dates_follow_the_language(void **state)
{
    struct fixture *f = *state;
    date            last = date_from_civil(2026, 10, 31), first = date_from_civil(2026, 8, 1);
    struct value    value = value_date(last);
    assert_text(locale_print(f->fr, f->arena, &value), "31/10/2026");
    assert_text(locale_date_long(f->fr, f->arena, last), "31 octobre 2026");
    assert_text(locale_date_long(f->fr, f->arena, first), "1er août 2026");
    assert_text(locale_date(f->fr, f->arena, first), "01/08/2026");
    assert_text(locale_date_long(f->en, f->arena, first), "1 August 2026");
    assert_text(locale_month_short(f->fr, f->arena, last), "oct. 2026");
    assert_text(locale_month_long(f->fr, f->arena, last), "octobre 2026");
    assert_text(locale_period(f->fr, f->arena, period_containing(PERIOD_QUARTER, first, 1)), "T3" NBSP "2026");
    assert_text(locale_period(f->en, f->arena, period_containing(PERIOD_QUARTER, first, 1)), "Q3" NBSP "2026");
    assert_text(locale_period(f->fr, f->arena, period_containing(PERIOD_MONTH, first, 1)), "août 2026");
    assert_text(locale_period(f->fr, f->arena, period_containing(PERIOD_YEAR, first, 1)), "2026");
}

static void ticks_are_short(void **state)
{
    struct fixture *f = *state;
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_MONEY, "EUR", 12000, 0, true), "12" NBSP "k€");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_MONEY, "EUR", 1250000, 0, true), "1,25" NBSP "M€");
    assert_text(locale_print_tick(f->en, f->arena, UNIT_MONEY, "EUR", 12000, 0, true), "€12k");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_MONEY, "EUR", 0, 0, true), "0" NBSP "€");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_PERCENT, "", 0.2, 0, false), "20" NNBSP "%");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_SCORE100, "", 60, 0, false), "60");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_NPS, "", -0.0, 0, false), "0");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_RATING5, "", 3.5, 1, false), "3,5");
    assert_text(locale_print_tick(f->fr, f->arena, UNIT_COUNT, "", 1.0 / 0.0, 0, false), "");
}

static void french_text_gets_its_spaces_and_apostrophes(void **state)
{
    static const char *const cases[][2] = {
        {"L'essentiel", "L’essentiel"},
        {"Vraiment ?", "Vraiment" NNBSP "?"},
        {"Vraiment?", "Vraiment" NNBSP "?"},
        {"Quoi ?!", "Quoi" NNBSP "?!"},
        {"Oui ; non : rien", "Oui" NNBSP "; non" NBSP ": rien"},
        {"« mot »", "«" NBSP "mot" NBSP "»"},
        {"«mot»", "«" NBSP "mot" NBSP "»"},
        {"à 12:30, voir https://a.fr/x?y=1", "à 12:30, voir https://a.fr/x?y=1"},
        {"15 % de 20 €", "15" NNBSP "% de 20" NBSP "€"},
        {"> 60%", "> 60%"},
        {"Et alors...", "Et alors…"},
        {"'mot'", "'mot'"},
        {"abc def", "abc def"},
        {"", ""},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_text(locale_typeset(f->fr, f->arena, str_from(cases[i][0])), cases[i][1]);
    assert_text(locale_typeset(f->en, f->arena, STR("It's fine, isn't it?")), "It’s fine, isn’t it?");
    assert_text(locale_typeset(f->en, f->arena, STR("Your teams' view")), "Your teams’ view");
    assert_text(locale_typeset(f->en, f->arena, STR("a field 'tiers' of two")), "a field 'tiers' of two");
}

static void typesetting_twice_changes_nothing(void **state)
{
    struct fixture *f = *state;
    str             once = locale_typeset(f->fr, f->arena, STR("« Oui » : l'outil ; bon !"));
    str             twice = locale_typeset(f->fr, f->arena, once);
    assert_true(str_equal(once, twice));
}

static void phrases_choose_their_plural(void **state)
{
    struct fixture *f = *state;
    assert_text(locale_phrase(f->fr, f->arena, "units.days", 1, &(struct locale_arg){"n", STR("1")}, 1),
                "1" NBSP "jour");
    assert_text(locale_phrase(f->fr, f->arena, "units.days", 0, &(struct locale_arg){"n", STR("0")}, 1),
                "0" NBSP "jour");
    assert_text(locale_phrase(f->en, f->arena, "units.days", 0, &(struct locale_arg){"n", STR("0")}, 1),
                "0" NBSP "days");
    assert_text(locale_word(f->fr, "no.such.word"), "‹no.such.word›");
    assert_false(locale_has_word(f->fr, "no.such.word"));
}

static void accents_sort_within_their_letter(void **state)
{
    struct fixture *f = *state;
    assert_true(locale_compare(f->fr, STR("Éclair"), STR("Zinc")) < 0);
    assert_true(locale_compare(f->fr, STR("Eclair"), STR("Éclair")) < 0);
    assert_int_equal(locale_compare(f->fr, STR("a"), STR("a")), 0);
}

static void an_unknown_language_is_reported(void **state)
{
    struct fixture *f = *state;
    struct diag     diag;
    struct locale  *none = NULL;
    diag_init(&diag, f->arena);
    assert_int_not_equal(locale_open(PROJECT_ROOT "/templates/locales", "xx", &diag, &none), RC_OK);
    assert_int_equal(diag.errors, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_print_as_domain_1_2_says),
        cmocka_unit_test(other_currencies_take_their_own_marks),
        cmocka_unit_test(missing_zero_and_not_applicable_differ),
        cmocka_unit_test(dates_follow_the_language),
        cmocka_unit_test(ticks_are_short),
        cmocka_unit_test(french_text_gets_its_spaces_and_apostrophes),
        cmocka_unit_test(typesetting_twice_changes_nothing),
        cmocka_unit_test(phrases_choose_their_plural),
        cmocka_unit_test(accents_sort_within_their_letter),
        cmocka_unit_test(an_unknown_language_is_reported),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
