/* SPDX-License-Identifier: MIT */
/*
 * sheet: one worksheet from its head to its print set-up. Blocks stand one under the other in the left columns,
 * whose widths fit the tables of the whole sheet; charts stand to the right of them, so that no cell is covered.
 */
#ifndef RELIURE_WORKBOOK_SHEET_H
#define RELIURE_WORKBOOK_SHEET_H

#include "workbook/block.h"
#include "workbook/cell.h"

/* [columns] Of a table in a worksheet; further ones are left out (16 384 would be the format's own limit). */
#define SHEET_COLUMNS 256

/* [points] A line of body text, and what a row is taller than its lines. */
#define LINE_HEIGHT 15
#define LINE_SPARE 3

/* A block on the printed page [pixels from the top of the sheet]. */
struct sheet_part {
    lxw_row_t row;
    int       top, bottom;
    int       chart_bottom; /* of the chart beside its table; 0: none */
};

struct sheet {
    struct book   *book;
    lxw_worksheet *out;
    const char    *name;
    lxw_row_t      row;          /* the next free one */
    lxw_row_t      chart_bottom; /* first row under the last chart */
    lxw_col_t      columns;      /* used by tables */
    lxw_col_t      chart_col;
    lxw_row_t      frozen, head_row;          /* head_row: of the only table, repeated in print */
    double         text_width;                /* [digits] for lines of text */
    double         widths[SHEET_COLUMNS + 1]; /* [digits] The last is the empty column before the charts. */
    size_t         charts, tables;
    int            extra;         /* [pixels] by which rows so far are taller than a plain row */
    VEC(lxw_row_t) tall;          /* the rows whose height was set, ascending */
    VEC(struct sheet_part) parts; /* what print should not tear apart */
};

/* A new worksheet with its title, and the link back to the contents unless it is the contents. */
void sheet_open(struct sheet *sheet, struct book *book, const char *name, str title);
/* Height of the row that is next [points]; up to the 409 of the format. */
void sheet_set_height(struct sheet *sheet, double points);
/* Fits the columns to the blocks and writes them. */
void sheet_write_blocks(struct sheet *sheet, const blocks *list);
/* At least this wide. [digits] */
void sheet_widen(struct sheet *sheet, lxw_col_t col, double width);
/* Sets widths, panes, header, footer and paper. */
void sheet_close(struct sheet *sheet);

struct place sheet_place(const struct sheet *sheet, lxw_row_t row, lxw_col_t col);

/* ---- tables: sheet_table.c ---- */

/* Widens the columns to what the table shows. */
void sheet_table_measure(struct sheet *sheet, const struct block *block);
/* Writes the table at the next row, with caption and footnote. Returns the row of its head. */
lxw_row_t sheet_table_write(struct sheet *sheet, const struct block *block);

#endif
