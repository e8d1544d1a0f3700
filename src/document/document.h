/* SPDX-License-Identifier: MIT */
/*
 * document: the only contract between building a document and writing it. Values stay typed until a writer
 * prints them. The legal trees:
 *
 *   document   = opening? section+
 *   opening    = block*                        the title block of page one and what stands under it
 *   section    = block* section*               level 1 to 3
 *   block      = paragraph | list | facts | table | chart | tiles | quote | callout | code | tree | timeline
 *              | columns | toc | page-break
 *   list       = item+         item = paragraph block*
 *   callout    = paragraph+    columns = column+    column = block*
 *   tree       = item+         (items nest)
 *
 * doc_check() enforces it. The tree holds all that either writer writes, and nothing that changes by itself.
 */
#ifndef RELIURE_DOCUMENT_DOCUMENT_H
#define RELIURE_DOCUMENT_DOCUMENT_H

#include "base/diag.h"
#include "base/hash.h"
#include "base/value.h"

enum doc_kind {
    DOC_DOCUMENT, DOC_OPENING, DOC_SECTION, DOC_PARAGRAPH, DOC_LIST, DOC_ITEM, DOC_FACTS, DOC_TABLE, DOC_CHART,
    DOC_TILES, DOC_QUOTE, DOC_CALLOUT, DOC_CODE, DOC_TREE, DOC_TIMELINE, DOC_COLUMNS, DOC_COLUMN, DOC_TOC,
    DOC_PAGE_BREAK, DOC_KIND_COUNT
};

enum run_style { RUN_STRONG = 1, RUN_EMPHASIS = 2, RUN_CODE = 4, RUN_MUTED = 8 };

/* Text of one style. A paragraph is an array of them. */
struct doc_run {
    str       text;
    unsigned  style; /* enum run_style, or-ed */
    enum tone tone;
    str       href; /* "https://…", "#anchor", or empty */
};

struct doc_text {
    struct doc_run *runs;
    size_t          count;
};

/* What a paragraph is for; its look follows. */
enum paragraph_role {
    PARAGRAPH_BODY, PARAGRAPH_LEAD, PARAGRAPH_NOTE, PARAGRAPH_SUBHEADING, /* a heading below the outline: « Verbatims Clés » */
    PARAGRAPH_EMPTY /* « Aucune donnée pour cette période » with its reason */
};

enum item_mark { MARK_BULLET, MARK_NUMBER, MARK_DONE, MARK_UNDER_WAY, MARK_TODO, MARK_TRUE, MARK_FALSE, MARK_NONE };

enum cell_look { LOOK_PLAIN, LOOK_STATUS, LOOK_TREND, LOOK_PROGRESS, LOOK_SPARK, LOOK_CHECK };

enum trend { TREND_NONE, TREND_UP, TREND_FLAT, TREND_DOWN };

struct doc_cell {
    struct value   value; /* status: its word, with tone; trend: the signed difference; progress: a ratio */
    enum cell_look look;
    enum trend     trend;
    str            note;  /* in grey after the value: « n = 42 » */
    str            href;
    struct value  *spark; /* LOOK_SPARK: the series, oldest first */
    size_t         spark_count;
};

enum column_align { ALIGN_AUTO, ALIGN_LEFT, ALIGN_RIGHT };

struct doc_column {
    str               key;   /* stable name: the attachment's and the workbook's */
    str               title; /* as printed */
    str               note_title; /* of the cells' notes where they have a column of their own, or empty */
    str               unit;  /* in the head in grey: « € », or empty */
    enum column_align align; /* AUTO: figures right, all else left */
    int               weight; /* share of spare width; 0 is what the content asks */
    bool              is_row_header; /* semi-bold, TH with row scope */
};

struct doc_row {
    struct doc_cell *cells; /* as many as columns */
    bool             is_total;
    struct span      span;
};

struct doc_table {
    str                caption; /* empty, or above the table */
    struct doc_column *columns;
    size_t             column_count;
    struct doc_row    *rows;
    size_t             row_count;
    str                footnote;
    bool               is_wide; /* turns its page to landscape */
};

enum chart_kind {
#define CHART(code, word, native) CHART_##code,
#include "document/chart.def"
#undef CHART
    CHART_KIND_COUNT
};

/* LOW and HIGH are the two ends of a range that lies behind the lines: « Benchmark 20–40 % ». */
enum series_role { SERIES_KEY, SERIES_OTHER, SERIES_PREVIOUS, SERIES_TARGET, SERIES_BENCHMARK, SERIES_LOW, SERIES_HIGH, SERIES_ROLE_COUNT };

/* What the bar of a category is: of waterfalls, of funnels, and of columns whose period has not ended. */
enum bar_role { BAR_PLAIN, BAR_TOTAL, BAR_UP, BAR_DOWN, BAR_FRICTION, BAR_PARTIAL, BAR_ROLE_COUNT };

struct chart_series {
    str              name;
    enum series_role role;
    struct value    *values; /* one a category; missing is a gap */
};

/* A range of the value axis with a name: a health band, a benchmark. */
struct chart_band {
    str          label;
    struct exact from, to;
    enum tone    tone;
};

