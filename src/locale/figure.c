/* SPDX-License-Identifier: MIT */
/* Figures as printed: domain 1.2 decides the digits, CLDR the marks, the file of words the unit. */
#include "locale/parts.h"

#include <stdio.h>
#include <string.h>

/* [seconds] A month as a length of time is 30.4375 days (domain 1.2). */

enum precision { WHOLE, ONE_UNLESS_WHOLE, ONE_ALWAYS, MONEY };

static const struct {
    enum precision precision;
    bool           is_ratio; /* printed × 100 */
    const char    *word;     /* under `units` in the file of words; NULL prints the number alone */
} rules[UNIT_TOTAL] = {
    [UNIT_COUNT] = {ONE_UNLESS_WHOLE, false, NULL},
    [UNIT_DECIMAL] = {ONE_UNLESS_WHOLE, false, NULL},
    [UNIT_PERCENT] = {ONE_UNLESS_WHOLE, true, NULL},
    [UNIT_POINTS] = {ONE_UNLESS_WHOLE, true, "points"},
    [UNIT_MONEY] = {MONEY, false, NULL},
    [UNIT_SCORE100] = {WHOLE, false, "score100"},
    [UNIT_RATING5] = {ONE_ALWAYS, false, "rating5"},
    [UNIT_NPS] = {WHOLE, false, NULL},
    [UNIT_DURATION] = {ONE_UNLESS_WHOLE, false, NULL},
    [UNIT_DAYS] = {ONE_UNLESS_WHOLE, false, "days"},
    [UNIT_MONTHS] = {ONE_UNLESS_WHOLE, false, "months"},
};

static bool is_zero(str digits)
{
    for (size_t i = 0; i < digits.len; i++)
        if (digits.ptr[i] >= '1' && digits.ptr[i] <= '9') return false;
    return true;
}

/* "32.0" → "32", "1.50" stays: a fraction goes only when it says nothing. */
static str without_zero_fraction(str digits)
{
    size_t point = str_find(digits, '.');
    return is_zero(str_slice(digits, point, digits.len)) ? str_slice(digits, 0, point) : digits;
}

static str money_digits(const struct locale *locale, struct arena *arena, const struct value *value)
{
    const struct cldr_currency *currency = cldr_currency(&locale->cldr, value->currency);
    if (exact_compare(exact_abs(value->number), exact_from_int(arena, 1000)) >= 0)
        return exact_print(arena, value->number, 0);
    return without_zero_fraction(
        exact_print(arena, value->number, currency && currency->digits < 2 ? currency->digits : 2));
}

int locale_money_places(const struct locale *locale, struct arena *arena, const struct value *value)
{
    str    digits = money_digits(locale, arena, value);
    size_t point = str_find(digits, '.');
    return point < digits.len ? (int)(digits.len - point) - 1 : 0;
}

static str number_digits(const struct locale *locale, struct arena *arena, const struct value *value)
{
    struct exact number = value->number;
    if (rules[value->unit].is_ratio) number = exact_mul(arena, number, exact_from_int(arena, 100));
    if (value->places >= 0) return exact_print(arena, number, value->places);
    switch (rules[value->unit].precision) {
    case WHOLE: return exact_print(arena, number, 0);
    case ONE_ALWAYS: return exact_print(arena, number, 1);
    case MONEY: return money_digits(locale, arena, value);
    case ONE_UNLESS_WHOLE: break;
    }
    return without_zero_fraction(exact_print(arena, number, 1));
}

static bool has_group_mark(const struct cldr *cldr, size_t left, size_t whole)
{
    if (cldr->grouping <= 0 || whole < (size_t)(cldr->grouping + cldr->minimum_grouping)) return false;
    size_t last = (size_t)cldr->grouping, step = (size_t)cldr->next_grouping;
    return left >= last && (left - last) % step == 0;
}

static void add_grouped(const struct cldr *cldr, str digits, struct strbuf *out)
{
    size_t whole = str_find(digits, '.');
    for (size_t i = 0; i < digits.len; i++) {
        if (i && i < whole && has_group_mark(cldr, whole - i, whole)) strbuf_add(out, cldr->group);
        if (digits.ptr[i] == '.')
            strbuf_add(out, cldr->decimal);
        else
            strbuf_add_code_point(out, cldr->zero + (uint32_t)(digits.ptr[i] - '0'));
    }
}

