/* SPDX-License-Identifier: MIT */
#include "chart/figures.h"

#include <math.h>

#define MOST_NUMBER 1e200
/* No label has room for sixteen digits; the table has them. */
#define MOST_LABEL 1e15

double figure_double(struct exact number)
{
    double at = exact_double(number);
    if (isnan(at)) return 0;
    return fmin(fmax(at, -MOST_NUMBER), MOST_NUMBER);
}

/* A figure that the normal precision would print as naught shows its first two digits instead. */
static struct value with_digits(struct value value)
{
    bool   is_ratio = value.unit == UNIT_PERCENT || value.unit == UNIT_POINTS;
    double size = fabs(exact_double(value.number)) * (is_ratio ? 100 : 1);
    bool   is_plain = is_ratio || value.unit == UNIT_DECIMAL || value.unit == UNIT_COUNT;
    if (is_plain && value.places < 0 && size < 0.05 && size > 1e-12)
        value.places = (signed char)(1 - floor(log10(size)));
    return value;
}

str figure_print(const struct marks *marks, const struct value *value)
{
    const struct chart_env *env = marks->env;
    if (!value_has_number(value)) return locale_print(env->locale, env->arena, value);
    if (fabs(exact_double(value->number)) >= MOST_LABEL) return STR("\u2026");
    struct value shown = with_digits(*value);
    return locale_print(env->locale, env->arena, &shown);
}

str figure_label(const struct marks *marks, const struct value *value)
{
    const struct chart_env *env = marks->env;
    bool                    is_of_whole = value->unit == UNIT_SCORE100 || value->unit == UNIT_RATING5;
    if (!value_has_number(value) || !is_of_whole || fabs(exact_double(value->number)) >= MOST_LABEL)
        return figure_print(marks, value);
    return locale_print_bare(env->locale, env->arena, value);
}

str figure_label_within(const struct marks *marks, enum mark_text kind, const struct value *value, mpt width)
{
    const struct chart_env *env = marks->env;
    str                     label = figure_label(marks, value);
    bool is_amount = value->unit == UNIT_MONEY || value->unit == UNIT_COUNT || value->unit == UNIT_DECIMAL;
    if (!value_has_number(value) || !is_amount || marks_width(marks, kind, label) <= width) return label;
    str tick =
        locale_print_tick(env->locale, env->arena, value->unit, value->currency, figure_double(value->number), 0, true);
    if (tick.len == 0) return label;
    return value->is_signed && exact_sign(value->number) > 0 ? arena_printf(env->arena, "+%.*s", STR_ARG(tick)) : tick;
}

str figure_signed(const struct marks *marks, struct value value)
{
    value.is_signed = true;
    return figure_label(marks, &value);
}

str figure_whole_percent(const struct marks *marks, struct exact ratio)
{
    struct value value = value_number(UNIT_PERCENT, ratio);
    value.places = 0;
    return locale_print(marks->env->locale, marks->env->arena, &value);
}

mpt scale_at(const struct scale *scale, double number)
{
    double share = (number - scale->lo) / (scale->hi - scale->lo);
    share = fmin(fmax(share, 0), 1);
    return scale->from + (mpt)lround(share * (scale->to - scale->from));
}

void figures_extent(const struct value *values, size_t count, double *lo, double *hi)
{
    for (size_t i = 0; i < count; i++) {
        if (!value_has_number(&values[i])) continue;
        double number = figure_double(values[i].number);
        if (*lo > *hi) *lo = *hi = number;
        *lo = fmin(*lo, number);
        *hi = fmax(*hi, number);
    }
}

void chart_extent(const struct chart *chart, bool has_zero, double *lo, double *hi)
{
    *lo = has_zero ? 0 : 1;
    *hi = 0; /* lo > hi: nothing met yet */
    for (size_t i = 0; i < chart->series_count; i++)
        figures_extent(chart->series[i].values, chart->category_count, lo, hi);
}

uint32_t tone_color(const struct theme *theme, enum tone tone)
{
    return theme->tone[tone];
}
