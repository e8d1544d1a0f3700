/* SPDX-License-Identifier: MIT */
/*
 * behind: the rows of the exports behind what an entry's query read. Which tables it read is in the metrics file
 * (metric_read, results.h), shared tables followed to the store's; which of their rows count, the catalogue says:
 *
 *   rows:                                  for all entries, by table read: a canonical one, or one made from such
 *     mrr_month: {subscriptions: CONDITION}
 *   nps: {…, rows: {surveys: CONDITION}}   an entry's own, instead
 *
 * A CONDITION is SQL over `t`, a row of the canonical table, and `p`, the row of metrics.periods. That the row belongs to
 * the subject's accounts needs no saying. Where nothing is said, rows count that are dated in the period, or all of a
 * table without dates.
 */
#ifndef RELIURE_METRIC_BEHIND_H
#define RELIURE_METRIC_BEHIND_H

#include "metric/results.h"
#include "source/tables.h"

struct behind_row {
    str           file; /* name of the export; empty where the row comes from no file */
    int64_t       line; /* 1-based */
    struct value *cells; /* one a column of the table; VALUE_EMPTY for NULL */
};

/* The rows of one canonical table. */
struct behind {
    const struct table_info *table;
    str                      condition; /* as written, or as supposed */
    struct behind_row       *rows;      /* the first of them, in the order of the exports */
    size_t                   count;
    int64_t                  total;
};

struct behind_ask {
    str                     reader;  /* the entry whose query it was */
    const struct yaml_node *rows;    /* the entry's own conditions, or NULL */
    str                     subject, period;
    size_t                  most;    /* rows given of each table */
};

/* Tables without such rows are left out. RC_INVALID: a condition is wrong, which was reported where it stands. */
enum rc behind_find(struct results *results, struct arena *arena, const struct behind_ask *ask, struct diag *diag,
                    struct behind **out, size_t *count) MUST_CHECK;

/* The keys of the settings that an entry's query and the shared tables it reads ask for, each once: "adoption.min_uses";
 * "plans.rank." for all keys below a prefix. */
enum rc behind_settings(struct results *results, struct arena *arena, str reader, const struct yaml_node *sql,
                        struct diag *diag, str **out, size_t *count) MUST_CHECK;

#endif
