/* SPDX-License-Identifier: MIT */
/* Any bytes as a workspace and as a program: what is wrong is reported, and what is read can be dumped. */
#include "base/file.h"
#include "definition/program.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena             *arena = arena_new();
    const struct source_file *file = file_source(arena, "fuzz.yaml", (str){(const char *)data, size});
    struct workspace         *workspace;
    struct program            program;
    struct diag               diag;
    struct strbuf             out = {0};
    diag_init(&diag, arena);
    if (workspace_parse(arena, file, ".", &diag, &workspace) != RC_OK && !diag.errors) abort();
    if (workspace) workspace_dump(workspace, &out);
    if (program_parse(arena, file, &diag, &program) != RC_OK && !diag.errors) abort();
    if (program.root) program_dump(&program, &out);
    diag_render(&diag, &out);
    strbuf_release(&out);
    arena_free(arena);
    return 0;
}
