/* SPDX-License-Identifier: MIT */
#include "chart/labels.h"

/* A run of touching labels: the mean of where its members want it to begin. */
struct pool {
    size_t  first, count;
    int64_t extent; /* with gaps */
    int64_t wish;   /* sum of wished beginnings */
};

static int64_t pool_start(const struct pool *pool, mpt lo, mpt hi, mpt gap)
{
    int64_t start = pool->wish / (int64_t)pool->count;
    int64_t last = hi - (pool->extent - gap);
    if (start > last) start = last;
    return start < lo ? lo : start;
}

static void pool_join(struct pool *pool, const struct pool *next)
{
    pool->wish += next->wish - (int64_t)next->count * pool->extent;
    pool->extent += next->extent;
    pool->count += next->count;
}

static void sort_by_wish(struct label_spot **spots, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct label_spot *spot = spots[i];
        size_t             j = i;
        for (; j > 0 && spots[j - 1]->wanted > spot->wanted; j--)
            spots[j] = spots[j - 1];
        spots[j] = spot;
    }
}

/* Hides labels, the highest rank first, the later of equals, until the rest fit. */
static void hide_excess(struct label_spot *spots, size_t count, mpt room, mpt gap)
{
    for (;;) {
        int64_t            need = -(int64_t)gap;
        struct label_spot *victim = NULL;
        for (size_t i = 0; i < count; i++) {
            if (!spots[i].is_shown) continue;
            need += spots[i].extent + (int64_t)gap;
            if (!victim || spots[i].rank >= victim->rank) victim = &spots[i];
        }
        if (need <= room || !victim) return;
        victim->is_shown = false;
    }
}

void labels_spread(struct arena *arena, struct label_spot *spots, size_t count, mpt lo, mpt hi, mpt gap)
{
    for (size_t i = 0; i < count; i++)
        spots[i].is_shown = true;
    hide_excess(spots, count, hi - lo, gap);
    struct label_spot **shown = ARENA_ARRAY(arena, struct label_spot *, count);
    struct pool        *pools = ARENA_ARRAY(arena, struct pool, count);
    size_t              shown_count = 0, pool_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (spots[i].is_shown) shown[shown_count++] = &spots[i];
    }
    sort_by_wish(shown, shown_count);
    for (size_t i = 0; i < shown_count; i++) {
        pools[pool_count++] =
            (struct pool){i, 1, shown[i]->extent + (int64_t)gap, shown[i]->wanted - shown[i]->extent / 2};
        while (pool_count > 1) {
            struct pool *before = &pools[pool_count - 2], *pool = &pools[pool_count - 1];
            if (pool_start(before, lo, hi, gap) + before->extent <= pool_start(pool, lo, hi, gap)) break;
            pool_join(before, pool);
            pool_count--;
        }
    }
    for (size_t p = 0; p < pool_count; p++) {
        int64_t at = pool_start(&pools[p], lo, hi, gap);
        for (size_t i = pools[p].first; i < pools[p].first + pools[p].count; i++) {
            shown[i]->at = (mpt)(at + shown[i]->extent / 2);
            at += shown[i]->extent + (int64_t)gap;
        }
    }
}

mpt labels_clamp(mpt centre, mpt width, mpt lo, mpt hi)
{
    if (centre + width / 2 > hi) centre = hi - width / 2;
    return centre - width / 2 < lo ? lo + width / 2 : centre;
}

static bool fits_every(const mpt *centres, const mpt *widths, size_t count, mpt lo, mpt hi, mpt gap, size_t every)
{
    mpt end = 0;
    for (size_t i = (count - 1) % every; i < count; i += every) {
        mpt at = labels_clamp(centres[i], widths[i], lo, hi);
        if (i >= every && at - widths[i] / 2 < end + gap) return false;
        end = at + (widths[i] + 1) / 2;
    }
    return true;
}

size_t labels_every(const mpt *centres, const mpt *widths, size_t count, mpt lo, mpt hi, mpt gap)
{
    for (size_t every = 1; every < count; every++) {
        if (fits_every(centres, widths, count, lo, hi, gap, every)) return every;
    }
    return count > 0 ? count : 1;
}
