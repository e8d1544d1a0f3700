/* SPDX-License-Identifier: MIT */
#include "workbook/live_formula.h"

#include "base/limits.h"
#include "base/vec.h"

/* [characters] Of a formula in a cell: Excel specifications and limits. */
#define CELL_FORMULA_CHARS 8192

/* [levels] Of coalesce in coalesce: each writes its argument twice, as test and as value. */
#define COALESCE_DEPTH 4

enum node_kind { NODE_NUMBER, NODE_CELL, NODE_NEGATE, NODE_BINARY, NODE_CALL };

struct node {
    enum node_kind          kind;
    str                     text; /* the number; the function's name as a spreadsheet calls it */
    char                    op;
    const struct live_cell *cell;
    bool                    is_coalesce;
    struct node            *first, *next; /* operands or arguments */
};

struct parser {
    struct arena     *arena;
    str               text;
    size_t            at;
    int               depth;     /* of parentheses and calls */
    int               choosing; /* of coalesce in coalesce */
    const struct live_cells *cells;
    enum rc           rc; /* the first thing that went wrong */
};

/* Functions of the catalogue and their names in the file format. */
static const struct {
    const char *name, *native;
} functions[] = {{"min", "MIN"}, {"max", "MAX"}, {"abs", "ABS"}, {"round", "ROUND"}, {"coalesce", ""}};

static struct node *parse_sum(struct parser *parser);

static struct node *parser_fail(struct parser *parser, enum rc rc)
{
    if (parser->rc == RC_OK)
        parser->rc = rc;
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_part(char c)
{
    return is_name_start(c) || is_digit(c) || c == '.';
}

/* The next byte that is no white space, or NUL at the end. */
static char peek(struct parser *parser)
{
    while (parser->at < parser->text.len && (unsigned char)parser->text.ptr[parser->at] <= ' ')
        parser->at++;
    return parser->at < parser->text.len ? parser->text.ptr[parser->at] : '\0';
}

/* An operator as one ASCII byte, the typographic signs included, or NUL; `length` is what it takes in the text. */
static char peek_operator(struct parser *parser, size_t *length)
{
    static const struct {
        const char *sign;
        char        op;
    } signs[] = {{"−", '-'}, {"×", '*'}, {"÷", '/'}};
    char c = peek(parser);
    *length = 1;
    if (c == '+' || c == '-' || c == '*' || c == '/')
        return c;
    str rest = str_slice(parser->text, parser->at, parser->text.len);
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (str_starts(rest, signs[i].sign)) {
            *length = str_from(signs[i].sign).len;
            return signs[i].op;
        }
    }
    return '\0';
}

static str take_while(struct parser *parser, bool (*is_part)(char))
{
    size_t from = parser->at;
    while (parser->at < parser->text.len && is_part(parser->text.ptr[parser->at]))
        parser->at++;
    return str_slice(parser->text, from, parser->at);
}

static struct node *node_new(struct parser *parser, enum node_kind kind)
{
    struct node *node = ARENA_NEW(parser->arena, struct node);
    node->kind = kind;
    return node;
}

static struct node *parse_number(struct parser *parser)
{
    size_t from = parser->at;
    (void)take_while(parser, is_digit);
    if (parser->at < parser->text.len && parser->text.ptr[parser->at] == '.') {
        parser->at++;
        (void)take_while(parser, is_digit);
    }
    struct node *node = node_new(parser, NODE_NUMBER);
    node->text = str_slice(parser->text, from, parser->at);
    return node;
}

static struct node *parse_call(struct parser *parser, str name)
{
    struct node *call = node_new(parser, NODE_CALL);
    for (size_t i = 0; i < COUNT_OF(functions) && !call->text.ptr; i++) {
        if (str_is(name, functions[i].name))
            call->text = str_from(functions[i].native);
    }
    if (!call->text.ptr)
        return parser_fail(parser, RC_INVALID);
    call->is_coalesce = call->text.len == 0;
    parser->choosing += call->is_coalesce;
    if (parser->choosing > COALESCE_DEPTH)
        return parser_fail(parser, RC_LIMIT);
    struct node **tail = &call->first;
    do {
        parser->at++; /* "(" or "," */
        *tail = parse_sum(parser);
        if (!*tail)
            return NULL;
        tail = &(*tail)->next;
    } while (peek(parser) == ',');
    if (peek(parser) != ')')
        return parser_fail(parser, RC_INVALID);
    parser->at++;
    parser->choosing -= call->is_coalesce;
    return call;
}

