/* SPDX-License-Identifier: MIT */
#include "chart/frame.h"

#include "chart/labels.h"

#include <math.h>
#include <string.h>

#define TICKS_MOST 5
#define TICK_GAP MPT_PT(6)   /* between a tick's label and the plot */
#define NAME_GAP MPT_PT(5)   /* between the plot and the names */
#define NAME_APART MPT_PT(6) /* between two names */
#define EDGE_INSET MPT_PT(5) /* of the first and last point, so that its dot stays inside */
#define WRAPPED_LINES 3
#define COMPACT_FROM 10000 /* [currency units] ticks from here up print « 10 k€ » */

/* Seconds of the unit that the ticks of a duration count in: whole minutes, hours, days or months (1.3: 30.4375 days).
 */
static double tick_unit(enum unit unit, double hi)
{
    if (unit != UNIT_DURATION) return 1;
    if (hi < 7200) return 60;
    if (hi < 2 * 86400.0) return 3600;
    return hi < 60 * 86400.0 ? 86400 : 30.4375 * 86400;
}

static double finest_step(enum unit unit)
{
    switch (unit) {
    case UNIT_COUNT:
    case UNIT_NPS:
    case UNIT_SCORE100:
    case UNIT_DURATION: return 1;
    case UNIT_MONEY: return 0.01;
    default: return 0;
    }
}

/* Scores out of a whole are read against it; the rest against their own extent, zero taken in when it is near. */
static void widen_to_unit(const struct chart *chart, double *lo, double *hi)
{
    if (chart->unit == UNIT_SCORE100)
        *lo = fmin(*lo, 0), *hi = fmax(*hi, 100);
    else if (chart->unit == UNIT_RATING5)
        *lo = fmin(*lo, 1), *hi = fmax(*hi, 5);
    else if (*lo > 0 && *lo <= 0.4 * *hi)
        *lo = 0;
    else if (*hi < 0 && *hi >= 0.4 * *lo)
        *hi = 0;
}

/* [units of the axis] The end of a scale that has one. */
static double natural_end(enum unit unit)
{
    return unit == UNIT_SCORE100 ? 100 : unit == UNIT_RATING5 ? 5 : INFINITY;
}

static void fix_bounds(const struct chart *chart, double *lo, double *hi)
{
    if (chart->has_minimum) *lo = figure_double(chart->minimum);
    if (chart->has_maximum) *hi = figure_double(chart->maximum);
    if (*lo > *hi) *hi = *lo;
}

/* Ticks outside fixed bounds go, and the bounds end the scale. */
static void trim_ticks(const struct chart *chart, struct axis_ticks *ticks, struct scale *scale, double lo, double hi)
{
    if (chart->has_minimum && lo < hi) {
        scale->lo = lo;
        while (ticks->count > 1 && ticks->at[0] < lo)
            ticks->at++, ticks->count--;
    }
    if ((chart->has_maximum || hi == natural_end(chart->unit)) && lo < hi) {
        scale->hi = hi;
        while (ticks->count > 1 && ticks->at[ticks->count - 1] > hi)
            ticks->count--;
    }
}

static void choose_ticks(struct marks *marks, const struct chart *chart, const struct frame_needs *needs,
                         struct frame *frame)
{
    double lo = needs->lo, hi = needs->hi;
    widen_to_unit(chart, &lo, &hi);
    fix_bounds(chart, &lo, &hi);
    double        unit = tick_unit(chart->unit, fmax(fabs(lo), fabs(hi)));
    struct arena *arena = marks->env->arena;
    if (axis_choose_ticks(arena, lo / unit, hi / unit, TICKS_MOST, finest_step(chart->unit), &frame->ticks) != RC_OK) {
        frame->ticks = (struct axis_ticks){.at = ARENA_ARRAY(arena, double, 2), .count = 2, .step = 1};
        frame->ticks.at[1] = 1;
    }
    for (size_t i = 0; i < frame->ticks.count; i++)
        frame->ticks.at[i] *= unit;
    frame->scale.lo = frame->ticks.at[0];
    frame->scale.hi = frame->ticks.at[frame->ticks.count - 1];
    trim_ticks(chart, &frame->ticks, &frame->scale, lo, hi);
}

