/* SPDX-License-Identifier: MIT */
#include "metric/formula.h"

struct rendering {
    const struct formula_value *names;
    struct strbuf              *out;
};

static const char *const operators[] = {
    [FORMULA_ADD] = " + ", [FORMULA_SUBTRACT] = " − ", [FORMULA_MULTIPLY] = " × ", [FORMULA_DIVIDE] = " ÷ "};
static const char *const functions[] = {[FORMULA_MIN] = "min",
                                        [FORMULA_MAX] = "max",
                                        [FORMULA_ABS] = "abs",
                                        [FORMULA_SQRT] = "sqrt",
                                        [FORMULA_COALESCE] = "coalesce"};

static void render(const struct rendering *run, const struct formula *formula, int outside);

/* How tightly a node binds: 1 sums, 2 products, 3 signs, 4 the rest. */
static int binding(const struct formula *formula)
{
    switch (formula->kind) {
    case FORMULA_ADD:
    case FORMULA_SUBTRACT: return 1;
    case FORMULA_MULTIPLY:
    case FORMULA_DIVIDE:
    case FORMULA_WEIGHTED: return 2;
    case FORMULA_NEGATE: return 3;
    default: return 4;
    }
}

/* As written: a number of a formula is a decimal, so 18 places are enough to say it. */
static void render_number(const struct rendering *run, struct exact number)
{
    struct arena *scratch = arena_new();
    int           places = 0;
    while (places < 18 && exact_compare(exact_round(scratch, number, places), number) != 0)
        places++;
    strbuf_add(run->out, exact_print(scratch, number, places));
    arena_free(scratch);
}

static void render_call(const struct rendering *run, const struct formula *formula)
{
    strbuf_printf(run->out, "%s(", functions[formula->kind]);
    for (size_t i = 0; i < formula->arg_count; i++) {
        if (i) strbuf_adds(run->out, ", ");
        render(run, formula->args[i], 0);
    }
    strbuf_addc(run->out, ')');
}

/* With values given: what comes to a number. */
static bool is_present(const struct rendering *run, const struct formula *value)
{
    if (!run->names) return true;
    struct arena *scratch = arena_new();
    bool          is_known = formula_evaluate(scratch, value, run->names, STR_NONE).state == FORMULA_KNOWN;
    arena_free(scratch);
    return is_known;
}

static bool is_one(const struct formula *weight)
{
    return weight->kind == FORMULA_NUMBER && weight->number.den == 0 && weight->number.num == 1 &&
           weight->number.limbs[0] == 1;
}

/* How many values are present when each weighs 1, else 0: a plain mean reads better without its weights. */
static size_t count_equal(const struct rendering *run, const struct formula *formula)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < formula->arg_count; i += 2) {
        if (!is_one(formula->args[i + 1])) return 0;
        count += is_present(run, formula->args[i]);
    }
    return count;
}

/* (a × w + …) ÷ (w + …) over what is present; the first value's name when nothing is. */
static void render_weighted(const struct rendering *run, const struct formula *formula)
{
    bool is_any = false;
    for (size_t i = 0; i < formula->arg_count; i += 2)
        is_any |= is_present(run, formula->args[i]);
    if (!is_any) {
        render(run, formula->args[0], 4);
        return;
    }
    size_t equal = count_equal(run, formula);
    for (int below = 0; below < 2; below++) {
        const char *separator = below ? " ÷ (" : "(";
        if (below && equal) {
            strbuf_printf(run->out, " ÷ %zu", equal);
            return;
        }
        for (size_t i = 0; i + 1 < formula->arg_count; i += 2) {
            if (!is_present(run, formula->args[i])) continue;
            strbuf_adds(run->out, separator);
            separator = " + ";
            if (!below) render(run, formula->args[i], equal ? 0 : 2);
            if (!below && !equal) strbuf_adds(run->out, operators[FORMULA_MULTIPLY]);
            if (!equal) render(run, formula->args[i + 1], 3);
        }
        strbuf_addc(run->out, ')');
    }
}

static void render_operator(const struct rendering *run, const struct formula *formula, int level)
{
    render(run, formula->args[0], level);
    strbuf_adds(run->out, operators[formula->kind]);
    /* The right side of − and ÷ needs parentheses at its own level too. */
    render(run, formula->args[1], level + (formula->kind == FORMULA_SUBTRACT || formula->kind == FORMULA_DIVIDE));
}

static void render(const struct rendering *run, const struct formula *formula, int outside)
{
    int level = binding(formula);
    if (level < outside) strbuf_addc(run->out, '(');
    switch (formula->kind) {
    case FORMULA_NUMBER: render_number(run, formula->number); break;
    case FORMULA_NAME: strbuf_add(run->out, formula->name); break;
    case FORMULA_NEGATE:
        strbuf_adds(run->out, "−");
        render(run, formula->args[0], level);
        break;
    case FORMULA_WEIGHTED: render_weighted(run, formula); break;
    case FORMULA_MIN:
    case FORMULA_MAX:
    case FORMULA_ABS:
    case FORMULA_COALESCE:
    case FORMULA_SQRT: render_call(run, formula); break;
    default: render_operator(run, formula, level); break;
    }
    if (level < outside) strbuf_addc(run->out, ')');
}

str formula_render(struct arena *arena, const struct formula_program *program, const struct formula_value *names)
{
    struct strbuf    text = {0};
    struct rendering run = {names, &text};
    render(&run, program->root, 0);
    str out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}
