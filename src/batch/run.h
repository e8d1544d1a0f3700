/* SPDX-License-Identifier: MIT */
/*
 * run: plan, work, publish (design section 10). Each period's drop is made on its own: prepare, plan, stage, have the
 * workers make what changed, swap, and say in the manifest what became of every document.
 */
#ifndef RELIURE_BATCH_RUN_H
#define RELIURE_BATCH_RUN_H

#include "batch/group.h"

struct run_progress {
    const char *drop;        /* "2026-Q3" */
    size_t      done, total; /* documents; total 0 while exports are read */
};

struct run_watch {
    void *context;
    void (*progress)(void *context, const struct run_progress *progress); /* may be NULL */
};

struct run_report {
    struct messages messages;
    size_t          outcomes[OUTCOME_COUNT]; /* documents */
    int             status;                  /* of exit, design section 10 */
};

/* Makes all drops of the run. Everything that went wrong is in the report; its arena is the caller's. */
void run_build(const struct run_options *options, const struct run_watch *watch, struct arena *arena,
               struct run_report *report);
/* --dry-run: the plan, a document a line; nothing is written but the kept store. */
void run_plan(const struct run_options *options, struct arena *arena, struct run_report *report, struct strbuf *out);
/* Nothing reported yet. */
void run_report_init(struct run_report *report, struct arena *arena);

#endif
