/* SPDX-License-Identifier: MIT */
/*
 * catalogue: the metrics and result tables of templates/metrics/, a workspace's own on top, checked (design
 * section 5). A file is a mapping of entries by id, beside these reserved keys:
 *
 *   settings: {…}            values with defaults that a workspace may override (settings.h)
 *   open_settings: [prefix]  prefixes below which it may add keys
 *   choices: {setting: [words]}  of settings that are one of a few words
 *   reasons: {id: {fr, en}}  why a figure is missing or not applicable, as printed
 *   words: {id: {fr, en}}    other words that result tables name: word(id, language)
 *   shared: {name: SELECT…}  temporary tables that every query may read, made once over all accounts and periods; indexed by
 *                            account, period, month, user, feature, kind and day where they have such columns. Or
 *                            name: {key: [columns], query: SELECT…}, of which no two rows have the same key: kept in its
 *                            order and found by it without an index. With {view: SELECT…, unless: SELECT…} it is a view
 *                            of what the store has in the same columns and order, unless the second answers 1
 *   rows: {table: {canonical table: condition}}  which rows stand behind what a query reads (behind.h)
 *   checks: {id: {label, query}}  SELECT account, detail of the accounts whose data breaks a rule
 *
 * An entry with `columns` is a result table, any other a metric. Keys of a metric:
 *
 *   label, unit, direction (up, down, none), audience (client, internal), per [account, segment, portfolio]
 *   inputs: SELECT subject, period and one column an input; a row whose subject is NULL speaks for all subjects that have none
 *           of their own in that period; a subject may also be given by its id and a period by its key; or inputs_from: a metric
 *           whose inputs are used
 *   units: {input: unit}, which declares the inputs; labels: {name: {fr, en}} of inputs and settings
 *   rollup: sum (account inputs add up), own (asked at each level), mean (of the accounts' figures)
 *   periods: [document, previous, months, trailing]
 *   formula, goal, dead_band [print units], is_flow (adds up over time), min_coverage, n, min_n
 *   triggers: ["> escalation.churn_above"], settings that a rule compares the figure with, behind a sign where they bear
 *             none: the figure is printed on its side of each (1.1)
 *   bands: a table, or one that a setting names, as in ttfv-{ttfv.industry}
 *   when_missing, when_zero, zero_is: reasons; the last makes a figure of exactly 0 not applicable
 *   rows: {canonical table: condition}, the rows behind its inputs where the shared rows: say it too loosely (behind.h)
 *   when_capped: note of a figure that a constant in min() held down (formula.h); "capped" if not said
 *
 * Keys of a table:
 *
 *   label, audience, per, periods, query, when_zero, rows
 *   columns: {name: unit or text}, derive: {name: formula, exact}, bands: {name: table}, which adds NAME_band
 *
 * `months` are the calendar months of the history. `trailing` are its points for figures of a whole period: as long
 * as the document's period and ending with a month of the history, so that the last one is the document's own.
 *
 * Queries read the store, `shared`, setting(key) and the functions of sql.h, and
 *
 *   scope(subject, level, account_id, member)  one row a subject and account; of shared tables accounts alone
 *   scope_rows                                 the same of every level, for shared tables that count segments too
 *   scope_account                              the same of accounts alone, for queries that tell levels apart
 *   periods(period, key, kind, start, end, last, months, first_month, last_month, before_month, is_document, is_previous,
 *     is_month, is_trailing, fiscal_quarter, quarter_start)
 *
 * where `subject` and `period` are numbers of the run, as they are in metric_value and in result tables here; account_id is the
 * account's id, the `account` of the store, and `member` its number as a subject. `key` is the period as text, 2026-Q3; kind is
 * month, quarter, year or trailing, `end` the first day after, `last` the last day counted (the as-of date where it is earlier),
 * `months` their number up to then, before_month the month before the first, fiscal_quarter (1 to 4) and quarter_start those of its
 * last day; and library_ID of templates/library/ (library.h). They never divide or average: that is refused.
 */
#ifndef RELIURE_METRIC_CATALOGUE_H
#define RELIURE_METRIC_CATALOGUE_H

#include "metric/bands.h"
#include "metric/formula.h"
#include "metric/library.h"
#include "metric/settings.h"

enum metric_level { LEVEL_ACCOUNT, LEVEL_SEGMENT, LEVEL_PORTFOLIO, LEVEL_COUNT };
enum metric_rollup { ROLLUP_SUM, ROLLUP_OWN, ROLLUP_MEAN };
enum metric_direction { DIRECTION_UP, DIRECTION_DOWN, DIRECTION_NONE };

/* Bits of a set of periods. */
enum { PERIODS_DOCUMENT = 1, PERIODS_PREVIOUS = 2, PERIODS_MONTHS = 4, PERIODS_TRAILING = 8, PERIODS_ALL = 15 };

struct query_input {
    str                     name;
    enum unit               unit;
    const struct yaml_node *label; /* or NULL */
};

