/* SPDX-License-Identifier: MIT */
/*
 * waterfall: the MRR bridge (domain 3.9). Totals ink, up good, down bad, thin connectors, every bar labelled; a sum
 * that does not meet its total is said in words, for the reader must not take the picture for a proof.
 */
#include "chart/frame.h"
#include "chart/kinds.h"
#include "chart/labels.h"
#include "document/chart_facts.h"

#include <math.h>

#define BAR_PERCENT 65
#define WIDEST_BAR MPT_PT(56)
#define LABEL_GAP MPT_PT(3)
#define WIDEST_LABEL 130 /* [% of a slot]: beyond it stands the next bar */
#define SCALE_STEPS INT64_C(1000000000000)
#define LEAST_HEIGHT MPT_PT(0.75) /* of a movement too small to be seen, or none */

struct waterfall {
    struct marks       *marks;
    const struct chart *chart;
    struct chart_bridge bridge;
    struct frame        frame;
    struct exact        step;                      /* short labels are rounded to it */
    bool                is_short, has_totals_only; /* labels in thousands, or no room for them */
};

static uint32_t step_color(const struct theme *theme, const struct chart_step *step)
{
    if (step->is_total) return theme->ink;
    if (exact_sign(step->change.number) == 0) return theme->text_grey; /* nothing moved: neither good nor bad */
    return theme->tone[step->role == BAR_UP ? TONE_GOOD : TONE_BAD];
}

static mpt bar_width(const struct waterfall *waterfall)
{
    mpt width = waterfall->frame.slot * BAR_PERCENT / 100;
    return width < WIDEST_BAR ? width : WIDEST_BAR;
}

static struct rect step_box(const struct waterfall *waterfall, size_t i)
{
    const struct chart_step *step = &waterfall->bridge.steps[i];
    mpt                      from = frame_y(&waterfall->frame, figure_double(step->from)),
        to = frame_y(&waterfall->frame, figure_double(step->to));
    mpt width = bar_width(waterfall), top = from < to ? from : to, height = from < to ? to - from : from - to;
    if (height < LEAST_HEIGHT) height = LEAST_HEIGHT;
    return (struct rect){waterfall->frame.centres[i] - width / 2, top, width, height};
}

static void draw_connector(struct waterfall *waterfall, size_t i)
{
    const struct chart_step *step = &waterfall->bridge.steps[i];
    if (!waterfall->bridge.steps[i + 1].has_figure && !step->has_figure) return;
    mpt          y = frame_y(&waterfall->frame, figure_double(step->to)), half = bar_width(waterfall) / 2;
    struct point from = {waterfall->frame.centres[i] + (step->has_figure ? half : -half), y};
    struct point to = {waterfall->frame.centres[i + 1] - half, y};
    marks_rule(waterfall->marks, from, to, waterfall->marks->env->theme->line_dark, MPT_PT(0.5));
}

/* Short labels are rounded to one place, the fourth digit of the greatest: « 128,1 k€ », « +1,7 k€ », « 129,8 k€ ». */
static struct exact short_step(const struct waterfall *waterfall)
{
    double  most = 0;
    int64_t step = 1;
    for (size_t i = 0; i < waterfall->chart->category_count; i++)
        most = fmax(most, fabs(figure_double(waterfall->bridge.steps[i].change.number)));
    for (; most >= 10000 && step < SCALE_STEPS; most /= 10)
        step *= 10;
    return exact_from_int(waterfall->marks->env->arena, step);
}

static str short_label(const struct waterfall *waterfall, const struct chart_step *step)
{
    struct arena *arena = waterfall->marks->env->arena;
    struct value  change = step->change;
    if (step->has_figure && fabs(figure_double(change.number)) >= 1000)
        change.number =
            exact_mul(arena, exact_round(arena, exact_div(arena, change.number, waterfall->step), 0), waterfall->step);
    return figure_label_within(waterfall->marks, TEXT_FIGURE, &change, 0);
}

/* All labels are short when one is too wide for its slot: mixed forms would not compare. */
static str step_label(const struct waterfall *waterfall, const struct chart_step *step)
{
    if (waterfall->is_short) return short_label(waterfall, step);
    return figure_label(waterfall->marks, &step->change);
}

static bool is_below(const struct chart_step *step)
{
    return step->has_figure && exact_compare(step->to, step->from) < 0;
}

/* A label may be wider than its slot as long as the next one stands on the other side, or leaves it the room. */
static bool fits_slots(const struct waterfall *waterfall)
{
    const struct chart_step *steps = waterfall->bridge.steps;
    mpt                      slot = waterfall->frame.slot, before = 0;
    for (size_t i = 0; i < waterfall->chart->category_count; i++) {
        mpt  width = marks_width(waterfall->marks, TEXT_FIGURE, step_label(waterfall, &steps[i]));
        bool is_beside = i > 0 && is_below(&steps[i]) == is_below(&steps[i - 1]);
        if (width > slot * WIDEST_LABEL / 100) return false;
        if (is_beside && (before + width) / 2 > slot - MPT_PT(2)) return false;
        before = width;
    }
    return true;
}

