/* SPDX-License-Identifier: MIT */
/* What heat maps, quadrants and ranges draw: hatched and blank cells, whole percents, fields, limits, the key's dot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../drawing.h"
#include "chart/chart.h"
#include "samples.h"

static page_items drawn(const struct chart *chart)
{
    struct chart_env env = {fonts, locale, &theme, arena, 0};
    page_items       items = {0};
    chart_draw(&env, chart, (struct rect){0, 0, MPT_MM(120), chart_height(&env, chart, MPT_MM(120))}, &items);
    return items;
}

static const struct page_item *text_of(const page_items *items, const char *text)
{
    for (size_t i = 0; i < items->count; i++)
        if (items->at[i].kind == ITEM_GLYPHS && str_is(items->at[i].u.glyphs.run.text, text)) return &items->at[i];
    return NULL;
}

static void assert_says(const page_items *items, const char *text)
{
    if (!text_of(items, text)) fail_msg("'%s' is not drawn", text);
}

static bool is_filled(const struct page_item *item, uint32_t color)
{
    return item->kind == ITEM_PATH && item->u.path.paint.fill == color;
}

static size_t count_filled(const page_items *items, uint32_t color)
{
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++)
        count += is_filled(&items->at[i], color);
    return count;
}

static size_t count_stroked(const page_items *items, uint32_t color, bool is_dashed)
{
    size_t count = 0;
    for (size_t i = 0; i < items->count; i++) {
        const struct page_item *item = &items->at[i];
        count += item->kind == ITEM_PATH && item->u.path.paint.stroke == color &&
                 (item->u.path.paint.dash[0] > 0) == is_dashed;
    }
    return count;
}

/* ---- heat maps ---- */

static struct chart cohorts(void)
{
    struct chart chart = sample_chart(CHART_HEATMAP, UNIT_PERCENT, "janv. 2026|févr. 2026");
    chart.title = STR("Rétention");
    sample_series(&chart, "J1", SERIES_KEY, "1|1/3");
    sample_series(&chart, "J30", SERIES_OTHER, "0.125|0.5");
    return chart;
}

static void a_cell_under_way_is_hatched_and_one_that_cannot_exist_is_blank(void **state)
{
    (void)state;
    struct chart chart = cohorts();
    page_items   whole = drawn(&chart);
    assert_int_equal(count_stroked(&whole, theme.line, false), 0);
    chart.series[1].values[0] = value_missing(STR("en cours"));
    chart.series[1].values[1] = value_not_applicable(STR_NONE);
    page_items items = drawn(&chart);
    assert_int_equal(count_stroked(&items, theme.line, false), 2); /* hatching and outline of one cell */
    assert_int_equal(items.count, whole.count - 4 + 2);            /* two cells and their figures less */
}

static void percents_of_cells_are_whole(void **state)
{
    (void)state;
    struct chart chart = cohorts();
    page_items   items = drawn(&chart);
    assert_says(&items, "100\u202F%");
    assert_says(&items, "33\u202F%");
    assert_says(&items, "13\u202F%");
    assert_null(text_of(&items, "12,5\u202F%"));
}

static void the_higher_the_darker(void **state)
{
    (void)state;
    struct chart chart = cohorts();
    chart.has_minimum = true;
    chart.minimum = exact_from_int(arena, 0);
    page_items items = drawn(&chart);
    assert_int_equal(count_filled(&items, theme_mix(theme.brand, 0xFFFFFF, 92)), 1); /* 100 % */
    assert_int_equal(count_filled(&items, theme_mix(theme.brand, 0xFFFFFF, 49)), 1); /* 50 % */
}

/* ---- quadrants ---- */

static struct chart adoption(void)
{
    struct chart chart = sample_chart(CHART_QUADRANT, UNIT_COUNT, "Verdier|Nova|Lune|Orme");
    chart.title = STR("Adoption");
    sample_series(&chart, "Profondeur", SERIES_KEY, "10|25|28|80");
    sample_series(&chart, "Fréquence", SERIES_OTHER, "90|60|62|15");
    sample_series(&chart, "Limite", SERIES_TARGET, "50|50|50|50");
    sample_series(&chart, "Limite", SERIES_TARGET, "40|40|40|40");
    sample_band(&chart, "FAIBLE", 0, 0, TONE_BAD);
    sample_band(&chart, "LARGE", 0, 0, TONE_NONE);
    sample_band(&chart, "ASSIDU", 0, 0, TONE_NONE);
    sample_band(&chart, "FORT", 0, 0, TONE_GOOD);
    return chart;
}

static void fields_have_limits_and_their_names_stand_in_them(void **state)
{
    (void)state;
    struct chart chart = adoption();
    page_items   items = drawn(&chart);
    assert_int_equal(count_stroked(&items, theme.soft_grey, true), 2);
    assert_int_equal(count_filled(&items, theme.brand_tint), 1); /* right and high */
    assert_says(&items, "50");
    assert_says(&items, "40");
    struct point low = text_of(&items, "FAIBLE")->u.glyphs.at, right = text_of(&items, "LARGE")->u.glyphs.at;
    struct point high = text_of(&items, "ASSIDU")->u.glyphs.at, best = text_of(&items, "FORT")->u.glyphs.at;
    assert_true(low.x < right.x && high.x < best.x && high.y < low.y && best.y < right.y);
}

static mpt far_side(const struct page_item *item)
{
    return item->u.glyphs.at.x + item->u.glyphs.run.width;
}

