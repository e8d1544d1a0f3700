/* SPDX-License-Identifier: MIT */
#include "workbook/live_formula.h"

#include "base/vec.h"
#include "workbook/live_parse.h"

#include <math.h>

/* [characters] Of a formula in a cell: Excel specifications and limits. */
#define CELL_FORMULA_CHARS 8192

typedef VEC(str) texts;

/* What must hold before a formula can be computed. */
struct needs {
    texts cells;   /* must hold a number */
    texts choices; /* conditions of coalesce and weighted, each of which must hold */
    texts bars;    /* conditions under which there is no result: a denominator of zero */
};

static void collect_needs(struct arena *arena, const struct live_node *node, struct needs *needs);
static str  write_value(struct arena *arena, const struct live_node *node);
static str  write_operand(struct arena *arena, const struct live_node *node, int least);
static str  write_computable(struct arena *arena, const struct live_node *node);

static const struct live_node *nth(const struct live_node *node, int steps)
{
    while (node && steps-- > 0)
        node = node->next;
    return node;
}

static void add_once(struct arena *arena, texts *list, str text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->at[i], text)) return;
    }
    *VEC_PUSH(arena, *list) = text;
}

/* One alternative of coalesce or one value of weighted must be computable: nothing is needed where one is a number. */
static void collect_special(struct arena *arena, const struct live_node *call, struct needs *needs)
{
    str condition = STR_NONE;
    int step = call->special == SPECIAL_WEIGHTED ? 2 : 1;
    for (const struct live_node *option = call->first; option; option = nth(option, step)) {
        if (step == 2) collect_needs(arena, option->next, needs); /* weights must all be known */
        if (option->kind == NODE_NUMBER) return;
        str one = write_computable(arena, option);
        condition = condition.len ? arena_printf(arena, "%.*s,%.*s", STR_ARG(condition), STR_ARG(one)) : one;
    }
    add_once(arena, &needs->choices, arena_printf(arena, "OR(%.*s)", STR_ARG(condition)));
}

static void collect_needs(struct arena *arena, const struct live_node *node, struct needs *needs)
{
    if (node->kind == NODE_CELL) add_once(arena, &needs->cells, node->cell->reference);
    if (node->special != SPECIAL_NONE) {
        collect_special(arena, node, needs);
        return;
    }
    for (const struct live_node *operand = node->first; operand; operand = operand->next)
        collect_needs(arena, operand, needs);
    if (node->kind == NODE_BINARY && node->op == '/' && node->first->next->kind != NODE_NUMBER)
        add_once(arena, &needs->bars, arena_printf(arena, "%.*s=0", STR_ARG(write_value(arena, node->first->next))));
    if (node->kind == NODE_CALL && str_is(node->text, "SQRT"))
        add_once(arena, &needs->bars, arena_printf(arena, "%.*s<0", STR_ARG(write_value(arena, node->first))));
}

/* "COUNT(B2,B3)=2", or nothing when no cell is needed. */
static str cells_hold_numbers(struct arena *arena, const struct needs *needs)
{
    if (needs->cells.count == 0) return STR_NONE;
    if (needs->cells.count == 1) return arena_printf(arena, "ISNUMBER(%.*s)", STR_ARG(needs->cells.at[0]));
    str list = needs->cells.at[0];
    for (size_t i = 1; i < needs->cells.count; i++)
        list = arena_printf(arena, "%.*s,%.*s", STR_ARG(list), STR_ARG(needs->cells.at[i]));
    return arena_printf(arena, "COUNT(%.*s)=%zu", STR_ARG(list), needs->cells.count);
}

/* All of `conditions` joined by the function `join`, a single one alone. */
static str join_conditions(struct arena *arena, const char *join, const str *conditions, size_t count)
{
    if (count < 2) return count ? conditions[0] : STR_NONE;
    str list = conditions[0];
    for (size_t i = 1; i < count; i++)
        list = arena_printf(arena, "%.*s,%.*s", STR_ARG(list), STR_ARG(conditions[i]));
    return arena_printf(arena, "%s(%.*s)", join, STR_ARG(list));
}

static str inputs_present(struct arena *arena, const struct needs *needs)
{
    texts conditions = {0};
    str   cells = cells_hold_numbers(arena, needs);
    if (cells.len) *VEC_PUSH(arena, conditions) = cells;
    for (size_t i = 0; i < needs->choices.count; i++)
        *VEC_PUSH(arena, conditions) = needs->choices.at[i];
    return join_conditions(arena, "AND", conditions.at, conditions.count);
}

static str any_bar(struct arena *arena, const struct needs *needs)
{
    return join_conditions(arena, "OR", needs->bars.at, needs->bars.count);
}

/* A condition that is TRUE when the node gives a number. IF tests before it divides: AND would compute both. */
static str write_computable(struct arena *arena, const struct live_node *node)
{
    struct needs needs = {0};
    collect_needs(arena, node, &needs);
    str present = inputs_present(arena, &needs);
    str zero = any_bar(arena, &needs);
    if (!zero.len) return present.len ? present : STR("TRUE");
    if (!present.len) return arena_printf(arena, "NOT(%.*s)", STR_ARG(zero));
    return arena_printf(arena, "IF(%.*s,NOT(%.*s),FALSE)", STR_ARG(present), STR_ARG(zero));
}

