/* SPDX-License-Identifier: MIT */
/*
 * locale: how a value prints in a language (ICU and CLDR for figures and dates, domain 1.2 for precision) and the
 * product's own words. A language is one file, templates/locales/<language>.yaml.
 */
#ifndef RELIURE_LOCALE_LOCALE_H
#define RELIURE_LOCALE_LOCALE_H

#include "base/diag.h"
#include "base/value.h"

struct locale;

/* `folder` is templates/locales. Kept by the run; workers share it after the fork. */
enum rc     locale_open(const char *folder, const char *language, struct diag *diag, struct locale **out) MUST_CHECK;
void        locale_close(struct locale *locale);
const char *locale_language(const struct locale *locale); /* "fr" */

/* As printed in a cell or a sentence, with the typographic spaces of the language: « 107 % », « 4,3/5 », « n.d. », « — ». */
str locale_print(const struct locale *locale, struct arena *arena, const struct value *value);
/* The same without what a column head already says: « 107 000 » under « € », « 67 » under « /100 ». */
str locale_print_bare(const struct locale *locale, struct arena *arena, const struct value *value);
/* Decimals that an amount of money is printed with: none from 1 000 up or where it is whole, else its currency's. */
int locale_money_places(const struct locale *locale, struct arena *arena, const struct value *value);
/*
 * Axis ticks: `number` in the unit's own scale (0.2 is « 20 % »), `places` decimals of the printed figure, thousands
 * grouped; « 12 k€ », « 1,5 M€ » where `is_compact` and the figure is from a thousand up. Empty when not finite.
 */
str locale_print_tick(const struct locale *locale, struct arena *arena, enum unit unit, const char *currency, double number,
                      int places, bool is_compact);
str locale_date(const struct locale *locale, struct arena *arena, date day);         /* « 31/10/2026 » */
str locale_date_long(const struct locale *locale, struct arena *arena, date day);    /* « 31 octobre 2026 » */
str locale_month_short(const struct locale *locale, struct arena *arena, date day);  /* « oct. 2026 » */
str locale_month_long(const struct locale *locale, struct arena *arena, date day);   /* « octobre 2026 » */
str locale_period(const struct locale *locale, struct arena *arena, struct period period); /* « T3 2026 » */
str locale_unit_head(const struct locale *locale, struct arena *arena, const struct value *value); /* « € », « /100 », or empty */

/* The words under a dotted key ("table.continued"), or the key itself between ‹ › when absent (check reports it). */
str locale_word(const struct locale *locale, const char *key);
bool locale_has_word(const struct locale *locale, const char *key);
/* A word with placeholders {name} filled in; a mapping by plural category (one, other…) is chosen by `count`. */
struct locale_arg {
    const char *name;
    str         value;
};
str locale_phrase(const struct locale *locale, struct arena *arena, const char *key, int64_t count, const struct locale_arg *args, size_t arg_count);
/* The plural category of a number: "one", "other"… */
const char *locale_plural(const struct locale *locale, double number);
/* Typographic spaces and apostrophes of the language applied to plain text (French: no-break before : ; ! ? and inside « »). */
str locale_typeset(const struct locale *locale, struct arena *arena, str text);
/* The first letter a capital, as the language writes it (É, À). */
str locale_upper_first(struct arena *arena, str text);
/* Sort order of the language (ICU collation). */
int locale_compare(const struct locale *locale, str a, str b);

#endif
