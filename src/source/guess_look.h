/* SPDX-License-Identifier: MIT */
/*
 * guess_look: exports looked at by somebody who knows nothing of them yet: which files, sheets and tables there are,
 * their columns, and what their values prove. Nothing here names a canonical column.
 */
#ifndef RELIURE_SOURCE_GUESS_LOOK_H
#define RELIURE_SOURCE_GUESS_LOOK_H

#include "source/guess_values.h"

/* A file that is no export, and why. */
struct guess_left {
    str         name;
    const char *why; /* a phrase of french.def */
};

/* One table to be had: a file, several of one header, a sheet, a table of a database. */
struct guess_export {
    str                   pattern; /* for `file:`; a glob where there are several */
    str                   stem;    /* of its name, for that of the source */
    str                   folded;  /* the stem */
    const char           *path;    /* of its last file, which is the one looked at */
    const char          **earlier; /* of the files - 1 others, whose dates alone are looked at */
    size_t                files;
    str                   sheet, table_name;
    struct inspect_report report;
    struct guess_column  *columns;
    size_t                column_count;
    uint64_t              sampled; /* records that the evidence is from */
    str                   end;     /* how the first record below the data begins; empty: the data go to the end */
    str                   trouble[2]; /* why it cannot be read, by language; empty: it can */
};

struct guess_exports {
    struct guess_export *at; /* by pattern */
    size_t               count;
    size_t               file_count; /* files met, readable or not */
    struct guess_left   *left;       /* what was met and is no export */
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

/* The different values of a column, of all records of the export's last file, in order; at most LIMIT_GUESS_ACCOUNTS. */
enum rc guess_look_distinct(const struct guess_export *export, size_t column, struct arena *arena, struct diag *diag,
                            str **out, size_t *count) MUST_CHECK;

#endif
