/* SPDX-License-Identifier: MIT */
#include "source/rollup.h"

#include <stddef.h>

enum rc rollup_build(sqlite3 *db, const char *select, const char *insert, enum rc (*write)(sqlite3_stmt *rows, sqlite3_stmt *insert))
{
    sqlite3_stmt *rows = NULL, *put = NULL;
    enum rc       rc = RC_IO;
    if (sqlite3_prepare_v2(db, select, -1, &rows, NULL) == SQLITE_OK && sqlite3_prepare_v2(db, insert, -1, &put, NULL) == SQLITE_OK)
        rc = write(rows, put);
    sqlite3_finalize(rows);
    sqlite3_finalize(put);
    return rc;
}

enum rc rollup_put(sqlite3_stmt *insert)
{
    int status = sqlite3_step(insert);
    sqlite3_reset(insert);
    return status == SQLITE_DONE ? RC_OK : RC_IO;
}
