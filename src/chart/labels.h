/* SPDX-License-Identifier: MIT */
/* labels: where labels stand so that none touches another or leaves its space. Arithmetic only, no drawing. */
#ifndef RELIURE_CHART_LABELS_H
#define RELIURE_CHART_LABELS_H

#include "base/arena.h"
#include "text/text.h"

/* One label on a line, along which it has an extent. */
struct label_spot {
    mpt  wanted; /* centre it would have alone */
    mpt  extent;
    int  rank;     /* 0 stays longest when there is not room for all */
    bool is_shown; /* out: false when it had to go */
    mpt  at;       /* out: its centre */
};

/*
 * Pushes labels apart within [lo, hi] with the least squared displacement (isotonic regression by pooling), `gap`
 * between them, their order kept. Those of the highest rank go first when the room is short.
 */
void labels_spread(struct arena *arena, struct label_spot *spots, size_t count, mpt lo, mpt hi, mpt gap);

/*
 * Every how many categories a label fits beside its neighbours, counted back from the last, which is always shown:
 * labels are `widths` wide, centred on `centres` (ascending), kept inside [lo, hi] and `gap` apart.
 */
size_t labels_every(const mpt *centres, const mpt *widths, size_t count, mpt lo, mpt hi, mpt gap);
/* Centre of a label kept inside [lo, hi]. */
mpt labels_clamp(mpt centre, mpt width, mpt lo, mpt hi);

#endif
