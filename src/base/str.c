/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int str_compare(str a, str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int    order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    if (order) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_ends(str text, const char *suffix)
{
    str s = str_from(suffix);
    return text.len >= s.len && str_equal((str){text.ptr + text.len - s.len, s.len}, s);
}

str str_slice(str text, size_t from, size_t to)
{
    if (to > text.len) to = text.len;
    if (from > to) from = to;
    return (str){text.ptr ? text.ptr + from : NULL, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

str str_trim(str text)
{
    size_t from = 0, to = text.len;
    while (from < to && is_space(text.ptr[from])) from++;
    while (to > from && is_space(text.ptr[to - 1])) to--;
    return str_slice(text, from, to);
}

size_t str_find(str text, char byte)
{
    const char *at = text.len ? memchr(text.ptr, byte, text.len) : NULL;
    return at ? (size_t)(at - text.ptr) : text.len;
}

size_t str_find_str(str text, str needle)
{
    if (needle.len == 0 || needle.len > text.len) return needle.len ? text.len : 0;
    const char *at = memmem(text.ptr, text.len, needle.ptr, needle.len);
    return at ? (size_t)(at - text.ptr) : text.len;
}

str str_cut(str text, char separator, str *rest)
{
    size_t at = str_find(text, separator);
    *rest = at == text.len ? STR_NONE : str_slice(text, at + 1, text.len);
    return str_slice(text, 0, at);
}

/* Length of the well-formed sequence at `p` (RFC 3629, table 3-7 of Unicode), or 0. */
static size_t sequence_length(const unsigned char *p, size_t left)
{
    unsigned char lead = p[0], low = 0x80, high = 0xBF;
    size_t        length;
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF) length = 3;
    else if (lead >= 0xF0 && lead <= 0xF4) length = 4;
    else return 0;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    if (left < length || p[1] < low || p[1] > high) return 0;
    for (size_t i = 2; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0;
    }
    return length;
}

uint32_t str_next(str text, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text.ptr + *at;
    size_t               length = sequence_length(p, text.len - *at);
    if (length == 0) {
        *at += 1;
        return 0xFFFD;
    }
    *at += length;
    if (length == 1) return p[0];
    uint32_t code = p[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) code = (code << 6) | (p[i] & 0x3Fu);
    return code;
}

size_t str_utf8_valid(str text)
{
    size_t at = 0;
    while (at < text.len) {
        uint64_t word;
        while (text.len - at >= sizeof word && (memcpy(&word, text.ptr + at, sizeof word), !(word & 0x8080808080808080u)))
            at += sizeof word;
        if (at == text.len) break;
        size_t length = sequence_length((const unsigned char *)text.ptr + at, text.len - at);
        if (length == 0) return at;
        at += length;
    }
    return at;
}

size_t str_chars(str text)
{
    size_t count = 0, at = 0;
    while (at < text.len) {
        (void)str_next(text, &at);
        count++;
    }
    return count;
}

size_t str_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static unsigned char folded(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t str_distance(str a, str b, size_t most)
{
    enum { LONGEST = 64 }; /* keys and column names; beyond it no suggestion is worth its cost */
    size_t gap = a.len > b.len ? a.len - b.len : b.len - a.len;
    if (gap > most || a.len > LONGEST || b.len > LONGEST) return most + 1;
    size_t rows[3][LONGEST + 1];
    size_t *two_back = rows[0], *back = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++) back[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = folded(a.ptr[i - 1]) == folded(b.ptr[j - 1]);
            row[j] = least(least(back[j] + 1, row[j - 1] + 1), back[j - 1] + !same);
            if (i > 1 && j > 1 && folded(a.ptr[i - 1]) == folded(b.ptr[j - 2]) &&
                folded(a.ptr[i - 2]) == folded(b.ptr[j - 1]))
                row[j] = least(row[j], two_back[j - 2] + 1);
        }
        size_t *oldest = two_back;
        two_back = back, back = row, row = oldest;
    }
    return back[b.len];
}

bool strbuf_reserve(struct strbuf *buf, size_t more)
{
    size_t most = buf->most ? buf->most : LIMIT_FILE_BYTES;
    size_t need = mem_sum(mem_sum(buf->len, more), 1);
    if (need > most) buf->is_full = true;
    if (buf->is_full) return false;
    if (need > buf->cap) {
        size_t cap = buf->cap ? buf->cap : 128;
        while (cap < need) cap = mem_product(cap, 2);
        if (cap > most) cap = most; /* so that room is never beyond the ceiling */
        buf->at = mem_resize(buf->at, cap, 1);
        buf->cap = cap;
    }
    return true;
}

void strbuf_adds(struct strbuf *buf, const char *cstr)
{
    strbuf_add(buf, str_from(cstr));
}

void strbuf_add_code_point(struct strbuf *buf, uint32_t code_point)
{
    char bytes[4];
    strbuf_add(buf, (str){bytes, str_encode(code_point, bytes)});
}

/* Most of what is printed fits the room there is, so it is printed once. */
void strbuf_add_reference(struct strbuf *buf, str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
            c == '_' || c == '~' || c == '/')
            strbuf_addc(buf, (char)c);
        else
            strbuf_printf(buf, "%%%02X", c);
    }
}

void strbuf_add_markup(struct strbuf *buf, str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        if ((c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF) continue;
        switch (c) {
        case '&': strbuf_adds(buf, "&amp;"); break;
        case '<': strbuf_adds(buf, "&lt;"); break;
        case '>': strbuf_adds(buf, "&gt;"); break;
        case '"': strbuf_adds(buf, "&quot;"); break;
        default: strbuf_add_code_point(buf, c);
        }
    }
}

void strbuf_vprintf(struct strbuf *buf, const char *format, va_list args)
{
    va_list again;
    if (!strbuf_reserve(buf, 0)) return;
    va_copy(again, args);
    size_t room = buf->cap - buf->len;
    int    length = vsnprintf(buf->at + buf->len, room, format, args);
    if (length > 0 && (size_t)length < room) {
        buf->len += (size_t)length;
    } else if (length > 0) {
        buf->at[buf->len] = '\0';
        if (strbuf_reserve(buf, (size_t)length)) {
            vsnprintf(buf->at + buf->len, (size_t)length + 1, format, again);
            buf->len += (size_t)length;
        }
    }
    va_end(again);
}

void strbuf_printf(struct strbuf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vprintf(buf, format, args);
    va_end(args);
}

void strbuf_add_json(struct strbuf *buf, str text)
{
    size_t from = 0;
    strbuf_addc(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        strbuf_add(buf, str_slice(text, from, i));
        from = i + 1;
        if (c == '\n') strbuf_adds(buf, "\\n");
        else if (c < 0x20) strbuf_printf(buf, "\\u%04x", c);
        else strbuf_add(buf, (str){(char[]){'\\', (char)c}, 2});
    }
    strbuf_add(buf, str_slice(text, from, text.len));
    strbuf_addc(buf, '"');
}

void strbuf_add_quoted(struct strbuf *buf, str text)
{
    strbuf_addc(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') strbuf_addc(buf, '"');
        strbuf_addc(buf, text.ptr[i]);
    }
    strbuf_addc(buf, '"');
}

void strbuf_clear(struct strbuf *buf)
{
    buf->len = 0;
    buf->is_full = false;
    if (buf->at) buf->at[0] = '\0';
}

void strbuf_release(struct strbuf *buf)
{
    free(buf->at);
    *buf = (struct strbuf){.most = buf->most};
}

str strbuf_str(const struct strbuf *buf)
{
    return (str){buf->at ? buf->at : "", buf->len};
}
