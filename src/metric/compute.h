/* SPDX-License-Identifier: MIT */
/*
 * compute: every figure of the catalogue for the whole portfolio, set based: one query an entry answers every subject
 * and period, formulas are evaluated exactly row by row, and everything goes to the metrics file (results.h).
 *
 * Rules of the engine: an account has no figures before it signed up nor for periods after its end (not applicable);
 * an absent row or NULL is missing; figures of several currencies are not added up (missing).
 */
#ifndef RELIURE_METRIC_COMPUTE_H
#define RELIURE_METRIC_COMPUTE_H

#include "definition/segments.h"
#include "metric/catalogue.h"

/* Told what each entry and shared table took, as it is done. */
struct compute_watch {
    void *context;
    void (*spent)(void *context, str entry, int64_t cpu_us);
};

struct compute_options {
    const char   *store;          /* path of the store */
    const char   *metrics;        /* path of the file to make; replaced whole */
    str           store_key;      /* fingerprint of the store; empty: the file is never reused */
    struct period period;         /* the document's */
    date          as_of;          /* last day counted */
    int           fiscal_start;   /* month 1..12 */
    int           history_months; /* months before the document's last one: domain 12, row 15 wants 6 */
    const struct compute_watch *watch; /* or NULL; with one, figures are made anew even where they are kept */
    const struct segments *segments; /* by criteria, or NULL */
};

/*
 * Leaves a file that was made from the same store, catalogue, period and as-of date as it is. RC_INVALID when a query
 * is wrong (all of them are reported), RC_IO when the store cannot be read or the file not written.
 */
enum rc metric_compute(const struct catalogue *catalogue, const struct compute_options *options,
                       struct diag *diag) MUST_CHECK;

#endif
