/* SPDX-License-Identifier: MIT */
#include "pdf/font.h"

#include "base/mem.h"
#include "pdf/cluster.h"
#include "pdf/font_parts.h"
#include "pdf/syntax.h"

#include <stdlib.h>
#include <string.h>

enum { GHOSTS_MOST = 256 }; /* codes of a simple font */

struct pdf_fonts {
    struct arena       *arena; /* of the document */
    struct subsetter   *subsetter;
    struct image_store *images;
    struct pdf_face    *faces; /* by font id */
    size_t              count;
    VEC(struct shown) ghosts; /* code is place, id is character */
};

struct pdf_fonts *pdf_fonts_new(struct packer *packer, struct image_store *images, size_t font_count)
{
    struct pdf_fonts *fonts = mem_new(1, sizeof *fonts);
    fonts->subsetter = subsetter_new(packer);
    fonts->images = images;
    fonts->faces = mem_new(font_count ? font_count : 1, sizeof *fonts->faces);
    fonts->count = font_count;
    return fonts;
}

void pdf_fonts_free(struct pdf_fonts *fonts)
{
    if (!fonts) return;
    for (size_t i = 0; i < fonts->count; i++)
        free(fonts->faces[i].slots);
    free(fonts->faces);
    subsetter_free(fonts->subsetter);
    free(fonts);
}

void pdf_fonts_begin(struct pdf_fonts *fonts, struct arena *arena)
{
    fonts->arena = arena;
    memset(&fonts->ghosts, 0, sizeof fonts->ghosts);
    for (size_t i = 0; i < fonts->count; i++) {
        struct pdf_face *face = &fonts->faces[i];
        if (face->slots) memset(face->slots, 0, face->slot_count * sizeof *face->slots);
        memset(&face->shown, 0, sizeof face->shown);
        face->is_plain = true;
    }
}

static struct pdf_face *face_of(struct pdf_fonts *fonts, const struct font *font)
{
    if (font->id >= fonts->count) return NULL;
    struct pdf_face *face = &fonts->faces[font->id];
    if (!face->slots) {
        face->font = font;
        face->slot_count = hb_face_get_glyph_count(font->face);
        face->slots = mem_new(face->slot_count + 1, sizeof *face->slots);
        if (font->is_bitmap || !hb_font_get_nominal_glyph(font->hb, ' ', &face->space) ||
            face->space >= face->slot_count)
            face->space = 0;
    }
    return face;
}

static struct shown *shown_of(struct arena *arena, struct pdf_face *face, uint32_t id)
{
    if (face->slots[id]) return &face->shown.at[face->slots[id] - 1];
    struct shown *shown = VEC_PUSH(arena, face->shown);
    face->slots[id] = (uint32_t)face->shown.count;
    shown->id = id;
    int64_t advance = hb_font_get_glyph_h_advance(face->font->hb, id);
    shown->width = (int32_t)(advance * 100000 / face->font->units_per_em);
    return shown;
}

/* Characters a split glyph leaves to ghosts; false when there is no room for them all. */
static bool note_ghosts(struct pdf_fonts *fonts, str text)
{
    size_t before = fonts->ghosts.count;
    for (size_t at = 0; at < text.len;) {
        size_t   from = at;
        uint32_t c = str_next(text, &at);
        if (at == text.len || pdf_fonts_ghost(fonts, c) >= 0) continue; /* the glyph itself says the last */
        if (fonts->ghosts.count == GHOSTS_MOST) {
            fonts->ghosts.count = before;
            return false;
        }
        struct shown *ghost = VEC_PUSH(fonts->arena, fonts->ghosts);
        *ghost =
            (struct shown){.id = c, .code = (uint16_t)(fonts->ghosts.count - 1), .text = str_slice(text, from, at)};
    }
    return true;
}

static enum text_rank rank_of(const struct font *font, uint32_t id, str text)
{
    size_t         at = 0;
    hb_codepoint_t nominal;
    uint32_t       c = str_next(text, &at);
    if (at < text.len || !hb_font_get_nominal_glyph(font->hb, c, &nominal) || nominal != id) return RANK_CLUSTER;
    return c == ' ' ? RANK_SPACE : RANK_NOMINAL; /* one glyph often shows U+0020, U+00A0 and U+202F alike */
}

bool text_is_blank(str text)
{
    return str_is(text, " ") || str_is(text, "\xC2\xA0") || str_is(text, "\xE2\x80\xAF");
}

/* A text other than the glyph's: the surer one stays. */
static void note_text(struct pdf_fonts *fonts, struct pdf_face *face, struct shown *shown, const struct glyph_run *run,
                      bool is_alone, str text)
{
    enum text_rank rank = text.len ? rank_of(face->font, shown->id, text) : RANK_FILLER;
    if (text.len == 0 || (shown->text.len && !(text_is_blank(shown->text) && text_is_blank(text))))
        face->is_plain = false;
    if (shown->text.len && rank <= shown->rank) return;
    /* A glyph without a text of its own must have some: U+200B (ISO 19005-3, 6.2.11.7). */
    shown->text = text.len ? text : STR("\xE2\x80\x8B");
    shown->rank = rank;
    shown->is_split =
        run->is_rtl && is_alone && rank == RANK_CLUSTER && str_chars(text) > 1 && note_ghosts(fonts, text);
}

