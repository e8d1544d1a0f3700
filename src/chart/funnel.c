/* SPDX-License-Identifier: MIT */
/*
 * funnel: steps one above the other, bars from the left, the share lost between two steps said between them; the
 * friction step (domain 3.3) in bad, with its figure and its words. Printed drop-off is 100 less the printed rate.
 */
#include "chart/kinds.h"
#include "chart/rows.h"
#include "document/chart_facts.h"

#define BAR MPT_PT(15)
#define BETWEEN MPT_PT(13) /* between two bars, with the drop-off in it */
#define LABEL_GAP MPT_PT(5)
#define DROP_INSET MPT_PT(4)
#define LEAST_WIDTH MPT_PT(0.75) /* of nobody: the place of the bar is still seen */

struct funnel {
    struct marks       *marks;
    const struct chart *chart;
    struct rows         rows;
    struct scale        scale;
    size_t              friction;
    mpt                 right; /* of the box */
};

static mpt body(struct marks *marks, const struct chart *chart, mpt width)
{
    struct rows rows;
    rows_fit(marks, chart, width, &(struct rows_needs){.least = BAR, .between = BETWEEN}, &rows);
    return rows.height;
}

/* Share of the first step still there: « 319 · 32 % ». */
static str step_label(const struct funnel *funnel, size_t i)
{
    const struct chart_env *env = funnel->marks->env;
    const struct value     *values = chart_key_series(funnel->chart)->values;
    str                     figure = figure_label(funnel->marks, &values[i]);
    if (i == 0 || !value_has_number(&values[i]) || !value_has_number(&values[0]) || exact_sign(values[0].number) <= 0)
        return figure;
    str share = figure_whole_percent(funnel->marks, exact_div(env->arena, values[i].number, values[0].number));
    return arena_printf(env->arena, "%.*s · %.*s", STR_ARG(figure), STR_ARG(share));
}

static void fit_scale(struct funnel *funnel, struct rect box)
{
    mpt widest = 0;
    for (size_t i = 0; i < funnel->chart->category_count; i++) {
        mpt width = marks_width(funnel->marks, TEXT_FIGURE, step_label(funnel, i));
        if (width > widest) widest = width;
    }
    funnel->scale.lo = funnel->scale.hi = 0;
    figures_extent(chart_key_series(funnel->chart)->values, funnel->chart->category_count, &funnel->scale.lo,
                   &funnel->scale.hi);
    funnel->scale.lo = 0; /* nobody is less than none */
    if (funnel->scale.hi <= 0) funnel->scale.hi = 1;
    funnel->scale.from = box.x + rows_indent(&funnel->rows);
    funnel->scale.to = box.x + box.width - widest - LABEL_GAP;
}

static mpt end_of(const struct funnel *funnel, size_t i)
{
    const struct value *value = &chart_key_series(funnel->chart)->values[i];
    return value_has_number(value) ? scale_at(&funnel->scale, figure_double(value->number)) : funnel->scale.from;
}

static void draw_step(struct funnel *funnel, size_t i, mpt x, mpt y)
{
    const struct theme *theme = funnel->marks->env->theme;
    const struct value *value = &chart_key_series(funnel->chart)->values[i];
    bool                is_friction = i == funnel->friction;
    uint32_t            color = is_friction ? theme->tone[TONE_BAD] : theme->brand;
    struct rect         box = {funnel->scale.from, y - BAR / 2, end_of(funnel, i) - funnel->scale.from, BAR};
    rows_draw_name(funnel->marks, &funnel->rows, i, x, y, theme->ink);
    if (value_has_number(value) && box.width < LEAST_WIDTH) box.width = LEAST_WIDTH;
    marks_rect(funnel->marks, box, color);
    struct point at = {box.x + box.width + LABEL_GAP, y};
    marks_label(funnel->marks, TEXT_FIGURE, value_has_number(value) ? theme->ink : theme->soft_grey,
                step_label(funnel, i), at, ANCHOR_START, 0);
}

/* The rate is rounded first, so that the two printed figures make 100. */
static str drop_label(const struct funnel *funnel, size_t i, struct exact drop)
{
    const struct chart_env *env = funnel->marks->env;
    struct exact            one = exact_from_int(env->arena, 1);
    struct exact            rate = exact_round(env->arena, exact_sub(env->arena, one, drop), 2);
    struct value            value = value_number(UNIT_PERCENT, exact_sub(env->arena, rate, one));
    value.is_signed = true;
    value.places = 0;
    str figure = locale_print(env->locale, env->arena, &value);
    if (i != funnel->friction) return figure;
    struct locale_arg args[] = {{"drop", figure}};
    str               words = locale_phrase(env->locale, env->arena, "chart.friction", 1, args, COUNT_OF(args));
    return marks_width(funnel->marks, TEXT_FIGURE, words) + DROP_INSET <= funnel->right - funnel->scale.from ? words
                                                                                                             : figure;
}

/* What is lost falls away from the bar above: a pale piece from its end to the end of the bar below. */
static void draw_drop(struct funnel *funnel, size_t i, mpt top, mpt bottom)
{
    const struct chart_env *env = funnel->marks->env;
    struct exact            drop;
    bool                    is_friction = i == funnel->friction;
    if (!chart_drop_off(funnel->chart, env->arena, i, &drop)) return;
    struct point corners[] = {{funnel->scale.from, top},
                              {end_of(funnel, i - 1), top},
                              {end_of(funnel, i), bottom},
                              {funnel->scale.from, bottom}};
    marks_area(funnel->marks, corners, COUNT_OF(corners),
               is_friction ? env->theme->tone_tint[TONE_BAD] : env->theme->brand_tint);
    struct point at = {funnel->scale.from + DROP_INSET, (top + bottom) / 2};
    uint32_t     color = is_friction ? env->theme->tone[TONE_BAD] : env->theme->text_grey;
    marks_label(funnel->marks, is_friction ? TEXT_FIGURE : TEXT_TICK, color, drop_label(funnel, i, drop), at,
                ANCHOR_START, 0);
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct funnel funnel = {.marks = marks,
                            .chart = chart,
                            .friction = chart_friction(chart, marks->env->arena),
                            .right = box.x + box.width};
    rows_fit(marks, chart, box.width, &(struct rows_needs){.least = BAR, .between = BETWEEN}, &funnel.rows);
    fit_scale(&funnel, box);
    mpt y = box.y, above = 0;
    for (size_t i = 0; i < funnel.rows.count; i++) {
        mpt centre = y + funnel.rows.heights[i] / 2;
        if (i > 0) draw_drop(&funnel, i, above, centre - BAR / 2);
        draw_step(&funnel, i, box.x, centre);
        above = centre + BAR / 2;
        y += funnel.rows.heights[i] + BETWEEN;
    }
    rows_draw_foot(marks, &funnel.rows, chart->category_count, box);
}

const struct chart_type chart_type_funnel = {.body = body, .draw = draw};
