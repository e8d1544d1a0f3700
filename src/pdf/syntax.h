/* SPDX-License-Identifier: MIT */
/*
 * syntax: the smallest tokens of a PDF as text: numbers, names, strings, dates (ISO 32000-1, 7.3 and 7.9).
 * Nothing here depends on the C locale, and every number is finite by construction.
 */
#ifndef RELIURE_PDF_SYNTAX_H
#define RELIURE_PDF_SYNTAX_H

#include "base/date.h"
#include "page/page.h"

/* [bytes] A string object may not be longer in PDF/A (ISO 19005-3, 6.1.13). */
#define PDF_STRING_MOST 32767

void syntax_int(struct strbuf *out, int64_t number);
/* `hundredths` as the shortest decimal: 1250 is 12.5. */
void syntax_hundredths(struct strbuf *out, int64_t hundredths);
/* A length in points with two decimals: a hundredth of a point is 3.5 µm, below any printer. */
void syntax_length(struct strbuf *out, mpt length);
/* A name with its slash; bytes other than letters and digits are escaped, at most 127 bytes are kept. */
void syntax_name(struct strbuf *out, str name);
/* A string of bytes: literal, with its brackets. */
void syntax_bytes(struct strbuf *out, str bytes);
/*
 * A text string: literal when it is ASCII, else UTF-16BE in hexadecimal. Control characters other than tab and
 * line feed are left out, as is what lies beyond PDF_STRING_MOST.
 */
void syntax_text(struct strbuf *out, str text);
/* One code point as UTF-16BE hexadecimal digits, without brackets. */
void syntax_utf16(struct strbuf *out, uint32_t code_point);
/* (D:20260930000000Z) */
void syntax_date(struct strbuf *out, date day);
/* "key 12 0 R", the key with its slash; "12 0 R" when `key` is NULL. */
void syntax_ref(struct strbuf *out, const char *key, uint32_t id);
/* [left bottom right top] of a box given from the top of a page of that height. */
void syntax_box(struct strbuf *out, struct rect box, mpt page_height);

#endif
