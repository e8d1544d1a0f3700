/* SPDX-License-Identifier: MIT */
/*
 * model: a template as it is kept once read. Everything lives in the template's arena and is read-only; indices
 * point into the template's lists of conditions and sources, -1 is none.
 */
#ifndef RELIURE_TEMPLATE_MODEL_H
#define RELIURE_TEMPLATE_MODEL_H

#include "base/vec.h"
#include "definition/translations.h"
#include "document/document.h"
#include "metric/results.h"

/* ---- texts ---- */

enum root { ROOT_ACCOUNT, ROOT_METRIC, ROOT_PERIOD, ROOT_DATA, ROOT_ROW, ROOT_WORD, ROOT_DOCUMENT, ROOT_NARRATIVE, ROOT_COUNT };

/* "metric.nps.band": a root, the rest as written, and its two parts. */
struct path {
    enum root   root;
    str         rest;        /* "nps.band" */
    str         name, field; /* "nps", "band" or empty */
    int         source;      /* ROOT_DATA: the source meant */
    struct span span;
};

enum filter { FILTER_BARE, FILTER_DATE, FILTER_DEFAULT, FILTER_FORM, FILTER_LONG_DATE, FILTER_LOWER_FIRST, FILTER_MONEY, FILTER_MONTH,
              FILTER_NEUTRAL, FILTER_NUMBER, FILTER_PERCENT, FILTER_PLURAL, FILTER_SIGNED, FILTER_TYPESET, FILTER_UNSIGNED, FILTER_UPPER_FIRST,
              FILTER_WHOLE, FILTER_COUNT };

struct filter_call {
    enum filter filter;
    str         args[2];
    size_t      arg_count;
};

/* A literal, or `{{ path | filters }}`. */
struct piece {
    bool                is_value;
    size_t              index;   /* number of the piece: where its typeset form is kept */
    str                 literal; /* as written */
    unsigned            style;   /* enum run_style */
    str                 href;
    struct path         path;
    struct filter_call *filters;
    size_t              filter_count;
};

/* One language's wording. */
struct form {
    str           language; /* empty: all */
    struct piece *pieces;
    size_t        count;
};

struct variant {
    int          condition; /* or -1: always */
    struct form *forms;
    size_t       form_count;
};

/* The first variant whose condition holds speaks. */
struct phrase {
    struct variant *variants;
    size_t          count;
    struct span     span;
};

/* ---- rows ---- */

/* What a query's column holds, beyond SQLite's own types. */
enum cell_type { TYPE_AUTO, TYPE_UNIT, TYPE_TEXT, TYPE_PROSE, TYPE_DATE, TYPE_MONTH, TYPE_QUARTER, TYPE_SERIES, TYPE_MONEY_UNITS, TYPE_FIGURE };

struct column_type {
    str            column;
    enum cell_type type;
    enum unit      unit;
};

struct source {
    str                 name; /* of `data`; empty for a query written in its block */
    str                 sql;       /* empty: the definition's words alone */
    str                 narrative; /* key of the program's narrative whose list gives the rows where it is there */
    struct span         span;
    str                *columns; /* of the narrative's rows */
    size_t              column_count;
    struct column_type *types;
    size_t              type_count;
};

/* ---- blocks ---- */

/* BLOCK(CODE, "word in templates") */
#define BLOCK_LIST_OF_KINDS                                                                                            \
    BLOCK(SECTION, "section")                                                                                          \
    BLOCK(TEXT, "text")                                                                                                \
    BLOCK(SENTENCES, "sentences")                                                                                      \
    BLOCK(HEADING, "heading")                                                                                          \
    BLOCK(LIST, "list")                                                                                                \
    BLOCK(CHECKLIST, "checklist")                                                                                      \
    BLOCK(FACTS, "facts")                                                                                              \
    BLOCK(TABLE, "table")                                                                                              \
    BLOCK(CHART, "chart")                                                                                              \
    BLOCK(TILES, "tiles")                                                                                              \
    BLOCK(QUOTE, "quote")                                                                                              \
    BLOCK(CALLOUT, "callout")                                                                                          \
    BLOCK(CODE, "code")                                                                                                \
    BLOCK(TREE, "tree")                                                                                                \
    BLOCK(TIMELINE, "timeline")                                                                                        \
    BLOCK(COLUMNS, "columns")                                                                                          \
    BLOCK(REPEAT, "repeat")                                                                                            \
    BLOCK(TOC, "toc")                                                                                                  \
    BLOCK(PAGE_BREAK, "page-break")                                                                                    \
    BLOCK(INCLUDE, "include")

