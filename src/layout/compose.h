/* SPDX-License-Identifier: MIT */
/* compose: planned pages to items, with running heads and feet, page numbers, links, outline. Private to layout/. */
#ifndef RELIURE_LAYOUT_COMPOSE_H
#define RELIURE_LAYOUT_COMPOSE_H

#include "layout/paginate.h"

void compose(struct flow *flow, const page_plans *plans);

#endif
