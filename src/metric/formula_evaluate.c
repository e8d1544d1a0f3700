/* SPDX-License-Identifier: MIT */
#include "metric/formula.h"

#include "base/limits.h"

#include <stdlib.h>

struct evaluation {
    struct arena               *arena;
    const struct formula_value *names;
    str                         zero_reason;
};

static struct formula_value evaluate(const struct evaluation *run, const struct formula *formula);

struct formula_value formula_known(struct exact number)
{
    return (struct formula_value){.number = number};
}

struct formula_value formula_missing(str reason)
{
    return (struct formula_value){.state = FORMULA_MISSING, .reason = reason};
}

struct formula_value formula_not_applicable(str reason)
{
    return (struct formula_value){.state = FORMULA_NOT_APPLICABLE, .reason = reason};
}

static struct exact apply(struct arena *arena, enum formula_kind kind, struct exact a, struct exact b)
{
    switch (kind) {
    case FORMULA_ADD: return exact_add(arena, a, b);
    case FORMULA_SUBTRACT: return exact_sub(arena, a, b);
    case FORMULA_MULTIPLY: return exact_mul(arena, a, b);
    case FORMULA_DIVIDE: return exact_div(arena, a, b);
    case FORMULA_MIN: return exact_compare(a, b) <= 0 ? a : b;
    default: return exact_compare(a, b) >= 0 ? a : b;
    }
}

/* Metrics made of metrics could square a number again and again; a figure of a report never comes near the limit. */
static struct formula_value bounded(struct exact number)
{
    long limbs = labs((long)number.num) > (long)number.den ? labs((long)number.num) : (long)number.den;
    if (limbs * GMP_NUMB_BITS > LIMIT_EXACT_BITS) return formula_missing(STR("out-of-range"));
    return formula_known(number);
}

/* What two operands come to when one of them is not known: not applicable wins, then the left one. */
static struct formula_value unknown(struct formula_value a, struct formula_value b)
{
    return a.state >= b.state ? a : b;
}

static struct formula_value fold(const struct evaluation *run, const struct formula *formula)
{
    struct formula_value sum = evaluate(run, formula->args[0]);
    sum.has_coverage = false;
    for (size_t i = 1; i < formula->arg_count; i++) {
        struct formula_value next = evaluate(run, formula->args[i]);
        if (sum.state || next.state)
            sum = unknown(sum, next);
        else if (formula->kind == FORMULA_DIVIDE && exact_sign(next.number) == 0)
            sum = formula_not_applicable(run->zero_reason);
        else
            sum = bounded(apply(run->arena, formula->kind, sum.number, next.number));
    }
    return sum;
}

static struct formula_value coalesce(const struct evaluation *run, const struct formula *formula)
{
    struct formula_value value = {0};
    for (size_t i = 0; i < formula->arg_count; i++) {
        value = evaluate(run, formula->args[i]);
        if (value.state == FORMULA_KNOWN) break;
    }
    return value;
}

/* Of the terms of weighted() that are known: their weights, and these times their coverage. */
static void add_present(const struct evaluation *run, const struct formula *formula, struct exact *present, struct exact *covered)
{
    *present = *covered = EXACT_ZERO;
    for (size_t i = 0; i + 1 < formula->arg_count; i += 2) {
        struct formula_value value = evaluate(run, formula->args[i]), weight = evaluate(run, formula->args[i + 1]);
        if (value.state) continue;
        *present = exact_add(run->arena, *present, weight.number);
        *covered = exact_add(run->arena, *covered,
                             value.has_coverage ? exact_mul(run->arena, value.coverage, weight.number) : weight.number);
    }
}

/* Domain 3.18: what is not known is left out and its weight shared among the others in proportion. */
static struct formula_value weighted(const struct evaluation *run, const struct formula *formula)
{
    struct exact sum = EXACT_ZERO, all = EXACT_ZERO, present, covered;
    str          absent = STR_NONE;
    bool         is_any = false, is_whole = true;
    for (size_t i = 0; i + 1 < formula->arg_count; i += 2) {
        struct formula_value value = evaluate(run, formula->args[i]), weight = evaluate(run, formula->args[i + 1]);
        if (weight.state) return weight;
        all = exact_add(run->arena, all, weight.number);
        is_whole &= !value.state && !value.has_coverage;
        if (value.state) absent = value.reason;
        if (value.state) continue;
        is_any = true;
        sum = exact_add(run->arena, sum, exact_mul(run->arena, value.number, weight.number));
    }
    present = covered = all;
    if (!is_whole) add_present(run, formula, &present, &covered);
    struct formula_value out = is_any ? formula_not_applicable(run->zero_reason) : formula_missing(absent);
    if (exact_sign(present)) out = bounded(exact_div(run->arena, sum, present));
    out.has_coverage = true;
    out.coverage = exact_sign(all) ? exact_div(run->arena, covered, all) : EXACT_ZERO;
    return out;
}

