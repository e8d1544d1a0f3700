/* SPDX-License-Identifier: MIT */
/*
 * fonts: the manifest, and which face shows which character. Private to text/. Neither fontconfig nor a Pango
 * font map is used: faces come from the manifest by path, so start-up costs no scan, no cache folder and no
 * thread, and no fallback depends on the machine. Pango still gives direction, scripts and breaks.
 */
#ifndef RELIURE_TEXT_FONTS_H
#define RELIURE_TEXT_FONTS_H

#include "base/vec.h"
#include "text/font.h"
#include "text/words.h"

/* Whose Han shapes a text wants. */
enum han_style { HAN_ANY, HAN_JA, HAN_KO, HAN_HANS, HAN_HANT, HAN_STYLE_COUNT };

struct family {
    const char    *name, *package;
    enum han_style han; /* HAN_ANY for most */
    bool           is_emoji;
    struct font   *faces;
    size_t         face_count;
};

#define COVER_PAGES (0x110000 / 256)
#define COVER_UNKNOWN 0
#define COVER_NONE 255 /* no family has the character */

struct fonts {
    struct arena  *arena;   /* manifest, families, coverage pages */
    struct arena  *scratch; /* one paragraph */
    struct family *families;
    size_t         family_count, font_count;
    str            manifest;                            /* its text, for the fingerprint */
    uint8_t       *cover[HAN_STYLE_COUNT][COVER_PAGES]; /* family + 1 by code point; pages made when first asked */
    VEC(uint32_t) missing;                              /* characters no face has, ascending arrival, each once */
    struct word_cache cache;
};

/* The family that shows a character, or NULL. */
const struct family *fonts_family(struct fonts *fonts, uint32_t code_point, enum han_style han);
const struct family *fonts_emoji_family(const struct fonts *fonts); /* or NULL */
/* The face of a family nearest to a weight and slant, opened. */
const struct font *family_face(const struct family *family, int weight, bool is_italic);
bool               font_has(const struct font *font, uint32_t code_point);
enum han_style     han_of_language(const char *language);
/* Remembers a character that no face has. */
void fonts_note_missing(struct fonts *fonts, uint32_t code_point);

#endif
