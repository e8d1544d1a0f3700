/* SPDX-License-Identifier: MIT */
/*
 * csv: delimited text, or text in columns of fixed widths, to records, in one pass over an input of any size with memory bounded by one record.
 * Lenient where only one reading is possible (blanks around a quoted value, any line end, no line end at the last
 * line), and never silent: a record it cannot read is handed over with its fault. After a quote that is never closed
 * only the line it stands on is lost; reading goes on with the next line.
 */
#ifndef RELIURE_SOURCE_CSV_H
#define RELIURE_SOURCE_CSV_H

#include "source/input.h"
#include "source/record.h"

struct csv;

/* [bytes] Behind the first of a delimiter: « || », « § » or ", " are longer. */
enum { CSV_DELIMITER_MORE = 7 };

struct csv_dialect {
    char            delimiter;                    /* its first byte */
    char            quote;                        /* '\0': no quoting */
    bool            is_backslash;                 /* \" inside a quoted value, instead of "" */
    char            more[CSV_DELIMITER_MORE + 1]; /* the delimiter's further bytes, NUL-terminated */
    const uint32_t *widths;                       /* [characters] with any, nothing parts or quotes the values */
    size_t          width_count;
    uint32_t        gutter; /* widths that were found: so many blanks stand before each column, or it is a fault; or 0 */
};

/* The width of a last column that takes all that is left of a line. */
#define CSV_WIDTH_REST UINT32_MAX

/* Reads from `input`, which stays the caller's and must outlive it. */
struct csv *csv_new(struct input *input, struct csv_dialect dialect);
void        csv_free(struct csv *csv); /* NULL is allowed */

/* Steps over physical lines: titles above the header. Returns how many there were, at most `count`. */
size_t csv_skip_lines(struct csv *csv, size_t count);
/* The next record; false at the end of the input or when reading failed (input_error()). */
bool csv_next(struct csv *csv, struct record *record);

#endif
