/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over the files of a folder: how builds without libFuzzer replay a corpus. */
#include "base/file.h"
#include "base/limits.h"

#include <dirent.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int count, char **arguments)
{
    struct arena  *arena = arena_new();
    struct diag    diag;
    struct dirent *entry;
    DIR           *folder = count > 1 ? opendir(arguments[1]) : NULL;
    diag_init(&diag, arena);
    while (folder && (entry = readdir(folder)) != NULL) {
        str bytes;
        if (entry->d_name[0] == '.') continue;
        if (file_read(file_join(arena, arguments[1], entry->d_name), LIMIT_FILE_BYTES, arena, &diag, SPAN_NONE,
                      &bytes) != RC_OK)
            break;
        LLVMFuzzerTestOneInput((const uint8_t *)bytes.ptr, bytes.len);
    }
    if (folder) closedir(folder);
    bool is_done = folder && diag.errors == 0;
    arena_free(arena);
    if (!is_done) fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return is_done ? 0 : 2;
}
