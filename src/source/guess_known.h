/* SPDX-License-Identifier: MIT */
/*
 * guess_known: what is known beforehand of the exports of other tools: templates/sources/, data that a workspace may
 * add to. A shape is one export of one tool, recognised by its header; synonyms.yaml has the plain words, in French
 * and English, that people call a canonical column by.
 */
#ifndef RELIURE_SOURCE_GUESS_KNOWN_H
#define RELIURE_SOURCE_GUESS_KNOWN_H

#include "definition/field.h"
#include "source/tables.h"

struct known_names {
    str   *at; /* folded */
    size_t count;
};

/* A canonical word, and what exports write for it. */
struct known_word {
    str                canonical;
    struct known_names names;
};

struct known_words {
    struct known_word *at;
    size_t             count;
};

/* Where a shape has a canonical column. Texts not given are empty. */
struct known_column {
    struct placed_text      name; /* canonical */
    struct placed_list      from_list;
    struct placed_list      interval_list, count_list, quantity_list;
    struct known_names      interval, count, quantity;
    struct known_names      from; /* headers, old and new: the first that is there */
    struct placed_text      constant, fallback, unit, scale, direction, dates;
    const struct yaml_node *values_map;
    struct known_words      values;
    struct placed_text      others; /* canonical word of values that no row of `values` has; empty: as they are */
};

struct known_where {
    struct placed_text column;
    struct placed_list keep, drop;
};

struct known_shape {
    str                     id; /* of its file: "zendesk-tickets" */
    struct placed_text      tool, table, time_zone, end;
    const struct yaml_node *what_node, *note_node, *recognise_node, *columns_map, *where_node;
    str                     what, note; /* in the language of the person at the terminal */
    bool                    is_exact;
    struct placed_list     *spelt; /* of each set, as written */
    struct known_names     *signs; /* each a set of headers: the shape is that of an export that has one set whole */
    size_t                  sign_count;
    struct known_column    *columns;
    size_t                  column_count;
    struct known_where     *wheres;
    size_t                  where_count;
};

struct known {
    enum diag_language  language; /* of what is said to the person at the terminal */
    struct known_shape *shapes; /* by id */
    size_t              shape_count;
    struct known_names  files[TABLE_COUNT];                      /* words of file names */
    struct known_names  columns[TABLE_COUNT][TABLE_COLUMNS_MAX]; /* synonyms */
    struct known_words  values[TABLE_COUNT][TABLE_COLUMNS_MAX];  /* words of what a column may hold */
    struct known_words  kinds;                                   /* of a survey, by words of its question */
    struct known_words  spans;                                   /* "year": what a price of one is called */
    struct known_words  prices;                                  /* "price", "unit_price", "interval_count" */
    struct known_names  french, english;                         /* words that tell the language of a text */
};

/*
 * Reads FOLDER/sources/ of Reliure's templates and that of the workspace's, which wins by file name. Mistakes are reported:
 * RC_INVALID.
 */
enum rc known_load(const char *templates, const char *workspace, enum diag_language language, struct arena *arena,
                   struct diag *diag, struct known *out) MUST_CHECK;

bool known_has(const struct known_names *names, str folded);
/* The canonical word of a value, or empty. `others` of a column are the caller's. */
str known_canonical(const struct known_words *words, str folded);

/* The keys of a shape, for the manual. */
const struct field_table *known_tables(size_t *count);

#endif