/* Bars carry their own labels and need no ticks; their scale ends where they do. */
static void choose_extent(const struct chart *chart, const struct frame_needs *needs, struct frame *frame)
{
    double lo = needs->lo, hi = needs->hi;
    fix_bounds(chart, &lo, &hi);
    frame->scale.lo = lo;
    frame->scale.hi = lo < hi ? hi : lo + 1;
}

/* A duration's ticks are whole minutes, hours, days or months, which only a value's own print knows how to name. */
static str print_tick(const struct chart_env *env, const struct chart *chart, double number, int places,
                      bool is_compact)
{
    if (chart->unit == UNIT_DURATION && number == 0) return STR("0");
    if (chart->unit != UNIT_DURATION || fabs(number) > 1e15)
        return locale_print_tick(env->locale, env->arena, chart->unit, chart->currency, number, places, is_compact);
    struct value value = value_number(UNIT_DURATION, exact_from_int(env->arena, llround(number)));
    return locale_print(env->locale, env->arena, &value);
}

static mpt print_ticks(struct marks *marks, const struct chart *chart, struct frame *frame)
{
    const struct chart_env *env = marks->env;
    int                     places = frame->ticks.places;
    if (chart->unit == UNIT_PERCENT || chart->unit == UNIT_POINTS) places = places > 2 ? places - 2 : 0;
    bool is_compact = chart->unit == UNIT_MONEY && fmax(fabs(frame->scale.lo), fabs(frame->scale.hi)) >= COMPACT_FROM;
    mpt  widest = 0;
    frame->tick_labels = ARENA_ARRAY(env->arena, str, frame->ticks.count);
    for (size_t i = 0; i < frame->ticks.count; i++) {
        frame->tick_labels[i] = print_tick(env, chart, frame->ticks.at[i], places, is_compact);
        mpt width = marks_width(marks, TEXT_TICK, frame->tick_labels[i]);
        if (width > widest) widest = width;
    }
    return widest;
}

/* Every category a date, each in another month than the one before. */
static bool is_monthly(const struct chart *chart)
{
    for (size_t i = 0; i < chart->category_count; i++) {
        if (chart->categories[i].kind != VALUE_DATE) return false;
        if (i > 0 && date_month_start(chart->categories[i].day) <= date_month_start(chart->categories[i - 1].day))
            return false;
    }
    return chart->category_count > 0;
}

/* « oct. 2026 » as « oct. » over « 2026 »: the locale parts them with one space or no-break space. */
static struct frame_name split_month(str text)
{
    static const char *const spaces[] = {"\u202f", "\u00a0", " "};
    for (size_t i = 0; i < COUNT_OF(spaces); i++) {
        str    space = str_from(spaces[i]);
        size_t at = str_find_str(text, space);
        if (at < text.len)
            return (struct frame_name){str_slice(text, 0, at), str_slice(text, at + space.len, text.len)};
    }
    return (struct frame_name){.text = text};
}

static void print_names(struct marks *marks, const struct chart *chart, struct frame *frame)
{
    const struct chart_env *env = marks->env;
    frame->has_years = is_monthly(chart);
    frame->names = ARENA_ARRAY(env->arena, struct frame_name, chart->category_count);
    for (size_t i = 0; i < chart->category_count; i++) {
        const struct value *category = &chart->categories[i];
        if (frame->has_years)
            frame->names[i] = split_month(locale_month_short(env->locale, env->arena, category->day));
        else
            frame->names[i].text = locale_print(env->locale, env->arena, category);
    }
}

static void place_centres(struct marks *marks, const struct chart *chart, const struct frame_needs *needs,
                          struct frame *frame)
{
    size_t count = chart->category_count;
    mpt    inset = needs->is_points ? EDGE_INSET : 0;
    mpt    room = frame->plot.width - 2 * inset;
    size_t parts = needs->is_points && count > 1 ? count - 1 : count;
    frame->centres = ARENA_ARRAY(marks->env->arena, mpt, count);
    frame->slot = parts > 0 ? room / (mpt)parts : room;
    for (size_t i = 0; i < count; i++) {
        int64_t halves = needs->is_points && count > 1 ? 2 * (int64_t)i : 2 * (int64_t)i + 1;
        frame->centres[i] = frame->plot.x + inset + (mpt)(room * halves / (2 * (int64_t)parts));
    }
}

