/* SPDX-License-Identifier: MIT */
/* Any bytes as a folder of exports, cut at each record separator: what is proposed of them is a workspace that reads. */
#include "base/file.h"
#include "definition/workspace.h"
#include "source/guess_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"clients.csv", "usage-2026-01.csv", "usage-2026-02.csv", "answers.json"};

static void write_files(struct arena *arena, const char *folder, str text, str *paths, str *shown)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        str         part = str_cut(text, '\x1e', &text);
        const char *path = file_join(arena, folder, names[i]);
        FILE       *file = fopen(path, "wbe");
        if (!file || (part.len && fwrite(part.ptr, 1, part.len, file) != part.len)) abort();
        fclose(file);
        paths[i] = str_from(path);
        shown[i] = str_from(names[i]);
    }
}

static void propose(struct arena *arena, const struct known *known, const str *paths, const str *shown, struct diag *diag)
{
    struct guess_exports exports;
    struct guess         guess;
    struct workspace    *workspace;
    struct strbuf        out = {0};
    if (guess_look(paths, shown, COUNT_OF(names), arena, diag, &exports) != RC_OK) return;
    guess_make(&exports, known, arena, &guess);
    guess_write(&guess, STR("Vendor"), STR("exports"), &out);
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    if (workspace_parse(arena, file_source(arena, "reliure.yaml", text), ".", diag, &workspace) == RC_OK) return;
    diag_render(diag, &out);
    fprintf(stderr, "%.*s\n%.*s", STR_ARG(text), STR_ARG(strbuf_str(&out)));
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *lasting;
    static struct known  known;
    char                 folder[64];
    struct diag          diag;
    str                  paths[COUNT_OF(names)], shown[COUNT_OF(names)];
    struct arena        *arena = arena_new();
    diag_init(&diag, arena);
    snprintf(folder, sizeof folder, "/tmp/reliure-guess-fuzz-%ld", (long)getpid());
    if (!lasting) {
        lasting = arena_new();
        if (known_load(RELIURE_SOURCE_DATADIR "/templates", folder, DIAG_FRENCH, lasting, &diag, &known) != RC_OK) abort();
    }
    if (file_make_folders(folder, &diag) != RC_OK) abort();
    write_files(arena, folder, (str){(const char *)data, size}, paths, shown);
    propose(arena, &known, paths, shown, &diag);
    for (size_t i = 0; i < COUNT_OF(names); i++) unlink(paths[i].ptr);
    rmdir(folder);
    arena_free(arena);
    return 0;
}
