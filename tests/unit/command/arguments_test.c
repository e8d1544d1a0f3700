/* SPDX-License-Identifier: MIT */
#include "command/arguments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

static struct arguments arguments;

#define PARSE(...)                                                                                                     \
    arguments_parse(arena, (int)COUNT_OF(((char *[]){"reliure", __VA_ARGS__})), (char *[]){"reliure", __VA_ARGS__},    \
                    &diag, &arguments)

static void options_stand_before_and_after_the_verb_in_all_spellings(void **state)
{
    (void)state;
    assert_int_equal(PARSE("-C", "dir", "build", "qbr", "--account", "A", "-j4", "--account=B C", "-n", "--", "-x"),
                     RC_OK);
    assert_string_equal(arguments.verb, "build");
    assert_true(str_is(arguments_last(&arguments, OPTION_FOLDER), "dir"));
    assert_true(str_is(arguments_last(&arguments, OPTION_JOBS), "4"));
    assert_int_equal(arguments.counts[OPTION_ACCOUNT], 2);
    assert_true(str_is(arguments.values[OPTION_ACCOUNT][1], "B C"));
    assert_true(arguments_has(&arguments, OPTION_DRY_RUN));
    assert_int_equal(arguments.word_count, 2);
    assert_true(str_is(arguments.words[1], "-x"));
    assert_int_equal(arguments_check(&arguments, "build", &diag), RC_OK);
}

static void everything_wrong_is_reported_with_a_way_out(void **state)
{
    (void)state;
    assert_int_equal(PARSE("build", "--acount", "A", "--dry-run=yes", "-z", "--out"), RC_INVALID);
    assert_int_equal(diag.errors, 4);
    assert_true(str_is(diag.first->text, "there is no option '--acount'"));
    assert_true(str_is(diag.first->hint, "did you mean '--account'?"));
    assert_true(str_is(diag.last->text, "option --out wants DIR"));
    assert_int_equal(diag_exit_status(&diag), 2);
}

static void an_option_of_another_verb_is_refused(void **state)
{
    (void)state;
    assert_int_equal(PARSE("schema", "--account", "A"), RC_OK);
    assert_int_equal(arguments_check(&arguments, "schema", &diag), RC_INVALID);
    assert_true(str_is(diag.first->text, "schema has no option --account"));
}

static void a_verb_s_help_lists_its_own_options(void **state)
{
    (void)state;
    struct strbuf out = {0};
    arguments_help("schema", &out);
    assert_string_equal(out.at,
                        "  --sql              print the store's SQL instead\n  -h, --help         print this\n");
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(options_stand_before_and_after_the_verb_in_all_spellings),
        CASE(everything_wrong_is_reported_with_a_way_out),
        CASE(an_option_of_another_verb_is_refused),
        CASE(a_verb_s_help_lists_its_own_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
