/* SPDX-License-Identifier: MIT */
#include "source/jsonl.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "source/window.h"
#include "source/json_tokens.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 1024 };

struct column {
    str  path;
    bool is_met;
};

struct jsonl {
    struct window        window;
    struct arena        *arena; /* paths */
    struct map           by_path;
    struct column       *columns;
    struct record_value *values;
    bool                *typed;      /* by column: its value is a JSON number */
    size_t               count, cap; /* of columns and values */
    uint64_t             line;
    struct json_tokens  *tokens;
    /* of the line being parsed */
    str               text;
    char              path[PATH_BYTES];
    size_t            path_len;
    size_t            key_starts[LIMIT_JSON_DEPTH]; /* path_len before the key at each depth */
    size_t            depth, array_depth;           /* array_depth: arrays and objects open inside an outermost array */
    size_t            array_at;                     /* where that array starts */
    char             *plain;                        /* decoded texts */
    size_t            plain_len, plain_cap;
    bool              is_object_seen;
    enum record_fault fault;
    size_t            fault_at;
};

size_t jsonl_column(struct jsonl *jsonl, str path)
{
    size_t known = (size_t)(uintptr_t)map_lookup(&jsonl->by_path, path);
    if (known) return known - 1;
    if (jsonl->count == LIMIT_COLUMNS) return LIMIT_COLUMNS;
    if (jsonl->count == jsonl->cap) {
        jsonl->cap = jsonl->cap ? jsonl->cap * 2 : 32;
        jsonl->columns = mem_resize(jsonl->columns, jsonl->cap, sizeof *jsonl->columns);
        jsonl->values = mem_resize(jsonl->values, jsonl->cap, sizeof *jsonl->values);
        jsonl->typed = mem_resize(jsonl->typed, jsonl->cap, sizeof *jsonl->typed);
    }
    str copy = arena_str(jsonl->arena, path);
    jsonl->columns[jsonl->count] = (struct column){copy, false};
    jsonl->values[jsonl->count] = (struct record_value){0};
    jsonl->typed[jsonl->count] = false;
    map_set(jsonl->arena, &jsonl->by_path, copy, (void *)(uintptr_t)(jsonl->count + 1));
    return jsonl->count++;
}

str jsonl_path(const struct jsonl *jsonl, size_t column)
{
    return jsonl->columns[column].path;
}

size_t jsonl_column_count(const struct jsonl *jsonl)
{
    return jsonl->count;
}

bool jsonl_is_met(const struct jsonl *jsonl, size_t column)
{
    return jsonl->columns[column].is_met;
}

/* `at` is where in the record the token begins that cannot be taken. */
static bool refuse(struct jsonl *jsonl, enum record_fault fault, size_t at)
{
    if (jsonl->fault != RECORD_NONE) return false;
    jsonl->fault = fault;
    jsonl->fault_at = at;
    return false;
}

/* A leaf outside of any array becomes the value of its path. A path met twice must say the same: nobody knows better. */
static bool take(struct jsonl *jsonl, str value, size_t at, bool is_number)
{
    if (jsonl->depth == 0) return refuse(jsonl, RECORD_JSON, at);
    if (value.len > LIMIT_FIELD_BYTES) return refuse(jsonl, RECORD_FIELD_LONG, at);
    size_t column = jsonl_column(jsonl, (str){jsonl->path, jsonl->path_len});
    if (column == LIMIT_COLUMNS) return refuse(jsonl, RECORD_COLUMNS, at);
    const struct record_value *before = &jsonl->values[column];
    if (before->ptr && !str_equal((str){before->ptr, before->len}, value)) return refuse(jsonl, RECORD_KEY_TWICE, at);
    jsonl->columns[column].is_met = true;
    jsonl->values[column] = (struct record_value){value.ptr, (uint32_t)value.len, (uint32_t)at};
    jsonl->typed[column] = is_number;
    return true;
}

/* [bytes] of the line behind the token just read. */
static size_t consumed(const struct jsonl *jsonl)
{
    size_t at = json_tokens_position(jsonl->tokens);
    return at < jsonl->text.len ? at : jsonl->text.len;
}

/* Where the string begins that ends before `end`: at the last quote before without a backslash of its own. */
static size_t string_start(str line, size_t end)
{
    size_t at = end ? end - 1 : 0; /* of the closing quote */
    while (at-- > 0) {
        size_t slashes = 0;
        if (line.ptr[at] != '"') continue; /* a megabyte of backslashes is counted once */
        while (slashes < at && line.ptr[at - slashes - 1] == '\\') slashes++;
        if (slashes % 2 == 0) return at;
    }
    return 0;
}

