/* SPDX-License-Identifier: MIT */
/*
 * cell: one typed cell. Numbers are numbers under their format, dates are dates, and everything else is text that
 * can never become a formula; « n.d. » and « — » are text with their reason as the cell's note.
 */
#ifndef RELIURE_WORKBOOK_CELL_H
#define RELIURE_WORKBOOK_CELL_H

#include "workbook/book.h"

struct place {
    lxw_worksheet *sheet;
    lxw_row_t      row;
    lxw_col_t      col;
};

void cell_write_text(struct book *book, struct place place, str text, struct style style);
void cell_write_value(struct book *book, struct place place, const struct value *value, struct style style);
/* The same with the look of a table's cell: arrow, status, hyperlink, sparkline as block characters. */
void cell_write(struct book *book, struct place place, const struct doc_cell *cell, struct style style);
/* `formula` with the value it gives stored; plain value when the value is neither number nor missing. */
void cell_write_formula(struct book *book, struct place place, str formula, const struct value *value,
                        struct style style);
/* A link to a web address or to the sheet of an anchor; the text alone when the address is neither. */
void cell_write_link(struct book *book, struct place place, str text, str href, struct style style);
/* A link to the top of another sheet. */
void cell_write_sheet_link(struct book *book, struct place place, str text, const char *sheet, struct style style);

/* Serial number of a day in the 1900 date system, or 0 for a day it cannot count. */
int32_t cell_date_serial(date day);
/* [digits] The cell as shown. */
double cell_width(struct book *book, const struct doc_cell *cell);

#endif
