/* SPDX-License-Identifier: MIT */
/*
 * results: the figures of one run, read back. metric_compute() (metric/compute.h) writes them to a SQLite file of
 * its own beside the store; every worker opens both read-only, under an authoriser (design section 13).
 *
 * Tables of the metrics file, besides the catalogue's result tables (each with `subject` and `period` columns; virtual ones
 * over the packed rows of row_block, found by these two: result_rows.h):
 *
 *   metric_value(metric, subject, period, state, number, reason, band, tone, n, note, coverage, figure)
 *     state: 'value', 'missing' or 'n/a'. number: INTEGER or "n/d" in the metric's own scale, money in whole units.
 *     figure: the number, or a mark that results_query() gives back as missing or not applicable with its reason.
 *     A virtual table over the packed cells of metric_block (cells.h), found by any of its first three columns.
 *   metric_part(subject, period, metric, position, part, weight, share, number, points, cost)
 *     terms of a weighted() metric in the document's period; part is the first name in the term, share the weight
 *     after sharing out, points = share × number, cost = weight × (100 − number); NULL where the part is not known.
 *     Packed and found as a result table is.
 *   m(account_id, …)
 *     one row an account, by id, one column a metric, document's period, in print units (107, not 1.07): INTEGER where it is
 *     whole, else REAL; NULL where the figure is not known. A virtual table over the same cells, found by account_id.
 *   m_group(account_id, …)
 *     the same for the segments and the portfolio; account_id is the subject.
 *   benchmark(metric, segment, period, mean, n, share)
 *     ids of metric_name, subject and periods; mean of the figures of the segment's accounts, and the share that the
 *     largest of them has in their sum, signs aside.
 *   scope(subject, level, account_id), subject(id, subject, level, currency, segment), metric_name(id, metric)
 *   periods(id, period, kind, start, end, last, is_partial, month, is_document, is_previous, is_month, is_trailing,
 *     previous, first_month, last_month, before_month)
 *     is_month: months of the history. is_trailing: periods as long as the document's that end with one of them (the
 *     last is the document's own, once its months are over). month: first day of the last month, to order by.
 *   metric_read(reader, place, table_name)
 *     the tables that the query of an entry, or of a shared table, reads; place: store, temp (shared) or main (this file).
 *   check_failed(check, account, detail)
 *     accounts whose data breaks a rule: results_checks().
 *
 * Tables of what earlier documents said: history.h. Functions for SQL: sql.h. A subject is an account's id, "segment:NAME" or "portfolio". A period is "2026-Q3",
 * "2026-09", or "2026-09-3m": the three months that end with September.
 */
#ifndef RELIURE_METRIC_RESULTS_H
#define RELIURE_METRIC_RESULTS_H

#include "base/diag.h"
#include "metric/catalogue.h"

struct results;

enum results_trend { RESULT_NO_TREND, RESULT_UP, RESULT_FLAT, RESULT_DOWN };

struct metric_result {
    struct value       value; /* `places` already widened by the print rule (1.1); missing and n/a carry their reason */
    str                band;  /* id of the band ("bon"), or empty; its word: results_band_word() */
    struct value       previous;   /* same unit; empty when there is none */
    struct value       change;     /* signed difference; points for percentages; empty when there is no previous */
    enum results_trend trend;      /* dead band of 1.5 */
    enum tone          trend_tone; /* good or bad by the metric's direction */
    bool               has_goal, is_goal_met;
    str                goal;      /* as written: "> 100" */
    int64_t            n;         /* answers, users… behind it; -1 when it means nothing */
    str                note;      /* id of a reason: "low-sample", "partial-month"… or empty: results_word() */
    struct exact       coverage;  /* share of the indicators present; 1 where it means nothing */
    str                costliest; /* of a weighted metric: id of the part that costs the most points (3.18), or empty */
    struct value benchmark; /* configured (benchmark.ID), else the mean of the account's segment; n/a below 5 clients
                                or when one of them makes more than half of the sum (comparison.*) */
    struct value versus;    /* « vs. Moyenne »: (value − benchmark) ÷ benchmark, a signed percentage (3.22) */
};

struct results_options {
    const char             *store;     /* path of the store */
    const char             *metrics;   /* path of the metrics file */
    const char             *history;   /* what earlier documents said (history.h), or NULL */
    const struct catalogue *catalogue; /* the one the file was computed from; outlives the results */
    const struct yaml_node *targets;   /* a program's own goals by metric: 60 or "> 60"; or NULL */
};

enum rc results_open(const struct results_options *options, struct diag *diag, struct results **out) MUST_CHECK;
void    results_close(struct results *results);

/* RC_MISSING when the catalogue has no such metric; an absent row is a VALUE_MISSING. Reasons are ids: results_word().
 */
enum rc results_metric(struct results *results, struct arena *arena, str metric, str subject, str period,
                       struct metric_result *out) MUST_CHECK;
/* Label, unit, audience, formula and band source of a metric in a language ("fr"); RC_MISSING if unknown. */
struct metric_info {
    str       id, label, formula; /* in the catalogue's syntax */
    str       band_source;        /* "id, version (date)" of the bands, alike in every language, or empty */
    enum unit unit;
    bool      is_internal;
};
enum rc results_info(struct results *results, str metric, const char *language, struct metric_info *out) MUST_CHECK;
/*
 * What a figure was made of, in formula order: inputs, other metrics and settings by the names that `*formula` uses. It
 * is the catalogue's formula with weighted() written out over what is known for this subject, hence plain arithmetic.
 * No inputs and an empty formula where the figure is the mean of accounts.
 */
struct metric_input {
    str          name, label;
    struct value value;
};
enum rc results_inputs(struct results *results, struct arena *arena, str metric, str subject, str period,
                       const char *language, struct metric_input **out, size_t *count, str *formula) MUST_CHECK;
/* « Bon » for band id "bon" of the metric's band table, and its tone. Empty when none. */
str results_band_word(struct results *results, str metric, str band, const char *language);

/* The words of a reason, note or `words:` id of the catalogue; the id itself when it has none. */
str results_word(struct results *results, str id, const char *language);

/* Rules that an account's data breaks; such an account is quarantined (design section 10). */
struct failed_check {
    str id, label, detail;
};
enum rc results_checks(struct results *results, struct arena *arena, str account, const char *language,
                       struct failed_check **out, size_t *count) MUST_CHECK;

/* Bound by name where the SQL uses them: :program :account :subject :start :end :as_of :period :previous :language :currency
 * :segment. */
struct query_word {
    str name; /* ":narrative_phase" */
    str text;
};

struct query_bindings {
    str         program, account, subject, segment, period, previous, currency;
    const char *language;
    date        start, end, as_of;
    const struct query_word *words; /* further ones, for a template's queries */
    size_t                   word_count;
};

struct query_column {
    str name;
};

/* Cells are SQLite's own types: VALUE_NUMBER with UNIT_DECIMAL for integers (and, never for money, reals), VALUE_TEXT,
 * VALUE_EMPTY for NULL; marks come as VALUE_MISSING and VALUE_NOT_APPLICABLE, their text the reason's id. The caller
 * gives them their unit; money comes as an INTEGER in 1/10 000. */
struct query_rows {
    struct query_column *columns;
    size_t               column_count;
    struct value        *cells; /* row by row */
    size_t               row_count;
};

/* Runs one read-only SELECT under the limits of base/limits.h; `span` is where the SQL stands. Statements are cached.
 */
enum rc results_query(struct results *results, struct arena *arena, str sql, const struct query_bindings *bindings,
                      struct diag *diag, struct span span, struct query_rows *out) MUST_CHECK;

#endif
