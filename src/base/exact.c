/* SPDX-License-Identifier: MIT */
#include "base/exact.h"

#include "base/limits.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const mp_limb_t one_limb[] = {1};

void exact_view(struct exact number, __mpq_struct *view)
{
    size_t num_limbs = (size_t)labs(number.num);
    mpz_roinit_n(mpq_numref(view), number.limbs ? number.limbs : one_limb, number.num);
    if (number.den) mpz_roinit_n(mpq_denref(view), number.limbs + num_limbs, number.den);
    else mpz_roinit_n(mpq_denref(view), one_limb, 1);
}

static struct exact store(struct arena *arena, mpq_srcptr number)
{
    size_t     num = mpz_size(mpq_numref(number)), den = mpz_size(mpq_denref(number));
    mp_limb_t *limbs = ARENA_ARRAY(arena, mp_limb_t, num + den);
    if (num) memcpy(limbs, mpz_limbs_read(mpq_numref(number)), num * sizeof *limbs);
    if (den) memcpy(limbs + num, mpz_limbs_read(mpq_denref(number)), den * sizeof *limbs);
    bool is_whole = mpz_cmp_ui(mpq_denref(number), 1) == 0;
    return (struct exact){limbs, mpq_sgn(number) < 0 ? -(int32_t)num : (int32_t)num, is_whole ? 0 : (int32_t)den};
}

enum rc exact_from_mpq(struct arena *arena, mpq_srcptr number, struct exact *out)
{
    size_t bits = mpz_sizeinbase(mpq_numref(number), 2), den_bits = mpz_sizeinbase(mpq_denref(number), 2);
    if (bits > LIMIT_EXACT_BITS || den_bits > LIMIT_EXACT_BITS) return RC_RANGE;
    *out = store(arena, number);
    return RC_OK;
}

/* The result of one operation: its size is bounded by its operands', so the limit on input suffices. */
static struct exact keep(struct arena *arena, mpq_ptr number)
{
    struct exact out = store(arena, number);
    mpq_clear(number);
    return out;
}

struct exact exact_from_int(struct arena *arena, int64_t number)
{
    if (number == 0) return EXACT_ZERO;
    mp_limb_t *limb = ARENA_NEW(arena, mp_limb_t);
    *limb = number < 0 ? (mp_limb_t)0 - (mp_limb_t)number : (mp_limb_t)number;
    return (struct exact){limb, number < 0 ? -1 : 1, 0};
}

