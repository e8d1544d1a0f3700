/* SPDX-License-Identifier: MIT */
/*
 * cluster: which characters the glyphs of a run stand for. Shaping ties glyphs to text by clusters only: n
 * characters shown by m glyphs next to each other (« ffi » by one, « é » perhaps by two).
 */
#ifndef RELIURE_PDF_CLUSTER_H
#define RELIURE_PDF_CLUSTER_H

#include "text/text.h"

struct cluster {
    size_t first, count; /* glyphs of the run */
    str    text;         /* logical order; empty when the run does not say */
};

/* The cluster whose first glyph is `first`. */
struct cluster cluster_at(const struct glyph_run *run, size_t first);
/*
 * What glyph `place` (0 is the first in reading order) says of a cluster. As many glyphs as characters share them one
 * by one; else the last glyphs take the characters they are the usual shape of, and the first all that is left; a
 * glyph in between has none.
 */
str cluster_share(const struct glyph_run *run, const struct cluster *cluster, size_t place);
/* Place in reading order of the glyph at `index` of the run. */
size_t cluster_place(const struct glyph_run *run, const struct cluster *cluster, size_t index);

#endif