static struct node *parse_name(struct parser *parser)
{
    str name = take_while(parser, is_name_part);
    if (peek(parser) == '(')
        return parse_call(parser, name);
    struct node *node = node_new(parser, NODE_CELL);
    node->cell = map_lookup(&parser->cells->inputs, name);
    if (!node->cell)
        node->cell = map_lookup(&parser->cells->metrics, name);
    return node->cell ? node : parser_fail(parser, RC_MISSING);
}

static struct node *parse_atom(struct parser *parser)
{
    char c = peek(parser);
    if (is_digit(c) || c == '.')
        return parse_number(parser);
    if (is_name_start(c))
        return parse_name(parser);
    if (c != '(')
        return parser_fail(parser, RC_INVALID);
    parser->at++;
    struct node *inner = parse_sum(parser);
    if (inner && peek(parser) != ')')
        return parser_fail(parser, RC_INVALID);
    parser->at++;
    return inner;
}

static struct node *parse_signed(struct parser *parser)
{
    bool   is_negative = false;
    size_t length;
    for (char op = peek_operator(parser, &length); op == '-' || op == '+'; op = peek_operator(parser, &length)) {
        is_negative ^= op == '-';
        parser->at += length;
    }
    struct node *atom = parse_atom(parser);
    if (!atom || !is_negative)
        return atom;
    struct node *negate = node_new(parser, NODE_NEGATE);
    negate->first = atom;
    return negate;
}

static struct node *parse_binary(struct parser *parser, struct node *(*operand)(struct parser *), char one, char other)
{
    struct node *left = operand(parser);
    size_t       length;
    for (char op = peek_operator(parser, &length); left && (op == one || op == other);
         op = peek_operator(parser, &length)) {
        parser->at += length;
        struct node *right = operand(parser);
        if (!right)
            return NULL;
        struct node *node = node_new(parser, NODE_BINARY);
        node->op = op;
        node->first = left;
        left->next = right;
        left = node;
    }
    return left;
}

static struct node *parse_product(struct parser *parser)
{
    return parse_binary(parser, parse_signed, '*', '/');
}

static struct node *parse_sum(struct parser *parser)
{
    if (++parser->depth > LIMIT_FORMULA_DEPTH)
        return parser_fail(parser, RC_LIMIT);
    struct node *node = parse_binary(parser, parse_product, '+', '-');
    parser->depth--;
    return node;
}

typedef VEC(str) texts;

/* What must hold before a formula can be computed. */
struct needs {
    texts cells;    /* must hold a number */
    texts choices;  /* conditions of coalesce, each of which must hold */
    texts divisors; /* must not be zero */
};

static str write_value(struct arena *arena, const struct node *node);
static str write_computable(struct arena *arena, const struct node *node);

static void add_once(struct arena *arena, texts *list, str text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->at[i], text))
            return;
    }
    *VEC_PUSH(arena, *list) = text;
}

/* coalesce needs nothing when one alternative is a plain number; else one of them must be computable. */
static void collect_coalesce(struct arena *arena, const struct node *call, struct needs *needs)
{
    str condition = STR_NONE;
    for (const struct node *option = call->first; option; option = option->next) {
        if (option->kind == NODE_NUMBER)
            return;
        str one = write_computable(arena, option);
        condition = condition.len ? arena_printf(arena, "%.*s,%.*s", STR_ARG(condition), STR_ARG(one)) : one;
    }
    add_once(arena, &needs->choices, arena_printf(arena, "OR(%.*s)", STR_ARG(condition)));
}

static void collect_needs(struct arena *arena, const struct node *node, struct needs *needs)
{
    if (node->kind == NODE_CELL)
        add_once(arena, &needs->cells, node->cell->reference);
    if (node->is_coalesce) {
        collect_coalesce(arena, node, needs);
        return;
    }
    for (const struct node *operand = node->first; operand; operand = operand->next)
        collect_needs(arena, operand, needs);
    if (node->kind == NODE_BINARY && node->op == '/' && node->first->next->kind != NODE_NUMBER)
        add_once(arena, &needs->divisors, write_value(arena, node->first->next));
}