/* Long labels, else short ones, else those of the totals alone: a bridge of so many bars is read in its table. */
static void choose_labels(struct waterfall *waterfall)
{
    waterfall->is_short = !fits_slots(waterfall);
    waterfall->has_totals_only = waterfall->is_short && !fits_slots(waterfall);
}

/* Above a bar that rises, below one that falls: the side the connector leaves free. */
static void draw_label(struct waterfall *waterfall, size_t i)
{
    const struct theme      *theme = waterfall->marks->env->theme;
    const struct chart_step *step = &waterfall->bridge.steps[i];
    struct rect              box = step_box(waterfall, i);
    mpt                      half = marks_text_size(waterfall->marks, TEXT_FIGURE) * 3 / 8;
    mpt                      y = is_below(step) ? box.y + box.height + LABEL_GAP + half : box.y - LABEL_GAP - half;
    uint32_t                 color = step->has_figure ? step_color(theme, step) : theme->soft_grey;
    str                      label = step_label(waterfall, step);
    mpt                      width = marks_width(waterfall->marks, TEXT_FIGURE, label);
    if (waterfall->has_totals_only && !step->is_total) return;
    struct point at = {labels_clamp(waterfall->frame.centres[i], width, waterfall->frame.left, waterfall->frame.right),
                       y};
    marks_label(waterfall->marks, TEXT_FIGURE, color, label, at, ANCHOR_MIDDLE, 0);
}

/* The words that the sum does not meet its total; their height. */
static mpt draw_gap(struct waterfall *waterfall, struct rect box)
{
    const struct chart_env *env = waterfall->marks->env;
    struct value            gap = value_money(waterfall->bridge.gap, waterfall->chart->currency);
    if (waterfall->chart->unit != UNIT_MONEY) gap = value_number(waterfall->chart->unit, waterfall->bridge.gap);
    struct locale_arg args[] = {{"gap", figure_signed(waterfall->marks, gap)}};
    str               note = locale_phrase(env->locale, env->arena, "chart.bridge_gap", 1, args, COUNT_OF(args));
    marks_paragraph(waterfall->marks, TEXT_TICK, env->theme->tone[TONE_BAD], note, box, ANCHOR_START, 2);
    return (mpt)marks_line_count(waterfall->marks, TEXT_TICK, note, box.width, 2) *
           marks_leading(waterfall->marks, TEXT_TICK);
}

/* Whether a fall ends on the lowest line, so that its label stands below. */
static bool has_low_label(const struct waterfall *waterfall, double lo)
{
    for (size_t i = 0; i < waterfall->chart->category_count; i++) {
        const struct chart_step *step = &waterfall->bridge.steps[i];
        if (is_below(step) && figure_double(step->to) <= lo) return true;
    }
    return false;
}

static void fit(struct waterfall *waterfall, struct rect box)
{
    struct frame_needs needs = {0};
    mpt                label = marks_leading(waterfall->marks, TEXT_FIGURE) + LABEL_GAP;
    for (size_t i = 0; i < waterfall->chart->category_count; i++) {
        const struct chart_step *step = &waterfall->bridge.steps[i];
        needs.lo = fmin(needs.lo, fmin(figure_double(step->from), figure_double(step->to)));
        needs.hi = fmax(needs.hi, fmax(figure_double(step->from), figure_double(step->to)));
    }
    needs.above = label;
    needs.below = has_low_label(waterfall, needs.lo) ? label : 0;
    frame_fit(waterfall->marks, waterfall->chart, box, &needs, &waterfall->frame);
    waterfall->step = short_step(waterfall);
    choose_labels(waterfall);
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct waterfall waterfall = {
        .marks = marks, .chart = chart, .bridge = chart_build_bridge(chart, marks->env->arena)};
    if (exact_sign(waterfall.bridge.gap) != 0) {
        mpt note = draw_gap(&waterfall, box) + MPT_PT(2);
        box.y += note;
        box.height -= note;
    }
    fit(&waterfall, box);
    frame_draw(marks, chart, &waterfall.frame);
    for (size_t i = 0; i + 1 < chart->category_count; i++)
        draw_connector(&waterfall, i);
    for (size_t i = 0; i < chart->category_count; i++) {
        if (waterfall.bridge.steps[i].has_figure)
            marks_rect(marks, step_box(&waterfall, i), step_color(marks->env->theme, &waterfall.bridge.steps[i]));
        draw_label(&waterfall, i);
    }
    frame_draw_zero(marks, &waterfall.frame);
}

const struct chart_type chart_type_waterfall = {.block = MPT_MM(56), .draw = draw};
