/* SPDX-License-Identifier: MIT */
/*
 * file_index: the subjects and periods of a metrics file by their ids, for the virtual tables over its blocks. To documents
 * they are texts; to the queries of the run that makes the file whole numbers, which take less to compare and to copy.
 */
#ifndef RELIURE_METRIC_FILE_INDEX_H
#define RELIURE_METRIC_FILE_INDEX_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/vec.h"

#include <sqlite3.h>

enum file_places { PLACES_TEXT, PLACES_NUMBERS };

/* The number of a subject with an id: one that no account goes by, so that a query that takes an account's id for it finds none. */
#define PLACE_SUBJECT_FIRST INT32_MIN

struct file_index {
    struct arena    *arena;
    enum file_places places;
    VEC(str) periods; /* by id */
    size_t   period;  /* the last one looked up */
    sqlite3_stmt *select_id, *select_subject;
    size_t        subject; /* the last one looked up, SIZE_MAX: none */
    struct strbuf subject_text;
};

/* `schema`: the name under which the file is attached. RC_IO: the handle says why; close it all the same. */
enum rc file_index_open(struct file_index *index, sqlite3 *handle, const char *schema, enum file_places places) MUST_CHECK;
void    file_index_close(struct file_index *index); /* also of one that holds zeros */
/* The id of what a query gives as a number, of which there are `count` from `first` on; SIZE_MAX where it is none of them. */
size_t file_index_of_number(sqlite3_value *given, int64_t first, size_t count);
/* What SQL declares both columns as: without it queries that join by them would convert each value. */
const char *file_index_type(enum file_places places);
/* The id of what a query asks for, SIZE_MAX where there is none. */
size_t file_index_subject(struct file_index *index, sqlite3_value *asked);
size_t file_index_period(struct file_index *index, sqlite3_value *asked);
/* Gives a query what it shall see of an id, which must be in the file. */
void file_index_give_subject(struct file_index *index, sqlite3_context *result, size_t subject);
void file_index_give_period(const struct file_index *index, sqlite3_context *result, size_t period);

#endif
