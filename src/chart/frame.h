/* SPDX-License-Identifier: MIT */
/*
 * frame: what stands around the marks of a chart whose categories run across: value axis on the left with its
 * grid, zero line, names of the categories below. Fitted first, then drawn, marks over it.
 */
#ifndef RELIURE_CHART_FRAME_H
#define RELIURE_CHART_FRAME_H

#include "chart/axis.h"
#include "chart/figures.h"

/* What the kind asks for. */
struct frame_needs {
    double lo, hi;         /* extent of what is drawn [units of the axis] */
    bool   has_value_axis; /* else a zero line alone */
    bool   is_points;      /* categories are points from edge to edge, else slots */
    mpt    right;          /* room kept right of the plot for labels */
    mpt    above, below;   /* room kept for labels beyond the highest and lowest mark */
};

/* One name: a month over its year, or a paragraph. */
struct frame_name {
    str text, year;
};

struct frame {
    struct rect        plot;
    struct scale       scale; /* upwards */
    struct axis_ticks  ticks;
    str               *tick_labels;
    struct frame_name *names;
    mpt               *centres; /* of the categories */
    mpt                slot;    /* distance between two centres */
    size_t             every;   /* every how many names are shown, counted back from the last */
    size_t levels;       /* names are paragraphs in their slots (1) or in two by turns (2); 0: single lines, thinned */
    mpt   *widths;       /* of the names' lines */
    mpt    level_height; /* of the first */
    bool   has_years;
    mpt    left, right; /* of the whole box: names stay inside */
};

void frame_fit(struct marks *marks, const struct chart *chart, struct rect box, const struct frame_needs *needs,
               struct frame *frame);
/* Grid, ticks and names; the zero line apart, so that it lies over bars. */
void frame_draw(struct marks *marks, const struct chart *chart, const struct frame *frame);
void frame_draw_zero(struct marks *marks, const struct frame *frame);
mpt  frame_y(const struct frame *frame, double number);

#endif
