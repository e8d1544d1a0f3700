/* SPDX-License-Identifier: MIT */
/*
 * sheet_name: names of worksheets that spreadsheet programs accept: 1 to 31 UTF-16 units, none of [ ] : * ? / \,
 * no apostrophe, not « History », and no two alike whatever their case.
 */
#ifndef RELIURE_WORKBOOK_SHEET_NAME_H
#define RELIURE_WORKBOOK_SHEET_NAME_H

#include "base/map.h"

/*
 * libxlsxwriter writes a name of letters and digits without quotes and does not double an apostrophe within them. So a
 * typographic one takes its place, and a name that could be read as a number or a cell ("2026", "T3") ends in a
 * no-break space.
 */

/* A name near `wanted`, added to `taken`; NUL-terminated, in `arena`. `fallback` when nothing of it can stand. */
const char *sheet_name_choose(struct arena *arena, struct map *taken, str wanted, const char *fallback);

#endif
