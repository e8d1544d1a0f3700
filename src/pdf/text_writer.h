/* SPDX-License-Identifier: MIT */
/*
 * text_writer: glyph runs as text objects (ISO 32000-1, 9.4). Runs that follow each other on a line share one TJ;
 * a number stands between glyphs only where the layout differs from the widths of the font by half a thousandth.
 */
#ifndef RELIURE_PDF_TEXT_WRITER_H
#define RELIURE_PDF_TEXT_WRITER_H

#include "pdf/font.h"

struct text_writer {
    const struct pdf_fonts *fonts;
    struct strbuf          *out;
    mpt                     page_height;
    bool                    is_open; /* between BT and ET */
    bool                    is_showing, is_in_string;
    const struct font      *font; /* chosen in this stream; NULL at first */
    uint16_t                part;
    mpt                     size;
    bool                    is_slanted; /* the text matrix leans: runs are placed by Tm */
    int32_t                 rise;       /* [1/100 pt] */
    struct point            origin;     /* where the line's Td stands, as the page says */
    int64_t                 x, y;       /* the same as printed [1/100 pt] */
    double                  pen;        /* [1/1000 em] from the origin to where the next glyph would fall */
    const struct font      *last_font;  /* of the run shown last; NULL at first */
    mpt                     last_size;
    struct point            last_end;
    bool                    ends_blank; /* a space after that run would be one too many */
};

void text_writer_init(struct text_writer *writer, const struct pdf_fonts *fonts, struct strbuf *out, mpt page_height);
/* Shows a run from `at` on its baseline. RC_INVALID when its size is not positive or it lies beyond any page. */
enum rc text_writer_show(struct text_writer *writer, const struct glyph_run *run, struct point at) MUST_CHECK;
/*
 * Before a run at `at` that belongs to the same tag as the last: a space glyph after that one when the two stand on
 * different lines or apart, lest a screen reader joins their words.
 */
void text_writer_separate(struct text_writer *writer, const struct glyph_run *run, struct point at);
/* Ends the TJ under way: an operator may follow. */
void text_writer_pause(struct text_writer *writer);
/* Ends the text object. */
void text_writer_end(struct text_writer *writer);

#endif
