/* SPDX-License-Identifier: MIT */
/*
 * line: a history. The key series in the brand colour, the others grey, a gap where a figure is missing, each series
 * named at its end; bands of the value axis lie pale behind with their names beside them.
 */
#include "chart/frame.h"
#include "chart/kinds.h"
#include "chart/labels.h"
#include "document/chart_facts.h"

#include <math.h>

#define KEY_WIDTH MPT_PT(1.75)
#define OTHER_WIDTH MPT_PT(1.25)
#define DOT MPT_PT(2.5)
#define LABEL_GAP MPT_PT(4)   /* from the plot to its labels */
#define FIGURE_GAP MPT_PT(3)  /* from a figure to its series' name */
#define GUTTER_PERCENT 36     /* of the width, for labels at most */
#define LEADER_FROM MPT_PT(5) /* a label moved further than this gets a thin line to its point */

/* What is written right of the plot: a series' last figure and name, or a band's name. */
struct end_label {
    const struct chart_series *series; /* NULL for a band */
    str                        figure, name;
    uint32_t                   color;
    mpt                        figure_width;
    mpt                        lines; /* its name's */
    struct point               point;
};

struct line_chart {
    struct marks       *marks;
    const struct chart *chart;
    struct frame        frame;
    struct end_label   *ends;
    size_t              end_count;
    mpt                 gutter;
};

static struct mark_stroke stroke_of(const struct theme *theme, const struct chart *chart,
                                    const struct chart_series *series)
{
    if (series == chart_key_series(chart)) return (struct mark_stroke){theme->brand, KEY_WIDTH, false};
    switch (series->role) {
    case SERIES_TARGET: return (struct mark_stroke){theme->ink, MPT_PT(0.75), true};
    case SERIES_BENCHMARK: return (struct mark_stroke){theme->soft_grey, MPT_PT(1), true};
    case SERIES_PREVIOUS: return (struct mark_stroke){theme->line_dark, OTHER_WIDTH, false};
    case SERIES_LOW:
    case SERIES_HIGH: return (struct mark_stroke){theme->line_light, MPT_PT(0.5), false};
    default: break;
    }
    /* Three greys dark to light; their end labels tell them apart, the tints only help the eye along. */
    uint32_t greys[] = {theme->soft_grey, theme->line_dark, theme->text_grey};
    return (struct mark_stroke){greys[(size_t)(series - chart->series) % COUNT_OF(greys)], OTHER_WIDTH, false};
}

/* The two ends of a range have one name between them, that of the higher. */
static bool is_range(const struct chart_series *series)
{
    return series->role == SERIES_LOW || series->role == SERIES_HIGH;
}

static void add_series_end(struct line_chart *line, const struct chart_series *series, mpt width)
{
    size_t last = chart_last_figure(line->chart, series);
    if (last == CHART_NO_CATEGORY || series->role == SERIES_LOW) return;
    const struct theme *theme = line->marks->env->theme;
    struct end_label   *end = &line->ends[line->end_count++];
    end->series = series;
    if (!is_range(series))
        end->figure = figure_label_within(line->marks, TEXT_FIGURE, &series->values[last], width / 4);
    end->name = line->chart->series_count > 1 ? series->name : STR_NONE;
    end->color = series == chart_key_series(line->chart) ? theme->brand : theme->text_grey;
    end->figure_width = marks_width(line->marks, TEXT_FIGURE, end->figure);
}

static void add_band_end(struct line_chart *line, const struct chart_band *band)
{
    if (band->label.len == 0) return;
    const struct theme *theme = line->marks->env->theme;
    line->ends[line->end_count++] =
        (struct end_label){.name = band->label, .color = band->tone ? tone_color(theme, band->tone) : theme->soft_grey};
}

static mpt end_width(const struct line_chart *line, const struct end_label *end)
{
    mpt name = marks_width(line->marks, TEXT_NAME, end->name);
    return end->figure_width + (end->figure_width > 0 && name > 0 ? FIGURE_GAP : 0) + name;
}

/* Left in the gutter for a name, after the figure. */
static mpt name_room(const struct line_chart *line, const struct end_label *end)
{
    mpt figure = end->figure_width > 0 ? end->figure_width + FIGURE_GAP : 0;
    return line->gutter - LABEL_GAP - figure + 1;
}

