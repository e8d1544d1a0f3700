/* SPDX-License-Identifier: MIT */
/*
 * bullet: one figure against its bands, a row each (health over ROUGE, JAUNE, VERT, domain 3.18). The words stand over
 * the bands, the figure over its bar, the previous one is a mark across; colour is never alone.
 */
#include "chart/kinds.h"
#include "chart/labels.h"
#include "chart/rows.h"
#include "document/chart_facts.h"

#include <math.h>

#define BAND MPT_PT(20)    /* thickness of the bands */
#define ROW_GAP MPT_PT(10) /* between rows, and under the bands for the scale */
#define BAR_PART 36        /* [percent] of the bands' thickness */
#define LABEL_GAP MPT_PT(6)

struct bullet {
    struct marks       *marks;
    const struct chart *chart;
    struct rows         rows;
    struct scale        scale;
    bool                has_names; /* one bullet needs none: the title is its name */
};

static void fit_rows(struct marks *marks, const struct chart *chart, mpt width, struct bullet *bullet)
{
    *bullet = (struct bullet){.marks = marks, .chart = chart, .has_names = chart->category_count > 1};
    rows_fit(marks, chart, width, &(struct rows_needs){.least = BAND + ROW_GAP}, &bullet->rows);
    if (!bullet->has_names) bullet->rows.height = BAND + ROW_GAP;
}

static mpt head_height(const struct bullet *bullet)
{
    return bullet->chart->band_count > 0 ? marks_leading(bullet->marks, TEXT_NAME) + MPT_PT(2) : 0;
}

static mpt foot_height(const struct bullet *bullet)
{
    return marks_leading(bullet->marks, TEXT_TICK);
}

static mpt body(struct marks *marks, const struct chart *chart, mpt width)
{
    struct bullet bullet;
    fit_rows(marks, chart, width, &bullet);
    return head_height(&bullet) + bullet.rows.height + foot_height(&bullet);
}

/* One bullet says its figure large; in a list the figures are labels like any other. */
static enum mark_text figure_kind(const struct bullet *bullet)
{
    return bullet->has_names ? TEXT_FIGURE : TEXT_TITLE;
}

static mpt figure_room(const struct bullet *bullet)
{
    mpt widest = 0;
    for (size_t i = 0; i < bullet->chart->category_count; i++) {
        const struct value *value = &chart_key_series(bullet->chart)->values[i];
        mpt                 width = marks_width(bullet->marks, figure_kind(bullet), figure_print(bullet->marks, value));
        if (width > widest) widest = width;
    }
    return widest + LABEL_GAP;
}

static void fit_scale(struct bullet *bullet, struct rect box)
{
    const struct chart *chart = bullet->chart;
    chart_extent(chart, chart->band_count == 0, &bullet->scale.lo, &bullet->scale.hi);
    if (chart->band_count > 0) { /* the bands are the scale: a figure beyond them stands at their end */
        bullet->scale.lo = figure_double(chart->bands[0].from);
        bullet->scale.hi = figure_double(chart->bands[chart->band_count - 1].to);
    }
    if (chart->has_minimum) bullet->scale.lo = figure_double(chart->minimum);
    if (chart->has_maximum) bullet->scale.hi = figure_double(chart->maximum);
    if (!(bullet->scale.lo < bullet->scale.hi)) bullet->scale.hi = bullet->scale.lo + 1;
    bullet->scale.from = box.x + (bullet->has_names ? rows_indent(&bullet->rows) : 0);
    bullet->scale.to = box.x + box.width - figure_room(bullet);
}

/* Bands in whole points leave 40 to 41 to nobody: they meet in the middle. */
static double border(const struct bullet *bullet, size_t after)
{
    const struct chart_band *bands = bullet->chart->bands;
    if (after == 0) return bullet->scale.lo;
    if (after == bullet->chart->band_count) return bullet->scale.hi;
    return (figure_double(bands[after - 1].to) + figure_double(bands[after].from)) / 2;
}

