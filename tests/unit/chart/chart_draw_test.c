/* SPDX-License-Identifier: MIT */
/* Charts of every kind over random figures, names and widths: no two texts touch and none leaves the chart's box. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../drawing.h"
#include "chart/chart.h"
#include "samples.h"

#include <stdio.h>

#define ROUNDS 400
/* A text's box reaches this far beyond its neighbour's before it is called a touch: side bearings and rounding. */
#define SLACK MPT_PT(0.6)

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* The space of capitals and figures: what the eye sees touch. A wrapped line ends with a space no one sees. */
static struct rect text_box(const struct page_item *item)
{
    const struct glyph_run *run = &item->u.glyphs.run;
    mpt                     cap = run->size * 7 / 10, width = run->width;
    if (str_ends(run->text, " ")) width -= run->size * 28 / 100;
    return (struct rect){item->u.glyphs.at.x, item->u.glyphs.at.y - cap, width, cap};
}

static bool touches(struct rect a, struct rect b)
{
    return a.x + SLACK < b.x + b.width && b.x + SLACK < a.x + a.width && a.y + SLACK < b.y + b.height &&
           b.y + SLACK < a.y + a.height;
}

static bool is_inside(struct rect inner, struct rect outer)
{
    return inner.x + SLACK >= outer.x && inner.y + SLACK >= outer.y &&
           inner.x + inner.width <= outer.x + outer.width + SLACK &&
           inner.y + inner.height <= outer.y + outer.height + SLACK;
}

static void assert_items(const struct chart *chart, const page_items *items, struct rect box, int round)
{
    for (size_t i = 0; i < items->count; i++) {
        if (items->at[i].kind != ITEM_GLYPHS) continue;
        struct rect at = text_box(&items->at[i]);
        str         text = items->at[i].u.glyphs.run.text;
        if (!is_inside(at, box))
            fail_msg("round %d, %s: '%.*s' leaves the box", round, chart_kind_word(chart->kind), STR_ARG(text));
        for (size_t j = 0; j < i; j++) {
            if (items->at[j].kind != ITEM_GLYPHS || !touches(at, text_box(&items->at[j]))) continue;
            str other = items->at[j].u.glyphs.run.text;
            fail_msg("round %d, %s: '%.*s' touches '%.*s'", round, chart_kind_word(chart->kind), STR_ARG(text),
                     STR_ARG(other));
        }
    }
}

static void draw_and_check(const struct chart *chart, mpt width, int round)
{
    struct chart_env env = {fonts, locale, &theme, arena, 0};
    page_items       items = {0};
    struct rect      box = {MPT_PT(57), MPT_PT(100), width, chart_height(&env, chart, width)};
    assert_true(box.height > 0);
    chart_draw(&env, chart, box, &items);
    assert_true(items.count > 0);
    assert_items(chart, &items, box, round);
}

static const char *const names[] = {"Usage",
                                    "Engagement",
                                    "MRR début",
                                    "Réactivation",
                                    "Automatisations et scénarios personnalisés",
                                    "API",
                                    "Boulangeries du Grand Ouest Réunies et Associés",
                                    "東京デザイン株式会社",
                                    "Premier succès",
                                    "T3 2026"};

static const char *random_figures(uint32_t *seed, size_t count, enum unit unit)
{
    static char text[4096];
    size_t      length = 0;
    uint32_t    scale = next(seed) % 3, gaps = next(seed) % 3;
    text[0] = 0;
    for (size_t i = 0; i < count; i++) {
        int figure = (int)(next(seed) % (scale == 0 ? 20u : scale == 1 ? 120u : 150000u));
        if (unit == UNIT_NPS) figure = figure % 201 - 100;
        if (unit == UNIT_SCORE100) figure = figure % 101;
        bool is_gap = gaps == 0 && next(seed) % 4 == 0;
        length += (size_t)snprintf(text + length, sizeof text - length, is_gap ? "|" : "%d|", figure);
    }
    return text;
}

