/* SPDX-License-Identifier: MIT */
/*
 * model: a template as it is kept once read. Everything lives in the template's arena and is read-only; indices
 * point into the template's lists of conditions and sources, -1 is none.
 */
#ifndef RELIURE_TEMPLATE_MODEL_H
#define RELIURE_TEMPLATE_MODEL_H

#include "base/vec.h"
#include "definition/yaml.h"
#include "document/document.h"

/* ---- texts ---- */

enum root { ROOT_ACCOUNT, ROOT_METRIC, ROOT_BENCHMARK, ROOT_TARGET, ROOT_PERIOD, ROOT_DATA, ROOT_ROW, ROOT_WORD, ROOT_DOCUMENT,
            ROOT_NARRATIVE, ROOT_COUNT };

/* "metric.nps.band": a root, the rest as written, and its two parts. */
struct path {
    enum root   root;
    str         rest;        /* "nps.band" */
    str         name, field; /* "nps", "band" or empty */
    int         source;      /* ROOT_DATA: the source meant */
    struct span span;
};

enum filter { FILTER_BARE, FILTER_DATE, FILTER_DEFAULT, FILTER_LONG_DATE, FILTER_LOWER_FIRST, FILTER_MONEY, FILTER_MONTH,
              FILTER_NUMBER, FILTER_PERCENT, FILTER_PLURAL, FILTER_SIGNED, FILTER_TYPESET, FILTER_UNSIGNED, FILTER_UPPER_FIRST,
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
    int          rule; /* condition, or -1: always */
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
enum cell_type { TYPE_AUTO, TYPE_UNIT, TYPE_TEXT, TYPE_PROSE, TYPE_DATE, TYPE_MONTH, TYPE_SERIES };

struct column_type {
    str            column;
    enum cell_type type;
    enum unit      unit;
};

struct source {
    str                 name; /* of `data`; empty for a query written in its block */
    str                 sql;
    struct span         span;
    struct column_type *types;
    size_t              type_count;
};

/* ---- blocks ---- */

enum block_kind { BLOCK_SECTION, BLOCK_TEXT, BLOCK_SENTENCES, BLOCK_HEADING, BLOCK_LIST, BLOCK_CHECKLIST, BLOCK_FACTS, BLOCK_TABLE,
                  BLOCK_CHART, BLOCK_TILES, BLOCK_QUOTE, BLOCK_CALLOUT, BLOCK_CODE, BLOCK_TREE, BLOCK_TIMELINE, BLOCK_COLUMNS,
                  BLOCK_TOC, BLOCK_PAGE_BREAK, BLOCK_INCLUDE, BLOCK_KIND_COUNT };

/* A code of the exports and what is printed for it. */
struct code_word {
    str           code;
    struct phrase text;
    enum tone     tone;
    int           mark; /* enum item_mark, or -1 */
};

struct column_model {
    str               key;
    struct phrase     title, unit, value, note;
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
    int            rule;
    bool           is_internal, is_total;
    struct phrase *cells;
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
    struct phrase *values; /* one a series */
    int            rule;
};

struct band_model {
    struct phrase label;
    struct exact  from, to;
    enum tone     tone;
};

struct chart_model {
    enum chart_kind      kind;
    struct phrase        title, subtitle, category_title;
    str                  category; /* column of the categories */
    enum unit            unit;
    struct series_model *series;
    size_t               series_count;
    struct point_model  *points;
    size_t               point_count;
    struct band_model   *bands;
    size_t               band_count;
    bool                 has_minimum, has_maximum;
    struct exact         minimum, maximum;
    int                  height_mm;
};

/* Lists, check lists, facts, tiles, events: things written out. Which members count depends on the block. */
struct item_model {
    int              rule;
    bool             is_internal;
    struct phrase    label, text, word, note, when, channel;
    str              metric; /* tiles */
    enum tone        tone;
    int              mark;
    struct item_model *items; /* trees */
    size_t           item_count;
};

struct block {
    enum block_kind kind;
    struct span     span;
    str             id;
    int             rule;
    bool            is_internal, hide_if_empty;
    struct phrase   heading; /* a sub-heading that goes with the block */
    struct phrase   empty;   /* the reason when there is no data */
    str             note;    /* notes/ACCOUNT/NOTE.md wins over the block */
    int             source;  /* rows, or -1 */
    struct block   *blocks;  /* section, callout, column of columns */
    size_t          block_count;
    struct phrase   text;    /* also the title of a section or callout */
    struct phrase  *sentences;
    size_t          sentence_count;
    struct phrase   from;    /* quotes: who and when; sections: their sheet */
    struct item_model *items;
    size_t          item_count;
    struct code_word *words; /* check lists from a query: what the column `mark` says */
    size_t          word_count;
    enum paragraph_role role;
    enum tone       tone;
    int             weight; /* columns: twelfths */
    bool            is_ordered, is_unlisted;
    struct table_model *table;
    struct chart_model *chart;
    struct phrase   heads[2]; /* facts */
};

struct rule {
    str         sql;
    struct span span;
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
    VEC(struct source) sources;
    VEC(struct metric_use) metrics;
    size_t         piece_count;
};

/* What reading a template needs at every step. */
struct reader {
    struct template *template;
    struct arena    *arena;
    struct diag     *diag;
    const char      *folders[2]; /* of documents: the workspace's (or NULL), the shipped one */
    int              depth;      /* of blocks and includes */
};

#endif
