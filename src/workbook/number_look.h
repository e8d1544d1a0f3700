/* SPDX-License-Identifier: MIT */
/*
 * number_look: the number format of a figure, made so that a cell shows the digits the page prints. The signs around
 * the figure (« € », « /100 », « mois ») come from the locale; the code itself is locale-neutral (ECMA-376 Part
 * 1, 18.8.30).
 */
#ifndef RELIURE_WORKBOOK_NUMBER_LOOK_H
#define RELIURE_WORKBOOK_NUMBER_LOOK_H

#include "workbook/book.h"

struct number_look {
    const char *code;
    int64_t     multiply, divide; /* the cell shows the figure × multiply ÷ divide: points, durations */
    int         places;           /* decimals shown, of a percentage those of the percentage */
    double      extra;            /* [digits] width of what stands around the figure */
    bool        is_percent;       /* the code multiplies by 100 */
};

/* For a VALUE_NUMBER. `trend` puts an arrow before the figure. Lives as long as the book. */
const struct number_look *number_look(struct book *book, const struct value *value, enum trend trend);
/* The number the cell holds. */
double number_look_shown(const struct number_look *look, const struct value *value);
/* [digits] Width of the figure as shown. */
double number_look_width(const struct number_look *look, double shown);

#endif
