/* SPDX-License-Identifier: MIT */
/*
 * pool: jobs done by worker processes. They are forked from a parent that has opened nothing, each takes one job after
 * the other, and one that dies or takes too long is replaced. A job whose worker died is given once more (the machine
 * may have been short of memory for a moment); after that, or when it took too long, it is lost and the others go on.
 */
#ifndef RELIURE_BATCH_POOL_H
#define RELIURE_BATCH_POOL_H

#include "base/diag.h"

enum pool_end {
    POOL_DONE, /* `result` is what the job wrote */
    POOL_DIED, /* `detail` is the signal, or 0 and the worker ended by itself */
    POOL_LATE  /* past the limit */
};

struct pool_work {
    void *context; /* given to all of these */
    /* In the worker, once, before its first job; what it returns is given to `job` and `close`. May be NULL. */
    void *(*open)(void *context);
    void (*close)(void *context, void *opened);
    /* In the worker: writes its result to `out`. */
    void (*job)(void *context, void *opened, size_t index, struct strbuf *out);
    /* In the parent, in order of completion. `result` is borrowed. */
    void (*done)(void *context, size_t index, enum pool_end end, int detail, str result);
    /* In the parent, several times a second; false stops the pool. May be NULL. */
    bool (*tick)(void *context);
};

struct pool_options {
    size_t   workers; /* at least 1; more than there are jobs are not started */
    unsigned seconds; /* a job; 0: no limit */
};

/* Jobs 0 .. count-1. RC_STOPPED when `tick` said so; RC_IO when no process can be started. All workers have ended on
 * return. */
enum rc pool_run(const struct pool_options *options, const struct pool_work *work, size_t count,
                 struct diag *diag) MUST_CHECK;
/* The same in this process, without limit and without protection: one document alone. */
enum rc pool_run_here(const struct pool_work *work, size_t count) MUST_CHECK;

#endif
