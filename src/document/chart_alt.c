/* SPDX-License-Identifier: MIT */
#include "document/chart_alt.h"

#include "document/chart_facts.h"

struct alt {
    const struct chart        *chart;
    const struct chart_series *key;
    const struct locale       *locale;
    struct arena              *arena;
    struct strbuf              text;
};

static void add_sentence(struct alt *alt, str sentence)
{
    if (sentence.len == 0) return;
    if (alt->text.len > 0) strbuf_addc(&alt->text, ' ');
    strbuf_add(&alt->text, sentence);
}

static void add_phrase(struct alt *alt, const char *key, const struct locale_arg *args, size_t count)
{
    add_sentence(alt, locale_phrase(alt->locale, alt->arena, arena_printf(alt->arena, "chart.alt.%s", key).ptr, -1,
                                    args, count));
}

#define ADD(alt, key, ...)                                                                                             \
    add_phrase((alt), (key), (const struct locale_arg[]){__VA_ARGS__},                                                 \
               sizeof((const struct locale_arg[]){__VA_ARGS__}) / sizeof(struct locale_arg))

static str name_of(const struct alt *alt, size_t category)
{
    const struct value *value = &alt->chart->categories[category];
    if (value->kind == VALUE_DATE) return locale_month_short(alt->locale, alt->arena, value->day);
    return locale_print(alt->locale, alt->arena, value);
}

static str print(const struct alt *alt, const struct value *value)
{
    return locale_print(alt->locale, alt->arena, value);
}

static str figure(const struct alt *alt, size_t category)
{
    return print(alt, &alt->key->values[category]);
}

/* What a title or subtitle says, without the full stop that the phrase adds. */
static str without_stop(str text)
{
    text = str_trim(text);
    return str_ends(text, ".") ? str_slice(text, 0, text.len - 1) : text;
}

static void add_head(struct alt *alt)
{
    str word =
        locale_word(alt->locale, arena_printf(alt->arena, "chart.alt.kind.%s", chart_kind_word(alt->chart->kind)).ptr);
    str what = without_stop(alt->chart->subtitle);
    if (what.len > 0)
        ADD(alt, "head", {"kind", word}, {"what", what});
    else
        ADD(alt, "head_bare", {"kind", word});
    size_t count = alt->chart->category_count;
    if (count > 1 && alt->chart->categories[0].kind == VALUE_DATE &&
        alt->chart->categories[count - 1].kind == VALUE_DATE)
        ADD(alt, "period", {"from", name_of(alt, 0)}, {"to", name_of(alt, count - 1)});
    str  title = str_trim(alt->chart->title);
    bool is_closed = str_ends(title, ".") || str_ends(title, "!") || str_ends(title, "?");
    add_sentence(alt, title.len > 0 && !is_closed ? arena_printf(alt->arena, "%.*s.", STR_ARG(title)) : title);
}

static void add_missing(struct alt *alt)
{
    int64_t missing = 0;
    for (size_t i = 0; i < alt->chart->category_count; i++)
        missing += !value_has_number(&alt->key->values[i]);
    if (missing == 0) return;
    struct locale_arg args[] = {{"count", arena_printf(alt->arena, "%lld", (long long)missing)}};
    add_sentence(alt, locale_phrase(alt->locale, alt->arena, "chart.alt.missing", missing, args, COUNT_OF(args)));
}

static void add_extremes(struct alt *alt)
{
    size_t low, high, last = chart_last_figure(alt->chart, alt->key);
    if (!chart_extremes(alt->chart, alt->key, &low, &high)) return;
    str high_text = figure(alt, high), low_text = figure(alt, low), high_at = name_of(alt, high),
        low_at = name_of(alt, low);
    bool is_equal = exact_compare(alt->key->values[low].number, alt->key->values[high].number) == 0;
    if (is_equal && high == last) {
        ADD(alt, "single", {"high", high_text}, {"high_at", high_at});
    } else if (is_equal) {
        ADD(alt, "equal", {"high", high_text});
    } else if (alt->chart->series_count > 1 && alt->key->name.len > 0) {
        ADD(alt, "extremes_of", {"series", alt->key->name}, {"high", high_text}, {"high_at", high_at},
            {"low", low_text}, {"low_at", low_at});
    } else {
        ADD(alt, "extremes", {"high", high_text}, {"high_at", high_at}, {"low", low_text}, {"low_at", low_at});
    }
    if (alt->chart->kind == CHART_LINE && last != high && last != low && !is_equal)
        ADD(alt, "last", {"last", figure(alt, last)}, {"last_at", name_of(alt, last)});
}

