/* SPDX-License-Identifier: MIT */
/* run: a template at work in one process, and the document it is building at the moment. */
#ifndef RELIURE_TEMPLATE_RUN_H
#define RELIURE_TEMPLATE_RUN_H

#include "base/map.h"
#include "template/model.h"
#include "template/template.h"

/* The literals of a template with the typographic spaces of a language, made when first used. */
struct typeset_cache {
    const struct locale *locale;
    str                 *literals; /* by piece; NULL ptr: not yet */
};

struct template_run {
    const struct template  *template;
    struct template_options options;
    struct arena           *arena;
    char                    period[16]; /* its key */
    str                     previous;   /* that of the period before; empty while this one is under way */
    bool                    is_under_way; /* the period ends after the as-of date: nothing is compared with it */
    struct map              verdicts;   /* account id → uint8_t *, one bit a rule */
    VEC(struct typeset_cache) typeset;
};

/* Rows of a query with typed cells. */
struct rows {
    const struct query_column *columns;
    size_t                     column_count, row_count;
    const struct value        *cells;
};

struct metric_slot {
    str                  id;
    struct metric_result result;
    struct metric_info   info;
    bool                 is_known;
};

struct builder {
    struct template_run  *run;
    struct doc           *doc;
    struct arena         *arena;
    struct diag          *diag;
    const struct locale  *locale;
    const uint8_t        *verdicts; /* of the account; NULL: all rules false */
    str                   path; /* of the document in the drop */
    struct query_bindings bindings;
    struct rows           account;  /* one row */
    const struct rows   **rows;     /* by source; NULL: not asked yet */
    bool                 *is_dataset; /* by source */
    const struct rows    *scope;    /* rows of the block being built, or NULL */
    size_t                scope_row;
    struct map            slots;    /* metric id → struct metric_slot * */
    VEC(struct metric_slot *) shown; /* metrics the edition shows, in order of first use */
    VEC(str) hidden;                 /* titles of sections dropped for want of data */
    VEC(struct doc_dataset) datasets;
    bool is_code;     /* literals stand as written: no typographic spaces in code and links */
    bool is_withheld; /* an internal figure was asked for in the client edition: what asked is dropped */
};

/* ---- conditions (rules.c) ---- */
enum rc rules_evaluate(struct template_run *run, struct diag *diag) MUST_CHECK;
bool    condition_holds(struct builder *builder, int condition);

/* ---- rows (rows.c) ---- */
/* The rows of a source, asked once a document; an error was reported and gives none. */
const struct rows *rows_of(struct builder *builder, int source);
/* Column by name, or column_count; a name the query lacks is reported at `span`. */
size_t rows_column(struct builder *builder, const struct rows *rows, str name, struct span span);
/* The `accounts` row of the document; of a segment or the portfolio, its name alone. RC_MISSING when there is none. */
enum rc rows_read_account(struct builder *builder, const struct template_subject *subject) MUST_CHECK;
/* The value of a column of accounts; VALUE_EMPTY when absent. */
struct value rows_account_value(const struct builder *builder, str column);

/* ---- figures (scope.c) ---- */
struct found {
    struct value              value;
    str                       mark;   /* what must stand beside the figure (« plafonnée »), or empty */
    const struct metric_slot *metric; /* where the value is, or is about, a metric */
};
struct found              scope_find(struct builder *builder, const struct path *path);
const struct metric_slot *scope_metric(struct builder *builder, str id);
/* What stands beside a figure wherever it is printed, as « plafonnée » (domain 3.21). Not the low sample, which takes the
 * place of the band word, nor the month under way, which is said once for all. */
str scope_mark(const struct builder *builder, const struct metric_slot *slot);
/* The same for a condition: asking does not show the metric. */
const struct metric_slot *scope_metric_quietly(struct builder *builder, str id);
/* What the program's narrative says under a key, the subject's own first; NULL when nothing. */
const struct yaml_node *scope_narrative(struct builder *builder, str key);
const struct yaml_node *scope_own_narrative(const struct builder *builder); /* the subject's part of it, or NULL */
str                     scope_text(struct builder *builder, const struct yaml_node *node); /* text or mapping by language */

/* ---- texts (evaluate.c) ---- */
struct doc_text evaluate_text(struct builder *builder, const struct phrase *phrase);
str             evaluate_str(struct builder *builder, const struct phrase *phrase);
/* Typed when the phrase is one value; else its text; empty when no variant speaks. */
struct found evaluate_value(struct builder *builder, const struct phrase *phrase);

/* ---- blocks (build_*.c) ---- */
enum outcome { OUTCOME_NONE, OUTCOME_BUILT, OUTCOME_NEUTRAL, OUTCOME_EMPTY };
struct tally {
    size_t        built, empty;
    struct phrase reason; /* of the first empty block */
};
void         build_blocks(struct builder *builder, struct doc_node *parent, const struct block *blocks, size_t count, int level, struct tally *tally);
enum outcome build_table(struct builder *builder, struct doc_node *parent, const struct block *block);
enum outcome build_chart(struct builder *builder, struct doc_node *parent, const struct block *block);
enum outcome build_items(struct builder *builder, struct doc_node *parent, const struct block *block);
enum outcome build_facts(struct builder *builder, struct doc_node *parent, const struct block *block);
enum outcome build_tiles(struct builder *builder, struct doc_node *parent, const struct block *block);
enum outcome build_timeline(struct builder *builder, struct doc_node *parent, const struct block *block);
/* A cell that shows what was found in the way asked for. */
struct doc_cell build_cell(struct builder *builder, const struct found *found, enum cell_look look);
/* Adds to the grey text after a figure, with a comma where there is some already. */
void            add_note(const struct builder *builder, str *note, str more);
/* Amounts below 1 000 that stand together print alike: all with the decimals of the one that has most. */
void align_amounts(const struct builder *builder, struct value *const *values, size_t count);
/* The note of the account in place of the block; false when there is none. */
bool build_note(struct builder *builder, struct doc_node *parent, str name, struct span span);
/* Takes out the links to blocks that this document lacks (links.c); one to a name the template never gives stays, to be reported. */
void links_settle(struct builder *builder);
void build_calculations(struct builder *builder);
/* Figures behind the document; rows of a source that already is a dataset are not kept twice. */
void build_dataset(struct builder *builder, int source, str name, str title, const struct doc_table *table);

/* Rows of a block one after the other: sets the scope, returns false at the end. A block without source has one turn. */
bool scope_next(struct builder *builder, const struct rows *rows, size_t *turn);

#endif