/* The unit of UTF-16 that \uXXXX writes; 0 where none begins the text. */
static unsigned escaped_unit(str text)
{
    unsigned unit = 0;
    if (text.len < 6 || text.ptr[0] != '\\' || text.ptr[1] != 'u') return 0;
    for (size_t i = 2; i < 6; i++) {
        char c = text.ptr[i];
        unit = unit * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return unit;
}

/* Does an escape write half of a character (RFC 8259, 8.2)? The parser would put something else in its place. */
static bool has_half_character(str raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\') continue;
        unsigned unit = escaped_unit(str_slice(raw, i, raw.len));
        bool     is_pair = unit >= 0xD800 && unit <= 0xDBFF;
        unsigned next = is_pair ? escaped_unit(str_slice(raw, i + 6, raw.len)) : 0;
        if (is_pair && (next < 0xDC00 || next > 0xDFFF)) return true;
        if (unit >= 0xDC00 && unit <= 0xDFFF) return true;
        i += is_pair ? 11 : unit ? 5 : 1;
    }
    return false;
}

/* Decoded text lies in the parser's memory or in the line; only the first moves, so it is kept. */
static bool take_string(struct jsonl *jsonl, str text)
{
    size_t end = consumed(jsonl);
    bool   is_decoded = text.ptr < jsonl->text.ptr || text.ptr > jsonl->text.ptr + jsonl->text.len;
    size_t at = is_decoded ? string_start(jsonl->text, end) : (size_t)(text.ptr - jsonl->text.ptr) - 1;
    if (is_decoded) {
        if (text.len && memchr(text.ptr, '\0', text.len)) return refuse(jsonl, RECORD_NUL, at);
        if (has_half_character(str_slice(jsonl->text, at, end))) return refuse(jsonl, RECORD_HALF_CHARACTER, at);
        /* Decoded text is never longer than its escaped form, so a line's worth holds all of a line's texts. */
        char *copy = jsonl->plain + jsonl->plain_len;
        if (text.len) memcpy(copy, text.ptr, text.len);
        jsonl->plain_len += text.len;
        text.ptr = copy;
    }
    return take(jsonl, text, at, false);
}

static bool on_leaf(void *context, enum json_leaf leaf, str text)
{
    struct jsonl *jsonl = context;
    if (jsonl->array_depth || leaf == JSON_NULL) return true;
    if (leaf == JSON_STRING) return take_string(jsonl, text);
    return take(jsonl, text, consumed(jsonl) - text.len, leaf == JSON_NUMBER);
}

static bool on_key(void *context, str key)
{
    struct jsonl *jsonl = context;
    if (jsonl->array_depth) return true;
    if (key.len && memchr(key.ptr, '\0', key.len)) return refuse(jsonl, RECORD_NUL, string_start(jsonl->text, consumed(jsonl)));
    if (str_utf8_valid(key) < key.len) return refuse(jsonl, RECORD_HALF_CHARACTER, string_start(jsonl->text, consumed(jsonl)));
    jsonl->path_len = jsonl->key_starts[jsonl->depth - 1];
    size_t dot = jsonl->path_len ? 1 : 0;
    if (jsonl->path_len + dot + key.len > PATH_BYTES) return refuse(jsonl, RECORD_FIELD_LONG, string_start(jsonl->text, consumed(jsonl)));
    if (dot) jsonl->path[jsonl->path_len++] = '.';
    if (key.len) memcpy(jsonl->path + jsonl->path_len, key.ptr, key.len);
    jsonl->path_len += key.len;
    return true;
}

static bool on_open(void *context, bool is_object)
{
    struct jsonl *jsonl = context;
    size_t        at = consumed(jsonl) - 1;
    if (jsonl->depth + jsonl->array_depth >= LIMIT_JSON_DEPTH) return refuse(jsonl, RECORD_DEPTH, at);
    bool is_record = jsonl->depth == 0;
    if (is_record && (!is_object || jsonl->is_object_seen)) return refuse(jsonl, RECORD_JSON, at);
    if (!is_object && jsonl->array_depth == 0) jsonl->array_at = at;
    if (!is_object || jsonl->array_depth) {
        jsonl->array_depth++;
        return true;
    }
    jsonl->is_object_seen = true;
    jsonl->key_starts[jsonl->depth++] = jsonl->path_len;
    return true;
}

