/* SPDX-License-Identifier: MIT */
/*
 * bar: categories compared, sorted by the key series (a natural order wants a column chart). Other series stand beside
 * the key one in its row; previous and benchmark figures are ticks across the bar, a target its outline, each named
 * over the first row.
 */
#include "chart/kinds.h"
#include "chart/labels.h"
#include "chart/rows.h"
#include "document/chart_facts.h"

#define ROW MPT_PT(17)
#define GROUPED_BAR MPT_PT(12) /* slot of one bar among several of a row */
#define GROUP_GAP MPT_PT(5)
#define ROWS_MOST 15 /* the tail of a longer list says nothing at a glance: the table has it */
#define LABEL_GAP MPT_PT(4)
#define MARK_WIDTH MPT_PT(1.5)
#define SAMPLE_ROOM MPT_PT(9) /* for a mark before its name */

struct bar_chart {
    struct marks       *marks;
    const struct chart *chart;
    struct rows         rows;
    struct scale        scale;
    size_t              bars;      /* solid bars in a row */
    mpt                 name_room; /* after the figures, for names of series */
    bool                has_marks, has_tones;
};

static bool is_solid(const struct chart *chart, const struct chart_series *series)
{
    return series == chart_key_series(chart) || series->role == SERIES_OTHER || series->role == SERIES_KEY;
}

static void fit(struct marks *marks, const struct chart *chart, mpt width, struct bar_chart *bar)
{
    *bar = (struct bar_chart){.marks = marks, .chart = chart};
    for (size_t i = 0; i < chart->series_count; i++) {
        if (is_solid(chart, &chart->series[i]))
            bar->bars++;
        else if (chart_last_figure(chart, &chart->series[i]) != CHART_NO_CATEGORY)
            bar->has_marks = true;
    }
    const struct value *values = chart_key_series(chart)->values;
    for (size_t i = 0; i < chart->category_count; i++)
        bar->has_tones |= values[i].tone != TONE_NONE;
    mpt least = bar->bars > 1 ? (mpt)bar->bars * GROUPED_BAR + GROUP_GAP : ROW;
    rows_fit(marks, chart, width, &(struct rows_needs){.least = least, .most = ROWS_MOST, .is_sorted = true},
             &bar->rows);
}

static mpt head_height(const struct bar_chart *bar)
{
    return bar->has_marks ? marks_leading(bar->marks, TEXT_TICK) + MPT_PT(3) : 0;
}

static mpt body(struct marks *marks, const struct chart *chart, mpt width)
{
    struct bar_chart bar;
    fit(marks, chart, width, &bar);
    return head_height(&bar) + bar.rows.height;
}

/* Bars that share a row are told apart by their names after the figures of the first row. */
static mpt name_room(const struct bar_chart *bar, mpt width)
{
    mpt widest = 0;
    for (size_t s = 0; bar->bars > 1 && s < bar->chart->series_count; s++) {
        mpt natural = marks_width(bar->marks, TEXT_NAME, bar->chart->series[s].name) + LABEL_GAP;
        if (is_solid(bar->chart, &bar->chart->series[s]) && natural > widest) widest = natural;
    }
    return widest < width / 4 ? widest : width / 4;
}

/* Room for labels beyond the longest bars on either side. */
static void fit_scale(struct bar_chart *bar, struct rect box)
{
    const struct chart *chart = bar->chart;
    mpt                 left = 0, right = 0;
    for (size_t s = 0; s < chart->series_count; s++) {
        if (!is_solid(chart, &chart->series[s])) continue;
        for (size_t i = 0; i < chart->category_count; i++) {
            const struct value *value = &chart->series[s].values[i];
            mpt  width = marks_width(bar->marks, TEXT_FIGURE, figure_label(bar->marks, value)) + LABEL_GAP;
            bool is_left = value_has_number(value) && exact_sign(value->number) < 0;
            if (is_left && width > left) left = width;
            if (!is_left && width > right) right = width;
        }
    }
    chart_extent(chart, true, &bar->scale.lo, &bar->scale.hi);
    if (chart->has_maximum && figure_double(chart->maximum) > 0) bar->scale.hi = figure_double(chart->maximum);
    if (bar->scale.lo == bar->scale.hi) bar->scale.hi = 1; /* all zero */
    bar->scale.from = box.x + rows_indent(&bar->rows) + left;
    bar->name_room = name_room(bar, box.width);
    bar->scale.to = box.x + box.width - right - bar->name_room;
}

