/* SPDX-License-Identifier: MIT */
/*
 * sheet_name: names of worksheets that spreadsheet programs accept: 1 to 31 UTF-16 units, none of [ ] : * ? / \,
 * no apostrophe at either end, not « History », and no two alike whatever their case.
 */
#ifndef RELIURE_WORKBOOK_SHEET_NAME_H
#define RELIURE_WORKBOOK_SHEET_NAME_H

#include "base/map.h"

/* A name near `wanted`, added to `taken`; NUL-terminated, in `arena`. `fallback` when nothing of it can stand. */
const char *sheet_name_choose(struct arena *arena, struct map *taken, str wanted, const char *fallback);

#endif
