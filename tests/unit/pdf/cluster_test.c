/* SPDX-License-Identifier: MIT */
#include "pdf/cluster.h"

#include "text/font.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A face whose usual shape of a character has the character's number. */
static hb_bool_t nominal_glyph(hb_font_t *font, void *data, hb_codepoint_t code_point, hb_codepoint_t *glyph,
                               void *more)
{
    (void)font, (void)data, (void)more;
    *glyph = code_point;
    return true;
}

static struct font made_font(void)
{
    hb_font_t       *font = hb_font_create(hb_face_get_empty());
    hb_font_funcs_t *functions = hb_font_funcs_create();
    hb_font_funcs_set_nominal_glyph_func(functions, nominal_glyph, NULL, NULL);
    hb_font_set_funcs(font, functions, NULL, NULL);
    hb_font_funcs_destroy(functions);
    return (struct font){.hb = font, .units_per_em = 1000};
}

static void check_share(const struct glyph_run *run, size_t glyph, const char *expected)
{
    size_t first = glyph;
    while (first > 0 && run->glyphs[first - 1].cluster == run->glyphs[glyph].cluster)
        first--;
    struct cluster cluster = cluster_at(run, first);
    assert_true(str_is(cluster_share(run, &cluster, cluster_place(run, &cluster, glyph)), expected));
}

static void a_ligature_says_all_its_letters(void **state)
{
    (void)state;
    struct font      font = made_font();
    struct glyph     glyphs[] = {{.id = 900, .cluster = 0}, {.id = 'n', .cluster = 2}};
    struct glyph_run run = {.font = &font, .text = STR("fin"), .glyphs = glyphs, .count = 2};
    check_share(&run, 0, "fi");
    check_share(&run, 1, "n");
    hb_font_destroy(font.hb);
}

static void a_letter_and_its_accent_share_their_cluster(void **state)
{
    (void)state;
    struct font      font = made_font();
    struct glyph     glyphs[] = {{.id = 'e', .cluster = 0}, {.id = 901, .cluster = 0}};
    struct glyph_run run = {.font = &font, .text = STR("e\xCC\x81"), .glyphs = glyphs, .count = 2};
    check_share(&run, 0, "e");
    check_share(&run, 1, "\xCC\x81");
    hb_font_destroy(font.hb);
}

/* Three characters, two glyphs: the last is the usual shape of the vowel sign, the first stands for the rest. */
static void usual_shapes_at_the_end_keep_their_character(void **state)
{
    (void)state;
    struct font      font = made_font();
    struct glyph     glyphs[] = {{.id = 902, .cluster = 0}, {.id = 0x93E, .cluster = 0}};
    struct glyph_run run = {
        .font = &font, .text = STR("\xE0\xA4\x97\xE0\xA5\x8D\xE0\xA4\xBE"), .glyphs = glyphs, .count = 2};
    check_share(&run, 0, "\xE0\xA4\x97\xE0\xA5\x8D");
    check_share(&run, 1, "\xE0\xA4\xBE");
    hb_font_destroy(font.hb);
}

static void right_to_left_clusters_end_at_the_glyph_before(void **state)
{
    (void)state;
    struct font      font = made_font();
    struct glyph     glyphs[] = {{.id = 903, .cluster = 4}, {.id = 0x628, .cluster = 2}, {.id = 0x627, .cluster = 0}};
    struct glyph_run run = {
        .font = &font, .is_rtl = true, .text = STR("\xD8\xA7\xD8\xA8\xD9\x84\xD8\xA7"), .glyphs = glyphs, .count = 3};
    check_share(&run, 0, "\xD9\x84\xD8\xA7");
    check_share(&run, 1, "\xD8\xA8");
    check_share(&run, 2, "\xD8\xA7");
    hb_font_destroy(font.hb);
}

/* Layout may hand over a glyph beyond the text (a hyphen of its own): it says nothing, and nothing is read there. */
static void a_cluster_beyond_the_text_is_empty(void **state)
{
    (void)state;
    struct font      font = made_font();
    struct glyph     glyphs[] = {{.id = 'a', .cluster = 0}, {.id = '-', .cluster = 9}};
    struct glyph_run run = {.font = &font, .text = STR("a"), .glyphs = glyphs, .count = 2};
    check_share(&run, 0, "a");
    check_share(&run, 1, "");
    hb_font_destroy(font.hb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ligature_says_all_its_letters),
        cmocka_unit_test(a_letter_and_its_accent_share_their_cluster),
        cmocka_unit_test(usual_shapes_at_the_end_keep_their_character),
        cmocka_unit_test(right_to_left_clusters_end_at_the_glyph_before),
        cmocka_unit_test(a_cluster_beyond_the_text_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
