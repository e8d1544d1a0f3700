/* SPDX-License-Identifier: MIT */
#include "document/chart_facts.h"

const struct chart_series *chart_series_of(const struct chart *chart, enum series_role role)
{
    for (size_t i = 0; i < chart->series_count; i++) {
        if (chart->series[i].role == role) return &chart->series[i];
    }
    return NULL;
}

const struct chart_series *chart_key_series(const struct chart *chart)
{
    const struct chart_series *key = chart_series_of(chart, SERIES_KEY);
    if (key) return key;
    return chart->series_count > 0 ? &chart->series[0] : NULL;
}

bool chart_has_figures(const struct chart *chart)
{
    for (size_t i = 0; i < chart->series_count; i++) {
        if (chart_last_figure(chart, &chart->series[i]) != CHART_NO_CATEGORY) return true;
    }
    return false;
}

bool chart_extremes(const struct chart *chart, const struct chart_series *series, size_t *low, size_t *high)
{
    *low = *high = CHART_NO_CATEGORY;
    for (size_t i = 0; i < chart->category_count; i++) {
        const struct value *value = &series->values[i];
        if (!value_has_number(value)) continue;
        if (*low == CHART_NO_CATEGORY || exact_compare(value->number, series->values[*low].number) < 0) *low = i;
        if (*high == CHART_NO_CATEGORY || exact_compare(value->number, series->values[*high].number) > 0) *high = i;
    }
    return *low != CHART_NO_CATEGORY;
}

size_t chart_last_figure(const struct chart *chart, const struct chart_series *series)
{
    for (size_t i = chart->category_count; i > 0; i--) {
        if (value_has_number(&series->values[i - 1])) return i - 1;
    }
    return CHART_NO_CATEGORY;
}

static enum bar_role role_of(const struct chart *chart, const struct value *value, size_t category)
{
    enum bar_role role = chart->bar_roles ? chart->bar_roles[category] : BAR_PLAIN;
    bool          is_end = category == 0 || category + 1 == chart->category_count;
    if (role == BAR_TOTAL || (!chart->bar_roles && is_end)) return BAR_TOTAL;
    if (role == BAR_UP || role == BAR_DOWN) return role;
    return value_has_number(value) && exact_sign(value->number) < 0 ? BAR_DOWN : BAR_UP;
}

static struct exact signed_movement(enum bar_role role, struct exact number)
{
    struct exact size = exact_abs(number);
    return role == BAR_DOWN ? exact_neg(size) : size;
}

static void add_total(struct chart_bridge *bridge, struct arena *arena, struct chart_step *step, struct exact sum)
{
    step->to = step->change.number;
    if (step == bridge->steps || !bridge->is_checked || exact_sign(bridge->gap) != 0) return;
    bridge->gap = exact_sub(arena, step->to, sum);
}

struct chart_bridge chart_build_bridge(const struct chart *chart, struct arena *arena)
{
    struct chart_bridge        bridge = {.steps = ARENA_ARRAY(arena, struct chart_step, chart->category_count),
                                         .is_checked = true};
    const struct chart_series *series = chart_key_series(chart);
    struct exact               sum = EXACT_ZERO;
    for (size_t i = 0; series && i < chart->category_count; i++) {
        struct chart_step *step = &bridge.steps[i];
        *step = (struct chart_step){.change = series->values[i], .role = role_of(chart, &series->values[i], i)};
        step->is_total = step->role == BAR_TOTAL;
        step->has_figure = value_has_number(&step->change);
        if (!step->has_figure) {
            bridge.is_checked = false;
            step->from = step->to = sum;
            continue;
        }
        if (step->is_total) {
            add_total(&bridge, arena, step, sum);
        } else {
            step->change.number = signed_movement(step->role, step->change.number);
            step->change.is_signed = true;
            step->from = sum;
            step->to = exact_add(arena, sum, step->change.number);
        }
        sum = step->to;
    }
    return bridge;
}

bool chart_drop_off(const struct chart *chart, struct arena *arena, size_t step, struct exact *out)
{
    const struct chart_series *series = chart_key_series(chart);
    if (!series || step == 0 || step >= chart->category_count) return false;
    const struct value *entered = &series->values[step - 1], *completed = &series->values[step];
    if (!value_has_number(entered) || !value_has_number(completed) || exact_sign(entered->number) <= 0) return false;
    *out = exact_sub(arena, exact_from_int(arena, 1), exact_div(arena, completed->number, entered->number));
    return true;
}

size_t chart_friction(const struct chart *chart, struct arena *arena)
{
    size_t       friction = CHART_NO_CATEGORY;
    struct exact highest = EXACT_ZERO, drop;
    for (size_t i = 0; i < chart->category_count; i++) {
        if (chart->bar_roles && chart->bar_roles[i] == BAR_FRICTION) return i;
        if (!chart_drop_off(chart, arena, i, &drop) || exact_compare(drop, highest) <= 0) continue;
        highest = drop;
        friction = i;
    }
    return friction;
}

bool chart_points_lost(const struct chart *chart, struct arena *arena, size_t category, struct exact *out)
{
    const struct chart_series *earned = chart_key_series(chart), *possible = chart_series_of(chart, SERIES_TARGET);
    if (!earned || !possible || possible == earned) return false;
    if (!value_has_number(&earned->values[category]) || !value_has_number(&possible->values[category])) return false;
    *out = exact_sub(arena, possible->values[category].number, earned->values[category].number);
    return true;
}

size_t chart_costliest(const struct chart *chart, struct arena *arena)
{
    size_t       costliest = CHART_NO_CATEGORY;
    struct exact highest = EXACT_ZERO, lost;
    for (size_t i = 0; i < chart->category_count; i++) {
        if (!chart_points_lost(chart, arena, i, &lost) || exact_compare(lost, highest) <= 0) continue;
        highest = lost;
        costliest = i;
    }
    return costliest;
}

const struct chart_band *chart_band_of(const struct chart *chart, struct arena *arena, struct exact number)
{
    const struct chart_band *found = chart->band_count > 0 ? &chart->bands[0] : NULL;
    for (size_t i = 1; i < chart->band_count; i++) {
        struct exact sum = exact_add(arena, chart->bands[i - 1].to, chart->bands[i].from);
        struct exact border = exact_div(arena, sum, exact_from_int(arena, 2));
        if (exact_compare(number, border) >= 0) found = &chart->bands[i];
    }
    return found;
}
