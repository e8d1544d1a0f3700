/* SPDX-License-Identifier: MIT */
/*
 * formula: the arithmetic of the catalogue (design section 5): parsed once, evaluated exactly, written again in plain
 * terms.
 *
 *   sum     = product { ("+" | "-" | "−") product }
 *   product = factor { ("*" | "×" | "/" | "÷") factor }
 *   factor  = ("-" | "−") factor | number | name | name "(" sum { "," sum } ")" | "(" sum ")"
 *   name    = letter or "_", then letters, digits, "_" and "." ; a name with a dot is a setting
 *
 * Functions: min max abs coalesce sqrt weighted. `weighted(value, weight, …)` is the mean of those values that are
 * known, the weights of the others shared out in proportion (domain 3.18); `sqrt` is rounded to 18 decimals.
 * A figure that is missing or not applicable makes what it enters so too, except in coalesce and weighted; not
 * applicable wins, for what cannot exist cannot be completed by data. A zero denominator is not applicable (1.4).
 */
#ifndef RELIURE_METRIC_FORMULA_H
#define RELIURE_METRIC_FORMULA_H

#include "base/exact.h"

enum formula_kind {
    FORMULA_NUMBER,
    FORMULA_NAME,
    FORMULA_NEGATE,
    FORMULA_ADD,
    FORMULA_SUBTRACT,
    FORMULA_MULTIPLY,
    FORMULA_DIVIDE,
    FORMULA_MIN,
    FORMULA_MAX,
    FORMULA_ABS,
    FORMULA_COALESCE,
    FORMULA_SQRT,
    FORMULA_WEIGHTED
};

struct formula {
    enum formula_kind      kind;
    struct exact           number; /* FORMULA_NUMBER */
    str                    name;   /* FORMULA_NAME */
    size_t                 index;  /* FORMULA_NAME: position in the program's names */
    size_t                 at;     /* [bytes] where it stands in the text */
    const struct formula **args;
    size_t                 arg_count;
};

/* A parsed text: the tree and the names it uses, each once, in order of first appearance. */
struct formula_program {
    const struct formula *root;
    str                  *names;
    size_t               *name_at; /* [bytes] first place of each name */
    size_t                name_count;
};

struct formula_error {
    const char *text;    /* what is wrong */
    size_t      at, len; /* [bytes] where */
};

/* RC_INVALID, or RC_LIMIT for one too long or too deep; `error` says what and where. The tree borrows `text`. */
enum rc formula_parse(struct arena *arena, str text, struct formula_program *out,
                      struct formula_error *error) MUST_CHECK;

enum formula_state { FORMULA_KNOWN, FORMULA_MISSING, FORMULA_NOT_APPLICABLE };

struct formula_value {
    struct exact       number;
    enum formula_state state;
    bool               has_coverage;
    str                reason;   /* id of the reason when not known */
    struct exact       coverage; /* share of the weights present below it; 1 unless has_coverage */
};

/* `names[i]` is the value of the i-th name of the program; `zero_reason` goes with a zero denominator. */
struct formula_value formula_evaluate(struct arena *arena, const struct formula *formula,
                                      const struct formula_value *names, str zero_reason);

/*
 * Whether min() of a constant held a known figure down, min(1, points ÷ most), or max() of one a divisor up, which comes to
 * the same: 1 ÷ max(1 ÷ most, churn). Constants are made of numbers and settings and stand first.
 */
bool formula_is_capped(struct arena *arena, const struct formula *formula, const struct formula_value *names);

struct formula_value formula_known(struct exact number);
struct formula_value formula_missing(str reason);
struct formula_value formula_not_applicable(str reason);

/*
 * The formula in its own syntax with + − × ÷. With `names` (one value a name), weighted() is written out as the plain
 * quotient of what is present, so that a spreadsheet needs to know nothing of it; without, over all its values.
 */
str formula_render(struct arena *arena, const struct formula_program *program, const struct formula_value *names);

#endif
