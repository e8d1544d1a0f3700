/* SPDX-License-Identifier: MIT */
/*
 * quadrant: things placed by two figures, in four fields with names (domain 3.6: depth of adoption by frequency). The
 * first series is the place across, the second the height, the third and fourth hold the limits between the fields;
 * the bands name the fields: low and low, right and low, left and high, right and high. What has a name and room for
 * it says it; a category whose role is a total is the one the chart is about. Dots that would lie on one another become
 * one mark with their number in it.
 */
#include "chart/figures.h"
#include "chart/kinds.h"
#include "chart/labels.h"

#define DOT MPT_PT(2.5)
#define KEY_DOT MPT_PT(4)
#define CROWD MPT_PT(6)    /* mark of several */
#define INSET MPT_PT(9)    /* from the plot's edges to the outermost dots and to the fields' names */
#define TICK_GAP MPT_PT(5) /* from the plot to its figures */
#define NAME_GAP MPT_PT(3) /* from a dot to its name */
#define NAMED_MOST 80      /* beyond it no name finds room anyway */
#define FIELDS 4
#define LIMITS 2

enum { SERIES_X, SERIES_Y, SERIES_LIMIT_X, SERIES_LIMIT_Y };

/* A field has at least this share of the height and of the width, so that its name has room. */
#define FIELD_PERMILLE 320

struct axis_side {
    const struct chart_series *series;
    const struct value        *limit, *least, *most; /* NULL: none */
    struct scale               scale;
};

/* What stands at one place: a category, or several too close to be told apart. */
struct place {
    struct point at;
    size_t       count, first; /* first: its category, or that of the first */
    int          field;
};

struct quadrant {
    struct marks       *marks;
    const struct chart *chart;
    struct axis_side    x, y;
    struct rect         plot;
    struct rect        *taken; /* by texts and dots */
    size_t              taken_count;
    struct place       *places; /* but the one the chart is about */
    size_t              place_count;
};

static const struct value *first_figure(const struct chart *chart, size_t series)
{
    for (size_t i = 0; series < chart->series_count && i < chart->category_count; i++) {
        if (value_has_number(&chart->series[series].values[i])) return &chart->series[series].values[i];
    }
    return NULL;
}

static bool is_placed(const struct quadrant *quadrant, size_t i)
{
    return quadrant->y.series && value_has_number(&quadrant->x.series->values[i]) &&
           value_has_number(&quadrant->y.series->values[i]);
}

static void find_extremes(const struct quadrant *quadrant, struct axis_side *side)
{
    for (size_t i = 0; i < quadrant->chart->category_count; i++) {
        const struct value *value = &side->series->values[i];
        if (!is_placed(quadrant, i)) continue;
        if (!side->least || exact_compare(value->number, side->least->number) < 0) side->least = value;
        if (!side->most || exact_compare(value->number, side->most->number) > 0) side->most = value;
    }
}

static void find_sides(struct marks *marks, const struct chart *chart, struct quadrant *quadrant)
{
    *quadrant = (struct quadrant){.marks = marks, .chart = chart};
    quadrant->x.series = &chart->series[SERIES_X];
    quadrant->y.series = chart->series_count > SERIES_Y ? &chart->series[SERIES_Y] : NULL;
    quadrant->x.limit = first_figure(chart, SERIES_LIMIT_X);
    quadrant->y.limit = first_figure(chart, SERIES_LIMIT_Y);
    if (!quadrant->y.series) return;
    find_extremes(quadrant, &quadrant->x);
    find_extremes(quadrant, &quadrant->y);
}

static void widen_fields(struct scale *scale, double limit)
{
    double least = FIELD_PERMILLE / (1000.0 - FIELD_PERMILLE);
    if (limit - scale->lo < (scale->hi - limit) * least) scale->lo = limit - (scale->hi - limit) * least;
    if (scale->hi - limit < (limit - scale->lo) * least) scale->hi = limit + (limit - scale->lo) * least;
}

