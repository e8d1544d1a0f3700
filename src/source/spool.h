/* SPDX-License-Identifier: MIT */
/*
 * spool: the rows of a query over a database server, kept on disk while they are imported, so that the server is asked
 * once, its answer can be hashed as an export's bytes are, and every later reading sees the same rows. The file has no
 * name: it is gone when the process ends, however it ends. The first row holds the names of the columns.
 */
#ifndef RELIURE_SOURCE_SPOOL_H
#define RELIURE_SOURCE_SPOOL_H

#include "base/hash.h"
#include "source/record.h"

#include <stdint.h>

struct spool;

/* A spool in `folder`, empty; NULL: errno says why. */
struct spool *spool_new(const char *folder);
void          spool_free(struct spool *spool); /* NULL is allowed */

/* The next value of the row being written; a value beyond LIMIT_FIELD_BYTES is kept as a fault of its row. */
void spool_put(struct spool *spool, str value, bool is_typed);
/* Ends the row. False: the disk is full, or the result larger than LIMIT_RESULT_BYTES; spool_finish() says so. */
bool spool_end_row(struct spool *spool);
/* All rows are there: their hash goes into `hasher`. NULL, or why they could not be kept. */
const char *spool_finish(struct spool *spool, struct hasher *hasher);
/* A path that opens the rows again, while the spool lasts. */
const char *spool_path(const struct spool *spool);
uint64_t    spool_bytes(const struct spool *spool);

struct spool_reader;

/* NULL: errno says why. */
struct spool_reader *spool_open(const char *path);
void                 spool_close(struct spool_reader *reader); /* NULL is allowed */
/* The names of the columns first, as a record, then the rows, counted from 1. */
bool spool_next(struct spool_reader *reader, struct record *record);
/* Why reading ended before the rows did; NULL: it did not. */
const char *spool_failure(const struct spool_reader *reader, struct record_place *place);

#endif
