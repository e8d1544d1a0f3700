/* SPDX-License-Identifier: MIT */
/* figures: a chart's values as lengths and as labels. */
#ifndef RELIURE_CHART_FIGURES_H
#define RELIURE_CHART_FIGURES_H

#include "chart/marks.h"

/* For geometry only; numbers beyond ±1e200 are held there so that distances stay finite. */
double figure_double(struct exact number);

/* As printed in full; « … » from a thousand billions up, which no label has room for. */
str figure_print(const struct marks *marks, const struct value *value);
/* As printed beside a mark: with its unit, but a score without « /100 » when its axis says it. */
str figure_label(const struct marks *marks, const struct value *value);
/* The same, or where that is wider than `width` its short form: « 107 k€ ». Figures are never cut. */
str figure_label_within(const struct marks *marks, enum mark_text kind, const struct value *value, mpt width);
/* A difference of the same unit, with its sign. */
str figure_signed(const struct marks *marks, struct value value);
/* A ratio as a percentage without decimals below a tenth: domain 3.3 prints funnels in whole percents. */
str figure_whole_percent(const struct marks *marks, struct exact ratio);

/* Lengths on one axis. */
struct scale {
    double lo, hi;   /* [units of the axis] lo < hi */
    mpt    from, to; /* where they lie; `from` may be the greater */
};
/* Held inside the axis: a value beyond its end is drawn at the end. */
mpt scale_at(const struct scale *scale, double number);

/* Widens [*lo, *hi] to the figures of a series; the first figure met sets both when *lo > *hi. */
void figures_extent(const struct value *values, size_t count, double *lo, double *hi);
/* The same with every series of the chart; [0, 0] is the start when `has_zero`. */
void chart_extent(const struct chart *chart, bool has_zero, double *lo, double *hi);

uint32_t tone_color(const struct theme *theme, enum tone tone);

#endif
