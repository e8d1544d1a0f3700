/* SPDX-License-Identifier: MIT */
#include "source/json_tokens.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

struct json_tokens {
    yajl_handle                 parser;
    const struct json_handlers *handlers;
    void                       *context;
    size_t                      len;   /* [bytes] of the last piece */
    bool                        is_cut; /* it was read up to what yajl would have let pass */
};

static int give_leaf(void *context, enum json_leaf leaf, str text)
{
    const struct json_tokens *tokens = context;
    return tokens->handlers->leaf(tokens->context, leaf, text);
}

static int on_null(void *context)
{
    return give_leaf(context, JSON_NULL, STR("null"));
}

static int on_boolean(void *context, int is_true)
{
    return is_true ? give_leaf(context, JSON_TRUE, STR("true")) : give_leaf(context, JSON_FALSE, STR("false"));
}

static int on_number(void *context, const char *text, size_t len)
{
    return give_leaf(context, JSON_NUMBER, (str){text, len});
}

static int on_string(void *context, const unsigned char *text, size_t len)
{
    return give_leaf(context, JSON_STRING, (str){(const char *)text, len});
}

static int on_key(void *context, const unsigned char *key, size_t len)
{
    const struct json_tokens *tokens = context;
    return tokens->handlers->key(tokens->context, (str){(const char *)key, len});
}

static int on_map_start(void *context)
{
    const struct json_tokens *tokens = context;
    return tokens->handlers->open(tokens->context, true);
}

static int on_map_end(void *context)
{
    const struct json_tokens *tokens = context;
    return tokens->handlers->close(tokens->context, true);
}

static int on_array_start(void *context)
{
    const struct json_tokens *tokens = context;
    return tokens->handlers->open(tokens->context, false);
}

static int on_array_end(void *context)
{
    const struct json_tokens *tokens = context;
    return tokens->handlers->close(tokens->context, false);
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_map_start,
    .yajl_map_key = on_key,
    .yajl_end_map = on_map_end,
    .yajl_start_array = on_array_start,
    .yajl_end_array = on_array_end,
};

struct json_tokens *json_tokens_new(const struct json_handlers *handlers, void *context, bool is_series)
{
    struct json_tokens *tokens = mem_new(1, sizeof *tokens);
    *tokens = (struct json_tokens){.handlers = handlers, .context = context};
    tokens->parser = yajl_alloc(&callbacks, NULL, tokens);
    if (!tokens->parser) mem_exhausted();
    yajl_config(tokens->parser, yajl_dont_validate_strings, 1);
    yajl_config(tokens->parser, yajl_allow_multiple_values, is_series);
    return tokens;
}

void json_tokens_free(struct json_tokens *tokens)
{
    if (!tokens) return;
    yajl_free(tokens->parser);
    free(tokens);
}

/* Where a vertical tab or a form feed stands: yajl steps over both, JSON has no place for either (RFC 8259, 2). */
static size_t find_false_space(str text)
{
    size_t tab = str_find(text, '\v');
    return str_find(str_slice(text, 0, tab), '\f');
}

bool json_tokens_read(struct json_tokens *tokens, str text)
{
    size_t good = find_false_space(text);
    tokens->len = text.len;
    tokens->is_cut = false;
    if (yajl_parse(tokens->parser, (const unsigned char *)text.ptr, good) != yajl_status_ok) return false;
    tokens->is_cut = good < text.len;
    return !tokens->is_cut;
}

bool json_tokens_end(struct json_tokens *tokens)
{
    return yajl_complete_parse(tokens->parser) == yajl_status_ok;
}

size_t json_tokens_position(const struct json_tokens *tokens)
{
    size_t at = yajl_get_bytes_consumed(tokens->parser) + tokens->is_cut;
    return at < tokens->len ? at : tokens->len;
}
