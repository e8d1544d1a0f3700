/* SPDX-License-Identifier: MIT */
/* Any bytes as an SQLite file, or, where they are none, as the query over an empty one. */
#include "source/dbfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char           path[64];
    struct diag    diag;
    struct record  record;
    const char    *sql = NULL;
    struct dbfile *file = NULL;
    struct arena  *arena = arena_new();
    bool           is_file = size > 15 && data[0] == 'S' && data[1] == 'Q' && data[2] == 'L' && data[3] == 'i';
    diag_init(&diag, arena);
    snprintf(path, sizeof path, "/tmp/reliure-dbfile-fuzz-%ld", (long)getpid());
    FILE *out = fopen(path, "wbe");
    if (!out || (is_file && fwrite(data, 1, size, out) != size)) abort();
    fclose(out);
    const struct placed_text query = {is_file ? STR_NONE : arena_str(arena, (str){(const char *)data, size}), SPAN_NONE};
    if (dbfile_query(path, &query, NULL, arena, &diag, SPAN_NONE, &sql) == RC_OK &&
        dbfile_open(path, sql, &diag, SPAN_NONE, &file) == RC_OK) {
        for (size_t rows = 0; rows < 1000 && dbfile_next(file, &record); rows++) {
            if (str_find(record.raw, '\0') < record.raw.len) abort();
        }
    }
    dbfile_close(file);
    unlink(path);
    arena_free(arena);
    return 0;
}
