/* SPDX-License-Identifier: MIT */
#include "metric/formula.h"

#include "base/limits.h"

struct rendering {
    struct arena               *arena;
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
    case FORMULA_DIVIDE: return 2;
    case FORMULA_NEGATE: return 3;
    default: return 4;
    }
}

/* As written: a number of a formula is a decimal, so 18 places are enough to say it. */
static void render_number(const struct rendering *run, struct exact number)
{
    int places = 0;
    while (places < 18 && exact_compare(exact_round(run->arena, number, places), number) != 0)
        places++;
    strbuf_add(run->out, exact_print(run->arena, number, places));
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
    return !run->names || formula_evaluate(run->arena, value, run->names, STR_NONE).state == FORMULA_KNOWN;
}

static bool is_one(const struct formula *weight)
{
    const struct exact *number = &weight->number;
    return weight->kind == FORMULA_NUMBER && number->den == 0 && number->num == 1 && number->limbs[0] == 1;
}

static const struct formula *node(const struct rendering *run, enum formula_kind kind, const struct formula *left,
                                  const struct formula *right)
{
    struct formula *out = ARENA_NEW(run->arena, struct formula);
    *out = (struct formula){.kind = kind, .arg_count = 2};
    out->args = arena_copy(run->arena, (const struct formula *[]){left, right}, 2, sizeof left);
    return out;
}

static const struct formula *number(const struct rendering *run, int64_t value)
{
    struct formula *out = ARENA_NEW(run->arena, struct formula);
    *out = (struct formula){.kind = FORMULA_NUMBER, .number = exact_from_int(run->arena, value)};
    return out;
}

/* `sum` + `term`, or the term alone when it is the first. */
static const struct formula *plus(const struct rendering *run, const struct formula *sum, const struct formula *term)
{
    return sum ? node(run, FORMULA_ADD, sum, term) : term;
}

/*
 * (a × w + …) ÷ (w + …) over what is present, the plain mean where all weigh 1, the first value alone when nothing is
 * present: what weighted() stands for, in operators.
 */
static const struct formula *written_out(const struct rendering *run, const struct formula *formula)
{
    const struct formula *above = NULL, *weights = NULL, *values = NULL;
    int64_t               count = 0;
    bool                  are_equal = true;
    for (size_t i = 0; i + 1 < formula->arg_count; i += 2) {
        const struct formula *value = formula->args[i], *weight = formula->args[i + 1];
        if (!is_present(run, value)) continue;
        above = plus(run, above, node(run, FORMULA_MULTIPLY, value, weight));
        weights = plus(run, weights, weight);
        values = plus(run, values, value);
        are_equal = are_equal && is_one(weight);
        count++;
    }
    if (count == 0) return formula->args[0];
    if (are_equal) return count == 1 ? values : node(run, FORMULA_DIVIDE, values, number(run, count));
    return node(run, FORMULA_DIVIDE, above, weights);
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
    /* A weight stands twice in what is written out: weighted() in weights of weighted() would grow without end. */
    if (run->out->len > LIMIT_FORMULA_CHARS) return;
    while (formula->kind == FORMULA_WEIGHTED)
        formula = written_out(run, formula);
    int level = binding(formula);
    if (level < outside) strbuf_addc(run->out, '(');
    switch (formula->kind) {
    case FORMULA_NUMBER: render_number(run, formula->number); break;
    case FORMULA_NAME: strbuf_add(run->out, formula->name); break;
    case FORMULA_NEGATE:
        strbuf_adds(run->out, "−");
        render(run, formula->args[0], level);
        break;
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
    struct rendering run = {arena, names, &text};
    render(&run, program->root, 0);
    str out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}