static void collect_ends(struct line_chart *line, mpt width)
{
    const struct chart *chart = line->chart;
    line->ends = ARENA_ARRAY(line->marks->env->arena, struct end_label, chart->series_count + chart->band_count);
    for (size_t i = 0; i < chart->series_count; i++)
        add_series_end(line, &chart->series[i], width);
    for (size_t i = 0; i < chart->band_count; i++)
        add_band_end(line, &chart->bands[i]);
    for (size_t i = 0; i < line->end_count; i++) {
        mpt needed = end_width(line, &line->ends[i]) + LABEL_GAP;
        if (needed > line->gutter) line->gutter = needed;
    }
    if (line->gutter > width * GUTTER_PERCENT / 100) line->gutter = width * GUTTER_PERCENT / 100;
    for (size_t i = 0; i < line->end_count; i++) {
        struct end_label *end = &line->ends[i];
        end->lines = (mpt)marks_line_count(line->marks, TEXT_NAME, end->name, name_room(line, end), 2);
        if (end->lines < 1) end->lines = 1;
    }
}

static void band_extent(const struct chart *chart, double *lo, double *hi)
{
    for (size_t i = 0; i < chart->band_count; i++) {
        *lo = fmin(*lo, figure_double(chart->bands[i].from));
        *hi = fmax(*hi, figure_double(chart->bands[i].to));
    }
}

static void draw_bands(struct line_chart *line)
{
    const struct theme *theme = line->marks->env->theme;
    struct rect         plot = line->frame.plot;
    for (size_t i = 0; i < line->chart->band_count; i++) {
        const struct chart_band *band = &line->chart->bands[i];
        mpt                      top = frame_y(&line->frame, figure_double(band->to)),
            bottom = frame_y(&line->frame, figure_double(band->from));
        uint32_t color = band->tone ? theme_mix(theme->tone[band->tone], 0xFFFFFF, 9) : theme->surface;
        marks_rect(line->marks, (struct rect){plot.x, top, plot.width, bottom - top}, color);
    }
}

static struct point point_of(const struct line_chart *line, const struct chart_series *series, size_t i)
{
    return (struct point){line->frame.centres[i], frame_y(&line->frame, figure_double(series->values[i].number))};
}

/* The field between the two ends of a range, where both are known; from the first to the last such point. */
static void draw_range(struct line_chart *line)
{
    const struct chart        *chart = line->chart;
    const struct chart_series *low = chart_series_of(chart, SERIES_LOW), *high = chart_series_of(chart, SERIES_HIGH);
    struct point              *corners = ARENA_ARRAY(line->marks->env->arena, struct point, 2 * chart->category_count);
    size_t                     count = 0;
    if (!low || !high) return;
    for (size_t i = 0; i < chart->category_count; i++)
        if (value_has_number(&low->values[i]) && value_has_number(&high->values[i])) corners[count++] = point_of(line, high, i);
    for (size_t i = chart->category_count; i > 0; i--)
        if (value_has_number(&low->values[i - 1]) && value_has_number(&high->values[i - 1]))
            corners[count++] = point_of(line, low, i - 1);
    if (count >= 4) marks_area(line->marks, corners, count, line->marks->env->theme->line_light);
}

/* Draws each unbroken stretch; a figure between two gaps is a dot, or it would not be seen. */
static void draw_series(struct line_chart *line, const struct chart_series *series)
{
    size_t             count = line->chart->category_count, length = 0;
    struct point      *points = ARENA_ARRAY(line->marks->env->arena, struct point, count);
    struct mark_stroke stroke = stroke_of(line->marks->env->theme, line->chart, series);
    for (size_t i = 0; i < count; i++) {
        bool has_figure = value_has_number(&series->values[i]);
        if (has_figure) points[length++] = point_of(line, series, i);
        if (has_figure && i + 1 < count) continue;
        if (length > 1) marks_polyline(line->marks, points, length, stroke);
        if (length == 1) marks_dot(line->marks, points[0], DOT * 3 / 4, stroke.color);
        length = 0;
    }
}

static void draw_last_dot(struct line_chart *line, const struct chart_series *series)
{
    size_t   last = chart_last_figure(line->chart, series);
    bool     is_key = series == chart_key_series(line->chart);
    uint32_t color = stroke_of(line->marks->env->theme, line->chart, series).color;
    if (last == CHART_NO_CATEGORY || series->role == SERIES_TARGET || series->role == SERIES_BENCHMARK) return;
    if (is_range(series)) return;
    struct point point = point_of(line, series, last);
    marks_dot(line->marks, point, DOT + MPT_PT(1), 0xFFFFFF);
    marks_dot(line->marks, point, is_key ? DOT : DOT * 3 / 4, color);
}

/* A range is named at its middle. */
static struct point range_point(const struct line_chart *line, const struct chart_series *high)
{
    const struct chart_series *low = chart_series_of(line->chart, SERIES_LOW);
    size_t                     last = chart_last_figure(line->chart, high);
    struct point               point = point_of(line, high, last);
    if (low && value_has_number(&low->values[last])) point.y = (point.y + point_of(line, low, last).y) / 2;
    return point;
}

