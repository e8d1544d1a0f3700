/* SPDX-License-Identifier: MIT */
#include "layout/signs.h"

static uint32_t spoken(const struct flow *flow, const char *key, uint32_t tag)
{
    uint32_t span = tag_add(flow->layout, TAG_SPAN, tag);
    flow->layout->tags.at[span].actual = word_of(flow, key);
    return span;
}

static struct paint stroke_of(uint32_t color, mpt thickness)
{
    return (struct paint){.fill = COLOR_NONE, .stroke = color, .line_width = thickness, .has_round_caps = true};
}

static void draw_tick(const struct flow *flow, struct atom *atom, mpt x, mpt y, uint32_t color, uint32_t tag)
{
    const struct point tick[] = {
        {x + MPT_PT(2.2), y + MPT_PT(0.2)}, {x + MPT_PT(3.5), y + MPT_PT(1.6)}, {x + MPT_PT(5.9), y - MPT_PT(1.5)}};
    draw_polyline(flow, atom, tick, COUNT_OF(tick), stroke_of(color, MPT_PT(1.1)), tag);
}

static void draw_cross(const struct flow *flow, struct atom *atom, mpt x, mpt y, uint32_t color, uint32_t tag)
{
    mpt                arm = MPT_PT(1.6), middle = x + SIGN_SIZE / 2;
    const struct point down[] = {{middle - arm, y - arm}, {middle + arm, y + arm}};
    const struct point up[] = {{middle - arm, y + arm}, {middle + arm, y - arm}};
    draw_polyline(flow, atom, down, 2, stroke_of(color, MPT_PT(1.1)), tag);
    draw_polyline(flow, atom, up, 2, stroke_of(color, MPT_PT(1.1)), tag);
}

/* An open circle with the hands of a clock: begun, not done. */
static void draw_clock(const struct flow *flow, struct atom *atom, mpt x, mpt y, uint32_t color, uint32_t tag)
{
    struct point       middle = {x + SIGN_SIZE / 2, y};
    const struct point hands[] = {{middle.x, y - MPT_PT(2.1)}, middle, {middle.x + MPT_PT(1.7), y}};
    draw_dot(flow, atom, middle, MPT_PT(3.5), COLOR_NONE, color, tag);
    draw_polyline(flow, atom, hands, COUNT_OF(hands), stroke_of(color, MPT_PT(1)), tag);
}

void draw_mark(const struct flow *flow, struct atom *atom, enum item_mark mark, mpt x, mpt y, uint32_t tag)
{
    const struct theme *theme = flow_theme(flow);
    struct point        middle = {x + SIGN_SIZE / 2, y};
    switch (mark) {
    case MARK_BULLET:
        flow->layout->tags.at[tag].actual = STR("•"); /* the label of its item, which may not be empty */
        draw_dot(flow, atom, middle, MPT_PT(1.5), theme->brand, COLOR_NONE, tag);
        break;
    case MARK_DONE:
    case MARK_TRUE: {
        uint32_t span = spoken(flow, mark == MARK_DONE ? "done" : "yes", tag);
        draw_dot(flow, atom, middle, MPT_PT(4), theme->tone[TONE_GOOD], COLOR_NONE, span);
        draw_tick(flow, atom, x, y, 0xFFFFFF, span);
        break;
    }
    case MARK_FALSE: {
        uint32_t span = spoken(flow, "no", tag);
        draw_dot(flow, atom, middle, MPT_PT(4), theme->soft_grey, COLOR_NONE, span);
        draw_cross(flow, atom, x, y, 0xFFFFFF, span);
        break;
    }
    case MARK_UNDER_WAY: draw_clock(flow, atom, x, y, theme->tone[TONE_WATCH], spoken(flow, "under_way", tag)); break;
    case MARK_TODO:
        draw_dot(flow, atom, middle, MPT_PT(3.5), COLOR_NONE, theme->line_dark, spoken(flow, "todo", tag));
        break;
    case MARK_NUMBER:
    case MARK_NONE: break;
    }
}

