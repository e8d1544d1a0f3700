/* SPDX-License-Identifier: MIT */
/*
 * packed: numbers and texts as the blocks of a metrics file hold them. A number is little-endian groups of seven bits, the
 * last one below 128; a text is its length and its bytes. What is taken off never lies outside the bytes given.
 */
#ifndef RELIURE_METRIC_PACKED_H
#define RELIURE_METRIC_PACKED_H

#include "base/str.h"

/* [bytes] A number never takes more. */
enum { PACKED_NUMBER_MOST = 10 };

/* Written where there is room for them; what they give is the end. */
static inline char *packed_number(char *at, uint64_t number)
{
    for (; number > 127; number >>= 7)
        *at++ = (char)(number | 128);
    *at++ = (char)number;
    return at;
}

static inline char *packed_text(char *at, str text)
{
    at = packed_number(at, text.len);
    if (text.len) memcpy(at, text.ptr, text.len);
    return at + text.len;
}

/* 0 at the end of a block cut short. */
static inline uint64_t packed_take_number(str *rest)
{
    uint64_t number = 0;
    for (unsigned shift = 0; rest->len && shift < 64; shift += 7) {
        unsigned char byte = (unsigned char)*rest->ptr++;
        rest->len--;
        number |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) break;
    }
    return number;
}

static inline str packed_take_bytes(str *rest, uint64_t len)
{
    str text = {rest->ptr, len < rest->len ? (size_t)len : rest->len};
    rest->ptr += text.len;
    rest->len -= text.len;
    return text;
}

static inline void packed_put_number(struct strbuf *out, uint64_t number)
{
    char *at = strbuf_room(out, PACKED_NUMBER_MOST);
    if (at) strbuf_end(out, packed_number(at, number));
}

static inline void packed_put_text(struct strbuf *out, str text)
{
    char *at = strbuf_room(out, PACKED_NUMBER_MOST + text.len);
    if (at) strbuf_end(out, packed_text(at, text));
}

static inline str packed_take_text(str *rest)
{
    return packed_take_bytes(rest, packed_take_number(rest));
}

#endif
