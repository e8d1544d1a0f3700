/* SPDX-License-Identifier: MIT */
/* image: logos. PNG as it is, SVG drawn once at a fixed height; both end as plain pixels, so a hostile file ends here.
 */
#ifndef RELIURE_PAGE_IMAGE_H
#define RELIURE_PAGE_IMAGE_H

#include "page/page.h"

/* Reads a .png or .svg into `arena`. Reports at `span`; RC_INVALID for other formats and beyond LIMIT_IMAGE_PIXELS. */
enum rc image_load(const char *path, struct arena *arena, struct diag *diag, struct span span,
                   const struct image **out) MUST_CHECK;

#endif
