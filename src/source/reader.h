/* SPDX-License-Identifier: MIT */
/* reader: one export file as named columns and records, whatever its format. */
#ifndef RELIURE_SOURCE_READER_H
#define RELIURE_SOURCE_READER_H

#include "source/dialect.h"
#include "source/record.h"

struct reader;

struct reader_column {
    str                 name;  /* as in the header, trimmed; "#3" where there is no header */
    str                 label; /* what the rows below the names say of it, as in survey exports; empty: nothing */
    struct record_place place; /* in the header */
};

/*
 * Opens the file and reads up to the header. `arena` holds the column names and must outlive the reader. Reports what
 * keeps the header from being read.
 */
enum rc reader_open(const char *path, const struct dialect *dialect, struct arena *arena, struct diag *diag,
                    const struct source_file *file, struct reader **out) MUST_CHECK;
void    reader_close(struct reader *reader); /* NULL is allowed */

size_t                      reader_column_count(const struct reader *reader);
const struct reader_column *reader_column(struct reader *reader, size_t index);
bool                        reader_is_json(const struct reader *reader);
/*
 * Index of the column so named, exactly, else with case, spaces and underscores aside; "#2" is the second. Where
 * several records make the header, « name / label » and the label alone name a column, too.
 * `*is_double`: several columns have the name. RC_MISSING: there is none. In JSON every path is a column: absent until
 * it is met.
 */
enum rc reader_lookup(struct reader *reader, str name, size_t *index, bool *is_double) MUST_CHECK;
/* Has any record read so far had the column? Always true of delimited text. */
bool reader_is_met(const struct reader *reader, size_t index);
/*
 * Values that a record must have: those of the columns up to the last with a name. A delimiter at the end of the
 * header makes a column without one, which records may leave out.
 */
size_t reader_column_least(const struct reader *reader);
/* Records above the header, titles, and those that add to it. They are counted, not handed over. */
uint64_t reader_preamble(const struct reader *reader);
/* The next record below the header; false at the end. */
bool reader_next(struct reader *reader, struct record *record);
/* Reports why reading ended before the file did: RC_IO the system's error, RC_INVALID the file is broken or cut off. */
enum rc reader_finish(const struct reader *reader, struct diag *diag) MUST_CHECK;

/* Do two column names mean the same with case, spaces, underscores and trailing blanks aside? */
bool reader_same_name(str a, str b);

#endif
