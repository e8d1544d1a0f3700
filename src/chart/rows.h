/* SPDX-License-Identifier: MIT */
/* rows: the categories of a chart whose bars lie: a column of names on the left, a row each. Fitted first, then drawn.
 */
#ifndef RELIURE_CHART_ROWS_H
#define RELIURE_CHART_ROWS_H

#include "chart/figures.h"

/* Bars take 65 % of their slot. */
#define ROWS_BAR_PERCENT 65

struct rows {
    size_t *order; /* categories from top to bottom */
    size_t  count;
    str    *names;      /* by category */
    mpt     name_width; /* of the column, without the gap after it */
    mpt    *heights;    /* by place from the top */
    mpt     height;     /* of all, with what is between and the foot */
    mpt     foot;       /* of the line that counts the rows left to the table; 0 when all are shown */
};

struct rows_needs {
    mpt    least;     /* height of a row of one line */
    mpt    between;   /* between two rows */
    size_t most;      /* rows shown; 0 is as many as a page holds */
    bool   is_sorted; /* by the key series' figure, the highest first, those without one last */
};

/* Names wrap to two lines in at most 40 % of `width`. Rows beyond a page are left to the table. */
void rows_fit(struct marks *marks, const struct chart *chart, mpt width, const struct rows_needs *needs,
              struct rows *rows);
/* The name of the row at `place`, whose middle is at `y`. */
void rows_draw_name(struct marks *marks, const struct rows *rows, size_t place, mpt x, mpt y, uint32_t color);
/* « 20 autres figurent dans le tableau », at the foot of `box`, when there are. */
void rows_draw_foot(struct marks *marks, const struct rows *rows, size_t all, struct rect box);
/* Where the bars may begin, from the left of the names. */
mpt rows_indent(const struct rows *rows);
/* The box of a bar of the usual thickness in a slot; `from` and `to` are its ends, in any order. */
struct rect rows_bar(mpt from, mpt to, mpt top, mpt slot);

#endif