/* One `inputs:` and what it gives; metrics that say inputs_from share it. */
struct metric_query {
    str                     owner; /* the metric that holds the text */
    str                     sql;
    const struct yaml_node *node;
    struct query_input     *inputs;
    size_t                  input_count;
    unsigned                periods, levels; /* unions over its users */
    enum metric_rollup      rollup;
    size_t                  users; /* metrics that read it */
    size_t                  index; /* in the catalogue's queries */
};

enum name_kind { NAME_INPUT, NAME_METRIC, NAME_SETTING };

/* What a name of a formula stands for. */
struct metric_name {
    enum name_kind        kind;
    size_t                index; /* of the input in the query, of the metric in the catalogue */
    const struct setting *setting;
};

struct metric {
    str                      id;
    size_t                   index;
    const struct yaml_node  *node, *label, *labels, *rows;
    enum unit                unit;
    enum metric_direction    direction;
    bool                     is_internal, is_flow;
    unsigned                 levels, periods;
    enum metric_rollup       rollup;
    struct metric_query     *query; /* or NULL */
    str                      formula_text;
    struct formula_program   formula;
    struct metric_name      *names; /* one a name of the formula */
    const struct band_table *bands; /* or NULL */
    struct goal              goal, *triggers;
    size_t                   trigger_count;
    bool                     has_dead_band, has_min_coverage;
    struct exact             dead_band, min_coverage; /* print units; ratio */
    size_t                   n_input;                 /* index of the input that counts answers, or SIZE_MAX */
    int64_t                  min_n[LEVEL_COUNT];      /* below it the band word is left out (3.16); 0: none */
    str                      when_missing, when_zero, zero_is, when_capped; /* reasons */
};

enum table_column_kind { COLUMN_PLAIN, COLUMN_DERIVED, COLUMN_BAND };

struct table_column {
    str                      name;
    enum table_column_kind   kind;
    bool                     is_text;
    enum unit                unit;
    struct formula_program   formula; /* COLUMN_DERIVED; its names are columns, read by `args` */
    size_t                  *args;
    const struct band_table *bands; /* COLUMN_BAND: the band of column `source` */
    size_t                   source;
};

struct metric_table {
    str                     id;
    const struct yaml_node *node, *label, *query, *rows;
    bool                    is_internal;
    unsigned                levels, periods;
    str                     when_zero;
    struct table_column    *columns;
    size_t                  column_count, plain_count; /* plain ones first, as the query gives them */
};

struct metric_check {
    str                     id;
    const struct yaml_node *label, *query;
};

struct catalogue {
    struct arena         *arena;
    struct settings       settings;
    struct map            words;   /* reasons and words: id to const struct yaml_node * */
    struct map            rows;    /* table read to const struct yaml_node *: conditions by canonical table */
    struct map            shared;  /* name to const struct yaml_node *, in order */
    struct map            bands;   /* id to const struct band_table * */
    struct map            by_id;   /* id to struct metric * */
    struct metric       **metrics; /* each after those it is made of */
    size_t                metric_count;
    struct metric_query **queries;
    size_t                query_count;
    struct metric_table  *tables;
    size_t                table_count;
    struct metric_check  *checks;
    size_t                check_count;
    struct library        library;
    const struct routing *routing; /* NULL: no keyword lists */
    char                  key[33]; /* fingerprint of everything read, settings included */
};

struct catalogue_options {
    const char             *templates; /* folder with metrics/, bands/, library/ and locales/ */
    const char             *workspace; /* folder whose own templates/ come on top, or NULL */
    const struct yaml_node *settings;  /* the workspace's overrides, or NULL */
    const struct yaml_node *what_if;   /* overrides of these in turn, or NULL */
};

/* Reads and checks everything, reporting all that is wrong; RC_INVALID if anything was. Lives in `arena`, read-only. */
enum rc catalogue_load(struct arena *arena, const struct catalogue_options *options, struct diag *diag,
                       const struct catalogue **out) MUST_CHECK;

/* Notes every text of bands, metrics and library that a further language lacks (definition/translations.h). */
void catalogue_list_gaps(struct arena *arena, const struct catalogue_options *options, struct diag *diag);

/* The SELECT of an entry of `shared`. */
const struct yaml_node *catalogue_shared_query(const struct yaml_node *shared);
/* NULL when there is none. */
const struct metric       *catalogue_metric(const struct catalogue *catalogue, str id);
const struct metric_table *catalogue_table(const struct catalogue *catalogue, str id);
/* « aucune réponse » for the reason "no-answers"; the id itself when it has no words. */
str catalogue_word(const struct catalogue *catalogue, str id, const char *language);
/* The label of a name in a metric's formula: the metric's own word for it, else the other metric's label, else the
 * name. */
str catalogue_name_label(const struct catalogue *catalogue, const struct metric *metric, size_t name,
                         const char *language);
/* The whole catalogue as text: what tests compare and `explain --list` prints. */
void catalogue_dump(const struct catalogue *catalogue, struct strbuf *out);

#endif
