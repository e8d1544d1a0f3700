/* SPDX-License-Identifier: MIT */
#include "definition/program.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

static struct program program;

static enum rc parse(const char *text)
{
    diag_init(&diag, arena);
    return program_parse(arena, file_source(arena, "programs/qbr.yaml", str_from(text)), &diag, &program);
}

static void defaults_are_filled_in(void **state)
{
    (void)state;
    assert_int_equal(parse("kind: qbr\noutput: \"{account.slug}/QBR\"\n"), RC_OK);
    struct strbuf out = {0};
    program_dump(&program, &out);
    assert_string_equal(
        out.at,
        "program qbr kind=\"qbr\" period=quarter editions=client formats=pdf,xlsx output=\"{account.slug}/QBR\"\n");
    strbuf_release(&out);
}

static void a_selection_is_a_condition_over_accounts(void **state)
{
    (void)state;
    assert_int_equal(parse("kind: qbr\noutput: a\neach: Account  WHERE churned_on IS NULL\neditions: "
                           "[internal]\nformats: xlsx\nperiod: month\n"),
                     RC_OK);
    assert_true(str_is(program.condition.text, "churned_on IS NULL"));
    assert_int_equal(program.editions, PROGRAM_INTERNAL);
    assert_int_equal(program.formats, PROGRAM_XLSX);
    assert_int_equal(program.period, PERIOD_MONTH);
}

static void everything_wrong_is_reported_in_one_run(void **state)
{
    (void)state;
    assert_int_equal(parse("name: ../qbr\noutput: \"../{account.nam}/x\"\neach: users\neditions: [clients]\nperiod: "
                           "week\ntargets: [1]\ntitle: [a]\n"),
                     RC_INVALID);
    assert_string_equal(messages(),
                        "1:1 key 'kind' is missing in a program | kind: template: templates/documents/KIND.yaml\n"
                        "5:9 'week' is not one of month, quarter, year\n"
                        "6:10 'targets' should be a mapping, not a list\n"
                        "4:12 'clients' is not one of client, internal | did you mean 'client'?\n"
                        "3:7 'users' is not a selection | account, segment or portfolio, or: account where CONDITION, as in « account "
                        "where churned_on IS NULL »\n"
                        "2:9 'account.nam' is not a placeholder of output | {account.id}, {account.slug}, "
                        "{account.segment}, {account.csm}, {subject.id}, {subject.slug}, {program} or {period}\n"
                        "2:9 '../{account.nam}/x' is not a path in the drop | relative, without empty parts, \".\" or "
                        "\"..\": \"{account.slug}/QBR\"\n"
                        "7:8 'title' should be text, or a mapping from language to text, not a list\n"
                        "1:7 '../qbr' is not a name | letters without accents, digits, '-', '_' and '.'\n");
}

static void a_document_about_many_clients_is_for_none_of_them(void **state)
{
    (void)state;
    static const char said[] = "names other clients and their figures, without « Usage interne » | editions: [internal]\n";
    assert_int_equal(parse("kind: portfolio\neach: portfolio\noutput: a\neditions: [internal, client]\n"), RC_OK);
    assert_true(str_starts(str_from(messages()), "4:22 the client edition of a document about the portfolio "));
    assert_non_null(strstr(messages(), said));
    assert_int_equal(parse("kind: retention\neach: segment\noutput: a\n"), RC_OK);
    assert_true(str_starts(str_from(messages()), "2:7 the client edition of a document about a segment "));
    assert_int_equal(parse("kind: portfolio\neach: portfolio\noutput: a\neditions: [internal]\n"), RC_OK);
    assert_string_equal(messages(), "");
}

static void the_programs_of_the_fixture_are_found_by_name(void **state)
{
    (void)state;
    struct workspace workspace = {.folder = PROJECT_ROOT "/fixtures/lumeo"};
    struct programs  programs;
    assert_int_equal(programs_load(arena, &workspace, NULL, 0, &diag, &programs), RC_OK);
    assert_non_null(programs_lookup(&programs, STR("qbr")));
    assert_null(programs_lookup(&programs, STR("qb")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(defaults_are_filled_in),
        CASE(a_selection_is_a_condition_over_accounts),
        CASE(everything_wrong_is_reported_in_one_run),
        CASE(a_document_about_many_clients_is_for_none_of_them),
        CASE(the_programs_of_the_fixture_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
