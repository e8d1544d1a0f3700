/* SPDX-License-Identifier: MIT */
/*
 * piece: a run cut where its glyphs do not say its text. One glyph has one text in a file (its ToUnicode), but in an
 * Indic or Thai cluster, or where a face draws two characters alike, that is not what stands here.
 */
#ifndef RELIURE_PDF_PIECE_H
#define RELIURE_PDF_PIECE_H

#include "pdf/font.h"

struct piece {
    struct glyph_run run;  /* the run with some of its glyphs */
    mpt              x;    /* from the run's start */
    str              said; /* the text that must be said for the glyphs; empty when they do it */
};

/*
 * The next piece from glyph *from on, which becomes the glyph after it; false at the end. Right-to-left runs are one
 * piece: readers turn an ActualText around as they turn letters, so it does more harm than good there.
 */
bool piece_next(const struct pdf_fonts *fonts, const struct glyph_run *run, size_t *from, struct piece *out);

#endif
