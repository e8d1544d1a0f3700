/* SPDX-License-Identifier: MIT */
/* paginate: where pages end. Looks at all pages at once, so that no page is nearly empty for want of foresight. Private
 * to layout/. */
#ifndef RELIURE_LAYOUT_PAGINATE_H
#define RELIURE_LAYOUT_PAGINATE_H

#include "layout/flow.h"

struct page_plan {
    size_t first, end; /* atoms */
    bool   is_landscape;
};

typedef VEC(struct page_plan) page_plans;

/* The cheapest way to cut the atoms into pages, and its cost, to compare with that of other spacings; `cost` may be
 * NULL. RC_LIMIT beyond LIMIT_PAGES. */
enum rc paginate(const struct flow *flow, page_plans *out, int64_t *cost) MUST_CHECK;
/* Height of the content of a page. */
mpt page_content_height(const struct theme *theme, bool is_landscape);

#endif
