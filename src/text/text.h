/* SPDX-License-Identifier: MIT */
/*
 * text: from UTF-8 to positioned glyphs. A paragraph is itemised as a whole (direction, script, font), broken
 * at Pango's log attributes, and each piece between two breaks is shaped once and kept in a bounded cache
 * (design section 8). Rendering uses only the faces of the font manifest, whatever else the machine has.
 */
#ifndef RELIURE_TEXT_TEXT_H
#define RELIURE_TEXT_TEXT_H

#include "base/diag.h"

typedef int32_t mpt; /* [1/1000 point] the unit of every length on a page */

#define MPT_PT(points) ((mpt)((points)*1000))
#define MPT_MM(millimetres) ((mpt)((millimetres)*72000.0 / 25.4 + 0.5))

/* One face, loaded from the manifest; lives as long as struct fonts. Its HarfBuzz objects are in text/font.h. */
struct font;
struct fonts; /* the faces, the private font configuration, the word cache; one a process */

enum font_weight { WEIGHT_REGULAR = 400, WEIGHT_SEMIBOLD = 600 };

struct text_style {
    mpt              size;
    enum font_weight weight;
    bool             has_tabular_figures; /* tables, tiles, axes */
    bool             is_italic;
    uint32_t         color;    /* 0xRRGGBB */
    const char      *language; /* BCP 47: picks Han shapes and breaking rules */
};

/* Positions are in font units of the run's face; scale by size / units_per_em. */
struct glyph {
    uint32_t id;
    int32_t  advance; /* [font units] along the line */
    int32_t  dx, dy;  /* [font units] dy upwards */
    uint32_t cluster; /* [bytes] offset in the run's text of the first character it shows */
};

/* Glyphs of one face, size and direction, in visual order, left to right. */
struct glyph_run {
    const struct font *font;
    mpt                size;
    uint32_t           color;
    bool               is_rtl;
    bool               is_synthetic_italic;
    str                text; /* the characters shown, logical order, for ToUnicode and for readers */
    struct glyph      *glyphs;
    size_t             count;
    mpt                x;     /* from the start of its line */
    mpt                width; /* sum of advances at `size` */
    size_t             span;  /* index of the text_span it comes from: style, link */
};

struct text_line {
    struct glyph_run *runs; /* left to right */
    size_t            count;
    mpt               width;    /* without the trailing space */
    mpt               size;     /* of its largest span; its baseline is text_baseline() below its top */
    size_t            from, to; /* [bytes] of the paragraph */
};

/* A piece of a paragraph with one style. */
struct text_span {
    str               text;
    struct text_style style;
};

struct text_lines {
    struct text_line *at;
    size_t            count;
    mpt               width;  /* of the widest */
    bool              is_rtl; /* base direction of the paragraph */
};

/* Reads the manifest (fonts/fonts.yaml) and its faces. A face whose file is absent is reported with its package. */
enum rc fonts_open(const char *manifest, struct diag *diag, struct fonts **out) MUST_CHECK;
void    fonts_close(struct fonts *fonts);
/* Reports the characters shown as U+FFFD since the last call, once each. */
void fonts_report_missing(struct fonts *fonts, struct span span, struct diag *diag);
/* Hash of the manifest and the faces' bytes: part of a document's fingerprint. */
void fonts_fingerprint(const struct fonts *fonts, char out[33]);

/*
 * Breaks the paragraph of `spans` into lines no wider than `width` (a word alone wider than it is cut between
 * characters). A wrapped line ends with a space glyph of no consequence for its width, so that words do not join
 * in extracted text. '\n' forces a break. Glyphs live in `arena`. A character that no face has becomes U+FFFD
 * and is remembered for fonts_report_missing(). Control characters and soft hyphens are dropped.
 */
void text_break(struct fonts *fonts, struct arena *arena, const struct text_span *spans, size_t count, mpt width,
                struct text_lines *out);
/* One unbroken line; beyond 16 KB the rest is left out. */
void text_line(struct fonts *fonts, struct arena *arena, const struct text_span *span, struct text_line *out);
/* Width of one unbroken line, and of the widest unbreakable piece: for column sizing. */
void text_measure(struct fonts *fonts, const struct text_span *spans, size_t count, mpt *natural, mpt *minimum);
/* One line no wider than `width`, cut at a character with « … ». */
void text_line_fitted(struct fonts *fonts, struct arena *arena, const struct text_span *span, mpt width,
                      struct text_line *out);

/*
 * The one line-height rule: from the top of a line box `leading` high to the baseline of text of `size`. It is the
 * text family's ascent and descent, whatever faces the line falls back to, so lines keep their distance.
 */
mpt text_baseline(struct fonts *fonts, mpt size, mpt leading);
mpt text_cap_height(struct fonts *fonts, mpt size);

#endif
