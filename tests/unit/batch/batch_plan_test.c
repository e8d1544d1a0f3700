/* SPDX-License-Identifier: MIT */
#include "batch/choose.h"
#include "batch/plan.h"
#include "batch/slug.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

static void check_slug(const char *name, const char *slug)
{
    assert_string_equal(slug_of(arena, str_from(name)).ptr, slug);
}

static void names_of_every_script_make_file_names(void **state)
{
    (void)state;
    check_slug("Maison Verdier", "maison-verdier");
    check_slug("  Été & Fils (S.A.) ", "ete-fils-s-a");
    check_slug("L’Œuvre « Noël »", "l-oeuvre-noel");
    check_slug("Ενεργειακή Αθηνών", "ενεργειακή-αθηνών");
    check_slug("../../etc/passwd", "etc-passwd");
    check_slug("東京エネルギー管理株式会社", "東京エネルギー管理株式会社");
    check_slug("شركة النور", "شركة-النور");
    check_slug("Łódź ﬁnance Ⅳ, Straße 5", "lodz-finance-iv-strasse-5");
    check_slug("e\xCC\x81te\xCC\x81", "ete");
    check_slug("🚀", "");
    check_slug("\xff\xfe", "");
    check_slug("a\nb\tc", "a-b-c");
}

static void a_long_name_is_cut_between_words(void **state)
{
    (void)state;
    check_slug("Syndicat intercommunal de la rénovation énergétique des bâtiments publics du bassin de la Loire",
               "syndicat-intercommunal-de-la-renovation-energetique-des-batiments-publics-du");
}

static void ids_are_cleaned_not_translated(void **state)
{
    (void)state;
    assert_string_equal(slug_part(arena, STR("A-9001")).ptr, "A-9001");
    assert_string_equal(slug_part(arena, STR("../x")).ptr, "-.-x");
    assert_string_equal(slug_part(arena, STR("")).ptr, "-");
    assert_string_equal(slug_part(arena, STR("a/b\0c\xff")).ptr, "a-b-c-");
    assert_string_equal(slug_part(arena, STR("東京/É")).ptr, "東京-É");
}

static struct account clients[] = {
    {.id = {"A-1", 3}, .name = {"Résidences du Parc", 19}, .segment = {"ETI", 3}},
    {.id = {"A-2", 3}, .name = {"residences du parc", 18}},
    {.id = {"A-3", 3}, .name = {"Maison Verdier", 14}, .segment = {"PME/TPE", 7}},
    {.id = {"A/4", 3}, .name = {"🚀", 4}},
};

static struct accounts all(void)
{
    struct accounts accounts = {.at = clients, .count = COUNT_OF(clients)};
    account_paths(arena, &accounts);
    return accounts;
}

static void namesakes_carry_their_ids(void **state)
{
    (void)state;
    struct accounts accounts = all();
    assert_string_equal(accounts.at[0].slug.ptr, "residences-du-parc-a-1");
    assert_string_equal(accounts.at[1].slug.ptr, "residences-du-parc-a-2");
    assert_string_equal(accounts.at[2].slug.ptr, "maison-verdier");
    assert_true(str_starts(accounts.at[3].slug, "a-4-")); /* cleaned, so its hash stands behind */
}

static struct program program_of(const char *name, const char *output)
{
    return (struct program){
        .name = {.text = str_from(name)}, .output = {.text = str_from(output)}, .editions = 3, .formats = 3};
}

static struct plan plan_of(const struct program *programs, size_t count, size_t account, unsigned formats,
                           enum rc expected)
{
    struct accounts           accounts = all();
    const struct account     *one = &accounts.at[account];
    struct selection          selections[2];
    const struct plan_options options = {
        .period = "2026-Q3", .internal_suffix = STR("-interne"), .formats = formats, .editions = ~0U};
    struct plan plan;
    for (size_t i = 0; i < count; i++)
        selections[i] = (struct selection){
            .program = &programs[i], .accounts = arena_copy(arena, &one, 1, sizeof one), .count = 1};
    assert_int_equal(plan_build(arena, &options, selections, count, &diag, &plan), expected);
    return plan;
}

