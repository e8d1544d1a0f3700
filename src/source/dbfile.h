/* SPDX-License-Identifier: MIT */
/*
 * dbfile: the rows of one query over an SQLite file as records. The file is opened read-only and as it lies there; the
 * query may read and compute, nothing else, within the limits of base/limits.h. The place of a value is its row in
 * the result and its column.
 */
#ifndef RELIURE_SOURCE_DBFILE_H
#define RELIURE_SOURCE_DBFILE_H

#include "definition/workspace.h"
#include "source/record.h"

struct dbfile;

/* Is it an SQLite file, by its first bytes? */
bool dbfile_is_database(const char *path);
/*
 * The query to run: `query`, else all of `table`, else all of the only table there is; either may be NULL. Reports a
 * file that cannot be read, a table that is not there, with those that are, and a query that is not one SELECT over the
 * file alone: RC_INVALID. A query that asks for the time is found out when it is read.
 */
enum rc dbfile_query(const char *path, const struct placed_text *query, const struct placed_text *table,
                     struct arena *arena, struct diag *diag, struct span span, const char **sql) MUST_CHECK;
/* Failures are reported at `span`: RC_INVALID. */
enum rc dbfile_open(const char *path, const char *sql, struct diag *diag, struct span span,
                    struct dbfile **out) MUST_CHECK;
void    dbfile_close(struct dbfile *file); /* NULL is allowed */

/* The names of the columns first, as a record, then the rows. NULL is an empty value, a BLOB a fault. */
bool dbfile_next(struct dbfile *file, struct record *record);
/* Why reading ended before the result did; NULL: it did not. */
const char *dbfile_failure(const struct dbfile *file, struct record_place *place);

#endif
