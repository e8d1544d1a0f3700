/* SPDX-License-Identifier: MIT */
/* Any bytes as a template: it is read or every fault is reported; a template that reads has texts and blocks in reach. */
#include "base/file.h"
#include "template/template.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena    *arena = arena_new();
    struct template *template = NULL;
    struct diag      diag;
    struct strbuf    out = {0};
    diag_init(&diag, arena);
    enum rc rc = template_parse(arena, file_source(arena, "fuzz.yaml", (str){(const char *)data, size}), &diag, &template);
    if ((rc == RC_OK) != (diag.errors == 0) || (rc == RC_OK && !template)) abort();
    diag_render(&diag, &out);
    strbuf_release(&out);
    arena_free(arena);
    return 0;
}