static uint32_t band_color(const struct bullet *bullet, const struct chart_band *band)
{
    /* [percent] of the tone on white: with one for all, yellow and green would be the same grey. */
    static const int    tints[] = {[TONE_GOOD] = 14, [TONE_WATCH] = 24, [TONE_BAD] = 26};
    const struct theme *theme = bullet->marks->env->theme;
    return band->tone ? theme_mix(theme->tone[band->tone], 0xFFFFFF, tints[band->tone]) : theme->line_light;
}

static void draw_bands(struct bullet *bullet, mpt top)
{
    for (size_t i = 0; i < bullet->chart->band_count; i++) {
        mpt from = scale_at(&bullet->scale, border(bullet, i)), to = scale_at(&bullet->scale, border(bullet, i + 1));
        mpt gap = i > 0 ? MPT_PT(1) : 0;
        marks_rect(bullet->marks, (struct rect){from + gap, top, to - from - gap, BAND},
                   band_color(bullet, &bullet->chart->bands[i]));
    }
    if (bullet->chart->band_count > 0) return;
    struct rect whole = {bullet->scale.from, top, bullet->scale.to - bullet->scale.from, BAND};
    marks_rect(bullet->marks, whole, bullet->marks->env->theme->line_light);
}

/* Words that are wider than their band are pushed apart over the names and figures, whose columns are empty there. */
static void draw_band_words(struct bullet *bullet, struct rect box)
{
    const struct theme *theme = bullet->marks->env->theme;
    const struct chart *chart = bullet->chart;
    struct label_spot  *spots = ARENA_ARRAY(bullet->marks->env->arena, struct label_spot, chart->band_count);
    for (size_t i = 0; i < chart->band_count; i++) {
        mpt from = scale_at(&bullet->scale, border(bullet, i)) + (i > 0 ? MPT_PT(1) : 0);
        mpt width = marks_width(bullet->marks, TEXT_FIGURE, chart->bands[i].label);
        spots[i] = (struct label_spot){.wanted = from + width / 2, .extent = width};
    }
    labels_spread(bullet->marks->env->arena, spots, chart->band_count, box.x, box.x + box.width, MPT_PT(5));
    for (size_t i = 0; i < chart->band_count; i++) {
        struct point at = {spots[i].at - spots[i].extent / 2, box.y + marks_leading(bullet->marks, TEXT_NAME) / 2};
        uint32_t     color = chart->bands[i].tone ? tone_color(theme, chart->bands[i].tone) : theme->text_grey;
        if (spots[i].is_shown)
            marks_label(bullet->marks, TEXT_FIGURE, color, chart->bands[i].label, at, ANCHOR_START, 0);
    }
}

static void draw_previous(struct bullet *bullet, size_t i, mpt top)
{
    const struct chart_series *series = chart_series_of(bullet->chart, SERIES_PREVIOUS);
    if (!series || series == chart_key_series(bullet->chart) || !value_has_number(&series->values[i])) return;
    mpt x = scale_at(&bullet->scale, figure_double(series->values[i].number));
    marks_rect(bullet->marks, (struct rect){x - MPT_PT(1.75), top + BAND / 10, MPT_PT(3.5), BAND * 8 / 10}, 0xFFFFFF);
    marks_rect(bullet->marks, (struct rect){x - MPT_PT(1), top + BAND / 10, MPT_PT(2), BAND * 8 / 10},
               bullet->marks->env->theme->soft_grey);
}

static void draw_bar(struct bullet *bullet, size_t i, mpt top)
{
    const struct theme *theme = bullet->marks->env->theme;
    const struct value *value = &chart_key_series(bullet->chart)->values[i];
    mpt                 thickness = BAND * BAR_PART / 100, y = top + BAND / 2;
    if (value_has_number(value)) {
        mpt end = scale_at(&bullet->scale, figure_double(value->number));
        marks_rect(bullet->marks,
                   (struct rect){bullet->scale.from, y - thickness / 2, end - bullet->scale.from, thickness},
                   theme->ink);
    }
    draw_previous(bullet, i, top);
    str          label = figure_print(bullet->marks, value);
    struct point at = {bullet->scale.to + LABEL_GAP, y};
    uint32_t     color = value_has_number(value) ? theme->ink : theme->soft_grey;
    marks_label(bullet->marks, value_has_number(value) ? figure_kind(bullet) : TEXT_NAME, color, label, at,
                ANCHOR_START, 0);
}

