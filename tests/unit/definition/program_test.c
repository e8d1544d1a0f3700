/* SPDX-License-Identifier: MIT */
#include "definition/program.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
    struct arena  *arena;
    struct diag    diag;
    struct program program;
    struct strbuf  out;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    diag_init(&f->diag, f->arena);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    strbuf_release(&f->out);
    arena_free(f->arena);
    free(f);
    return 0;
}

static enum rc parse(struct fixture *f, const char *text)
{
    diag_init(&f->diag, f->arena);
    return program_parse(f->arena, file_source(f->arena, "programs/qbr.yaml", str_from(text)), &f->diag, &f->program);
}

static const char *messages(struct fixture *f)
{
    strbuf_clear(&f->out);
    for (const struct diag_message *m = f->diag.first; m; m = m->next)
        strbuf_printf(&f->out, "%u:%u %.*s | %.*s\n", m->span.line, m->span.col, STR_ARG(m->text), STR_ARG(m->hint));
    return f->out.at ? f->out.at : "";
}

static void defaults_are_filled_in(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "kind: qbr\noutput: \"{account.slug}/QBR\"\n"), RC_OK);
    program_dump(&f->program, &f->out);
    assert_string_equal(
        f->out.at,
        "program qbr kind=\"qbr\" period=quarter editions=client formats=pdf,xlsx output=\"{account.slug}/QBR\"\n");
}

static void a_selection_is_a_condition_over_accounts(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "kind: qbr\noutput: a\neach: Account  WHERE churned_on IS NULL\neditions: "
                              "[internal]\nformats: xlsx\nperiod: month\n"),
                     RC_OK);
    assert_true(str_is(f->program.condition.text, "churned_on IS NULL"));
    assert_int_equal(f->program.editions, PROGRAM_INTERNAL);
    assert_int_equal(f->program.formats, PROGRAM_XLSX);
    assert_int_equal(f->program.period, PERIOD_MONTH);
}

static void everything_wrong_is_reported_in_one_run(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse(f, "name: ../qbr\noutput: \"../{account.nam}/x\"\neach: users\neditions: [clients]\nperiod: "
                              "week\ntargets: [1]\ntitle: [a]\n"),
                     RC_INVALID);
    assert_string_equal(messages(f),
                        "1:1 key 'kind' is missing in a program | kind: template: templates/documents/KIND.yaml\n"
                        "5:9 'week' is not one of month, quarter, year | \n"
                        "6:10 'targets' should be a mapping, not a list | \n"
                        "4:12 'clients' is not one of client, internal | did you mean 'client'?\n"
                        "3:7 'users' is not a selection | account, segment or portfolio, or: account where CONDITION, as in « account "
                        "where churned_on IS NULL »\n"
                        "2:9 'account.nam' is not a placeholder of output | {account.id}, {account.slug}, "
                        "{account.segment}, {account.csm}, {subject.id}, {subject.slug}, {program} or {period}\n"
                        "2:9 '../{account.nam}/x' is not a path in the drop | relative, without empty parts, \".\" or "
                        "\"..\": \"{account.slug}/QBR\"\n"
                        "7:8 'title' should be text, or a mapping from language to text, not a list | \n"
                        "1:7 '../qbr' is not a name | letters without accents, digits, '-', '_' and '.'\n");
}

static void the_programs_of_the_fixture_are_found_by_name(void **state)
{
    struct fixture  *f = *state;
    struct workspace workspace = {.folder = PROJECT_ROOT "/fixtures/lumeo"};
    struct programs  programs;
    assert_int_equal(programs_load(f->arena, &workspace, NULL, 0, &f->diag, &programs), RC_OK);
    assert_non_null(programs_lookup(&programs, STR("qbr")));
    assert_null(programs_lookup(&programs, STR("qb")));
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(defaults_are_filled_in),
        CASE(a_selection_is_a_condition_over_accounts),
        CASE(everything_wrong_is_reported_in_one_run),
        CASE(the_programs_of_the_fixture_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
