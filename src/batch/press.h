/* SPDX-License-Identifier: MIT */
/*
 * press: one process making documents: store and metrics open, templates at work, faces, theme and writers at hand. A
 * press is opened after the fork and makes one job after the other; each job has an arena of its own, so memory is
 * flat.
 */
#ifndef RELIURE_BATCH_PRESS_H
#define RELIURE_BATCH_PRESS_H

#include "batch/drop.h"
#include "batch/plan.h"
#include "page/page.h"
#include "template/template.h"

/* A program with its template, read before the fork. */
struct press_program {
    const struct program *program;
    const struct template *template;
};

/* What is the same for every job of a run; read-only, shared by all processes. */
struct press_setup {
    const struct workspace     *workspace;
    const char                 *data; /* folder of templates/ and fonts/ */
    const struct catalogue     *catalogue;
    struct locale              *locale; /* of the workspace's language */
    const struct press_program *programs;
    size_t                      program_count;
    const char                 *store, *metrics; /* files */
    const char                 *history; /* what earlier documents said, or NULL */
    struct period               period;
    date                        as_of;
    const struct plan          *plan;
    struct drop                *drop; /* for press_make(): where to; NULL when documents are only looked at */
    const struct manifest      *old;  /* of the published drop; NULL as `drop` */
    const struct programs      *all;  /* of the workspace: whose documents of the old drop stay; NULL as `drop` */
};

enum stage { STAGE_TREE, STAGE_LAYOUT, STAGE_PDF, STAGE_WORKBOOK, STAGE_FILE, STAGE_COUNT };

/* What became of one document. */
struct made {
    enum outcome outcome;
    str          reason;
    char         fingerprint[33], hash[33];
    int64_t      bytes, pages;
};

struct press;

/* Reports what is missing; RC_INVALID or RC_IO then, and no press. */
enum rc press_open(const struct press_setup *setup, struct diag *diag, struct press **out) MUST_CHECK;
void    press_close(struct press *press); /* NULL is allowed */

/* Makes the documents of a job in the stage of the drop; `made` has room for job->count. Costs are CPU microseconds. */
void press_make(struct press *press, const struct job *job, struct arena *arena, struct diag *diag, struct made *made,
                int64_t costs[STAGE_COUNT]);

/* For --dump and preview: the tree of a job, and its pages. */
enum rc press_tree(struct press *press, const struct job *job, struct arena *arena, struct diag *diag,
                   struct doc **out) MUST_CHECK;
enum rc press_pages(struct press *press, const struct job *job, struct arena *arena, struct diag *diag,
                    struct pages *out) MUST_CHECK;
/* The faces, for rasters of the pages. */
struct fonts *press_fonts(struct press *press);

const char *stage_word(enum stage stage);

#endif
