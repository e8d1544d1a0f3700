/* SPDX-License-Identifier: MIT */
/*
 * column: amounts over time, or categories in a natural order. Bars start at zero and take 65 % of their slot; the
 * previous year is grey beside them, a target their outline, a benchmark a level across, an incomplete or forecast one
 * hatched.
 */
#include "chart/frame.h"
#include "chart/kinds.h"
#include "chart/labels.h"
#include "document/chart_facts.h"

#define BAR_PERCENT 65
#define LABEL_GAP MPT_PT(3)
#define SWATCH MPT_PT(6)
#define SWATCH_ROOM MPT_PT(14) /* from the plot to the name */

struct column_chart {
    struct marks       *marks;
    const struct chart *chart;
    struct frame        frame;
    size_t              bars; /* side by side in a slot */
    bool                has_tones;
};

static bool is_solid(const struct chart *chart, const struct chart_series *series)
{
    return series == chart_key_series(chart) || (series->role != SERIES_TARGET && series->role != SERIES_BENCHMARK);
}

static uint32_t column_color(const struct column_chart *column, const struct chart_series *series, size_t i)
{
    const struct theme *theme = column->marks->env->theme;
    if (series != chart_key_series(column->chart))
        return series->role == SERIES_PREVIOUS ? theme->line : theme->line_dark;
    return column->has_tones && series->values[i].tone ? tone_color(theme, series->values[i].tone) : theme->brand;
}

static mpt bar_width(const struct column_chart *column)
{
    mpt most = MPT_PT(44); /* three categories across a page would be slabs */
    mpt width = column->frame.slot * BAR_PERCENT / 100 / (mpt)(column->bars > 0 ? column->bars : 1);
    return width < most ? width : most;
}

static struct rect bar_box(const struct column_chart *column, size_t place, double number, size_t i)
{
    mpt width = bar_width(column), zero = frame_y(&column->frame, 0), end = frame_y(&column->frame, number);
    mpt left = column->frame.centres[i] - width * (mpt)column->bars / 2 + width * (mpt)place;
    mpt gap = column->bars > 1 ? width / 12 : 0;
    return (struct rect){left, zero < end ? zero : end, width - gap, zero < end ? end - zero : zero - end};
}

static bool is_hatched(const struct chart *chart, size_t i)
{
    return chart->bar_roles && chart->bar_roles[i] == BAR_PARTIAL;
}

static void draw_bars(struct column_chart *column, const struct chart_series *series, size_t place)
{
    for (size_t i = 0; i < column->chart->category_count; i++) {
        if (!value_has_number(&series->values[i])) continue;
        struct rect box = bar_box(column, place, figure_double(series->values[i].number), i);
        uint32_t    color = column_color(column, series, i);
        if (is_hatched(column->chart, i))
            marks_hatch(column->marks, box, color);
        else
            marks_rect(column->marks, box, color);
    }
}

static void draw_target(struct column_chart *column, const struct chart_series *series)
{
    mpt width = bar_width(column) * (mpt)column->bars + MPT_PT(4), most = column->frame.slot - MPT_PT(1.5);
    if (width > most) width = most;
    for (size_t i = 0; i < column->chart->category_count; i++) {
        if (!value_has_number(&series->values[i])) continue;
        struct rect box = bar_box(column, 0, figure_double(series->values[i].number), i);
        box.x = column->frame.centres[i] - width / 2;
        box.width = width;
        marks_outline(column->marks, box, column->marks->env->theme->soft_grey, MPT_PT(0.75));
    }
}

static void draw_level(struct column_chart *column, const struct chart_series *series)
{
    const struct theme *theme = column->marks->env->theme;
    for (size_t i = 0; i < column->chart->category_count; i++) {
        if (!value_has_number(&series->values[i])) continue;
        mpt y = frame_y(&column->frame, figure_double(series->values[i].number)), half = column->frame.slot / 2;
        mpt x = column->frame.centres[i];
        marks_rule(column->marks, (struct point){x - half, y}, (struct point){x + half, y}, theme->ink, MPT_PT(0.75));
    }
}

