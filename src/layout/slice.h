/* SPDX-License-Identifier: MIT */
/* slice: what is taller than a page is cut between its lines, so that no text is ever lost below the foot. Private to
 * layout/. */
#ifndef RELIURE_LAYOUT_SLICE_H
#define RELIURE_LAYOUT_SLICE_H

#include "layout/flow.h"

/* Replaces each atom taller than its page by several that fit. Only hostile or careless content comes here. */
void slice_tall_atoms(struct flow *flow);

#endif