static void note_glyph(struct pdf_fonts *fonts, struct pdf_face *face, const struct glyph_run *run,
                       const struct cluster *cluster, size_t i)
{
    uint32_t id = run->glyphs[i].id;
    if (id == 0 || id >= face->slot_count) return; /* PDF/A shows no « .notdef » (ISO 19005-3, 6.2.11.8) */
    struct shown *shown = shown_of(fonts->arena, face, id);
    str text = cluster->count == 1 ? cluster->text : cluster_share(run, cluster, cluster_place(run, cluster, i));
    if (text.len == 0 || !str_equal(text, shown->text)) note_text(fonts, face, shown, run, cluster->count == 1, text);
}

void pdf_fonts_note(struct pdf_fonts *fonts, const struct glyph_run *run)
{
    struct pdf_face *face = face_of(fonts, run->font);
    if (!face) return;
    if (face->space && face->shown.count == 0) { /* text_writer_separate() may want it */
        struct shown *shown = shown_of(fonts->arena, face, face->space);
        shown->text = STR(" ");
        shown->rank = RANK_SPACE;
    }
    for (size_t i = 0; i < run->count;) {
        struct cluster cluster = cluster_at(run, i);
        for (; i < cluster.first + cluster.count; i++)
            note_glyph(fonts, face, run, &cluster, i);
    }
}

bool pdf_fonts_is_plain(const struct pdf_fonts *fonts, const struct font *font)
{
    return font->id < fonts->count && fonts->faces[font->id].is_plain;
}

static int by_id(const void *a, const void *b)
{
    const struct shown *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

enum rc pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file, struct strbuf *resources, struct diag *diag)
{
    for (size_t i = 0; i < fonts->count; i++) {
        struct pdf_face *face = &fonts->faces[i];
        if (face->shown.count == 0) continue;
        qsort(face->shown.at, face->shown.count, sizeof *face->shown.at, by_id);
        for (size_t j = 0; j < face->shown.count; j++)
            face->slots[face->shown.at[j].id] = (uint32_t)j + 1;
        enum rc rc = face->font->is_bitmap ? type3_write(file, fonts->images, face, resources)
                                           : type0_write(file, fonts->subsetter, face, resources);
        if (rc == RC_OK) continue;
        diag_add(diag, DIAG_PDF_FONT, SPAN_NONE, face->font->family, face->font->path);
        return rc;
    }
    if (fonts->ghosts.count) ghosts_write(file, fonts->ghosts.at, fonts->ghosts.count, resources);
    return RC_OK;
}

uint32_t pdf_fonts_space(const struct pdf_fonts *fonts, const struct font *font)
{
    return font->id < fonts->count ? fonts->faces[font->id].space : 0;
}

int pdf_fonts_ghost(const struct pdf_fonts *fonts, uint32_t code_point)
{
    for (size_t i = 0; i < fonts->ghosts.count; i++)
        if (fonts->ghosts.at[i].id == code_point) return (int)i;
    return -1;
}

const struct shown *pdf_fonts_lookup(const struct pdf_fonts *fonts, const struct font *font, uint32_t id)
{
    if (font->id >= fonts->count) return NULL;
    const struct pdf_face *face = &fonts->faces[font->id];
    if (id >= face->slot_count || !face->slots[id]) return NULL;
    return &face->shown.at[face->slots[id] - 1];
}

void pdf_font_name(struct strbuf *out, const struct font *font, uint16_t part)
{
    strbuf_adds(out, "/F");
    syntax_int(out, font->id);
    if (part == 0) return;
    strbuf_addc(out, 'p');
    syntax_int(out, part);
}

static void add_mapping(struct strbuf *out, const struct shown *shown, int digits)
{
    static const char hex[] = "0123456789ABCDEF";
    strbuf_addc(out, '<');
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        strbuf_addc(out, hex[shown->code >> shift & 15]);
    strbuf_adds(out, "><");
    for (size_t at = 0; at < shown->text.len;) {
        uint32_t c = str_next(shown->text, &at);
        if (!shown->is_split || at == shown->text.len) syntax_utf16(out, c);
    }
    strbuf_adds(out, ">\n");
}

struct pdf_dict *to_unicode_write(struct pdf_file *file, const struct shown *shown, size_t count, int digits)
{
    enum { MAPPINGS_MOST = 100 }; /* in one operator (Adobe Technical Note 5014) */
    struct strbuf map = {0};
    strbuf_adds(&map, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
                      "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                      "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n1 begincodespacerange\n");
    strbuf_adds(&map, digits == 4 ? "<0000><FFFF>\n" : "<00><FF>\n");
    strbuf_adds(&map, "endcodespacerange\n");
    for (size_t from = 0; from < count; from += MAPPINGS_MOST) {
        size_t to = count - from < MAPPINGS_MOST ? count : from + MAPPINGS_MOST;
        syntax_int(&map, (int64_t)(to - from));
        strbuf_adds(&map, " beginbfchar\n");
        for (size_t i = from; i < to; i++)
            add_mapping(&map, &shown[i], digits);
        strbuf_adds(&map, "endbfchar\n");
    }
    strbuf_adds(&map, "endcmap CMapName currentdict/CMap defineresource pop end end\n");
    struct pdf_dict *stream = pdf_stream(file, strbuf_str(&map));
    strbuf_release(&map);
    return stream;
}
