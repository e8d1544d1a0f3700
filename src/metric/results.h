/* SPDX-License-Identifier: MIT */
/*
 * results: the figures of one run, read back. metric_compute() (metric/compute.h) writes them to a SQLite file of
 * its own beside the store; every worker opens both read-only, under an authoriser (design section 13).
 *
 * Tables of the metrics file, besides the catalogue's named result tables (each with a `subject` and a `period` column):
 *   metric_value(metric, subject, period, state, number, band, tone, n, …)   number is "n/d" in the metric's own scale
 *   m                    one row an account and one column a metric, document period, in print units (107, not 1.07)
 *   scope(subject, level, account_id)    periods(period, start, end)
 * A subject is an account's id, "segment:NAME" or "portfolio". A period is "2026-Q3", "2026-09", …
 */
#ifndef RELIURE_METRIC_RESULTS_H
#define RELIURE_METRIC_RESULTS_H

#include "base/diag.h"
#include "base/value.h"

struct results;

enum results_trend { RESULT_NO_TREND, RESULT_UP, RESULT_FLAT, RESULT_DOWN };

struct metric_result {
    struct value       value; /* `places` already widened by the print rule (1.1); missing and n/a carry their reason */
    str                band;  /* id of the band ("bon"), or empty; its word: results_band_word() */
    struct value       previous; /* same unit; empty when there is none */
    struct value       change;   /* signed difference; points for percentages; empty when there is no previous */
    enum results_trend trend;    /* dead band of 1.5 */
    enum tone          trend_tone; /* good or bad by the metric's direction */
    bool               has_goal, is_goal_met;
    str                goal;     /* as written: "> 100" */
    int64_t            n;        /* answers, users… behind it; -1 when it means nothing */
    str                note;     /* id of a word: "low-sample", "capped"… or empty */
    struct exact       coverage; /* share of the indicators present; 1 where it means nothing */
};

struct results_options {
    const char *store;   /* path of the store */
    const char *metrics; /* path of the metrics file */
    const char *templates; /* folder of the catalogue, for labels and formulas */
};

enum rc results_open(const struct results_options *options, struct diag *diag, struct results **out) MUST_CHECK;
void    results_close(struct results *results);

/* RC_MISSING when the catalogue has no such metric; an absent row is a VALUE_MISSING. Strings live in `arena`. */
enum rc results_metric(struct results *results, struct arena *arena, str metric, str subject, str period, struct metric_result *out) MUST_CHECK;
/* Label, unit, audience, formula and band source of a metric in a language ("fr"); RC_MISSING if unknown. */
struct metric_info {
    str       id, label, formula, band_source;
    enum unit unit;
    bool      is_internal;
};
enum rc results_info(struct results *results, str metric, const char *language, struct metric_info *out) MUST_CHECK;
/* The inputs a figure was made of, in formula order. */
struct metric_input {
    str          name, label;
    struct value value;
};
enum rc results_inputs(struct results *results, struct arena *arena, str metric, str subject, str period, const char *language,
                       struct metric_input **out, size_t *count) MUST_CHECK;
/* « Bon » for band id "bon" of the metric's band table, and its tone. Empty when none. */
str results_band_word(struct results *results, str metric, str band, const char *language);

/* Bound by name where the SQL uses them: :account :subject :start :end :as_of :period :previous :language :currency :segment. */
struct query_bindings {
    str         account, subject, segment, period, previous, currency;
    const char *language;
    date        start, end, as_of;
};

struct query_column {
    str name;
};

/* Cells are SQLite's own types: VALUE_NUMBER with UNIT_DECIMAL for integers (and, never for money, reals), VALUE_TEXT,
 * VALUE_EMPTY for NULL. The caller gives them their unit; money comes as an INTEGER in 1/10 000. */
struct query_rows {
    struct query_column *columns;
    size_t               column_count;
    struct value        *cells; /* row by row */
    size_t               row_count;
};

/* Runs one read-only SELECT under the limits of base/limits.h; `span` is where the SQL stands. Statements are cached. */
enum rc results_query(struct results *results, struct arena *arena, str sql, const struct query_bindings *bindings,
                      struct diag *diag, struct span span, struct query_rows *out) MUST_CHECK;

#endif