/* Room of a name: its slot, or two slots when names stand on two levels by turns. */
static mpt name_room(const struct frame *frame, size_t levels)
{
    return frame->slot * (mpt)levels - MPT_PT(4);
}

static mpt line_width(struct marks *marks, const struct frame_name *name, mpt most)
{
    mpt width = marks_width(marks, TEXT_NAME, name->text), year = marks_width(marks, TEXT_TICK, name->year);
    return width < year ? year : width > most ? most : width;
}

/* A name at an end rather wraps than leave its place, unless a word of it needs more. */
static mpt end_room(struct marks *marks, const struct frame *frame, size_t i, mpt room)
{
    mpt left = frame->centres[i] - frame->left, right = frame->right - frame->centres[i];
    mpt edge = 2 * (left < right ? left : right), word = marks_word_width(marks, TEXT_NAME, frame->names[i].text);
    if (edge < word) edge = word;
    return edge < room ? edge : room;
}

static void measure_names(struct marks *marks, const struct chart *chart, struct frame *frame, size_t levels)
{
    for (size_t i = 0; i < chart->category_count; i++) {
        mpt most = levels > 0 ? end_room(marks, frame, i, name_room(frame, levels)) : frame->plot.width / 4;
        frame->widths[i] = line_width(marks, &frame->names[i], most);
    }
}

/* Whether names stand apart on each level without a word being cut, those at the ends moved inside. */
static bool fits_levels(struct marks *marks, const struct chart *chart, const struct frame *frame, size_t levels)
{
    mpt room = name_room(frame, levels);
    for (size_t i = 0; i < chart->category_count; i++) {
        if (marks_word_width(marks, TEXT_NAME, frame->names[i].text) > room) return false;
        if (i < levels) continue;
        mpt before = labels_clamp(frame->centres[i - levels], frame->widths[i - levels], frame->left, frame->right);
        mpt at = labels_clamp(frame->centres[i], frame->widths[i], frame->left, frame->right);
        if (at - before < (frame->widths[i] + frame->widths[i - levels]) / 2 + MPT_PT(4)) return false;
    }
    return true;
}

/* Slots of texts show every name: wrapped in its slot, else on two levels by turns. Months and points are thinned. */
static void choose_levels(struct marks *marks, const struct chart *chart, struct frame *frame, bool is_points)
{
    for (size_t levels = 1; levels <= 2 && !frame->has_years && !is_points && frame->levels == 0; levels++) {
        measure_names(marks, chart, frame, levels);
        if (fits_levels(marks, chart, frame, levels)) frame->levels = levels;
    }
}

/* Chooses how names stand and gives their height. */
static mpt fit_names(struct marks *marks, const struct chart *chart, struct frame *frame, bool is_points)
{
    size_t count = chart->category_count, lines[2] = {0};
    mpt    leading = marks_leading(marks, TEXT_NAME);
    frame->every = 1;
    frame->widths = ARENA_ARRAY(marks->env->arena, mpt, count);
    choose_levels(marks, chart, frame, is_points);
    if (frame->levels == 0) {
        measure_names(marks, chart, frame, 0);
        frame->every = labels_every(frame->centres, frame->widths, count, frame->left, frame->right, NAME_APART);
        return (frame->has_years ? 2 : 1) * leading;
    }
    for (size_t i = 0; i < count; i++) {
        size_t taken = marks_line_count(marks, TEXT_NAME, frame->names[i].text, frame->widths[i] + 1, WRAPPED_LINES);
        if (taken > lines[i % frame->levels]) lines[i % frame->levels] = taken;
    }
    frame->level_height = (mpt)lines[0] * leading;
    return (mpt)(lines[0] + lines[1]) * leading;
}

