/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../arena.h"
#include "text/font.h"

#include <pango/pango.h>
#include <stdio.h>
#include <string.h>

static struct fonts *fonts;

static struct text_span span_of(const char *text)
{
    return (struct text_span){str_from(text), {.size = MPT_PT(9.5), .weight = WEIGHT_REGULAR, .language = "fr"}};
}

static int open_fonts(void **state)
{
    open_arena(state);
    return fonts_open(PROJECT_ROOT "/fonts/fonts.yaml", &diag, &fonts) == RC_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
    fonts_close(fonts);
    return close_arena(state);
}

static struct text_line line_of(const char *text)
{
    struct text_span span = span_of(text);
    struct text_line line;
    text_line(fonts, arena, &span, &line);
    return line;
}

static struct text_lines lines_of(const char *text, mpt width)
{
    struct text_span  span = span_of(text);
    struct text_lines lines;
    text_break(fonts, arena, &span, 1, width, &lines);
    return lines;
}

static void latin_text_is_one_run_of_inter(void **state)
{
    (void)state;
    struct text_line line = line_of("L’adoption a doublé : 107 % en « T3 2026 »");
    assert_int_equal(line.count, 1);
    assert_string_equal(line.runs[0].font->family, "Inter");
    assert_int_equal(line.width, line.runs[0].width);
    assert_true(str_is(line.runs[0].text, "L’adoption a doublé : 107 % en « T3 2026 »"));
}

static void scripts_fall_back_to_the_face_that_has_them(void **state)
{
    (void)state;
    assert_string_equal(line_of("Ελλάδα").runs[0].font->family, "Inter");
    assert_string_equal(line_of("شركة النور").runs[0].font->family, "Noto Sans Arabic");
    assert_string_equal(line_of("カブシキ会社").runs[0].font->family, "Noto Sans CJK JP");
    assert_string_equal(line_of("주식회사").runs[0].font->family, "Noto Sans CJK KR");
    assert_string_equal(line_of("👩‍💻").runs[0].font->family, "Noto Color Emoji");
    assert_int_equal(line_of("👩‍💻").runs[0].count, 1);
    assert_string_equal(line_of("ไทย").runs[0].font->family, "Noto Sans Thai");
}

static void arabic_name_in_a_french_line_is_visual_order_with_logical_text(void **state)
{
    (void)state;
    struct text_line line = line_of("Client شركة النور (Paris)");
    assert_int_equal(line.count, 3);
    assert_false(line.runs[0].is_rtl);
    assert_true(line.runs[1].is_rtl);
    assert_true(str_is(line.runs[1].text, "شركة النور"));
    assert_true(line.runs[1].glyphs[0].cluster > line.runs[1].glyphs[line.runs[1].count - 1].cluster);
    assert_true(lines_of("شركة النور", MPT_PT(200)).is_rtl);
}

static void a_wrapped_line_ends_with_a_space_that_has_no_width(void **state)
{
    (void)state;
    struct text_lines lines =
        lines_of("Les tableaux de bord sont consultés chaque semaine par douze équipes.", MPT_PT(120));
    assert_true(lines.count >= 3);
    for (size_t i = 0; i < lines.count; i++) {
        const struct glyph_run *last = &lines.at[i].runs[lines.at[i].count - 1];
        bool                    ends_with_space = str_ends(last->text, " ");
        assert_true(ends_with_space == (i + 1 < lines.count));
        assert_true(lines.at[i].width <= MPT_PT(120));
    }
}

static void a_word_wider_than_the_line_is_cut_and_loses_nothing(void **state)
{
    (void)state;
    const char       *text = "Voir Donaudampfschifffahrtselektrizitätenhauptbetriebswerk ici";
    struct text_lines lines = lines_of(text, MPT_PT(60));
    struct strbuf     joined = {0};
    for (size_t i = 0; i < lines.count; i++) {
        assert_true(lines.at[i].width <= MPT_PT(60));
        for (size_t j = 0; j < lines.at[i].count; j++)
            strbuf_add(&joined, lines.at[i].runs[j].text);
    }
    assert_string_equal(joined.at, text);
    strbuf_release(&joined);
    assert_int_equal(lines_of("👩‍💻👩‍💻👩‍💻", 1).count, 3);
}

static void a_megabyte_in_one_line_neither_overflows_nor_takes_long(void **state)
{
    (void)state;
    size_t len = 1024 * 1024;
    char  *text = arena_alloc(arena, len + 1, 1);
    memset(text, 'W', len);
    struct text_line line = line_of(text);
    assert_true(line.width > 0);
    mpt              natural, minimum;
    struct text_span span = span_of(text);
    text_measure(fonts, &span, 1, &natural, &minimum);
    assert_true(natural > 0 && minimum > 0);
    memset(text, ' ', len);
    assert_int_equal(lines_of(text, MPT_PT(200)).count, 1);
    assert_true(lines_of(text, MPT_PT(200)).width <= MPT_PT(200));
}

static void newlines_break_and_an_empty_paragraph_is_one_line(void **state)
{
    (void)state;
    assert_int_equal(lines_of("un\ndeux\n\nquatre", MPT_PT(500)).count, 4);
    assert_int_equal(lines_of("", MPT_PT(500)).count, 1);
    assert_int_equal(lines_of("un\n", MPT_PT(500)).count, 2);
}

