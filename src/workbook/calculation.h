/* SPDX-License-Identifier: MIT */
/*
 * calculation: the sheet « Calculs »: each metric the document shows as a formula over its inputs, which stand in
 * the rows under it; with its band in the engine's words, the formula as people read it, period and source.
 */
#ifndef RELIURE_WORKBOOK_CALCULATION_H
#define RELIURE_WORKBOOK_CALCULATION_H

#include "workbook/book.h"

/* Adds the sheet under `name`, and a defined name for each metric. Nothing without calculations. */
void calculation_write_sheet(struct book *book, const char *name);

#endif
