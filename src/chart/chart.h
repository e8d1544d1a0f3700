/* SPDX-License-Identifier: MIT */
/*
 * chart: a document's chart drawn as vectors. One file a kind (chart/<kind>.c) with its scale and its marks;
 * paths are built on a cairo context and copied, texts go through text/. The title and subtitle are the chart's own.
 */
#ifndef RELIURE_CHART_CHART_H
#define RELIURE_CHART_CHART_H

#include "base/vec.h"
#include "document/document.h"
#include "locale/locale.h"
#include "page/theme.h"

struct chart_env {
    struct fonts        *fonts;
    const struct locale *locale;
    const struct theme  *theme;
    struct arena        *arena;
    mpt                  heading; /* least height of title and subtitle, for plots that stand side by side; 0: their own */
};

/* Items in page coordinates, `tag` left 0: layout sets it to the figure's. */
typedef VEC(struct page_item) page_items;

/* Height of title and subtitle at this width, with the space below; 0 when there are none. */
mpt chart_heading(const struct chart_env *env, const struct chart *chart, mpt width);
/* Height of the whole block (title, subtitle, plot) at this width. */
mpt chart_height(const struct chart_env *env, const struct chart *chart, mpt width);
/* Draws into `box`, its height that of chart_height(). A chart without any value draws its title and a sentence that
 * says so. */
void chart_draw(const struct chart_env *env, const struct chart *chart, struct rect box, page_items *items);

#endif
