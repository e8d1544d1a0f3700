/* SPDX-License-Identifier: MIT */
#include "metric/formula.h"

#include "base/limits.h"
#include "base/vec.h"

/* [digits] After the point of a number: as many as are ever printed. */
#define DECIMALS_MOST 18

struct parser {
    struct arena         *arena;
    str                   text;
    size_t                at; /* [bytes] */
    int                   depth;
    struct formula_error *error; /* its text is set by the first failure */
    VEC(str) names;
    VEC(size_t) name_at;
};

static const struct {
    const char       *word;
    enum formula_kind kind;
    size_t            least, most; /* arguments */
} functions[] = {
    {"min", FORMULA_MIN, 1, 64},           {"max", FORMULA_MAX, 1, 64},  {"abs", FORMULA_ABS, 1, 1},
    {"coalesce", FORMULA_COALESCE, 1, 64}, {"sqrt", FORMULA_SQRT, 1, 1}, {"weighted", FORMULA_WEIGHTED, 2, 64},
};

static const struct formula *parse_sum(struct parser *parser);

static const struct formula *fail(struct parser *parser, const char *text, size_t at, size_t len)
{
    if (!parser->error->text) *parser->error = (struct formula_error){text, at, len};
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

/* The byte at the cursor, white space skipped; 0 at the end. */
static char peek(struct parser *parser)
{
    str text = parser->text;
    while (parser->at < text.len &&
           (text.ptr[parser->at] == ' ' || text.ptr[parser->at] == '\n' || text.ptr[parser->at] == '\t'))
        parser->at++;
    return parser->at < text.len ? text.ptr[parser->at] : '\0';
}

static bool accept(struct parser *parser, const char *sign)
{
    peek(parser);
    str rest = str_slice(parser->text, parser->at, parser->text.len);
    if (!str_starts(rest, sign)) return false;
    parser->at += str_from(sign).len;
    return true;
}

static struct formula *node(struct parser *parser, enum formula_kind kind, size_t at, const struct formula *const *args,
                            size_t count)
{
    struct formula *out = ARENA_NEW(parser->arena, struct formula);
    *out = (struct formula){.kind = kind, .at = at, .arg_count = count};
    if (count) out->args = arena_copy(parser->arena, args, count, sizeof(struct formula *));
    return out;
}

static const struct formula *parse_number(struct parser *parser)
{
    size_t from = parser->at, at = from;
    str    text = parser->text;
    while (at < text.len && (is_digit(text.ptr[at]) || text.ptr[at] == '.'))
        at++;
    parser->at = at;
    str    digits = str_slice(text, from, at);
    size_t point = str_find(digits, '.');
    if (digits.len - point > 1 + DECIMALS_MOST)
        return fail(parser, "a number has at most 18 decimals", from, digits.len);
    struct formula *number = node(parser, FORMULA_NUMBER, from, NULL, 0);
    if (exact_parse(parser->arena, digits, &number->number) != RC_OK)
        return fail(parser, "not a number", from, at - from);
    return number;
}

static size_t intern(struct parser *parser, str name, size_t at)
{
    for (size_t i = 0; i < parser->names.count; i++) {
        if (str_equal(parser->names.at[i], name)) return i;
    }
    *VEC_PUSH(parser->arena, parser->names) = name;
    *VEC_PUSH(parser->arena, parser->name_at) = at;
    return parser->names.count - 1;
}

static const struct formula *parse_call(struct parser *parser, str name, size_t at)
{
    size_t which = 0;
    while (which < COUNT_OF(functions) && !str_is(name, functions[which].word))
        which++;
    if (which == COUNT_OF(functions))
        return fail(parser, "no such function; there are min, max, abs, coalesce, sqrt and weighted", at, name.len);
    VEC(const struct formula *) args = {0};
    do {
        const struct formula *arg = parse_sum(parser);
        if (!arg) return NULL;
        *VEC_PUSH(parser->arena, args) = arg;
    } while (accept(parser, ","));
    if (!accept(parser, ")")) return fail(parser, "')' expected", parser->at, 1);
    bool is_paired = functions[which].kind != FORMULA_WEIGHTED || args.count % 2 == 0;
    if (args.count < functions[which].least || args.count > functions[which].most || !is_paired)
        return fail(parser, is_paired ? "wrong number of arguments" : "weighted() takes pairs of value and weight", at,
                    name.len);
    return node(parser, functions[which].kind, at, args.at, args.count);
}

static const struct formula *parse_name(struct parser *parser)
{
    size_t from = parser->at, at = from;
    str    text = parser->text;
    while (at < text.len && (is_name_start(text.ptr[at]) || is_digit(text.ptr[at]) || text.ptr[at] == '.'))
        at++;
    parser->at = at;
    str name = str_slice(text, from, at);
    if (accept(parser, "(")) return parse_call(parser, name, from);
    struct formula *out = node(parser, FORMULA_NAME, from, NULL, 0);
    out->name = name;
    out->index = intern(parser, name, from);
    return out;
}

static const struct formula *parse_factor(struct parser *parser)
{
    char   c = peek(parser);
    size_t at = parser->at;
    if (++parser->depth > LIMIT_FORMULA_DEPTH) return fail(parser, "nested too deeply", at, 1);
    const struct formula *out = NULL;
    if (accept(parser, "-") || accept(parser, "−")) {
        const struct formula *arg = parse_factor(parser);
        if (arg) out = node(parser, FORMULA_NEGATE, at, &arg, 1);
    } else if (accept(parser, "(")) {
        out = parse_sum(parser);
        if (out && !accept(parser, ")")) out = fail(parser, "')' expected", parser->at, 1);
    } else if (is_digit(c))
        out = parse_number(parser);
    else if (is_name_start(c))
        out = parse_name(parser);
    else
        out = fail(parser, c ? "a number, a name or '(' expected" : "the formula ends too early", at, 1);
    parser->depth--;
    return out;
}

/* One level of left-associative operators; chains are long, not deep, so their depth is bounded by the text's length
 * limit. */
static const struct formula *parse_chain(struct parser    *parser, const struct formula *(*operand)(struct parser *),
                                         const char *const signs[4], const enum formula_kind kinds[4])
{
    const struct formula *left = operand(parser);
    for (int length = 0; left;) {
        peek(parser);
        size_t at = parser->at, i = 0;
        while (i < 4 && !(signs[i] && accept(parser, signs[i])))
            i++;
        if (i == 4) break;
        if (++length > LIMIT_FORMULA_DEPTH) return fail(parser, "too many terms in a row", at, 1);
        const struct formula *right = operand(parser);
        if (!right) return NULL;
        left = node(parser, kinds[i], at, (const struct formula *const[]){left, right}, 2);
    }
    return left;
}

static const struct formula *parse_product(struct parser *parser)
{
    static const char *const       signs[4] = {"*", "×", "/", "÷"};
    static const enum formula_kind kinds[4] = {FORMULA_MULTIPLY, FORMULA_MULTIPLY, FORMULA_DIVIDE, FORMULA_DIVIDE};
    return parse_chain(parser, parse_factor, signs, kinds);
}

static const struct formula *parse_sum(struct parser *parser)
{
    static const char *const       signs[4] = {"+", "-", "−", NULL};
    static const enum formula_kind kinds[4] = {FORMULA_ADD, FORMULA_SUBTRACT, FORMULA_SUBTRACT, FORMULA_ADD};
    return parse_chain(parser, parse_product, signs, kinds);
}

enum rc formula_parse(struct arena *arena, str text, struct formula_program *out, struct formula_error *error)
{
    *error = (struct formula_error){0};
    if (text.len > LIMIT_FORMULA_CHARS) {
        *error = (struct formula_error){"the formula is too long", 0, 1};
        return RC_LIMIT;
    }
    struct parser         parser = {.arena = arena, .text = text, .error = error};
    const struct formula *root = parse_sum(&parser);
    if (root && peek(&parser)) root = fail(&parser, "an operator or the end expected", parser.at, 1);
    if (!root) return RC_INVALID;
    *out = (struct formula_program){root, parser.names.at, parser.name_at.at, parser.names.count};
    return RC_OK;
}
