/* SPDX-License-Identifier: MIT */
/*
 * words: shaped words, kept. A lookup that hits costs one hash; a miss itemises and shapes. Least recently used
 * words go when the cache outgrows LIMIT_WORD_CACHE_BYTES, but only in words_trim(), so that a paragraph can
 * hold on to all of its own. Private to text/.
 */
#ifndef RELIURE_TEXT_WORDS_H
#define RELIURE_TEXT_WORDS_H

#include "text/font.h"

/* Part of a word in one face and direction. */
struct piece {
    const struct font *font;
    uint32_t           from, to; /* [bytes] of the word */
    uint32_t           first_glyph, glyph_count;
    int64_t            advance;      /* [font units] */
    bool               breaks_after; /* a line may end here */
};

/*
 * All that shaping depends on (design section 8: shorter keys give wrong brackets and wrong Han shapes). With
 * `font` NULL the word is simple: Latin, Greek or Cyrillic, left to right; it is split by face and break inside.
 */
struct word_key {
    str                text;
    const struct font *font;
    hb_script_t        script;
    hb_language_t      language;
    uint16_t           weight;
    bool               is_italic, has_tabular_figures, is_rtl;
};

struct word {
    struct word_key key;
    uint64_t        hash;
    struct word    *chain, *newer, *older;
    size_t          bytes; /* held from the heap */
    struct piece   *pieces;
    size_t          piece_count;
    struct glyph   *glyphs;
    bool            has_missing; /* shows a character that no face has */
};

struct word_cache {
    struct word **slots; /* power of two */
    size_t        slot_count, count, bytes;
    struct word  *newest, *oldest;
};

/* The shaped word, from the cache or made now. Stays valid until words_trim(). */
const struct word *words_lookup(struct fonts *fonts, const struct word_key *key);
void               words_trim(struct word_cache *cache);
void               words_release(struct word_cache *cache);

#endif
