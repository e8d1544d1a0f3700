/* SPDX-License-Identifier: MIT */
#include "pdf/object.h"

#include "base/limits.h"
#include "base/mem.h"
#include "pdf/syntax.h"

#include <stdlib.h>
#include <string.h>

#include <hpdf.h>

/* [objects] In one object stream: readers unpack a whole one to reach an object. */
enum { OBJECTS_PER_STREAM = 256 };

enum stream_kind { STREAM_NONE, STREAM_PLAIN, STREAM_PACKED };

struct raw {
    str         text;
    struct raw *next;
};

/* What libharu does not hold of a dictionary; hangs on HPDF_Dict.attr. */
struct body {
    struct pdf_file *file;
    struct raw      *first, **end;
    enum stream_kind kind;
    str              stream;
};

struct pdf_file {
    struct arena  *arena;
    struct packer *packer;
    HPDF_Error_Rec error;
    HPDF_MMgr      mmgr;
    HPDF_Xref      xref;
};

/* Where an object went: a row of the cross-reference stream (ISO 32000-1, 7.5.8.3). */
struct place {
    uint8_t  kind;  /* 0 free, 1 at an offset, 2 in an object stream */
    uint32_t where; /* [bytes] offset, or number of the object stream */
    uint16_t index; /* in the object stream */
};

struct layout {
    struct pdf_file *file;
    struct strbuf   *out;
    HPDF_Stream      printer; /* libharu prints through it into `target` */
    struct strbuf   *target;
    struct place    *places;
    size_t           count, cap;
};

static void *haru_new(HPDF_UINT size)
{
    return mem_new(1, size);
}

static void haru_free(void *block)
{
    free(block);
}

static HPDF_Dict haru(const struct pdf_dict *dict)
{
    return (HPDF_Dict)(void *)(uintptr_t)dict;
}

static HPDF_STATUS print_body(HPDF_Dict dict, HPDF_Stream stream)
{
    const struct body *body = dict->attr;
    for (const struct raw *raw = body->first; raw; raw = raw->next)
        if (HPDF_Stream_Write(stream, (const HPDF_BYTE *)raw->text.ptr, (HPDF_UINT)raw->text.len) != HPDF_OK)
            return HPDF_FILE_IO_ERROR;
    return HPDF_OK;
}

static HPDF_STATUS print_to_target(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT size)
{
    struct layout *layout = stream->attr;
    strbuf_add(layout->target, (str){(const char *)bytes, size});
    return HPDF_OK;
}

struct pdf_file *pdf_file_new(struct packer *packer)
{
    struct pdf_file *file = mem_new(1, sizeof *file);
    file->arena = arena_new();
    file->packer = packer;
    HPDF_Error_Init(&file->error, NULL);
    /* Without libharu's pool: it aligns to 4 bytes, which is not enough for a pointer. */
    file->mmgr = HPDF_MMgr_New(&file->error, 0, haru_new, haru_free);
    if (!file->mmgr) mem_exhausted();
    file->xref = HPDF_Xref_New(file->mmgr, 0);
    if (!file->xref) mem_exhausted();
    return file;
}

void pdf_file_free(struct pdf_file *file)
{
    if (!file) return;
    HPDF_Xref_Free(file->xref);
    HPDF_MMgr_Free(file->mmgr);
    arena_free(file->arena);
    free(file);
}

struct arena *pdf_file_arena(struct pdf_file *file)
{
    return file->arena;
}

struct pdf_dict *pdf_object(struct pdf_file *file)
{
    HPDF_Dict dict = HPDF_Dict_New(file->mmgr);
    if (!dict || HPDF_Xref_Add(file->xref, dict) != HPDF_OK) mem_exhausted();
    struct body *body = ARENA_NEW(file->arena, struct body);
    *body = (struct body){.file = file, .end = &body->first};
    dict->attr = body;
    dict->write_fn = print_body;
    return (struct pdf_dict *)(void *)dict;
}

static struct pdf_dict *stream_of(struct pdf_file *file, str bytes, enum stream_kind kind)
{
    struct pdf_dict *dict = pdf_object(file);
    struct body     *body = haru(dict)->attr;
    body->kind = kind;
    body->stream = bytes;
    pdf_dict_int(dict, "Length", (int32_t)bytes.len);
    if (kind == STREAM_PACKED) pdf_dict_name(dict, "Filter", "FlateDecode");
    return dict;
}

