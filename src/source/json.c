/* SPDX-License-Identifier: MIT */
#include "source/json.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/json_tokens.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_BYTES = 64 * 1024,
    PATH_BYTES = 1024,
    UNIT_DIGITS = 4, /* of an escape \u */
    ESCAPE_BEGUN = UNIT_DIGITS + 1,
    TOKEN_BYTES = 256 * 1024 /* of a string; the parser keeps a token that is cut, and reads it anew with every chunk */
};

/* An element of the array, as found by the parser; offsets in the buffer. */
struct element {
    size_t from, to;
    bool   is_long;
};

struct json {
    struct input       *input;
    struct jsonl       *fields;
    struct json_tokens *tokens;
    str                 records;
    char               *buffer;
    size_t        len, cap, chunk_at; /* chunk_at: where the text last given to the parser begins */
    bool          is_end, is_done;    /* no more bytes; no more records */
    /* Place of buffer[counted]. */
    size_t   counted;
    uint64_t line;
    size_t   col;
    struct record_place long_at; /* of the element that is too long to be kept */
    /* Where the parser is. */
    size_t depth, in; /* containers open; depth inside the array of records, 0 outside */
    bool   is_begun;  /* there is anything at all */
    bool   is_fresh;  /* the innermost array has no element so far */
    bool   is_object[LIMIT_JSON_DEPTH];
    size_t path_len, key_starts[LIMIT_JSON_DEPTH];
    char   path[PATH_BYTES], found[PATH_BYTES];
    size_t found_len;
    bool   is_found, has_empty, has_values; /* an array of objects; without anything; of other things */
    /* The element being read, and those read but not handed over. */
    size_t          open_at, last_end;
    bool            is_open, is_long;
    struct element *queue;
    size_t          queued, queue_at, queue_cap;
    /* The token that reaches over the end of the last chunk. */
    bool        is_string, is_skipped; /* skipped: the parser waits for the end of the string */
    size_t      escape;                /* [bytes] to come of an escape, or ESCAPE_BEGUN */
    size_t      token;                 /* [bytes] of it so far */
    const char *failure;
    size_t          failure_at;
};

static size_t position(const struct json *json)
{
    size_t at = json->chunk_at + json_tokens_position(json->tokens);
    return at < json->len ? at : json->len;
}

static bool fail(struct json *json, const char *sentence)
{
    if (json->failure) return false;
    json->failure = sentence;
    size_t after = position(json);
    json->failure_at = after > json->chunk_at ? after - 1 : after;
    return false;
}

static void queue(struct json *json, size_t from, size_t to)
{
    if (json->queued == json->queue_cap) {
        json->queue_cap = json->queue_cap ? json->queue_cap * 2 : 64;
        json->queue = mem_resize(json->queue, json->queue_cap, sizeof *json->queue);
    }
    json->queue[json->queued++] = (struct element){from, to, json->is_long};
    json->last_end = to;
    json->is_long = false;
}

static str path_of(const struct json *json)
{
    return (str){json->path, json->path_len};
}

/* The first element of an array says whether it is one of objects. */
static bool judge_array(struct json *json, bool is_map)
{
    bool is_first = json->is_fresh;
    json->is_fresh = false;
    if (json->in || json->records.ptr || !is_first || json->depth == 0 || json->is_object[json->depth - 1]) return true;
    if (!is_map) {
        json->has_values = true;
        return true;
    }
    if (json->is_found && !str_equal(path_of(json), (str){json->found, json->found_len}))
        return fail(json, "a second array of objects begins here; say which one has the records (records: data.items)");
    json->is_found = true;
    json->found_len = json->path_len;
    memcpy(json->found, json->path, json->path_len);
    json->in = json->depth;
    return true;
}

/* A value that is neither object nor array. */
static bool on_leaf(void *context, enum json_leaf leaf, str text)
{
    struct json *json = context;
    (void)leaf;
    (void)text;
    json->is_begun = true;
    if (!judge_array(json, false)) return false;
    if (json->in && json->depth == json->in) queue(json, json->last_end, position(json));
    return true;
}

static void enter_container(struct json *json, bool is_object)
{
    if (json->in && json->depth == json->in) {
        json->is_open = true;
        json->open_at = position(json) - 1;
    }
    json->key_starts[json->depth] = json->path_len;
    json->is_object[json->depth++] = is_object;
    json->is_fresh = !is_object;
}

static bool on_open(void *context, bool is_object)
{
    struct json *json = context;
    json->is_begun = true;
    if (!judge_array(json, is_object)) return false;
    if (json->depth == LIMIT_JSON_DEPTH) return fail(json, "the text is nested more than 64 deep");
    enter_container(json, is_object);
    bool is_wanted = !is_object && json->records.ptr && !json->in && str_equal(path_of(json), json->records);
    if (!is_wanted) return true;
    json->is_found = true;
    json->in = json->depth;
    json->last_end = position(json);
    return true;
}

