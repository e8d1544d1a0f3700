/* SPDX-License-Identifier: MIT */
/*
 * runlog: what a run did and how long it took, as JSON Lines in STATE/runs/; the drop itself knows no clock. The
 * oldest logs are removed, RUNLOG_KEPT stay.
 */
#ifndef RELIURE_BATCH_RUNLOG_H
#define RELIURE_BATCH_RUNLOG_H

#include "base/diag.h"

enum { RUNLOG_KEPT = 100 };

struct runlog {
    int           fd; /* -1: none; a log that cannot be written does not stop a run */
    struct strbuf line;
};

void runlog_open(struct runlog *log, struct arena *arena, const char *state);
void runlog_close(struct runlog *log);
/* A line: {"at": "2026-10-01T06:00:00.123Z", "event": EVENT, members…}; each member adds itself. */
void runlog_begin(struct runlog *log, const char *event);
void runlog_text(struct runlog *log, const char *key, str text);
void runlog_number(struct runlog *log, const char *key, int64_t number);
void runlog_raw(struct runlog *log, const char *key, str json);
void runlog_end(struct runlog *log);

#endif
