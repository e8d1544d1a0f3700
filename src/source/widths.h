/* SPDX-License-Identifier: MIT */
/* widths: the columns of a text that blanks alone part, found where no line contradicts them. */
#ifndef RELIURE_SOURCE_WIDTHS_H
#define RELIURE_SOURCE_WIDTHS_H

#include "base/arena.h"

struct widths {
    uint32_t *at; /* [characters]; the last is CSV_WIDTH_REST */
    size_t    count;
    uint32_t  gutter; /* blanks that stand before each column in all lines looked at */
};

/*
 * False where the text is no such table beyond doubt: at least three lines, blanks at the same places in all of them,
 * two at a time unless all lines are as long, and values that keep to the left or to the right of their column.
 */
bool widths_find(str sample, size_t skip, struct arena *arena, struct widths *out);

#endif
