/* SPDX-License-Identifier: MIT */
#include "source/number.h"

#include <stdlib.h>
#include <string.h>

enum { EXPONENT_MOST = 60 };

/* Blanks of any width, and what has none: marks of direction and of order, as copies from web pages carry. */
static bool is_space(uint32_t c)
{
    if (c == 0x200B || c == 0x200E || c == 0x200F || c == 0x2060 || (c >= 0x202A && c <= 0x202E)) return true;
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000 || c == 0xFEFF || c == 0x1680;
}

/* Neither a blank nor the start of a wide one. */
static bool is_solid(char c)
{
    return c > ' ' && c != 0x7F;
}

str number_trim(str text)
{
    if (text.len && is_solid(text.ptr[0]) && is_solid(text.ptr[text.len - 1])) return text;
    size_t at = 0, next = 0, end = 0;
    while (at < text.len && is_space(str_next(text, &next))) at = next;
    for (size_t i = at; i < text.len;) {
        bool is_blank = is_space(str_next(text, &i));
        if (!is_blank) end = i;
    }
    return end > at ? str_slice(text, at, end) : (str){text.ptr, 0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool cut_suffix(str *text, str suffix)
{
    size_t rest = text->len - suffix.len;
    if (text->len < suffix.len || text->ptr[rest] != suffix.ptr[0]) return false;
    if (memcmp(text->ptr + rest, suffix.ptr, suffix.len) != 0) return false;
    *text = number_trim(str_slice(*text, 0, rest));
    return true;
}

static bool cut_prefix(str *text, str prefix)
{
    if (text->len < prefix.len || text->ptr[0] != prefix.ptr[0]) return false;
    if (memcmp(text->ptr, prefix.ptr, prefix.len) != 0) return false;
    *text = number_trim(str_slice(*text, prefix.len, text->len));
    return true;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static int by_code(const void *code, const void *entry)
{
    return memcmp(code, entry, 3);
}

/* ISO 4217: the codes in use, in order. « SO46700 » is no amount. */
static bool is_currency_code(str text, size_t at)
{
    static const char codes[] =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
        "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
        "HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
        "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
        "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY "
        "TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL ";
    if (text.len < at + 3) return false;
    const char *code = text.ptr + at;
    bool        is_word = is_capital(code[0]) && is_capital(code[1]) && is_capital(code[2]);
    return is_word && bsearch(code, codes, (sizeof codes - 1) / 4, 4, by_code);
}

/* "EUR", "US$" and "R$" before, "EUR" behind. */
static void cut_currency_code(str *text)
{
    bool is_state = text->len > 3 && is_capital(text->ptr[0]) && is_capital(text->ptr[1]) && text->ptr[2] == '$';
    if (is_state || is_currency_code(*text, 0)) {
        *text = number_trim(str_slice(*text, 3, text->len));
        (void)cut_prefix(text, STR("$"));
    } else if (text->len > 2 && is_capital(text->ptr[0]) && text->ptr[1] == '$') {
        *text = number_trim(str_slice(*text, 2, text->len));
    } else if (text->len > 3 && is_currency_code(*text, text->len - 3)) {
        *text = number_trim(str_slice(*text, 0, text->len - 3));
    }
}

/* "$", "€", "EUR", "US$" and their like, before or behind. */
static void cut_currency(str *text)
{
#define SIGN(text) {text, sizeof text - 1}
    static const str signs[] = {SIGN("$ CA"), SIGN("$CA"), SIGN("$ US"), SIGN("$US"), SIGN("F CFA"), SIGN("FCFA"),
                                SIGN("$"), SIGN("€"), SIGN("£"),  SIGN("¥"),  SIGN("₹"),   SIGN("₩"),
                                SIGN("₽"), SIGN("₺"), SIGN("₫"),  SIGN("₪"),  SIGN("₴"),   SIGN("฿"),
                                SIGN("zł"), SIGN("Kč"), SIGN("kr."), SIGN("kr"), SIGN("Fr.")};
#undef SIGN
    bool is_signed = false;
    for (size_t i = 0; i < COUNT_OF(signs) && !is_signed; i++)
        is_signed = cut_suffix(text, signs[i]) || cut_prefix(text, signs[i]);
    cut_currency_code(text);
}

/* « 1.234,- » and « 5.— »: no cents, not a minus. */
static void cut_no_cents(str *text)
{
    static const str ends[] = {{"--", 2}, {"-", 1}, {"\xE2\x80\x93", 3}, {"\xE2\x80\x94", 3}};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        str rest = *text;
        bool is_cut = cut_suffix(&rest, ends[i]) && rest.len + ends[i].len == text->len;
        bool has_mark = is_cut && rest.len > 1 && (str_ends(rest, ",") || str_ends(rest, ".")) && is_digit(rest.ptr[rest.len - 2]);
        if (!has_mark) continue;
        *text = rest;
        return;
    }
}

static bool cut_minus(str *text)
{
    if (str_starts(*text, "(") && str_ends(*text, ")")) {
        *text = number_trim(str_slice(*text, 1, text->len - 1));
        return true;
    }
    return cut_prefix(text, STR("-")) || cut_prefix(text, STR("\xE2\x88\x92")) || cut_suffix(text, STR("-")) ||
           cut_suffix(text, STR("\xE2\x88\x92"));
}

/* Signs, units and what stands around the digits; what is left is digits, marks and an exponent. */
static str strip(str text, struct number *number, int *tens)
{
    text = number_trim(text);
    cut_no_cents(&text);
    number->is_negative = cut_minus(&text);
    if (!number->is_negative) (void)cut_prefix(&text, STR("+"));
    cut_currency(&text);
    cut_no_cents(&text);
    if (cut_suffix(&text, STR("%"))) number->has_percent = true;
    if (cut_suffix(&text, STR("k")) || cut_suffix(&text, STR("K"))) *tens = 3;
    else if (cut_suffix(&text, STR("M"))) *tens = 6;
    if (*tens) cut_currency(&text);
    if (!number->is_negative) number->is_negative = cut_minus(&text);
    return text;
}

/* Is this a separator of thousands, given the decimal mark? */
static bool is_group_mark(uint32_t c, char decimal)
{
    if (c == '.' || c == ',') return c != (uint32_t)decimal;
    return is_space(c) || c == '\'' || c == 0x2019;
}

static enum rc add_digit(struct number *number, char digit, bool is_fraction)
{
    bool is_leading = number->count == 0 && digit == '0';
    if (is_leading) {
        number->point -= is_fraction;
        return RC_OK;
    }
    if (number->count == NUMBER_DIGITS) return RC_RANGE;
    number->digits[number->count++] = (char)(digit - '0');
    number->point += !is_fraction;
    return RC_OK;
}

/* "1 234 567": three digits behind each separator, one to three before the first. */
struct grouping {
    uint32_t mark; /* 0: none so far */
    int      run;  /* digits since the last separator */
    bool     is_broken;
};

/* A number does not begin with a group of zeros: « 0,125 » has a decimal comma. */
static void end_group(struct grouping *grouping, uint32_t mark, bool is_zero)
{
    if (grouping->mark == 0) grouping->is_broken |= grouping->run < 1 || grouping->run > 3 || is_zero;
    else grouping->is_broken |= grouping->run != 3 || mark != grouping->mark;
    grouping->mark = mark;
    grouping->run = 0;
}

static enum rc parse_exponent(str text, size_t at, struct number *number)
{
    bool is_negative = false;
    int  exponent = 0;
    if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+')) is_negative = text.ptr[at++] == '-';
    if (at == text.len) return RC_INVALID;
    for (; at < text.len; at++) {
        if (!is_digit(text.ptr[at])) return RC_INVALID;
        if (exponent <= EXPONENT_MOST) exponent = exponent * 10 + (text.ptr[at] - '0');
    }
    if (exponent > EXPONENT_MOST) return RC_RANGE;
    number->point += is_negative ? -exponent : exponent;
    return RC_OK;
}

/* The digits, marks and exponent that strip() left. */
static enum rc parse_digits(str text, char decimal, struct number *number)
{
    struct grouping grouping = {0};
    bool            is_fraction = false, has_digits = false;
    enum rc         rc = RC_OK;
    for (size_t at = 0; at < text.len && rc == RC_OK;) {
        uint32_t c = str_next(text, &at);
        if (c < 0x80 && is_digit((char)c)) {
            has_digits = true;
            grouping.run++;
            rc = add_digit(number, (char)c, is_fraction);
        } else if (c == (uint32_t)decimal && !is_fraction) {
            if (grouping.mark) end_group(&grouping, grouping.mark, false);
            is_fraction = true;
        } else if ((c == 'e' || c == 'E') && has_digits) {
            rc = parse_exponent(text, at, number);
            break;
        } else if (is_group_mark(c, decimal) && !is_fraction) {
            end_group(&grouping, c, number->count == 0);
        } else {
            return RC_INVALID;
        }
    }
    if (!is_fraction && grouping.mark && grouping.run != 3) grouping.is_broken = true;
    if (rc == RC_OK && (!has_digits || grouping.is_broken)) rc = RC_INVALID;
    return rc;
}

static void drop_trailing_zeros(struct number *number)
{
    while (number->count && number->digits[number->count - 1] == 0) number->count--;
    if (number->count) return;
    number->point = 0;
    number->is_negative = false;
}

bool number_has_digit(str text)
{
    size_t i = 0;
    while (i < text.len && !is_digit(text.ptr[i])) i++;
    return i < text.len;
}

/* Between two digits stand only digits, marks and exponents: nothing to strip. */
static bool is_bare(str text)
{
    return text.len && is_digit(text.ptr[0]) && is_digit(text.ptr[text.len - 1]);
}

enum rc number_parse(str text, char decimal, struct number *out)
{
    int tens = 0;
    out->count = out->point = 0;
    out->is_negative = out->has_percent = false;
    if (!number_has_digit(text)) return RC_INVALID;
    if (!is_bare(text)) text = strip(text, out, &tens);
    enum rc rc = parse_digits(text, decimal, out);
    if (rc != RC_OK) return rc;
    out->point += tens;
    drop_trailing_zeros(out);
    return RC_OK;
}

void number_shift(struct number *number, int tens)
{
    if (number->count) number->point += tens;
}

enum rc number_int(const struct number *number, int tens, int64_t *out)
{
    int      whole = number->point + tens; /* digits before the point */
    uint64_t value = 0;
    if (whole > 18) return RC_RANGE;
    for (int i = 0; i < whole; i++) value = value * 10 + (uint64_t)(i < number->count ? number->digits[i] : 0);
    if (whole >= 0 && whole < number->count && number->digits[whole] >= 5) value++;
    *out = number->is_negative ? -(int64_t)value : (int64_t)value;
    return RC_OK;
}

bool number_is_whole(const struct number *number)
{
    return number->count <= number->point || number->count == 0;
}

int number_compare_int(const struct number *number, int64_t other)
{
    int64_t whole;
    if (number_int(number, 0, &whole) != RC_OK) return number->is_negative ? -1 : 1;
    /* Rounding may have moved a fraction onto `other`: twice as fine tells on which side it lies. */
    if (whole != other || number_is_whole(number)) return whole < other ? -1 : whole > other;
    int64_t fine;
    if (number_int(number, 6, &fine) != RC_OK) return 0;
    return fine < other * 1000000 ? -1 : fine > other * 1000000;
}

size_t number_print(const struct number *number, char out[NUMBER_TEXT])
{
    size_t length = 0;
    if (number->count == 0 || number->point > EXPONENT_MOST + NUMBER_DIGITS ||
        number->point < -(EXPONENT_MOST + NUMBER_DIGITS)) {
        memcpy(out, "0", 2);
        return 1;
    }
    if (number->is_negative) out[length++] = '-';
    if (number->point <= 0) {
        out[length++] = '0';
        out[length++] = '.';
        int zeros = -number->point < 60 ? -number->point : 60;
        for (int i = 0; i < zeros; i++) out[length++] = '0';
    }
    int last = number->count > number->point ? number->count : number->point;
    for (int i = 0; i < last && length < NUMBER_TEXT - 2; i++) {
        if (i == number->point && number->point > 0) out[length++] = '.';
        out[length++] = (char)('0' + (i < number->count ? number->digits[i] : 0));
    }
    out[length] = '\0';
    return length;
}

char number_mark(str text)
{
    struct number as_point, as_comma;
    if (str_find(text, '.') == text.len && str_find(text, ',') == text.len) return '\0';
    bool is_point = number_parse(text, '.', &as_point) == RC_OK;
    bool is_comma = number_parse(text, ',', &as_comma) == RC_OK;
    if (!is_point && !is_comma) return '\0';
    if (is_point && is_comma) return '?';
    return is_point ? '.' : ',';
}