static bool on_close(void *context, bool is_object)
{
    struct jsonl *jsonl = context;
    (void)is_object;
    if (!jsonl->array_depth) {
        jsonl->path_len = jsonl->key_starts[--jsonl->depth];
        return true;
    }
    if (--jsonl->array_depth) return true;
    return take(jsonl, str_slice(jsonl->text, jsonl->array_at, consumed(jsonl)), jsonl->array_at, false);
}

static const struct json_handlers handlers = {on_leaf, on_key, on_open, on_close};

struct jsonl *jsonl_new(struct input *input)
{
    struct jsonl *jsonl = mem_new(1, sizeof *jsonl);
    window_init(&jsonl->window, input);
    jsonl->arena = arena_new();
    jsonl->line = 1;
    return jsonl;
}

void jsonl_free(struct jsonl *jsonl)
{
    if (!jsonl) return;
    json_tokens_free(jsonl->tokens);
    arena_free(jsonl->arena);
    free(jsonl->columns);
    free(jsonl->values);
    free(jsonl->typed);
    free(jsonl->plain);
    window_release(&jsonl->window);
    free(jsonl);
}

/* The next line without its end; RC_MISSING at the end, RC_LIMIT for a line too long, which is stepped over. */
static enum rc next_line(struct jsonl *jsonl, str *line)
{
    struct window *window = &jsonl->window;
    bool           is_long = false;
    size_t         searched = 0;
    for (;;) {
        char *from = window->text + window->at, *end = NULL;
        if (window->len > window->at + searched)
            end = memchr(from + searched, '\n', window->len - window->at - searched);
        if (end || (window->is_end && window->at < window->len)) {
            size_t length = end ? (size_t)(end - from) : window->len - window->at;
            *line = str_trim((str){from, length});
            window->at += length + (end != NULL);
            return is_long ? RC_LIMIT : RC_OK;
        }
        if (window->is_end) return is_long ? RC_LIMIT : RC_MISSING;
        searched = window->len - window->at;
        if (window_fill(window)) continue;
        is_long = true;
        window->at = window->len;
        searched = 0;
    }
}

static void begin(struct jsonl *jsonl, str line)
{
    jsonl->text = line;
    jsonl->path_len = jsonl->depth = jsonl->array_depth = jsonl->plain_len = 0;
    jsonl->is_object_seen = false;
    jsonl->fault = RECORD_NONE;
    if (jsonl->count) memset(jsonl->values, 0, jsonl->count * sizeof *jsonl->values);
    if (jsonl->plain_cap < line.len) {
        jsonl->plain = mem_resize(jsonl->plain, line.len, 1);
        jsonl->plain_cap = line.len;
    }
}

/* One parser serves line after line: each ends complete, or the parser is replaced. */
static enum record_fault parse(struct jsonl *jsonl, str line, uint32_t *fault_at)
{
    size_t bad = str_utf8_valid(line);
    begin(jsonl, line);
    *fault_at = (uint32_t)bad;
    if (bad < line.len) return RECORD_ENCODING;
    if (!jsonl->tokens) jsonl->tokens = json_tokens_new(&handlers, jsonl, true);
    bool is_parsed = json_tokens_read(jsonl->tokens, line);
    *fault_at = (uint32_t)(jsonl->fault != RECORD_NONE ? jsonl->fault_at : consumed(jsonl));
    /* The line end closes a token that the line left open, so that it cannot reach into the next. */
    if (is_parsed) is_parsed = json_tokens_read(jsonl->tokens, STR("\n"));
    if (is_parsed && jsonl->depth == 0 && jsonl->array_depth == 0 && jsonl->is_object_seen) return RECORD_NONE;
    json_tokens_free(jsonl->tokens);
    jsonl->tokens = NULL;
    return jsonl->fault != RECORD_NONE ? jsonl->fault : RECORD_JSON;
}

void jsonl_read(struct jsonl *jsonl, str text, struct record *record)
{
    record->raw = text;
    record->is_blank = text.len == 0;
    if (!record->is_blank) record->fault = parse(jsonl, text, &record->fault_at);
    bool is_read = !record->is_blank && record->fault == RECORD_NONE;
    record->values = jsonl->values;
    record->typed = jsonl->typed;
    record->count = is_read ? jsonl->count : 0;
}

bool jsonl_next(struct jsonl *jsonl, struct record *record)
{
    str     line = STR_NONE;
    enum rc rc = next_line(jsonl, &line);
    *record = (struct record){.line = jsonl->line};
    if (rc == RC_MISSING) return false;
    jsonl->line++;
    if (rc == RC_LIMIT) {
        record->fault = RECORD_RECORD_LONG;
        return true;
    }
    jsonl_read(jsonl, line, record);
    return true;
}
