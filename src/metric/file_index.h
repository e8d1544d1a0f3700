/* SPDX-License-Identifier: MIT */
/* file_index: the subjects and periods of a metrics file by their ids, for the virtual tables over its blocks. */
#ifndef RELIURE_METRIC_FILE_INDEX_H
#define RELIURE_METRIC_FILE_INDEX_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/vec.h"

#include <sqlite3.h>

struct file_index {
    struct arena *arena;
    VEC(str) periods; /* by id */
    size_t   period;  /* the last one looked up */
    sqlite3_stmt *select_id, *select_subject;
    size_t        subject; /* the last one looked up, SIZE_MAX: none */
    struct strbuf subject_text;
};

/* `schema`: the name under which the file is attached. RC_IO: the handle says why; close it all the same. */
enum rc file_index_open(struct file_index *index, sqlite3 *handle, const char *schema) MUST_CHECK;
void    file_index_close(struct file_index *index); /* also of one that holds zeros */
/* The id, SIZE_MAX where there is none. */
size_t file_index_subject(struct file_index *index, str subject);
size_t file_index_period(struct file_index *index, str period);
/* The subject of an id, which must be in the file; borrows until the next question. */
str file_index_subject_at(struct file_index *index, size_t subject);

#endif
