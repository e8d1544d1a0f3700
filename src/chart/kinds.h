/* SPDX-License-Identifier: MIT */
/* kinds: what every kind of chart gives to chart.c: its height and its drawing below the title. */
#ifndef RELIURE_CHART_KINDS_H
#define RELIURE_CHART_KINDS_H

#include "chart/marks.h"

struct chart_type {
    mpt block; /* height of the whole block, so that neighbours share their foot; 0 where `body` gives it */
    mpt (*body)(struct marks *marks, const struct chart *chart,
                mpt width); /* height of the drawing alone, from its rows */
    void (*draw)(struct marks *marks, const struct chart *chart, struct rect box);
};

extern const struct chart_type chart_type_line, chart_type_bar, chart_type_column, chart_type_waterfall,
    chart_type_bullet, chart_type_donut, chart_type_funnel, chart_type_contribution, chart_type_heatmap,
    chart_type_quadrant;

#endif
