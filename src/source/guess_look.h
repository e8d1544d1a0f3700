/* SPDX-License-Identifier: MIT */
/*
 * guess_look: exports looked at by somebody who knows nothing of them yet: which files, sheets and tables there are,
 * their columns, and what their values prove. Nothing here names a canonical column.
 */
#ifndef RELIURE_SOURCE_GUESS_LOOK_H
#define RELIURE_SOURCE_GUESS_LOOK_H

#include "source/inspect.h"

enum { GUESS_VALUES = 40 }; /* different values of a column that are kept as text */

struct guess_value {
    str      text;
    uint64_t rows;
};

struct guess_key {
    uint64_t exact, folded; /* hashes of the value, as it is and as names are compared */
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
    uint32_t              firsts, seconds; /* of days written d/m or m/d: the numbers seen, as bits */
    double                least, most; /* of the numbers; evidence only */
};

/* One table to be had: a file, several of one header, a sheet, a table of a database. */
struct guess_export {
    str                   pattern; /* for `file:`; a glob where there are several */
    str                   stem;    /* of its name, for that of the source */
    str                   folded;  /* the stem */
    const char           *path;    /* of its last file, which is the one looked at */
    size_t                files;
    str                   sheet, table_name;
    struct inspect_report report;
    struct guess_column  *columns;
    size_t                column_count;
    uint64_t              sampled; /* records that the evidence is from */
    str                   end;     /* how the first record below the data begins; empty: the data go to the end */
    str                   trouble; /* why it cannot be read, with the place; empty */
};

struct guess_exports {
    struct guess_export *at; /* by pattern */
    size_t               count;
    size_t               file_count; /* files met, readable or not */
    str                 *left;       /* what was met and is no export, with the reason */
    size_t               left_count;
};

/*
 * Looks at files and folders (with those inside). `names` are the same paths as reliure.yaml shall say them. What
 * cannot be read is listed, not reported; a path given that is not there is: RC_IO.
 */
enum rc guess_look(const str *paths, const str *names, size_t count, struct arena *arena, struct diag *diag,
                   struct guess_exports *out) MUST_CHECK;

/* Looks once more, now that it is known where the data end. */
void guess_look_again(struct guess_export *export, str end, struct arena *arena);

/* « 10 - Extremely likely », « Not at all likely - 0 »: the number in the words; empty: none, or several. */
str guess_number_in(str text);

/* Share of the rows of `column` whose value is among `keys`, in thousandths; 0 without rows. */
int guess_share(const struct guess_column *column, const struct guess_column *keys, bool is_folded);
bool guess_is_unique(const struct guess_column *column);

#endif
