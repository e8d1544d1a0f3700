/* SPDX-License-Identifier: MIT */
/*
 * compare: two metrics files of one store, catalogue and period, made under different settings, side by side: who changes
 * band or segment or reaches another side of a goal, and which figures of segments and of the portfolio move.
 */
#ifndef RELIURE_METRIC_COMPARE_H
#define RELIURE_METRIC_COMPARE_H

#include "metric/catalogue.h"

enum compare_kind {
    COMPARE_BAND,    /* of a metric: its colour */
    COMPARE_SEGMENT, /* a word of a result table that has one row an account: RFM segment, quadrant, phase */
    COMPARE_FIGURE,  /* of a segment or the portfolio, whatever its band */
    COMPARE_GOAL     /* of a metric: a known figure meets its goal in one file alone */
};

struct compare_side {
    struct value value; /* of a metric; of a table the word */
    str          band;  /* id, or empty */
    str          goal;  /* COMPARE_GOAL: as written, "> 100" */
    bool         is_goal_met;
};

struct compare_change {
    enum compare_kind          kind;
    const struct metric       *metric; /* NULL: of a table */
    const struct metric_table *table;
    str                        column;  /* of the table */
    str                        subject, name; /* id and, of an account, its name */
    bool                       is_account;
    struct compare_side        before, after;
};

struct comparison {
    struct compare_change *changes; /* of metrics, of tables and of goals; each by the order of the catalogue, then by subject */
    size_t                 count;
};

/* The catalogues outlive the comparison and differ in their settings only. */
struct compare_files {
    const struct catalogue *catalogue_before, *catalogue_after;
    const char *store, *before, *after; /* paths */
    str         period;                 /* "2026-Q3" */
};

/* RC_IO: a file cannot be read, which was reported. */
enum rc compare_find(struct arena *arena, const struct compare_files *files, struct diag *diag,
                     struct comparison *out) MUST_CHECK;

#endif
