/* SPDX-License-Identifier: MIT */
#include "source/guess_text.h"

#include "base/fold.h"

#include <unicode/uchar.h>

enum { FOLDED_MOST = 200 }; /* [bytes] of a name; the question texts of surveys are cut here */

static bool is_mark(UChar32 c)
{
    return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

static void add_blank(struct strbuf *out)
{
    if (out->len && out->at[out->len - 1] != ' ') strbuf_addc(out, ' ');
}

/* The letters that a character stands for, without its accents. */
static void add_plain(uint32_t c, struct strbuf *out)
{
    uint32_t parts[FOLD_MOST];
    size_t   count = fold_decompose(c, parts);
    for (size_t i = 0; i < count; i++) {
        if (u_isalnum((UChar32)parts[i])) strbuf_add_code_point(out, parts[i]);
        else if (!is_mark((UChar32)parts[i])) add_blank(out);
    }
}

str guess_fold(struct arena *arena, str text)
{
    struct strbuf out = {.most = FOLDED_MOST};
    bool          was_small = false;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        if (was_small && u_isupper((UChar32)c)) add_blank(&out);
        was_small = u_islower((UChar32)c);
        if (u_isalnum((UChar32)c)) add_plain(c, &out);
        else if (!is_mark((UChar32)c)) add_blank(&out);
    }
    str folded = arena_str(arena, str_trim(strbuf_str(&out)));
    strbuf_release(&out);
    return folded;
}

bool guess_same(str a, str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && a.ptr[i] == ' ') i++;
        while (j < b.len && b.ptr[j] == ' ') j++;
        if (i == a.len || j == b.len) return i == a.len && j == b.len;
        if (a.ptr[i++] != b.ptr[j++]) return false;
    }
}

bool guess_has_word(str words, str word)
{
    for (str rest = words; rest.ptr;) {
        if (str_equal(str_cut(rest, ' ', &rest), word)) return true;
    }
    return false;
}

static bool has_words(str words, str wanted)
{
    for (str rest = wanted; rest.ptr;) {
        if (!guess_has_word(words, str_cut(rest, ' ', &rest))) return false;
    }
    return true;
}

int guess_likeness(str header, str synonym)
{
    if (header.len == 0 || synonym.len == 0) return 0;
    if (guess_same(header, synonym)) return 100;
    if (synonym.len > header.len || !has_words(header, synonym)) return 0;
    return 40 + (int)(50 * synonym.len / header.len);
}
