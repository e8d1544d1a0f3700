/* SPDX-License-Identifier: MIT */
#include "definition/workspace.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena     *arena;
    struct diag       diag;
    struct workspace *workspace;
    struct strbuf     out;
    char              folder[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new();
    diag_init(&f->diag, f->arena);
    strcpy(f->folder, "/tmp/reliure-workspace-XXXXXX");
    if (!mkdtemp(f->folder)) return 1;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    unlink(file_join(f->arena, f->folder, "reliure.yaml"));
    rmdir(f->folder);
    strbuf_release(&f->out);
    arena_free(f->arena);
    free(f);
    return 0;
}

static enum rc load(struct fixture *f, const char *text)
{
    diag_init(&f->diag, f->arena);
    assert_int_equal(file_write(file_join(f->arena, f->folder, "reliure.yaml"), str_from(text), &f->diag), RC_OK);
    return workspace_load(f->arena, f->folder, &f->diag, &f->workspace);
}

/* One message a line, without excerpts. */
static const char *messages(struct fixture *f)
{
    strbuf_clear(&f->out);
    for (const struct diag_message *m = f->diag.first; m; m = m->next) {
        strbuf_printf(&f->out, "%u:%u %.*s", m->span.line, m->span.col, STR_ARG(m->text));
        if (m->hint.len) strbuf_printf(&f->out, " | %.*s", STR_ARG(m->hint));
        strbuf_addc(&f->out, '\n');
    }
    return f->out.at ? f->out.at : "";
}

static void the_smallest_workspace_has_all_defaults(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "name: Lumeo\nsources: {crm: {file: a.csv, table: accounts, columns: {id: Id}}}\n"),
                     RC_OK);
    workspace_dump(f->workspace, &f->out);
    assert_string_equal(
        f->out.at,
        "workspace name=\"Lumeo\" locale=\"fr\" time_zone=\"Europe/Paris\" currency=\"EUR\" fiscal_year_start=1 "
        "theme=\"reliure\"\n"
        "source crm table=accounts file=[\"a.csv\"] format=auto dates=auto tolerance=\"1/100\"\n"
        "  column id from=\"Id\"\n");
}

static void every_form_of_a_column_is_understood(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        load(f, "name: L\nsources:\n  s:\n    file: [a.csv, 'b-*.csv']\n    table: surveys\n    delimiter: tab\n    "
                "decimal: ','\n"
                "    dates: dmy\n    header: 0\n    tolerance: 2.5 %\n    columns:\n      kind: {const: nps}\n"
                "      segment: {from: Seg, values: {\"Grands comptes\": enterprise, X: }, default: smb}\n"
                "      mrr: {from: \"#3\", unit: cents, empty_means: zero}\n"
                "      rating: {from: CES, scale: 1-7, direction: effort, dates: mdy}\n"
                "    where: [{column: Status, not: [deleted, 404]}, {column: T, is: x}]\n"
                "    join: {column: account, from: Org, to: subscriptions.id}\n"),
        RC_OK);
    workspace_dump(f->workspace, &f->out);
    const char *sources = strstr(f->out.at, "source ");
    assert_string_equal(sources, "source s table=surveys file=[\"a.csv\", \"b-*.csv\"] format=auto "
                                 "delimiter=\"\\u0009\" decimal=\",\" dates=dmy header=0 "
                                 "tolerance=\"1/40\"\n"
                                 "  column kind const=\"nps\"\n"
                                 "  column segment from=\"Seg\" default=\"smb\"\n"
                                 "    value \"Grands comptes\" \"enterprise\"\n"
                                 "    value \"X\" \"\"\n"
                                 "  column mrr from=\"#3\" unit=cents empty_means=zero\n"
                                 "  column rating from=\"CES\" scale=1-7 direction=effort dates=mdy\n"
                                 "  where column=\"Status\" not=[\"deleted\", \"404\"]\n"
                                 "  where column=\"T\" is=[\"x\"]\n"
                                 "  join account from=\"Org\" to=subscriptions.id\n");
}