static struct chart random_chart(uint32_t *seed)
{
    static const enum unit units[] = {UNIT_COUNT, UNIT_MONEY, UNIT_SCORE100, UNIT_NPS, UNIT_DECIMAL};
    static char            list[4096];
    enum chart_kind        kind = (enum chart_kind)(next(seed) % CHART_KIND_COUNT);
    enum unit              unit = units[next(seed) % COUNT_OF(units)];
    size_t                 count = 1 + next(seed) % (next(seed) % 4 == 0 ? 40 : 8), length = 0;
    if (unit == UNIT_NPS && kind != CHART_BAR && kind != CHART_LINE && kind != CHART_COLUMN) unit = UNIT_COUNT;
    if (kind == CHART_BULLET) unit = UNIT_SCORE100;
    list[0] = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i ? "|" : "",
                                   names[next(seed) % COUNT_OF(names)]);
    bool         is_dated = (kind == CHART_LINE || kind == CHART_COLUMN) && next(seed) % 2;
    struct chart chart =
        is_dated ? sample_months(kind, unit, 2025, 1 + (int)(next(seed) % 12), count) : sample_chart(kind, unit, list);
    chart.title = str_from(next(seed) % 2 ? "Une phrase qui dit ce que montre le graphique, sur deux lignes parfois"
                                          : "Une phrase");
    chart.subtitle = str_from("Mesure, unité, T3 2026");
    sample_series(&chart, "Cette année", SERIES_KEY, random_figures(seed, count, unit));
    static const enum series_role roles[] = {SERIES_OTHER, SERIES_PREVIOUS, SERIES_TARGET, SERIES_BENCHMARK,
                                            SERIES_LOW, SERIES_HIGH};
    for (size_t more = next(seed) % 4; more > 0; more--)
        sample_series(&chart, names[next(seed) % COUNT_OF(names)], roles[next(seed) % COUNT_OF(roles)],
                      random_figures(seed, count, unit));
    if (kind == CHART_BULLET || (unit == UNIT_SCORE100 && next(seed) % 2)) sample_health_bands(&chart);
    return chart;
}

static void texts_never_touch_nor_leave_the_chart(void **state)
{
    (void)state;
    uint32_t seed = 20260930;
    for (int round = 0; round < ROUNDS; round++) {
        arena = arena_new();
        struct chart chart = random_chart(&seed);
        mpt          column = (MPT_MM(170) - 11 * MPT_MM(4)) / 12, span = 6 + (mpt)(next(&seed) % 7);
        draw_and_check(&chart, column * span + MPT_MM(4) * (span - 1), round);
        arena_free(arena);
    }
}

static void a_chart_without_figures_says_so(void **state)
{
    (void)state;
    arena = arena_new();
    struct chart_env env = {fonts, locale, &theme, arena, 0};
    for (int kind = 0; kind < CHART_KIND_COUNT; kind++) {
        struct chart chart = sample_chart((enum chart_kind)kind, UNIT_COUNT, "A|B");
        page_items   items = {0};
        sample_series(&chart, "Rien", SERIES_KEY, "|");
        chart_draw(&env, &chart, (struct rect){0, 0, MPT_MM(80), chart_height(&env, &chart, MPT_MM(80))}, &items);
        assert_int_equal(items.count, 1);
        assert_true(str_starts(items.at[0].u.glyphs.run.text, "Aucune donnée"));
    }
    arena_free(arena);
}

static void a_chart_of_nothing_at_all_is_drawn(void **state)
{
    (void)state;
    arena = arena_new();
    for (int kind = 0; kind < CHART_KIND_COUNT; kind++) {
        struct chart chart = {.kind = (enum chart_kind)kind, .title = STR("Titre")};
        draw_and_check(&chart, MPT_MM(80), kind);
    }
    arena_free(arena);
}

/* Figures no double holds, zeros and differences of a hair: all have a place on the page. */
static void figures_beyond_doubles_are_drawn(void **state)
{
    (void)state;
    static char  huge[900];
    const char  *tiny = "0.000000000000000000000000000000000000001";
    struct chart chart;
    arena = arena_new();
    memset(huge, '9', sizeof huge - 1);
    const char *figures[] = {huge, tiny, "-1", "0", "3"};
    for (int kind = 0; kind < CHART_KIND_COUNT; kind++) {
        chart = sample_chart((enum chart_kind)kind, UNIT_SCORE100, "A|B|C|D|E");
        for (size_t first = 0; first < COUNT_OF(figures); first++) {
            struct chart_series *series = &chart.series[chart.series_count++];
            *series = (struct chart_series){STR("S"), SERIES_KEY, ARENA_ARRAY(arena, struct value, 5)};
            for (size_t i = 0; i < 5; i++)
                series->values[i] = sample_value(UNIT_DECIMAL, str_from(figures[(first + i) % COUNT_OF(figures)]));
        }
        struct chart_env env = {fonts, locale, &theme, arena, 0};
        page_items       items = {0};
        struct rect      box = {0, 0, MPT_MM(170), chart_height(&env, &chart, MPT_MM(170))};
        chart_draw(&env, &chart, box, &items);
        for (size_t i = 0; i < items.count; i++)
            for (size_t p = 0; items.at[i].kind == ITEM_PATH && p < items.at[i].u.path.path.xy_count; p++)
                assert_true(items.at[i].u.path.path.xy[p] > -1 && items.at[i].u.path.path.xy[p] < 1000);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_never_touch_nor_leave_the_chart),
        cmocka_unit_test(a_chart_without_figures_says_so),
        cmocka_unit_test(a_chart_of_nothing_at_all_is_drawn),
        cmocka_unit_test(figures_beyond_doubles_are_drawn),
    };
    return cmocka_run_group_tests(tests, open_drawing, close_drawing);
}