static void no_break_falls_inside_french_punctuation(void **state)
{
    (void)state;
    struct text_lines lines = lines_of("« oui » : 1 234 567,8 € ; 107 % !", MPT_PT(60));
    assert_true(lines.count >= 3);
    for (size_t i = 0; i < lines.count; i++) {
        str first = lines.at[i].runs[0].text;
        assert_false(str_starts(first, ":") || str_starts(first, "%") || str_starts(first, "!") ||
                     str_starts(first, "»"));
    }
}

/* The simple path decides at spaces by itself; it must agree with Pango, which sees the whole paragraph. */
static void simple_breaks_are_pango_breaks(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Le client (« Maison Verdier ») a dit : « merci » ; voir [1] et/ou le porte-monnaie — 12 % – soit 3,5 pts.",
        "A l'échéance du 31/10/2026, 1 234,50 € TTC... non ? Si ! (voir https://example.com/a/b?c=d#e) {fin}",
        "E-mail: jean.dupont@example.com, tél. +33 1 23 45 67 89; ratio 3/4 ; prix 10$ ou £10",
    };
    for (size_t t = 0; t < COUNT_OF(texts); t++) {
        struct text_lines lines = lines_of(texts[t], 1000);
        size_t            chars = str_chars(str_from(texts[t]));
        PangoLogAttr     *attrs = arena_alloc(arena, chars + 1, sizeof *attrs);
        pango_get_log_attrs(texts[t], -1, 0, pango_language_from_string("fr"), attrs, (int)chars + 1);
        bool  *breaks = arena_alloc(arena, strlen(texts[t]) + 1, sizeof *breaks);
        size_t at = 0, expected = 0;
        for (size_t i = 0; i < chars; i++) {
            breaks[at] = i > 0 && attrs[i].is_line_break;
            expected += breaks[at];
            str_next(str_from(texts[t]), &at);
        }
        (void)lines;
        mpt              natural, minimum;
        struct text_span span = span_of(texts[t]);
        text_measure(fonts, &span, 1, &natural, &minimum);
        struct text_lines wide = lines_of(texts[t], minimum);
        for (size_t i = 1; i < wide.count; i++)
            if (!breaks[wide.at[i].from]) fail_msg("break before '%s'", texts[t] + wide.at[i].from);
        assert_true(expected > wide.count - 1);
    }
}

static void characters_nobody_has_are_replaced_and_reported(void **state)
{
    (void)state;
    struct text_line line = line_of("a\xF3\xB0\x80\x80z");
    struct strbuf    text = {0};
    for (size_t i = 0; i < line.count; i++)
        strbuf_add(&text, line.runs[i].text);
    assert_string_equal(text.at, "a\xEF\xBF\xBDz");
    strbuf_release(&text);
    diag_init(&diag, arena);
    fonts_report_missing(fonts, SPAN_NONE, &diag);
    assert_int_equal(diag.counts[DIAG_CHARACTER_UNSHOWN], 1);
    for (size_t i = 0; i < line.count; i++)
        for (size_t j = 0; j < line.runs[i].count; j++)
            assert_int_not_equal(line.runs[i].glyphs[j].id, 0);
}

static void fitted_line_ends_with_dots_and_fits(void **state)
{
    (void)state;
    struct text_span span = span_of("Compagnie générale des établissements industriels du Grand Ouest");
    struct text_line line;
    text_line_fitted(fonts, arena, &span, MPT_PT(100), &line);
    assert_true(line.width <= MPT_PT(100) && line.width > MPT_PT(80));
    assert_true(str_ends(line.runs[line.count - 1].text, "…"));
}

static void tabular_figures_are_equally_wide(void **state)
{
    (void)state;
    struct text_span span = span_of("1111");
    span.style.has_tabular_figures = true;
    mpt ones, eights, minimum;
    text_measure(fonts, &span, 1, &ones, &minimum);
    span.text = STR("8888");
    text_measure(fonts, &span, 1, &eights, &minimum);
    assert_int_equal(ones, eights);
}

static void spans_share_a_line_and_keep_their_style(void **state)
{
    (void)state;
    struct text_span spans[3] = {span_of("Le "), span_of("NPS"), span_of(", lui, monte.")};
    spans[1].style.weight = WEIGHT_SEMIBOLD;
    struct text_lines lines;
    text_break(fonts, arena, spans, 3, MPT_PT(300), &lines);
    assert_int_equal(lines.count, 1);
    assert_int_equal(lines.at[0].count, 3);
    assert_int_equal(lines.at[0].runs[1].font->weight, 600);
    assert_int_equal(lines.at[0].runs[2].span, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin_text_is_one_run_of_inter),
        cmocka_unit_test(scripts_fall_back_to_the_face_that_has_them),
        cmocka_unit_test(arabic_name_in_a_french_line_is_visual_order_with_logical_text),
        cmocka_unit_test(a_wrapped_line_ends_with_a_space_that_has_no_width),
        cmocka_unit_test(a_word_wider_than_the_line_is_cut_and_loses_nothing),
        cmocka_unit_test(a_megabyte_in_one_line_neither_overflows_nor_takes_long),
        cmocka_unit_test(newlines_break_and_an_empty_paragraph_is_one_line),
        cmocka_unit_test(no_break_falls_inside_french_punctuation),
        cmocka_unit_test(simple_breaks_are_pango_breaks),
        cmocka_unit_test(characters_nobody_has_are_replaced_and_reported),
        cmocka_unit_test(fitted_line_ends_with_dots_and_fits),
        cmocka_unit_test(tabular_figures_are_equally_wide),
        cmocka_unit_test(spans_share_a_line_and_keep_their_style),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
