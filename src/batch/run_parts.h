/* SPDX-License-Identifier: MIT */
/* run_parts: one drop under way, shared by run.c (the order of things), run_work.c and run_deliver.c. Private to them.
 */
#ifndef RELIURE_BATCH_RUN_PARTS_H
#define RELIURE_BATCH_RUN_PARTS_H

#include "batch/run.h"
#include "batch/runlog.h"

/* One drop under way. */
struct run {
    const struct run_options *options;
    const struct run_watch   *watch;
    struct run_report        *report;
    const struct group       *group;
    struct arena             *arena;
    struct diag               diag;
    struct runlog            *log;
    size_t                   *logged; /* messages that are in the log */
    struct drop               drop;
    struct manifest           old;
    str                       old_text, old_contents; /* bytes of the published manifest and index */
    struct prepared           prepared;
    struct plan               plan;
    const struct job        **jobs; /* those to do, quarantined ones left out */
    size_t                    job_count;
    struct made              *made; /* one a document of the plan */
    struct press_setup        setup;
    size_t                    done;
    bool                      is_alone;        /* one account, made in this process */
    bool                      is_published;    /* the drop is the new one: nothing is left to stop */
    bool                      is_press_broken; /* no worker could be opened: nothing is published */
};

/* Tells the watcher how far the run is; false when a signal asks to stop or nothing can be written any more. */
bool run_tick(void *context);

/* STATE/history.sqlite. */
const char *run_history(const struct run *run);

/* run_work.c: has the jobs made; run->made says what became of each document. */
enum rc run_work(struct run *run) MUST_CHECK;
/* run_deliver.c: the new manifest and index, what stays of the old drop, and the swap; nothing where nothing changed.
 */
enum rc run_deliver(struct run *run) MUST_CHECK;

#endif
