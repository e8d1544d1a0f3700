/* SPDX-License-Identifier: MIT */
/* zoom: slides. Blocks are set as on paper, on a page that much smaller, and enlarged: type, charts and spaces keep
 * their proportions. Private to layout/. */
#ifndef RELIURE_LAYOUT_ZOOM_H
#define RELIURE_LAYOUT_ZOOM_H

#include "layout/flow.h"

/*
 * Lays a section of the first level, the opening, or for NULL the title block alone. What shares a slide is as large as
 * the theme allows without taking a further one, and a little smaller where that spares one; headings of sections have
 * one size on all.
 */
void lay_zoomed(struct flow *flow, const struct doc_node *node);

#endif
