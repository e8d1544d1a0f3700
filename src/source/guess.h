/* SPDX-License-Identifier: MIT */
/*
 * guess: a workspace proposed from exports alone: which export feeds which canonical table, where each column comes
 * from, how rows find their account, and what only a person can decide. Nothing is written or printed here.
 */
#ifndef RELIURE_SOURCE_GUESS_H
#define RELIURE_SOURCE_GUESS_H

#include "source/guess_known.h"
#include "source/guess_look.h"

enum {
    GUESS_BEST = 3,   /* guesses listed for what could not be placed */
    GUESS_LISTED = 12 /* columns of an export that they are listed for */
};

#define GUESS_NO_COLUMN SIZE_MAX

struct guess_pair {
    str from, to;
};

/* Where one canonical column may come from. */
struct guess_map {
    size_t             column; /* of the export, or GUESS_NO_COLUMN */
    bool               has_constant, is_tool; /* as the shape of a tool says */
    int                score;                 /* 0 to 100: how sure; 0: no one says where it comes from */
    str                constant, fallback, unit, scale, direction, dates;
    str                interval, interval_count, quantity; /* columns that say what a price is of; "year" of all rows */
    bool               is_unit_guessed, is_scale_guessed, is_direction_guessed, are_values_guessed;
    struct guess_pair *values;
    size_t             value_count;
    str                unplaced; /* values that no canonical word was found for, listed */
    const char        *dates_why; /* a phrase of french.def, of a guess; NULL: `dates` is proven */
    str                question; /* why the column is proposed as a comment only; empty: it is not */
};

struct guess_best {
    str what; /* a canonical column, or a table */
    int score; /* how sure [%] */
};

/* A column that nothing is made of, and what it might be. */
struct guess_rest {
    size_t            column;
    struct guess_best best[GUESS_BEST];
    size_t            count;
};

/* One export feeding one table. */
struct guess_source {
    const struct guess_export *export;
    const struct table_info   *table;
    const struct known_shape  *shape; /* NULL: by plain words */
    str                        name, dialect;
    int                        score;
    struct guess_map           maps[TABLE_COLUMNS_MAX];
    str                        join_from, join_to; /* of the account; empty: none */
    int                        joined;             /* rows that meet an account, in thousandths; -1 not asked */
    size_t                     not_empty;          /* column of the export that must have a value, or GUESS_NO_COLUMN */
    str                        dates;              /* for the source: "dmy", or empty */
    const char                *dates_why;          /* as that of a map */
    str                        trouble;            /* why it is proposed as a comment only; empty: it is not */
    struct guess_rest         *rest;
    size_t                     rest_count;
};

/* An export that feeds nothing. */
struct guess_unplaced {
    const struct guess_export *export;
    str                        why;
    struct guess_best          best[GUESS_BEST];
    size_t                     count;
};

struct guess {
    enum diag_language     language;
    struct guess_exports   exports;
    struct guess_source   *sources; /* accounts first, then in the order of the tables */
    size_t                 source_count;
    struct guess_unplaced *unplaced;
    size_t                 unplaced_count;
    bool                   has_accounts;
    const struct guess_export *telling; /* without accounts: the export that names most of them, or NULL */
    size_t                 telling_column;
    str                    locale, currency, time_zone;
    bool                   is_language_told; /* by the exports; false: it is that of the terminal */
    bool                   has_currency;
    date                   as_of; /* DATE_NONE: nothing is dated */
    date                   last;  /* the latest day met */
};

/* Never fails: what it cannot place it lists. All lives in `arena`. */
void guess_make(const struct guess_exports *exports, const struct known *known, struct arena *arena,
                struct guess *out);

#endif