static void fit_scale(struct axis_side *side, mpt from, mpt to)
{
    side->scale = (struct scale){.lo = figure_double(side->least->number), .hi = figure_double(side->most->number)};
    if (side->limit) figures_extent(side->limit, 1, &side->scale.lo, &side->scale.hi);
    if (side->limit) widen_fields(&side->scale, figure_double(side->limit->number));
    if (!(side->scale.lo < side->scale.hi)) side->scale.hi = side->scale.lo + 1, side->scale.lo -= 1;
    side->scale.from = from;
    side->scale.to = to;
}

static mpt place_of(const struct axis_side *side, const struct value *value)
{
    return scale_at(&side->scale, figure_double(value->number));
}

static mpt widest_tick(const struct quadrant *quadrant)
{
    const struct value *ticks[] = {quadrant->y.limit, quadrant->y.least, quadrant->y.most};
    mpt                 widest = 0;
    for (size_t i = 0; i < COUNT_OF(ticks); i++) {
        mpt width = ticks[i] ? marks_width(quadrant->marks, TEXT_TICK, figure_label(quadrant->marks, ticks[i])) : 0;
        if (width > widest) widest = width;
    }
    return widest;
}

static void fit(struct quadrant *quadrant, struct rect box)
{
    mpt leading = marks_leading(quadrant->marks, TEXT_TICK), left = widest_tick(quadrant) + TICK_GAP;
    quadrant->plot = (struct rect){box.x + left, box.y + leading + TICK_GAP, box.width - left,
                                   box.height - 3 * leading - 2 * TICK_GAP};
    struct rect plot = quadrant->plot;
    fit_scale(&quadrant->x, plot.x + INSET, plot.x + plot.width - INSET);
    mpt strip =
        marks_leading(quadrant->marks, TEXT_FIGURE) + INSET + CROWD; /* where the fields' names stand, no dot does */
    fit_scale(&quadrant->y, plot.y + plot.height - strip, plot.y + strip);
    quadrant->taken = ARENA_ARRAY(quadrant->marks->env->arena, struct rect,
                                  quadrant->chart->category_count * 2 + 2 * FIELDS + LIMITS);
}

/* A limit takes its place too, so that no name stands across it. */
static void draw_limit(struct quadrant *quadrant, struct point from, struct point to)
{
    marks_dashes(quadrant->marks, from, to, quadrant->marks->env->theme->soft_grey, MPT_PT(0.75));
    quadrant->taken[quadrant->taken_count++] =
        (struct rect){from.x, from.y, to.x - from.x + MPT_PT(1), to.y - from.y + MPT_PT(1)};
}

static void draw_fields(struct quadrant *quadrant)
{
    const struct theme *theme = quadrant->marks->env->theme;
    struct rect         plot = quadrant->plot;
    mpt                 right = plot.x + plot.width, bottom = plot.y + plot.height;
    marks_rect(quadrant->marks, plot, theme->surface);
    if (quadrant->x.limit) {
        mpt x = place_of(&quadrant->x, quadrant->x.limit);
        if (quadrant->y.limit)
            marks_rect(quadrant->marks,
                       (struct rect){x, plot.y, right - x, place_of(&quadrant->y, quadrant->y.limit) - plot.y},
                       theme->brand_tint);
        draw_limit(quadrant, (struct point){x, plot.y}, (struct point){x, bottom});
    }
    if (quadrant->y.limit) {
        mpt y = place_of(&quadrant->y, quadrant->y.limit);
        draw_limit(quadrant, (struct point){plot.x, y}, (struct point){right, y});
    }
}

static bool is_free(const struct quadrant *quadrant, struct rect box)
{
    struct rect plot = quadrant->plot;
    if (box.x < plot.x || box.y < plot.y || box.x + box.width > plot.x + plot.width ||
        box.y + box.height > plot.y + plot.height)
        return false;
    for (size_t i = 0; i < quadrant->taken_count; i++) {
        const struct rect *other = &quadrant->taken[i];
        if (box.x < other->x + other->width && other->x < box.x + box.width && box.y < other->y + other->height &&
            other->y < box.y + box.height)
            return false;
    }
    return true;
}

/* One line that takes its place, or is left out where another stands; `at` is the left end of its middle line. */
static bool draw_where_free(struct quadrant *quadrant, enum mark_text kind, uint32_t color, str text, struct point at)
{
    mpt         height = marks_leading(quadrant->marks, kind);
    struct rect box = {at.x, at.y - height / 2, marks_width(quadrant->marks, kind, text), height};
    if (text.len == 0 || !is_free(quadrant, box)) return false;
    quadrant->taken[quadrant->taken_count++] = box;
    marks_label(quadrant->marks, kind, color, text, at, ANCHOR_START, 0);
    return true;
}

