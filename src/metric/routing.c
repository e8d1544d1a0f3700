/* SPDX-License-Identifier: MIT */
#include "metric/routing.h"

#include "base/fold.h"
#include "base/vec.h"

#include <unicode/uchar.h>

/* A word of a text: as written, and in small letters without accents. */
struct word {
    str as_written, folded;
};

struct words {
    struct word *at;
    size_t       count, cap;
};

struct phrase {
    struct words words;
    size_t       chars; /* as written in the list */
    str          domain;
    bool         is_first, is_always; /* of a row with `with`; with « * » */
    struct words companions;
};

struct routing {
    VEC(struct phrase) phrases;
};

static bool is_letter(uint32_t c)
{
    return u_isalnum((UChar32)c) || (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

/* Marks that stand alone give nothing. */
static void fold(uint32_t c, struct strbuf *out)
{
    uint32_t parts[FOLD_MOST];
    size_t   count = fold_decompose(c, parts);
    for (size_t i = 0; i < count; i++)
        if (u_isalnum((UChar32)parts[i])) strbuf_add_code_point(out, parts[i]);
}

static struct words split(struct arena *arena, str text)
{
    struct words  words = {0};
    struct strbuf folded = {0};
    for (size_t at = 0; at < text.len;) {
        size_t start = at, end = at;
        strbuf_clear(&folded);
        for (uint32_t c; at < text.len && (c = str_next(text, &at), is_letter(c)); end = at)
            fold(c, &folded);
        if (end == start) continue;
        vec_grow(arena, (void **)&words.at, &words.count, &words.cap, sizeof *words.at);
        words.at[words.count - 1] = (struct word){str_slice(text, start, end), arena_str(arena, strbuf_str(&folded))};
    }
    strbuf_release(&folded);
    return words;
}

/* ---- the lists ---- */

static bool has_capital(str word)
{
    for (size_t at = 0; at < word.len;) {
        if (u_isupper((UChar32)str_next(word, &at))) return true;
    }
    return false;
}

static void add_row(struct arena *arena, struct routing *routing, str words, str with, str domain)
{
    for (str rest = words; rest.ptr;) {
        str            text = str_trim(str_cut(rest, ',', &rest));
        struct phrase *phrase = VEC_PUSH(arena, routing->phrases);
        *phrase = (struct phrase){.words = split(arena, text),
                                  .chars = str_chars(text),
                                  .domain = domain,
                                  .is_first = with.len > 0,
                                  .is_always = str_is(with, "*"),
                                  .companions = split(arena, with)};
    }
}

const struct routing *routing_new(struct arena *arena, const struct library *library)
{
    const struct library_table *table = library_table(library, STR("routing"));
    struct routing             *routing = ARENA_NEW(arena, struct routing);
    for (size_t i = 0; table && i < table->row_count; i++)
        add_row(arena, routing, library_code(library, table, i, "words"), library_code(library, table, i, "with"),
                library_code(library, table, i, "domain"));
    return table ? routing : NULL;
}

/* ---- a text ---- */

static bool is_same(const struct word *listed, const struct word *word)
{
    return str_equal(listed->folded, word->folded) &&
           (!has_capital(listed->as_written) || str_equal(listed->as_written, word->as_written));
}

static bool contains(const struct words *text, const struct words *phrase)
{
    for (size_t i = 0; phrase->count && i + phrase->count <= text->count; i++) {
        size_t same = 0;
        while (same < phrase->count && is_same(&phrase->at[same], &text->at[i + same]))
            same++;
        if (same == phrase->count) return true;
    }
    return false;
}

static bool has_companion(const struct words *text, const struct phrase *phrase)
{
    bool is_found = phrase->is_always;
    for (size_t i = 0; !is_found && i < phrase->companions.count; i++)
        is_found = contains(text, &(struct words){&phrase->companions.at[i], 1, 1});
    return is_found;
}

str routing_find(const struct routing *routing, struct arena *scratch, str text)
{
    struct words         words = split(scratch, text);
    const struct phrase *best = NULL;
    for (size_t i = 0; routing && i < routing->phrases.count; i++) {
        const struct phrase *phrase = &routing->phrases.at[i];
        bool                 is_longer = !best || phrase->chars > best->chars;
        if (!phrase->is_first && !is_longer) continue;
        if (!contains(&words, &phrase->words)) continue;
        if (phrase->is_first && has_companion(&words, phrase)) return phrase->domain;
        if (!phrase->is_first) best = phrase;
    }
    return best ? best->domain : STR_NONE;
}
