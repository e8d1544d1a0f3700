/* SPDX-License-Identifier: MIT */
/* axis: choose tick positions for one numeric axis. Arithmetic only, no drawing. */
#ifndef RELIURE_CHART_AXIS_H
#define RELIURE_CHART_AXIS_H

#include "base/arena.h"

#define AXIS_TICKS_MAX 12

struct axis_ticks {
    double *at;     /* tick values, ascending [data units] */
    size_t  count;  /* 2 .. AXIS_TICKS_MAX */
    double  step;   /* 1, 2 or 5 times a power of ten */
    int     places; /* decimals needed to tell the labels apart */
};

/*
 * The fewest-step choice of at most `want` ticks (2 .. AXIS_TICKS_MAX) on 1-2-5 steps covering [lo, hi]; equal bounds
 * are widened to take in zero. No step is finer than `finest` (1 for whole things, 0 for no limit).
 * RC_RANGE if a bound or their distance is not finite. The result lives in `arena`.
 */
enum rc axis_choose_ticks(struct arena *arena, double lo, double hi, size_t want, double finest,
                          struct axis_ticks *out) MUST_CHECK;

#endif
