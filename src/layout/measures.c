/* SPDX-License-Identifier: MIT */
#include "layout/measures.h"

static mpt capped(const struct measure *measure, mpt cap)
{
    mpt width = measure->wanted < cap ? measure->wanted : cap;
    return width > measure->least ? width : measure->least;
}

static int64_t total_capped(const struct measure *measures, size_t count, mpt cap)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += capped(&measures[i], cap);
    return total;
}

static int64_t total_least(const struct measure *measures, size_t count)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += measures[i].least;
    return total;
}

bool measures_fit(const struct measure *measures, size_t count, mpt available)
{
    return total_least(measures, count) <= available;
}

/* The rounding's rest goes to the last column, which ends at the edge. */
static void settle_rest(struct measure *measures, size_t count, mpt available)
{
    mpt used = 0;
    for (size_t i = 0; i + 1 < count; i++)
        used += measures[i].width;
    measures[count - 1].width = available - used;
}

static void shrink(struct measure *measures, size_t count, mpt available)
{
    int64_t total = total_least(measures, count);
    for (size_t i = 0; i < count; i++)
        measures[i].width = total > 0 ? (mpt)((int64_t)measures[i].least * available / total) : available / (mpt)count;
}

static void wrap_widest(struct measure *measures, size_t count, mpt available)
{
    mpt low = 0, high = available;
    while (low < high) {
        mpt cap = low + (high - low + 1) / 2;
        if (total_capped(measures, count, cap) <= available)
            low = cap;
        else
            high = cap - 1;
    }
    for (size_t i = 0; i < count; i++)
        measures[i].width = capped(&measures[i], low);
}

static void stretch(struct measure *measures, size_t count, mpt spare)
{
    int64_t shares = 0;
    for (size_t i = 0; i < count; i++)
        shares += measures[i].stretch;
    for (size_t i = 0; i < count; i++)
        measures[i].width =
            measures[i].wanted + (shares > 0 ? (mpt)(spare * (int64_t)measures[i].stretch / shares) : 0);
}

void measures_share(struct measure *measures, size_t count, mpt available)
{
    if (count == 0) return;
    int64_t wanted = total_capped(measures, count, INT32_MAX);
    if (wanted <= available)
        stretch(measures, count, available - (mpt)wanted);
    else if (measures_fit(measures, count, available))
        wrap_widest(measures, count, available);
    else
        shrink(measures, count, available);
    settle_rest(measures, count, available);
}