static void a_plan_lists_every_document_with_its_name(void **state)
{
    (void)state;
    struct program program = program_of("qbr", "{account.slug}/QBR");
    struct plan    plan = plan_of(&program, 1, 2, ~0U, RC_OK);
    assert_int_equal(plan.count, 4);
    assert_int_equal(plan.job_count, 2);
    assert_string_equal(plan.documents[0].path.ptr, "maison-verdier/QBR.pdf");
    assert_string_equal(plan.documents[1].path.ptr, "maison-verdier/QBR.xlsx");
    assert_string_equal(plan.documents[2].path.ptr, "maison-verdier/QBR-interne.pdf");
    assert_true(plan.jobs[1].is_internal && plan.jobs[1].first == 2 && plan.jobs[1].count == 2);
}

static void the_portfolio_has_one_document_whose_name_needs_no_id(void **state)
{
    (void)state;
    static struct account     whole = {.level = EACH_PORTFOLIO, .id = STR("portfolio"), .name = STR("Lumeo")};
    const struct account     *one = &whole;
    struct accounts           accounts = {.at = &whole, .group_count = 1};
    struct program            program = program_of("tableau", "Portefeuille/{period}");
    const struct plan_options options = {.period = "2026-Q3", .internal_suffix = STR("-interne"), .formats = 1, .editions = 1};
    const struct selection    selection = {.program = &program, .accounts = &one, .count = 1};
    struct plan               plan;
    account_paths(arena, &accounts);
    assert_int_equal(plan_build(arena, &options, &selection, 1, &diag, &plan), RC_OK);
    assert_int_equal(plan.count, 1);
    assert_string_equal(plan.documents[0].path.ptr, "Portefeuille/2026-Q3.pdf");
}

static void a_segment_is_named_by_its_slug_or_its_id(void **state)
{
    (void)state;
    static struct account groups[] = {{.level = EACH_SEGMENT, .id = STR("segment:PME/TPE"), .name = STR("PME/TPE"), .segment = STR("PME/TPE")},
                                      {.level = EACH_SEGMENT, .id = STR("segment:PME-TPE"), .name = STR("PME TPE"), .segment = STR("PME TPE")},
                                      {.level = EACH_PORTFOLIO, .id = STR("portfolio"), .name = STR("Lumeo")}};
    const struct account *both[] = {&groups[0], &groups[1]};
    struct accounts       accounts = {.at = groups, .group_count = COUNT_OF(groups)};
    struct program        programs[] = {program_of("a", "Segments/{subject.slug}"), program_of("b", "Par segment")};
    const struct plan_options options = {.period = "2026-Q3", .internal_suffix = STR("-interne"), .formats = 1, .editions = 1};
    const struct selection    selections[] = {{&programs[0], both, NULL, 2}, {&programs[1], both, NULL, 2}};
    struct plan               plan;
    account_paths(arena, &accounts);
    assert_int_equal(plan_build(arena, &options, selections, 2, &diag, &plan), RC_OK); /* no two of one path */
    assert_int_equal(plan.count, 4);
    assert_true(str_starts(plan.documents[0].path, "Segments/pme-tpe-"));
    assert_true(str_starts(plan.documents[2].path, "Par-segment-segment-PME-TPE-"));
}

static void what_the_program_does_not_want_is_planned_as_skipped(void **state)
{
    (void)state;
    struct accounts           accounts = all();
    const struct account     *two[] = {&accounts.at[0], &accounts.at[2]};
    bool                      is_skipped[] = {true, false};
    struct program            program = program_of("expansion", "{account.id}");
    const struct plan_options options = {.period = "2026-Q3", .internal_suffix = STR("-interne"), .formats = 3, .editions = 3};
    const struct selection    selection = {&program, two, is_skipped, 2};
    struct plan               plan;
    assert_int_equal(plan_build(arena, &options, &selection, 1, &diag, &plan), RC_OK);
    assert_int_equal(plan.job_count, 4);
    for (size_t i = 0; i < plan.job_count; i++)
        assert_true(plan.jobs[i].is_skipped == (plan.jobs[i].account == two[0]));
    for (size_t i = 0; i < plan.count; i++)
        assert_true(plan.documents[i].is_skipped == (plan.documents[i].account == two[0]));
}

