/* SPDX-License-Identifier: MIT */
/* Writes the sample review as a workbook, for the readers of tests/outside: workbook_sample FILE [client|internal]
 * [COUNT]. */
#include "workbook_sample.h"

#include "base/mem.h"
#include "workbook/workbook.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct arena  *arena = arena_new();
    struct diag    diag;
    struct theme   theme;
    struct locale *locale;
    struct strbuf  text = {0};
    if (argc < 2) return 2;
    mem_keep_freed();
    enum edition edition = argc > 2 && strcmp(argv[2], "internal") == 0 ? EDITION_INTERNAL : EDITION_CLIENT;
    int          count = argc > 3 ? atoi(argv[3]) : 1;
    diag_init(&diag, arena);
    theme_default(&theme);
    enum rc rc = locale_open(PROJECT_ROOT "/templates/locales", "fr", &diag, &locale);
    if (rc == RC_OK) {
        struct doc *doc = sample_document(arena, edition);
        rc = doc_check(doc, &diag);
        for (int i = 0; i < count && rc == RC_OK; i++)
            rc = workbook_write(doc, locale, &theme, argv[1], &diag);
        locale_close(locale);
    }
    diag_render(&diag, &text);
    fprintf(stderr, "%.*s", STR_ARG(strbuf_str(&text)));
    strbuf_release(&text);
    arena_free(arena);
    return rc == RC_OK ? 0 : 1;
}
