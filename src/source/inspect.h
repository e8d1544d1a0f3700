/* SPDX-License-Identifier: MIT */
/*
 * inspect: one export file looked at without any definition: its dialect, its columns, their likely types, ranges and
 * a sample. What `reliure inspect FILE` prints; nothing here prints.
 */
#ifndef RELIURE_SOURCE_INSPECT_H
#define RELIURE_SOURCE_INSPECT_H

#include "source/dialect.h"
#include "source/when.h"

enum inspect_type {
    INSPECT_EMPTY,
    INSPECT_BOOLEAN,
    INSPECT_INTEGER,
    INSPECT_NUMBER,
    INSPECT_DATE,
    INSPECT_TIME,
    INSPECT_TEXT
};

enum { INSPECT_SAMPLES = 3 };

struct inspect_column {
    str               name;
    enum inspect_type type;
    uint64_t          filled, empty;
    str               least, most;              /* range of dates and numbers as written; of text: empty */
    str               samples[INSPECT_SAMPLES]; /* first different values */
    size_t            sample_count;
    /* Of dates: what `dates:` should say, or that only a person can tell. */
    enum when_verdict verdict;
    enum when_order      order;
    struct when_evidence dates;
    str                  latest[2]; /* read day first, month first */
    char                 decimal; /* of numbers: what their marks prove, '?' either, 0 no mark */
};

struct inspect_fault {
    const char *sentence;
    uint64_t    line, records; /* of the first; how many in all */
};

struct inspect_report {
    str                    name; /* of the file, or « crm (postgresql) » */
    struct dialect         dialect;
    bool                   has_mark; /* byte-order mark */
    uint64_t               bytes;
    /* records + preamble = rows + unreadable + ragged + blank + notices + headers + preamble */
    uint64_t               records, preamble; /* below the header; titles above it and further rows of it */
    uint64_t               rows, unreadable, ragged, blank, notices, headers;
    struct inspect_fault   faults[RECORD_FAULT_COUNT];
    struct inspect_column *columns;
    size_t                 column_count;
};

/* Reads the whole file once or twice. `def` may lock parts of the dialect; NULL: all is detected. */
enum rc inspect_file(const char *path, const struct source_def *def, struct arena *arena, struct diag *diag,
                     struct inspect_report *out) MUST_CHECK;

/*
 * Every file of a source, or the rows of its query, read as its definition has it. The reports of those that could be
 * read live in `arena`; RC_INVALID or RC_IO for the others, reported.
 */
enum rc inspect_source(const struct workspace *workspace, const struct source_def *source, struct arena *arena,
                       struct diag *diag, struct inspect_report **out, size_t *count) MUST_CHECK;

/*
 * Counts what the same column of another file of the source proves of its dates: type, verdict and order are then those
 * of both, and the latest day is this file's in that order.
 */
void inspect_add_dates(struct inspect_column *column, const struct when_evidence *dates);

const char *inspect_type_word(enum inspect_type type);
const char *inspect_order_word(enum when_order order); /* the word after `dates:` */

#endif
