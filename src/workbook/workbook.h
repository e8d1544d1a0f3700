/* SPDX-License-Identifier: MIT */
/*
 * workbook: a document to XLSX: a sheet a section, « Calculs » with live formulas and their values stored,
 * « Données »; typed cells, real tables, native charts over the cells, no merged cells, no text that becomes a formula.
 */
#ifndef RELIURE_WORKBOOK_WORKBOOK_H
#define RELIURE_WORKBOOK_WORKBOOK_H

#include "document/document.h"
#include "locale/locale.h"
#include "page/theme.h"

/* Writes the file at `path` (created or replaced). Equal documents give equal bytes. */
enum rc workbook_write(const struct doc *doc, const struct locale *locale, const struct theme *theme, const char *path,
                       struct diag *diag) MUST_CHECK;
/* Sheet by sheet: cell, kind, value, formula, number format; read from the document, for --dump. */

#endif
