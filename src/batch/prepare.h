/* SPDX-License-Identifier: MIT */
/*
 * prepare: from exports to a store, its metrics, and the accounts each program is for. SQLite is touched here, so a run
 * does it in a child process; only one account alone is prepared in place.
 */
#ifndef RELIURE_BATCH_PREPARE_H
#define RELIURE_BATCH_PREPARE_H

#include "batch/definitions.h"
#include "batch/messages.h"
#include "metric/compute.h"
#include "source/import.h"

struct prepare_options {
    const struct definitions   *definitions;
    const struct press_program *programs; /* of one period */
    size_t                      program_count;
    const char                 *state;
    const char                 *store; /* a store made before, or NULL */
    struct period               period;
    date                        as_of;
    const str                  *accounts; /* --account: ids or names; none: all that the programs select */
    size_t                      account_count;
    const struct compute_watch *watch; /* of the figures, or NULL; prepare_here() alone */
};

struct prepared {
    const char       *store, *metrics;       /* files */
    struct accounts   accounts;              /* all of the store */
    struct selection *selections;            /* one a program */
    struct import_source *sources;           /* what became of the records of each */
    size_t                source_count;
    int64_t           import_us, metrics_us; /* CPU time */
    bool              is_store_reused;
};

/* In this process. RC_INVALID, RC_IO…: reported. */
enum rc prepare_here(const struct prepare_options *options, struct arena *arena, struct diag *diag,
                     struct prepared *out) MUST_CHECK;
/* In a child; `tick` as in struct pool_work. Its messages go to `messages`. */
enum rc prepare_in_child(const struct prepare_options *options, bool (*tick)(void *), void *context,
                         struct arena *arena, struct messages *messages, struct diag *diag,
                         struct prepared *out) MUST_CHECK;

#endif
