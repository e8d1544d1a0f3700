/* SPDX-License-Identifier: MIT */
/*
 * cells: the figures in a metrics file, packed, for there are hundreds an account:
 *
 *   metric_block(id INTEGER PRIMARY KEY, cells BLOB)
 *     what one metric says of CELLS_BLOCK subjects that follow each other in `subject`, in all its periods; id is
 *     metric × blocks + subject ÷ CELLS_BLOCK, `blocks` being the subjects ÷ CELLS_BLOCK, rounded up.
 *
 * SQL reads them as the tables metric_value, m and m_group (results.h), which cells_register() and cells_register_wide() give
 * a handle.
 */
#ifndef RELIURE_METRIC_CELLS_H
#define RELIURE_METRIC_CELLS_H

#include "metric/catalogue.h"
#include "metric/file_index.h"

#include <sqlite3.h>

enum { CELLS_BLOCK = 16 };

/* What is not there is empty, n is -1. Numbers as exact_dump() writes them: "107", "107/2". */
struct cell {
    size_t             period; /* id in `periods` */
    enum formula_state state;
    str                number, reason; /* the one or the other, by state */
    str                band, note, coverage;
    str                names; /* values of the formula's names, "100000|107/2|?no-answers" */
    int64_t            n;
};

/* Writes blocks; all metrics in their order, of each all subjects in theirs. */
struct cells_writer {
    sqlite3_stmt *insert;
    size_t        subjects; /* how many there are */
    size_t        metric, at; /* of the next subject */
    struct strbuf subject, block;
    char          last_head;         /* of the subject's last cell that is written out, */
    size_t        last_at, last_len; /* and where what follows its period lies in `subject` */
};

/* The table must be there: CELLS_SCHEMA. RC_IO: the handle says why. */
#define CELLS_SCHEMA "CREATE TABLE metric_block(id INTEGER PRIMARY KEY, cells BLOB);"
enum rc cells_open(struct cells_writer *writer, sqlite3 *handle, size_t subjects) MUST_CHECK;
/* A cell but for its period, as the file holds it. */
str     cells_pack(struct arena *arena, const struct cell *cell);
void    cells_add(struct cells_writer *writer, size_t period, str cell); /* packed; to the subject under way */
enum rc cells_next_subject(struct cells_writer *writer) MUST_CHECK;
void    cells_close(struct cells_writer *writer);

/* Reads one subject's cells of a metric. The last block of each metric is kept: who reads several goes from one to the
 * other and back. */
struct cells_reader {
    sqlite3_stmt *select;
    size_t        subjects; /* how many there are */
    struct cells_kept {
        int64_t       id; /* -1: none */
        struct strbuf bytes;
        size_t        taken; /* subjects of it, and where the last of them and the next one begin */
        size_t        last, next;
    }     *kept; /* by metric */
    size_t kept_count;
};

/* `schema`: the name under which the metrics file is attached. RC_IO: the handle says why. */
enum rc cells_reader_open(struct cells_reader *reader, sqlite3 *handle, const char *schema) MUST_CHECK;
void    cells_reader_close(struct cells_reader *reader);
/* The subject's cells, to be taken by cells_take(); they hold until the next call. Empty where there are none. */
str cells_of(struct cells_reader *reader, size_t metric, size_t subject);
/* Takes the first cell off into `out`, which holds the one taken before, or zeros; false when there is none left. Texts borrow. */
bool cells_take(str *rest, struct cell *out);
/* The same of the next cell that is of the period, those before it passed over; false when none of the rest is. */
bool cells_find(str *rest, size_t period, struct cell *out);

/*
 * Lets SQL on the handle read a table `name` over the metrics file attached as `schema`: metric_value of results.h.
 * `catalogue` is the file's and outlives the handle, as do both names.
 */
enum rc cells_register(sqlite3 *handle, const struct catalogue *catalogue, const char *schema, const char *name,
                       enum file_places places) MUST_CHECK;
/* The same of the tables m and m_group, which read the document's period. */
enum rc cells_register_wide(sqlite3 *handle, const struct catalogue *catalogue, const char *schema) MUST_CHECK;

#endif
