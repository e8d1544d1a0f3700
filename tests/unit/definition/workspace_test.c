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

#include "../arena.h"

static struct workspace *workspace;
static char              folder[64];

static int set_up(void **state)
{
    open_arena(state);
    strcpy(folder, "/tmp/reliure-workspace-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static int tear_down(void **state)
{
    unlink(file_join(arena, folder, "reliure.yaml"));
    rmdir(folder);
    return close_arena(state);
}

static enum rc load(const char *text)
{
    diag_init(&diag, arena);
    assert_int_equal(file_write(file_join(arena, folder, "reliure.yaml"), str_from(text), &diag), RC_OK);
    return workspace_load(arena, folder, &diag, &workspace);
}

static const char *dumped(void)
{
    struct strbuf out = {0};
    workspace_dump(workspace, &out);
    const char *text = arena_cstr(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

static void the_smallest_workspace_has_all_defaults(void **state)
{
    (void)state;
    assert_int_equal(load("name: Lumeo\nsources: {crm: {file: a.csv, table: accounts, columns: {id: Id}}}\n"),
                     RC_OK);
    assert_string_equal(
        dumped(),
        "workspace name=\"Lumeo\" locale=\"fr\" time_zone=\"Europe/Paris\" currency=\"EUR\" fiscal_year_start=1 "
        "theme=\"reliure\"\n"
        "source crm table=accounts file=[\"a.csv\"] format=auto dates=auto tolerance=\"1/100\"\n"
        "  column id from=\"Id\"\n");
}

static void every_form_of_a_column_is_understood(void **state)
{
    (void)state;
    assert_int_equal(
        load("name: L\nsources:\n  s:\n    file: [a.csv, 'b-*.csv']\n    table: surveys\n    delimiter: tab\n    "
             "decimal: ','\n"
             "    dates: dmy\n    header: 0\n    tolerance: 2.5 %\n    columns:\n      kind: {const: nps}\n"
             "      segment: {from: Seg, values: {\"Grands comptes\": enterprise, X: }, default: smb}\n"
             "      mrr: {from: \"#3\", unit: cents, empty_means: zero}\n"
             "      rating: {from: CES, scale: 1-7, direction: effort, dates: mdy}\n"
             "    where: [{column: Status, not: [deleted, 404]}, {column: T, is: x}]\n"
             "    join: {column: account, from: Org, to: subscriptions.id}\n"),
        RC_OK);
    const char *sources = strstr(dumped(), "source ");
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
    (void)state;
    assert_int_equal(
        load("nam: Lumeo\nlocal: fr\ncurrency: euro\nfiscal_year_start: 13\nas_of: 30/09/2026\nbrand: {color: red}\n"
             "sources:\n  crm:\n    fil: a.csv\n    table: [accounts]\n    format: xls\n    delimiter: ;;;;;;;;;\n    "
             "tolerance: 1\n"
             "    columns:\n      id: [a]\n      name: {form: x}\n      rating: {from: R, scale: 7-1}\n"
             "    where: {column: A}\n    join: yes\n  other: a.csv\n"),
        RC_INVALID);
    assert_string_equal(
        messages(),
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
    (void)state;
    assert_int_equal(load("- a\n"), RC_INVALID);
    assert_null(workspace);
    assert_string_equal(messages(), "1:1 'reliure.yaml' should be a mapping with name and sources, not a list\n");
    assert_int_equal(load(""), RC_INVALID);
}

static void a_folder_without_workspace_is_named_with_a_way_out(void **state)
{
    (void)state;
    assert_int_equal(workspace_load(arena, "/nonexistent", &diag, &workspace), RC_IO);
    assert_int_equal(diag_exit_status(&diag), 3);
    assert_true(str_find_str(diag.first->hint, STR("-C DIR")) == 0);
}

static void the_fixture_company_is_right(void **state)
{
    (void)state;
    assert_int_equal(workspace_load(arena, PROJECT_ROOT "/fixtures/lumeo", &diag, &workspace), RC_OK);
    assert_string_equal(messages(), "");
    assert_true(workspace->source_count > 10);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(the_smallest_workspace_has_all_defaults),
        IN_FOLDER(every_form_of_a_column_is_understood),
        IN_FOLDER(everything_wrong_is_reported_in_one_run),
        IN_FOLDER(a_file_that_is_no_mapping_is_refused),
        IN_FOLDER(a_folder_without_workspace_is_named_with_a_way_out),
        IN_FOLDER(the_fixture_company_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