struct pdf_dict *pdf_stream(struct pdf_file *file, str bytes)
{
    return stream_of(file, packer_pack(file->packer, file->arena, bytes), STREAM_PACKED);
}

struct pdf_dict *pdf_stream_packed(struct pdf_file *file, str packed)
{
    return stream_of(file, packed, STREAM_PACKED);
}

struct pdf_dict *pdf_stream_plain(struct pdf_file *file, str bytes)
{
    return stream_of(file, bytes, STREAM_PLAIN);
}

uint32_t pdf_object_id(const struct pdf_dict *dict)
{
    return haru(dict)->header.obj_id & 0x00FFFFFF;
}

/* A status other than OK stays in file->error, which pdf_file_write() asks. */
void pdf_dict_name(struct pdf_dict *dict, const char *key, const char *name)
{
    (void)HPDF_Dict_AddName(haru(dict), key, name);
}

void pdf_dict_int(struct pdf_dict *dict, const char *key, int32_t number)
{
    (void)HPDF_Dict_AddNumber(haru(dict), key, number);
}

void pdf_dict_true(struct pdf_dict *dict, const char *key)
{
    (void)HPDF_Dict_AddBoolean(haru(dict), key, HPDF_TRUE);
}

void pdf_dict_ref(struct pdf_dict *dict, const char *key, const struct pdf_dict *target)
{
    (void)HPDF_Dict_Add(haru(dict), key, haru(target));
}

void pdf_dict_text(struct pdf_dict *dict, const char *key, str text)
{
    if (text.len == 0) return;
    struct strbuf entry = {0};
    strbuf_addc(&entry, '/');
    strbuf_adds(&entry, key);
    strbuf_addc(&entry, ' ');
    syntax_text(&entry, text);
    pdf_dict_raw(dict, strbuf_str(&entry));
    strbuf_release(&entry);
}

void pdf_dict_raw(struct pdf_dict *dict, str entries)
{
    const struct body *body = haru(dict)->attr;
    pdf_dict_raw_borrowed(dict, arena_str(body->file->arena, entries));
}

void pdf_dict_raw_borrowed(struct pdf_dict *dict, str entries)
{
    struct body *body = haru(dict)->attr;
    struct raw  *raw = ARENA_NEW(body->file->arena, struct raw);
    raw->text = entries;
    *body->end = raw;
    body->end = &raw->next;
}

static HPDF_Dict object_at(const struct pdf_file *file, uint32_t id)
{
    return HPDF_Xref_GetEntry(file->xref, id)->obj;
}

static uint32_t object_count(const struct pdf_file *file)
{
    return (uint32_t)file->xref->entries->count; /* the free entry 0 included */
}

static void set_place(struct layout *layout, uint32_t id, struct place place)
{
    if (id >= layout->cap) {
        size_t cap = mem_product(mem_sum(id, 64), 2);
        layout->places = mem_resize(layout->places, cap, sizeof *layout->places);
        memset(layout->places + layout->cap, 0, (cap - layout->cap) * sizeof *layout->places);
        layout->cap = cap;
    }
    if (id >= layout->count) layout->count = (size_t)id + 1;
    layout->places[id] = place;
}

static void print_value(struct layout *layout, HPDF_Dict dict, struct strbuf *target)
{
    layout->target = target;
    (void)HPDF_Obj_WriteValue(dict, layout->printer, NULL);
}

static void write_stream_object(struct layout *layout, uint32_t id)
{
    HPDF_Dict          dict = object_at(layout->file, id);
    const struct body *body = dict->attr;
    struct strbuf     *out = layout->out;
    set_place(layout, id, (struct place){1, (uint32_t)out->len, 0});
    syntax_int(out, id);
    strbuf_adds(out, " 0 obj\n");
    print_value(layout, dict, out);
    strbuf_adds(out, "\nstream\n");
    strbuf_add(out, body->stream);
    strbuf_adds(out, "\nendstream\nendobj\n"); /* ISO 19005-3, 6.1.7: a line end before endstream */
}

