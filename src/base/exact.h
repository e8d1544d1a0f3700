/* SPDX-License-Identifier: MIT */
/*
 * exact: rational numbers that stay fractions until they are printed. A struct exact is immutable, lives in an
 * arena and is passed by copy; arithmetic is GMP's. Division by zero is the caller's to test: exact_sign().
 */
#ifndef RELIURE_BASE_EXACT_H
#define RELIURE_BASE_EXACT_H

#include "base/arena.h"

#include <gmp.h>

struct exact {
    const mp_limb_t *limbs; /* numerator's, then denominator's; NULL with both sizes 0 is zero */
    int32_t          num;   /* limbs of the numerator, negative for a negative number */
    int32_t          den;   /* limbs of the denominator; 0 stands for 1 */
};

#define EXACT_ZERO ((struct exact){0})

struct exact exact_from_int(struct arena *arena, int64_t number);
/* num / den, den not 0. */
struct exact exact_from_ratio(struct arena *arena, int64_t num, int64_t den);
/* Canonical; RC_RANGE beyond LIMIT_EXACT_BITS. */
enum rc exact_from_mpq(struct arena *arena, mpq_srcptr number, struct exact *out) MUST_CHECK;
/* "12", "-3.25", "107/100"; no exponent. RC_INVALID else. */
enum rc exact_parse(struct arena *arena, str text, struct exact *out) MUST_CHECK;

/* A read-only view for GMP; valid as long as the number's arena. Do not clear it. */
void exact_view(struct exact number, __mpq_struct *view);

struct exact exact_add(struct arena *arena, struct exact a, struct exact b);
struct exact exact_sub(struct arena *arena, struct exact a, struct exact b);
struct exact exact_mul(struct arena *arena, struct exact a, struct exact b);
struct exact exact_div(struct arena *arena, struct exact a, struct exact b); /* b not zero */
struct exact exact_abs(struct exact a);
struct exact exact_neg(struct exact a);
int          exact_compare(struct exact a, struct exact b);
int          exact_sign(struct exact a);

/* Rounded half away from zero to `places` decimals (0..18): domain 1.2. Digits, '.', and '-' when negative and not zero. */
str exact_print(struct arena *arena, struct exact number, int places);
/* The same as an exact number. */
struct exact exact_round(struct arena *arena, struct exact number, int places);
/* Itself, or where it is longer than exact_parse() reads, rounded to as many decimals as keep every tie anybody prints. */
struct exact exact_shorten(struct arena *arena, struct exact number);

/*
 * Many numbers added up, from {0}: whole ones of a machine word in one, of others partial sums of ever more of them, since what
 * long fractions add up to is longer still.
 */
struct exact_sum {
    uint64_t     count; /* of all numbers */
    int64_t      whole;
    uint64_t     others;    /* that are not in it */
    struct exact parts[64]; /* of 1, 2, 4… others, where `others` has that bit */
};
void         exact_sum_add(struct arena *arena, struct exact_sum *sum, struct exact number);
struct exact exact_sum_total(struct arena *arena, const struct exact_sum *sum);
struct exact exact_sum_mean(struct arena *arena, const struct exact_sum *sum); /* of one number at least; shortened */

/* "n" or "n/d", canonical: for dumps, hashes and the metrics file. */
str    exact_dump(struct arena *arena, struct exact number);
double exact_double(struct exact number); /* nearest finite double: workbook cells and chart geometry only */
/* The greatest; neither is negative, and one may be 0. */
int64_t exact_common_divisor(int64_t a, int64_t b);
/* Whole part when it fits, else RC_RANGE. Truncates toward zero. */
enum rc exact_int(struct exact number, int64_t *out) MUST_CHECK;

#endif
