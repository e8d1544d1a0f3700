/* SPDX-License-Identifier: MIT */
/*
 * chart_cells: the cells a native chart reads: its figures, and the helpers spreadsheet programs need to draw it (the
 * invisible base of a bridge, what is left to earn), which are formulas over the figures.
 */
#ifndef RELIURE_WORKBOOK_CHART_CELLS_H
#define RELIURE_WORKBOOK_CHART_CELLS_H

#include "workbook/book.h"

/* Columns of a bridge's table, after the category. */
enum bridge_column {
    BRIDGE_VALUE = 1,
    BRIDGE_LEVEL,
    BRIDGE_BASE,
    BRIDGE_TOTAL,
    BRIDGE_UP,
    BRIDGE_DOWN,
    BRIDGE_COLUMNS
};

/* Where the data of a chart stands: its head row, and where the chart goes. */
struct chart_place {
    lxw_worksheet *sheet;
    const char    *sheet_name;
    lxw_row_t      head_row;
    lxw_col_t      first_col;
    lxw_row_t      chart_row;
    lxw_col_t      chart_col;
};

/* A missing figure is an empty cell: text would be drawn as zero. */
const struct doc_table *chart_cells_table(struct book *book, const struct chart *chart);
/* After the table was written: turns helper cells into formulas. */
void chart_cells_write_formulas(struct book *book, const struct chart *chart, const struct doc_table *table,
                                struct chart_place place);
/*
 * Stores in the chart what its cells show. libxlsxwriter would do so, but takes formulas and empty cells for zero, and
 * a previewer draws what is stored.
 */
void chart_cells_cache(struct book *book, lxw_series_range *range, const struct doc_table *table, size_t column);

#endif
