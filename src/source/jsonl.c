/* SPDX-License-Identifier: MIT */
#include "source/jsonl.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { BUFFER_BYTES = 256 * 1024, PATH_BYTES = 1024 };

struct column {
    str  path;
    bool is_met;
};

struct jsonl {
    struct input        *input;
    struct arena        *arena; /* paths */
    struct map           by_path;
    struct column       *columns;
    struct record_value *values;
    bool                *typed;      /* by column: its value is a JSON number */
    size_t               count, cap; /* of columns and values */
    char                *buffer;
    size_t               at, len, buffer_cap;
    bool                 is_end;
    uint64_t             line;
    yajl_handle          parser;
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

static int refuse(struct jsonl *jsonl, enum record_fault fault)
{
    if (jsonl->fault == RECORD_NONE) jsonl->fault = fault;
    return 0;
}

/* A leaf outside of any array becomes the value of its path. */
static int take(struct jsonl *jsonl, const char *ptr, size_t len, size_t at, bool is_number)
{
    if (jsonl->array_depth) return 1;
    if (jsonl->depth == 0) return refuse(jsonl, RECORD_JSON);
    if (len > LIMIT_FIELD_BYTES) return refuse(jsonl, RECORD_FIELD_LONG);
    size_t column = jsonl_column(jsonl, (str){jsonl->path, jsonl->path_len});
    if (column == LIMIT_COLUMNS) return refuse(jsonl, RECORD_COLUMNS);
    jsonl->columns[column].is_met = true;
    jsonl->values[column] = (struct record_value){ptr, (uint32_t)len, (uint32_t)at};
    jsonl->typed[column] = is_number;
    return 1;
}

/* [bytes] of the line behind the token just read. */
static size_t consumed(const struct jsonl *jsonl)
{
    size_t at = yajl_get_bytes_consumed(jsonl->parser);
    return at < jsonl->text.len ? at : jsonl->text.len;
}

static int on_null(void *context)
{
    (void)context;
    return 1;
}

static int on_boolean(void *context, int is_true)
{
    struct jsonl *jsonl = context;
    str           word = is_true ? STR("true") : STR("false");
    return take(jsonl, word.ptr, word.len, consumed(jsonl) - word.len, false);
}

static int on_number(void *context, const char *text, size_t len)
{
    struct jsonl *jsonl = context;
    return take(jsonl, text, len, consumed(jsonl) - len, true);
}

/* Decoded text lies in the parser's memory or in the line; only the first moves, so it is kept. */
static int on_string(void *context, const unsigned char *text, size_t len)
{
    struct jsonl *jsonl = context;
    const char   *ptr = (const char *)text;
    size_t        end = consumed(jsonl), at = end > len + 2 ? end - len - 2 : 0;
    if (jsonl->array_depth) return 1;
    if (memchr(ptr, '\0', len)) return refuse(jsonl, RECORD_NUL);
    if (ptr < jsonl->text.ptr || ptr > jsonl->text.ptr + jsonl->text.len) {
        /* Decoded text is never longer than its escaped form, so a line's worth holds all of a line's texts. */
        char *copy = jsonl->plain + jsonl->plain_len;
        if (len) memcpy(copy, ptr, len);
        jsonl->plain_len += len;
        ptr = copy;
    }
    return take(jsonl, ptr, len, at, false);
}

static int on_key(void *context, const unsigned char *key, size_t len)
{
    struct jsonl *jsonl = context;
    if (jsonl->array_depth) return 1;
    jsonl->path_len = jsonl->key_starts[jsonl->depth - 1];
    size_t dot = jsonl->path_len ? 1 : 0;
    if (jsonl->path_len + dot + len > PATH_BYTES) return refuse(jsonl, RECORD_FIELD_LONG);
    if (dot) jsonl->path[jsonl->path_len++] = '.';
    memcpy(jsonl->path + jsonl->path_len, key, len);
    jsonl->path_len += len;
    return 1;
}

static int on_map_start(void *context)
{
    struct jsonl *jsonl = context;
    if (jsonl->depth + jsonl->array_depth >= LIMIT_JSON_DEPTH) return refuse(jsonl, RECORD_JSON);
    if (jsonl->array_depth) {
        jsonl->array_depth++;
        return 1;
    }
    if (jsonl->depth == 0 && jsonl->is_object_seen) return refuse(jsonl, RECORD_JSON);
    jsonl->is_object_seen = true;
    jsonl->key_starts[jsonl->depth++] = jsonl->path_len;
    return 1;
}

static int on_map_end(void *context)
{
    struct jsonl *jsonl = context;
    if (jsonl->array_depth) jsonl->array_depth--;
    else jsonl->path_len = jsonl->key_starts[--jsonl->depth];
    return 1;
}

static int on_array_start(void *context)
{
    struct jsonl *jsonl = context;
    if (jsonl->depth == 0 || jsonl->depth + jsonl->array_depth >= LIMIT_JSON_DEPTH) return refuse(jsonl, RECORD_JSON);
    if (jsonl->array_depth++ == 0) jsonl->array_at = consumed(jsonl) - 1;
    return 1;
}

static int on_array_end(void *context)
{
    struct jsonl *jsonl = context;
    if (--jsonl->array_depth) return 1;
    return take(jsonl, jsonl->text.ptr + jsonl->array_at, consumed(jsonl) - jsonl->array_at, jsonl->array_at,
                false);
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

struct jsonl *jsonl_new(struct input *input)
{
    struct jsonl *jsonl = mem_new(1, sizeof *jsonl);
    jsonl->input = input;
    jsonl->arena = arena_new();
    jsonl->buffer_cap = BUFFER_BYTES;
    jsonl->buffer = mem_new(1, jsonl->buffer_cap);
    jsonl->line = 1;
    return jsonl;
}

void jsonl_free(struct jsonl *jsonl)
{
    if (!jsonl) return;
    if (jsonl->parser) yajl_free(jsonl->parser);
    arena_free(jsonl->arena);
    free(jsonl->columns);
    free(jsonl->values);
    free(jsonl->typed);
    free(jsonl->plain);
    free(jsonl->buffer);
    free(jsonl);
}

static bool fill(struct jsonl *jsonl)
{
    if (jsonl->at) memmove(jsonl->buffer, jsonl->buffer + jsonl->at, jsonl->len - jsonl->at);
    jsonl->len -= jsonl->at;
    jsonl->at = 0;
    if (jsonl->len == jsonl->buffer_cap) {
        if (jsonl->buffer_cap >= LIMIT_RECORD_BYTES) return false;
        jsonl->buffer_cap *= 2;
        jsonl->buffer = mem_resize(jsonl->buffer, jsonl->buffer_cap, 1);
    }
    size_t got = input_read(jsonl->input, jsonl->buffer + jsonl->len, jsonl->buffer_cap - jsonl->len);
    jsonl->len += got;
    if (!got) jsonl->is_end = true;
    return true;
}

/* The next line without its end; RC_MISSING at the end, RC_LIMIT for a line too long, which is stepped over. */
static enum rc next_line(struct jsonl *jsonl, str *line)
{
    bool   is_long = false;
    size_t searched = 0;
    for (;;) {
        char *from = jsonl->buffer + jsonl->at, *end = NULL;
        if (jsonl->len > jsonl->at + searched) end = memchr(from + searched, '\n', jsonl->len - jsonl->at - searched);
        if (end || (jsonl->is_end && jsonl->at < jsonl->len)) {
            size_t length = end ? (size_t)(end - from) : jsonl->len - jsonl->at;
            *line = str_trim((str){from, length});
            jsonl->at += length + (end != NULL);
            return is_long ? RC_LIMIT : RC_OK;
        }
        if (jsonl->is_end) return is_long ? RC_LIMIT : RC_MISSING;
        searched = jsonl->len - jsonl->at;
        if (fill(jsonl)) continue;
        is_long = true;
        jsonl->at = jsonl->len;
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
    begin(jsonl, line);
    if (!jsonl->parser) {
        jsonl->parser = yajl_alloc(&callbacks, NULL, jsonl);
        yajl_config(jsonl->parser, yajl_allow_multiple_values, 1);
    }
    const unsigned char *text = (const unsigned char *)line.ptr;
    bool                 is_parsed = yajl_parse(jsonl->parser, text, line.len) == yajl_status_ok;
    *fault_at = (uint32_t)consumed(jsonl);
    /* The line end closes a token that the line left open, so that it cannot reach into the next. */
    if (is_parsed) is_parsed = yajl_parse(jsonl->parser, (const unsigned char *)"\n", 1) == yajl_status_ok;
    if (is_parsed && jsonl->depth == 0 && jsonl->array_depth == 0 && jsonl->is_object_seen) return RECORD_NONE;
    yajl_free(jsonl->parser);
    jsonl->parser = NULL;
    size_t bad = str_utf8_valid(line);
    if (bad == line.len) return jsonl->fault != RECORD_NONE ? jsonl->fault : RECORD_JSON;
    *fault_at = (uint32_t)bad;
    return RECORD_ENCODING;
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
