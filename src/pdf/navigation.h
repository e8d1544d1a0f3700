/* SPDX-License-Identifier: MIT */
/* navigation: links, outline and page labels (ISO 32000-1, 12.3, 12.4.2 and 12.5.6.5). */
#ifndef RELIURE_PDF_NAVIGATION_H
#define RELIURE_PDF_NAVIGATION_H

#include "page/page.h"
#include "pdf/object.h"
#include "pdf/structure.h"

/* The pages as navigation sees them. */
struct places {
    const struct pages *pages;
    const uint32_t     *ids;     /* object numbers of the pages */
    struct map         *anchors; /* name to struct page_anchor */
};

/*
 * The link annotations of page `index`, added to `annots` as references. RC_INVALID with a diagnostic when an anchor
 * is unknown, a target is neither, or the tag is no link.
 */
enum rc navigation_links(struct pdf_file *file, const struct places *places, struct structure *structure,
                         uint32_t index, struct strbuf *annots, struct diag *diag) MUST_CHECK;
/* The outline's root, or NULL without entries. Entries on pages that are not there are left out. */
struct pdf_dict *navigation_outline(struct pdf_file *file, const struct places *places);
/* « /PageLabels<<…>> » into `catalog`. */
void navigation_labels(const struct pages *pages, struct strbuf *catalog);

#endif
