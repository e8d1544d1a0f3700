/* SPDX-License-Identifier: MIT */
/* parts: what a struct locale is made of, for the modules of this folder only. */
#ifndef RELIURE_LOCALE_PARTS_H
#define RELIURE_LOCALE_PARTS_H

#include "base/map.h"
#include "base/vec.h"
#include "locale/cldr.h"
#include "locale/locale.h"

#include <unicode/ucol.h>
#include <unicode/upluralrules.h>

/* The space a sign takes before or after it. */
struct typeset_rule {
    uint32_t sign;
    str      space;
    bool     is_after;   /* the space follows the sign: « */
    bool     is_replace; /* only where a space already stands: % and currency signs */
};

struct locale {
    struct arena *arena;
    const char   *language;
    struct cldr   cldr;
    struct map    words; /* dotted key → str * */
    str           apostrophe, ellipsis, first_day;
    VEC(struct typeset_rule) rules;
    UPluralRules *plurals;
    UCollator    *collator;
};

/* Digits of exact_print() with the marks of the language: no unit. */
str locale_digits(const struct locale *locale, struct arena *arena, str digits, bool is_signed);
/* The word, or an empty str with NULL ptr. */
str locale_lookup(const struct locale *locale, str key);

#endif
