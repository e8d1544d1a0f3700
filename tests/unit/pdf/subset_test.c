/* SPDX-License-Identifier: MIT */
#include "pdf/subset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct bench {
    struct arena     *arena;
    struct packer    *packer;
    struct fonts     *fonts;
    struct subsetter *subsetter;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct bench *bench = ARENA_NEW(arena, struct bench);
    struct diag   diag;
    diag_init(&diag, arena);
    bench->arena = arena;
    bench->packer = packer_new();
    bench->subsetter = subsetter_new(bench->packer);
    assert_int_equal(fonts_open(PROJECT_ROOT "/fonts/fonts.yaml", &diag, &bench->fonts), RC_OK);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    subsetter_free(bench->subsetter);
    packer_free(bench->packer);
    fonts_close(bench->fonts);
    arena_free(bench->arena);
    return 0;
}

static void check_alike(const struct subset *a, const struct subset *b)
{
    assert_string_equal(a->tag, b->tag);
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->codes, b->codes, a->count * sizeof *a->codes);
    assert_true(str_equal(a->program, b->program));
}

/* After a dozen subsets a face is prepared: what is cut from it must be what a fresh process cuts. */
static void a_prepared_face_gives_the_same_bytes(void **state)
{
    struct bench *bench = *state;
    for (uint32_t round = 0; round < 40; round++) {
        const struct font *font =
            fonts_text_face(bench->fonts, round % 2 ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, round % 4 > 1);
        uint32_t ids[25];
        for (uint32_t i = 0; i < COUNT_OF(ids); i++)
            ids[i] = 1 + i * (round + 3);
        const struct subset *seasoned, *fresh;
        struct subsetter    *other = subsetter_new(bench->packer);
        assert_int_equal(subset_make(bench->subsetter, font, ids, COUNT_OF(ids), &seasoned), RC_OK);
        assert_int_equal(subset_make(other, font, ids, COUNT_OF(ids), &fresh), RC_OK);
        check_alike(seasoned, fresh);
        subsetter_free(other);
    }
}

static size_t glyphs_of(const struct font *font, const char *text, uint32_t *ids)
{
    size_t    count = 0;
    hb_set_t *set = hb_set_create();
    for (size_t at = 0; text[at];) {
        hb_codepoint_t glyph;
        if (hb_font_get_nominal_glyph(font->hb, str_next(str_from(text), &at), &glyph)) hb_set_add(set, glyph);
    }
    for (hb_codepoint_t id = HB_SET_VALUE_INVALID; hb_set_next(set, &id);)
        ids[count++] = id;
    hb_set_destroy(set);
    return count;
}

/* Two reviews rarely show the same letters; they share a subset all the same. */
static void common_letters_make_one_subset(void **state)
{
    struct bench        *bench = *state;
    const struct font   *font = fonts_text_face(bench->fonts, WEIGHT_REGULAR, false);
    const struct subset *first, *second;
    uint32_t             ids[128];
    size_t count = glyphs_of(font, "Revue de succès du client Maison Verdier, 3e trimestre 2026 : 84 / 100 (+5).", ids);
    assert_int_equal(subset_make(bench->subsetter, font, ids, count, &first), RC_OK);
    count = glyphs_of(font, "Garages Lenoir – l’abonnement a baissé de 195 € par mois ; « à surveiller ».", ids);
    assert_int_equal(subset_make(bench->subsetter, font, ids, count, &second), RC_OK);
    assert_ptr_equal(first, second);
    for (size_t i = 0, at = 0; i < count; i++) { /* every glyph asked for is there */
        while (at < second->count && second->ids[at] < ids[i])
            at++;
        assert_true(at < second->count);
        assert_int_equal(second->ids[at], ids[i]);
    }
}

static void a_few_letters_stay_few(void **state)
{
    struct bench        *bench = *state;
    const struct font   *font = fonts_text_face(bench->fonts, WEIGHT_REGULAR, false);
    const struct subset *subset;
    uint32_t             ids[8];
    size_t               count = glyphs_of(font, "abc", ids);
    assert_int_equal(subset_make(bench->subsetter, font, ids, count, &subset), RC_OK);
    assert_int_equal(subset->count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_prepared_face_gives_the_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(common_letters_make_one_subset, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_few_letters_stay_few, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
