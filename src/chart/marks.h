/* SPDX-License-Identifier: MIT */
/*
 * marks: what charts are drawn with: rectangles, lines, dots, rings, hatching and text. Shapes are built on a cairo
 * context and copied from it into page items, so that curves are cairo's in every output. Lengths in mpt, origin
 * top left, y downwards. Painting order is call order.
 */
#ifndef RELIURE_CHART_MARKS_H
#define RELIURE_CHART_MARKS_H

#include "chart/chart.h"

#include <cairo.h>

struct marks {
    const struct chart_env *env;
    page_items             *items; /* NULL while only measuring */
    cairo_t                *path;  /* holds the path being built; never painted */
};

/* `items` may be NULL to measure; release gives the cairo context back. */
void marks_init(struct marks *marks, const struct chart_env *env, page_items *items);
void marks_release(struct marks *marks);

void marks_rect(struct marks *marks, struct rect box, uint32_t fill);
void marks_outline(struct marks *marks, struct rect box, uint32_t stroke, mpt width); /* the line lies inside the box */
void marks_hatch(struct marks *marks, struct rect box, uint32_t color);               /* outline and strokes at 45° */
void marks_rule(struct marks *marks, struct point from, struct point to, uint32_t color, mpt width);
void marks_dashes(struct marks *marks, struct point from, struct point to, uint32_t color, mpt width);
void marks_area(struct marks *marks, const struct point *corners, size_t count, uint32_t fill);
void marks_dot(struct marks *marks, struct point centre, mpt radius, uint32_t fill);
/* A piece of a ring between two angles [turns from twelve o'clock, clockwise]. */
void marks_ring(struct marks *marks, struct point centre, mpt inner, mpt outer, double from, double to, uint32_t fill);

/* A line through points, joined; dashed when `is_dashed`. */
struct mark_stroke {
    uint32_t color;
    mpt      width;
    bool     is_dashed;
};
void marks_polyline(struct marks *marks, const struct point *points, size_t count, struct mark_stroke stroke);

enum mark_text {
    TEXT_TITLE,    /* the chart's sentence */
    TEXT_SUBTITLE, /* what, unit, period */
    TEXT_TICK,     /* axes and notes: 7.5 pt */
    TEXT_NAME,     /* names of categories and series: 8 pt */
    TEXT_FIGURE    /* figures and names that matter: 8 pt semi-bold, tabular */
};

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

mpt marks_text_size(const struct marks *marks, enum mark_text kind);
mpt marks_leading(const struct marks *marks, enum mark_text kind);
/* Width of the line unbroken. */
mpt marks_width(const struct marks *marks, enum mark_text kind, str text);
/* Width of its widest unbreakable piece. */
mpt marks_word_width(const struct marks *marks, enum mark_text kind, str text);
/* One line with its baseline at `at`. */
void marks_text(struct marks *marks, enum mark_text kind, uint32_t color, str text, struct point at,
                enum anchor anchor);
/* One line centred on `at` by the height of its capitals and figures, cut with « … » beyond `width` (0: no limit). */
void marks_label(struct marks *marks, enum mark_text kind, uint32_t color, str text, struct point at,
                 enum anchor anchor, mpt width);
/* Lines a paragraph takes at `width`, at most `most` (0: no limit); with a limit, one when a word alone is wider. */
size_t marks_line_count(const struct marks *marks, enum mark_text kind, str text, mpt width, size_t most);
/* A paragraph of at most `most` lines (0: no limit) from the top of `box`, the last cut with « … ». */
void marks_paragraph(struct marks *marks, enum mark_text kind, uint32_t color, str text, struct rect box,
                     enum anchor anchor, size_t most);

#endif