struct exact exact_from_ratio(struct arena *arena, int64_t num, int64_t den)
{
    mpq_t q;
    mpq_init(q);
    mpz_set_si(mpq_numref(q), num);
    mpz_set_si(mpq_denref(q), den);
    mpq_canonicalize(q);
    return keep(arena, q);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* -?digits(.digits)? with no more than LIMIT_EXACT_BITS / 4 digits; into digits without the mark and a count of places. */
static enum rc read_decimal(struct arena *arena, str text, char **digits, size_t *places)
{
    size_t at = 0, out = 0, count = 0;
    if (text.len > LIMIT_EXACT_BITS / 4) return RC_RANGE;
    char *copy = arena_alloc(arena, text.len + 1, 1);
    if (at < text.len && text.ptr[at] == '-') copy[out++] = text.ptr[at++];
    for (; at < text.len && is_digit(text.ptr[at]); at++, count++) copy[out++] = text.ptr[at];
    *places = 0;
    if (count && at + 1 < text.len && text.ptr[at] == '.') {
        for (at++; at < text.len && is_digit(text.ptr[at]); at++, *places += 1) copy[out++] = text.ptr[at];
    }
    *digits = copy;
    return count && at == text.len ? RC_OK : RC_INVALID;
}

static enum rc parse_part(struct arena *arena, str text, mpq_ptr out)
{
    char   *digits;
    size_t  places;
    enum rc rc = read_decimal(arena, text, &digits, &places);
    if (rc != RC_OK) return rc;
    mpz_set_str(mpq_numref(out), digits, 10);
    mpz_ui_pow_ui(mpq_denref(out), 10, places);
    mpq_canonicalize(out);
    return RC_OK;
}

enum rc exact_parse(struct arena *arena, str text, struct exact *out)
{
    str   below, above = str_cut(text, '/', &below);
    mpq_t a, b;
    mpq_inits(a, b, NULL);
    enum rc rc = parse_part(arena, above, a);
    if (rc == RC_OK && below.ptr) rc = parse_part(arena, below, b);
    if (rc == RC_OK && below.ptr && mpq_sgn(b) == 0) rc = RC_INVALID;
    if (rc == RC_OK && below.ptr) mpq_div(a, a, b);
    if (rc == RC_OK) rc = exact_from_mpq(arena, a, out);
    mpq_clears(a, b, NULL);
    return rc;
}

static struct exact combine(struct arena *arena, struct exact a, struct exact b, void (*op)(mpq_ptr, mpq_srcptr, mpq_srcptr))
{
    mpq_t        result;
    __mpq_struct va, vb;
    exact_view(a, &va);
    exact_view(b, &vb);
    mpq_init(result);
    op(result, &va, &vb);
    return keep(arena, result);
}

struct exact exact_add(struct arena *arena, struct exact a, struct exact b)
{
    return combine(arena, a, b, mpq_add);
}

struct exact exact_sub(struct arena *arena, struct exact a, struct exact b)
{
    return combine(arena, a, b, mpq_sub);
}

struct exact exact_mul(struct arena *arena, struct exact a, struct exact b)
{
    return combine(arena, a, b, mpq_mul);
}

struct exact exact_div(struct arena *arena, struct exact a, struct exact b)
{
    return combine(arena, a, b, mpq_div);
}

struct exact exact_neg(struct exact a)
{
    a.num = -a.num;
    return a;
}

struct exact exact_abs(struct exact a)
{
    return a.num < 0 ? exact_neg(a) : a;
}

int exact_compare(struct exact a, struct exact b)
{
    __mpq_struct va, vb;
    exact_view(a, &va);
    exact_view(b, &vb);
    return mpq_cmp(&va, &vb);
}

int exact_sign(struct exact a)
{
    return (a.num > 0) - (a.num < 0);
}

/* round(|number| × 10^places), half up: away from zero once the sign is back. */
static void scaled(mpz_ptr out, struct exact number, int places)
{
    __mpq_struct view;
    mpz_t        den;
    exact_view(number, &view);
    mpz_inits(den, NULL);
    mpz_ui_pow_ui(out, 10, (unsigned long)places);
    mpz_mul(out, out, mpq_numref(&view));
    mpz_abs(out, out);
    mpz_mul_2exp(out, out, 1);
    mpz_add(out, out, mpq_denref(&view));
    mpz_mul_2exp(den, mpq_denref(&view), 1);
    mpz_fdiv_q(out, out, den);
    mpz_clear(den);
}

str exact_print(struct arena *arena, struct exact number, int places)
{
    mpz_t units;
    mpz_init(units);
    scaled(units, number, places);
    size_t room = mpz_sizeinbase(units, 10) + (size_t)places + 4;
    char  *digits = arena_alloc(arena, room, 1), *out = arena_alloc(arena, room, 1);
    mpz_get_str(digits, 10, units);
    size_t count = strlen(digits), at = 0, whole = count > (size_t)places ? count - (size_t)places : 0;
    if (number.num < 0 && mpz_sgn(units) != 0) out[at++] = '-';
    if (whole == 0) out[at++] = '0';
    memcpy(out + at, digits, whole);
    at += whole;
    if (places > 0) {
        out[at++] = '.';
        for (size_t pad = (size_t)places; pad > count; pad--) out[at++] = '0';
        memcpy(out + at, digits + whole, count - whole);
        at += count - whole;
    }
    mpz_clear(units);
    return (str){out, at};
}

struct exact exact_round(struct arena *arena, struct exact number, int places)
{
    mpq_t q;
    mpq_init(q);
    scaled(mpq_numref(q), number, places);
    mpz_ui_pow_ui(mpq_denref(q), 10, (unsigned long)places);
    if (number.num < 0) mpz_neg(mpq_numref(q), mpq_numref(q));
    mpq_canonicalize(q);
    return keep(arena, q);
}

str exact_dump(struct arena *arena, struct exact number)
{
    __mpq_struct view;
    exact_view(number, &view);
    size_t room = mpz_sizeinbase(mpq_numref(&view), 10) + mpz_sizeinbase(mpq_denref(&view), 10) + 3;
    char  *text = arena_alloc(arena, room, 1);
    mpq_get_str(text, 10, &view);
    return str_from(text);
}

/* Do numerator and denominator fit a double's 53 bits? Then one division rounds as it should. */
static bool is_small(struct exact number)
{
    const mp_limb_t most = (mp_limb_t)1 << DBL_MANT_DIG;
    if (labs(number.num) != 1 || number.den > 1) return false;
    return number.limbs[0] <= most && (number.den == 0 || number.limbs[1] <= most);
}

double exact_double(struct exact number)
{
    __mpq_struct view;
    if (is_small(number)) {
        double size = (double)number.limbs[0] / (number.den ? (double)number.limbs[1] : 1);
        return number.num < 0 ? -size : size;
    }
    exact_view(number, &view);
    /* mpq_get_d truncates; nearest is what a cell should hold, so its two neighbours are tried. */
    if (number.den == 0 && labs(number.num) <= 1) return mpq_get_d(&view);
    double truncated = mpq_get_d(&view), best = truncated;
    if (!isfinite(truncated)) return copysign(DBL_MAX, number.num); /* GMP traps on an infinity, writers would print it */
    double neighbours[2] = {nextafter(truncated, INFINITY), nextafter(truncated, -INFINITY)};
    mpq_t  candidate, gap, least;
    mpq_inits(candidate, gap, least, NULL);
    mpq_set_d(candidate, truncated);
    mpq_sub(least, candidate, &view);
    mpq_abs(least, least);
    for (int i = 0; i < 2; i++) {
        if (!isfinite(neighbours[i])) continue;
        mpq_set_d(candidate, neighbours[i]);
        mpq_sub(gap, candidate, &view);
        mpq_abs(gap, gap);
        if (mpq_cmp(gap, least) < 0) {
            mpq_set(least, gap);
            best = neighbours[i];
        }
    }
    mpq_clears(candidate, gap, least, NULL);
    return best;
}

enum rc exact_int(struct exact number, int64_t *out)
{
    __mpq_struct view;
    mpz_t        whole;
    exact_view(number, &view);
    mpz_init(whole);
    mpz_tdiv_q(whole, mpq_numref(&view), mpq_denref(&view));
    bool fits = mpz_fits_slong_p(whole);
    if (fits) *out = mpz_get_si(whole);
    mpz_clear(whole);
    return fits ? RC_OK : RC_RANGE;
}
