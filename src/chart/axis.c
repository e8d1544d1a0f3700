/* SPDX-License-Identifier: MIT */
#include "chart/axis.h"

#include <assert.h>
#include <math.h>

/* A bound this close to a tick, in steps, is on it: 0.3 / 0.1 is 2.9999999999999996. */
#define ON_TICK 1e-9

/* Below this the quotient of a bound by its step is not exact to ON_TICK. */
#define MOST_STEPS 1e6

struct step {
    int mantissa; /* 1, 2 or 5 */
    int exponent;
};

static double step_size(struct step step)
{
    return step.mantissa * pow(10, step.exponent);
}

static struct step next_step(struct step step)
{
    switch (step.mantissa) {
    case 1: return (struct step){2, step.exponent};
    case 2: return (struct step){5, step.exponent};
    default: return (struct step){1, step.exponent + 1};
    }
}

static double first_index(double lo, double size)
{
    return floor(lo / size + ON_TICK);
}

static double last_index(double hi, double size)
{
    return ceil(hi / size - ON_TICK);
}

/* Dividing by a power of ten keeps 3 / 10 where 3 * 0.1 would print 0.30000000000000004. */
static double tick_at(double index, struct step step)
{
    double whole = index * step.mantissa;
    double tick = step.exponent < 0 ? whole / pow(10, -step.exponent) : whole * pow(10, step.exponent);
    return tick == 0 ? 0 : tick; /* no -0 */
}

static void widen(double *lo, double *hi)
{
    if (*lo == 0)
        *hi = 1;
    else if (*lo > 0)
        *hi += *lo, *lo = 0;
    else
        *lo += *hi, *hi = 0;
}

static struct step choose_step(double lo, double hi, size_t want, double finest)
{
    struct step step = {1, (int)floor(log10((hi - lo) / (double)want)) - 1};
    for (;; step = next_step(step)) {
        double size = step_size(step);
        if (size < finest * (1 - ON_TICK) || fmax(fabs(lo), fabs(hi)) / size > MOST_STEPS) continue;
        if (last_index(hi, size) - first_index(lo, size) + 1 <= (double)want) return step;
    }
}

enum rc axis_choose_ticks(struct arena *arena, double lo, double hi, size_t want, double finest, struct axis_ticks *out)
{
    assert(want >= 2 && want <= AXIS_TICKS_MAX);
    if (lo == hi) widen(&lo, &hi);
    if (!isfinite(lo) || !isfinite(hi) || lo > hi || hi - lo > 1e290 || hi - lo < 1e-290) return RC_RANGE;
    struct step step = choose_step(lo, hi, want, finest);
    double      size = step_size(step), first = first_index(lo, size), last = last_index(hi, size);
    if (last == first) last += 1; /* both bounds on one tick of a coarse step */
    out->count = (size_t)(last - first) + 1;
    out->step = size;
    out->places = step.exponent < 0 ? -step.exponent : 0;
    out->at = ARENA_ARRAY(arena, double, out->count);
    for (size_t i = 0; i < out->count; i++)
        out->at[i] = tick_at(first + (double)i, step);
    return RC_OK;
}
