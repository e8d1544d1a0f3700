/* SPDX-License-Identifier: MIT */
/*
 * value: one typed figure or word, kept as a value until a back end writes it, so that PDF and workbook
 * cannot disagree. Domain 1.2 (print), 1.4 (missing, zero and not applicable are three things), 1.5 (trends).
 */
#ifndef RELIURE_BASE_VALUE_H
#define RELIURE_BASE_VALUE_H

#include "base/date.h"
#include "base/exact.h"

enum value_kind {
    VALUE_EMPTY,          /* nothing to say here: a blank cell */
    VALUE_NUMBER,         /* `number` in the scale of `unit` */
    VALUE_DATE,           /* `day` */
    VALUE_TEXT,           /* `text` */
    VALUE_MISSING,        /* should exist, was not in the exports: « n.d. »; `text` is the reason */
    VALUE_NOT_APPLICABLE, /* cannot exist: « — »; `text` is the reason */
    VALUE_KIND_COUNT
};

/* UNIT(CODE, "word in YAML"): what `number` counts, and so how it prints. */
#define UNIT_LIST                                                                                                      \
    UNIT(COUNT, "count")       /* whole things; a mean of them may have decimals */                                    \
    UNIT(DECIMAL, "decimal")   /* a plain number, one decimal unless whole */                                          \
    UNIT(PERCENT, "percent")   /* the ratio: 1.07 prints « 107 % » */                                                  \
    UNIT(POINTS, "points")     /* difference of two percentages, as a ratio: 0.04 prints « 4 pts » */                  \
    UNIT(MONEY, "money")       /* whole units of `currency` */                                                         \
    UNIT(SCORE100, "score100") /* 0..100: « 67/100 » */                                                                \
    UNIT(RATING5, "rating5")   /* 1..5: « 4,3/5 » */                                                                   \
    UNIT(NPS, "nps")           /* -100..100 */                                                                         \
    UNIT(DURATION, "duration") /* seconds: « 4 h », « 3,9 mois » */                                                    \
    UNIT(DAYS, "days")                                                                                                 \
    UNIT(MONTHS, "months")

enum unit {
#define UNIT(code, word) UNIT_##code,
    UNIT_LIST
#undef UNIT
        UNIT_TOTAL
};

/* Whether it is good news. The colour; never alone: a word, sign or figure stands beside it. */
enum tone { TONE_NONE, TONE_GOOD, TONE_WATCH, TONE_BAD };

struct value {
    enum value_kind kind;
    enum unit       unit;
    enum tone       tone;
    bool            is_signed; /* print « + » before a positive number: differences */
    signed char     places;    /* decimals to print, or -1 for the unit's normal precision (1.1: the print rule) */
    char            currency[4]; /* ISO 4217, NUL-terminated; UNIT_MONEY only */
    date            day;
    struct exact    number;
    str             text;
};

struct value value_number(enum unit unit, struct exact number);
struct value value_money(struct exact number, const char *currency);
struct value value_count(struct arena *arena, int64_t count);
struct value value_date(date day);
struct value value_text(str text);
struct value value_missing(str reason);
struct value value_not_applicable(str reason);
bool         value_has_number(const struct value *value);

/* A duration prints in minutes, hours, days or months of 30.4375 days. */
enum { DURATION_STEPS = 4 };
extern const int64_t duration_steps[DURATION_STEPS]; /* [s] */
/* The largest sensible one; a figure that rounds up to the next prints in that. */
size_t duration_step(struct arena *scratch, struct exact seconds);

const char *unit_word(enum unit unit);
/* RC_MISSING for an unknown word. */
enum rc     unit_parse(str word, enum unit *out) MUST_CHECK;
const char *tone_word(enum tone tone); /* "good", "watch", "bad", or "" */
enum rc     tone_parse(str word, enum tone *out) MUST_CHECK;

/* One line for dumps, without locale: `percent 107/100`, `money 107000 EUR`, `date 2026-10-31`, `text "…"`, `missing "…"`. */
void value_dump(const struct value *value, struct arena *scratch, struct strbuf *out);

#endif
