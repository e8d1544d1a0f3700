/* SPDX-License-Identifier: MIT */
/*
 * cell_text: text as a worksheet can hold it, and how wide it stands. A cell takes 32 767 UTF-16 units and no
 * control characters (ECMA-376 Part 1, 22.9.2.19; XML 1.0, 2.2); the width of a column counts digits (18.3.1.13).
 */
#ifndef RELIURE_WORKBOOK_CELL_TEXT_H
#define RELIURE_WORKBOOK_CELL_TEXT_H

#include "base/arena.h"

/* [UTF-16 units] */
#define CELL_TEXT_UNITS 32767

/*
 * A NUL-terminated copy without what XML forbids: control characters are dropped (a line feed stays, a tab becomes a
 * space), bad UTF-8 becomes U+FFFD. Beyond the limit of a cell it is cut and ends in `cut_note`.
 */
const char *cell_text(struct arena *arena, str text, str cut_note);
/* The same on one line and at most `units` long: heads of columns, names of series. */
const char *cell_text_line(struct arena *arena, str text, size_t units);
/*
 * True when a spreadsheet program would take the text, once edited, for something else: a formula (it starts with
 * = + - @) or a number (it is of digits, as an id may be).
 */
bool cell_text_is_risky(str text);

/*
 * A key by which spreadsheet programs hold two names alike: lower case of the scripts that have it, by blocks (Latin,
 * Greek, Cyrillic). Where letters pair by turns two names may be held alike that are not: one then gets a number.
 */
str cell_text_fold(struct arena *arena, str text);

/* [digits] Width of the widest line, in the face a workbook uses (Calibri 11), by classes of characters. */
double cell_text_width(str text);
/* Lines that the text takes in a column of `width` digits, broken at spaces. At least 1. */
int cell_text_lines(str text, double width);
/* The bytes of the first line of `text` at `width`; *rest is what follows, without the space at the break. */
str cell_text_break(str text, double width, str *rest);

#endif