static str write_cell(struct arena *arena, const struct live_cell *cell)
{
    if (cell->multiply == cell->divide) return cell->reference;
    if (cell->divide == 1)
        return arena_printf(arena, "(%.*s/%lld)", STR_ARG(cell->reference), (long long)cell->multiply);
    if (cell->multiply == 1)
        return arena_printf(arena, "(%.*s*%lld)", STR_ARG(cell->reference), (long long)cell->divide);
    return arena_printf(arena, "(%.*s*%lld/%lld)", STR_ARG(cell->reference), (long long)cell->divide,
                        (long long)cell->multiply);
}

static str write_coalesce(struct arena *arena, const struct live_node *option)
{
    if (!option->next || option->kind == NODE_NUMBER) return write_value(arena, option);
    str test = write_computable(arena, option);
    str value = write_value(arena, option);
    str rest = write_coalesce(arena, option->next);
    return arena_printf(arena, "IF(%.*s,%.*s,%.*s)", STR_ARG(test), STR_ARG(value), STR_ARG(rest));
}

/* Domain 3.18: a value that is not known is left out above and below, and so its weight falls to the others. */
static str write_weighted(struct arena *arena, const struct live_node *first)
{
    str above = STR_NONE, below = STR_NONE;
    for (const struct live_node *value = first; value; value = nth(value, 2)) {
        str         test = write_computable(arena, value);
        str         one = write_operand(arena, value, 2);
        str         weight = write_operand(arena, value->next, 2);
        const char *plus = above.len ? "+" : "";
        above = arena_printf(arena, "%.*s%sIF(%.*s,%.*s*%.*s,0)", STR_ARG(above), plus, STR_ARG(test), STR_ARG(one),
                             STR_ARG(weight));
        below = arena_printf(arena, "%.*s%sIF(%.*s,%.*s,0)", STR_ARG(below), plus, STR_ARG(test), STR_ARG(weight));
    }
    return arena_printf(arena, "(%.*s)/(%.*s)", STR_ARG(above), STR_ARG(below));
}

static str write_call(struct arena *arena, const struct live_node *call)
{
    if (call->special == SPECIAL_COALESCE) return write_coalesce(arena, call->first);
    if (call->special == SPECIAL_WEIGHTED) return write_weighted(arena, call->first);
    str list = write_value(arena, call->first);
    for (const struct live_node *argument = call->first->next; argument; argument = argument->next) {
        str one = write_value(arena, argument);
        list = arena_printf(arena, "%.*s,%.*s", STR_ARG(list), STR_ARG(one));
    }
    return arena_printf(arena, "%.*s(%.*s)", STR_ARG(call->text), STR_ARG(list));
}

static int precedence(const struct live_node *node)
{
    if (node->kind == NODE_BINARY) return node->op == '+' || node->op == '-' ? 1 : 2;
    if (node->special == SPECIAL_WEIGHTED) return 2;
    return node->kind == NODE_NEGATE ? 1 : 3;
}

/* An operand, in parentheses when it binds less tightly than `least`. */
static str write_operand(struct arena *arena, const struct live_node *node, int least)
{
    str value = write_value(arena, node);
    return precedence(node) < least ? arena_printf(arena, "(%.*s)", STR_ARG(value)) : value;
}

static str write_binary(struct arena *arena, const struct live_node *node)
{
    int own = precedence(node);
    str left = write_operand(arena, node->first, own);
    str right = write_operand(arena, node->first->next, own + (node->op == '-' || node->op == '/'));
    return arena_printf(arena, "%.*s%c%.*s", STR_ARG(left), node->op, STR_ARG(right));
}

static str write_value(struct arena *arena, const struct live_node *node)
{
    switch (node->kind) {
    case NODE_NUMBER: return node->text;
    case NODE_CELL: return write_cell(arena, node->cell);
    case NODE_NEGATE: {
        str operand = write_operand(arena, node->first, 3);
        return arena_printf(arena, "-%.*s", STR_ARG(operand));
    }
    case NODE_BINARY: return write_binary(arena, node);
    case NODE_CALL: return write_call(arena, node);
    }
    return STR_NONE;
}

static str quoted(struct arena *arena, str text)
{
    struct strbuf buf = {0};
    strbuf_add_quoted(&buf, text);
    str copy = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return copy;
}

static str write_shown(struct arena *arena, const struct live_node *node, const struct live_cell *result)
{
    bool is_same =
        node->kind == NODE_CELL && node->cell->multiply == result->multiply && node->cell->divide == result->divide;
    if (is_same) return node->cell->reference;
    if (result->multiply == result->divide) return write_value(arena, node);
    str value = write_operand(arena, node, 2);
    if (result->multiply != 1) value = arena_printf(arena, "%.*s*%lld", STR_ARG(value), (long long)result->multiply);
    if (result->divide != 1) value = arena_printf(arena, "%.*s/%lld", STR_ARG(value), (long long)result->divide);
    return value;
}

