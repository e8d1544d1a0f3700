/* SPDX-License-Identifier: MIT */
#include "pdf/pdf.h"

#include "sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct bench {
    struct arena      *arena;
    struct diag        diag;
    struct fonts      *fonts;
    struct pdf_writer *writer;
    struct pages       pages;
    struct strbuf      out;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    bench->arena = arena;
    diag_init(&bench->diag, arena);
    assert_int_equal(fonts_open(PROJECT_ROOT "/fonts/fonts.yaml", &bench->diag, &bench->fonts), RC_OK);
    assert_int_equal(pdf_writer_open(bench->fonts, SAMPLE_PROFILE, &bench->diag, &bench->writer), RC_OK);
    bench->pages = sample_build(arena, bench->fonts, 40);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    strbuf_release(&bench->out);
    pdf_writer_close(bench->writer);
    fonts_close(bench->fonts);
    arena_free(bench->arena);
    return 0;
}

static enum rc write(struct bench *bench)
{
    return pdf_write(bench->writer, &bench->pages, &bench->out, &bench->diag);
}

static void check_refused(struct bench *bench, enum diag_code code)
{
    size_t before = bench->diag.counts[code];
    assert_int_not_equal(write(bench), RC_OK);
    assert_int_equal(bench->diag.counts[code], before + 1);
}

static struct page_item *first_item(struct bench *bench, enum item_kind kind)
{
    struct page *page = &bench->pages.at[0];
    for (size_t i = 0; i < page->item_count; i++)
        if (page->items[i].kind == kind) return &page->items[i];
    fail();
    return NULL;
}

/* After many documents a face is prepared for cutting and subsets come from the cache: neither may show. */
static void bytes_depend_on_the_pages_alone(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(write(bench), RC_OK);
    str first = arena_str(bench->arena, strbuf_str(&bench->out));
    for (int rows = 1; rows < 20; rows++) {
        bench->pages = sample_build(bench->arena, bench->fonts, rows);
        assert_int_equal(write(bench), RC_OK);
    }
    struct pdf_writer *fresh = NULL;
    bench->pages = sample_build(bench->arena, bench->fonts, 40);
    assert_int_equal(write(bench), RC_OK);
    assert_true(str_equal(strbuf_str(&bench->out), first));
    assert_int_equal(pdf_writer_open(bench->fonts, SAMPLE_PROFILE, &bench->diag, &fresh), RC_OK);
    assert_int_equal(pdf_write(fresh, &bench->pages, &bench->out, &bench->diag), RC_OK);
    assert_true(str_equal(strbuf_str(&bench->out), first));
    pdf_writer_close(fresh);
}

static void a_full_sink_is_a_limit(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(write(bench), RC_OK);
    size_t whole = bench->out.len;
    for (size_t most = 1; most <= whole; most += whole / 23) {
        struct strbuf out = {.most = most};
        assert_int_equal(pdf_write(bench->writer, &bench->pages, &out, &bench->diag), RC_LIMIT);
        strbuf_release(&out);
    }
    assert_true(bench->diag.counts[DIAG_PDF_SIZE] > 0);
}

static void numbers_beyond_a_page_are_refused(void **state)
{
    struct bench       *bench = *state;
    struct page_item   *item = first_item(bench, ITEM_PATH);
    double             *xy = (double *)(uintptr_t)item->u.path.path.xy, kept = xy[2];
    static const double wild[] = {NAN, INFINITY, -INFINITY, 1e300};
    for (size_t i = 0; i < COUNT_OF(wild); i++) {
        xy[2] = wild[i];
        check_refused(bench, DIAG_PDF_NUMBER);
    }
    xy[2] = kept;
    item = first_item(bench, ITEM_GLYPHS);
    item->u.glyphs.at.x = INT32_MIN;
    check_refused(bench, DIAG_PDF_NUMBER);
    item->u.glyphs.at.x = 0;
    item->u.glyphs.run.size = 0;
    check_refused(bench, DIAG_PDF_NUMBER);
    item->u.glyphs.run.size = 1000;
    bench->pages.at[0].width = 0;
    check_refused(bench, DIAG_PDF_NUMBER);
}

static void a_path_without_its_points_is_refused(void **state)
{
    struct bench     *bench = *state;
    struct page_item *item = first_item(bench, ITEM_PATH);
    item->u.path.path.xy_count -= 4;
    check_refused(bench, DIAG_PDF_NUMBER);
    item->u.path.path.xy_count += 4;
    item->u.path.path.ops = (const uint8_t[]){PATH_LINE, PATH_LINE, PATH_LINE, PATH_LINE, PATH_CLOSE, PATH_MOVE};
    check_refused(bench, DIAG_PDF_NUMBER);
}

static void tags_that_are_no_tree_are_refused(void **state)
{
    struct bench *bench = *state;
    bench->pages.tags[5].parent = 5;
    check_refused(bench, DIAG_PDF_TAGS);
    bench->pages.tags[5].parent = 1;
    bench->pages.tags[5].role = TAG_DOCUMENT;
    check_refused(bench, DIAG_PDF_TAGS);
    bench->pages.tags[5].role = TAG_PARAGRAPH;
    assert_int_equal(write(bench), RC_OK);
    first_item(bench, ITEM_GLYPHS)->tag = (uint32_t)bench->pages.tag_count;
    check_refused(bench, DIAG_PDF_NUMBER);
}

static void a_figure_without_alternative_text_is_refused(void **state)
{
    struct bench *bench = *state;
    for (size_t i = 0; i < bench->pages.tag_count; i++)
        if (bench->pages.tags[i].role == TAG_FIGURE) bench->pages.tags[i].alt = STR_NONE;
    check_refused(bench, DIAG_PDF_ALT);
}

static void a_link_to_nowhere_is_refused(void **state)
{
    struct bench *bench = *state;
    bench->pages.anchors[0].name = STR("elsewhere");
    check_refused(bench, DIAG_PDF_ANCHOR);
}

static void a_document_without_title_or_date_is_refused(void **state)
{
    struct bench *bench = *state;
    bench->pages.as_of = DATE_NONE;
    check_refused(bench, DIAG_PDF_DOCUMENT);
    bench->pages.as_of = 0;
    bench->pages.title = STR_NONE;
    check_refused(bench, DIAG_PDF_DOCUMENT);
}

static void control_characters_never_reach_the_metadata(void **state)
{
    struct bench *bench = *state;
    bench->pages.title = STR("a\0b\x1B[31m)\xC2\x85 & <c>");
    assert_int_equal(write(bench), RC_OK);
    str file = strbuf_str(&bench->out);
    assert_true(str_find_str(file, STR("ab[31m) &amp; &lt;c&gt;</rdf:li>")) < file.len);
}

static void a_wrong_profile_is_refused(void **state)
{
    struct bench      *bench = *state;
    struct pdf_writer *writer = NULL;
    assert_int_equal(pdf_writer_open(bench->fonts, PROJECT_ROOT "/fonts/fonts.yaml", &bench->diag, &writer),
                     RC_INVALID);
    assert_int_equal(bench->diag.counts[DIAG_PDF_PROFILE], 1);
    assert_int_not_equal(pdf_writer_open(bench->fonts, PROJECT_ROOT "/absent.icc", &bench->diag, &writer), RC_OK);
    assert_null(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_depend_on_the_pages_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_sink_is_a_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_beyond_a_page_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_path_without_its_points_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tags_that_are_no_tree_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_figure_without_alternative_text_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_link_to_nowhere_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_document_without_title_or_date_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(control_characters_never_reach_the_metadata, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_profile_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
