/* SPDX-License-Identifier: MIT */
/*
 * tokens: a paragraph cut into shaped pieces in logical order, with where a line may end. Paragraphs of Latin,
 * Greek and Cyrillic go word by word through the cache; all others are itemised as a whole. Private to text/.
 */
#ifndef RELIURE_TEXT_TOKENS_H
#define RELIURE_TEXT_TOKENS_H

#include "base/vec.h"
#include "text/words.h"

struct token {
    const struct word *word;
    uint32_t           piece;
    uint32_t           from, to; /* [bytes] of the paragraph */
    uint32_t           span;
    mpt                width;
    uint8_t            level;                /* bidi embedding level: odd is right to left */
    bool               is_space, is_newline; /* a newline has no glyphs: word is NULL */
    bool               breaks_after;
};

struct paragraph {
    struct fonts           *fonts;
    struct arena           *arena; /* of `text`, which the glyph runs point into */
    const struct text_span *spans;
    size_t                  span_count;
    str                     text; /* the spans joined and cleaned */
    uint32_t               *ends; /* [bytes] of `text`: where each span ends */
    bool                    is_rtl;
    VEC(struct token) tokens; /* in the scratch arena */
};

void paragraph_open(struct paragraph *paragraph, struct fonts *fonts, struct arena *arena,
                    const struct text_span *spans, size_t count);
/* The first part of a token no wider than `width`, cut between graphemes; false when not even one fits. `rest` follows.
 */
bool                token_cut(struct paragraph *paragraph, const struct token *token, mpt width, bool at_least_one,
                              struct token *first, struct token *rest);
const struct piece *token_piece(const struct token *token);

#endif
