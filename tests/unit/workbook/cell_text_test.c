/* SPDX-License-Identifier: MIT */
#include "workbook/cell_text.h"

#include "workbook/sheet_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

static void what_xml_forbids_is_dropped(void **state)
{
    (void)state;
    assert_string_equal(cell_text(arena,
                                  STR("a\x01"
                                      "b\x0B"
                                      "c\td\ne"),
                                  STR_NONE),
                        "abc d\ne");
    assert_string_equal(cell_text(arena,
                                  STR("a\xEF\xBF\xBF"
                                      "b\xC2\x85"
                                      "c"),
                                  STR_NONE),
                        "abc"); /* U+FFFF, U+0085 */
    assert_string_equal(cell_text(arena, (str){"a\0b", 3}, STR_NONE), "ab");
    assert_string_equal(cell_text(arena, STR("a\xFF\xC3"), STR_NONE), "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void what_looks_like_an_escape_stays_what_it_is(void **state)
{
    (void)state;
    assert_string_equal(cell_text(arena, STR("_x0041_ _x00_ _x0041__x0042_"), STR_NONE),
                        "_x005F_x0041_ _x00_ _x005F_x0041__x005F_x0042_");
    assert_string_equal(cell_text(arena, STR("_x004"), STR_NONE), "_x004");
}

static void all_scripts_pass_unharmed(void **state)
{
    (void)state;
    str text = STR("株式会社 شركة Ελλ 🚀 é\xCC\x81");
    assert_string_equal(cell_text(arena, text, STR_NONE), text.ptr);
}

static void a_long_text_is_cut_at_the_limit_and_says_so(void **state)
{
    (void)state;
    struct strbuf buf = {0};
    for (int i = 0; i < 20000; i++)
        strbuf_adds(&buf, "🚀"); /* two UTF-16 units each */
    const char *text = cell_text(arena, strbuf_str(&buf), STR(" (coupé)"));
    size_t      chars = str_chars(str_from(text));
    assert_true(str_ends(str_from(text), " (coupé)"));
    assert_int_equal(chars, (CELL_TEXT_UNITS - 8) / 2 + 8);
    strbuf_release(&buf);
}

static void text_that_could_become_a_formula_is_known(void **state)
{
    (void)state;
    assert_true(cell_text_is_risky(STR("=1+1")));
    assert_true(cell_text_is_risky(STR("@cmd")));
    assert_true(cell_text_is_risky(STR("-2 %")));
    assert_true(cell_text_is_risky(STR("000123")));
    assert_true(cell_text_is_risky(STR("12e5")));
    assert_false(cell_text_is_risky(STR("12 rue Verte")));
    assert_false(cell_text_is_risky(STR("")));
    assert_false(cell_text_is_risky(STR("a=1")));
}

static void lines_break_at_spaces_and_lose_no_word(void **state)
{
    (void)state;
    str    rest, text = STR("une phrase assez longue pour tenir sur trois lignes");
    size_t lines = 0, bytes = 0;
    for (rest = text; rest.len > 0; lines++)
        bytes += cell_text_break(rest, 20, &rest).len;
    assert_int_equal(bytes + lines - 1, text.len); /* one space goes at each break */
    assert_int_equal(cell_text_lines(text, 20), lines);
    assert_int_equal(cell_text_lines(STR("a\nb"), 20), 2);
    assert_int_equal(cell_text_lines(STR(""), 20), 1);
    assert_true(cell_text_lines(STR("unmotsanslemoindreespacepourcouper"), 10) > 2);
    assert_true(cell_text_lines(STR("株式会社株式会社"), 6) > 2);
}

static const char *choose(struct map *taken, const char *wanted)
{
    return sheet_name_choose(arena, taken, str_from(wanted), "Feuille");
}

static void sheet_names_are_what_programs_accept(void **state)
{
    (void)state;
    struct map taken = {0};
    assert_string_equal(choose(&taken, "MRR/ARR [brut]: *tout*?\\"), "MRR ARR brut tout");
    assert_string_equal(choose(&taken, "'Santé'"), "Santé");
    assert_string_equal(choose(&taken, "L'usage"), "L’usage");
    assert_string_equal(choose(&taken, "2026"), "2026\u00A0");
    assert_string_equal(choose(&taken, "T3"), "T3\u00A0");
    assert_string_equal(choose(&taken, "NPS"), "NPS");
    assert_string_equal(choose(&taken, "///"), "Feuille");
    assert_string_equal(choose(&taken, ""), "Feuille (2)");
    assert_string_equal(choose(&taken, "History"), "History (2)");
    assert_string_equal(choose(&taken, "Une section dont le titre dépasse la limite"),
                        "Une section dont le titre dépas");
    assert_string_equal(choose(&taken, "Une section dont le titre dépasse la limite"),
                        "Une section dont le titre d (2)");
    assert_string_equal(choose(&taken, "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀"), "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀");
}

static void sheet_names_differ_by_more_than_case(void **state)
{
    (void)state;
    struct map taken = {0};
    assert_string_equal(choose(&taken, "Été"), "Été");
    assert_string_equal(choose(&taken, "éTÉ"), "éTÉ (2)");
    assert_string_equal(choose(&taken, "ΣΥΝΟΨΗ"), "ΣΥΝΟΨΗ");
    assert_string_equal(choose(&taken, "συνοψη"), "συνοψη (2)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_xml_forbids_is_dropped),
        CASE(what_looks_like_an_escape_stays_what_it_is),
        CASE(all_scripts_pass_unharmed),
        CASE(a_long_text_is_cut_at_the_limit_and_says_so),
        CASE(text_that_could_become_a_formula_is_known),
        CASE(lines_break_at_spaces_and_lose_no_word),
        CASE(sheet_names_are_what_programs_accept),
        CASE(sheet_names_differ_by_more_than_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
