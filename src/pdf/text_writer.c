/* SPDX-License-Identifier: MIT */
#include "pdf/text_writer.h"

#include "pdf/cluster.h"
#include "pdf/syntax.h"

#include <math.h>

/* [1/1000 em] Differences below it are not worth a number. */
#define ADJUST_LEAST 0.5
/* [1/1000 em] Beyond it a new line position is clearer, and some readers lose precision. */
#define ADJUST_MOST 20000.0
/* Tangent of the slant of a synthetic italic; the raster writer leans text alike. */
#define SLANT "0.2"

void text_writer_init(struct text_writer *writer, const struct pdf_fonts *fonts, struct strbuf *out, mpt page_height)
{
    *writer = (struct text_writer){.fonts = fonts, .out = out, .page_height = page_height};
}

static void end_string(struct text_writer *writer)
{
    if (writer->is_in_string) strbuf_addc(writer->out, ')');
    writer->is_in_string = false;
}

void text_writer_pause(struct text_writer *writer)
{
    end_string(writer);
    if (writer->is_showing) strbuf_adds(writer->out, "]TJ\n");
    writer->is_showing = false;
}

static void set_rise(struct text_writer *writer, int32_t rise)
{
    if (rise == writer->rise) return;
    text_writer_pause(writer);
    syntax_hundredths(writer->out, rise);
    strbuf_adds(writer->out, " Ts\n");
    writer->rise = rise;
}

void text_writer_end(struct text_writer *writer)
{
    if (!writer->is_open) return;
    set_rise(writer, 0);
    text_writer_pause(writer);
    strbuf_adds(writer->out, "ET\n");
    writer->is_open = false;
}

static int64_t hundredths(mpt length)
{
    return length < 0 ? -((-(int64_t)length + 5) / 10) : ((int64_t)length + 5) / 10;
}

/* Moves the line to `at`; positions are printed as differences of rounded ones, so that errors do not add up. */
static void place(struct text_writer *writer, struct point at, bool is_slanted)
{
    int64_t x = hundredths(at.x), y = hundredths(writer->page_height - at.y);
    text_writer_pause(writer);
    if (!writer->is_open) {
        strbuf_adds(writer->out, "BT\n");
        writer->is_open = true;
        writer->x = writer->y = 0;
        writer->is_slanted = false;
    }
    bool is_absolute = is_slanted || writer->is_slanted;
    if (is_absolute) strbuf_adds(writer->out, is_slanted ? "1 0 " SLANT " 1 " : "1 0 0 1 ");
    syntax_hundredths(writer->out, is_absolute ? x : x - writer->x);
    strbuf_addc(writer->out, ' ');
    syntax_hundredths(writer->out, is_absolute ? y : y - writer->y);
    strbuf_adds(writer->out, is_absolute ? " Tm\n" : " Td\n");
    writer->x = x;
    writer->y = y;
    writer->origin = at;
    writer->is_slanted = is_slanted;
    writer->pen = 0;
}

static void choose(struct text_writer *writer, const struct font *font, uint16_t part, mpt size)
{
    if (writer->font == font && writer->part == part && writer->size == size) return;
    text_writer_pause(writer);
    if (writer->size != size && writer->size)
        writer->pen *= (double)writer->size / size; /* an em is another length now */
    pdf_font_name(writer->out, font, part);
    strbuf_addc(writer->out, ' ');
    syntax_length(writer->out, size);
    strbuf_adds(writer->out, " Tf\n");
    writer->font = font;
    writer->part = part;
    writer->size = size;
}

static void add_code(struct strbuf *out, unsigned byte)
{
    char c = (char)byte;
    if (c == '(' || c == ')' || c == '\\') strbuf_addc(out, '\\');
    if (c == '\r')
        strbuf_adds(out, "\\r"); /* a bare one would be read as a line feed (ISO 32000-1, 7.3.4.2) */
    else
        strbuf_addc(out, c);
}

/* A glyph at `target` [1/1000 em] from the line's origin. */
static void show(struct text_writer *writer, const struct font *font, const struct shown *shown, double target)
{
    struct strbuf *out = writer->out;
    double         gap = target - writer->pen;
    if (!writer->is_showing) strbuf_addc(out, '[');
    writer->is_showing = true;
    if (fabs(gap) >= ADJUST_LEAST) {
        long adjust = lround(-gap);
        end_string(writer);
        syntax_int(out, adjust);
        writer->pen -= (double)adjust;
    }
    if (!writer->is_in_string) strbuf_addc(out, '(');
    writer->is_in_string = true;
    if (!font->is_bitmap) add_code(out, shown->code >> 8);
    add_code(out, shown->code & 255);
    writer->pen += shown->width / 100.0;
}

