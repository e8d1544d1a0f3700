/* SPDX-License-Identifier: MIT */
/* group: the programs of a run that share a period, hence a drop: monthly programs are one group, quarterly ones
 * another. */
#ifndef RELIURE_BATCH_GROUP_H
#define RELIURE_BATCH_GROUP_H

#include "batch/prepare.h"

/* What the command line says of a run; the rest follows from the definitions. */
struct run_options {
    const struct definitions *definitions;
    const char               *out;      /* folder of the drops; NULL: FOLDER/out */
    const char               *state;    /* NULL: FOLDER/.reliure */
    const char               *store;    /* made before, or NULL */
    date                      as_of;    /* DATE_NONE: the workspace's, else today */
    str                       period;   /* "2026-Q3"; empty: the last one over by the as-of date */
    const str                *accounts; /* ids or names; none: all */
    size_t                    account_count;
    size_t                    workers;           /* 0: the cores */
    unsigned                  formats, editions; /* bits of program.h; those wanted of each program's */
};

struct group {
    struct press_program *programs;
    size_t                program_count;
    struct period         period;
    char                  key[16]; /* "2026-Q3": name of the drop */
    date                  as_of;   /* the run's, or the period's last day where that is earlier */
};

/* At most one group a kind of period. RC_INVALID: the period or the as-of date is wrong, which was reported. */
enum rc groups_find(const struct run_options *options, struct arena *arena, struct diag *diag, struct group *out,
                    size_t *count) MUST_CHECK;
enum { GROUPS_MAX = 3 };
/* The period of a question about figures, no programs in it: the one said, of whatever kind, else the last one over, of
 * the kind of the first program. RC_INVALID as above. */
enum rc group_of_figures(const struct run_options *options, struct arena *arena, struct diag *diag,
                         struct group *out) MUST_CHECK;

const char *run_out(const struct run_options *options, struct arena *arena);
const char *run_state(const struct run_options *options, struct arena *arena);
/* The group's part of the run, for prepare_here() and prepare_in_child(). */
struct prepare_options group_prepare(const struct run_options *options, const struct group *group, struct arena *arena);
/* The same for press_open(), to look at documents; a run that delivers adds what belongs to its drop. */
struct press_setup group_press(const struct run_options *options, const struct group *group,
                               const struct prepared *prepared, const struct plan *plan);
/* The plan of what was prepared. */
enum rc group_plan(const struct run_options *options, const struct group *group, const struct prepared *prepared,
                   struct arena *arena, struct diag *diag, struct plan *out) MUST_CHECK;

#endif
