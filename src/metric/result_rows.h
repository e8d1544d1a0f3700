/* SPDX-License-Identifier: MIT */
/*
 * result_rows: the rows of result tables in a metrics file, packed, for there are a hundred an account:
 *
 *   row_block(id INTEGER PRIMARY KEY, rows BLOB)
 *     rows of one table that came one after the other, of subjects in ascending order that lie in the same ROWS_REACH of
 *     `subject`; id is made of the table, the first row's subject, and which block of the table it is.
 *
 * SQL reads them as tables of their own names (results.h), which result_tables_register() gives a handle.
 */
#ifndef RELIURE_METRIC_RESULT_ROWS_H
#define RELIURE_METRIC_RESULT_ROWS_H

#include "metric/catalogue.h"
#include "metric/file_index.h"

#include <sqlite3.h>

enum { ROWS_REACH = 16 };

/* The columns that every result table begins with. */
enum { PLACE_SUBJECT, PLACE_PERIOD, PLACE_COLUMNS };

/* The table of metric_part, the terms of weighted() metrics (results.h), beside those of the catalogue. */
enum { ROWS_PARTS = (1 << 12) - 1 };

/* The subject of rows whose subject the file does not know: its text stands in the row. */
#define ROWS_UNKNOWN (((int64_t)1 << 27) - 1)

enum result_value_kind { RESULT_NULL, RESULT_WHOLE, RESULT_REAL, RESULT_TEXT, RESULT_BYTES };

/* A cell as SQLite has it. */
struct result_value {
    enum result_value_kind kind;
    int64_t                whole;
    double                 real;
    str                    bytes; /* of text too */
};

/* Where a row stands: ids in the file, SIZE_MAX where it knows none; then the text counts. */
struct result_place {
    size_t              subject, period;
    struct result_value subject_text, period_text;
};

/* Writes tables one after the other. The file must have the table: ROWS_SCHEMA. */
#define ROWS_SCHEMA "CREATE TABLE row_block(id INTEGER PRIMARY KEY, rows BLOB);"
struct result_rows_writer {
    sqlite3_stmt *insert;
    size_t        table;
    int64_t       first, last; /* subjects of the block */
    int64_t       blocks;      /* written so far of the table */
    struct strbuf row, block;
};

/* RC_IO, here and below: the handle says why. */
enum rc result_rows_open(struct result_rows_writer *writer, sqlite3 *handle) MUST_CHECK;
void    result_rows_close(struct result_rows_writer *writer);
void    result_rows_begin(struct result_rows_writer *writer, size_t table); /* index in the catalogue, or ROWS_PARTS */
/* One value a column, in their order, then the row's place. */
void    result_rows_add(struct result_rows_writer *writer, const struct result_value *value);
enum rc result_rows_end_row(struct result_rows_writer *writer, const struct result_place *place) MUST_CHECK;
enum rc result_rows_end(struct result_rows_writer *writer) MUST_CHECK; /* of the table */

/* What stands for a subject in the ids of blocks: its own id, or ROWS_UNKNOWN of SIZE_MAX. */
int64_t result_rows_subject(size_t subject);
/* Ids of all blocks of the table, from *first to *last; and of those that may hold rows of a subject. */
void result_rows_of_table(size_t table, int64_t *first, int64_t *last);
void result_rows_of_subject(size_t table, int64_t subject, int64_t *first, int64_t *last);

/* A block to read rows off. */
struct result_rows_block {
    int64_t first, last; /* subjects */
    str     rest;        /* borrows */
};
void result_rows_read(struct result_rows_block *block, int64_t id, str bytes);
/* Takes a row off, whose values result_rows_value() takes off `values`; false when there is none left. Texts borrow. */
bool result_rows_take(struct result_rows_block *block, struct result_place *place, str *values);
/* NULL beyond the last. */
struct result_value result_rows_value(str *values);

/* Unlike in the table, and in the order of its rows: the row-th of a block. */
int64_t result_rows_rowid(int64_t id, int64_t row);

/*
 * Lets SQL on the handle read result tables of `catalogue`, which is the file's, over the metrics file attached as `schema`,
 * by their ids after `prefix`: each that is added, from then on, or all, metric_part among them. The catalogue and both
 * texts outlive the handle, which keeps the tables when what begin() gave is ended.
 */
struct result_tables;
struct result_tables *result_tables_begin(sqlite3 *handle, const struct catalogue *catalogue, const char *schema,
                                          const char *prefix, enum file_places places);
enum rc               result_tables_add(struct result_tables *tables, size_t table) MUST_CHECK;
void                  result_tables_end(struct result_tables *tables); /* or NULL */
enum rc result_tables_register(sqlite3 *handle, const struct catalogue *catalogue, const char *schema,
                               const char *prefix) MUST_CHECK;

#endif