static uint32_t bar_color(const struct bar_chart *bar, const struct chart_series *series, size_t category)
{
    const struct theme *theme = bar->marks->env->theme;
    enum bar_role       role = bar->chart->bar_roles ? bar->chart->bar_roles[category] : BAR_PLAIN;
    if (series != chart_key_series(bar->chart)) return theme->line_dark;
    if (role == BAR_FRICTION) return theme->tone[TONE_BAD];
    return bar->has_tones && series->values[category].tone ? tone_color(theme, series->values[category].tone)
                                                           : theme->brand;
}

static const struct chart_series *mark_series(const struct bar_chart *bar, size_t s)
{
    const struct chart_series *series = &bar->chart->series[s];
    return is_solid(bar->chart, series) || series->role == SERIES_TARGET ? NULL : series;
}

/* A label steps over the ticks it would cover. */
static mpt clear_of_marks(const struct bar_chart *bar, size_t category, mpt x, mpt width)
{
    for (size_t again = 0; again < bar->chart->series_count; again++) {
        for (size_t s = 0; s < bar->chart->series_count; s++) {
            const struct value *value = &bar->chart->series[s].values[category];
            if (is_solid(bar->chart, &bar->chart->series[s]) || !value_has_number(value)) continue;
            mpt at = scale_at(&bar->scale, figure_double(value->number));
            if (at > x - LABEL_GAP && at < x + width + MPT_PT(2)) x = at + LABEL_GAP;
        }
    }
    return x;
}

static void draw_figure(struct bar_chart *bar, const struct chart_series *series, size_t category, struct rect box)
{
    const struct theme *theme = bar->marks->env->theme;
    const struct value *value = &series->values[category];
    str                 label = figure_label(bar->marks, value);
    uint32_t            color = value_has_number(value) ? theme->ink : theme->soft_grey;
    enum mark_text kind = value_has_number(value) && series == chart_key_series(bar->chart) ? TEXT_FIGURE : TEXT_NAME;
    mpt            width = marks_width(bar->marks, kind, label), y = box.y + box.height / 2;
    if (value_has_number(value) && exact_sign(value->number) < 0) {
        marks_label(bar->marks, kind, color, label, (struct point){box.x - LABEL_GAP, y}, ANCHOR_END, 0);
        return;
    }
    mpt x = clear_of_marks(bar, category, box.x + box.width + LABEL_GAP, width);
    marks_label(bar->marks, kind, color, label, (struct point){x, y}, ANCHOR_START, 0);
    if (bar->bars > 1 && category == bar->rows.order[0])
        marks_label(bar->marks, TEXT_NAME, theme->text_grey, series->name, (struct point){x + width + LABEL_GAP, y},
                    ANCHOR_START, bar->name_room - LABEL_GAP);
}

static void draw_solid(struct bar_chart *bar, const struct chart_series *series, size_t category, mpt top, mpt slot)
{
    const struct value *value = &series->values[category];
    mpt                 zero = scale_at(&bar->scale, 0);
    mpt                 end = value_has_number(value) ? scale_at(&bar->scale, figure_double(value->number)) : zero;
    struct rect         box = rows_bar(zero, end, top, slot);
    marks_rect(bar->marks, box, bar_color(bar, series, category));
    draw_figure(bar, series, category, box);
}

static void draw_target(struct bar_chart *bar, size_t category, mpt top, mpt slot)
{
    const struct chart_series *target = chart_series_of(bar->chart, SERIES_TARGET);
    if (!target || is_solid(bar->chart, target) || !value_has_number(&target->values[category])) return;
    mpt end = scale_at(&bar->scale, figure_double(target->values[category].number));
    marks_outline(bar->marks, rows_bar(scale_at(&bar->scale, 0), end, top, slot), bar->marks->env->theme->line_dark,
                  MPT_PT(0.75));
}

static uint32_t mark_color(const struct bar_chart *bar, const struct chart_series *series)
{
    return series->role == SERIES_PREVIOUS ? bar->marks->env->theme->line_dark : bar->marks->env->theme->ink;
}

static void draw_marks(struct bar_chart *bar, size_t category, mpt top, mpt height)
{
    for (size_t s = 0; s < bar->chart->series_count; s++) {
        const struct chart_series *series = mark_series(bar, s);
        if (!series || !value_has_number(&series->values[category])) continue;
        mpt         x = scale_at(&bar->scale, figure_double(series->values[category].number));
        struct rect tick = {x - MARK_WIDTH / 2, top + height / 10, MARK_WIDTH, height * 8 / 10};
        marks_rect(bar->marks, (struct rect){tick.x - MPT_PT(0.5), tick.y, MARK_WIDTH + MPT_PT(1), tick.height},
                   0xFFFFFF);
        marks_rect(bar->marks, tick, mark_color(bar, series));
    }
}

