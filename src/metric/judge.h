/* SPDX-License-Identifier: MIT */
/* judge: which way a figure moved, by the dead band of its unit (domain 1.5). */
#ifndef RELIURE_METRIC_JUDGE_H
#define RELIURE_METRIC_JUDGE_H

#include "metric/catalogue.h"

/* The change from `before` to `now` in the metric's scale; whole scores are compared as printed. */
struct exact judge_change(struct arena *arena, const struct metric *metric, struct exact now, struct exact before);
/* 1 up, -1 down, 0 within the dead band; a change equal to it counts. */
int judge_trend(struct arena *arena, const struct metric *metric, struct exact change);

#endif