/* On one line, or on two where its field is narrow: « POWER USER ÉTROIT » over « → Élargir usage ». */
static void draw_field_name(struct quadrant *quadrant, str label, uint32_t color, bool is_right, bool is_high)
{
    struct rect  plot = quadrant->plot;
    mpt          leading = marks_leading(quadrant->marks, TEXT_FIGURE), half = leading / 2;
    mpt          y = is_high ? plot.y + INSET / 2 + half : plot.y + plot.height - INSET / 2 - half;
    mpt          left = plot.x + INSET, right = plot.x + plot.width - INSET;
    mpt          width = marks_width(quadrant->marks, TEXT_FIGURE, label);
    struct point at = {is_right ? right - width : left, y};
    if (draw_where_free(quadrant, TEXT_FIGURE, color, label, at)) return;
    size_t cut = str_find_str(label, STR("→"));
    if (cut >= label.len) return;
    str parts[] = {str_trim(str_slice(label, 0, cut)), str_slice(label, cut, label.len)};
    for (int line = 0; line < 2; line++) {
        at.x = is_right ? right - marks_width(quadrant->marks, TEXT_FIGURE, parts[line]) : left;
        at.y = is_high ? y + line * leading : y - (1 - line) * leading;
        (void)draw_where_free(quadrant, TEXT_FIGURE, color, parts[line], at);
    }
}

static void draw_field_names(struct quadrant *quadrant)
{
    const struct chart *chart = quadrant->chart;
    const struct theme *theme = quadrant->marks->env->theme;
    for (size_t i = 0; i < chart->band_count && i < FIELDS; i++) {
        const struct chart_band *band = &chart->bands[i];
        draw_field_name(quadrant, band->label, band->tone ? tone_color(theme, band->tone) : theme->soft_grey,
                        i % 2 == 1, i >= FIELDS / 2);
    }
}

static bool is_key(const struct quadrant *quadrant, size_t i)
{
    return quadrant->chart->bar_roles && quadrant->chart->bar_roles[i] == BAR_TOTAL;
}

static struct point point_of(const struct quadrant *quadrant, size_t i)
{
    return (struct point){place_of(&quadrant->x, &quadrant->x.series->values[i]),
                          place_of(&quadrant->y, &quadrant->y.series->values[i])};
}

/* Places */

static int field_of(const struct quadrant *quadrant, size_t i)
{
    const struct axis_side *sides[] = {&quadrant->x, &quadrant->y};
    int                     field = 0;
    for (int side = 0; side < 2; side++) {
        const struct axis_side *axis = sides[side];
        if (axis->limit && exact_compare(axis->series->values[i].number, axis->limit->number) >= 0) field |= 1 << side;
    }
    return field;
}

static mpt radius_of(const struct place *place)
{
    return place->count > 1 ? CROWD : DOT;
}

static bool touch(const struct place *a, const struct place *b)
{
    int64_t dx = a->at.x - b->at.x, dy = a->at.y - b->at.y, reach = radius_of(a) + radius_of(b);
    return a->field == b->field && dx * dx + dy * dy < reach * reach;
}

static mpt mean(mpt a, size_t weight_a, mpt b, size_t weight_b)
{
    return (mpt)(((int64_t)a * (int64_t)weight_a + (int64_t)b * (int64_t)weight_b) / (int64_t)(weight_a + weight_b));
}

/* A mark of several stands for its field: it does not reach into the next one. */
static void keep_in_field(const struct quadrant *quadrant, struct place *place)
{
    mpt away = CROWD + MPT_PT(1);
    if (quadrant->x.limit) {
        mpt limit = place_of(&quadrant->x, quadrant->x.limit);
        if (place->field & 1 && place->at.x < limit + away) place->at.x = limit + away;
        if (!(place->field & 1) && place->at.x > limit - away) place->at.x = limit - away;
    }
    if (quadrant->y.limit) {
        mpt limit = place_of(&quadrant->y, quadrant->y.limit);
        if (place->field & 2 && place->at.y > limit - away) place->at.y = limit - away;
        if (!(place->field & 2) && place->at.y < limit + away) place->at.y = limit + away;
    }
}

