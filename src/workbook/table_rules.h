/* SPDX-License-Identifier: MIT */
/* table_rules: conditional formats of a table: the colour of a status by its word, progress as bars. */
#ifndef RELIURE_WORKBOOK_TABLE_RULES_H
#define RELIURE_WORKBOOK_TABLE_RULES_H

#include "workbook/sheet.h"

/* For the `rows` rows of the table that stand from `first` on, at least one. */
void table_rules_add(struct sheet *sheet, const struct doc_table *table, size_t rows, lxw_row_t first);

/* The darker the higher, over all the figures of a heat map's table, from `first` on. */
void table_rules_color_scale(struct sheet *sheet, const struct doc_table *table, lxw_row_t first);

#endif
