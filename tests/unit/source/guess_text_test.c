/* SPDX-License-Identifier: MIT */
#include "source/guess_files.h"
#include "source/guess_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../arena.h"

static void check_fold(const char *text, const char *expected)
{
    assert_string_equal(guess_fold(arena, str_from(text)).ptr, expected);
}

static void headers_are_compared_as_people_do(void **state)
{
    (void)state;
    check_fold("Date de résiliation", "date de resiliation");
    check_fold("  E\xCC\x81" "chéance ", "echeance"); /* an accent of its own */
    check_fold("AccountId", "account id");
    check_fold("ACCOUNTID", "accountid");
    check_fold("properties.$company_id", "properties company id");
    check_fold("Réponse / présence", "reponse presence");
    check_fold("Secteur d’activité", "secteur d activite");
    check_fold("MRR (€)", "mrr");
    check_fold("東京", "東京");
    check_fold("", "");
    check_fold("\xFF\xFE,", "");
    assert_true(guess_same(STR("account id"), STR("accountid")));
    assert_false(guess_same(STR("account id"), STR("accountids")));
    assert_true(guess_same(STR(""), STR(" ")));
}

static void likeness_prefers_the_whole_name(void **state)
{
    (void)state;
    assert_int_equal(guess_likeness(STR("date de resiliation"), STR("date de resiliation")), 100);
    int part = guess_likeness(STR("prochaine date de renouvellement"), STR("renouvellement"));
    assert_in_range(part, 50, 99);
    assert_int_equal(guess_likeness(STR("renouvellements"), STR("renouvellement")), 0); /* whole words */
    assert_int_equal(guess_likeness(STR("plan"), STR("plan name")), 0);
    assert_int_equal(guess_likeness(STR(""), STR("plan")), 0);
    assert_true(guess_has_word(STR("nps score"), STR("nps")));
    assert_false(guess_has_word(STR("npsx score"), STR("nps")));
}

static void check_pattern(const char *name, const char *star, const char *digits)
{
    assert_string_equal(guess_files_pattern(arena, str_from(name)).ptr, star);
    assert_string_equal(guess_files_digits(arena, str_from(name)).ptr, digits);
}

static void files_of_months_share_a_pattern(void **state)
{
    (void)state;
    check_pattern("exports/usage-2026-04.csv", "exports/usage-*.csv",
                  "exports/usage-[0-9][0-9][0-9][0-9]-[0-9][0-9].csv");
    check_pattern("2026/a1.csv", "2026/a*.csv", "2026/a[0-9].csv"); /* folders keep their names */
    check_pattern("report.csv", "report.csv", "report.csv");
    check_pattern("q1-v2-final.csv", "q*-v*-final.csv", "q[0-9]-v[0-9]-final.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(headers_are_compared_as_people_do),
        CASE(likeness_prefers_the_whole_name),
        CASE(files_of_months_share_a_pattern),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
