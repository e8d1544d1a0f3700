/* SPDX-License-Identifier: MIT */
/* guess_values: what the values of a column say of it, gathered one by one: which there are, how often, of what form. */
#ifndef RELIURE_SOURCE_GUESS_VALUES_H
#define RELIURE_SOURCE_GUESS_VALUES_H

#include "source/guess_days.h"
#include "source/inspect.h"

enum { GUESS_VALUES = 40 }; /* different values of a column that are kept as text */

struct guess_value {
    str      text;
    uint64_t rows;
};

struct guess_key {
    uint64_t exact, folded; /* hashes of the value, as it is and as names are compared */
    uint64_t domain;        /* of the domain of an address; 0: it has none that tells whose it is */
    uint32_t rows;          /* 0: a free slot */
};

/* Different values of a column; `is_full`: too many or too long, so that no key can be told from them. */
struct guess_keys {
    struct guess_key *slots;
    size_t            slot_count, count;
    uint64_t          rows;
    bool              is_full;
};

struct guess_column {
    struct inspect_column seen;
    str                   folded;    /* its name */
    str                   head;      /* the same without what stands in brackets behind: a zone, a unit */
    bool                  is_double; /* another column has the same name */
    struct guess_keys     keys;
    struct guess_value    values[GUESS_VALUES]; /* in the order met */
    size_t                value_count;
    bool                  has_more_values;
    uint64_t              emails, numbers, graded; /* graded: a number of two digits among words */
    struct guess_days     days; /* those that read both ways; where one is proven, not all of them */
    double                least, most; /* of the numbers; evidence only */
};

/* `text` is borrowed; what is kept lives in `arena`. Empty values say nothing. */
void guess_values_add(struct arena *arena, struct guess_column *column, str text);

/* « 10 - Extremely likely », « Not at all likely - 0 »: the number in the words; empty: none, or several. */
str guess_number_in(str text);

/* Share of the rows of `column` whose value is among `keys`, in thousandths; 0 without rows. */
enum guess_form { GUESS_EXACT, GUESS_FOLDED, GUESS_DOMAIN };

int guess_share(const struct guess_column *column, const struct guess_column *keys, enum guess_form form);
bool guess_is_unique(const struct guess_column *column);

#endif
