/* SPDX-License-Identifier: MIT */
#include "chart/figures.h"

#include <math.h>

#define MOST_NUMBER 1e200

double figure_double(struct exact number)
{
    double at = exact_double(number);
    if (isnan(at)) return 0;
    return fmin(fmax(at, -MOST_NUMBER), MOST_NUMBER);
}

str figure_label(const struct marks *marks, const struct value *value)
{
    const struct chart_env *env = marks->env;
    if (value->unit == UNIT_SCORE100 || value->unit == UNIT_RATING5) return locale_print_bare(env->locale, env->arena, value);
    return locale_print(env->locale, env->arena, value);
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
    for (size_t i = 0; i < chart->series_count; i++) figures_extent(chart->series[i].values, chart->category_count, lo, hi);
}

uint32_t tone_color(const struct theme *theme, enum tone tone)
{
    return theme->tone[tone];
}