/* The movement furthest in the sign's direction, or CHART_NO_CATEGORY. */
static size_t strongest(const struct alt *alt, const struct chart_bridge *bridge, enum bar_role role)
{
    size_t found = CHART_NO_CATEGORY;
    for (size_t i = 0; i < alt->chart->category_count; i++) {
        const struct chart_step *step = &bridge->steps[i];
        if (step->role != role || !step->has_figure || exact_sign(step->change.number) == 0) continue;
        if (found == CHART_NO_CATEGORY ||
            exact_compare(exact_abs(step->change.number), exact_abs(bridge->steps[found].change.number)) > 0)
            found = i;
    }
    return found;
}

static void add_bridge(struct alt *alt)
{
    struct chart_bridge bridge = chart_build_bridge(alt->chart, alt->arena);
    size_t              rise = strongest(alt, &bridge, BAR_UP), fall = strongest(alt, &bridge, BAR_DOWN);
    size_t              last = alt->chart->category_count - 1;
    if (bridge.steps[0].has_figure && bridge.steps[last].has_figure)
        ADD(alt, "bridge", {"from", print(alt, &bridge.steps[0].change)},
            {"to", print(alt, &bridge.steps[last].change)});
    if (rise != CHART_NO_CATEGORY)
        ADD(alt, "rise", {"name", name_of(alt, rise)}, {"change", print(alt, &bridge.steps[rise].change)});
    if (fall != CHART_NO_CATEGORY)
        ADD(alt, "fall", {"name", name_of(alt, fall)}, {"change", print(alt, &bridge.steps[fall].change)});
}

static void add_bullet(struct alt *alt, size_t i)
{
    const struct value      *value = &alt->key->values[i];
    const struct chart_band *band =
        value_has_number(value) ? chart_band_of(alt->chart, alt->arena, value->number) : NULL;
    if (!band)
        ADD(alt, "figure", {"name", name_of(alt, i)}, {"value", figure(alt, i)});
    else if (alt->chart->category_count == 1)
        ADD(alt, "value_in_band", {"value", figure(alt, i)}, {"band", band->label});
    else
        ADD(alt, "figure_in_band", {"name", name_of(alt, i)}, {"value", figure(alt, i)}, {"band", band->label});
    const struct chart_series *previous = chart_series_of(alt->chart, SERIES_PREVIOUS);
    if (previous && previous != alt->key && value_has_number(&previous->values[i]))
        ADD(alt, "previous", {"series", previous->name}, {"value", print(alt, &previous->values[i])});
}

static void add_bullets(struct alt *alt)
{
    for (size_t i = 0; i < alt->chart->category_count; i++)
        add_bullet(alt, i);
}

static void add_parts(struct alt *alt)
{
    size_t low, high;
    if (!chart_extremes(alt->chart, alt->key, &low, &high)) return;
    if (low == high)
        ADD(alt, "figure", {"name", name_of(alt, high)}, {"value", figure(alt, high)});
    else
        ADD(alt, "parts", {"high_at", name_of(alt, high)}, {"high", figure(alt, high)}, {"low_at", name_of(alt, low)},
            {"low", figure(alt, low)});
}

static void add_funnel(struct alt *alt)
{
    size_t       last = chart_last_figure(alt->chart, alt->key), friction = chart_friction(alt->chart, alt->arena);
    struct exact drop;
    ADD(alt, "funnel", {"from", figure(alt, 0)}, {"from_at", name_of(alt, 0)}, {"to", figure(alt, last)},
        {"to_at", name_of(alt, last)});
    if (friction == CHART_NO_CATEGORY || !chart_drop_off(alt->chart, alt->arena, friction, &drop)) return;
    struct value value = value_number(UNIT_PERCENT, exact_neg(drop));
    value.places = 0;
    ADD(alt, "friction", {"name", name_of(alt, friction)}, {"drop", print(alt, &value)});
}

