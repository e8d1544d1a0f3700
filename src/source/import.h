/* SPDX-License-Identifier: MIT */
/*
 * import: the exports of a workspace into one store (design section 4). The store is kept in the state folder under a
 * hash of the exports' bytes, of the workspace's definition, of the as-of date and of the program's version, and used
 * again while that hash holds.
 */
#ifndef RELIURE_SOURCE_IMPORT_H
#define RELIURE_SOURCE_IMPORT_H

#include "definition/workspace.h"

/* What became of one source. */
struct import_source {
    str     name, table;
    str     dialect; /* of its first file: "windows-1252, semicolons, decimal comma" */
    int64_t files;
    int64_t records; /* = rows + quarantined + ignored */
    int64_t rows, quarantined, ignored;
    date    first, last; /* of its own dates: its freshness; DATE_NONE where it has none */
};

struct import_report {
    const char           *store; /* path of the store, ready for store_open() */
    bool                  is_reused;
    struct import_source *sources; /* in the order of the workspace */
    size_t                count;
};

/*
 * Checks what the definition alone can say of the sources: zones, tables, columns, and that some source has accounts.
 * RC_INVALID: reported. No file is opened; `arena` holds what is needed meanwhile.
 */
enum rc import_check(const struct workspace *workspace, struct arena *arena, struct diag *diag) MUST_CHECK;

/*
 * Makes the store, or finds it made. `state` is the state folder, made where it is not there; stores of other hashes
 * are removed from it, but for the few last used. With `store` not NULL that file is used as it is, whatever the
 * exports say now. Records kept out are warnings, also when the store is reused; beyond a source's tolerance, and for
 * what no tolerance covers (an ambiguous date, a key that stands twice, a missing column), errors: RC_INVALID, and no
 * store. RC_IO: it could not be written. The report lives in `arena`. SQLite is touched: call it in a child process.
 */
enum rc import_store(const struct workspace *workspace, date as_of, const char *state, const char *store,
                     struct arena *arena, struct diag *diag, struct import_report *out) MUST_CHECK;

#endif