static bool on_close(void *context, bool is_object)
{
    struct json *json = context;
    (void)is_object;
    json->path_len = json->key_starts[--json->depth];
    json->has_empty |= json->is_fresh;
    json->is_fresh = false;
    if (json->in && json->depth == json->in) {
        queue(json, json->open_at, position(json));
        json->is_open = false;
    } else if (json->depth < json->in) {
        json->in = 0;
    }
    return true;
}

static bool on_key(void *context, str key)
{
    struct json *json = context;
    if (json->in) return true;
    json->path_len = json->key_starts[json->depth - 1];
    size_t dot = json->path_len ? 1 : 0;
    if (json->path_len + dot + key.len > PATH_BYTES) return fail(json, "a path of keys is longer than 1024 bytes");
    if (dot) json->path[json->path_len++] = '.';
    if (key.len) memcpy(json->path + json->path_len, key.ptr, key.len);
    json->path_len += key.len;
    return true;
}

static const struct json_handlers handlers = {on_leaf, on_key, on_open, on_close};

struct json *json_new(struct input *input, str records)
{
    struct json *json = mem_new(1, sizeof *json);
    json->input = input;
    json->records = records;
    json->fields = jsonl_new(input);
    /* Bad bytes cost their own record, not the text: jsonl finds them. */
    json->tokens = json_tokens_new(&handlers, json, false);
    json->cap = 2 * CHUNK_BYTES;
    json->buffer = mem_new(1, json->cap);
    json->line = 1;
    return json;
}

void json_free(struct json *json)
{
    if (!json) return;
    json_tokens_free(json->tokens);
    jsonl_free(json->fields);
    free(json->queue);
    free(json->buffer);
    free(json);
}

struct jsonl *json_fields(struct json *json)
{
    return json->fields;
}

/* Brings the place forward to buffer[to]. */
static void count_to(struct json *json, size_t to)
{
    str text = {json->buffer + json->counted, to - json->counted};
    for (const char *end; (end = text.len ? memchr(text.ptr, '\n', text.len) : NULL);) {
        json->line++;
        json->col = 0;
        text = (str){end + 1, text.len - (size_t)(end + 1 - text.ptr)};
    }
    json->col += str_chars(text);
    json->counted = to;
}

static struct record_place place(const struct json *json)
{
    return (struct record_place){json->line < UINT32_MAX ? (uint32_t)json->line : UINT32_MAX,
                                 json->col < UINT32_MAX ? (uint32_t)json->col : UINT32_MAX};
}

static size_t moved(size_t at, size_t by)
{
    return at > by ? at - by : 0;
}

/* Forgets what was handed over; an element beyond the limit is forgotten, too, and only its end is waited for. */
static void make_room(struct json *json)
{
    if (json->is_open && json->len - json->open_at > LIMIT_RECORD_BYTES) {
        count_to(json, json->open_at);
        if (!json->is_long) json->long_at = place(json);
        json->is_long = true;
        json->open_at = json->len;
    }
    size_t keep = json->is_open ? json->open_at : json->len;
    count_to(json, keep);
    memmove(json->buffer, json->buffer + keep, json->len - keep);
    json->len -= keep;
    json->open_at = moved(json->open_at, keep);
    json->last_end = moved(json->last_end, keep);
    json->counted = 0;
    json->queued = json->queue_at = 0;
    if (json->cap - json->len >= CHUNK_BYTES) return;
    json->cap *= 2;
    json->buffer = mem_resize(json->buffer, json->cap, 1);
}

static void finish(struct json *json)
{
    json->chunk_at = json->len;
    if (!json_tokens_end(json->tokens))
        fail(json, json->is_begun ? "the file ends inside the JSON text; it is cut off" : "the file is empty");
    else if (!json->is_found && json->records.ptr)
        fail(json, "there is no array at the path that records: names");
    else if (!json->is_found && (json->has_values || !json->has_empty))
        fail(json, "no array of the text holds objects");
}

/* Steps over what is left of an escape that the last chunk began. */
static size_t escape_end(struct json *json, str text)
{
    size_t at = 0;
    for (; json->escape && at < text.len; at++) {
        char c = text.ptr[at];
        if (json->escape == ESCAPE_BEGUN) json->escape = c == 'u' ? UNIT_DIGITS : 0;
        else if (c != '"') json->escape--;
        else break; /* no digit: the string ends, and is not valid */
    }
    if (at < text.len) json->escape = 0;
    return at;
}