static str write_guarded(struct arena *arena, const struct live_node *node, const struct live_cell *result,
                         const struct live_words *words)
{
    struct needs needs = {0};
    collect_needs(arena, node, &needs);
    str present = inputs_present(arena, &needs);
    str zero = any_bar(arena, &needs);
    str text = write_shown(arena, node, result);
    if (zero.len) {
        str word = quoted(arena, words->not_applicable);
        text = arena_printf(arena, "IF(%.*s,%.*s,%.*s)", STR_ARG(zero), STR_ARG(word), STR_ARG(text));
    }
    if (present.len) {
        str word = quoted(arena, words->missing);
        text = arena_printf(arena, "IF(%.*s,%.*s,%.*s)", STR_ARG(present), STR_ARG(text), STR_ARG(word));
    }
    return arena_printf(arena, "=%.*s", STR_ARG(text));
}

/* What the spreadsheet computes, in the same arithmetic. */
struct figure {
    bool   is_known;
    double number;
};

static struct figure evaluate(const struct live_node *node);

static struct figure known(double number)
{
    return (struct figure){isfinite(number), number};
}

static struct figure evaluate_special(const struct live_node *call)
{
    double above = 0, below = 0;
    for (const struct live_node *option = call->first; option; option = option->next) {
        struct figure value = evaluate(option);
        if (call->special == SPECIAL_COALESCE) {
            if (value.is_known) return value;
            continue;
        }
        option = option->next;
        struct figure weight = evaluate(option);
        if (!weight.is_known) return weight;
        above += value.is_known ? value.number * weight.number : 0;
        below += value.is_known ? weight.number : 0;
    }
    return call->special == SPECIAL_COALESCE ? (struct figure){0} : known(above / below);
}

static double apply(char op, double a, double b)
{
    switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    default: return a / b;
    }
}

static struct figure evaluate_call(const struct live_node *call)
{
    struct figure value = evaluate(call->first);
    for (const struct live_node *argument = call->first->next; argument && value.is_known; argument = argument->next) {
        struct figure next = evaluate(argument);
        bool          is_min = str_is(call->text, "MIN");
        value =
            next.is_known ? known(is_min ? fmin(value.number, next.number) : fmax(value.number, next.number)) : next;
    }
    if (value.is_known && str_is(call->text, "ABS")) value.number = fabs(value.number);
    return value.is_known && str_is(call->text, "SQRT") ? known(sqrt(value.number)) : value;
}

static struct figure evaluate(const struct live_node *node)
{
    if (node->kind == NODE_NUMBER) return known(node->number);
    if (node->kind == NODE_CELL) return (struct figure){node->cell->is_known, node->cell->figure};
    if (node->kind == NODE_CALL) return node->special == SPECIAL_NONE ? evaluate_call(node) : evaluate_special(node);
    struct figure left = evaluate(node->first);
    if (node->kind == NODE_NEGATE || !left.is_known) return (struct figure){left.is_known, -left.number};
    struct figure right = evaluate(node->first->next);
    return right.is_known ? known(apply(node->op, left.number, right.number)) : right;
}

enum rc live_formula_write(struct arena *arena, str formula, const struct live_cells *cells,
                           const struct live_cell *result, const struct live_words *words, struct live_result *out)
{
    const struct live_node *node;
    enum rc                 rc = live_parse(arena, formula, cells, &node);
    if (rc != RC_OK) return rc;
    out->formula = write_guarded(arena, node, result, words);
    struct figure figure = evaluate(node);
    out->is_known = figure.is_known;
    out->figure = figure.number;
    return str_chars(out->formula) > CELL_FORMULA_CHARS ? RC_LIMIT : RC_OK;
}

/* A name, or a number with its dot. */
static str take_name(str text, size_t *at)
{
    size_t from = *at;
    while (*at < text.len && live_is_name_part(text.ptr[*at]))
        ++*at;
    return str_slice(text, from, *at);
}

/* A function's label stands under its name with the parenthesis. */
static str label_of(str text, size_t from, str name, const struct map *labels)
{
    size_t     end = from + name.len;
    bool       is_call = end < text.len && text.ptr[end] == '(';
    const str *label = map_lookup(labels, is_call ? str_slice(text, from, end + 1) : name);
    return label ? *label : name;
}

str live_formula_words(struct arena *arena, str formula, const struct map *labels)
{
    struct strbuf buf = {0};
    for (size_t at = 0; at < formula.len;) {
        char   c = formula.ptr[at];
        size_t from = at;
        str    name = take_name(formula, &at);
        if (name.len > 0)
            strbuf_add(&buf, live_is_name_start(c) ? label_of(formula, from, name, labels) : name);
        else if (c == '*' || c == '/' || c == '-')
            strbuf_adds(&buf, c == '*' ? "×" : c == '/' ? "÷" : "−");
        else
            strbuf_addc(&buf, c);
        at += name.len == 0;
    }
    str words = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return words;
}
