/* SPDX-License-Identifier: MIT */
/*
 * cell: the text of one value to what the store keeps, by the column's canonical type and what the definition says
 * of its writing. Money is rounded here, once, half away from zero, to 1/10 000 of the currency's unit (design 4).
 */
#ifndef RELIURE_SOURCE_CELL_H
#define RELIURE_SOURCE_CELL_H

#include "source/number.h"
#include "source/tables.h"
#include "source/when.h"

struct cell_rule {
    enum column_type   type;
    char               decimal; /* '.' or ',' */
    enum when_order    order;
    const struct zone *local, *reporting; /* of times without offset; of the store */
    int                tens;              /* × 10^tens: -2 for cents and percent, 3 for thousands */
    bool               is_percent;        /* unit: percent, so that a % sign says nothing new */
    bool               empty_is_zero;
    bool               is_month;              /* a date stands for its month: the first day is kept */
    int                scale_low, scale_high; /* a rating's scale, brought to 1-5; both 0: as it is */
    bool               is_effort;             /* a high rating is a bad one */
};

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_TEXT };

struct cell {
    enum cell_kind kind;
    int64_t        integer;
    str            text; /* in `buffer`, or the value itself */
    date           day;  /* of a date or time, else DATE_NONE */
    char           buffer[NUMBER_TEXT];
};

/* `text` must live as long as the cell. RC_INVALID or RC_RANGE: not a value of the type; cell_expected() says what is.
 */
enum rc cell_read(const struct cell_rule *rule, str text, struct cell *out) MUST_CHECK;
/* The number of a column of numbers before it is rounded: units and percent signs are in it. */
enum rc cell_number(const struct cell_rule *rule, str text, struct number *out) MUST_CHECK;
/* "a date written day first", "a whole number", for messages. */
const char *cell_expected(const struct cell_rule *rule);

#endif
