/* SPDX-License-Identifier: MIT */
/*
 * xlsx: the rows of one sheet of a workbook as records, streamed. Cells are read for what they hold, not for how they
 * are shown: numbers with the 15 digits that spreadsheet programs keep, dates as ISO where the cell's format is one,
 * cached values of formulas, true and false, and nothing for an error. The place of a value is its row and column.
 */
#ifndef RELIURE_SOURCE_XLSX_H
#define RELIURE_SOURCE_XLSX_H

#include "source/record.h"
#include "source/xlsx_book.h"

struct xlsx;

/* Where in a workbook the table is. */
struct xlsx_table {
    const char *sheet;  /* its name */
    size_t      header; /* row */
};

/*
 * Finds the sheet, by name or, where `sheet` is empty, the first that is shown and has a table, and the row of the
 * table's header. Reports, at `span`, what is no workbook, encrypted or without a table: RC_INVALID.
 */
enum rc xlsx_find(const char *path, str sheet, struct arena *arena, struct diag *diag, struct span span,
                  struct xlsx_table *out) MUST_CHECK;
/* Is it the file of a workbook, by its first bytes? Encrypted and old ones are: xlsx_find() refuses them by name. */
bool xlsx_is_workbook(const char *path);

/* Failures are reported at `span`: RC_INVALID. */
enum rc xlsx_open(const char *path, const char *sheet, struct diag *diag, struct span span,
                  struct xlsx **out) MUST_CHECK;
void    xlsx_close(struct xlsx *xlsx); /* NULL is allowed */

/* The next row, blank ones included, with at least `width` values. */
bool xlsx_next(struct xlsx *xlsx, size_t width, struct record *record);
/* Why reading ended before the sheet did; NULL: it did not. */
const char *xlsx_failure(const struct xlsx *xlsx, struct record_place *place);

#endif
