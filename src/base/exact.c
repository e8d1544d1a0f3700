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
    mp_limb_t *limbs = arena_take(arena, num + den, sizeof *limbs);
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
    mp_limb_t *limb = arena_take(arena, 1, sizeof *limb);
    *limb = number < 0 ? (mp_limb_t)0 - (mp_limb_t)number : (mp_limb_t)number;
    return (struct exact){limb, number < 0 ? -1 : 1, 0};
}

/* A number whose parts fit 63 bits, as nearly all do: these are reckoned with machine words, others by GMP. */
struct ratio {
    int64_t num, den; /* den > 0 */
};

static bool as_ratio(struct exact number, struct ratio *out)
{
    if ((uint32_t)(number.num + 1) > 2 || (uint32_t)number.den > 1) return false;
    mp_limb_t num = number.num ? number.limbs[0] : 0, den = number.den ? number.limbs[1] : 1;
    if ((num | den) > (mp_limb_t)INT64_MAX) return false;
    out->num = number.num < 0 ? -(int64_t)num : (int64_t)num;
    out->den = (int64_t)den;
    return true;
}

static bool both_ratios(struct exact a, struct exact b, struct ratio *left, struct ratio *right)
{
    return as_ratio(a, left) && as_ratio(b, right);
}

int64_t exact_common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Of parts without a common divisor; `num` is no INT64_MIN and `den` positive. */
static struct exact from_lowest(struct arena *arena, int64_t num, int64_t den)
{
    if (num == 0) return EXACT_ZERO;
    mp_limb_t *limbs = arena_take(arena, 2, sizeof *limbs);
    limbs[0] = (mp_limb_t)(num < 0 ? -num : num);
    limbs[1] = (mp_limb_t)den;
    return (struct exact){limbs, num < 0 ? -1 : 1, den != 1};
}

/* In lowest terms; `num` is no INT64_MIN and `den` positive. */
static struct exact from_ratio(struct arena *arena, int64_t num, int64_t den)
{
    if (num == 0 || den == 1) return from_lowest(arena, num, 1);
    int64_t divisor = exact_common_divisor(num < 0 ? -num : num, den);
    return divisor == 1 ? from_lowest(arena, num, den) : from_lowest(arena, num / divisor, den / divisor);
}

struct exact exact_from_ratio(struct arena *arena, int64_t num, int64_t den)
{
    mpq_t q;
    if (num != INT64_MIN && den > 0) return from_ratio(arena, num, den);
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

/* Digits alone, no more than a machine word surely holds; -1 for any other text. */
static int64_t plain_digits(str text)
{
    int64_t number = 0;
    if (text.len == 0 || text.len > 18) return -1;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i])) return -1;
        number = number * 10 + (text.ptr[i] - '0');
    }
    return number;
}

/* "12", "-12/7" of few digits; false for what the full reading has to judge. */
static bool parse_small(struct arena *arena, str text, struct exact *out)
{
    str     below, above = str_cut(text, '/', &below);
    bool    is_negative = above.len && above.ptr[0] == '-';
    int64_t num = plain_digits(is_negative ? str_slice(above, 1, above.len) : above);
    int64_t den = below.ptr ? plain_digits(below) : 1;
    if (num < 0 || den <= 0) return false;
    *out = from_ratio(arena, is_negative ? -num : num, den);
    return true;
}

