/* SPDX-License-Identifier: MIT */
/*
 * cldr: what ICU knows of a language, read once when the locale is opened. Printing then needs neither ICU's
 * formatters nor a binary fraction: the digits are exact_print()'s, dressed with these marks.
 */
#ifndef RELIURE_LOCALE_CLDR_H
#define RELIURE_LOCALE_CLDR_H

#include "base/diag.h"

struct cldr_affix {
    str prefix, suffix;
};

struct cldr_currency {
    char code[4];
    str  symbol; /* as the language writes it: « € », « $US » */
    int  digits; /* of its fraction */
};

struct cldr {
    str                   decimal, group, minus, plus;
    uint32_t              zero;                     /* the digit 0 of the language's own digits */
    int                   grouping, next_grouping;  /* digits of the last group, and of those before it */
    int                   minimum_grouping;         /* digits a first group must have for a mark after it */
    struct cldr_affix     percent, money;           /* money's hold « ¤ » where the symbol goes */
    struct cldr_currency *currencies;               /* by code, ascending */
    size_t                currency_count;
    str                   date, date_long, month_short, month_long; /* patterns of UTS 35, fields d M y */
    str                   months[12], months_short[12];
};

/* `icu_name` is "fr", "en_GB". RC_MISSING where ICU has no data for the language. All strings live in `arena`. */
enum rc cldr_load(struct arena *arena, const char *icu_name, struct cldr *out) MUST_CHECK;
/* The currency's row, or NULL for a code ICU does not know. */
const struct cldr_currency *cldr_currency(const struct cldr *cldr, const char *code);

#endif