static void draw_row(struct bar_chart *bar, size_t place, struct rect box)
{
    const struct chart *chart = bar->chart;
    size_t              category = bar->rows.order[place];
    mpt                 height = box.height, slot = bar->bars > 1 ? GROUPED_BAR : height;
    mpt                 top = box.y + (height - slot * (mpt)bar->bars) / 2;
    if (bar->bars == 1 && slot > ROW) slot = ROW, top = box.y + (height - slot) / 2;
    rows_draw_name(bar->marks, &bar->rows, place, box.x, box.y + height / 2, bar->marks->env->theme->ink);
    draw_target(bar, category, top, slot * (mpt)bar->bars);
    mpt bar_top = top;
    for (size_t s = 0; s < chart->series_count; s++) {
        if (!is_solid(chart, &chart->series[s])) continue;
        draw_solid(bar, &chart->series[s], category, bar_top, slot);
        bar_top += slot;
    }
    draw_marks(bar, category, top, slot * (mpt)bar->bars);
}

/* First row, from the top, where a series has a figure: there its name stands over its mark. */
static size_t first_place(const struct bar_chart *bar, const struct chart_series *series)
{
    for (size_t place = 0; place < bar->rows.count; place++) {
        if (value_has_number(&series->values[bar->rows.order[place]])) return place;
    }
    return CHART_NO_CATEGORY;
}

/* The mark before its name, as in the rows. */
static void draw_sample(struct bar_chart *bar, const struct chart_series *series, struct point at)
{
    mpt half = marks_text_size(bar->marks, TEXT_TICK) * 4 / 10;
    if (series->role == SERIES_TARGET)
        marks_outline(bar->marks, (struct rect){at.x, at.y - half, half * 2, half * 2},
                      bar->marks->env->theme->line_dark, MPT_PT(0.75));
    else
        marks_rect(bar->marks, (struct rect){at.x + half, at.y - half, MARK_WIDTH, half * 2}, mark_color(bar, series));
}

static void draw_head(struct bar_chart *bar, struct rect box)
{
    const struct chart *chart = bar->chart;
    struct label_spot  *spots = ARENA_ARRAY(bar->marks->env->arena, struct label_spot, chart->series_count);
    size_t             *series_of = ARENA_ARRAY(bar->marks->env->arena, size_t, chart->series_count), count = 0;
    mpt                 most = box.width * 45 / 100;
    for (size_t s = 0; s < chart->series_count; s++) {
        size_t place = first_place(bar, &chart->series[s]);
        if (is_solid(chart, &chart->series[s]) || place == CHART_NO_CATEGORY) continue;
        mpt at = scale_at(&bar->scale, figure_double(chart->series[s].values[bar->rows.order[place]].number));
        mpt width = marks_width(bar->marks, TEXT_TICK, chart->series[s].name) + SAMPLE_ROOM;
        spots[count] = (struct label_spot){.wanted = at, .extent = width < most ? width : most, .rank = (int)count};
        series_of[count++] = s;
    }
    labels_spread(bar->marks->env->arena, spots, count, box.x, box.x + box.width, MPT_PT(8));
    for (size_t i = 0; i < count; i++) {
        if (!spots[i].is_shown) continue;
        struct point at = {spots[i].at - spots[i].extent / 2, box.y + marks_leading(bar->marks, TEXT_TICK) / 2};
        bool         is_previous = chart->series[series_of[i]].role == SERIES_PREVIOUS;
        uint32_t     color = is_previous ? bar->marks->env->theme->soft_grey : bar->marks->env->theme->ink;
        draw_sample(bar, &chart->series[series_of[i]], at);
        at.x += SAMPLE_ROOM;
        marks_label(bar->marks, TEXT_TICK, color, chart->series[series_of[i]].name, at, ANCHOR_START,
                    spots[i].extent - SAMPLE_ROOM + 1);
    }
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct bar_chart bar;
    fit(marks, chart, box.width, &bar);
    fit_scale(&bar, box);
    if (bar.has_marks) draw_head(&bar, box);
    mpt y = box.y + head_height(&bar), zero = scale_at(&bar.scale, 0);
    for (size_t place = 0; place < bar.rows.count; place++) {
        mpt height = bar.rows.heights[place];
        draw_row(&bar, place, (struct rect){box.x, y, box.width, height});
        y += height;
    }
    marks_rule(marks, (struct point){zero, box.y + head_height(&bar)}, (struct point){zero, y},
               marks->env->theme->soft_grey, MPT_PT(0.5));
    rows_draw_foot(marks, &bar.rows, chart->category_count, box);
}

const struct chart_type chart_type_bar = {.body = body, .draw = draw};