/* Whether the figures of every key bar fit over their slots; else the last and the highest speak. */
static bool fits_all(const struct column_chart *column)
{
    const struct chart_series *key = chart_key_series(column->chart);
    mpt                        room = column->bars > 1 ? bar_width(column) * 3 / 2 : column->frame.slot;
    for (size_t i = 0; i < column->chart->category_count; i++) {
        if (!value_has_number(&key->values[i])) continue;
        str label = figure_label(column->marks, &key->values[i]);
        if (marks_width(column->marks, TEXT_FIGURE, label) > room - MPT_PT(3)) return false;
    }
    return true;
}

static size_t key_place(const struct column_chart *column)
{
    const struct chart_series *key = chart_key_series(column->chart);
    size_t                     place = 0;
    for (const struct chart_series *series = column->chart->series; series != key; series++)
        place += is_solid(column->chart, series);
    return place;
}

static mpt figure_width(const struct column_chart *column, size_t i)
{
    return marks_width(column->marks, TEXT_FIGURE,
                       figure_label(column->marks, &chart_key_series(column->chart)->values[i]));
}

/* Top of the highest mark that stands between two places across, for a label to stand over: bars beside may be higher.
 */
static mpt highest_between(const struct column_chart *column, mpt left, mpt right)
{
    mpt top = frame_y(&column->frame, 0), half = column->frame.slot * BAR_PERCENT / 200;
    for (size_t i = 0; i < column->chart->category_count; i++) {
        if (column->frame.centres[i] + half < left || column->frame.centres[i] - half > right) continue;
        for (size_t s = 0; s < column->chart->series_count; s++) {
            const struct value *value = &column->chart->series[s].values[i];
            mpt y = value_has_number(value) ? frame_y(&column->frame, figure_double(value->number)) : top;
            if (y < top) top = y;
        }
    }
    return top;
}

static void draw_figure(struct column_chart *column, size_t i)
{
    const struct value *value = &chart_key_series(column->chart)->values[i];
    struct rect  box = bar_box(column, key_place(column), figure_double(value->number), i), plot = column->frame.plot;
    mpt          half = marks_text_size(column->marks, TEXT_FIGURE) * 3 / 8, width = figure_width(column, i);
    struct point at = {labels_clamp(box.x + box.width / 2, width, plot.x, plot.x + plot.width), 0};
    bool         is_below = exact_sign(value->number) < 0;
    at.y = highest_between(column, at.x - width / 2, at.x + width / 2) - LABEL_GAP - half;
    if (is_below) at.y = box.y + box.height + LABEL_GAP + half;
    marks_label(column->marks, TEXT_FIGURE, column->marks->env->theme->ink, figure_label(column->marks, value), at,
                ANCHOR_MIDDLE, 0);
}

static bool is_apart(const struct column_chart *column, size_t a, size_t b)
{
    mpt distance = column->frame.centres[a] - column->frame.centres[b];
    return (distance < 0 ? -distance : distance) > figure_width(column, a) + figure_width(column, b);
}

static void draw_figures(struct column_chart *column)
{
    const struct chart_series *key = chart_key_series(column->chart);
    size_t                     low, high, last = chart_last_figure(column->chart, key);
    if (!chart_extremes(column->chart, key, &low, &high)) return;
    if (fits_all(column)) {
        for (size_t i = 0; i < column->chart->category_count; i++) {
            if (value_has_number(&key->values[i])) draw_figure(column, i);
        }
        return;
    }
    draw_figure(column, last);
    if (high != last && is_apart(column, high, last)) draw_figure(column, high);
}

static mpt name_width(const struct column_chart *column, mpt width)
{
    mpt widest = 0;
    for (size_t s = 0; column->chart->series_count > 1 && s < column->chart->series_count; s++) {
        mpt natural = marks_width(column->marks, TEXT_NAME, column->chart->series[s].name) + SWATCH_ROOM;
        if (natural > widest) widest = natural;
    }
    return widest < width / 3 ? widest : width / 3;
}

