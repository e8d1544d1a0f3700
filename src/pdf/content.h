/* SPDX-License-Identifier: MIT */
/*
 * content: the items of a page as one content stream (ISO 32000-1, 8 and 9): text, paths and images inside marked
 * sequences that name their tags. Only what changes is said again.
 */
#ifndef RELIURE_PDF_CONTENT_H
#define RELIURE_PDF_CONTENT_H

#include "pdf/font.h"
#include "pdf/structure.h"

/* Resource names of the page images, by content; one a document. */
struct content_images;

struct content {
    const struct pdf_fonts *fonts;
    struct structure       *structure;
    struct content_images  *images;
    struct strbuf          *out; /* one stream, cleared by the caller */
};

struct content_images *content_images_new(struct arena *arena, struct image_store *store);
/* Writes the images of a page not written yet and adds their names to `resources`. */
void content_images_note(struct content_images *images, struct pdf_file *file, const struct page *page,
                         struct strbuf *resources);

/*
 * The stream of page `index` into content->out. RC_INVALID when a coordinate is not finite or beyond what a page can
 * hold, or an item names no tag: the number of the item is then in *item.
 */
enum rc content_write(struct content *content, const struct page *page, uint32_t index, size_t *item) MUST_CHECK;

#endif
