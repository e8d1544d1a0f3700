/* SPDX-License-Identifier: MIT */
/*
 * history: what documents published for earlier periods said, so that the next one can say what came of it
 * (« Depuis la dernière revue », issue of the same program about an earlier period, never an earlier build of this one).
 *
 * STATE/history.sqlite; results_open() attaches it as `history`, empty where there is none. Its tables:
 *
 *   history.published(program, subject, period, last_day, as_of)
 *     one row a document that was published; last_day is the period's last day.
 *   history.figure(program, subject, period, metric, figure)
 *     every metric of the subject in that period, as metric_value.figure holds it.
 *   history.item(program, subject, period, kind, id, title, owner, status, progress, due_on, is_internal)
 *     actions and objectives of an account as they stood; kind 'action' or 'objective'. What is internal stays out of
 *     client editions by the column `_internal` of the query that shows it.
 *
 * A query picks the last earlier period by « program = :program AND subject = :subject AND last_day < :start ».
 */
#ifndef RELIURE_METRIC_HISTORY_H
#define RELIURE_METRIC_HISTORY_H

#include "base/date.h"
#include "base/diag.h"
#include "metric/catalogue.h"

#include <sqlite3.h>

/* Attaches `path` (may be NULL or not there: then tables without rows) read-only. RC_INVALID: it is no such file. */
enum rc history_attach(sqlite3 *handle, const char *path) MUST_CHECK;

struct history_entry {
    str program, subject;
};

struct history_record {
    const char   *path;           /* made when it is not there */
    const char   *store, *metrics; /* files that the documents were made from */
    const struct catalogue *catalogue; /* of the metrics file */
    struct period period;
    date          as_of;
    const struct history_entry *entries;
    size_t                      count;
    bool                        is_catching_up; /* leave alone what is recorded of the period already */
};

/* Records published documents, in the place of what was recorded of the same subject and period. All or nothing. */
enum rc history_write(const struct history_record *record, struct diag *diag) MUST_CHECK;

#endif
