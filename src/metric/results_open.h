/* SPDX-License-Identifier: MIT */
/* results_open: the open files behind results, and the rows everybody asks for. Private to results*.c. */
#ifndef RELIURE_METRIC_RESULTS_OPEN_H
#define RELIURE_METRIC_RESULTS_OPEN_H

#include "metric/cells.h"
#include "metric/results.h"
#include "metric/sql.h"

#include "base/vec.h"

struct period_row {
    str     key;
    int64_t index, previous; /* -1: none */
    bool    is_partial, is_month_kind;
};

struct subject_row {
    str     id;
    int64_t index, segment; /* segment -1: none */
    char    currency[4];
};

struct results {
    struct arena           *arena;
    const struct catalogue *catalogue;
    sqlite3                *handle; /* main: the store; metrics: the metrics file */
    struct sql_budget       budget;
    VEC(struct period_row) periods;
    struct subject_row subject;      /* the last one asked for */
    struct map         goals;        /* metric to struct goal *, those of the program */
    struct map         band_sources; /* metric to str * */
    struct map         statements;   /* SQL to sqlite3_stmt *, at most STATEMENTS_KEPT */
    struct cells_reader cells;
    sqlite3_stmt      *select_subject, *select_benchmark, *select_parts, *select_checks;
};

/* NULL when the file has no such period. */
const struct period_row *results_find_period(const struct results *results, str key);
/* Makes `subject` the current one; false when there is none of that id. */
bool results_find_subject(struct results *results, str id);

#endif
