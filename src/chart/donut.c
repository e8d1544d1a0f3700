/* SPDX-License-Identifier: MIT */
/*
 * donut: the parts of one whole, at most six (the smallest are joined), clockwise from twelve in the order given. Each
 * part is named beside it with its share; labels on a side are pushed apart and tied to their part by a thin line.
 */
#include "chart/figures.h"
#include "chart/kinds.h"
#include "chart/labels.h"
#include "document/chart_facts.h"

#include <math.h>

#define PARTS_MOST 6
#define TURN (2 * 3.14159265358979323846)
#define LABEL_GAP MPT_PT(11) /* from the ring to the labels */
#define INNER_PERCENT 62
#define ELBOW MPT_PT(4) /* from the ring to the bend of a line */
#define SLICE_GAP MPT_PT(1.2)

struct part {
    str          name;
    double       amount, from, to; /* [turns] */
    struct exact exact;
    uint32_t     color;
};

struct donut {
    struct marks       *marks;
    const struct chart *chart;
    struct part         parts[PARTS_MOST];
    size_t              count;
    bool                has_tones; /* parts are states; one without is grey, not another of a series */
    struct exact        total;
    struct point        centre;
    mpt                 outer, inner;
    struct rect         box;
};

static bool is_counted(const struct value *value)
{
    return value_has_number(value) && exact_sign(value->number) > 0;
}

/* Parts of a whole cannot be negative: such figures, and zeros, have no part. */
static size_t count_parts(const struct chart *chart)
{
    size_t count = 0;
    for (size_t i = 0; i < chart->category_count; i++)
        count += is_counted(&chart_key_series(chart)->values[i]);
    return count;
}

/* Whether the figure is among the `most` highest, the earlier of equals first. */
static bool is_among(const struct chart *chart, size_t category, size_t most)
{
    const struct value *values = chart_key_series(chart)->values;
    size_t              higher = 0;
    for (size_t i = 0; i < chart->category_count; i++) {
        if (i == category || !is_counted(&values[i])) continue;
        int order = exact_compare(values[i].number, values[category].number);
        higher += order > 0 || (order == 0 && i < category);
    }
    return higher < most;
}

static void add_part(struct donut *donut, str name, struct exact amount, uint32_t color)
{
    donut->parts[donut->count++] =
        (struct part){.name = name, .exact = amount, .amount = figure_double(amount), .color = color};
}

static void collect(struct donut *donut)
{
    const struct chart_env *env = donut->marks->env;
    const struct value     *values = chart_key_series(donut->chart)->values;
    size_t                  all = count_parts(donut->chart), most = all > PARTS_MOST ? PARTS_MOST - 1 : PARTS_MOST;
    struct exact            rest = EXACT_ZERO;
    for (size_t i = 0; i < donut->chart->category_count; i++)
        donut->has_tones |= is_counted(&values[i]) && values[i].tone != TONE_NONE;
    for (size_t i = 0; i < donut->chart->category_count; i++) {
        if (!is_counted(&values[i])) continue;
        donut->total = exact_add(env->arena, donut->total, values[i].number);
        if (!is_among(donut->chart, i, most)) {
            rest = exact_add(env->arena, rest, values[i].number);
            continue;
        }
        uint32_t color = values[i].tone     ? tone_color(env->theme, values[i].tone)
                         : donut->has_tones ? env->theme->line_dark
                                            : env->theme->series[donut->count];
        add_part(donut, locale_print(env->locale, env->arena, &donut->chart->categories[i]), values[i].number, color);
    }
    if (all > PARTS_MOST) add_part(donut, locale_word(env->locale, "chart.rest"), rest, env->theme->line);
}

static void place_parts(struct donut *donut)
{
    double at = 0, total = figure_double(donut->total);
    for (size_t i = 0; i < donut->count; i++) {
        donut->parts[i].from = at;
        at += donut->parts[i].amount / total;
        donut->parts[i].to = i + 1 == donut->count ? 1 : at;
    }
}

static struct point on_ring(const struct donut *donut, double turn, mpt radius)
{
    double angle = turn * TURN;
    return (struct point){donut->centre.x + (mpt)lround(sin(angle) * radius),
                          donut->centre.y - (mpt)lround(cos(angle) * radius)};
}

/* Gaps of one width: two straight white strokes along each border would need the background; angles do. */
static void draw_ring(struct donut *donut)
{
    double gap = donut->count > 1 ? SLICE_GAP / (TURN * donut->outer) : 0;
    for (size_t i = 0; i < donut->count; i++) {
        double from = donut->parts[i].from + gap / 2, to = donut->parts[i].to - gap / 2;
        if (to <= from) to = from + gap / 4; /* a sliver stays visible */
        marks_ring(donut->marks, donut->centre, donut->inner, donut->outer, from, to, donut->parts[i].color);
    }
}

static double middle(const struct part *part)
{
    double whole = part->to - part->from;
    return whole >= 1 ? 0.25 : part->from + whole / 2; /* a whole ring is named on its right */
}

static str share_label(const struct donut *donut, const struct part *part)
{
    return figure_whole_percent(donut->marks, exact_div(donut->marks->env->arena, part->exact, donut->total));
}