/* A swatch as the series is drawn, left of its name. */
static void draw_swatch(struct column_chart *column, const struct chart_series *series, mpt x, mpt y)
{
    const struct theme *theme = column->marks->env->theme;
    struct rect         box = {x, y - SWATCH / 2, SWATCH, SWATCH};
    size_t              last = chart_last_figure(column->chart, series);
    if (series->role == SERIES_TARGET)
        marks_outline(column->marks, box, theme->soft_grey, MPT_PT(0.75));
    else if (is_solid(column->chart, series))
        marks_rect(column->marks, box, column_color(column, series, last));
    else
        marks_rule(column->marks, (struct point){x, y}, (struct point){x + SWATCH, y}, theme->ink, MPT_PT(0.75));
}

/* Names the series beside their last bars. */
static void draw_series_names(struct column_chart *column)
{
    const struct chart *chart = column->chart;
    struct arena       *arena = column->marks->env->arena;
    struct label_spot  *spots = ARENA_ARRAY(arena, struct label_spot, chart->series_count);
    mpt                 leading = marks_leading(column->marks, TEXT_NAME),
        x = column->frame.plot.x + column->frame.plot.width + SWATCH_ROOM - SWATCH - MPT_PT(3);
    for (size_t s = 0; s < chart->series_count; s++) {
        size_t last = chart_last_figure(chart, &chart->series[s]);
        double number = last == CHART_NO_CATEGORY ? 0 : figure_double(chart->series[s].values[last].number);
        spots[s] = (struct label_spot){.wanted = frame_y(&column->frame, number), .extent = leading};
    }
    struct rect plot = column->frame.plot;
    labels_spread(arena, spots, chart->series_count, plot.y, plot.y + plot.height, 0);
    for (size_t s = 0; s < chart->series_count; s++) {
        if (!spots[s].is_shown || chart_last_figure(chart, &chart->series[s]) == CHART_NO_CATEGORY) continue;
        draw_swatch(column, &chart->series[s], x, spots[s].at);
        struct point at = {x + SWATCH + MPT_PT(3), spots[s].at};
        marks_label(column->marks, TEXT_NAME, column->marks->env->theme->text_grey, chart->series[s].name, at,
                    ANCHOR_START, column->frame.right - at.x + 1);
    }
}

static void draw_solids(struct column_chart *column)
{
    size_t place = 0;
    for (size_t s = 0; s < column->chart->series_count; s++) {
        if (is_solid(column->chart, &column->chart->series[s])) draw_bars(column, &column->chart->series[s], place++);
    }
}

static void draw_references(struct column_chart *column)
{
    for (size_t s = 0; s < column->chart->series_count; s++) {
        const struct chart_series *series = &column->chart->series[s];
        if (is_solid(column->chart, series)) continue;
        if (series->role == SERIES_TARGET)
            draw_target(column, series);
        else
            draw_level(column, series);
    }
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct column_chart column = {.marks = marks, .chart = chart};
    struct frame_needs  needs = {.has_value_axis = true, .above = marks_leading(marks, TEXT_FIGURE) + LABEL_GAP};
    for (size_t s = 0; s < chart->series_count; s++)
        column.bars += is_solid(chart, &chart->series[s]);
    const struct value *values = chart_key_series(chart)->values;
    for (size_t i = 0; i < chart->category_count; i++)
        column.has_tones |= values[i].tone != TONE_NONE;
    chart_extent(chart, true, &needs.lo, &needs.hi);
    needs.right = name_width(&column, box.width);
    if (needs.lo < 0) needs.below = needs.above;
    frame_fit(marks, chart, box, &needs, &column.frame);
    frame_draw(marks, chart, &column.frame);
    draw_solids(&column);
    draw_references(&column);
    frame_draw_zero(marks, &column.frame);
    draw_figures(&column);
    if (needs.right > 0) draw_series_names(&column);
}

const struct chart_type chart_type_column = {.block = MPT_MM(56), .draw = draw};
