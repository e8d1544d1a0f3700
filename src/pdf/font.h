/* SPDX-License-Identifier: MIT */
/*
 * font: the faces of a document as PDF fonts. First every run of the pages is noted, then the fonts are written
 * with just the glyphs noted, then the content streams ask for the code and width of each glyph. Faces with outlines
 * become Type 0 fonts, colour bitmaps (emoji) Type 3 fonts. Every glyph shown has its Unicode text.
 *
 * Text is drawn from left to right, and readers turn right-to-left text around letter by letter. They disagree on
 * whether to turn the text of one glyph too (a lam-alef ligature), so such a glyph says one letter and is followed
 * by ghosts, glyphs without shape or width, that say the others.
 */
#ifndef RELIURE_PDF_FONT_H
#define RELIURE_PDF_FONT_H

#include "pdf/image.h"
#include "text/font.h"

struct pdf_fonts; /* one a process; its tables are used again for each document */

/* How sure we are of a glyph's text; higher replaces lower. */
enum text_rank { RANK_FILLER, RANK_CLUSTER, RANK_NOMINAL, RANK_SPACE };

/* A glyph of the document. */
struct shown {
    uint32_t       id;
    uint16_t       code;  /* two bytes in Type 0 text, one in Type 3 text */
    uint16_t       part;  /* number of the Type 3 font it is in; 0 for Type 0 */
    int32_t        width; /* [1/100 000 em] as the file says it */
    enum text_rank rank;
    bool           is_split; /* shows its text's last character; ghosts say the others */
    str            text;     /* borrowed from the pages */
};

/* Spaces of every kind are one to a reader. */
bool text_is_blank(str text);

#define GHOST_FONT "/G" /* resource name */

struct pdf_fonts *pdf_fonts_new(struct packer *packer, struct image_store *images, size_t font_count);
void              pdf_fonts_free(struct pdf_fonts *fonts); /* NULL is allowed */

/* Starts a document; `arena` ends with it. */
void pdf_fonts_begin(struct pdf_fonts *fonts, struct arena *arena);
/* Glyphs of a run will be shown. */
void pdf_fonts_note(struct pdf_fonts *fonts, const struct glyph_run *run);
/* Writes the fonts and adds their names to `resources`. RC_INVALID or RC_LIMIT, with a diagnostic. */
enum rc pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file, struct strbuf *resources,
                        struct diag *diag) MUST_CHECK;
/* A glyph noted, after pdf_fonts_write(). */
const struct shown *pdf_fonts_lookup(const struct pdf_fonts *fonts, const struct font *font, uint32_t id);
/* Does every glyph of the face say the text it stands for, wherever it was noted? */
bool pdf_fonts_is_plain(const struct pdf_fonts *fonts, const struct font *font);
/* The glyph of U+0020 in a face noted, or 0. */
uint32_t pdf_fonts_space(const struct pdf_fonts *fonts, const struct font *font);
/* The code of a character in the font of ghosts, or -1. */
int pdf_fonts_ghost(const struct pdf_fonts *fonts, uint32_t code_point);
/* « /F3 » or « /F3p1 »: the resource name of a part of a face. */
void pdf_font_name(struct strbuf *out, const struct font *font, uint16_t part);

#endif
