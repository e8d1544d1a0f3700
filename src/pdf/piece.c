/* SPDX-License-Identifier: MIT */
#include "pdf/piece.h"

#include "pdf/cluster.h"

/* « e » and a combining acute, shown by the glyph of « é »: canonically the same (Unicode 3.0, 3.11). */
static bool is_composed(str said, str text)
{
    size_t         at = 0, of_said = 0;
    hb_codepoint_t first = str_next(text, &at), second = at < text.len ? str_next(text, &at) : 0, both;
    return second && at == text.len && hb_unicode_compose(hb_unicode_funcs_get_default(), first, second, &both) &&
           said.len && str_next(said, &of_said) == both && of_said == said.len;
}

/* Do the glyphs, read one after the other, say the text of their cluster? */
static bool says_its_text(const struct pdf_fonts *fonts, const struct glyph_run *run, const struct cluster *cluster)
{
    size_t at = 0;
    if (cluster->text.len == 0) return true;
    for (size_t i = 0; i < cluster->count; i++) {
        const struct shown *shown = pdf_fonts_lookup(fonts, run->font, run->glyphs[cluster->first + i].id);
        if (!shown) continue;
        if (cluster->count == 1 && text_is_blank(shown->text) && text_is_blank(cluster->text)) return true;
        if (cluster->count == 1 && is_composed(shown->text, cluster->text)) return true;
        if (!str_equal(shown->text, str_slice(cluster->text, at, at + shown->text.len))) return false;
        at += shown->text.len;
    }
    return at == cluster->text.len;
}

static mpt advance_to(const struct glyph_run *run, size_t end)
{
    int64_t units = 0;
    for (size_t i = 0; i < end; i++)
        units += run->glyphs[i].advance;
    return (mpt)(units * run->size / run->font->units_per_em);
}

static struct piece piece_of(const struct glyph_run *run, size_t from, size_t to, str said)
{
    struct piece piece = {.run = *run, .x = from ? advance_to(run, from) : 0, .said = said};
    piece.run.glyphs = run->glyphs + from;
    piece.run.count = to - from;
    return piece;
}

bool piece_next(const struct pdf_fonts *fonts, const struct glyph_run *run, size_t *from, struct piece *out)
{
    size_t start = *from, end = start;
    if (start >= run->count) return false;
    if (run->is_rtl || pdf_fonts_is_plain(fonts, run->font)) end = run->count;
    while (end < run->count) {
        struct cluster cluster = cluster_at(run, end);
        if (!says_its_text(fonts, run, &cluster)) {
            if (end > start) break;
            *from = end + cluster.count;
            *out = piece_of(run, start, *from, cluster.text);
            return true;
        }
        end += cluster.count;
    }
    *from = end;
    *out = piece_of(run, start, end, STR_NONE);
    return true;
}