/* Rounded down to 18 decimals: floor(√(number × 10^36)) / 10^18. */
static struct formula_value square_root(const struct evaluation *run, const struct formula *formula)
{
    struct formula_value value = evaluate(run, formula->args[0]);
    if (value.state) return value;
    if (exact_sign(value.number) < 0) return formula_not_applicable(run->zero_reason);
    __mpq_struct view;
    mpq_t        root;
    mpq_init(root);
    exact_view(value.number, &view);
    mpz_ui_pow_ui(mpq_denref(root), 10, 36);
    mpz_mul(mpq_numref(root), mpq_numref(&view), mpq_denref(root));
    mpz_fdiv_q(mpq_numref(root), mpq_numref(root), mpq_denref(&view));
    mpz_sqrt(mpq_numref(root), mpq_numref(root));
    mpz_ui_pow_ui(mpq_denref(root), 10, 18);
    mpq_canonicalize(root);
    struct exact number;
    bool         fits = exact_from_mpq(run->arena, root, &number) == RC_OK;
    mpq_clear(root);
    return fits ? formula_known(number) : formula_not_applicable(run->zero_reason);
}

static struct formula_value change_sign(const struct evaluation *run, const struct formula *formula)
{
    struct formula_value value = evaluate(run, formula->args[0]);
    value.has_coverage = false;
    if (value.state == FORMULA_KNOWN)
        value.number = formula->kind == FORMULA_ABS ? exact_abs(value.number) : exact_neg(value.number);
    return value;
}

static struct formula_value evaluate(const struct evaluation *run, const struct formula *formula)
{
    switch (formula->kind) {
    case FORMULA_NUMBER: return formula_known(formula->number);
    case FORMULA_NAME: return run->names[formula->index];
    case FORMULA_NEGATE:
    case FORMULA_ABS: return change_sign(run, formula);
    case FORMULA_COALESCE: return coalesce(run, formula);
    case FORMULA_SQRT: return square_root(run, formula);
    case FORMULA_WEIGHTED: return weighted(run, formula);
    default: return fold(run, formula);
    }
}

struct formula_value formula_evaluate(struct arena *arena, const struct formula *formula,
                                      const struct formula_value *names, str zero_reason)
{
    struct evaluation run = {arena, names, zero_reason};
    return evaluate(&run, formula);
}

static bool is_constant(const struct formula *formula)
{
    for (size_t i = 0; i < formula->arg_count; i++) {
        if (!is_constant(formula->args[i])) return false;
    }
    return formula->kind != FORMULA_NAME || str_find(formula->name, '.') < formula->name.len;
}

/* Whether `limit`, a min() or max() of two, gave its first argument because the second lay beyond it. */
static bool is_held(struct arena *arena, const struct formula *limit, const struct formula_value *names)
{
    if (limit->arg_count != 2 || !is_constant(limit->args[0])) return false;
    struct formula_value bound = formula_evaluate(arena, limit->args[0], names, STR_NONE),
                         figure = formula_evaluate(arena, limit->args[1], names, STR_NONE);
    int order = exact_compare(figure.number, bound.number);
    bool is_beyond = limit->kind == FORMULA_MIN ? order > 0 : order < 0;
    return bound.state == FORMULA_KNOWN && figure.state == FORMULA_KNOWN && is_beyond;
}

bool formula_is_capped(struct arena *arena, const struct formula *formula, const struct formula_value *names)
{
    for (size_t i = 0; i < formula->arg_count; i++) {
        if (formula_is_capped(arena, formula->args[i], names)) return true;
    }
    if (formula->kind == FORMULA_DIVIDE && formula->args[1]->kind == FORMULA_MAX)
        return is_held(arena, formula->args[1], names);
    return formula->kind == FORMULA_MIN && is_held(arena, formula, names);
}
