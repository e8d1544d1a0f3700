/* SPDX-License-Identifier: MIT */
#include "workbook/workbook.h"

#include "../../outside/workbook_sample.h"
#include "base/file.h"
#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena  *arena;
    struct diag    diag;
    struct theme   theme;
    struct locale *locale;
    char           folder[64];
};

static int set_up(void **state)
{
    struct fixture *fixture = test_calloc(1, sizeof *fixture);
    fixture->arena = arena_new();
    diag_init(&fixture->diag, fixture->arena);
    theme_default(&fixture->theme);
    strcpy(fixture->folder, "/tmp/reliure-workbook-XXXXXX");
    if (!mkdtemp(fixture->folder)) return -1;
    *state = fixture;
    return locale_open(PROJECT_ROOT "/templates/locales", "fr", &fixture->diag, &fixture->locale) == RC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    rmdir(fixture->folder);
    locale_close(fixture->locale);
    arena_free(fixture->arena);
    test_free(fixture);
    return 0;
}

/* The bytes of the workbook of a document; the file is gone afterwards. */
static str written(struct fixture *fixture, const struct doc *doc)
{
    char path[96];
    str  bytes;
    snprintf(path, sizeof path, "%s/a.xlsx", fixture->folder);
    assert_int_equal(workbook_write(doc, fixture->locale, &fixture->theme, path, &fixture->diag), RC_OK);
    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, fixture->arena, &fixture->diag, SPAN_NONE, &bytes), RC_OK);
    unlink(path);
    return bytes;
}

static void equal_documents_give_equal_bytes(void **state)
{
    struct fixture *fixture = *state;
    str             first = written(fixture, sample_document(fixture->arena, EDITION_CLIENT));
    setenv("TZ", "Pacific/Auckland", 1);
    tzset();
    str second = written(fixture, sample_document(fixture->arena, EDITION_CLIENT));
    unsetenv("TZ");
    tzset();
    assert_true(str_equal(first, second));
}

static void an_empty_document_is_still_a_workbook(void **state)
{
    struct fixture *fixture = *state;
    str             bytes = written(fixture, doc_new(fixture->arena));
    assert_true(str_starts(bytes, "PK"));
}

static void a_table_without_rows_or_columns_is_written(void **state)
{
    struct fixture          *fixture = *state;
    struct sample            sample = {doc_new(fixture->arena), fixture->arena};
    struct doc_node         *section = sample_section(&sample, "Vide", "");
    static const char *const heads[] = {"A", "a", ""};
    doc_add(sample.doc, section, DOC_TABLE, SPAN_NONE);
    sample_table(&sample, &doc_add(sample.doc, section, DOC_TABLE, SPAN_NONE)->u.table, "Rien", heads, 3, 0);
    sample_chart(&sample, section, CHART_LINE, "Rien non plus", UNIT_COUNT, 0, 1);
    sample_chart(&sample, section, CHART_WATERFALL, "Ni ici", UNIT_MONEY, 0, 0);
    assert_true(str_starts(written(fixture, sample.doc), "PK"));
}

static void figures_beyond_a_double_are_text(void **state)
{
    struct fixture  *fixture = *state;
    struct sample    sample = {doc_new(fixture->arena), fixture->arena};
    struct doc_node *section = sample_section(&sample, "Grands nombres", "T3");
    char             digits[1201];
    memset(digits, '9', 1200);
    digits[1200] = '\0';
    struct chart *chart = sample_chart(&sample, section, CHART_COLUMN, "Hors d'échelle", UNIT_COUNT, 2, 1);
    sample_categories(chart, "A", (const char *const[]){"x", "y"});
    sample_series(&sample, chart, 0, "B", SERIES_KEY, (const char *const[]){digits, "1"});
    assert_true(str_starts(written(fixture, sample.doc), "PK"));
}

static void a_folder_that_is_not_there_is_reported(void **state)
{
    struct fixture *fixture = *state;
    struct doc     *doc = sample_document(fixture->arena, EDITION_CLIENT);
    enum rc         rc = workbook_write(doc, fixture->locale, &fixture->theme, "/nonexistent/a.xlsx", &fixture->diag);
    assert_int_equal(rc, RC_IO);
    assert_int_equal(fixture->diag.counts[DIAG_FILE_WRITE], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(equal_documents_give_equal_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_document_is_still_a_workbook, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_without_rows_or_columns_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(figures_beyond_a_double_are_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_reported, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
