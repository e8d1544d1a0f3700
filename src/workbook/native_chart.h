/* SPDX-License-Identifier: MIT */
/*
 * native_chart: a chart of the tree as a chart of the spreadsheet program, reading the cells beside it: colours of
 * the theme, the sentence as its title, the alternative text as its description. One row of document/chart.def each.
 */
#ifndef RELIURE_WORKBOOK_NATIVE_CHART_H
#define RELIURE_WORKBOOK_NATIVE_CHART_H

#include "workbook/chart_cells.h"

/* [pixels] */
#define NATIVE_CHART_WIDTH 640

/* [pixels] Bars that lie need as much as there are of them; the others are all of one height. */
int native_chart_height(const struct chart *chart);

/* After the table was written: turns helper cells into formulas over the others, and adds the chart. */
void native_chart_write(struct book *book, const struct chart *chart, const struct doc_table *table,
                        struct chart_place place);

#endif
