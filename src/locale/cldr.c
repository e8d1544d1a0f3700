/* SPDX-License-Identifier: MIT */
#include "locale/cldr.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

enum { TEXT_MOST = 128 }; /* [UTF-16 units] symbols and patterns; CLDR's longest date pattern has 30 */

struct load {
    struct arena *arena;
    const char   *name;
    UErrorCode    status;
};

static str from_utf16(struct load *load, const UChar *text, int32_t length)
{
    char    bytes[TEXT_MOST * 3 + 1];
    int32_t used = 0;
    if (U_FAILURE(load->status) || length >= TEXT_MOST) return STR_NONE;
    u_strToUTF8(bytes, sizeof bytes, &used, text, length, &load->status);
    return U_FAILURE(load->status) ? STR_NONE : arena_str(load->arena, (str){bytes, (size_t)used});
}

static str symbol(struct load *load, const UNumberFormat *format, UNumberFormatSymbol which)
{
    UChar   text[TEXT_MOST];
    int32_t length = unum_getSymbol(format, which, text, TEXT_MOST, &load->status);
    return from_utf16(load, text, length);
}

/* What stands before and after the digits of a pattern: "#,##0.00 ¤" gives "" and " ¤". */
static struct cldr_affix affix_of(str pattern)
{
    pattern.len = str_find(pattern, ';');
    size_t first = 0, last = pattern.len;
    while (first < pattern.len && !strchr("#0", pattern.ptr[first]))
        first++;
    while (last > first && !strchr("#0", pattern.ptr[last - 1]))
        last--;
    return (struct cldr_affix){str_slice(pattern, 0, first), str_slice(pattern, last, pattern.len)};
}

static struct cldr_affix affix(struct load *load, UNumberFormatStyle style)
{
    UChar          text[TEXT_MOST];
    UNumberFormat *format = unum_open(style, NULL, 0, load->name, NULL, &load->status);
    int32_t        length = unum_toPattern(format, false, text, TEXT_MOST, &load->status);
    str            pattern = from_utf16(load, text, length);
    unum_close(format);
    return affix_of(pattern);
}

static void load_numbers(struct load *load, struct cldr *out)
{
    UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, load->name, NULL, &load->status);
    if (U_FAILURE(load->status)) return;
    out->decimal = symbol(load, format, UNUM_DECIMAL_SEPARATOR_SYMBOL);
    out->group = symbol(load, format, UNUM_GROUPING_SEPARATOR_SYMBOL);
    out->minus = symbol(load, format, UNUM_MINUS_SIGN_SYMBOL);
    out->plus = symbol(load, format, UNUM_PLUS_SIGN_SYMBOL);
    str    zero = symbol(load, format, UNUM_ZERO_DIGIT_SYMBOL);
    size_t at = 0;
    out->zero = zero.len ? str_next(zero, &at) : '0';
    out->grouping = unum_getAttribute(format, UNUM_GROUPING_SIZE);
    out->next_grouping = unum_getAttribute(format, UNUM_SECONDARY_GROUPING_SIZE);
    int minimum = unum_getAttribute(format, UNUM_MINIMUM_GROUPING_DIGITS);
    out->minimum_grouping = minimum > 0 ? minimum : 1;
    if (out->next_grouping <= 0) out->next_grouping = out->grouping;
    unum_close(format);
    out->percent = affix(load, UNUM_PERCENT);
    out->money = affix(load, UNUM_CURRENCY);
}

static int compare_currencies(const void *a, const void *b)
{
    return strcmp(((const struct cldr_currency *)a)->code, ((const struct cldr_currency *)b)->code);
}

static struct cldr_currency currency_row(struct load *load, const char *code)
{
    struct cldr_currency row = {0};
    UChar                wide[4];
    UBool                is_choice;
    int32_t              length = 0;
    memcpy(row.code, code, 3);
    u_charsToUChars(row.code, wide, 4);
    const UChar *name = ucurr_getName(wide, load->name, UCURR_SYMBOL_NAME, &is_choice, &length, &load->status);
    row.symbol = from_utf16(load, name, length);
    row.digits = ucurr_getDefaultFractionDigits(wide, &load->status);
    return row;
}

static void load_currencies(struct load *load, struct cldr *out)
{
    UEnumeration *codes = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &load->status);
    int32_t       count = uenum_count(codes, &load->status);
    if (U_SUCCESS(load->status)) {
        out->currencies = ARENA_ARRAY(load->arena, struct cldr_currency, (size_t)count);
        const char *code;
        int32_t     length;
        while ((code = uenum_next(codes, &length, &load->status)) && length == 3)
            out->currencies[out->currency_count++] = currency_row(load, code);
        qsort(out->currencies, out->currency_count, sizeof *out->currencies, compare_currencies);
    }
    uenum_close(codes);
}

static str date_pattern(struct load *load, UDateTimePatternGenerator *generator, const UChar *skeleton)
{
    UChar   text[TEXT_MOST];
    int32_t length = udatpg_getBestPattern(generator, skeleton, -1, text, TEXT_MOST, &load->status);
    return from_utf16(load, text, length);
}

static void load_months(struct load *load, const UDateFormat *format, UDateFormatSymbolType type, str months[12])
{
    for (int32_t i = 0; i < 12; i++) {
        UChar   text[TEXT_MOST];
        int32_t length = udat_getSymbols(format, type, i, text, TEXT_MOST, &load->status);
        months[i] = from_utf16(load, text, length);
    }
}

static void load_dates(struct load *load, struct cldr *out)
{
    UDateTimePatternGenerator *generator = udatpg_open(load->name, &load->status);
    out->date = date_pattern(load, generator, u"yMMdd");
    out->date_long = date_pattern(load, generator, u"yMMMMd");
    out->month_short = date_pattern(load, generator, u"yMMM");
    out->month_long = date_pattern(load, generator, u"yMMMM");
    udatpg_close(generator);
    UDateFormat *format = udat_open(UDAT_SHORT, UDAT_SHORT, load->name, u"UTC", -1, NULL, 0, &load->status);
    if (U_FAILURE(load->status)) return;
    load_months(load, format, UDAT_MONTHS, out->months);
    load_months(load, format, UDAT_SHORT_MONTHS, out->months_short);
    udat_close(format);
}

/* ICU answers any name with its root data; a language it has is one it lists. */
static bool is_known(const char *name)
{
    char       language[ULOC_LANG_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    uloc_getLanguage(name, language, sizeof language, &status);
    for (int32_t i = 0, count = uloc_countAvailable(); i < count && U_SUCCESS(status); i++)
        if (!strcmp(uloc_getAvailable(i), language)) return true;
    return false;
}

enum rc cldr_load(struct arena *arena, const char *icu_name, struct cldr *out)
{
    struct load load = {arena, icu_name, U_ZERO_ERROR};
    *out = (struct cldr){.zero = '0'};
    if (!is_known(icu_name)) return RC_MISSING;
    load_numbers(&load, out);
    load_currencies(&load, out);
    load_dates(&load, out);
    return U_SUCCESS(load.status) ? RC_OK : RC_MISSING;
}

const struct cldr_currency *cldr_currency(const struct cldr *cldr, const char *code)
{
    struct cldr_currency key = {0};
    memcpy(key.code, code, strnlen(code, 3));
    if (!cldr->currency_count) return NULL;
    return bsearch(&key, cldr->currencies, cldr->currency_count, sizeof key, compare_currencies);
}
