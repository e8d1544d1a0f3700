/* SPDX-License-Identifier: MIT */
#include "batch/contents.h"
#include "batch/manifest.h"
#include "batch/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct manifest_entry entries[] = {
    {.path = {"b/QBR.pdf", 9},
     .program = {"qbr", 3},
     .account = {"B", 1},
     .name = {"B \"quoted\" <x>", 14},
     .edition = {"client", 6},
     .format = {"pdf", 3},
     .outcome = OUTCOME_QUARANTINED,
     .reason = {"MRR < 0", 7}},
    {.path = {"a/QBR.pdf", 9},
     .program = {"qbr", 3},
     .account = {"A", 1},
     .name = {"Été", 5},
     .edition = {"client", 6},
     .format = {"pdf", 3},
     .outcome = OUTCOME_MADE,
     .fingerprint = {"f", 1},
     .hash = {"h", 1},
     .bytes = 12,
     .pages = 2},
};

static struct manifest sample(void)
{
    return (struct manifest){{"Lumeo", 5}, {"2026-Q3", 7}, {"2026-09-30", 10}, entries, COUNT_OF(entries)};
}

static void a_manifest_is_sorted_and_has_no_clock(void **state)
{
    (void)state;
    struct manifest manifest = sample();
    struct strbuf   out = {0};
    manifest_write(&manifest, &out);
    assert_string_equal(
        out.at,
        "{\n  \"made_by\": \"reliure " RELIURE_VERSION "\",\n  \"workspace\": \"Lumeo\",\n  \"period\": \"2026-Q3\",\n"
        "  \"as_of\": \"2026-09-30\",\n  \"documents\": [\n"
        "    {\"path\": \"a/QBR.pdf\", \"program\": \"qbr\", \"account\": \"A\", \"name\": \"Été\", \"edition\": "
        "\"client\", "
        "\"format\": \"pdf\", \"outcome\": \"made\", \"fingerprint\": \"f\", \"hash\": \"h\", \"bytes\": 12, "
        "\"pages\": 2},\n"
        "    {\"path\": \"b/QBR.pdf\", \"program\": \"qbr\", \"account\": \"B\", \"name\": \"B \\\"quoted\\\" <x>\", "
        "\"edition\": \"client\", \"format\": \"pdf\", \"outcome\": \"quarantined\", \"reason\": \"MRR < 0\"}\n"
        "  ]\n}\n");
    strbuf_release(&out);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct arena   *arena = arena_new();
    struct manifest manifest = sample(), back;
    struct strbuf   out = {0}, again = {0};
    manifest_write(&manifest, &out);
    assert_int_equal(manifest_parse(arena, strbuf_str(&out), &back), RC_OK);
    manifest_write(&back, &again);
    assert_string_equal(out.at, again.at);
    assert_int_equal(manifest_lookup(&back, STR("a/QBR.pdf"))->pages, 2);
    assert_null(manifest_lookup(&back, STR("a")));
    strbuf_release(&out);
    strbuf_release(&again);
    arena_free(arena);
}

static void a_hostile_manifest_is_not_believed(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "[", "nul", "{\"documents\": [{\"path\": [[[[1]]]]}]}", "{\"a\": {\"b\": 1}}", "\xff"};
    struct arena   *arena = arena_new();
    struct manifest manifest;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(manifest_parse(arena, str_from(bad[i]), &manifest), RC_INVALID);
    str climbing = str_from(
        "{\"documents\": [{\"path\": \"../../etc/passwd\", \"outcome\": \"made\"}, {\"path\": \"/etc/passwd\"}, "
        "{\"path\": \"a//b\"}, {\"outcome\": \"made\"}, {\"path\": \"ok\", \"outcome\": \"odd\"}]}");
    assert_int_equal(manifest_parse(arena, climbing, &manifest), RC_OK);
    assert_int_equal(manifest.count, 1);
    assert_int_equal(manifest.entries[0].outcome, OUTCOME_FAILED);
    arena_free(arena);
}

static void the_index_escapes_names_and_says_why_there_is_no_document(void **state)
{
    (void)state;
    struct manifest manifest = sample();
    struct strbuf   out = {0};
    struct arena   *arena = arena_new();
    struct locale  *locale;
    struct period   period;
    struct diag     diag;
    diag_init(&diag, arena);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", "fr", &diag, &locale), RC_OK);
    assert_int_equal(period_parse(STR("2026-Q3"), 1, &period), RC_OK);
    manifest_write(&manifest, &out);
    strbuf_clear(&out);
    contents_write(&manifest, period, date_from_civil(2026, 9, 30), locale, &out);
    assert_non_null(strstr(out.at, "<html lang=\"fr\">"));
    assert_non_null(strstr(out.at, "B &quot;quoted&quot; &lt;x&gt;"));
    assert_non_null(strstr(out.at, "<a href=\"a/QBR.pdf\">PDF</a>"));
    assert_non_null(strstr(out.at, "<h1>Lumeo – T3\u00a02026</h1>"));
    assert_non_null(strstr(out.at, "Données à corriger</span> <small>MRR &lt; 0</small>"));
    assert_null(strstr(out.at, "href=\"b/"));
    strbuf_release(&out);
    locale_close(locale);
    arena_free(arena);
}