/* Share over name, two lines of the name at most. */
static void draw_part_label(struct donut *donut, const struct part *part, mpt y, mpt height, bool is_right)
{
    struct marks       *marks = donut->marks;
    const struct theme *theme = marks->env->theme;
    mpt                 leading = marks_leading(marks, TEXT_FIGURE), reach = donut->outer + LABEL_GAP;
    struct rect         box = {0, y - height / 2 + leading, 0, 0};
    box.x = is_right ? donut->centre.x + reach : donut->box.x;
    box.width = is_right ? donut->box.x + donut->box.width - box.x : donut->centre.x - reach - box.x;
    enum anchor  anchor = is_right ? ANCHOR_START : ANCHOR_END;
    struct point at = {is_right ? box.x : box.x + box.width, y - height / 2 + leading / 2};
    marks_label(marks, TEXT_FIGURE, theme->ink, share_label(donut, part), at, anchor, 0);
    marks_paragraph(marks, TEXT_NAME, theme->text_grey, part->name, box, anchor, 2);
    struct point elbow = on_ring(donut, middle(part), donut->outer + ELBOW),
                 end = {is_right ? box.x - MPT_PT(3) : box.x + box.width + MPT_PT(3), at.y};
    struct point line[] = {on_ring(donut, middle(part), donut->outer + MPT_PT(1)), elbow, end};
    marks_polyline(marks, line, 3, (struct mark_stroke){theme->line_dark, MPT_PT(0.5), false});
}

static void draw_side(struct donut *donut, bool is_right)
{
    struct label_spot spots[PARTS_MOST];
    size_t            parts[PARTS_MOST], count = 0;
    mpt               leading = marks_leading(donut->marks, TEXT_FIGURE);
    mpt               room = donut->box.width / 2 - donut->outer - LABEL_GAP;
    for (size_t i = 0; i < donut->count; i++) {
        const struct part *part = &donut->parts[i];
        if ((middle(part) <= 0.5) != is_right) continue;
        mpt lines = (mpt)marks_line_count(donut->marks, TEXT_NAME, part->name, room, 2);
        mpt height = leading * (1 + lines);
        mpt wanted = on_ring(donut, middle(part), donut->outer).y + height / 2 - leading / 2;
        spots[count] =
            (struct label_spot){.wanted = wanted, .extent = height, .rank = part->amount < donut->parts[0].amount};
        parts[count++] = i;
    }
    labels_spread(donut->marks->env->arena, spots, count, donut->box.y, donut->box.y + donut->box.height, MPT_PT(3));
    for (size_t i = 0; i < count; i++) {
        if (spots[i].is_shown) draw_part_label(donut, &donut->parts[parts[i]], spots[i].at, spots[i].extent, is_right);
    }
}

/* The whole inside the ring, and that it is the whole where the ring is wide enough. */
static void draw_total(struct donut *donut)
{
    const struct chart_env *env = donut->marks->env;
    const struct chart     *chart = donut->chart;
    if (chart->unit == UNIT_PERCENT) return; /* 100 % says nothing */
    bool         is_money = chart->unit == UNIT_MONEY;
    struct value total =
        is_money ? value_money(donut->total, chart->currency) : value_number(chart->unit, donut->total);
    mpt            room = donut->inner * 17 / 10, leading = marks_leading(donut->marks, TEXT_TITLE);
    str            label = figure_label_within(donut->marks, TEXT_TITLE, &total, room);
    str            note = locale_word(env->locale, "chart.total");
    enum mark_text kind = marks_width(donut->marks, TEXT_TITLE, label) > room ? TEXT_FIGURE : TEXT_TITLE;
    bool           has_note = marks_width(donut->marks, TEXT_TICK, note) <= room;
    struct point   at = {donut->centre.x, donut->centre.y - (has_note ? MPT_PT(2) : 0)};
    marks_label(donut->marks, kind, env->theme->ink, label, at, ANCHOR_MIDDLE, 0);
    at.y += leading / 2 + MPT_PT(4);
    if (has_note) marks_label(donut->marks, TEXT_TICK, env->theme->soft_grey, note, at, ANCHOR_MIDDLE, 0);
}

/* As high as the box, less where the longest words of the names need the room, and never below a readable ring. */
static mpt choose_diameter(const struct donut *donut)
{
    mpt widest = 0, least = MPT_PT(64), diameter = donut->box.height;
    for (size_t i = 0; i < donut->count; i++) {
        mpt word = marks_word_width(donut->marks, TEXT_NAME, donut->parts[i].name);
        if (word > widest) widest = word;
        mpt share = marks_width(donut->marks, TEXT_FIGURE, share_label(donut, &donut->parts[i]));
        if (share > widest) widest = share;
    }
    mpt room = donut->box.width - 2 * (widest + LABEL_GAP + 1);
    if (diameter > room) diameter = room;
    return diameter < least ? least : diameter;
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct donut donut = {.marks = marks, .chart = chart, .box = box};
    collect(&donut);
    donut.outer = choose_diameter(&donut) / 2 - ELBOW - MPT_PT(1);
    donut.inner = donut.outer * INNER_PERCENT / 100;
    donut.centre = (struct point){box.x + box.width / 2, box.y + box.height / 2};
    if (donut.count == 0) { /* a whole of nothing */
        marks_ring(marks, donut.centre, donut.inner, donut.outer, 0, 1, marks->env->theme->line_light);
        draw_total(&donut);
        return;
    }
    place_parts(&donut);
    draw_ring(&donut);
    draw_side(&donut, true);
    draw_side(&donut, false);
    draw_total(&donut);
}

const struct chart_type chart_type_donut = {.block = MPT_MM(56), .draw = draw};