/* What is left of the escape that begins at text.ptr[at], once the text is over. */
static size_t escape_left(str text, size_t at)
{
    size_t after = text.len - at - 1;
    if (!after) return ESCAPE_BEGUN;
    bool is_unit = text.ptr[at + 1] == 'u' && after <= UNIT_DIGITS && !memchr(text.ptr + at, '"', text.len - at);
    return is_unit ? UNIT_DIGITS + 1 - after : 0;
}

/* Where the string that is open ends: at its quote, or text.len. */
static size_t string_end(struct json *json, str text)
{
    size_t at = escape_end(json, text), quote = at + str_find(str_slice(text, at, text.len), '"');
    for (;;) {
        at += str_find(str_slice(text, at, quote), '\\');
        if (at == quote) break;
        json->escape = escape_left(text, at);
        at += at + 1 < text.len ? 2 : 1;
        if (at > quote) quote = at + str_find(str_slice(text, at, text.len), '"');
    }
    if (at < text.len) json->escape = 0;
    json->token += at;
    return at;
}

/* The bytes of a number or a word at the end of the text, text.len where it is one from its beginning. */
static size_t word_length(str text)
{
    size_t length = 0;
    while (length < text.len && !memchr(" \t\r\n,:[]{}\"", text.ptr[text.len - length - 1], 12)) length++;
    return length;
}

/* Notes which token reaches over the end of the text. */
static void follow(struct json *json, str text)
{
    while (text.len) {
        if (json->is_string) {
            size_t end = string_end(json, text);
            json->is_string = end == text.len;
            if (!json->is_string) json->token = 0;
            text = str_slice(text, end + 1, text.len);
        } else {
            size_t quote = str_find(text, '"'), word = word_length(text);
            json->is_string = quote < text.len;
            json->token = json->is_string ? 0 : word == text.len ? json->token + word : word;
            text = str_slice(text, quote + 1, text.len);
        }
    }
}

static void show(struct json *json, str text)
{
    if (!json_tokens_read(json->tokens, text)) fail(json, "this is not JSON");
}

/* The parser is shown whole escapes; what comes back is the rest. */
static str show_escape(struct json *json, str chunk)
{
    size_t end = escape_end(json, chunk);
    json->is_skipped = true;
    if (!end) return chunk;
    show(json, str_slice(chunk, 0, end));
    json->chunk_at += end;
    json->token += end;
    return str_slice(chunk, end, chunk.len);
}

/*
 * What lies in the middle of a very long string says nothing of the structure, and is not shown to the parser: it would
 * keep it. An element is read once more, whole, where it is not too long.
 */
static str skip_string(struct json *json, str chunk)
{
    if (!json->is_skipped) chunk = show_escape(json, chunk);
    size_t end = string_end(json, chunk);
    json->chunk_at += end;
    chunk = str_slice(chunk, end, chunk.len);
    if (!chunk.len) return chunk;
    json->is_string = json->is_skipped = false;
    json->token = 0;
    follow(json, str_slice(chunk, 1, chunk.len));
    return chunk;
}

static void parse(struct json *json, str chunk)
{
    if (json->is_string && json->token > TOKEN_BYTES) chunk = skip_string(json, chunk);
    else follow(json, chunk);
    if (chunk.len && !json->failure) show(json, chunk);
    if (!json->is_string && json->token > LIMIT_FIELD_BYTES) fail(json, "a number or a word is longer than 1 MB");
}

static void parse_more(struct json *json)
{
    make_room(json);
    json->chunk_at = json->len;
    size_t got = input_read(json->input, json->buffer + json->len, CHUNK_BYTES);
    json->len += got;
    json->is_end = got == 0;
    if (json->is_end) finish(json);
    else parse(json, (str){json->buffer + json->chunk_at, got});
}

bool json_next(struct json *json, struct record *record)
{
    *record = (struct record){0};
    while (json->queue_at == json->queued) {
        if (json->is_end || json->failure) {
            if (json->failure && !json->is_done) count_to(json, json->failure_at);
            json->is_done = true;
            return false;
        }
        parse_more(json);
    }
    const struct element *element = &json->queue[json->queue_at++];
    count_to(json, element->from);
    str text = {json->buffer + element->from, element->to - element->from};
    jsonl_read(json->fields, element->is_long ? STR_NONE : text, record);
    const struct record_place at = element->is_long ? json->long_at : place(json);
    record->line = element->is_long ? at.line : json->line;
    record->col = at.col;
    record->is_blank = false;
    if (text.len == 0) record->fault = RECORD_JSON; /* a value that only the end of the text ended */
    if (element->is_long) record->fault = RECORD_RECORD_LONG;
    return true;
}

const char *json_failure(const struct json *json, struct record_place *at)
{
    *at = place(json);
    at->col++;
    return json->failure;
}
