/* SPDX-License-Identifier: MIT */
/* Any bytes as the manifest of a drop, as the end of a PDF and as a zip directory: nothing in them leads out of the drop. */
#include "batch/manifest.h"
#include "batch/verify.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena   *arena = arena_new();
    str             text = {(const char *)data, size};
    struct manifest manifest, again;
    struct strbuf   out = {0};
    (void)verify_pdf(text, 1);
    (void)verify_xlsx(text);
    if (manifest_parse(arena, text, &manifest) == RC_OK) {
        for (size_t i = 0; i < manifest.count; i++)
            if (!manifest_path_is_safe(manifest.entries[i].path)) abort();
        manifest_write(&manifest, &out);
        if (manifest_parse(arena, strbuf_str(&out), &again) != RC_OK || again.count != manifest.count) abort();
    }
    strbuf_release(&out);
    arena_free(arena);
    return 0;
}