static void add_contributions(struct alt *alt)
{
    const struct chart_series *possible = chart_series_of(alt->chart, SERIES_TARGET);
    size_t                     costliest = chart_costliest(alt->chart, alt->arena);
    struct exact               lost;
    for (size_t i = 0; i < alt->chart->category_count; i++) {
        if (possible && possible != alt->key)
            ADD(alt, "earned", {"name", name_of(alt, i)}, {"value", figure(alt, i)},
                {"possible", print(alt, &possible->values[i])});
        else
            ADD(alt, "figure", {"name", name_of(alt, i)}, {"value", figure(alt, i)});
    }
    if (costliest == CHART_NO_CATEGORY || !chart_points_lost(alt->chart, alt->arena, costliest, &lost)) return;
    struct value value = alt->key->values[costliest];
    value.number = exact_neg(lost);
    ADD(alt, "costliest", {"name", name_of(alt, costliest)}, {"lost", print(alt, &value)});
}

/* Over all series: where the highest and the lowest cell stand. */
static void add_cells(struct alt *alt)
{
    const struct chart *chart = alt->chart;
    size_t              low = CHART_NO_CATEGORY, high = CHART_NO_CATEGORY, low_series = 0, high_series = 0;
    for (size_t s = 0; s < chart->series_count; s++) {
        size_t own_low, own_high;
        if (!chart_extremes(chart, &chart->series[s], &own_low, &own_high)) continue;
        const struct value *values = chart->series[s].values;
        if (high == CHART_NO_CATEGORY ||
            exact_compare(values[own_high].number, chart->series[high_series].values[high].number) > 0)
            high = own_high, high_series = s;
        if (low == CHART_NO_CATEGORY ||
            exact_compare(values[own_low].number, chart->series[low_series].values[low].number) < 0)
            low = own_low, low_series = s;
    }
    if (high == CHART_NO_CATEGORY) return;
    ADD(alt, "cells", {"high", print(alt, &chart->series[high_series].values[high])}, {"high_row", name_of(alt, high)},
        {"high_column", chart->series[high_series].name}, {"low", print(alt, &chart->series[low_series].values[low])},
        {"low_row", name_of(alt, low)}, {"low_column", chart->series[low_series].name});
}

/* What is placed, by which two figures, and where the one the chart is about stands. */
static void add_points(struct alt *alt)
{
    const struct chart *chart = alt->chart;
    if (chart->series_count < 2) return;
    const struct value *across = chart->series[0].values, *up = chart->series[1].values;
    for (size_t i = 0; i < chart->category_count; i++) {
        bool is_about = chart->category_count == 1 || (chart->bar_roles && chart->bar_roles[i] == BAR_TOTAL);
        if (!is_about || !value_has_number(&across[i]) || !value_has_number(&up[i])) continue;
        ADD(alt, "placed", {"name", name_of(alt, i)}, {"x", chart->series[0].name}, {"x_value", print(alt, &across[i])},
            {"y", chart->series[1].name}, {"y_value", print(alt, &up[i])});
    }
    struct locale_arg args[] = {{"count", arena_printf(alt->arena, "%zu", chart->category_count)},
                                {"x", chart->series[0].name},
                                {"y", chart->series[1].name}};
    add_sentence(alt, locale_phrase(alt->locale, alt->arena, "chart.alt.points", (int64_t)chart->category_count, args,
                                    COUNT_OF(args)));
}

static void add_figures(struct alt *alt)
{
    switch (alt->chart->kind) {
    case CHART_WATERFALL: add_bridge(alt); break;
    case CHART_BULLET: add_bullets(alt); break;
    case CHART_DONUT: add_parts(alt); break;
    case CHART_FUNNEL: add_funnel(alt); break;
    case CHART_CONTRIBUTION: add_contributions(alt); break;
    case CHART_HEATMAP: add_cells(alt); break;
    case CHART_QUADRANT: add_points(alt); break;
    case CHART_LINE:
    case CHART_BAR:
    case CHART_COLUMN:
    case CHART_KIND_COUNT: add_extremes(alt); break;
    }
    add_missing(alt);
}

str chart_alt(const struct chart *chart, const struct locale *locale, struct arena *arena)
{
    struct alt alt = {.chart = chart, .key = chart_key_series(chart), .locale = locale, .arena = arena};
    add_head(&alt);
    if (!chart_has_figures(chart)) {
        add_sentence(&alt, locale_word(locale, "chart.empty"));
    } else {
        if (chart_last_figure(chart, alt.key) != CHART_NO_CATEGORY) add_figures(&alt);
        add_sentence(&alt, locale_word(locale, "chart.alt.data"));
    }
    str text = arena_str(arena, strbuf_str(&alt.text));
    strbuf_release(&alt.text);
    return text;
}
