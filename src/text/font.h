/* SPDX-License-Identifier: MIT */
/*
 * font: one face of the manifest, opened when a text first needs it. Chart, pdf and raster read its metrics and
 * its HarfBuzz objects; nobody changes them. Two runs share a face exactly when their font pointers are equal.
 */
#ifndef RELIURE_TEXT_FONT_H
#define RELIURE_TEXT_FONT_H

#include "text/text.h"

#include <hb.h>

struct font {
    const char *family; /* « Inter » */
    const char *path;   /* of the file */
    unsigned    index;  /* of the face in a collection */
    unsigned    id;     /* place in the manifest: a stable key, below fonts_count() */
    int         weight; /* 400 or 600 */
    bool        is_italic;
    bool        is_emoji;

    /* Set when opened; a font reached through a glyph run always is. */
    hb_face_t *face;
    hb_font_t *hb; /* scaled to font units */
    int32_t    units_per_em;
    int32_t    ascent, descent; /* [font units] both positive, around the baseline */
    int32_t    cap_height;      /* [font units] */
    bool       is_cff;          /* outlines in a CFF table, else glyf */
    bool       is_bitmap;       /* colour bitmaps, no outlines */
};

size_t fonts_count(const struct fonts *fonts);
/* The text face of a weight, opened; the nearest the manifest has. */
const struct font *fonts_text_face(struct fonts *fonts, enum font_weight weight, bool is_italic);

#endif
