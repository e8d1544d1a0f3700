/* SPDX-License-Identifier: MIT */
/* load: the records of one file, typed and checked, into the store that is being made. */
#ifndef RELIURE_SOURCE_LOAD_H
#define RELIURE_SOURCE_LOAD_H

#include "base/map.h"
#include "source/accounts.h"
#include "source/activity.h"
#include "source/plan.h"

#include <sqlite3.h>

/* IGNORED(CODE, "rule"): records that are left out on purpose. */
#define IGNORED_LIST                                                                                                   \
    IGNORED(BLANK, "blank")                                                                                            \
    IGNORED(PREAMBLE, "preamble")                                                                                      \
    IGNORED(HEADER, "header")                                                                                          \
    IGNORED(NOTICE, "notice")                                                                                          \
    IGNORED(END, "end")                                                                                                \
    IGNORED(WHERE, "where")                                                                                            \
    IGNORED(FUTURE, "future")                                                                                          \
    IGNORED(EXCLUDED, "excluded")

enum ignored {
#define IGNORED(code, rule) IGNORED_##code,
    IGNORED_LIST
#undef IGNORED
        IGNORED_COUNT
};

/* What became of the records of a source: records = rows + quarantined + the sum of ignored. */
struct load_counts {
    uint64_t records, rows, quarantined, ignored[IGNORED_COUNT];
    date     first, last; /* of the dating column; DATE_NONE without any */
};

struct load {
    sqlite3        *db;
    struct arena   *arena;   /* lives as long as the import */
    struct arena   *scratch; /* forgotten record by record */
    struct diag    *diag;
    struct accounts accounts;
    struct activity *activity; /* gathers what becomes roll-ups */
    date            as_of;
    const char     *currency; /* the workspace's */
    enum negative_mrr negative; /* what becomes of negative recurring revenue */
    struct map      causes; /* why records of the source being read were kept out */
    sqlite3_stmt   *quarantine; /* load_close() finalises it */
    bool            is_failed;  /* the store could not be written; reported */
};

/* So much was kept out that the rest of the source is not worth reading. */
bool load_is_hopeless(const struct source_def *source, const struct load_counts *counts, struct arena *arena);

/* The tables are there. */
enum rc load_open(struct load *load) MUST_CHECK;
void    load_close(struct load *load);

/*
 * Reads all records. RC_OK also when records were kept out; RC_INVALID for what no tolerance covers (a key that stands
 * twice), RC_IO when reading or writing failed.
 */
enum rc load_file(struct load *load, const struct plan *plan, struct reader *reader, int64_t file_id,
                  struct load_counts *counts) MUST_CHECK;
/* Ends a source: says how many records were kept out beyond those that are messages of their own, cause by cause. */
void        load_sum_up(struct load *load);
const char *ignored_rule(enum ignored ignored);

#endif
