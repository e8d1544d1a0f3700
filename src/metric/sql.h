/* SPDX-License-Identifier: MIT */
/*
 * sql: what the catalogue's and the templates' queries may call beside SQLite's own, and how they are held in check.
 *
 *   goal_met(metric, goal, x)  1 when a figure of the metric reaches a goal such as "> 40", else 0; NULL: not known
 *   trend(metric, x, before)   1, 0 or -1: which way it moved beyond its dead band (domain 1.5); NULL: not known
 *   change(metric, x, before)  by how much, exact; whole scores as they are printed; NULL: not known
 *   median(x)              of integers, exact texts and numbers(); the mean of the middle two, exact
 *   numbers(x)             of INTEGERs, in one value, from which median() and medians_by() are told without a row each
 *   medians_by(key, x)     in one value, the medians by key: median_at(medians, key), NULL where there is none. One row, without a
 *                          sort, for what would be a row each key, of which there should be few
 *   exact_sum(x)           of integers and exact texts such as '11/3', where SUM would be binary
 *   daily_sums(day, x, …)  a BLOB of what the rows of a group add up to day by day; x are integers and exact texts, of a time
 *                          its day counts, and a row without a day does not
 *   sums_within(first, last, sums)  a table of one row, or none where no day is in between: as s1 to s8 the x of daily_sums()
 *                          over the days from first to last, '' being before any
 *   count_reaching(key, x, bound)  how many keys there are whose x add up to the bound or more; all INTEGER but the keys
 *   sums_by(i, x, y…)      of INTEGERs, in one value, the sums by i, 1 to 10 000: sum_at(sums, i, 2) are those of y, 0 where there are none;
 *                          sums_of(sums) adds up such values. One row, without a sort, for what would be a row each i
 *   sums_until(days, last)  of an onboarding_history, onboarding_course or purchase_history of the store (store.h): such sums by
 *                          place of what is dated up to a day, NULL where nothing is
 *   least_part(sums, x, y)  the first of the places whose sums of y are the least part of those of x; NULL where x is 0 at all
 *   number_within(months, first, last, n)  of a history of the store (store.h): the sum of what stands n-th behind the month, in the
 *                          months from first to last; 0 of NULL
 *   number_at(months, month, n)  of the same: what stands n-th behind this month, or behind the last one before it; 0: there is none
 *   median_within(months, first, last, n)  of the same, in the months from first to last: the median, exact; NULL where there is none
 *   users_within(users, first, last)  of the users of an account_history: distinct ones in these months
 *   history(month, x, …)   of rows with up to 20 numbers: a history that has their sums by month
 *   add_histories(months)  of several such histories, or `months` of account_history: one with their numbers added up month by month
 *   join_histories(months)  of several histories: one that has all their parts
 *   names_within(features, first, last, bound)  of an account_features: how many features there are whose uses in these months
 *                          add up to the bound or more
 *   features_within(features, first, last)  the same, in one text: the distinct users of each feature in these months, and their uses;
 *                          feature_at(text, feature, 1) are these users and feature_at(text, feature, 2) these uses, 0 where it names
 *                          none; of what missing() marks, the mark
 *   users_reaching(users, first_day, last_day, bound)  of an account_days: how many users were active on so many of these days or
 *                          more; days are whole parts of julianday(). With the users of its account_features, two months and a
 *                          bound behind: and used so many features or more in these months
 *   cohort_months(users, first_day, last_day, months, mode, window)  of an account_starts: a history of the months of sign-up, of
 *                          those who signed up between the two days: how many, and of the days 1, 7, 14, 30, 60 and 90 after it
 *                          for how many that day has come by the last day, of how many of them it lies in one of `months`, a
 *                          history, and how many of these were active: that very day, with mode on_or_after from it to the last
 *                          day, with mode window on it or the days before, `window` in all, but after the sign-up
 *   sum_by_setting(prefix, uses, first, last)  of the uses of an account_history: each in these months times the setting of
 *                          its name below the prefix, "engagement.weights."; a name without one adds nothing
 *   spans(first, last, x, …)  of rows with two months and up to 8 values more: all of them in one value
 *   by_span(spans, months, users, uses, prefix, features, bound)  a table of one row a span, in their order: as x1 to x8 its values,
 *                          and what the histories of an account say of its months, where they are given: as n1 to n5
 *                          number_within() of months, as `users` users_within(), as `points` sum_by_setting() of uses, the prefix
 *                          being below_setting("engagement.weights."), as `names` names_within(). The last arguments may be left out
 *   stretches(since, until, x)  of rows that say from which month until which something was: a history of it, 0 where it was nothing;
 *                          by_span() says of it as `opening` and `closing` what it was in the first and in the last month of a span,
 *                          as `changes` how often it changed after the first
 *   feature_rows(features, used)  a table of one row a feature of « F3|Maps|F4|Trips », with STORE_SEPARATOR between them: feature, name,
 *                          and as `users` and `uses` what feature_at() says of `used`, a text of features_within()
 *   exact_at_least(x, y)   1 when x >= y, else 0; NULL when either is no exact number
 *   exact_mul(x, y)        the exact product, x and y as above; NULL when either is no exact number
 *   quotient(x, y)         of whole numbers, y > 0: the whole quotient, rounded down (ranks, largest remainders); else NULL
 *   share_of(whole, i, x, y…)  the i-th of shares of a whole number in proportion to x, y…, whole and none below 0: shares add up
 *                          to it, as the largest remainders round up, of equal ones the first; NULL where all are 0
 *   limits_of(x, n)        of INTEGERs ranked and cut into n parts, floor(n × (smaller ones + half of the other equals) ÷ all):
 *                          the least of each part but the first, for reached(limits, x): how many of these x reaches
 *   bits_between(b, x, y)  how many bits of a BLOB are set from place x to y, both included; place 0 is the lowest bit of
 *                          the first byte, and none lies outside; NULL where there is no BLOB
 *   setting(key)           a setting of the catalogue: INTEGER where it is whole, else TEXT; NULL when there is none
 *   missing(reason)        marks a cell as missing, not_applicable(reason) as what cannot exist
 *   band_of(table, x)      id of the band of x, in the table's print units (107, not 1.07); NULL when x is no number
 *   band_bound(table, id)  the bound of a band in print units; NULL for the one that takes the rest
 *   elapsed(from, to)      seconds between two times of the store, in the reporting time zone: a clock change counts
 *   months_after(day, n)   the day n months later or, n < 0, earlier; in a shorter month its last day
 *   band_word(table, id, language), word(id, language), metric_label(id, language)   words of the catalogue
 */