struct chart {
    enum chart_kind      kind;
    str                  title;    /* the sentence the chart says */
    str                  subtitle; /* what, unit, period */
    str                  alt;      /* written from the data in the document's language */
    str                  category_title; /* head of the category column in the workbook and the attachment */
    struct value        *categories; /* texts or dates */
    enum bar_role       *bar_roles;  /* NULL, or one a category */
    size_t               category_count;
    struct chart_series *series;
    size_t               series_count;
    struct chart_band   *bands;
    size_t               band_count;
    enum unit            unit; /* of the value axis */
    char                 currency[4];
    bool                 has_minimum, has_maximum; /* else chosen from the data */
    struct exact         minimum, maximum;
    int                  height_mm; /* 0: the kind's own */
};

struct doc_tile {
    str          label;
    struct value value;
    enum trend   trend;
    struct value change; /* signed difference, or empty */
    str          word;   /* band word, with tone */
    enum tone    tone;
    str          note;
};

struct doc_tiles {
    struct doc_tile *at;
    size_t           count;
};

/* Key and value pairs: « Paramètre | Valeur ». Written as a table of two columns. */
struct doc_facts {
    str               head[2]; /* both empty: no head row shown */
    struct doc_text  *labels;
    struct doc_cell  *values;
    size_t            count;
};

struct doc_event {
    struct value when; /* a date, or text as « J+7 » */
    str          title, detail, channel;
    enum tone    tone;
    bool         is_done;
};

struct doc_timeline {
    struct doc_event *at;
    size_t            count;
};

struct doc_node {
    enum doc_kind    kind;
    struct span      span;
    struct doc_node *parent, *first, *last, *next, *previous;
    str              id; /* anchor and stable name, unique in the document; empty for most */
    union {
        struct {
            str  title, sheet; /* sheet: name of its worksheet, ≤ 31 characters; empty: none of its own */
            int  level;        /* 1..3 */
            bool is_unlisted;  /* out of contents and outline */
        } section;
        struct {
            struct doc_text     text;
            enum paragraph_role role;
        } paragraph;
        struct {
            bool is_ordered;
        } list;
        struct {
            struct doc_text text;
            enum item_mark  mark;
            str             label; /* trees: the branch, « TRUE » */
        } item;
        struct {
            struct doc_text text;
            str             source; /* « – 12/09/2026 » */
        } quote;
        struct {
            str       title;
            enum tone tone;
        } callout;
        struct {
            int weight; /* of 12 */
        } column;
        struct doc_facts    facts;
        struct doc_table    table;
        struct chart        chart;
        struct doc_tiles    tiles;
        struct doc_timeline timeline;
        str                 code;
    } u;
};

/* One input or the result of one metric the edition shows: a row of « Calculs ». */
struct doc_calculation {
    str           id, label, formula; /* formula in catalogue syntax over input names */
    str          *input_names, *input_labels;
    struct value *inputs;
    size_t        input_count;
    struct value  value;
    str           band, source, period;
};

/* A table of figures behind the document: a sheet of « Données » and an attachment. */
struct doc_dataset {
    str              name; /* file name without suffix: ASCII */
    str              title;
    struct doc_table table;
};

enum edition { EDITION_CLIENT, EDITION_INTERNAL };

struct doc {
    struct arena           *arena; /* owns the tree */
    struct doc_node        *root;
    str                     kind_title; /* « Customer Success Review » */
    str                     title;      /* « Customer Success Review - Maison Verdier » */
    str                     client, csm, period_label, vendor;
    const char             *language; /* "fr", "en": the locale to print with */
    date                    as_of;
    struct period           period;
    enum edition            edition;
    bool                    has_editions; /* an internal edition exists beside: mark it */
    char                    currency[4];
    struct doc_calculation *calculations;
    size_t                  calculation_count;
    struct doc_dataset     *datasets;
    size_t                  dataset_count;
    size_t                  node_count;
};

struct doc      *doc_new(struct arena *arena);
struct doc_node *doc_add(struct doc *doc, struct doc_node *parent, enum doc_kind kind, struct span span); /* last child */
void             doc_remove(struct doc_node *node);
/* Plain text of runs, joined. */
str doc_text_plain(struct arena *arena, struct doc_text text);
struct doc_text doc_text_from(struct arena *arena, str plain);

/* Enter and exit events in document order; no recursion, so depth costs no stack. */
struct doc_iterator {
    const struct doc_node *node;
    bool                   is_entering;
    const struct doc_node *root;
};
struct doc_iterator doc_walk(const struct doc_node *root);
bool                doc_next(struct doc_iterator *it); /* false at the end */

/* The grammar above; every violation is reported. */
enum rc doc_check(const struct doc *doc, struct diag *diag) MUST_CHECK;
/* `doc.txt` of a case: one node a line, indented, values typed. */
void doc_dump(const struct doc *doc, struct strbuf *out);
/* Hash of everything in the tree. */
struct hash doc_hash(const struct doc *doc);

const char *doc_kind_word(enum doc_kind kind);
const char *chart_kind_word(enum chart_kind kind);
const char *series_role_word(enum series_role role); /* "key", … as templates write it */
const char *bar_role_word(enum bar_role role);

#endif
