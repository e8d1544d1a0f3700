/* SPDX-License-Identifier: MIT */
/*
 * live_formula: a formula of the catalogue (design section 5) written for a spreadsheet: names become cells, and
 * the rules for missing figures and zero denominators (domain 1.4) become IF. File-format syntax (ECMA-376 Part 1,
 * 18.17): English function names and commas, whatever the reader's language.
 */
#ifndef RELIURE_WORKBOOK_LIVE_FORMULA_H
#define RELIURE_WORKBOOK_LIVE_FORMULA_H

#include "base/map.h"

/*
 * Where a name's figure stands, and the figure. A cell may show a multiple of it: points as 4 for 0.04, a duration in
 * hours for seconds. shown = figure × multiply ÷ divide.
 */
struct live_cell {
    str     reference; /* "C12" or "$C$12" */
    int64_t multiply, divide;
    bool    is_known; /* else the cell says « n.d. » or « — » */
    double  figure;
};

/* Names a formula may use (name to struct live_cell): its own inputs first, then other metrics. */
struct live_cells {
    struct map inputs, metrics;
};

struct live_words {
    str missing;        /* « n.d. »: what the result says when an input holds no number */
    str not_applicable; /* « — »: what it says when a denominator is zero */
};

/* What the spreadsheet will come to, so that the caller can tell whether it is what the engine computed. */
struct live_result {
    str    formula; /* starts with '=' */
    bool   is_known;
    double figure; /* not multiplied */
};

/*
 * Writes `formula` over `cells` as it goes into a cell that shows the figure × result's
 * multiply ÷ divide. Lives in `arena`. RC_INVALID when the text is no formula of the catalogue,
 * RC_MISSING when a name has no cell, RC_LIMIT when it is deeper than LIMIT_FORMULA_DEPTH or longer than a cell takes.
 */
enum rc live_formula_write(struct arena *arena, str formula, const struct live_cells *cells,
                           const struct live_cell *result, const struct live_words *words,
                           struct live_result *out) MUST_CHECK;

/*
 * The formula as people read it: names replaced by `labels` (name to a str *; functions under "name("), × ÷ − for
 * * / -. Never fails.
 */
str live_formula_words(struct arena *arena, str formula, const struct map *labels);

#endif
