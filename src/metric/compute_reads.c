/* SPDX-License-Identifier: MIT */
/* Which tables the queries of the catalogue read: noted while they are prepared, so that explain can go back to rows. */
#include "metric/compute_run.h"

#include <string.h>

/* Tables of every query; they say nothing about where a figure comes from. */
static bool is_frame(const char *table)
{
    static const char *const names[] = {"scope", "scope_rows", "scope_account", "periods", "subject",
                                        "metric_block", "row_block", "sqlite_temp_master"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(table, names[i]) == 0) return true;
    }
    return false;
}

/* Called for each column; a reader's tables stand together at the end of the list. */
static void note(void *context, const char *database, const char *table)
{
    struct run *run = context;
    if (is_frame(table)) return;
    for (size_t i = run->reads.count; i-- > 0 && str_equal(run->reads.at[i].reader, run->reader);) {
        if (str_is(run->reads.at[i].table, table)) return;
    }
    struct run_read *read = VEC_PUSH(run->arena, run->reads);
    *read = (struct run_read){run->reader, arena_str(run->arena, str_from(database)), arena_str(run->arena, str_from(table))};
}

void run_read_for(struct run *run, str reader)
{
    run->reader = reader;
    run->guard.saw = note;
    run->guard.context = run;
}

enum rc run_write_reads(struct run *run)
{
    sqlite3_stmt *insert = run_prepare(run, "INSERT INTO metric_read VALUES(?1, ?2, ?3)");
    enum rc       rc = insert ? RC_OK : RC_IO;
    for (size_t i = 0; rc == RC_OK && i < run->reads.count; i++) {
        const struct run_read *read = &run->reads.at[i];
        const str              cells[] = {read->reader, read->place, read->table};
        for (int j = 0; j < 3; j++)
            sqlite3_bind_text(insert, j + 1, cells[j].ptr, (int)cells[j].len, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) rc = RC_IO;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    return rc;
}