static void an_output_without_the_account_gets_its_id(void **state)
{
    (void)state;
    struct program program = program_of("qbr", "{period}/{account.segment}/{program}");
    struct plan    plan = plan_of(&program, 1, 2, PROGRAM_XLSX, RC_OK);
    assert_int_equal(plan.count, 2);
    assert_string_equal(plan.documents[0].path.ptr, "2026-Q3/PME-TPE/qbr-A-3.xlsx");
}

static void an_empty_placeholder_cannot_make_an_absolute_path(void **state)
{
    (void)state;
    struct program program = program_of("qbr", "{account.csm}/{account.slug}");
    struct plan    plan = plan_of(&program, 1, 0, PROGRAM_PDF, RC_OK);
    assert_string_equal(plan.documents[0].path.ptr, "-/residences-du-parc-a-1.pdf");
}

static void two_programs_cannot_write_one_file(void **state)
{
    (void)state;
    struct program programs[] = {program_of("a", "{account.id}"), program_of("b", "{account.id}")};
    plan_of(programs, 2, 0, PROGRAM_PDF, RC_INVALID);
    assert_int_equal(diag.counts[DIAG_PLAN_COLLISION], 2);
}

static enum rc choose(const char *word, bool *chosen)
{
    struct accounts accounts = all();
    const str       words[] = {str_from(word)};
    diag_init(&diag, arena);
    memset(chosen, 0, COUNT_OF(clients));
    return choose_accounts(&accounts, words, 1, arena, &diag, chosen);
}

static void an_account_is_found_by_id_or_name_case_and_accents_aside(void **state)
{
    (void)state;
    bool chosen[COUNT_OF(clients)];
    assert_int_equal(choose("a-3", chosen), RC_OK);
    assert_true(chosen[2] && !chosen[0]);
    assert_int_equal(choose("MAISON VÉRDIER", chosen), RC_OK);
    assert_true(chosen[2]);
    assert_int_equal(choose("🚀", chosen), RC_OK);
    assert_true(chosen[3]);
}

static void namesakes_are_listed_and_near_names_proposed(void **state)
{
    (void)state;
    bool chosen[COUNT_OF(clients)];
    assert_int_equal(choose("Residences du Parc", chosen), RC_INVALID);
    assert_true(str_is(diag.first->hint,
                       "say which: --account A-1 (Résidences du Parc, ETI), --account A-2 (residences du parc)"));
    assert_int_equal(choose("Maison Verdire", chosen), RC_INVALID);
    assert_true(str_is(diag.first->hint, "the closest: 'Maison Verdier' (A-3)"));
    assert_int_equal(choose("verdier", chosen), RC_INVALID);
    assert_true(str_is(diag.first->hint, "the closest: 'Maison Verdier' (A-3)"));
    assert_int_equal(diag_exit_status(&diag), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(names_of_every_script_make_file_names),
        CASE(a_long_name_is_cut_between_words),
        CASE(ids_are_cleaned_not_translated),
        CASE(namesakes_carry_their_ids),
        CASE(a_plan_lists_every_document_with_its_name),
        CASE(the_portfolio_has_one_document_whose_name_needs_no_id),
        CASE(a_segment_is_named_by_its_slug_or_its_id),
        CASE(what_the_program_does_not_want_is_planned_as_skipped),
        CASE(an_output_without_the_account_gets_its_id),
        CASE(an_empty_placeholder_cannot_make_an_absolute_path),
        CASE(two_programs_cannot_write_one_file),
        CASE(an_account_is_found_by_id_or_name_case_and_accents_aside),
        CASE(namesakes_are_listed_and_near_names_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
