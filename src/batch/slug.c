/* SPDX-License-Identifier: MIT */
#include "batch/slug.h"

#include "base/fold.h"
#include "base/limits.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

/* Latin letters that have no decomposition, as people write them without. */
static const struct {
    uint32_t    letter;
    const char *spelt;
} spellings[] = {
    {0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},
    {0x111, "d"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"},
};

static bool is_ascii_alnum(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_mark(uint32_t c)
{
    return (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

static void add_dash(struct strbuf *out)
{
    if (out->len && out->at[out->len - 1] != '-') strbuf_addc(out, '-');
}

/* A small Latin letter beyond ASCII. */
static void add_latin(uint32_t c, struct strbuf *out)
{
    uint32_t parts[FOLD_MOST];
    size_t   count = fold_decompose(c, parts);
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        if (spellings[i].letter == c) strbuf_adds(out, spellings[i].spelt);
    }
    for (size_t i = 0; i < count; i++)
        if (is_ascii_alnum(parts[i])) strbuf_addc(out, (char)parts[i]);
}

static void add_letter(uint32_t c, struct strbuf *out)
{
    UErrorCode status = U_ZERO_ERROR;
    uint32_t   small = (uint32_t)u_tolower((UChar32)c);
    if (is_ascii_alnum(small))
        strbuf_addc(out, (char)small);
    else if (small < 0x80)
        add_dash(out);
    else if (uscript_getScript((UChar32)c, &status) == USCRIPT_LATIN)
        add_latin(small, out);
    else if (u_isalnum((UChar32)small))
        strbuf_add_code_point(out, small);
    else if (!is_mark(c))
        add_dash(out);
    else if (out->len && (unsigned char)out->at[out->len - 1] >= 0x80)
        strbuf_add_code_point(out, c); /* of a letter kept */
}

/* Not inside a character. */
static size_t boundary(str text, size_t at)
{
    while (at && at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* At a '-' in the last third where there is one, else in the middle of a word. */
static str cut(str slug)
{
    if (slug.len <= SLUG_MAX) return slug;
    size_t at = SLUG_MAX;
    while (at > SLUG_MAX * 2 / 3 && slug.ptr[at] != '-')
        at--;
    return str_slice(slug, 0, slug.ptr[at] == '-' ? at : boundary(slug, SLUG_MAX));
}

str slug_of(struct arena *arena, str name)
{
    struct strbuf out = {0};
    for (size_t at = 0; at < name.len && out.len < 2 * SLUG_MAX;)
        add_letter(str_next(name, &at), &out);
    while (out.len && out.at[out.len - 1] == '-')
        out.len--;
    str slug = arena_str(arena, cut(strbuf_str(&out)));
    strbuf_release(&out);
    return slug;
}

static bool is_plain(uint32_t c)
{
    if (c < 0x80) return is_ascii_alnum(c) || c == '-' || c == '_' || c == '.';
    return c != 0xFFFD && (u_isalnum((UChar32)c) || is_mark(c));
}

str slug_part(struct arena *arena, str text)
{
    struct strbuf out = {0};
    text = str_slice(text, 0, boundary(text, LIMIT_NAME_BYTES));
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        strbuf_add_code_point(&out, is_plain(c) ? c : '-');
    }
    if (out.len == 0) strbuf_addc(&out, '-');
    if (out.at[0] == '.') out.at[0] = '-';
    str part = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return part;
}
