/* SPDX-License-Identifier: MIT */
/* measures: how wide the columns of a table become. Arithmetic only. Private to layout/. */
#ifndef RELIURE_LAYOUT_MEASURES_H
#define RELIURE_LAYOUT_MEASURES_H

#include "text/text.h"

struct measure {
    mpt wanted;  /* nothing wraps */
    mpt least;   /* no word is cut */
    int stretch; /* share of spare width */
    mpt width;   /* the result */
};

/*
 * Shares `available` among the columns. Enough for all: each has what it wants, spare goes by `stretch`. Too little:
 * narrow columns keep what they want and the wide ones wrap, all to the same width (« water filling »). Less than
 * the least of all: every column gives in proportion, and words are cut. The widths add up to `available`.
 */
void measures_share(struct measure *measures, size_t count, mpt available);
/* True when no word needs to be cut. */
bool measures_fit(const struct measure *measures, size_t count, mpt available);

#endif