void draw_trend(const struct flow *flow, struct atom *atom, enum trend trend, enum tone tone, mpt x, mpt y,
                uint32_t tag)
{
    static const char *const words[] = {"", "trend_up", "trend_flat", "trend_down"};
    if (trend == TREND_NONE) return;
    const struct theme *theme = flow_theme(flow);
    uint32_t span = spoken(flow, words[trend], tag), color = tone == TONE_NONE ? theme->text_grey : theme->tone[tone];
    struct paint paint = stroke_of(color, MPT_PT(1.1));
    mpt          m = x + SIGN_SIZE / 2, reach = MPT_PT(3), wing = MPT_PT(2.2);
    if (trend == TREND_FLAT) {
        const struct point shaft[] = {{m - reach, y}, {m + reach, y}};
        const struct point head[] = {{m + reach - wing, y - wing}, {m + reach, y}, {m + reach - wing, y + wing}};
        draw_polyline(flow, atom, shaft, 2, paint, span);
        draw_polyline(flow, atom, head, 3, paint, span);
        return;
    }
    mpt                tip = trend == TREND_UP ? y - reach : y + reach, back = trend == TREND_UP ? wing : -wing;
    const struct point shaft[] = {{m, 2 * y - tip}, {m, tip}};
    const struct point head[] = {{m - wing, tip + back}, {m, tip}, {m + wing, tip + back}};
    draw_polyline(flow, atom, shaft, 2, paint, span);
    draw_polyline(flow, atom, head, 3, paint, span);
}

void draw_progress(const struct flow *flow, struct atom *atom, double share, enum tone tone, mpt x, mpt y)
{
    const struct theme *theme = flow_theme(flow);
    mpt                 height = MPT_PT(4);
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    struct rect box = {x, y - height / 2, PROGRESS_WIDTH, height};
    draw_rounded(flow, atom, box, height / 2, theme->line_light, TAG_ARTIFACT);
    box.width = (mpt)(PROGRESS_WIDTH * share);
    if (share > 0 && box.width < height) box.width = height;
    draw_rounded(flow, atom, box, height / 2, tone == TONE_NONE ? theme->brand : theme->tone[tone], TAG_ARTIFACT);
}

/* Lowest and highest of the numbers; false without any. */
static bool spark_range(const struct value *values, size_t count, double *low, double *high)
{
    bool has = false;
    for (size_t i = 0; i < count; i++) {
        if (!value_has_number(&values[i])) continue;
        double number = exact_double(values[i].number);
        if (!has || number < *low) *low = number;
        if (!has || number > *high) *high = number;
        has = true;
    }
    return has;
}

static uint32_t spark_figure(const struct flow *flow, struct atom *atom, const struct value *values, size_t count,
                             struct rect box, uint32_t tag)
{
    const struct locale *locale = flow->layout->env->locale;
    struct arena        *arena = flow->layout->arena;
    size_t               first = 0, last = count - 1;
    while (first < last && !value_has_number(&values[first]))
        first++;
    while (last > first && !value_has_number(&values[last]))
        last--;
    struct locale_arg args[] = {{"from", locale_print(locale, arena, &values[first])},
                                {"to", locale_print(locale, arena, &values[last])}};
    uint32_t          figure = tag_add(flow->layout, TAG_FIGURE, tag);
    flow->layout->tags.at[figure].alt = locale_phrase(locale, arena, "layout.spark", 0, args, COUNT_OF(args));
    *VEC_PUSH(arena, atom->figures) = (struct placed_figure){figure, box};
    return figure;
}

void draw_spark(const struct flow *flow, struct atom *atom, const struct value *values, size_t count, mpt x, mpt y,
                uint32_t tag)
{
    double low = 0, high = 0;
    if (!spark_range(values, count, &low, &high)) return;
    const struct theme *theme = flow_theme(flow);
    struct rect         box = {x, y - SPARK_HEIGHT / 2, SPARK_WIDTH, SPARK_HEIGHT};
    uint32_t            figure = spark_figure(flow, atom, values, count, box, tag);
    struct point       *points = ARENA_ARRAY(flow->layout->arena, struct point, count);
    size_t              from = 0, at = 0;
    mpt                 inset = MPT_PT(2);
    for (size_t i = 0; i <= count; i++) {
        bool has = i < count && value_has_number(&values[i]);
        if (has) {
            double along = count > 1 ? (double)i / (double)(count - 1) : 1;
            double below = high > low ? (high - exact_double(values[i].number)) / (high - low) : 0.5;
            points[at++] = (struct point){x + inset + (mpt)((SPARK_WIDTH - 2 * inset) * along),
                                          box.y + inset + (mpt)((SPARK_HEIGHT - 2 * inset) * below)};
        } else {
            draw_polyline(flow, atom, points + from, at - from, stroke_of(theme->soft_grey, MPT_PT(1)), figure);
            from = at;
        }
    }
    if (at > 0) draw_dot(flow, atom, points[at - 1], MPT_PT(1.8), theme->brand, COLOR_NONE, figure);
}
