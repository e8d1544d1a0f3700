/* SPDX-License-Identifier: MIT */
#include "pdf/verify.h"

#include "base/arena.h"
#include "base/limits.h"

#include <string.h>

#include <libdeflate.h>

/* [levels] Of the page tree; ours has one. */
enum { PAGE_DEPTH = 8 };
/* [bytes] A row of the cross-reference stream, as object.c writes it: kind, where, index. */
enum { XREF_ROW = 7 };

struct place {
    uint8_t  kind;
    uint32_t where;
    uint16_t index;
};

/* An object stream, unpacked. */
struct unpacked {
    uint32_t id;
    str      bytes;
    size_t   first, count;
};

struct walk {
    struct arena                   *arena;
    struct libdeflate_decompressor *inflater;
    str                             file;
    struct place                   *places;
    uint32_t                        count;
    struct unpacked                 last; /* neighbours share a stream */
    const char                     *fault;
};

static bool fail(struct walk *walk, const char *fault)
{
    if (!walk->fault) walk->fault = fault;
    return false;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0' || c == '\f';
}

static bool is_delimiter(char c)
{
    return is_space(c) || (c && strchr("()<>[]{}/%", c));
}

static size_t skip_space(str text, size_t at)
{
    while (at < text.len && is_space(text.ptr[at]))
        at++;
    return at;
}

static bool starts_at(str text, size_t at, const char *word)
{
    size_t len = strlen(word);
    return at <= text.len && len <= text.len - at && memcmp(text.ptr + at, word, len) == 0;
}

/* The number at *at, stepped over. */
static bool take_number(str text, size_t *at, uint64_t *number)
{
    size_t from = *at = skip_space(text, *at);
    *number = 0;
    while (*at < text.len && *at - from < 18 && text.ptr[*at] >= '0' && text.ptr[*at] <= '9')
        *number = *number * 10 + (uint64_t)(text.ptr[(*at)++] - '0');
    return *at > from;
}

/* Past a literal string that opens at `at`. */
static size_t skip_string(str text, size_t at)
{
    int depth = 0;
    for (; at < text.len; at++) {
        if (text.ptr[at] == '\\')
            at++;
        else if (text.ptr[at] == '(')
            depth++;
        else if (text.ptr[at] == ')' && --depth == 0)
            return at + 1;
    }
    return text.len;
}

/* The dictionary at the start of `text`, brackets included; empty when it does not end. */
static str dictionary(str text)
{
    size_t depth = 0, at = 0;
    while (at < text.len) {
        if (text.ptr[at] == '(') {
            at = skip_string(text, at);
        } else if (starts_at(text, at, "<<")) {
            depth++, at += 2;
        } else if (starts_at(text, at, ">>")) {
            at += 2;
            if (--depth == 0) return str_slice(text, 0, at);
        } else {
            at++;
        }
        if (depth == 0) break;
    }
    return STR_NONE;
}

/* What follows a key of the dictionary's own level; empty when it has no such key. */
static str value_of(str dict, const char *key)
{
    size_t depth = 0, at = 0;
    while (at < dict.len) {
        char c = dict.ptr[at];
        if (c == '(') {
            at = skip_string(dict, at);
            continue;
        }
        if (starts_at(dict, at, "<<") || starts_at(dict, at, ">>")) {
            depth += c == '<' ? 1 : (size_t)-1;
            at += 2;
            continue;
        }
        if (c == '[') depth++;
        if (c == ']') depth--;
        if (c == '/' && depth == 1 && starts_at(dict, at + 1, key)) {
            size_t end = at + 1 + strlen(key);
            if (end < dict.len && is_delimiter(dict.ptr[end])) return str_slice(dict, skip_space(dict, end), dict.len);
        }
        at++;
    }
    return STR_NONE;
}

static bool number_of(str dict, const char *key, uint64_t *number)
{
    size_t at = 0;
    return take_number(value_of(dict, key), &at, number);
}

