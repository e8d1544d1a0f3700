/* SPDX-License-Identifier: MIT */
/* row: a record put together cell by cell, for formats whose rows are no text of their own. */
#ifndef RELIURE_SOURCE_ROW_H
#define RELIURE_SOURCE_ROW_H

#include "source/record.h"

/* All zero is an empty row. */
struct row {
    struct strbuf        text;   /* the values, a tab behind each */
    struct record_value *values; /* until row_end() `at` is where a value stands in `text` */
    bool                *typed;  /* by value, see record.h */
    size_t               count, cap;
    enum record_fault    fault;
    uint32_t             fault_at; /* column */
};

void row_begin(struct row *row);
/* Columns count from 0 and come in any order; those between are empty. Beyond a limit the row has a fault. */
void row_put(struct row *row, size_t column, str value);
/* The same of a number or date that the format knows as such, written as record.h has it. */
void row_put_typed(struct row *row, size_t column, str value);
void row_fault(struct row *row, enum record_fault fault, size_t column);
/* Of at least `width` values; it holds until the next row_begin(). A row without any value is blank. */
void row_end(struct row *row, uint64_t line, size_t width, struct record *record);
void row_release(struct row *row);

#endif