/* "COUNT(B2,B3)=2", or nothing when no cell is needed. */
static str cells_hold_numbers(struct arena *arena, const struct needs *needs)
{
    if (needs->cells.count == 0)
        return STR_NONE;
    if (needs->cells.count == 1)
        return arena_printf(arena, "ISNUMBER(%.*s)", STR_ARG(needs->cells.at[0]));
    str list = needs->cells.at[0];
    for (size_t i = 1; i < needs->cells.count; i++)
        list = arena_printf(arena, "%.*s,%.*s", STR_ARG(list), STR_ARG(needs->cells.at[i]));
    return arena_printf(arena, "COUNT(%.*s)=%zu", STR_ARG(list), needs->cells.count);
}

/* All of `conditions` joined by the function `join`, a single one alone. */
static str join_conditions(struct arena *arena, const char *join, const str *conditions, size_t count)
{
    if (count < 2)
        return count ? conditions[0] : STR_NONE;
    str list = conditions[0];
    for (size_t i = 1; i < count; i++)
        list = arena_printf(arena, "%.*s,%.*s", STR_ARG(list), STR_ARG(conditions[i]));
    return arena_printf(arena, "%s(%.*s)", join, STR_ARG(list));
}

static str inputs_present(struct arena *arena, const struct needs *needs)
{
    texts conditions = {0};
    str cells = cells_hold_numbers(arena, needs);
    if (cells.len)
        *VEC_PUSH(arena, conditions) = cells;
    for (size_t i = 0; i < needs->choices.count; i++)
        *VEC_PUSH(arena, conditions) = needs->choices.at[i];
    return join_conditions(arena, "AND", conditions.at, conditions.count);
}

static str divisors_zero(struct arena *arena, const struct needs *needs)
{
    texts conditions = {0};
    for (size_t i = 0; i < needs->divisors.count; i++)
        *VEC_PUSH(arena, conditions) = arena_printf(arena, "%.*s=0", STR_ARG(needs->divisors.at[i]));
    return join_conditions(arena, "OR", conditions.at, conditions.count);
}

/* A condition that is TRUE when the node gives a number. IF tests before it divides: AND would compute both. */
static str write_computable(struct arena *arena, const struct node *node)
{
    struct needs needs = {0};
    collect_needs(arena, node, &needs);
    str present = inputs_present(arena, &needs);
    str zero = divisors_zero(arena, &needs);
    if (!zero.len)
        return present.len ? present : STR("TRUE");
    if (!present.len)
        return arena_printf(arena, "NOT(%.*s)", STR_ARG(zero));
    return arena_printf(arena, "IF(%.*s,NOT(%.*s),FALSE)", STR_ARG(present), STR_ARG(zero));
}

static str write_cell(struct arena *arena, const struct live_cell *cell)
{
    if (cell->multiply == cell->divide)
        return cell->reference;
    if (cell->divide == 1)
        return arena_printf(arena, "(%.*s/%lld)", STR_ARG(cell->reference), (long long)cell->multiply);
    if (cell->multiply == 1)
        return arena_printf(arena, "(%.*s*%lld)", STR_ARG(cell->reference), (long long)cell->divide);
    return arena_printf(arena, "(%.*s*%lld/%lld)", STR_ARG(cell->reference), (long long)cell->divide,
                        (long long)cell->multiply);
}

static str write_coalesce(struct arena *arena, const struct node *option)
{
    if (!option->next || option->kind == NODE_NUMBER)
        return write_value(arena, option);
    str test = write_computable(arena, option);
    str value = write_value(arena, option);
    str rest = write_coalesce(arena, option->next);
    return arena_printf(arena, "IF(%.*s,%.*s,%.*s)", STR_ARG(test), STR_ARG(value), STR_ARG(rest));
}

