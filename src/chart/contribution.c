/* SPDX-License-Identifier: MIT */
/*
 * contribution: points earned of the points possible, a row each (the four dimensions of health, domain 3.18). All rows
 * share one scale, so that a weight is seen; the part that costs the most is named in bad with what it costs.
 */
#include "chart/kinds.h"
#include "chart/rows.h"
#include "document/chart_facts.h"

#define ROW MPT_PT(20)
#define LABEL_GAP MPT_PT(5)

struct contribution {
    struct marks              *marks;
    const struct chart        *chart;
    const struct chart_series *earned, *possible; /* possible may be NULL */
    struct rows                rows;
    struct scale               scale;
    size_t                     costliest;
    mpt                        label_room; /* for one of the two figures of a row */
};

static mpt body(struct marks *marks, const struct chart *chart, mpt width)
{
    struct rows rows;
    rows_fit(marks, chart, width, &(struct rows_needs){.least = ROW}, &rows);
    return rows.height;
}

static str points_label(const struct contribution *contribution, const struct value *value)
{
    return figure_label_within(contribution->marks, TEXT_FIGURE, value, contribution->label_room);
}

static str row_label(const struct contribution *contribution, size_t i)
{
    str earned = points_label(contribution, &contribution->earned->values[i]);
    if (!contribution->possible || !value_has_number(&contribution->possible->values[i])) return earned;
    str possible = points_label(contribution, &contribution->possible->values[i]);
    return arena_printf(contribution->marks->env->arena, "%.*s / %.*s", STR_ARG(earned), STR_ARG(possible));
}

static str cost_label(const struct contribution *contribution, size_t i)
{
    struct arena *arena = contribution->marks->env->arena;
    struct exact  lost;
    if (i != contribution->costliest || !chart_points_lost(contribution->chart, arena, i, &lost)) return STR_NONE;
    struct value value = contribution->earned->values[i];
    value.number = exact_neg(lost);
    return figure_label(contribution->marks, &value);
}

static void fit(struct contribution *contribution, struct rect box)
{
    const struct chart *chart = contribution->chart;
    mpt                 widest = 0;
    contribution->label_room = box.width / 6;
    for (size_t i = 0; i < chart->category_count; i++) {
        mpt width = marks_width(contribution->marks, TEXT_FIGURE, row_label(contribution, i));
        if (width > widest) widest = width;
    }
    chart_extent(chart, true, &contribution->scale.lo, &contribution->scale.hi);
    contribution->scale.lo = 0;
    if (contribution->scale.hi <= 0) contribution->scale.hi = 1;
    contribution->scale.from = box.x + rows_indent(&contribution->rows);
    contribution->scale.to = box.x + box.width - widest - LABEL_GAP;
}

static void draw_row(struct contribution *contribution, size_t i, struct rect box)
{
    const struct theme *theme = contribution->marks->env->theme;
    const struct value *earned = &contribution->earned->values[i];
    bool                is_costliest = i == contribution->costliest;
    mpt                 zero = contribution->scale.from, end = zero, y = box.y + box.height / 2, top = y - ROW / 2;
    rows_draw_name(contribution->marks, &contribution->rows, i, box.x, y, theme->ink);
    if (contribution->possible && value_has_number(&contribution->possible->values[i])) {
        end = scale_at(&contribution->scale, figure_double(contribution->possible->values[i].number));
        marks_rect(contribution->marks, rows_bar(zero, end, top, ROW),
                   is_costliest ? theme->tone_tint[TONE_BAD] : theme->line_light);
    }
    mpt at = value_has_number(earned) ? scale_at(&contribution->scale, figure_double(earned->number)) : zero;
    marks_rect(contribution->marks, rows_bar(zero, at, top, ROW), theme->brand);
    if (at > end) end = at;
    str cost = cost_label(contribution, i);
    if (cost.len > 0 && marks_width(contribution->marks, TEXT_FIGURE, cost) + MPT_PT(6) <= end - at)
        marks_label(contribution->marks, TEXT_FIGURE, theme->tone[TONE_BAD], cost,
                    (struct point){at + (end - at) / 2, y}, ANCHOR_MIDDLE, 0);
    uint32_t color = is_costliest ? theme->tone[TONE_BAD] : value_has_number(earned) ? theme->ink : theme->soft_grey;
    marks_label(contribution->marks, TEXT_FIGURE, color, row_label(contribution, i), (struct point){end + LABEL_GAP, y},
                ANCHOR_START, 0);
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct contribution contribution = {.marks = marks,
                                        .chart = chart,
                                        .earned = chart_key_series(chart),
                                        .possible = chart_series_of(chart, SERIES_TARGET),
                                        .costliest = chart_costliest(chart, marks->env->arena)};
    if (contribution.possible == contribution.earned) contribution.possible = NULL;
    rows_fit(marks, chart, box.width, &(struct rows_needs){.least = ROW}, &contribution.rows);
    fit(&contribution, box);
    mpt y = box.y;
    for (size_t i = 0; i < contribution.rows.count; i++) {
        draw_row(&contribution, i, (struct rect){box.x, y, box.width, contribution.rows.heights[i]});
        y += contribution.rows.heights[i];
    }
    rows_draw_foot(marks, &contribution.rows, chart->category_count, box);
}

const struct chart_type chart_type_contribution = {.body = body, .draw = draw};