enum rc exact_parse(struct arena *arena, str text, struct exact *out)
{
    if (parse_small(arena, text, out)) return RC_OK;
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

/* a + b in machine words; false where they do not hold it. What a fraction and a whole number make has no common divisor. */
static bool add_ratios(struct arena *arena, struct ratio a, struct ratio b, struct exact *out)
{
    int64_t left = a.num, right = b.num, num = 0, den = a.den;
    bool    is_alike = a.den == b.den, is_lowest = !is_alike && (a.den == 1 || b.den == 1);
    bool    is_beyond = !is_alike && (__builtin_mul_overflow(a.num, b.den, &left) || __builtin_mul_overflow(b.num, a.den, &right) ||
                                   __builtin_mul_overflow(a.den, b.den, &den));
    if (is_beyond || __builtin_add_overflow(left, right, &num) || num == INT64_MIN) return false;
    *out = is_lowest ? from_lowest(arena, num, den) : from_ratio(arena, num, den);
    return true;
}

static bool multiply_ratios(struct arena *arena, struct ratio a, struct ratio b, struct exact *out)
{
    int64_t num = 0, den = 1;
    bool    is_beyond = __builtin_mul_overflow(a.num, b.num, &num) || num == INT64_MIN ||
                     __builtin_mul_overflow(a.den, b.den, &den);
    if (!is_beyond) *out = from_ratio(arena, num, den);
    return !is_beyond;
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
    struct ratio left, right;
    struct exact out;
    if (both_ratios(a, b, &left, &right) && add_ratios(arena, left, right, &out)) return out;
    return combine(arena, a, b, mpq_add);
}

struct exact exact_sub(struct arena *arena, struct exact a, struct exact b)
{
    struct ratio left, right;
    struct exact out;
    if (both_ratios(a, b, &left, &right) && add_ratios(arena, left, (struct ratio){-right.num, right.den}, &out)) return out;
    return combine(arena, a, b, mpq_sub);
}

struct exact exact_mul(struct arena *arena, struct exact a, struct exact b)
{
    struct ratio left, right;
    struct exact out;
    if (both_ratios(a, b, &left, &right) && multiply_ratios(arena, left, right, &out)) return out;
    return combine(arena, a, b, mpq_mul);
}

/* Of a number that is not zero. */
static struct ratio inverse(struct ratio a)
{
    return a.num < 0 ? (struct ratio){-a.den, -a.num} : (struct ratio){a.den, a.num};
}

struct exact exact_div(struct arena *arena, struct exact a, struct exact b)
{
    struct ratio left, right;
    struct exact out;
    if (both_ratios(a, b, &left, &right) && multiply_ratios(arena, left, inverse(right), &out)) return out;
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

/* A whole number that a machine word holds, as most are. */
static bool as_whole(struct exact number, int64_t *out)
{
    struct ratio ratio;
    if (number.den || !as_ratio(number, &ratio)) return false;
    *out = ratio.num;
    return true;
}

int exact_compare(struct exact a, struct exact b)
{
    struct ratio left, right;
    int64_t      above = 0, below = 0;
    if (as_whole(a, &above) && as_whole(b, &below)) return (above > below) - (above < below);
    bool fits = both_ratios(a, b, &left, &right) && !__builtin_mul_overflow(left.num, right.den, &above) &&
            !__builtin_mul_overflow(right.num, left.den, &below);
    if (fits) return (above > below) - (above < below);
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

/* In machine words; false where they do not hold it. */
static bool round_small(struct arena *arena, struct exact number, int places, struct exact *out)
{
    struct ratio ratio;
    int64_t      units = 1, twice, two_dens;
    bool         is_beyond = !as_ratio(number, &ratio);
    for (int i = 0; i < places && !is_beyond; i++) is_beyond = __builtin_mul_overflow(units, 10, &units);
    if (is_beyond || __builtin_mul_overflow(ratio.num < 0 ? -ratio.num : ratio.num, units, &twice) ||
        __builtin_mul_overflow(twice, 2, &twice) || __builtin_add_overflow(twice, ratio.den, &twice) ||
        __builtin_mul_overflow(ratio.den, 2, &two_dens))
        return false;
    *out = from_ratio(arena, ratio.num < 0 ? -(twice / two_dens) : twice / two_dens, units);
    return true;
}

struct exact exact_round(struct arena *arena, struct exact number, int places)
{
    struct exact out;
    mpq_t        q;
    if (round_small(arena, number, places, &out)) return out;
    mpq_init(q);
    scaled(mpq_numref(q), number, places);
    mpz_ui_pow_ui(mpq_denref(q), 10, (unsigned long)places);
    if (number.num < 0) mpz_neg(mpq_numref(q), mpq_numref(q));
    mpq_canonicalize(q);
    return keep(arena, q);
}

/* [decimals] Nothing is printed with a third of them. */
enum { SHORT_PLACES = 60 };

struct exact exact_shorten(struct arena *arena, struct exact number)
{
    const int32_t most = LIMIT_EXACT_BITS / GMP_NUMB_BITS / 2; /* limbs of either part; exact_parse() reads more */
    bool          is_short = number.num <= most && number.num >= -most && number.den <= most;
    return is_short ? number : exact_round(arena, number, SHORT_PLACES);
}

void exact_sum_add(struct arena *arena, struct exact_sum *sum, struct exact number)
{
    int64_t whole;
    size_t  at = 0;
    sum->count++;
    if (as_whole(number, &whole) && !__builtin_add_overflow(sum->whole, whole, &whole)) {
        sum->whole = whole;
        return;
    }
    for (uint64_t count = sum->others++; count & 1; count >>= 1)
        number = exact_add(arena, sum->parts[at++], number);
    sum->parts[at] = number;
}

struct exact exact_sum_total(struct arena *arena, const struct exact_sum *sum)
{
    struct exact total = exact_from_int(arena, sum->whole);
    for (size_t at = 0; sum->others >> at; at++) {
        if (sum->others >> at & 1) total = exact_add(arena, sum->parts[at], total);
    }
    return total;
}

struct exact exact_sum_mean(struct arena *arena, const struct exact_sum *sum)
{
    return exact_shorten(arena, exact_div(arena, exact_sum_total(arena, sum), exact_from_int(arena, (int64_t)sum->count)));
}

/* The digits of a number, from the end of a buffer backwards. */
static char *digits_before(char *end, uint64_t number)
{
    do *--end = (char)('0' + number % 10);
    while (number /= 10);
    return end;
}

static str small_text(struct arena *arena, struct ratio number)
{
    char buffer[48], *end = buffer + sizeof buffer, *at = end;
    if (number.den != 1) {
        at = digits_before(at, (uint64_t)number.den);
        *--at = '/';
    }
    at = digits_before(at, (uint64_t)(number.num < 0 ? -number.num : number.num));
    if (number.num < 0) *--at = '-';
    return arena_str(arena, (str){at, (size_t)(end - at)});
}

str exact_dump(struct arena *arena, struct exact number)
{
    struct ratio small;
    if (as_ratio(number, &small)) return small_text(arena, small);
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
    struct ratio small;
    if (as_ratio(number, &small)) {
        *out = small.num / small.den;
        return RC_OK;
    }
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