static void names_of_near_dots_do_not_collide(void **state)
{
    (void)state;
    struct chart            chart = adoption();
    page_items              items = drawn(&chart);
    const struct page_item *nova = text_of(&items, "Nova"), *lune = text_of(&items, "Lune");
    assert_non_null(nova);
    assert_non_null(lune);
    bool is_apart = far_side(nova) <= lune->u.glyphs.at.x || far_side(lune) <= nova->u.glyphs.at.x ||
                    nova->u.glyphs.at.y - lune->u.glyphs.at.y >= nova->u.glyphs.run.size ||
                    lune->u.glyphs.at.y - nova->u.glyphs.at.y >= nova->u.glyphs.run.size;
    assert_true(is_apart);
}

static void the_one_it_is_about_has_the_brand_s_dot(void **state)
{
    (void)state;
    struct chart chart = adoption();
    page_items   all = drawn(&chart);
    assert_int_equal(count_filled(&all, theme.brand), 4);
    sample_roles(&chart, "-T--");
    page_items items = drawn(&chart);
    assert_int_equal(count_filled(&items, theme.brand), 1);
    assert_int_equal(count_filled(&items, theme.line_dark), 3);
    assert_says(&items, "Nova");
}

static void a_thing_without_both_figures_has_no_place(void **state)
{
    (void)state;
    struct chart chart = adoption();
    chart.series[1].values[0] = value_missing(STR_NONE);
    page_items items = drawn(&chart);
    assert_int_equal(count_filled(&items, theme.brand), 3);
    assert_null(text_of(&items, "Verdier"));
}

static void dots_on_one_another_become_their_number_within_a_field(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_QUADRANT, UNIT_COUNT, "Verdier|Nova|Lune|Orme|Seul");
    chart.title = STR("Adoption");
    sample_series(&chart, "Profondeur", SERIES_KEY, "100|100|100|100|10");
    sample_series(&chart, "Fréquence", SERIES_OTHER, "41|41|41|39|90");
    sample_series(&chart, "Limite", SERIES_TARGET, "50|50|50|50|50");
    sample_series(&chart, "Limite", SERIES_TARGET, "40|40|40|40|40");
    page_items items = drawn(&chart);
    assert_int_equal(count_filled(&items, theme.brand), 3); /* three together, Orme below the limit, Seul */
    assert_says(&items, "3");
    assert_says(&items, "Seul");
    assert_null(text_of(&items, "Nova"));
}

static void states_of_a_donut_have_their_colours_and_the_rest_is_grey(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_DONUT, UNIT_COUNT, "VERT|ROUGE|Non noté");
    chart.title = STR("Santé");
    sample_series(&chart, "Clients", SERIES_KEY, "5|3|2");
    chart.series[0].values[0].tone = TONE_GOOD;
    chart.series[0].values[1].tone = TONE_BAD;
    page_items items = drawn(&chart);
    assert_int_equal(count_filled(&items, theme.tone[TONE_GOOD]), 1);
    assert_int_equal(count_filled(&items, theme.tone[TONE_BAD]), 1);
    assert_int_equal(count_filled(&items, theme.line_dark), 1);
}

/* ---- ranges ---- */

static void a_range_lies_behind_its_line_and_has_one_name(void **state)
{
    (void)state;
    struct chart chart = sample_months(CHART_LINE, UNIT_SCORE100, 2026, 1, 4);
    size_t       range = SIZE_MAX, line = SIZE_MAX;
    chart.title = STR("Rétention");
    sample_series(&chart, "Nous", SERIES_KEY, "40|45|50|55");
    sample_series(&chart, "Bas", SERIES_LOW, "30|32|34|");
    sample_series(&chart, "Marché", SERIES_HIGH, "60|62|64|66");
    page_items items = drawn(&chart);
    for (size_t i = 0; i < items.count; i++) {
        if (is_filled(&items.at[i], theme.line_light) && items.at[i].u.path.path.xy_count >= 12) range = i;
        if (items.at[i].kind == ITEM_PATH && items.at[i].u.path.paint.stroke == theme.brand) line = i;
    }
    assert_true(range < line && line < items.count);
    assert_says(&items, "Marché");
    assert_null(text_of(&items, "Bas"));
}

static void half_a_range_is_none(void **state)
{
    (void)state;
    struct chart chart = sample_months(CHART_LINE, UNIT_SCORE100, 2026, 1, 3);
    chart.title = STR("Rétention");
    sample_series(&chart, "Nous", SERIES_KEY, "40|45|50");
    page_items alone = drawn(&chart);
    sample_series(&chart, "Bas", SERIES_LOW, "||");
    sample_series(&chart, "Marché", SERIES_HIGH, "60|62|64");
    page_items items = drawn(&chart);
    assert_int_equal(count_filled(&items, theme.line_light), count_filled(&alone, theme.line_light));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_cell_under_way_is_hatched_and_one_that_cannot_exist_is_blank),
        CASE(percents_of_cells_are_whole),
        CASE(the_higher_the_darker),
        CASE(fields_have_limits_and_their_names_stand_in_them),
        CASE(names_of_near_dots_do_not_collide),
        CASE(the_one_it_is_about_has_the_brand_s_dot),
        CASE(a_thing_without_both_figures_has_no_place),
        CASE(dots_on_one_another_become_their_number_within_a_field),
        CASE(states_of_a_donut_have_their_colours_and_the_rest_is_grey),
        CASE(a_range_lies_behind_its_line_and_has_one_name),
        CASE(half_a_range_is_none),
    };
    return cmocka_run_group_tests(tests, open_drawing, close_drawing);
}
