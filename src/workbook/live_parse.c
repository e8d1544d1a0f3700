/* SPDX-License-Identifier: MIT */
#include "workbook/live_parse.h"

#include "base/exact.h"
#include "base/limits.h"

/* [levels] Of special functions in one another: each writes its arguments up to four times, as tests and values. */
#define SPECIAL_DEPTH 3

struct parser {
    struct arena            *arena;
    str                      text;
    size_t                   at;
    int                      depth;    /* of parentheses and calls */
    int                      choosing; /* of special functions in one another */
    const struct live_cells *cells;
    enum rc                  rc; /* the first thing that went wrong */
};

/* Functions of the catalogue and their names in the file format. */
static const struct {
    const char       *name, *native;
    enum live_special special;
} functions[] = {{"min", "MIN", SPECIAL_NONE},       {"max", "MAX", SPECIAL_NONE},
                 {"abs", "ABS", SPECIAL_NONE},       {"sqrt", "SQRT", SPECIAL_NONE},
                 {"coalesce", "", SPECIAL_COALESCE}, {"weighted", "", SPECIAL_WEIGHTED}};

static struct live_node *parse_sum(struct parser *parser);

static struct live_node *parser_fail(struct parser *parser, enum rc rc)
{
    if (parser->rc == RC_OK) parser->rc = rc;
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool live_is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool live_is_name_part(char c)
{
    return live_is_name_start(c) || is_digit(c) || c == '.';
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
    if (c == '+' || c == '-' || c == '*' || c == '/') return c;
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

static struct live_node *node_new(struct parser *parser, enum live_node_kind kind)
{
    struct live_node *node = ARENA_NEW(parser->arena, struct live_node);
    node->kind = kind;
    return node;
}

static struct live_node *parse_number(struct parser *parser)
{
    size_t from = parser->at;
    (void)take_while(parser, is_digit);
    if (parser->at < parser->text.len && parser->text.ptr[parser->at] == '.') {
        parser->at++;
        (void)take_while(parser, is_digit);
    }
    struct live_node *node = node_new(parser, NODE_NUMBER);
    node->text = str_slice(parser->text, from, parser->at);
    struct exact number;
    if (exact_parse(parser->arena, node->text, &number) != RC_OK) return parser_fail(parser, RC_INVALID);
    node->number = exact_double(number);
    return node;
}

static struct live_node *parse_call(struct parser *parser, str name)
{
    struct live_node *call = node_new(parser, NODE_CALL);
    size_t            index = 0;
    while (index < COUNT_OF(functions) && !str_is(name, functions[index].name))
        index++;
    if (index == COUNT_OF(functions)) return parser_fail(parser, RC_INVALID);
    call->text = str_from(functions[index].native);
    call->special = functions[index].special;
    parser->choosing += call->special != SPECIAL_NONE;
    if (parser->choosing > SPECIAL_DEPTH) return parser_fail(parser, RC_LIMIT);
    struct live_node **tail = &call->first;
    size_t             count = 0;
    do {
        count++;
        parser->at++; /* "(" or "," */
        *tail = parse_sum(parser);
        if (!*tail) return NULL;
        tail = &(*tail)->next;
    } while (peek(parser) == ',');
    if (peek(parser) != ')') return parser_fail(parser, RC_INVALID);
    parser->at++;
    parser->choosing -= call->special != SPECIAL_NONE;
    bool is_odd = call->special == SPECIAL_WEIGHTED && count % 2 != 0; /* value, weight, value, weight */
    return is_odd ? parser_fail(parser, RC_INVALID) : call;
}

static struct live_node *parse_name(struct parser *parser)
{
    str name = take_while(parser, live_is_name_part);
    if (peek(parser) == '(') return parse_call(parser, name);
    struct live_node *node = node_new(parser, NODE_CELL);
    node->cell = map_lookup(&parser->cells->inputs, name);
    if (!node->cell) node->cell = map_lookup(&parser->cells->metrics, name);
    return node->cell ? node : parser_fail(parser, RC_MISSING);
}

static struct live_node *parse_atom(struct parser *parser)
{
    char c = peek(parser);
    if (is_digit(c) || c == '.') return parse_number(parser);
    if (live_is_name_start(c)) return parse_name(parser);
    if (c != '(') return parser_fail(parser, RC_INVALID);
    parser->at++;
    struct live_node *inner = parse_sum(parser);
    if (inner && peek(parser) != ')') return parser_fail(parser, RC_INVALID);
    parser->at++;
    return inner;
}

static struct live_node *parse_signed(struct parser *parser)
{
    bool   is_negative = false;
    size_t length;
    for (char op = peek_operator(parser, &length); op == '-' || op == '+'; op = peek_operator(parser, &length)) {
        is_negative ^= op == '-';
        parser->at += length;
    }
    struct live_node *atom = parse_atom(parser);
    if (!atom || !is_negative) return atom;
    struct live_node *negate = node_new(parser, NODE_NEGATE);
    negate->first = atom;
    return negate;
}

static struct live_node *parse_binary(struct parser *parser, struct live_node *(*operand)(struct parser *), char one,
                                      char other)
{
    struct live_node *left = operand(parser);
    size_t            length;
    for (char op = peek_operator(parser, &length); left && (op == one || op == other);
         op = peek_operator(parser, &length)) {
        parser->at += length;
        struct live_node *right = operand(parser);
        if (!right) return NULL;
        struct live_node *node = node_new(parser, NODE_BINARY);
        node->op = op;
        node->first = left;
        left->next = right;
        left = node;
    }
    return left;
}

static struct live_node *parse_product(struct parser *parser)
{
    return parse_binary(parser, parse_signed, '*', '/');
}

static struct live_node *parse_sum(struct parser *parser)
{
    if (++parser->depth > LIMIT_FORMULA_DEPTH) return parser_fail(parser, RC_LIMIT);
    struct live_node *node = parse_binary(parser, parse_product, '+', '-');
    parser->depth--;
    return node;
}

enum rc live_parse(struct arena *arena, str formula, const struct live_cells *cells, const struct live_node **out)
{
    if (formula.len > LIMIT_FORMULA_CHARS) return RC_LIMIT;
    struct parser parser = {.arena = arena, .text = formula, .cells = cells};
    *out = parse_sum(&parser);
    if (*out && peek(&parser) != '\0') return RC_INVALID;
    return *out ? RC_OK : parser.rc;
}
