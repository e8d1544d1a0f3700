/* SPDX-License-Identifier: MIT */
/*
 * heatmap: rows by columns, the darker the higher: cohorts by age (domain 3.8), an RFM map. Rows are the categories,
 * columns the series. The figure stands in its cell; a cell still under way is hatched, one that cannot exist blank.
 */
#include "chart/kinds.h"
#include "chart/rows.h"

#include <math.h>

#define CELL MPT_PT(17)
#define CELL_GAP MPT_PT(1)
#define HEAD_LINES 2
#define HEAD_GAP MPT_PT(3)
#define CELL_MOST MPT_MM(24) /* wider cells would be bars */
#define PALEST 6             /* [percent] of the brand on white, of the lowest figure */
#define DARKEST 92

struct heatmap {
    struct marks       *marks;
    const struct chart *chart;
    struct rows         rows;
    double              lo, hi;
    mpt                 cell; /* width */
    mpt                 head; /* height of the columns' names */
};

static mpt head_height(const struct heatmap *heatmap)
{
    size_t lines = 0;
    for (size_t i = 0; i < heatmap->chart->series_count; i++) {
        size_t needed = marks_line_count(heatmap->marks, TEXT_TICK, heatmap->chart->series[i].name,
                                         heatmap->cell - CELL_GAP, HEAD_LINES);
        if (needed > lines) lines = needed;
    }
    return (mpt)lines * marks_leading(heatmap->marks, TEXT_TICK) + HEAD_GAP;
}

static void fit(struct marks *marks, const struct chart *chart, mpt width, struct heatmap *heatmap)
{
    *heatmap = (struct heatmap){.marks = marks, .chart = chart};
    rows_fit(marks, chart, width, &(struct rows_needs){.least = CELL}, &heatmap->rows);
    mpt columns = chart->series_count > 0 ? (mpt)chart->series_count : 1;
    heatmap->cell = (width - rows_indent(&heatmap->rows)) / columns;
    if (heatmap->cell > CELL_MOST) heatmap->cell = CELL_MOST;
    heatmap->head = head_height(heatmap);
    chart_extent(chart, true, &heatmap->lo, &heatmap->hi);
    if (chart->has_minimum) heatmap->lo = figure_double(chart->minimum);
    if (chart->has_maximum) heatmap->hi = figure_double(chart->maximum);
    if (!(heatmap->lo < heatmap->hi)) heatmap->hi = heatmap->lo + 1;
}

static mpt body(struct marks *marks, const struct chart *chart, mpt width)
{
    struct heatmap heatmap;
    fit(marks, chart, width, &heatmap);
    return heatmap.head + heatmap.rows.height;
}

static void draw_head(const struct heatmap *heatmap, mpt left, mpt top)
{
    for (size_t i = 0; i < heatmap->chart->series_count; i++) {
        struct rect box = {left + (mpt)i * heatmap->cell, top, heatmap->cell - CELL_GAP, 0};
        str         name = heatmap->chart->series[i].name;
        size_t      lines = marks_line_count(heatmap->marks, TEXT_TICK, name, box.width, HEAD_LINES);
        box.y += heatmap->head - HEAD_GAP - (mpt)lines * marks_leading(heatmap->marks, TEXT_TICK);
        marks_paragraph(heatmap->marks, TEXT_TICK, heatmap->marks->env->theme->text_grey, name, box, ANCHOR_MIDDLE,
                        HEAD_LINES);
    }
}

/* [percent] of the brand's colour. */
static int strength(const struct heatmap *heatmap, double number)
{
    double share = (number - heatmap->lo) / (heatmap->hi - heatmap->lo);
    if (!(share > 0)) share = 0; /* nor what is no number, of limits too far apart for a double */
    if (share > 1) share = 1;
    return PALEST + (int)(share * (DARKEST - PALEST) + 0.5);
}

/* Relative luminance, 0 to 1, with 2.2 for sRGB's two-part curve: WCAG 2.1. */
static double luminance(uint32_t color)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double              sum = 0;
    for (int i = 0; i < 3; i++)
        sum += weights[i] * pow(((color >> (16 - 8 * i)) & 0xFF) / 255.0, 2.2);
    return sum;
}

/* White or ink, whichever has the greater contrast with the cell. */
static uint32_t text_color(const struct heatmap *heatmap, uint32_t cell)
{
    uint32_t ink = heatmap->marks->env->theme->ink;
    double   at = luminance(cell) + 0.05;
    return 1.05 / at > at / (luminance(ink) + 0.05) ? 0xFFFFFF : ink;
}

/* What stands in a cell, or nothing where it would touch its edges: the colour speaks, the table has the figure. */
static void draw_cell_text(const struct heatmap *heatmap, enum mark_text kind, uint32_t color, str text,
                           struct rect box)
{
    struct point middle = {box.x + box.width / 2, box.y + box.height / 2};
    if (marks_width(heatmap->marks, kind, text) + MPT_PT(3) > box.width) return;
    marks_label(heatmap->marks, kind, color, text, middle, ANCHOR_MIDDLE, 0);
}

/* Whole percents: a decimal tells nothing that the eye could use there. */
static str cell_label(const struct heatmap *heatmap, const struct value *value, mpt room)
{
    if (value->unit == UNIT_PERCENT) return figure_whole_percent(heatmap->marks, value->number);
    return figure_label_within(heatmap->marks, TEXT_FIGURE, value, room);
}

static void draw_cell(const struct heatmap *heatmap, const struct value *value, struct rect box)
{
    const struct chart_env *env = heatmap->marks->env;
    if (value->kind == VALUE_MISSING) {
        marks_hatch(heatmap->marks, box, env->theme->line);
    } else if (value_has_number(value)) {
        int      percent = strength(heatmap, figure_double(value->number));
        uint32_t cell = theme_mix(env->theme->brand, 0xFFFFFF, percent);
        marks_rect(heatmap->marks, box, cell);
        draw_cell_text(heatmap, TEXT_FIGURE, text_color(heatmap, cell),
                       cell_label(heatmap, value, box.width - MPT_PT(3)), box);
    }
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct heatmap heatmap;
    fit(marks, chart, box.width, &heatmap);
    mpt left = box.x + rows_indent(&heatmap.rows), y = box.y + heatmap.head;
    draw_head(&heatmap, left, box.y);
    for (size_t i = 0; i < heatmap.rows.count; i++) {
        size_t category = heatmap.rows.order[i];
        mpt    height = heatmap.rows.heights[i];
        rows_draw_name(marks, &heatmap.rows, i, box.x, y + height / 2, marks->env->theme->ink);
        for (size_t s = 0; s < chart->series_count; s++) {
            struct rect cell = {left + (mpt)s * heatmap.cell, y, heatmap.cell - CELL_GAP, height - CELL_GAP};
            draw_cell(&heatmap, &chart->series[s].values[category], cell);
        }
        y += height;
    }
    rows_draw_foot(marks, &heatmap.rows, chart->category_count, box);
}

const struct chart_type chart_type_heatmap = {.body = body, .draw = draw};
