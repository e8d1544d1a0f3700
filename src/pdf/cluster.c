/* SPDX-License-Identifier: MIT */
#include "pdf/cluster.h"

#include "text/font.h"

struct cluster cluster_at(const struct glyph_run *run, size_t first)
{
    const struct glyph *glyphs = run->glyphs;
    size_t              end = first + 1, from = glyphs[first].cluster, to = run->text.len;
    while (end < run->count && glyphs[end].cluster == from)
        end++;
    if (!run->is_rtl && end < run->count) to = glyphs[end].cluster;
    if (run->is_rtl && first > 0) to = glyphs[first - 1].cluster;
    return (struct cluster){first, end - first, str_slice(run->text, from, to)};
}

size_t cluster_place(const struct glyph_run *run, const struct cluster *cluster, size_t index)
{
    return run->is_rtl ? cluster->first + cluster->count - 1 - index : index - cluster->first;
}

static const struct glyph *glyph_at(const struct glyph_run *run, const struct cluster *cluster, size_t place)
{
    return &run->glyphs[run->is_rtl ? cluster->first + cluster->count - 1 - place : cluster->first + place];
}

/* Where the nth character starts. */
static size_t character_start(str text, size_t n)
{
    size_t at = 0;
    while (n-- && at < text.len)
        (void)str_next(text, &at);
    return at;
}

static size_t last_character(str text)
{
    size_t at = text.len;
    while (at > 0 && ((uint8_t)text.ptr[--at] & 0xC0) == 0x80)
        continue;
    return at;
}

static bool is_usual_shape(const struct font *font, uint32_t id, str character)
{
    size_t         at = 0;
    hb_codepoint_t nominal;
    return character.len && hb_font_get_nominal_glyph(font->hb, str_next(character, &at), &nominal) && nominal == id;
}

str cluster_share(const struct glyph_run *run, const struct cluster *cluster, size_t place)
{
    str text = cluster->text;
    if (cluster->count == 1) return text;
    if (str_chars(text) == cluster->count)
        return str_slice(text, character_start(text, place), character_start(text, place + 1));
    for (size_t at = cluster->count - 1; at > 0; at--) {
        size_t last = last_character(text);
        bool   is_taken =
            last > 0 && is_usual_shape(run->font, glyph_at(run, cluster, at)->id, str_slice(text, last, text.len));
        if (at == place) return is_taken ? str_slice(text, last, text.len) : STR_NONE;
        if (is_taken) text = str_slice(text, 0, last);
    }
    return text;
}