#ifndef RELIURE_METRIC_SQL_H
#define RELIURE_METRIC_SQL_H

#include "metric/catalogue.h"
#include "source/sql_text.h"

#include <sqlite3.h>

/* Registers the functions on a handle; `catalogue` outlives it. RC_IO when SQLite refuses. */
enum rc sql_register(sqlite3 *handle, const struct catalogue *catalogue) MUST_CHECK;

/* Attaches a finished file under a name, read-only, or one that other runs write meanwhile; RC_IO with SQLite's message. */
enum rc sql_attach(sqlite3 *handle, const char *path, const char *name) MUST_CHECK;
enum rc sql_attach_live(sqlite3 *handle, const char *path, const char *name) MUST_CHECK;

/* What statements may do from now on; the handle's authoriser reads the caller's struct. */
enum sql_mode {
    SQL_OURS,   /* anything: statements of this program */
    SQL_SHARED, /* making one temporary table of a catalogue's SELECT */
    SQL_QUERY   /* SELECT only, without random() and its like */
};
struct sql_guard {
    enum sql_mode mode;
    void (*saw)(void *context, const char *database, const char *table); /* what a guarded statement reads; or NULL */
    void *context;
    const char *once; /* a function of the engine's own that statements may call once more; NULL: none */
};
void sql_guard(sqlite3 *handle, struct sql_guard *guard);

/* Bounds the steps of the statements that follow (LIMIT_SQL_STEPS each); `budget` is the caller's and outlives the use.
 */
struct sql_budget {
    long long left; /* [virtual machine steps] */
};
void sql_limit_steps(sqlite3 *handle, struct sql_budget *budget);

/*
 * A cell as a figure: NULL is missing for `missing_reason`, a mark keeps its state and reason, INTEGER and exact TEXT
 * are known; money comes in 1/10 000. RC_INVALID for anything else (REAL, BLOB, text that is no number).
 */
enum rc sql_figure(struct arena *arena, sqlite3_value *value, enum unit unit, str missing_reason, struct formula_value *out) MUST_CHECK;

/* The mark of missing() or not_applicable() taken apart; false for a text that is none. The reason borrows `text`. */
bool sql_mark(str text, enum formula_state *state, str *reason);
/* The text of a mark, as missing() and not_applicable() make it; or as the result of a function or virtual table. */
str  sql_mark_text(struct arena *arena, enum formula_state state, str reason);
void sql_give_mark(sqlite3_context *context, enum formula_state state, str reason);

/*
 * Adds a virtual table that is there under its name alone and in no schema, and connects it, which no authoriser of queries
 * would let pass later. `arguments`: what stands behind its name in a statement, "" for a plain table. `release` is called with
 * `context` in the end, when SQLite refuses, too. RC_IO: the handle says why.
 */
enum rc sql_add_table(sqlite3 *handle, const char *name, const char *arguments, const sqlite3_module *module, void *context,
                      void (*release)(void *)) MUST_CHECK;
/* Takes the values that are given of a virtual table's first columns, in their order; which they are, as bits. */
int sql_take_keys(sqlite3_index_info *info, int columns);

/* Text as the result of a function or virtual table, copied; NULL where it is empty. */
void sql_give_text(sqlite3_context *context, str text);

/* A number as the result: a whole one as INTEGER, so that SQL may compare and add it; others as their exact text. */
void sql_give_number(sqlite3_context *context, struct arena *arena, struct exact number);

/* Binds text by name where the statement uses it. */
void sql_bind(sqlite3_stmt *statement, const char *name, str text);

#endif
