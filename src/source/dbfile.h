/* SPDX-License-Identifier: MIT */
/*
 * dbfile: the rows of one query over an SQLite file as records. The file is opened read-only and as it lies there; the
 * query may read and compute, nothing else, within the limits of base/limits.h. The place of a value is its row in
 * the result and its column.
 */
#ifndef RELIURE_SOURCE_DBFILE_H
#define RELIURE_SOURCE_DBFILE_H

#include "base/diag.h"
#include "source/record.h"

struct dbfile;

/* Is it an SQLite file, by its first bytes? */
bool dbfile_is_database(const char *path);
/*
 * The query to run: `query`, else all of `table`, else all of the only table there is. Reports a file that cannot be
 * read and a table that is not there, with those that are: RC_INVALID.
 */
enum rc dbfile_query(const char *path, str query, str table, struct arena *arena, struct diag *diag, struct span span,
                     const char **sql) MUST_CHECK;
/* `decimal` is the mark with which numbers are handed over. Failures are reported at `span`: RC_INVALID. */
enum rc dbfile_open(const char *path, const char *sql, char decimal, struct diag *diag, struct span span,
                    struct dbfile **out) MUST_CHECK;
void    dbfile_close(struct dbfile *file); /* NULL is allowed */

/* The names of the columns first, as a record, then the rows. NULL is an empty value, a BLOB a fault. */
bool dbfile_next(struct dbfile *file, struct record *record);
/* Why reading ended before the result did; NULL: it did not. */
const char *dbfile_failure(const struct dbfile *file, struct record_place *place);

#endif