enum block_kind {
#define BLOCK(code, word) BLOCK_##code,
    BLOCK_LIST_OF_KINDS
#undef BLOCK
        BLOCK_KIND_COUNT
};

/* A code of the exports and what is printed for it. */
struct code_word {
    str           code;
    struct phrase text;
    enum tone     tone;
};

struct column_model {
    str               key;
    struct phrase     title, unit, value, note; /* value: empty is the query's column of that name */
    struct phrase     note_title; /* of the notes' own column in the workbook; empty: « Note » */
    struct phrase     link; /* "#id", a web address, or "document:ACCOUNT" */
    bool              has_unit; /* `unit:` was said; else the first figure of the column decides */
    enum cell_look    look;
    enum column_align align;
    int               weight;
    bool              is_row_header, is_internal;
    struct code_word *words;
    size_t            word_count;
};

/* A row written out: one phrase a column. */
struct row_model {
    int            condition; /* or -1: always */
    bool           is_internal, is_total;
    struct phrase *cells, *notes; /* notes: in grey after the value; none wins over the column's */
    struct span    span;
};

struct table_model {
    struct phrase        caption, footnote;
    struct column_model *columns;
    size_t               column_count;
    struct row_model    *rows;
    size_t               row_count;
    bool                 is_wide;
};

struct series_model {
    str              key;
    struct phrase    name;
    enum series_role role;
};

struct point_model {
    struct phrase  category;
    enum bar_role  role;
    enum tone      tone;
    struct phrase *values; /* one a series */
    int            condition; /* or -1: always */
};

struct chart_band_model {
    struct phrase label;
    struct exact  from, to;
    enum tone     tone;
};

struct chart_model {
    enum chart_kind          kind;
    struct phrase            title, subtitle, category_title;
    str                      category, role; /* columns of the categories, and of what each bar is */
    enum unit                unit;
    struct series_model     *series;
    size_t                   series_count;
    struct point_model      *points;
    size_t                   point_count;
    struct chart_band_model *bands;
    size_t                   band_count;
    bool                     has_minimum, has_maximum;
    struct exact             minimum, maximum;
    int                      height_mm;
};

/* One thing written out in a list, a check list, facts, tiles, a tree or a time line; each uses what it needs. */
struct item_model {
    int                condition; /* or -1: always */
    bool               is_internal;
    struct phrase      label, text, note, mark, date, channel;
    str                metric; /* tiles */
    enum tone          tone;
    enum cell_look     look;
    struct item_model *items;  /* trees */
    size_t             item_count;
};

struct block {
    enum block_kind     kind;
    struct span         span;
    str                 id;
    int                 condition; /* or -1: always */
    bool                is_internal, hide_if_empty;
    struct phrase       heading; /* a sub-heading that goes with the block */
    struct phrase       empty;   /* the reason when there is no data */
    str                 note;    /* notes/ACCOUNT/NOTE.md wins over the block */
    int                 source;  /* rows, or -1 */
    enum paragraph_role role;
    enum tone           tone;
    int                 weight;  /* of a column, in twelfths */
    bool                is_ordered, is_unlisted;
    struct phrase       text;    /* also the title of a section or callout */
    struct phrase       aside;   /* sheet of a section, source of a quote */
    struct phrase      *sentences;
    size_t              sentence_count;
    struct block       *blocks;  /* of a section, callout, column */
    size_t              block_count;
    struct item_model  *items;
    size_t              item_count;
    struct phrase       heads[2]; /* of facts */
    struct table_model *table;
    struct chart_model *chart;
};

/* SQL over `m`, answered for all accounts at once. */
struct rule {
    str         sql;
    struct span span;
};

/* What must hold together: `when`, `has`, `lacks` and `trend` of one mapping. */
struct condition {
    int                rule; /* or -1 */
    struct path       *has, *lacks;
    size_t             has_count, lacks_count;
    str                trend_metric; /* or empty */
    enum results_trend trend;
};

struct metric_use {
    str         id;
    struct span span;
};

struct template {
    struct arena  *arena;
    str            kind;
    struct phrase  title, document_title;
    struct block  *opening;
    size_t         opening_count;
    struct block  *sections;
    size_t         section_count;
    VEC(struct rule) rules;
    VEC(struct condition) conditions;
    VEC(struct source) sources;
    VEC(struct metric_use) metrics;
    size_t         piece_count;
};

/* What reading a template needs at every step. */
struct reader {
    struct template *template;
    struct arena    *arena;
    struct diag     *diag;
    struct translations translations;
    struct diag        *gaps; /* where texts without translation are noted; or NULL */
    const char      *folders[2]; /* of documents: the workspace's (or NULL), the shipped one */
    int              depth;      /* of blocks and includes */
};

#endif