/* Names the previous mark under the last row; gives the place it took. */
static struct rect draw_previous_name(struct bullet *bullet, mpt y)
{
    const struct chart_env    *env = bullet->marks->env;
    const struct chart_series *series = chart_series_of(bullet->chart, SERIES_PREVIOUS);
    size_t                     last = bullet->rows.count - 1;
    if (!series || series == chart_key_series(bullet->chart) || !value_has_number(&series->values[last]))
        return (struct rect){0};
    str name = arena_printf(env->arena, "%.*s %.*s", STR_ARG(series->name),
                            STR_ARG(figure_label(bullet->marks, &series->values[last])));
    mpt width = marks_width(bullet->marks, TEXT_TICK, name),
        at = scale_at(&bullet->scale, figure_double(series->values[last].number));
    if (width > bullet->scale.to - bullet->scale.from) { /* the figure speaks for itself, a cut name would not */
        name = figure_label(bullet->marks, &series->values[last]);
        width = marks_width(bullet->marks, TEXT_TICK, name);
    }
    mpt x = labels_clamp(at, width, bullet->scale.from, bullet->scale.to);
    marks_label(bullet->marks, TEXT_TICK, env->theme->text_grey, name, (struct point){x, y}, ANCHOR_MIDDLE, 0);
    return (struct rect){x - width / 2, y, width, 0};
}

/* The ends of the bands under the last row, where the name of the previous mark has not `taken` the place. */
static void draw_scale(struct bullet *bullet, mpt y, struct rect taken)
{
    const struct chart_env *env = bullet->marks->env;
    mpt                     end = 0;
    for (size_t i = 0; i <= bullet->chart->band_count; i++) {
        bool   is_inner = i > 0 && i < bullet->chart->band_count;
        double number = is_inner ? figure_double(bullet->chart->bands[i].from) : border(bullet, i);
        str  label = locale_print_tick(env->locale, env->arena, bullet->chart->unit, bullet->chart->currency, number, 0,
                                       number >= 10000);
        mpt  width = marks_width(bullet->marks, TEXT_TICK, label);
        mpt  x = labels_clamp(scale_at(&bullet->scale, border(bullet, i)), width, bullet->scale.from, bullet->scale.to);
        bool is_taken = x + width / 2 > taken.x - MPT_PT(4) && x - width / 2 < taken.x + taken.width + MPT_PT(4);
        if ((taken.width > 0 && is_taken) || (i > 0 && x - width / 2 < end + MPT_PT(4))) continue;
        marks_label(bullet->marks, TEXT_TICK, env->theme->soft_grey, label, (struct point){x, y}, ANCHOR_MIDDLE, 0);
        end = x + width / 2;
    }
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct bullet bullet;
    fit_rows(marks, chart, box.width, &bullet);
    fit_scale(&bullet, box);
    draw_band_words(&bullet, box);
    mpt y = box.y + head_height(&bullet);
    for (size_t i = 0; i < bullet.rows.count; i++) {
        mpt height = bullet.has_names ? bullet.rows.heights[i] : BAND + ROW_GAP;
        mpt top = y + (height - ROW_GAP - BAND) / 2;
        if (bullet.has_names) rows_draw_name(marks, &bullet.rows, i, box.x, top + BAND / 2, marks->env->theme->ink);
        draw_bands(&bullet, top);
        draw_bar(&bullet, i, top);
        y += height;
    }
    y += marks_leading(marks, TEXT_TICK) / 2 - ROW_GAP + MPT_PT(4);
    draw_scale(&bullet, y, draw_previous_name(&bullet, y));
    rows_draw_foot(marks, &bullet.rows, chart->category_count, box);
}

const struct chart_type chart_type_bullet = {.body = body, .draw = draw};