/* The dictionary of the object said to be at `offset`, and where its stream begins, or 0. */
static str object_at(struct walk *walk, uint32_t id, size_t offset, size_t *stream)
{
    uint64_t number, generation;
    size_t   at = offset;
    if (!take_number(walk->file, &at, &number) || number != id || !take_number(walk->file, &at, &generation) ||
        !starts_at(walk->file, at = skip_space(walk->file, at), "obj"))
        return fail(walk, "an object of the PDF is not where the cross references say"), STR_NONE;
    at = skip_space(walk->file, at + 3);
    str dict = dictionary(str_slice(walk->file, at, walk->file.len));
    if (dict.len == 0) return fail(walk, "a dictionary of the PDF does not end"), STR_NONE;
    at += dict.len;
    *stream = 0;
    uint64_t length;
    if (starts_at(walk->file, at, "\nstream\n")) {
        *stream = at + 8;
        if (!number_of(dict, "Length", &length) || length > walk->file.len - *stream ||
            !starts_at(walk->file, *stream + length, "\nendstream"))
            return fail(walk, "a stream of the PDF is not as long as it says"), STR_NONE;
    }
    return dict;
}

/* The bytes of a stream, unpacked into the arena. */
static str unpack(struct walk *walk, str dict, size_t stream)
{
    uint64_t length = 0;
    size_t   size = 0;
    number_of(dict, "Length", &length);
    str packed = str_slice(walk->file, stream, stream + (size_t)length);
    for (size_t room = packed.len * 8 + 1024; room <= LIMIT_FILE_BYTES; room *= 4) {
        char                  *bytes = arena_alloc(walk->arena, room, 1);
        enum libdeflate_result result =
            libdeflate_zlib_decompress(walk->inflater, packed.ptr, packed.len, bytes, room, &size);
        if (result == LIBDEFLATE_SUCCESS) return (str){bytes, size};
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE) break;
    }
    fail(walk, "a stream of the PDF cannot be unpacked");
    return STR_NONE;
}

/* Rows of the cross-reference stream, each the difference from the one above (PNG filter 2). */
static bool read_places(struct walk *walk, str rows)
{
    uint8_t row[XREF_ROW] = {0};
    walk->count = (uint32_t)(rows.len / (XREF_ROW + 1));
    walk->places = ARENA_ARRAY(walk->arena, struct place, walk->count);
    for (size_t i = 0; i < walk->count; i++) {
        const uint8_t *from = (const uint8_t *)rows.ptr + i * (XREF_ROW + 1);
        if (from[0] != 2) return fail(walk, "the cross references of the PDF are not ours");
        for (int j = 0; j < XREF_ROW; j++)
            row[j] = (uint8_t)(row[j] + from[j + 1]);
        walk->places[i] =
            (struct place){row[0], (uint32_t)row[1] << 24 | (uint32_t)row[2] << 16 | (uint32_t)row[3] << 8 | row[4],
                           (uint16_t)(row[5] << 8 | row[6])};
    }
    return true;
}

/* Opens an object stream: its header gives number and offset of each object. */
static bool open_stream(struct walk *walk, uint32_t id)
{
    size_t   stream = 0;
    uint64_t count = 0, first = 0;
    if (walk->last.id == id) return true;
    if (id >= walk->count || walk->places[id].kind != 1) return fail(walk, "an object stream of the PDF is missing");
    str dict = object_at(walk, id, walk->places[id].where, &stream);
    if (!stream || !number_of(dict, "N", &count) || !number_of(dict, "First", &first))
        return fail(walk, "an object stream of the PDF is none");
    str bytes = unpack(walk, dict, stream);
    if (walk->fault || first > bytes.len) return fail(walk, "an object stream of the PDF is too short");
    walk->last = (struct unpacked){id, bytes, (size_t)first, (size_t)count};
    return true;
}

/* Every object of an open stream has its number in the header, at its index, and a dictionary. */
static str object_in(struct walk *walk, uint32_t id, uint16_t index)
{
    uint64_t number = 0, offset = 0;
    size_t   at = 0;
    str      header = str_slice(walk->last.bytes, 0, walk->last.first);
    for (size_t i = 0; i <= index; i++)
        if (!take_number(header, &at, &number) || !take_number(header, &at, &offset)) break;
    if (number != id || index >= walk->last.count)
        return fail(walk, "an object of the PDF is not in its stream"), STR_NONE;
    str dict = dictionary(str_slice(walk->last.bytes, walk->last.first + (size_t)offset, walk->last.bytes.len));
    if (dict.len == 0) fail(walk, "a dictionary of the PDF does not end");
    return dict;
}