/* One account's documents of two programs, between which another account's path stands. */
static struct manifest_entry several[] = {
    {.path = {"Dashboard-client-interne.pdf", 28}, .program = {"base", 4}, .account = {"portfolio", 9}, .name = {"Lumeo", 5},
     .edition = {"internal", 8}, .format = {"pdf", 3}},
    {.path = {"Dashboard-client-interne.xlsx", 29}, .program = {"base", 4}, .account = {"portfolio", 9}, .name = {"Lumeo", 5},
     .edition = {"internal", 8}, .format = {"xlsx", 4}},
    {.path = {"a/QBR.pdf", 9}, .program = {"qbr", 3}, .account = {"A", 1}, .name = {"A", 1}, .edition = {"client", 6}, .format = {"pdf", 3}},
    {.path = {"b/Plan.pdf", 10}, .program = {"plan", 4}, .account = {"portfolio", 9}, .name = {"Lumeo", 5},
     .edition = {"client", 6}, .format = {"pdf", 3}, .outcome = OUTCOME_SKIPPED, .reason = {"score > 50 OR m < 1", 19}},
};

static void the_index_names_documents_where_there_are_several_programs(void **state)
{
    (void)state;
    struct manifest manifest = {{"Lumeo", 5}, {"2026-Q3", 7}, {"2026-09-30", 10}, several, COUNT_OF(several)};
    struct strbuf   out = {0};
    struct arena   *arena = arena_new();
    struct locale  *locale;
    struct period   period;
    struct diag     diag;
    diag_init(&diag, arena);
    assert_int_equal(locale_open(PROJECT_ROOT "/templates/locales", "fr", &diag, &locale), RC_OK);
    assert_int_equal(period_parse(STR("2026-Q3"), 1, &period), RC_OK);
    contents_write(&manifest, period, date_from_civil(2026, 9, 30), locale, &out);
    assert_non_null(strstr(out.at, "<b>Dashboard client</b><a href=\"Dashboard-client-interne.pdf\">PDF interne</a>"
                                   "<a href=\"Dashboard-client-interne.xlsx\">Classeur interne</a></div><div><b>Plan</b>"
                                   "<span class=none>Sans objet</span> <small title=\"score &gt; 50 OR m &lt; 1\">la condition du "
                                   "programme n’est pas remplie</small></div></tr>"));
    assert_non_null(strstr(out.at, "<b>QBR</b><a href=\"a/QBR.pdf\">PDF</a>"));
    strbuf_release(&out);
    locale_close(locale);
    arena_free(arena);
}

static void a_pdf_cut_short_is_noticed(void **state)
{
    (void)state;
    static const char fragment[] = "%PDF-1.7\n12 0 obj\n<<>>\nstartxref\n9\n%%EOF\n";
    for (size_t len = 0; len < sizeof fragment; len++)
        assert_non_null(verify_pdf((str){fragment, len}, 1));
    assert_non_null(verify_pdf(str_from("%PDF-1.7\nstartxref\n99999\n%%EOF\n"), 1));
    assert_non_null(verify_pdf(str_from("%PDF-1.7\nstartxref\n99999999999999999999999999\n%%EOF\n"), 1));
}

/* One stored entry "a" without content. */
static const char zip[] = "PK\3\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0"
                          "a"
                          "PK\1\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                          "a"
                          "PK\5\6\0\0\0\0\1\0\1\0\57\0\0\0\37\0\0\0\0";

static void a_workbook_cut_short_or_changed_is_noticed(void **state)
{
    (void)state;
    char bytes[sizeof zip];
    assert_null(verify_xlsx((str){zip, sizeof zip}));
    for (size_t len = 0; len < sizeof zip; len++)
        assert_non_null(verify_xlsx((str){zip, len}));
    memcpy(bytes, zip, sizeof zip);
    bytes[31] = 'X'; /* the directory's signature */
    assert_non_null(verify_xlsx((str){bytes, sizeof bytes}));
    memcpy(bytes, zip, sizeof zip);
    bytes[31 + 42] = 1; /* where the entry's header is said to be */
    assert_non_null(verify_xlsx((str){bytes, sizeof bytes}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_manifest_is_sorted_and_has_no_clock),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_hostile_manifest_is_not_believed),
        cmocka_unit_test(the_index_escapes_names_and_says_why_there_is_no_document),
        cmocka_unit_test(the_index_names_documents_where_there_are_several_programs),
        cmocka_unit_test(a_pdf_cut_short_is_noticed),
        cmocka_unit_test(a_workbook_cut_short_or_changed_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
