/* SPDX-License-Identifier: MIT */
/*
 * json_tokens: the tokens of JSON texts (RFC 8259), through yajl, which takes a text in pieces of any size. Stricter
 * than yajl in what it lets pass for white space. Whether strings are UTF-8 is the caller's to check, and nesting the
 * handlers' to bound; they get pairs that match.
 */
#ifndef RELIURE_SOURCE_JSON_TOKENS_H
#define RELIURE_SOURCE_JSON_TOKENS_H

#include "base/str.h"

struct json_tokens;

enum json_leaf { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING };

/* Any of them ends the reading by returning false. */
struct json_handlers {
    /* A number as it is written, a string decoded, the words as such; the text holds until the handler returns. */
    bool (*leaf)(void *context, enum json_leaf leaf, str text);
    bool (*key)(void *context, str key);
    bool (*open)(void *context, bool is_object);
    bool (*close)(void *context, bool is_object);
};

/* One text, or, with `is_series`, texts one after the other. */
struct json_tokens *json_tokens_new(const struct json_handlers *handlers, void *context, bool is_series);
void                json_tokens_free(struct json_tokens *tokens); /* NULL is allowed */

/* The next piece. False: it is not JSON, or a handler ended the reading; there is nothing to be read any more. */
bool json_tokens_read(struct json_tokens *tokens, str text);
/* There are no more pieces. False: the text is not complete. */
bool json_tokens_end(struct json_tokens *tokens);
/* [bytes] Of the last piece, behind the token just read. */
size_t json_tokens_position(const struct json_tokens *tokens);

#endif
