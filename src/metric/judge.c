/* SPDX-License-Identifier: MIT */
#include "metric/judge.h"

/* The change below which an arrow lies flat [print units]. */
static struct exact dead_band(struct arena *arena, const struct metric *metric)
{
    if (metric->has_dead_band) return metric->dead_band;
    switch (metric->unit) {
    case UNIT_SCORE100: return exact_from_int(arena, 2);
    case UNIT_NPS: return exact_from_int(arena, 5);
    case UNIT_RATING5: return exact_from_ratio(arena, 1, 10);
    case UNIT_PERCENT:
    case UNIT_POINTS: return exact_from_int(arena, 1);
    default: return EXACT_ZERO;
    }
}

struct exact judge_change(struct arena *arena, const struct metric *metric, struct exact now, struct exact before)
{
    if (metric->unit == UNIT_SCORE100) {
        now = exact_round(arena, now, 0);
        before = exact_round(arena, before, 0);
    }
    return exact_sub(arena, now, before);
}

int judge_trend(struct arena *arena, const struct metric *metric, struct exact change)
{
    int sign = exact_sign(change);
    if (sign && exact_compare(exact_abs(print_scale(arena, metric->unit, change)), dead_band(arena, metric)) < 0)
        sign = 0;
    return sign;
}
