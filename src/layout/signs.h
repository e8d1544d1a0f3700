/* SPDX-License-Identifier: MIT */
/* signs: the small marks beside words and figures, drawn as vectors, each with its text for those who cannot see it. */
#ifndef RELIURE_LAYOUT_SIGNS_H
#define RELIURE_LAYOUT_SIGNS_H

#include "layout/flow.h"

#define SIGN_SIZE MPT_PT(8)
#define PROGRESS_WIDTH MPT_PT(40)
#define SPARK_WIDTH MPT_PT(48)
#define SPARK_HEIGHT MPT_PT(12)

/* The mark of a list item, in a box SIGN_SIZE wide whose middle is at y; an element under `tag` carries its word. */
void draw_mark(const struct flow *flow, struct atom *atom, enum item_mark mark, mpt x, mpt y, uint32_t tag);
/* A trend arrow in a box SIGN_SIZE wide whose middle is at y; its word is « en hausse » and the like. */
void draw_trend(const struct flow *flow, struct atom *atom, enum trend trend, enum tone tone, mpt x, mpt y,
                uint32_t tag);
/* A bar of PROGRESS_WIDTH filled to `share` (0..1), its middle at y; an artifact, for its figure stands beside it. */
void draw_progress(const struct flow *flow, struct atom *atom, double share, enum tone tone, mpt x, mpt y);
/* A sparkline with its last point marked, its middle at y; a figure with alternative text. */
void draw_spark(const struct flow *flow, struct atom *atom, const struct value *values, size_t count, mpt x, mpt y,
                uint32_t tag);

#endif
