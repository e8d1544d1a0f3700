/* SPDX-License-Identifier: MIT */
/*
 * layout: a document to pages. Breaks lines and tables, keeps headings with what follows, repeats table heads,
 * places charts and tiles on the 12 columns, and builds the structure tree, outline, links and labels.
 */
#ifndef RELIURE_LAYOUT_LAYOUT_H
#define RELIURE_LAYOUT_LAYOUT_H

#include "document/document.h"
#include "locale/locale.h"
#include "page/theme.h"

struct layout_env {
    struct fonts        *fonts;
    const struct locale *locale;
    const struct theme  *theme;
};

/* The pages live in `arena`. RC_LIMIT beyond LIMIT_PAGES; anything else always has a layout. */
enum rc layout_document(const struct layout_env *env, const struct doc *doc, struct arena *arena, struct diag *diag,
                        struct pages *out) MUST_CHECK;

#endif
