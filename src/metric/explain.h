/* SPDX-License-Identifier: MIT */
/*
 * explain: where a figure comes from: its formula, what stands for each name in it, down to the rows of the exports.
 * Only finds; command/ prints.
 */
#ifndef RELIURE_METRIC_EXPLAIN_H
#define RELIURE_METRIC_EXPLAIN_H

#include "metric/behind.h"

struct explain_figure;

/* What a name of the formula stands for. */
struct explain_input {
    struct metric_input          value; /* its name, label and value */
    enum name_kind               kind;
    const struct setting        *setting; /* NAME_SETTING */
    const struct explain_figure *figure;  /* NAME_METRIC: that figure explained in turn */
};

/* A figure of one account, below a mean of several. */
struct explain_member {
    str          id, name;
    struct value value;
};

/* One metric for one subject and period. */
struct explain_figure {
    const struct metric   *metric;
    struct metric_result   result;
    str                    exact;  /* of the figure: exact_dump(), the ratio of a percentage; empty when not known */
    struct explain_input  *inputs;
    size_t                 input_count;
    struct behind         *behind; /* rows behind its inputs; none where another figure of the tree has them */
    size_t                 behind_count;
    struct explain_member *members; /* of a mean: the accounts with a figure, the lowest first */
    size_t                 member_count;
    int64_t                member_total;
};

/* The days a period covers. */
struct explain_period {
    str  key;
    date start, end, last, as_of; /* end: the first day after; last: the last day counted */
};

struct explanation {
    struct explain_period         period, previous; /* previous.key empty: none */
    const struct explain_figure  *figure;   /* of a metric; NULL for a result table */
    const struct metric_table    *table;    /* of a result table */
    struct query_rows             rows;     /* of the table: its columns after subject and period, typed; of a table of past
                                               months or periods, one after the other, those up to the document's */
    struct behind                *behind;   /* of the table */
    size_t                        behind_count;
    const struct setting        **settings; /* used anywhere below, each once */
    size_t                        setting_count;
};

struct explain_ask {
    str         id; /* of the metric or result table */
    str         subject, period;
    const char *language; /* of labels: "fr" */
    size_t      most;     /* rows and members given at a time; their totals are always */
};

/* RC_MISSING: the catalogue has neither metric nor table of that id. RC_INVALID: reported. */
enum rc explain_find(struct results *results, struct arena *arena, const struct explain_ask *ask, struct diag *diag,
                     struct explanation *out) MUST_CHECK;

/* The decimals that print a number whole in its unit's print scale; 18 at most. */
int explain_places(struct arena *arena, enum unit unit, struct exact number);

/* "from 100 to 110", in print units with a point; `strict` sides say "above" and "below". */
str explain_band_range(struct arena *arena, const struct band_table *table, str band, enum diag_language language);

#endif