static str dress(const struct locale *locale, struct arena *arena, str digits, bool is_signed, struct cldr_affix affix)
{
    struct strbuf out = {0};
    bool          is_negative = str_starts(digits, "-");
    if (is_negative)
        strbuf_add(&out, locale->cldr.minus);
    else if (is_signed && !is_zero(digits))
        strbuf_add(&out, locale->cldr.plus);
    strbuf_add(&out, affix.prefix);
    add_grouped(&locale->cldr, str_slice(digits, is_negative, digits.len), &out);
    strbuf_add(&out, affix.suffix);
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

str locale_digits(const struct locale *locale, struct arena *arena, str digits, bool is_signed)
{
    return dress(locale, arena, digits, is_signed, (struct cldr_affix){0});
}

static str currency_symbol(const struct locale *locale, const char *code)
{
    const struct cldr_currency *currency = cldr_currency(&locale->cldr, code);
    return currency ? currency->symbol : str_from(code);
}

/* « ¤ » of a pattern replaced; a symbol of letters that would touch the digits takes a space (UTS 35, currency
 * spacing). */
static str with_symbol(struct arena *arena, str affix, str symbol)
{
    static const str sign = STR("¤");
    size_t           at = str_find_str(affix, sign);
    if (at == affix.len) return affix;
    char last = symbol.len ? symbol.ptr[symbol.len - 1] : ' ';
    bool touches =
        at + sign.len == affix.len && at == 0 && ((last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z'));
    return arena_printf(arena, "%.*s%.*s%s%.*s", (int)at, affix.ptr, STR_ARG(symbol), touches ? "\u00A0" : "",
                        STR_ARG(str_slice(affix, at + sign.len, affix.len)));
}

static struct cldr_affix money_affix(const struct locale *locale, struct arena *arena, str symbol)
{
    const struct cldr_affix *pattern = &locale->cldr.money;
    struct cldr_affix        affix = *pattern;
    if (affix.prefix.len) affix.prefix = with_symbol(arena, pattern->prefix, symbol);
    affix.suffix = pattern->prefix.len ? pattern->suffix
                                       : arena_printf(arena, "%.*s%.*s", (int)str_find_str(pattern->suffix, STR("¤")),
                                                      pattern->suffix.ptr, STR_ARG(symbol));
    return affix;
}

static str with_unit(const struct locale *locale, struct arena *arena, const char *word, double number, str dressed)
{
    const struct locale_arg argument = {"n", dressed};
    str                     key = arena_printf(arena, "units.%s", word);
    if (!locale_lookup(locale, key).ptr)
        key = arena_printf(arena, "units.%s.%s", word, locale_plural(locale, number < 0 ? -number : number));
    return locale_phrase(locale, arena, key.ptr, -1, &argument, 1);
}

static str print_duration(const struct locale *locale, struct arena *arena, const struct value *value)
{
    static const char *const words[DURATION_STEPS] = {"minutes", "hours", "short_days", "short_months"};
    size_t                   step = duration_step(arena, value->number);
    struct value             part = *value;
    part.number = exact_div(arena, value->number, exact_from_int(arena, duration_steps[step]));
    str digits = locale_digits(locale, arena, number_digits(locale, arena, &part), value->is_signed);
    return with_unit(locale, arena, words[step], exact_double(exact_abs(part.number)), digits);
}

static str print_number(const struct locale *locale, struct arena *arena, const struct value *value, bool is_bare)
{
    if (value->unit == UNIT_DURATION) return print_duration(locale, arena, value);
    str               digits = number_digits(locale, arena, value);
    struct cldr_affix affix = {0};
    if (value->unit == UNIT_PERCENT && !is_bare) affix = locale->cldr.percent;
    if (value->unit == UNIT_MONEY && !is_bare)
        affix = money_affix(locale, arena, currency_symbol(locale, value->currency));
    str         text = dress(locale, arena, digits, value->is_signed, affix);
    const char *word = rules[value->unit].word;
    /* A difference of scores is in points, not out of 100: « +4 », never « +4/100 ». */
    bool is_out_of = value->unit == UNIT_SCORE100 || value->unit == UNIT_RATING5;
    if (!word || is_bare || (is_out_of && value->is_signed)) return text;
    double number = exact_double(value->number);
    return with_unit(locale, arena, word, rules[value->unit].is_ratio ? number * 100 : number, text);
}

static str print(const struct locale *locale, struct arena *arena, const struct value *value, bool is_bare)
{
    switch (value->kind) {
    case VALUE_NUMBER: return print_number(locale, arena, value, is_bare);
    case VALUE_DATE: return locale_date(locale, arena, value->day);
    case VALUE_TEXT: return value->text;
    case VALUE_MISSING: return locale_word(locale, "value.missing");
    case VALUE_NOT_APPLICABLE: return locale_word(locale, "value.not_applicable");
    case VALUE_EMPTY:
    case VALUE_KIND_COUNT: break;
    }
    return STR_NONE;
}

str locale_print(const struct locale *locale, struct arena *arena, const struct value *value)
{
    return print(locale, arena, value, false);
}

str locale_print_bare(const struct locale *locale, struct arena *arena, const struct value *value)
{
    return print(locale, arena, value, true);
}

str locale_unit_head(const struct locale *locale, struct arena *arena, const struct value *value)
{
    if (value->kind != VALUE_NUMBER) return STR_NONE;
    if (value->unit == UNIT_MONEY) return currency_symbol(locale, value->currency);
    if (value->unit == UNIT_PERCENT) return STR("%");
    const char *word = rules[value->unit].word;
    return word ? locale_lookup(locale, arena_printf(arena, "units.heads.%s", word)) : STR_NONE;
}

struct scale {
    const char *word; /* NULL below a thousand */
    int64_t     size;
};

static struct scale compact_scale(double number)
{
    static const struct scale scales[] = {{"billion", 1000000000}, {"million", 1000000}, {"thousand", 1000}};
    for (size_t i = 0; i < COUNT_OF(scales); i++)
        if (number >= (double)scales[i].size || number <= -(double)scales[i].size) return scales[i];
    return (struct scale){NULL, 1};
}

static str compact_digits(struct arena *arena, struct exact number, struct scale scale)
{
    str digits = exact_print(arena, exact_div(arena, number, exact_from_int(arena, scale.size)), 2);
    while (digits.len && digits.ptr[digits.len - 1] == '0')
        digits.len--;
    return str_ends(digits, ".") ? str_slice(digits, 0, digits.len - 1) : digits;
}

/* « 12 k€ »: the scale stands before the symbol, as CLDR's short forms do. */
static struct cldr_affix tick_affix(const struct locale *locale, struct arena *arena, enum unit unit,
                                    const char *currency, struct scale scale)
{
    str word = scale.word ? locale_word(locale, arena_printf(arena, "compact.%s", scale.word).ptr) : STR_NONE;
    if (unit == UNIT_PERCENT) return locale->cldr.percent;
    if (unit != UNIT_MONEY) {
        str suffix = word.len
                         ? arena_printf(arena, "%.*s%.*s", STR_ARG(locale_word(locale, "compact.space")), STR_ARG(word))
                         : word;
        return (struct cldr_affix){STR_NONE, suffix};
    }
    str symbol = currency_symbol(locale, currency);
    if (!locale->cldr.money.prefix.len)
        return money_affix(locale, arena, arena_printf(arena, "%.*s%.*s", STR_ARG(word), STR_ARG(symbol)));
    struct cldr_affix affix = money_affix(locale, arena, symbol);
    affix.suffix = word;
    return affix;
}

str locale_print_tick(const struct locale *locale, struct arena *arena, enum unit unit, const char *currency,
                      double number, int places, bool is_compact)
{
    char         text[64];
    struct exact exact;
    struct scale scale = {NULL, 1};
    if (rules[unit].is_ratio) number *= 100;
    int length = snprintf(text, sizeof text, "%.*f", places, number);
    /* Not finite, or too large for an axis: no label rather than a wrong one. */
    if (length < 0 || (size_t)length >= sizeof text || exact_parse(arena, str_from(text), &exact) != RC_OK)
        return STR_NONE;
    if (is_compact && unit != UNIT_PERCENT) scale = compact_scale(number);
    str digits = scale.word ? compact_digits(arena, exact, scale) : exact_print(arena, exact, places);
    return dress(locale, arena, digits, false, tick_affix(locale, arena, unit, currency, scale));
}
