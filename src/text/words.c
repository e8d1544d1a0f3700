/* SPDX-License-Identifier: MIT */
#include "text/words.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "text/fonts.h"

#include <pango/pango.h>
#include <stdlib.h>
#include <string.h>

/* A word while it is made; the arrays are in the scratch arena. */
struct making {
    struct fonts          *fonts;
    const struct word_key *key;
    VEC(struct piece) pieces;
    VEC(struct glyph) glyphs;
    hb_buffer_t *buffer;
    bool         has_missing;
};

static bool is_plain_script(hb_script_t script)
{
    return script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK || script == HB_SCRIPT_CYRILLIC;
}

/*
 * GSUB lookups we do not want cost most of Inter's shaping time (pdf-notes): contextual alternates and ligatures
 * change nothing a reader would miss in Latin, Greek and Cyrillic text. Other scripts cannot be set without theirs.
 */
static size_t choose_features(const struct word_key *key, hb_script_t script, hb_feature_t out[4])
{
    size_t count = 0;
    bool   is_plain = is_plain_script(script);
    if (is_plain) {
        static const hb_tag_t unwanted[] = {HB_TAG('c', 'a', 'l', 't'), HB_TAG('l', 'i', 'g', 'a'),
                                            HB_TAG('c', 'l', 'i', 'g')};
        for (size_t i = 0; i < COUNT_OF(unwanted); i++)
            out[count++] = (hb_feature_t){unwanted[i], 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    }
    if (key->has_tabular_figures)
        out[count++] = (hb_feature_t){HB_TAG('t', 'n', 'u', 'm'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    return count;
}

static void take_glyphs(struct making *making, struct piece *piece)
{
    unsigned                   count = 0;
    const hb_glyph_info_t     *infos = hb_buffer_get_glyph_infos(making->buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(making->buffer, &count);
    piece->first_glyph = (uint32_t)making->glyphs.count;
    piece->glyph_count = count;
    for (unsigned i = 0; i < count; i++) {
        *VEC_PUSH(making->fonts->scratch, making->glyphs) = (struct glyph){.id = infos[i].codepoint,
                                                                           .advance = positions[i].x_advance,
                                                                           .dx = positions[i].x_offset,
                                                                           .dy = positions[i].y_offset,
                                                                           .cluster = infos[i].cluster};
        piece->advance += positions[i].x_advance;
    }
}

/* Clusters count from the start of the word. */
static void shape_piece(struct making *making, struct piece *piece, hb_script_t script)
{
    const struct word_key *key = making->key;
    hb_feature_t           features[4];
    size_t                 feature_count = choose_features(key, script, features);
    hb_buffer_clear_contents(making->buffer);
    hb_buffer_set_flags(making->buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    hb_buffer_set_direction(making->buffer, key->is_rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(making->buffer, script);
    hb_buffer_set_language(making->buffer, key->language);
    hb_buffer_add_utf8(making->buffer, key->text.ptr, (int)piece->to, piece->from, (int)(piece->to - piece->from));
    hb_shape(piece->font->hb, making->buffer, features, (unsigned)feature_count);
    take_glyphs(making, piece);
}

/* Spaces and joiners are drawn by whatever face stands before them. */
static bool takes_any_face(uint32_t code_point)
{
    return code_point == 0xA0 || (code_point >= 0x2000 && code_point <= 0x200F) || code_point == 0x202F ||
           code_point == 0x205F || code_point == 0x2060 || (code_point >= 0x300 && code_point <= 0x36F);
}

static const struct font *choose_face(struct making *making, uint32_t code_point, const struct font *before)
{
    const struct word_key *key = making->key;
    const struct font     *first = family_face(&making->fonts->families[0], key->weight, key->is_italic);
    if (takes_any_face(code_point)) return before ? before : first;
    if (font_has(first, code_point)) return first;
    const struct family *family = fonts_family(making->fonts, code_point, HAN_ANY);
    if (!family) making->has_missing = true;
    return family ? family_face(family, key->weight, key->is_italic) : first;
}

/* Splits a simple word where the face or the script changes and after each inner break opportunity. */
static void make_simple(struct making *making)
{
    const struct word_key *key = making->key;
    size_t                 chars = str_chars(key->text);
    PangoLogAttr          *attrs = arena_alloc(making->fonts->scratch, chars + 1, sizeof *attrs);
    PangoLanguage         *language = pango_language_from_string(hb_language_to_string(key->language));
    pango_get_log_attrs(key->text.ptr, (int)key->text.len, 0, language, attrs, (int)chars + 1);

    struct piece piece = {0};
    hb_script_t  script = HB_SCRIPT_LATIN;
    bool         has_script = false;
    size_t       at = 0;
    for (size_t i = 0; at < key->text.len; i++) {
        size_t             from = at;
        uint32_t           c = str_next(key->text, &at);
        const struct font *font = choose_face(making, c, piece.font);
        hb_script_t        own = hb_unicode_script(hb_unicode_funcs_get_default(), c);
        bool               changes = is_plain_script(own) && has_script && own != script;
        bool               breaks = from > 0 && attrs[i].is_line_break;
        if (from > piece.from && (breaks || changes || font != piece.font)) {
            piece.to = (uint32_t)from;
            piece.breaks_after = breaks;
            shape_piece(making, &piece, script);
            *VEC_PUSH(making->fonts->scratch, making->pieces) = piece;
            piece = (struct piece){.from = (uint32_t)from};
            has_script = false;
        }
        piece.font = font;
        if (is_plain_script(own)) {
            script = own;
            has_script = true;
        }
    }
    piece.to = (uint32_t)key->text.len;
    shape_piece(making, &piece, script);
    *VEC_PUSH(making->fonts->scratch, making->pieces) = piece;
}

static void make_single(struct making *making)
{
    struct piece piece = {.font = making->key->font, .to = (uint32_t)making->key->text.len};
    shape_piece(making, &piece, making->key->script);
    *VEC_PUSH(making->fonts->scratch, making->pieces) = piece;
}

/* One heap block: the word, its pieces, its glyphs, its text. */
static struct word *word_new(const struct making *making, uint64_t hash)
{
    const struct word_key *key = making->key;
    size_t                 piece_bytes = mem_product(making->pieces.count, sizeof(struct piece));
    size_t                 glyph_bytes = mem_product(making->glyphs.count, sizeof(struct glyph));
    size_t       bytes = mem_sum(mem_sum(sizeof(struct word), piece_bytes), mem_sum(glyph_bytes, key->text.len));
    struct word *word = mem_new(1, bytes);
    char        *rest = (char *)(word + 1);
    *word = (struct word){.key = *key,
                          .hash = hash,
                          .bytes = bytes,
                          .piece_count = making->pieces.count,
                          .has_missing = making->has_missing};
    word->pieces = (struct piece *)rest;
    word->glyphs = (struct glyph *)(rest + piece_bytes);
    char *text = rest + piece_bytes + glyph_bytes;
    word->key.text.ptr = text;
    if (piece_bytes) memcpy(word->pieces, making->pieces.at, piece_bytes);
    if (glyph_bytes) memcpy(word->glyphs, making->glyphs.at, glyph_bytes);
    if (key->text.len) memcpy(text, key->text.ptr, key->text.len);
    return word;
}

static struct word *make_word(struct fonts *fonts, const struct word_key *key, uint64_t hash)
{
    struct arena_mark mark = arena_mark(fonts->scratch);
    struct making     making = {.fonts = fonts, .key = key, .buffer = hb_buffer_create()};
    if (key->font)
        make_single(&making);
    else
        make_simple(&making);
    struct word *word = word_new(&making, hash);
    hb_buffer_destroy(making.buffer);
    arena_reset(fonts->scratch, mark);
    return word;
}

/* The cache */

static uint64_t key_hash(const struct word_key *key)
{
    uint64_t bits = ((uint64_t)key->weight << 3) | (uint64_t)(key->is_italic << 2) |
                    (uint64_t)(key->has_tabular_figures << 1) | (uint64_t)key->is_rtl;
    bits = bits * 1031 + (key->font ? key->font->id + 1 : 0);
    bits = bits * 31 + (uint32_t)key->script;
    return hash_quick(key->text) ^ (bits * 0x9E3779B97F4A7C15u);
}

static bool key_equal(const struct word_key *a, const struct word_key *b)
{
    return a->font == b->font && a->script == b->script && a->language == b->language && a->weight == b->weight &&
           a->is_italic == b->is_italic && a->has_tabular_figures == b->has_tabular_figures && a->is_rtl == b->is_rtl &&
           str_equal(a->text, b->text);
}

static void unlink_word(struct word_cache *cache, struct word *word)
{
    *(word->newer ? &word->newer->older : &cache->newest) = word->older;
    *(word->older ? &word->older->newer : &cache->oldest) = word->newer;
    word->newer = word->older = NULL;
}

static void link_newest(struct word_cache *cache, struct word *word)
{
    word->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = word;
    cache->newest = word;
}

static void grow(struct word_cache *cache)
{
    size_t        count = cache->slot_count ? cache->slot_count * 2 : 1024;
    struct word **slots = mem_new(count, sizeof(struct word *));
    for (struct word *word = cache->newest; word; word = word->older) {
        struct word **slot = &slots[word->hash & (count - 1)];
        word->chain = *slot;
        *slot = word;
    }
    free(cache->slots);
    cache->slots = slots;
    cache->slot_count = count;
}

static void insert(struct word_cache *cache, struct word *word)
{
    if (cache->count >= cache->slot_count) grow(cache);
    struct word **slot = &cache->slots[word->hash & (cache->slot_count - 1)];
    word->chain = *slot;
    *slot = word;
    link_newest(cache, word);
    cache->count += 1;
    cache->bytes += word->bytes;
}

const struct word *words_lookup(struct fonts *fonts, const struct word_key *key)
{
    struct word_cache *cache = &fonts->cache;
    uint64_t           hash = key_hash(key);
    struct word       *word = cache->slot_count ? cache->slots[hash & (cache->slot_count - 1)] : NULL;
    while (word && (word->hash != hash || !key_equal(&word->key, key)))
        word = word->chain;
    if (!word) {
        word = make_word(fonts, key, hash);
        insert(cache, word);
    } else if (word != cache->newest) {
        unlink_word(cache, word);
        link_newest(cache, word);
    }
    return word;
}

static void drop_oldest(struct word_cache *cache)
{
    struct word  *word = cache->oldest;
    struct word **at = &cache->slots[word->hash & (cache->slot_count - 1)];
    while (*at != word)
        at = &(*at)->chain;
    *at = word->chain;
    unlink_word(cache, word);
    cache->count -= 1;
    cache->bytes -= word->bytes;
    free(word);
}

void words_trim(struct word_cache *cache)
{
    while (cache->bytes > LIMIT_WORD_CACHE_BYTES)
        drop_oldest(cache);
}

void words_release(struct word_cache *cache)
{
    while (cache->oldest)
        drop_oldest(cache);
    free(cache->slots);
    *cache = (struct word_cache){0};
}
