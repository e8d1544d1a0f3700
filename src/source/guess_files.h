/* SPDX-License-Identifier: MIT */
/* guess_files: the files below some folders, one list in the order of their names, nothing opened. */
#ifndef RELIURE_SOURCE_GUESS_FILES_H
#define RELIURE_SOURCE_GUESS_FILES_H

#include "base/diag.h"

struct guess_file {
    const char *path;
    str         name; /* as reliure.yaml shall say it */
    const char *left; /* a sentence: why it is no export; NULL: it may be one */
};

struct guess_files {
    struct guess_file *at;
    size_t             count;
};

/*
 * Files given, and those of folders given, down to a depth. Hidden ones and folders behind links are passed over, the
 * folders of a workspace (out, programs, notes, templates) too. A path given that is not there is reported: RC_IO;
 * more than LIMIT_GUESS_FILES: RC_LIMIT.
 */
enum rc guess_files_find(const str *paths, const str *names, size_t count, struct arena *arena, struct diag *diag,
                         struct guess_files *out) MUST_CHECK;

/* The name with each run of digits as one star: "usage-2026-04.csv" gives "usage-*.csv". */
str guess_files_pattern(struct arena *arena, str name);
/* The name with each digit as any digit: "q[0-9].csv", for where the star would mean other files too. */
str guess_files_digits(struct arena *arena, str name);

#endif