/* Joins `place` with those it touches, one after the other: a mark of more is larger and may touch further ones. */
static void join(struct quadrant *quadrant, struct place place)
{
    for (size_t i = 0; i < quadrant->place_count; i++) {
        struct place *other = &quadrant->places[i];
        if (!touch(&place, other)) continue;
        place.at.x = mean(place.at.x, place.count, other->at.x, other->count);
        place.at.y = mean(place.at.y, place.count, other->at.y, other->count);
        place.count += other->count;
        keep_in_field(quadrant, &place);
        if (other->first < place.first) place.first = other->first;
        *other = quadrant->places[--quadrant->place_count];
        i = SIZE_MAX; /* from the first again */
    }
    quadrant->places[quadrant->place_count++] = place;
}

static void find_places(struct quadrant *quadrant)
{
    size_t count = quadrant->chart->category_count;
    quadrant->places = ARENA_ARRAY(quadrant->marks->env->arena, struct place, count);
    for (size_t i = 0; i < count; i++)
        if (is_placed(quadrant, i) && !is_key(quadrant, i))
            join(quadrant, (struct place){point_of(quadrant, i), 1, i, field_of(quadrant, i)});
}

static void draw_mark(struct quadrant *quadrant, struct point at, mpt radius, uint32_t fill)
{
    marks_dot(quadrant->marks, at, radius + MPT_PT(0.75), 0xFFFFFF);
    marks_dot(quadrant->marks, at, radius, fill);
    quadrant->taken[quadrant->taken_count++] = (struct rect){at.x - radius, at.y - radius, 2 * radius, 2 * radius};
}

static void draw_place(struct quadrant *quadrant, const struct place *place)
{
    const struct chart_env *env = quadrant->marks->env;
    bool                    is_backdrop = quadrant->chart->bar_roles != NULL;
    draw_mark(quadrant, place->at, radius_of(place), is_backdrop ? env->theme->line_dark : env->theme->brand);
    if (place->count == 1) return;
    str text = arena_printf(env->arena, "%zu", place->count);
    marks_label(quadrant->marks, TEXT_FIGURE, is_backdrop ? env->theme->ink : 0xFFFFFF, text, place->at, ANCHOR_MIDDLE,
                2 * CROWD);
}

static void draw_key(struct quadrant *quadrant, size_t i)
{
    if (is_placed(quadrant, i) && is_key(quadrant, i))
        draw_mark(quadrant, point_of(quadrant, i), KEY_DOT, quadrant->marks->env->theme->brand);
}

/* Right of its dot, left, above, below: the first place that is free. */
static void draw_name(struct quadrant *quadrant, size_t i)
{
    const struct chart_env *env = quadrant->marks->env;
    if (!is_placed(quadrant, i)) return;
    bool           is_about = is_key(quadrant, i);
    enum mark_text kind = is_about ? TEXT_FIGURE : TEXT_TICK;
    str            name = locale_print(env->locale, env->arena, &quadrant->chart->categories[i]);
    mpt            width = marks_width(quadrant->marks, kind, name), leading = marks_leading(quadrant->marks, kind);
    mpt            away = (is_about ? KEY_DOT : DOT) + NAME_GAP;
    struct point   dot = point_of(quadrant, i);
    struct point   places[] = {{dot.x + away, dot.y},
                               {dot.x - away - width, dot.y},
                               {dot.x - width / 2, dot.y - away - leading / 2},
                               {dot.x - width / 2, dot.y + away + leading / 2}};
    uint32_t       color = is_about ? env->theme->brand : env->theme->text_grey;
    for (size_t p = 0; p < COUNT_OF(places); p++)
        if (draw_where_free(quadrant, kind, color, name, places[p])) return;
}

static void draw_names(struct quadrant *quadrant)
{
    size_t count = quadrant->chart->category_count;
    for (size_t i = 0; i < count; i++)
        if (is_key(quadrant, i)) draw_name(quadrant, i);
    for (size_t i = 0; i < quadrant->place_count && i < NAMED_MOST; i++)
        if (quadrant->places[i].count == 1) draw_name(quadrant, quadrant->places[i].first);
}

