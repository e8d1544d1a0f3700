/* SPDX-License-Identifier: MIT */
/* str: text as pointer and length, UTF-8 unless said otherwise; and a growing buffer with a ceiling. */
#ifndef RELIURE_BASE_STR_H
#define RELIURE_BASE_STR_H

#include "base/rc.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct str {
    const char *ptr;
    size_t      len; /* [bytes] */
} str;

#define STR(literal) ((str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((str){0})
/* For printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr ? (s).ptr : ""

/* In the header, so that the length of a literal is the compiler's to know. NULL gives the empty str. */
static inline str str_from(const char *cstr)
{
    return (str){cstr, cstr ? strlen(cstr) : 0};
}
static inline bool str_equal(str a, str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool str_is(str a, const char *cstr)
{
    return str_equal(a, str_from(cstr));
}
static inline bool str_starts(str text, const char *prefix)
{
    str p = str_from(prefix);
    return text.len >= p.len && str_equal((str){text.ptr, p.len}, p);
}
bool str_ends(str text, const char *suffix);
int  str_compare(str a, str b); /* by bytes, which for UTF-8 is by code point */
str  str_slice(str text, size_t from, size_t to); /* clamped */
str  str_trim(str text);                          /* ASCII white space */
/* The bytes before the first `separator`; *rest becomes what follows it, or an empty str with NULL ptr. */
str str_cut(str text, char separator, str *rest);
/* Position of the byte or sequence, or text.len. */
size_t str_find(str text, char byte);
size_t str_find_str(str text, str needle);

/* The code point at *at and steps *at past it; U+FFFD for a bad byte, which is stepped over alone. */
uint32_t str_next(str text, size_t *at);
/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. Position of the first bad byte, or text.len. */
size_t str_utf8_valid(str text);
size_t str_chars(str text); /* code points */
/* Writes the UTF-8 of a code point to `out` (4 bytes or fewer) and returns how many. */
size_t str_encode(uint32_t code_point, char out[4]);

/* Edit distance of Damerau and Levenshtein over bytes, ASCII case aside; stops above `most`. For « did you mean ». */
size_t str_distance(str a, str b, size_t most);

/* A heap buffer with a ceiling; a write past it sets `is_full` and is dropped, checked once at the end. */
struct strbuf {
    char  *at; /* NUL-terminated once something was written */
    size_t len, cap;
    size_t most; /* [bytes] ceiling; 0 means LIMIT_FILE_BYTES */
    bool   is_full;
};

/* Makes room for `more` bytes and a NUL; false where the buffer is full, then or before. */
bool strbuf_reserve(struct strbuf *buf, size_t more);

/*
 * Where up to `more` bytes may be written by hand, which strbuf_end() then counts up to `end`; NULL where the buffer is full.
 * This and the next are in the header, as text and figures are written a few bytes at a time.
 */
static inline char *strbuf_room(struct strbuf *buf, size_t more)
{
    if (buf->is_full || more >= buf->cap - buf->len) {
        if (!strbuf_reserve(buf, more)) return NULL;
    }
    return buf->at + buf->len;
}
static inline void strbuf_end(struct strbuf *buf, char *end)
{
    *end = '\0';
    buf->len = (size_t)(end - buf->at);
}
static inline void strbuf_add(struct strbuf *buf, str text)
{
    char *at = text.len ? strbuf_room(buf, text.len) : NULL;
    if (!at) return;
    memcpy(at, text.ptr, text.len);
    strbuf_end(buf, at + text.len);
}
static inline void strbuf_addc(struct strbuf *buf, char c)
{
    char *at = strbuf_room(buf, 1);
    if (!at) return;
    *at = c;
    strbuf_end(buf, at + 1);
}
void strbuf_adds(struct strbuf *buf, const char *cstr);
void strbuf_printf(struct strbuf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void strbuf_vprintf(struct strbuf *buf, const char *format, va_list args) PRINTF_LIKE(2, 0);
void strbuf_add_code_point(struct strbuf *buf, uint32_t code_point);
/* Escaped for XML and HTML, in text and in double-quoted attributes; characters XML 1.0 cannot write are left out. */
void strbuf_add_markup(struct strbuf *buf, str text);
/* A JSON string (RFC 8259, 7) with its quotes. */
void strbuf_add_json(struct strbuf *buf, str text);
/* In double quotes, with those inside doubled: a name in SQL, a text in a workbook's formula, a field of CSV. */
void strbuf_add_quoted(struct strbuf *buf, str text);
/* A path as a relative reference: RFC 3986, 2.3: unreserved characters and '/' stand for themselves. */
void strbuf_add_reference(struct strbuf *buf, str path);
void strbuf_clear(struct strbuf *buf);
void strbuf_release(struct strbuf *buf);
str  strbuf_str(const struct strbuf *buf);

#endif
