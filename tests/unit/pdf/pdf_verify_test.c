/* SPDX-License-Identifier: MIT */
#include "pdf/verify.h"

#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct strbuf sample_file(size_t *pages)
{
    struct arena      *arena = arena_new();
    struct diag        diag;
    struct fonts      *fonts = NULL;
    struct pdf_writer *writer = NULL;
    struct strbuf      out = {0};
    diag_init(&diag, arena);
    assert_int_equal(fonts_open(PROJECT_ROOT "/fonts/fonts.yaml", &diag, &fonts), RC_OK);
    assert_int_equal(pdf_writer_open(fonts, SAMPLE_PROFILE, &diag, &writer), RC_OK);
    struct pages built = sample_build(arena, fonts, 100);
    *pages = built.count;
    assert_int_equal(pdf_write(writer, &built, &out, &diag), RC_OK);
    pdf_writer_close(writer);
    fonts_close(fonts);
    arena_free(arena);
    return out;
}

static void a_whole_file_is_walked_to_its_last_page(void **state)
{
    (void)state;
    size_t        pages, counted;
    struct strbuf file = sample_file(&pages);
    assert_null(pdf_verify(strbuf_str(&file), &counted));
    assert_int_equal(counted, pages);
    assert_true(pages > 2);
    strbuf_release(&file);
}

static void a_file_cut_short_is_found_out(void **state)
{
    (void)state;
    size_t        pages, counted;
    struct strbuf file = sample_file(&pages);
    for (size_t length = 0; length + 1 < file.len; length += 1 + file.len / 97) {
        char *cut = malloc(length ? length : 1);
        memcpy(cut, file.at, length);
        assert_non_null(pdf_verify((str){cut, length}, &counted));
        free(cut);
    }
    strbuf_release(&file);
}

/* Any byte may be wrong: the walk ends, within the file, whatever it says. */
static void a_damaged_file_is_walked_within_its_bounds(void **state)
{
    (void)state;
    size_t        pages, counted;
    struct strbuf file = sample_file(&pages);
    uint32_t      seed = 1;
    for (int i = 0; i < 300; i++) {
        seed = seed * 1664525 + 1013904223;
        size_t at = i % 2 ? file.len - 1 - seed % 3000 : seed % file.len;
        char   kept = file.at[at];
        file.at[at] = (char)(seed >> 24);
        (void)pdf_verify(strbuf_str(&file), &counted);
        file.at[at] = kept;
    }
    assert_null(pdf_verify(strbuf_str(&file), &counted));
    strbuf_release(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file_is_walked_to_its_last_page),
        cmocka_unit_test(a_file_cut_short_is_found_out),
        cmocka_unit_test(a_damaged_file_is_walked_within_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
