/* SPDX-License-Identifier: MIT */
/* raster: a page to PNG through cairo, from the same items the PDF is made of. */
#ifndef RELIURE_RASTER_RASTER_H
#define RELIURE_RASTER_RASTER_H

#include "page/page.h"

/* `scale` pixels a point: 2 is 144 dpi. */
enum rc raster_page(struct fonts *fonts, const struct page *page, double scale, const char *path,
                    struct diag *diag) MUST_CHECK;

#endif
