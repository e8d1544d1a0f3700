/* SPDX-License-Identifier: MIT */
/* cells: one cell of a table or of facts, printed, measured and drawn. Figures stand on their decimal mark. Private to
 * layout/. */
#ifndef RELIURE_LAYOUT_CELLS_H
#define RELIURE_LAYOUT_CELLS_H

#include "layout/flow.h"

/* Between a value and its note. */
#define CELL_NOTE_GAP MPT_PT(5)

/* A cell as printed. A figure is measured in two parts so that a column can align on the decimal mark. */
struct cell_view {
    const struct doc_cell *cell;
    str                    text;
    mpt                    whole, fraction;  /* figures: width up to the decimal mark, and from it on */
    mpt                    natural, minimum; /* of everything in the cell */
    mpt                    note;             /* width of the note, or 0 */
    bool                   is_figure;
};

/* What the cells of a column have in common. */
struct cell_column {
    mpt  lead;            /* room before the text: arrow, dot, bar */
    mpt  whole, fraction; /* largest of the column's figures */
    mpt  note;            /* widest note after a figure */
    mpt  natural, minimum;
    bool is_right;   /* at the right edge */
    bool is_aligned; /* figures stand on their decimal mark */
    bool is_strong;  /* row headers */
    bool is_grey;    /* labels of facts */
};

/* `is_bare`: the column's head says the unit. */
void cell_measure(const struct flow *flow, const struct doc_cell *cell, bool is_bare, const struct cell_column *column,
                  struct cell_view *out);
/* Takes a cell's needs into its column's. */
void cell_widen(struct cell_column *column, const struct cell_view *view);
/* Once all cells are in: the width the column would like and the least it can do with. */
void cell_settle(struct cell_column *column);

/* The text of a cell broken to its column; figures stay one line. */
struct text_lines_set cell_break(const struct flow *flow, const struct cell_view *view,
                                 const struct cell_column *column, mpt width);
/* Draws lines [from, to) of a cell into a box whose first line's top is at y. Signs belong to line 0. */
void cell_draw(const struct flow *flow, struct atom *atom, const struct cell_view *view,
               const struct cell_column *column, const struct text_lines_set *set, size_t from, size_t to,
               struct point at, mpt width, uint32_t tag);

#endif