/* The letters of a split glyph but its last, from last to first: as the eye meets them in right-to-left text. */
static void show_ghosts(struct text_writer *writer, const struct shown *shown)
{
    text_writer_pause(writer);
    strbuf_adds(writer->out, GHOST_FONT " ");
    syntax_length(writer->out, writer->size);
    strbuf_adds(writer->out, " Tf(");
    str text = shown->text;
    for (bool is_last = true; text.len; is_last = false) {
        size_t from = text.len, at;
        while (from > 0 && ((uint8_t)text.ptr[--from] & 0xC0) == 0x80)
            continue;
        at = from;
        int code = is_last ? -1 : pdf_fonts_ghost(writer->fonts, str_next(text, &at));
        if (code >= 0) add_code(writer->out, (unsigned)code);
        text = str_slice(text, 0, from);
    }
    strbuf_adds(writer->out, ")Tj\n");
    writer->font = NULL;
}

static void show_glyph(struct text_writer *writer, const struct glyph_run *run, const struct glyph *glyph,
                       double target)
{
    const struct shown *shown = pdf_fonts_lookup(writer->fonts, run->font, glyph->id);
    if (!shown) return;
    choose(writer, run->font, shown->part, run->size);
    if (glyph->dy || writer->rise)
        set_rise(writer, (int32_t)hundredths((mpt)((int64_t)glyph->dy * run->size / run->font->units_per_em)));
    show(writer, run->font, shown, target);
    if (shown->is_split) show_ghosts(writer, shown);
}

/* Can the run go on where the line is? Then `*start` is where it begins on it [1/1000 em]. */
static bool continues(const struct text_writer *writer, const struct glyph_run *run, struct point at, double *start)
{
    *start = (double)((int64_t)at.x - writer->origin.x) * 1000 / run->size;
    if (!writer->is_open || writer->is_slanted || run->is_synthetic_italic || at.y != writer->origin.y) return false;
    double pen = writer->size ? writer->pen * writer->size / run->size : 0;
    return fabs(*start - pen) < ADJUST_MOST;
}

/* Does the run end with a space, or say nothing? */
static bool ends_blank(const struct glyph_run *run)
{
    struct cluster last = cluster_at(run, run->count - 1);
    return last.text.len == 0 || text_is_blank(last.text);
}

static void show_run(struct text_writer *writer, const struct glyph_run *run, struct point at)
{
    double start, unit = 1000.0 / run->font->units_per_em;
    if (!continues(writer, run, at, &start)) {
        place(writer, at, run->is_synthetic_italic);
        start = 0;
    }
    int64_t along = 0; /* [font units] */
    for (size_t i = 0; i < run->count; i++) {
        show_glyph(writer, run, &run->glyphs[i], start + (double)(along + run->glyphs[i].dx) * unit);
        along += run->glyphs[i].advance;
    }
    writer->last_font = run->font;
    writer->last_size = run->size;
    writer->last_end = (struct point){at.x + (mpt)(along * run->size / run->font->units_per_em), at.y};
    writer->ends_blank = run->is_rtl || ends_blank(run);
}

enum rc text_writer_show(struct text_writer *writer, const struct glyph_run *run, struct point at)
{
    enum { FARTHEST = 100000 * 1000 }; /* [mpt] */
    if (run->size <= 0 || run->size > FARTHEST || at.x > FARTHEST || at.x < -FARTHEST || at.y > FARTHEST ||
        at.y < -FARTHEST)
        return RC_INVALID;
    if (run->count) show_run(writer, run, at);
    return RC_OK;
}

void text_writer_separate(struct text_writer *writer, const struct glyph_run *run, struct point at)
{
    enum { APART = 8 }; /* a gap of an em's eighth is one between words */
    if (!writer->last_font || writer->ends_blank || str_starts(run->text, " ")) return;
    mpt gap = at.x - writer->last_end.x, least = run->size / APART;
    if (at.y == writer->last_end.y && gap > -least && gap < least) return;
    struct glyph     glyph = {.id = pdf_fonts_space(writer->fonts, writer->last_font)};
    struct glyph_run space = {
        .font = writer->last_font, .size = writer->last_size, .text = STR(" "), .glyphs = &glyph, .count = 1};
    if (glyph.id) show_run(writer, &space, writer->last_end);
}