static void everything_wrong_is_reported_in_one_run(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        load(f, "nam: Lumeo\nlocal: fr\ncurrency: euro\nfiscal_year_start: 13\nas_of: 30/09/2026\nbrand: {color: red}\n"
                "sources:\n  crm:\n    fil: a.csv\n    table: [accounts]\n    format: xls\n    delimiter: ;;;;;;;;;\n    "
                "tolerance: 1\n"
                "    columns:\n      id: [a]\n      name: {form: x}\n      rating: {from: R, scale: 7-1}\n"
                "    where: {column: A}\n    join: yes\n  other: a.csv\n"),
        RC_INVALID);
    assert_string_equal(
        messages(f),
        "1:1 unknown key 'nam' in a workspace | did you mean 'name'?\n"
        "2:1 unknown key 'local' in a workspace | did you mean 'locale'?\n"
        "1:1 key 'name' is missing in a workspace | name: name of the vendor, as printed on documents\n"
        "5:8 '30/09/2026' is not a date | dates are written year-month-day: 2026-09-30\n"
        "4:20 '13' is not from 1 to 12\n"
        "3:11 'euro' is not a currency | its ISO 4217 code: EUR, USD, CHF…\n"
        "6:16 'red' is not a colour | in quotes, for # starts a comment: \"#16476A\"\n"
        "9:5 unknown key 'fil' in a source | did you mean 'file'?\n"
        "10:12 'table' should be text, not a list\n"
        "11:13 'xls' is not one of auto, csv, jsonl, json, xlsx, sqlite, postgresql, odbc | did you mean 'xlsx'?\n"
        "13:16 '1' is not a percentage from 0% to 100% | write it with its sign: 1%\n"
        "12:16 ';;;;;;;;;' is not a delimiter: one character, or a few | \",\", \";\", \"|\" or tab\n"
        "9:5 key 'file' is missing in a source | file: path or glob of the export, relative to the workspace; a list "
        "is read as one\n"
        "15:11 'id' should be the name of a column or a mapping, not a list\n"
        "16:14 unknown key 'form' in a column | did you mean 'from'?\n"
        "16:13 key 'from' is missing in a column | from: column of the export, or const: the same value in every row\n"
        "17:32 '7-1' is not a scale | write the lowest and the highest answer: 1-7\n"
        "18:12 key 'is' is missing in a row rule | is: [values to keep], or not: [values to ignore]\n"
        "19:11 'join' should be a mapping with column, from and to, not text\n"
        "20:10 'other' should be a mapping with file, table and columns, not text\n");
}

static void a_file_that_is_no_mapping_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(load(f, "- a\n"), RC_INVALID);
    assert_null(f->workspace);
    assert_string_equal(messages(f), "1:1 'reliure.yaml' should be a mapping with name and sources, not a list\n");
    assert_int_equal(load(f, ""), RC_INVALID);
}

static void a_folder_without_workspace_is_named_with_a_way_out(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(workspace_load(f->arena, "/nonexistent", &f->diag, &f->workspace), RC_IO);
    assert_int_equal(diag_exit_status(&f->diag), 3);
    assert_true(str_find_str(f->diag.first->hint, STR("-C DIR")) == 0);
}

static void the_fixture_company_is_right(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(workspace_load(f->arena, PROJECT_ROOT "/fixtures/lumeo", &f->diag, &f->workspace), RC_OK);
    assert_string_equal(messages(f), "");
    assert_true(f->workspace->source_count > 10);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(the_smallest_workspace_has_all_defaults),
        CASE(every_form_of_a_column_is_understood),
        CASE(everything_wrong_is_reported_in_one_run),
        CASE(a_file_that_is_no_mapping_is_refused),
        CASE(a_folder_without_workspace_is_named_with_a_way_out),
        CASE(the_fixture_company_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