/* ROUND wants its second argument; the catalogue's round() means whole numbers without it. */
static str write_call(struct arena *arena, const struct node *call)
{
    if (call->is_coalesce)
        return write_coalesce(arena, call->first);
    str list = write_value(arena, call->first);
    for (const struct node *argument = call->first->next; argument; argument = argument->next) {
        str one = write_value(arena, argument);
        list = arena_printf(arena, "%.*s,%.*s", STR_ARG(list), STR_ARG(one));
    }
    if (str_is(call->text, "ROUND") && !call->first->next)
        list = arena_printf(arena, "%.*s,0", STR_ARG(list));
    return arena_printf(arena, "%.*s(%.*s)", STR_ARG(call->text), STR_ARG(list));
}

static int precedence(const struct node *node)
{
    if (node->kind == NODE_BINARY)
        return node->op == '+' || node->op == '-' ? 1 : 2;
    return node->kind == NODE_NEGATE ? 1 : 3;
}

/* An operand, in parentheses when it binds less tightly than `least`. */
static str write_operand(struct arena *arena, const struct node *node, int least)
{
    str value = write_value(arena, node);
    return precedence(node) < least ? arena_printf(arena, "(%.*s)", STR_ARG(value)) : value;
}

static str write_binary(struct arena *arena, const struct node *node)
{
    int own = precedence(node);
    str left = write_operand(arena, node->first, own);
    str right = write_operand(arena, node->first->next, own + (node->op == '-' || node->op == '/'));
    return arena_printf(arena, "%.*s%c%.*s", STR_ARG(left), node->op, STR_ARG(right));
}

static str write_value(struct arena *arena, const struct node *node)
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

/* A text inside a formula: quotes doubled. */
static str quoted(struct arena *arena, str text)
{
    struct strbuf buf = {0};
    strbuf_addc(&buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            strbuf_addc(&buf, '"');
        strbuf_addc(&buf, text.ptr[i]);
    }
    strbuf_addc(&buf, '"');
    str copy = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return copy;
}

static str write_shown(struct arena *arena, const struct node *node, const struct live_cell *result)
{
    if (result->multiply == result->divide)
        return write_value(arena, node);
    str value = write_operand(arena, node, 2);
    if (result->multiply != 1)
        value = arena_printf(arena, "%.*s*%lld", STR_ARG(value), (long long)result->multiply);
    if (result->divide != 1)
        value = arena_printf(arena, "%.*s/%lld", STR_ARG(value), (long long)result->divide);
    return value;
}

static str write_guarded(struct arena *arena, const struct node *node, const struct live_cell *result,
                         const struct live_words *words)
{
    struct needs needs = {0};
    collect_needs(arena, node, &needs);
    str present = inputs_present(arena, &needs);
    str zero = divisors_zero(arena, &needs);
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

enum rc live_formula_write(struct arena *arena, str formula, const struct live_cells *cells, const struct live_cell *result,
                           const struct live_words *words, str *out)
{
    if (formula.len > LIMIT_FORMULA_CHARS)
        return RC_LIMIT;
    struct parser parser = {.arena = arena, .text = formula, .cells = cells};
    struct node  *node = parse_sum(&parser);
    if (node && peek(&parser) != '\0')
        return RC_INVALID;
    if (!node)
        return parser.rc;
    *out = write_guarded(arena, node, result, words);
    return str_chars(*out) > CELL_FORMULA_CHARS ? RC_LIMIT : RC_OK;
}

static void add_name_words(struct parser *parser, const struct map *labels, struct strbuf *out)
{
    str        name = take_while(parser, is_name_part);
    const str *label = map_lookup(labels, name);
    strbuf_add(out, label ? *label : name);
}

str live_formula_words(struct arena *arena, str formula, const struct map *labels)
{
    struct parser parser = {.arena = arena, .text = formula};
    struct strbuf buf = {0};
    while (parser.at < formula.len) {
        char c = formula.ptr[parser.at];
        if (is_name_start(c)) {
            add_name_words(&parser, labels, &buf);
            continue;
        }
        if (is_digit(c)) {
            strbuf_add(&buf, take_while(&parser, is_name_part));
            continue;
        }
        if (c == '*' || c == '/' || c == '-')
            strbuf_adds(&buf, c == '*' ? "×" : c == '/' ? "÷" : "−");
        else
            strbuf_addc(&buf, c);
        parser.at++;
    }
    str words = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return words;
}
