/* SPDX-License-Identifier: MIT */
#include "batch/manifest.h"

#include "base/limits.h"
#include "base/value.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

static const char *const outcome_words[OUTCOME_COUNT] = {"made", "unchanged", "skipped", "quarantined", "failed"};

const char *outcome_word(enum outcome outcome)
{
    return outcome_words[outcome];
}

bool outcome_has_file(enum outcome outcome)
{
    return outcome == OUTCOME_MADE || outcome == OUTCOME_UNCHANGED;
}

bool manifest_path_is_safe(str path)
{
    for (size_t i = 0; i < path.len; i++) {
        if ((unsigned char)path.ptr[i] < 0x20) return false;
    }
    for (str rest = path; rest.ptr;) {
        str part = str_cut(rest, '/', &rest);
        if (!part.len || part.len > 255 || str_is(part, ".") || str_is(part, "..")) return false;
    }
    return path.len > 0 && path.len < 4096 && str_utf8_valid(path) == path.len;
}

static int by_path(const void *a, const void *b)
{
    const struct manifest_entry *x = a, *y = b;
    return str_compare(x->path, y->path);
}

static void put(struct strbuf *out, const char *key, str text)
{
    if (!text.len) return;
    strbuf_printf(out, ", \"%s\": ", key);
    strbuf_add_json(out, text);
}

static void put_number(struct strbuf *out, const char *key, int64_t number)
{
    if (number) strbuf_printf(out, ", \"%s\": %lld", key, (long long)number);
}

static void write_entry(const struct manifest_entry *entry, struct strbuf *out)
{
    strbuf_adds(out, "    {\"path\": ");
    strbuf_add_json(out, entry->path);
    put(out, "program", entry->program);
    put(out, "account", entry->account);
    put(out, "name", entry->name);
    put(out, "edition", entry->edition);
    put(out, "format", entry->format);
    put(out, "outcome", str_from(outcome_word(entry->outcome)));
    put(out, "reason", entry->reason);
    put(out, "fingerprint", entry->fingerprint);
    put(out, "hash", entry->hash);
    put_number(out, "bytes", entry->bytes);
    put_number(out, "pages", entry->pages);
    strbuf_addc(out, '}');
}

void manifest_write(struct manifest *manifest, struct strbuf *out)
{
    if (manifest->count) qsort(manifest->entries, manifest->count, sizeof *manifest->entries, by_path);
    strbuf_adds(out, "{\n  \"made_by\": \"reliure " RELIURE_VERSION "\"");
    strbuf_adds(out, ",\n  \"workspace\": ");
    strbuf_add_json(out, manifest->workspace);
    strbuf_adds(out, ",\n  \"period\": ");
    strbuf_add_json(out, manifest->period);
    strbuf_adds(out, ",\n  \"as_of\": ");
    strbuf_add_json(out, manifest->as_of);
    strbuf_adds(out, ",\n  \"documents\": [\n");
    for (size_t i = 0; i < manifest->count; i++) {
        write_entry(&manifest->entries[i], out);
        strbuf_adds(out, i + 1 < manifest->count ? ",\n" : "\n");
    }
    strbuf_adds(out, "  ]\n}\n");
}

const struct manifest_entry *manifest_lookup(const struct manifest *manifest, str path)
{
    struct manifest_entry key = {.path = path};
    if (!manifest->count) return NULL;
    return bsearch(&key, manifest->entries, manifest->count, sizeof key, by_path);
}

/* Where the parser stands: 1 in the object, 2 in `documents`, 3 in a document; deeper is not ours. */
struct reading {
    struct arena *arena;
    VEC(struct manifest_entry) entries;
    struct manifest      *manifest;
    struct manifest_entry entry;
    str                   key;
    int                   depth;
    bool                  is_documents; /* the last key at depth 1 */
};

static str *text_member(struct reading *r)
{
    struct manifest_entry *e = &r->entry;
    const struct {
        const char *key;
        int         depth;
        str        *member;
    } members[] = {
        {"workspace", 1, &r->manifest->workspace},
        {"period", 1, &r->manifest->period},
        {"as_of", 1, &r->manifest->as_of},
        {"path", 3, &e->path},
        {"program", 3, &e->program},
        {"account", 3, &e->account},
        {"name", 3, &e->name},
        {"edition", 3, &e->edition},
        {"format", 3, &e->format},
        {"reason", 3, &e->reason},
        {"fingerprint", 3, &e->fingerprint},
        {"hash", 3, &e->hash},
    };
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (members[i].depth == r->depth && str_is(r->key, members[i].key)) return members[i].member;
    }
    return NULL;
}

static int on_string(void *context, const unsigned char *text, size_t len)
{
    struct reading *r = context;
    str             value = {(const char *)text, len};
    str            *member = text_member(r);
    if (member) *member = arena_str(r->arena, value);
    if (r->depth != 3 || !str_is(r->key, "outcome")) return 1;
    for (enum outcome outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        if (str_is(value, outcome_words[outcome])) r->entry.outcome = outcome;
    }
    return 1;
}

static int on_integer(void *context, long long number)
{
    struct reading *r = context;
    if (r->depth == 3 && str_is(r->key, "bytes")) r->entry.bytes = number;
    if (r->depth == 3 && str_is(r->key, "pages")) r->entry.pages = number;
    return 1;
}

static int on_key(void *context, const unsigned char *text, size_t len)
{
    struct reading *r = context;
    r->key = arena_str(r->arena, (str){(const char *)text, len < 32 ? len : 32});
    if (r->depth == 1) r->is_documents = str_is(r->key, "documents");
    return 1;
}

static int on_open(void *context)
{
    struct reading *r = context;
    r->depth++;
    if (r->depth == 3) r->entry = (struct manifest_entry){.outcome = OUTCOME_FAILED};
    return r->depth <= 3 && (r->depth < 2 || r->is_documents);
}

static int on_close(void *context)
{
    struct reading *r = context;
    if (r->depth-- == 3 && manifest_path_is_safe(r->entry.path)) *VEC_PUSH(r->arena, r->entries) = r->entry;
    return 1;
}

enum rc manifest_parse(struct arena *arena, str text, struct manifest *out)
{
    static const yajl_callbacks callbacks = {
        .yajl_string = on_string,
        .yajl_integer = on_integer,
        .yajl_map_key = on_key,
        .yajl_start_map = on_open,
        .yajl_end_map = on_close,
        .yajl_start_array = on_open,
        .yajl_end_array = on_close,
    };
    struct reading r = {.arena = arena, .manifest = out};
    *out = (struct manifest){0};
    yajl_handle parser = yajl_alloc(&callbacks, NULL, &r);
    bool        is_good = yajl_parse(parser, (const unsigned char *)text.ptr, text.len) == yajl_status_ok &&
                   yajl_complete_parse(parser) == yajl_status_ok;
    yajl_free(parser);
    if (!is_good || !text.len) {
        *out = (struct manifest){0};
        return RC_INVALID;
    }
    out->entries = r.entries.at;
    out->count = r.entries.count;
    if (out->count) qsort(out->entries, out->count, sizeof *out->entries, by_path);
    return RC_OK;
}
