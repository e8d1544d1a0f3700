/* SPDX-License-Identifier: MIT */
/*
 * look: the stages of a run as text (--dump), pages as images (preview), and what templates report (check). In this
 * process; nothing is published.
 */
#ifndef RELIURE_BATCH_LOOK_H
#define RELIURE_BATCH_LOOK_H

#include "batch/group.h"
#include "batch/run.h"

enum dump { DUMP_NONE, DUMP_DEFINITION, DUMP_METRICS, DUMP_TABLES, DUMP_DOCUMENT, DUMP_PAGES };

/* What tests compare: the stage's text for every document the run would make, each under a line `== PATH`. */
void look_dump(const struct run_options *options, enum dump dump, struct arena *arena, struct run_report *report,
               struct strbuf *out);
/* Writes each page of each document as FOLDER/NAME-1.png, NAME-2.png…; the names of the files go to `out`, one a line.
 */
void look_preview(const struct run_options *options, const char *folder, double scale, struct arena *arena,
                  struct run_report *report, struct strbuf *out);
/* Makes the tree of the first document of each program and edition of the plan, for what its template's queries,
 * conditions and texts have to report. */
void look_check(const struct run_options *options, const struct group *group, const struct prepared *prepared,
                const struct plan *plan, struct diag *diag);

#endif