static str object(struct walk *walk, uint64_t id)
{
    size_t stream;
    if (id >= walk->count) return fail(walk, "a reference of the PDF leads nowhere"), STR_NONE;
    struct place place = walk->places[id];
    if (place.kind == 1) return object_at(walk, (uint32_t)id, place.where, &stream);
    if (place.kind != 2 || !open_stream(walk, place.where))
        return fail(walk, "a reference of the PDF leads nowhere"), STR_NONE;
    return object_in(walk, (uint32_t)id, place.index);
}

/* Counts the leaves below a node of the page tree, and compares with what the node says. */
static size_t count_pages(struct walk *walk, uint64_t id, int depth)
{
    str dict = object(walk, id);
    if (walk->fault || depth > PAGE_DEPTH) return fail(walk, "the page tree of the PDF is too deep");
    if (starts_at(value_of(dict, "Type"), 0, "/Page") && !starts_at(value_of(dict, "Type"), 0, "/Pages")) return 1;
    str      kids = value_of(dict, "Kids");
    uint64_t kid, generation, said = 0;
    size_t   pages = 0;
    for (size_t at = 1; !walk->fault && take_number(kids, &at, &kid) && take_number(kids, &at, &generation);) {
        pages += count_pages(walk, kid, depth + 1);
        at = skip_space(kids, at) + 1; /* R */
    }
    if (!number_of(dict, "Count", &said) || said != pages)
        fail(walk, "the page tree of the PDF does not count its pages");
    return pages;
}

/* « startxref offset %%EOF » ends the file; at the offset is the cross-reference stream. */
static str read_trailer(struct walk *walk)
{
    enum { TAIL = 64 };
    str      tail = str_slice(walk->file, walk->file.len > TAIL ? walk->file.len - TAIL : 0, walk->file.len);
    size_t   at = str_find_str(tail, STR("startxref")), stream = 0;
    uint64_t offset = 0, id = 0;
    if (!starts_at(walk->file, 0, "%PDF-1.7\n")) return fail(walk, "the PDF has no header"), STR_NONE;
    if (at == tail.len || !str_ends(tail, "%%EOF\n")) return fail(walk, "the PDF has no end"), STR_NONE;
    at += strlen("startxref");
    if (!take_number(tail, &at, &offset)) return fail(walk, "the PDF has no end"), STR_NONE;
    at = (size_t)offset;
    if (!take_number(walk->file, &at, &id))
        return fail(walk, "the PDF's cross references are not where it says"), STR_NONE;
    str dict = object_at(walk, (uint32_t)id, (size_t)offset, &stream);
    if (walk->fault) return STR_NONE;
    if (!stream || !starts_at(value_of(dict, "Type"), 0, "/XRef"))
        return fail(walk, "the PDF's cross references are not where it says"), STR_NONE;
    str rows = unpack(walk, dict, stream);
    if (!walk->fault) read_places(walk, rows);
    return dict;
}

static void walk_file(struct walk *walk, size_t *pages)
{
    str      trailer = read_trailer(walk);
    uint64_t root = 0, tree = 0;
    for (uint32_t id = 1; id < walk->count && !walk->fault; id++) {
        size_t stream;
        if (walk->places[id].kind == 1)
            object_at(walk, id, walk->places[id].where, &stream);
        else if (walk->places[id].kind == 2)
            open_stream(walk, walk->places[id].where);
        else
            fail(walk, "an object of the PDF is missing");
    }
    if (walk->fault) return;
    if (!number_of(trailer, "Root", &root) || !number_of(object(walk, root), "Pages", &tree)) {
        fail(walk, "the PDF has no catalogue");
        return;
    }
    *pages = count_pages(walk, tree, 0);
    if (*pages == 0) fail(walk, "the PDF has no pages");
}

const char *pdf_verify(str bytes, size_t *pages)
{
    struct walk walk = {.arena = arena_new(), .inflater = libdeflate_alloc_decompressor(), .file = bytes};
    *pages = 0;
    if (!walk.inflater)
        fail(&walk, "there is no memory to check the PDF");
    else
        walk_file(&walk, pages);
    if (walk.inflater) libdeflate_free_decompressor(walk.inflater);
    arena_free(walk.arena);
    return walk.fault;
}
