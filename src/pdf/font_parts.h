/* SPDX-License-Identifier: MIT */
/* font_parts: how font.c writes one face: Type 0 in type0.c, Type 3 in type3.c. Private to these three. */
#ifndef RELIURE_PDF_FONT_PARTS_H
#define RELIURE_PDF_FONT_PARTS_H

#include "base/vec.h"
#include "pdf/font.h"
#include "pdf/subset.h"

/* A face and the glyphs a document shows of it, ascending by id when it is written. */
struct pdf_face {
    const struct font *font;
    uint32_t          *slots; /* by glyph id: place in `shown` + 1, or 0 */
    size_t             slot_count;
    VEC(struct shown) shown; /* in the document's arena */
    uint32_t space;          /* glyph of U+0020, or 0 */
    bool     is_plain;       /* no glyph was noted with two texts, or with none */
};

/* Sets codes of the glyphs and writes a Type 0 font with its program. */
enum rc type0_write(struct pdf_file *file, struct subsetter *subsetter, struct pdf_face *face,
                    struct strbuf *resources) MUST_CHECK;
/* Sets codes and parts, and writes Type 3 fonts of up to 256 glyphs each, whose images come from `images`. */
enum rc type3_write(struct pdf_file *file, struct image_store *images, struct pdf_face *face,
                    struct strbuf *resources) MUST_CHECK;
/* Writes the Type 3 font of ghosts, glyph n for character n. */
void ghosts_write(struct pdf_file *file, const struct shown *ghosts, size_t count, struct strbuf *resources);
/* The ToUnicode map of glyphs with codes of `digits` hexadecimal digits. */
struct pdf_dict *to_unicode_write(struct pdf_file *file, const struct shown *shown, size_t count, int digits);

#endif
