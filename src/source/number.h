/* SPDX-License-Identifier: MIT */
/*
 * number: what people and tools write for a number, read exactly. Accepts thousands separators (spaces of all kinds,
 * apostrophes, whichever of « . » and « , » is not the decimal mark), signs before and behind, parentheses for a
 * negative, currency signs and codes, %, k and M, exponents. Anything else is no number: nothing is skipped over.
 */
#ifndef RELIURE_SOURCE_NUMBER_H
#define RELIURE_SOURCE_NUMBER_H

#include "base/str.h"

enum { NUMBER_DIGITS = 40 };

/* 0.d1d2d3… × 10^point, without leading or trailing zeros; no digits is zero. */
struct number {
    char digits[NUMBER_DIGITS]; /* 0..9 as numbers */
    int  count;
    int  point;
    bool is_negative;
    bool has_percent; /* the text had a % sign; the digits are as written */
};

/* RC_INVALID: not a number; RC_RANGE: more digits than NUMBER_DIGITS or an exponent beyond ±60. `decimal` is '.' or
 * ','. */
enum rc number_parse(str text, char decimal, struct number *out) MUST_CHECK;
void    number_shift(struct number *number, int tens); /* × 10^tens */
/* × 10^tens as a whole, rounded half away from zero. RC_RANGE beyond 64 bits. */
enum rc number_int(const struct number *number, int tens, int64_t *out) MUST_CHECK;
bool    number_is_whole(const struct number *number);
int     number_compare_int(const struct number *number, int64_t other);
/* Canonical decimal text: "-12.5", "0"; `out` holds NUMBER_TEXT bytes, NUL-terminated. Returns the length. */
enum { NUMBER_TEXT = 128 };
size_t number_print(const struct number *number, char out[NUMBER_TEXT]);

/*
 * What the text alone proves about the decimal mark, for the detection of a dialect: '.' or ',' when it can only be
 * that one, '?' when it has one mark that could be either (« 1,234 »), 0 when it has none or is no number at all.
 */
char number_mark(str text);

/* False tells of most texts that they are neither number nor date. */
bool number_has_digit(str text);

/* The text without the white space around it: ASCII's, no-break, narrow and the other spaces of Unicode. */
str number_trim(str text);

#endif