/* The limit's figure first, then the extremes where they do not touch it. */
static void draw_ticks_across(const struct quadrant *quadrant)
{
    const struct value *ticks[] = {quadrant->x.limit, quadrant->x.least, quadrant->x.most};
    struct rect         plot = quadrant->plot;
    mpt                 y = plot.y + plot.height + TICK_GAP + marks_leading(quadrant->marks, TEXT_TICK) / 2;
    struct rect         drawn[COUNT_OF(ticks)] = {0};
    for (size_t i = 0; i < COUNT_OF(ticks); i++) {
        if (!ticks[i]) continue;
        str  label = figure_label(quadrant->marks, ticks[i]);
        mpt  width = marks_width(quadrant->marks, TEXT_TICK, label);
        mpt  x = labels_clamp(place_of(&quadrant->x, ticks[i]), width, plot.x, plot.x + plot.width);
        bool is_taken = false;
        for (size_t j = 0; j < i; j++)
            is_taken |= drawn[j].width > 0 && x - width / 2 < drawn[j].x + drawn[j].width + TICK_GAP &&
                        drawn[j].x < x + width / 2 + TICK_GAP;
        if (is_taken) continue;
        drawn[i] = (struct rect){x - width / 2, y, width, 0};
        uint32_t color = i == 0 ? quadrant->marks->env->theme->text_grey : quadrant->marks->env->theme->soft_grey;
        marks_label(quadrant->marks, TEXT_TICK, color, label, (struct point){x, y}, ANCHOR_MIDDLE, 0);
    }
}

static void draw_ticks_up(const struct quadrant *quadrant)
{
    const struct value *ticks[] = {quadrant->y.limit, quadrant->y.least, quadrant->y.most};
    mpt                 drawn[COUNT_OF(ticks)], leading = marks_leading(quadrant->marks, TEXT_TICK);
    size_t              count = 0;
    for (size_t i = 0; i < COUNT_OF(ticks); i++) {
        if (!ticks[i]) continue;
        mpt  y = place_of(&quadrant->y, ticks[i]);
        bool is_taken = false;
        for (size_t j = 0; j < count; j++)
            is_taken |= y < drawn[j] + leading && drawn[j] < y + leading;
        if (is_taken) continue;
        drawn[count++] = y;
        uint32_t     color = i == 0 ? quadrant->marks->env->theme->text_grey : quadrant->marks->env->theme->soft_grey;
        struct point at = {quadrant->plot.x - TICK_GAP, y};
        marks_label(quadrant->marks, TEXT_TICK, color, figure_label(quadrant->marks, ticks[i]), at, ANCHOR_END, 0);
    }
}

/* The height's name stands over the plot, the width's under it at its right end. */
static void draw_titles(const struct quadrant *quadrant, struct rect box)
{
    uint32_t     color = quadrant->marks->env->theme->text_grey;
    mpt          half = marks_leading(quadrant->marks, TEXT_TICK) / 2;
    struct point top = {box.x, box.y + half}, foot = {box.x + box.width, box.y + box.height - half};
    marks_label(quadrant->marks, TEXT_TICK, color, quadrant->y.series->name, top, ANCHOR_START, box.width);
    marks_label(quadrant->marks, TEXT_TICK, color, quadrant->x.series->name, foot, ANCHOR_END, box.width);
}

static void draw(struct marks *marks, const struct chart *chart, struct rect box)
{
    struct quadrant quadrant;
    find_sides(marks, chart, &quadrant);
    if (!quadrant.x.least || !quadrant.y.least) return;
    fit(&quadrant, box);
    draw_fields(&quadrant);
    draw_field_names(&quadrant);
    find_places(&quadrant);
    for (size_t i = 0; i < quadrant.place_count; i++)
        draw_place(&quadrant, &quadrant.places[i]);
    for (size_t i = 0; i < chart->category_count; i++)
        draw_key(&quadrant, i);
    draw_names(&quadrant);
    draw_ticks_across(&quadrant);
    draw_ticks_up(&quadrant);
    draw_titles(&quadrant, box);
}

const struct chart_type chart_type_quadrant = {.block = MPT_MM(86), .draw = draw};