static void anchor_ends(struct line_chart *line)
{
    size_t band = 0;
    for (size_t i = 0; i < line->end_count; i++) {
        struct end_label *end = &line->ends[i];
        if (end->series && end->series->role == SERIES_HIGH) {
            end->point = range_point(line, end->series);
            continue;
        }
        if (end->series) {
            end->point = point_of(line, end->series, chart_last_figure(line->chart, end->series));
            continue;
        }
        while (line->chart->bands[band].label.len == 0)
            band++;
        double middle = (figure_double(line->chart->bands[band].from) + figure_double(line->chart->bands[band].to)) / 2;
        end->point = (struct point){line->frame.plot.x + line->frame.plot.width, frame_y(&line->frame, middle)};
        band++;
    }
}

/* A label that left its point, or stands beyond months without a figure, is tied to it. */
static void draw_leader(struct line_chart *line, const struct end_label *end, struct point to)
{
    mpt away = to.y > end->point.y ? to.y - end->point.y : end->point.y - to.y;
    if (!end->series || (away <= LEADER_FROM && end->point.x + LEADER_FROM * 3 > to.x)) return;
    struct point from = {end->point.x + DOT + MPT_PT(0.75), end->point.y};
    marks_rule(line->marks, from, to, line->marks->env->theme->line_dark, MPT_PT(0.5));
}

/* `y` is the middle of the label's first line. */
static void draw_end(struct line_chart *line, const struct end_label *end, mpt y)
{
    mpt x = line->frame.plot.x + line->frame.plot.width + LABEL_GAP;
    draw_leader(line, end, (struct point){x - MPT_PT(1.5), y});
    marks_label(line->marks, TEXT_FIGURE, end->color, end->figure, (struct point){x, y}, ANCHOR_START, 0);
    if (end->figure_width > 0) x += end->figure_width + FIGURE_GAP;
    struct rect box = {x, y - marks_leading(line->marks, TEXT_NAME) / 2, name_room(line, end), 0};
    if (box.width > MPT_PT(8)) marks_paragraph(line->marks, TEXT_NAME, end->color, end->name, box, ANCHOR_START, 2);
}

/* A lone point, or a lone series whose last months are missing, has its figure beside it: nothing stands there. */
static bool draw_early_end(struct line_chart *line, const struct end_label *end)
{
    const struct chart *chart = line->chart;
    if (!end->series || chart->series_count > 1) return false;
    if (chart->category_count > 1 && chart_last_figure(chart, end->series) + 1 == chart->category_count) return false;
    struct point at = {end->point.x + DOT + LABEL_GAP, end->point.y};
    marks_label(line->marks, TEXT_FIGURE, end->color, end->figure, at, ANCHOR_START, 0);
    return true;
}

static void draw_ends(struct line_chart *line)
{
    struct arena      *arena = line->marks->env->arena;
    struct label_spot *spots = ARENA_ARRAY(arena, struct label_spot, line->end_count);
    mpt                leading = marks_leading(line->marks, TEXT_NAME);
    for (size_t i = 0; i < line->end_count; i++) {
        const struct end_label *end = &line->ends[i];
        bool                    is_key = end->series && end->series == chart_key_series(line->chart);
        mpt                     below = leading * (end->lines - 1); /* the first line is level with the point */
        spots[i] = (struct label_spot){.wanted = end->point.y + below / 2,
                                       .extent = leading + below,
                                       .rank = is_key        ? 0
                                               : end->series ? 1
                                                             : 2};
    }
    struct rect plot = line->frame.plot;
    labels_spread(arena, spots, line->end_count, plot.y - leading / 2, plot.y + plot.height + leading / 2, 0);
    for (size_t i = 0; i < line->end_count; i++) {
        mpt first = spots[i].at - leading * (line->ends[i].lines - 1) / 2;
        if (spots[i].is_shown && !draw_early_end(line, &line->ends[i])) draw_end(line, &line->ends[i], first);
    }
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct line_chart          line = {.marks = marks, .chart = chart};
    struct frame_needs         needs = {.has_value_axis = true, .is_points = true};
    const struct chart_series *key = chart_key_series(chart);
    collect_ends(&line, box.width);
    chart_extent(chart, false, &needs.lo, &needs.hi);
    band_extent(chart, &needs.lo, &needs.hi);
    needs.right = line.gutter;
    frame_fit(marks, chart, box, &needs, &line.frame);
    draw_bands(&line);
    draw_range(&line);
    frame_draw(marks, chart, &line.frame);
    frame_draw_zero(marks, &line.frame);
    for (size_t i = 0; i < chart->series_count; i++) {
        if (&chart->series[i] != key) draw_series(&line, &chart->series[i]), draw_last_dot(&line, &chart->series[i]);
    }
    draw_series(&line, key);
    draw_last_dot(&line, key);
    anchor_ends(&line);
    draw_ends(&line);
}

const struct chart_type chart_type_line = {.block = MPT_MM(56), .draw = draw};
