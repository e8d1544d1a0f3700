/* SPDX-License-Identifier: MIT */
/* pdf_sample: writes the sample document of the pdf tests to the file named, with a table of the rows given. */
#include "../unit/pdf/sample.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words)
{
    if (count != 3) return 2;
    struct arena      *arena = arena_new();
    struct diag        diag;
    struct fonts      *fonts = NULL;
    struct pdf_writer *writer = NULL;
    struct strbuf      out = {0};
    diag_init(&diag, arena);
    enum rc rc = fonts_open(PROJECT_ROOT "/fonts/fonts.yaml", &diag, &fonts);
    if (rc == RC_OK) rc = pdf_writer_open(fonts, SAMPLE_PROFILE, &diag, &writer);
    if (rc == RC_OK) {
        struct pages pages = sample_build(arena, fonts, atoi(words[2]));
        rc = pdf_write(writer, &pages, &out, &diag);
    }
    if (rc == RC_OK) rc = file_write(words[1], strbuf_str(&out), &diag);
    struct strbuf report = {0};
    diag_render(&diag, &report);
    fputs(report.at ? report.at : "", stderr);
    strbuf_release(&report);
    strbuf_release(&out);
    pdf_writer_close(writer);
    if (fonts) fonts_close(fonts);
    arena_free(arena);
    return rc == RC_OK ? 0 : 1;
}
