/* SPDX-License-Identifier: MIT */
/*
 * native_chart: a chart of the tree as a chart of the spreadsheet program, reading the cells beside it: colours of
 * the theme, the sentence as its title, the alternative text as its description. One row of document/chart.def each.
 */
#ifndef RELIURE_WORKBOOK_NATIVE_CHART_H
#define RELIURE_WORKBOOK_NATIVE_CHART_H

#include "workbook/book.h"

/* [pixels] */
#define NATIVE_CHART_WIDTH 640
#define NATIVE_CHART_HEIGHT 320

/* Where the data of a chart stands: its head row, and where the chart goes. */
struct chart_place {
    lxw_worksheet *sheet;
    const char    *sheet_name;
    lxw_row_t      head_row;
    lxw_col_t      first_col;
    lxw_row_t      chart_row;
    lxw_col_t      chart_col;
};

/* The cells the chart reads, with what helps the spreadsheet draw it: the invisible base of a bridge, what is left to earn. */
const struct doc_table *native_chart_table(struct book *book, const struct chart *chart);
/* After the table was written: turns helper cells into formulas over the others, and adds the chart. */
void native_chart_write(struct book *book, const struct chart *chart, const struct doc_table *table, struct chart_place place);

#endif
