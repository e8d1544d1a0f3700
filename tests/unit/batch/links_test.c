/* SPDX-License-Identifier: MIT */
/* Where a link to an account leads, by what this run makes and what the drop still has. */
#include "batch/links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../arena.h"

enum { EXPANSION, REVIEW, TABLEAU, PROGRAM_COUNT };

static struct program programs[PROGRAM_COUNT] = {
    [EXPANSION] = {.name.text = STR("expansion"), .when.text = STR("a.id = 'A'")},
    [REVIEW] = {.name.text = STR("revue")},
    [TABLEAU] = {.name.text = STR("tableau")},
};
static const struct programs      all = {programs, PROGRAM_COUNT};
static const struct press_program of_run[] = {{&programs[EXPANSION], NULL}, {&programs[TABLEAU], NULL}};
static const struct account       account = {.id = STR("A")}, quarantined = {.id = STR("Q"), .reason = STR("no rows")};

static void assert_leads(const struct plan *plan, const struct manifest *old, enum edition edition, const char *id,
                         const char *wanted)
{
    const struct press_setup setup = {
        .plan = plan, .old = old, .all = &all, .programs = of_run, .program_count = COUNT_OF(of_run)};
    struct links links;
    links_init(&links, &setup, arena);
    str link = links_find(&links, str_from(id), STR("Direction/Tableau.pdf"), edition, arena);
    assert_string_equal(arena_cstr(arena, link), wanted);
}

static void what_everybody_has_comes_before_the_edition(void **state)
{
    (void)state;
    struct document documents[] = {
        {&programs[EXPANSION], &account, true, false, FORMAT_PDF, STR("Expansion-interne.pdf")},
        {&programs[TABLEAU], &account, false, false, FORMAT_PDF, STR("Tableau.pdf")},
        {&programs[REVIEW], &account, false, false, FORMAT_PDF, STR("Revue.pdf")},
        {&programs[REVIEW], &account, true, false, FORMAT_PDF, STR("Revue-interne.pdf")},
    };
    struct plan plan = {.documents = documents, .count = 1};
    assert_leads(&plan, NULL, EDITION_INTERNAL, "A", "./../Expansion-interne.pdf");
    assert_leads(&plan, NULL, EDITION_CLIENT, "A", "");
    plan.count = 2;
    assert_leads(&plan, NULL, EDITION_INTERNAL, "A", "./../Tableau.pdf");
    plan.count = 3;
    assert_leads(&plan, NULL, EDITION_INTERNAL, "A", "./../Revue.pdf"); /* of equals the earlier program's */
    plan.count = 4;
    assert_leads(&plan, NULL, EDITION_INTERNAL, "A", "./../Revue-interne.pdf");
    assert_leads(&plan, NULL, EDITION_CLIENT, "A", "./../Revue.pdf");
}

static void what_is_not_made_or_is_no_pdf_is_no_target(void **state)
{
    (void)state;
    struct document documents[] = {
        {&programs[REVIEW], &account, false, true, FORMAT_PDF, STR("Skipped.pdf")},
        {&programs[REVIEW], &account, false, false, FORMAT_XLSX, STR("Revue.xlsx")},
        {&programs[REVIEW], &quarantined, false, false, FORMAT_PDF, STR("Kept-out.pdf")},
    };
    struct plan plan = {.documents = documents, .count = COUNT_OF(documents)};
    assert_leads(&plan, NULL, EDITION_INTERNAL, "A", "");
    assert_leads(&plan, NULL, EDITION_INTERNAL, "Q", "");
    assert_leads(&plan, NULL, EDITION_INTERNAL, "", "");
}

static void the_drop_leads_where_this_run_makes_nothing(void **state)
{
    (void)state;
    struct manifest_entry entries[] = {
        {.path = STR("Tableau.pdf"),
         .program = STR("tableau"),
         .account = STR("A"),
         .edition = STR("client"),
         .format = STR("pdf")},
        {.path = STR("Gone.pdf"),
         .program = STR("gone"),
         .account = STR("A"),
         .edition = STR("client"),
         .format = STR("pdf")},
        {.path = STR("Failed.pdf"),
         .program = STR("revue"),
         .account = STR("A"),
         .edition = STR("client"),
         .format = STR("pdf"),
         .outcome = OUTCOME_FAILED},
        {.path = STR("Été.pdf"),
         .program = STR("revue"),
         .account = STR("A"),
         .edition = STR("internal"),
         .format = STR("pdf"),
         .outcome = OUTCOME_UNCHANGED},
    };
    struct document document = {&programs[EXPANSION], &account, true, false, FORMAT_PDF, STR("Expansion-interne.pdf")};
    struct manifest old = {.entries = entries, .count = 3};
    struct plan     plan = {0};
    assert_leads(&plan, &old, EDITION_INTERNAL, "A", "");
    old.count = 4;
    assert_leads(&plan, &old, EDITION_INTERNAL, "A", "./../%C3%89t%C3%A9.pdf");
    assert_leads(&plan, &old, EDITION_CLIENT, "A", "");
    plan = (struct plan){.documents = &document, .count = 1};
    assert_leads(&plan, &old, EDITION_INTERNAL, "A", "./../%C3%89t%C3%A9.pdf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_everybody_has_comes_before_the_edition),
        CASE(what_is_not_made_or_is_no_pdf_is_no_target),
        CASE(the_drop_leads_where_this_run_makes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
