/* SPDX-License-Identifier: MIT */
/*
 * chart_facts: what a chart's figures say, found once for its drawing, its alternative text and its native
 * sibling in the workbook: extremes, the bridge of a waterfall, the friction step of a funnel, the costliest part.
 * Exact arithmetic, no drawing and no words.
 */
#ifndef RELIURE_DOCUMENT_CHART_FACTS_H
#define RELIURE_DOCUMENT_CHART_FACTS_H

#include "document/document.h"

#define CHART_NO_CATEGORY SIZE_MAX

/* The series the chart is about: the first SERIES_KEY, else the first; NULL without series. */
const struct chart_series *chart_key_series(const struct chart *chart);
/* The first series of a role, or NULL. */
const struct chart_series *chart_series_of(const struct chart *chart, enum series_role role);
bool                       chart_has_figures(const struct chart *chart);
/* Categories of the lowest and highest figure, the earliest of equals; false when the series has none. */
bool chart_extremes(const struct chart *chart, const struct chart_series *series, size_t *low, size_t *high);
/* Category of the last figure, or CHART_NO_CATEGORY. */
size_t chart_last_figure(const struct chart *chart, const struct chart_series *series);

/* One bar of a waterfall [units of the value axis]: it spans `from` to `to`. */
struct chart_step {
    bool          has_figure;
    bool          is_total;
    struct exact  from, to;
    struct value  change; /* as labelled: a total's figure, or the signed movement */
    enum bar_role role;   /* TOTAL, UP or DOWN */
};

struct chart_bridge {
    struct chart_step *steps;      /* one a category */
    bool               is_checked; /* every movement before every total was there to be summed */
    struct exact       gap;        /* printed total less the sum of the bars before it: the first that is not zero */
};

/*
 * BAR_UP and BAR_DOWN give the movement's sign whatever the figure's; BAR_PLAIN keeps it. Without roles the first
 * and last categories are totals. Domain 3.9: the bars must add up to the cent.
 */
struct chart_bridge chart_build_bridge(const struct chart *chart, struct arena *arena);

/* Funnel: the share lost on the way to `step` (1 - step / step before); false for the first, a gap, or nobody entering.
 */
bool chart_drop_off(const struct chart *chart, struct arena *arena, size_t step, struct exact *out);
/* The step with the highest drop-off, ties to the earliest (domain 3.3); a step marked BAR_FRICTION wins. */
size_t chart_friction(const struct chart *chart, struct arena *arena);

/* Contribution: points possible less points earned; false where either is missing. */
bool chart_points_lost(const struct chart *chart, struct arena *arena, size_t category, struct exact *out);
/* The category that costs the most points, ties to the first (domain 3.18); CHART_NO_CATEGORY when nothing is lost. */
size_t chart_costliest(const struct chart *chart, struct arena *arena);

/* Band that holds the number: bands are in ascending order and a number between two belongs to the nearer; NULL without
 * bands. */
const struct chart_band *chart_band_of(const struct chart *chart, struct arena *arena, struct exact number);

#endif