/* Objects *next.. below `end` without a stream, up to OBJECTS_PER_STREAM of them (ISO 32000-1, 7.5.7). */
static void write_object_stream(struct layout *layout, uint32_t *next, uint32_t end)
{
    struct strbuf index = {0}, values = {0};
    uint32_t      id = object_count(layout->file), count = 0;
    for (; *next < end && count < OBJECTS_PER_STREAM; ++*next) {
        HPDF_Dict dict = object_at(layout->file, *next);
        if (((const struct body *)dict->attr)->kind != STREAM_NONE) continue;
        set_place(layout, *next, (struct place){2, id, (uint16_t)count++});
        syntax_int(&index, *next);
        strbuf_addc(&index, ' ');
        syntax_int(&index, (int64_t)values.len);
        strbuf_addc(&index, ' ');
        print_value(layout, dict, &values);
        strbuf_addc(&values, '\n');
    }
    if (count) {
        int32_t first = (int32_t)index.len;
        strbuf_add(&index, strbuf_str(&values));
        struct pdf_dict *stream = pdf_stream(layout->file, strbuf_str(&index));
        pdf_dict_name(stream, "Type", "ObjStm");
        pdf_dict_int(stream, "N", (int32_t)count);
        pdf_dict_int(stream, "First", first);
        write_stream_object(layout, id);
    }
    if (index.is_full || values.is_full) layout->out->is_full = true;
    strbuf_release(&index);
    strbuf_release(&values);
}

enum { XREF_ROW = 7 }; /* [bytes] 1 kind, 4 where, 2 index */

/* Rows with PNG's « up » predictor: neighbours are alike, so their differences compress to a third. */
static str xref_rows(const struct layout *layout)
{
    uint8_t  above[XREF_ROW] = {0};
    size_t   size = mem_product(layout->count, XREF_ROW + 1);
    uint8_t *rows = arena_alloc(layout->file->arena, size, 1), *at = rows;
    for (size_t i = 0; i < layout->count; i++) {
        struct place place = layout->places[i];
        uint16_t     index = i ? place.index : 65535; /* the head of the free list */
        uint8_t      row[XREF_ROW] = {place.kind,
                                      (uint8_t)(place.where >> 24),
                                      (uint8_t)(place.where >> 16),
                                      (uint8_t)(place.where >> 8),
                                      (uint8_t)place.where,
                                      (uint8_t)(index >> 8),
                                      (uint8_t)index};
        *at++ = 2;
        for (int j = 0; j < XREF_ROW; j++)
            *at++ = (uint8_t)(row[j] - above[j]);
        memcpy(above, row, sizeof row);
    }
    return (str){(const char *)rows, size};
}

static void write_xref(struct layout *layout, const struct pdf_dict *root, const struct pdf_dict *info,
                       const char *identifier)
{
    uint32_t id = object_count(layout->file), at = (uint32_t)layout->out->len;
    set_place(layout, id, (struct place){1, at, 0});
    struct pdf_dict *stream = pdf_stream(layout->file, xref_rows(layout));
    pdf_dict_name(stream, "Type", "XRef");
    pdf_dict_int(stream, "Size", (int32_t)layout->count);
    pdf_dict_ref(stream, "Root", root);
    pdf_dict_ref(stream, "Info", info);
    struct strbuf raw = {0};
    strbuf_printf(&raw, "/W[1 4 2]/DecodeParms<</Predictor 12/Columns %d>>/ID[<%s><%s>]", XREF_ROW, identifier,
                  identifier);
    pdf_dict_raw(stream, strbuf_str(&raw));
    strbuf_release(&raw);
    write_stream_object(layout, id);
    strbuf_adds(layout->out, "startxref\n");
    syntax_int(layout->out, at);
    strbuf_adds(layout->out, "\n%%EOF\n");
}

enum rc pdf_file_write(struct pdf_file *file, const struct pdf_dict *root, const struct pdf_dict *info,
                       const char *identifier, struct strbuf *out)
{
    struct layout layout = {.file = file, .out = out};
    layout.printer = HPDF_CallbackWriter_New(file->mmgr, print_to_target, &layout);
    if (!layout.printer) mem_exhausted();
    strbuf_adds(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    uint32_t end = object_count(file), next = 1;
    set_place(&layout, 0, (struct place){0});
    for (uint32_t id = 1; id < end; id++)
        if (((const struct body *)object_at(file, id)->attr)->kind != STREAM_NONE) write_stream_object(&layout, id);
    while (next < end)
        write_object_stream(&layout, &next, end);
    write_xref(&layout, root, info, identifier);
    HPDF_Stream_Free(layout.printer);
    free(layout.places);
    return out->is_full || file->error.error_no != HPDF_OK ? RC_LIMIT : RC_OK;
}