void frame_fit(struct marks *marks, const struct chart *chart, struct rect box, const struct frame_needs *needs,
               struct frame *frame)
{
    *frame = (struct frame){.plot = box, .left = box.x, .right = box.x + box.width};
    print_names(marks, chart, frame);
    if (needs->has_value_axis) {
        choose_ticks(marks, chart, needs, frame);
        mpt gutter = print_ticks(marks, chart, frame) + TICK_GAP;
        frame->plot.x += gutter;
        frame->plot.width -= gutter;
    } else {
        choose_extent(chart, needs, frame);
    }
    frame->plot.width -= needs->right;
    place_centres(marks, chart, needs, frame);
    mpt half_tick =
        needs->has_value_axis ? marks_leading(marks, TEXT_TICK) / 2 : 0; /* the top tick's label is inside too */
    mpt above = needs->above > half_tick ? needs->above : half_tick;
    mpt below = fit_names(marks, chart, frame, needs->is_points) + NAME_GAP;
    frame->plot.y += above;
    frame->plot.height -= above + below;
    frame->scale.from = frame->plot.y + frame->plot.height - needs->below;
    frame->scale.to = frame->plot.y;
}

mpt frame_y(const struct frame *frame, double number)
{
    return scale_at(&frame->scale, number);
}

static void draw_ticks(struct marks *marks, const struct frame *frame)
{
    const struct theme *theme = marks->env->theme;
    for (size_t i = 0; i < frame->ticks.count; i++) {
        mpt          y = frame_y(frame, frame->ticks.at[i]);
        struct point left = {frame->plot.x, y}, right = {frame->plot.x + frame->plot.width, y};
        marks_rule(marks, left, right, theme->line_light, MPT_PT(0.25));
        struct point at = {frame->plot.x - TICK_GAP, y};
        marks_label(marks, TEXT_TICK, theme->soft_grey, frame->tick_labels[i], at, ANCHOR_END, 0);
    }
}

static void draw_month(struct marks *marks, const struct frame *frame, size_t i, mpt y, bool has_year)
{
    const struct theme *theme = marks->env->theme;
    mpt                 x = labels_clamp(frame->centres[i], frame->widths[i], frame->left, frame->right);
    struct point        at = {x, y + marks_leading(marks, TEXT_NAME) / 2};
    marks_label(marks, TEXT_NAME, theme->text_grey, frame->names[i].text, at, ANCHOR_MIDDLE, frame->widths[i] + 1);
    at.y += marks_leading(marks, TEXT_NAME);
    if (has_year) marks_label(marks, TEXT_TICK, theme->soft_grey, frame->names[i].year, at, ANCHOR_MIDDLE, 0);
}

static void draw_level_name(struct marks *marks, const struct frame *frame, size_t i, mpt y)
{
    mpt         x = labels_clamp(frame->centres[i], frame->widths[i], frame->left, frame->right);
    struct rect box = {x - frame->widths[i] / 2, y + (mpt)(i % frame->levels) * frame->level_height,
                       frame->widths[i] + 1, 0};
    marks_paragraph(marks, TEXT_NAME, marks->env->theme->text_grey, frame->names[i].text, box, ANCHOR_MIDDLE,
                    WRAPPED_LINES);
}

static void draw_names(struct marks *marks, const struct chart *chart, const struct frame *frame)
{
    size_t count = chart->category_count;
    mpt    y = frame->plot.y + frame->plot.height + NAME_GAP;
    str    year = STR_NONE;
    for (size_t i = count > 0 ? (count - 1) % frame->every : 0; i < count; i += frame->every) {
        if (frame->levels > 0) {
            draw_level_name(marks, frame, i, y);
            continue;
        }
        draw_month(marks, frame, i, y, !str_equal(frame->names[i].year, year));
        year = frame->names[i].year;
    }
}

void frame_draw(struct marks *marks, const struct chart *chart, const struct frame *frame)
{
    draw_ticks(marks, frame);
    draw_names(marks, chart, frame);
}

void frame_draw_zero(struct marks *marks, const struct frame *frame)
{
    if (frame->scale.lo > 0 || frame->scale.hi < 0) return;
    mpt y = frame_y(frame, 0);
    marks_rule(marks, (struct point){frame->plot.x, y}, (struct point){frame->plot.x + frame->plot.width, y},
               marks->env->theme->soft_grey, MPT_PT(0.5));
}
