/* SPDX-License-Identifier: MIT */
#include "text/fonts.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "definition/yaml.h"

#include <hb-ot.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FAMILIES_MAX = 254 }; /* a coverage entry is one byte */

static bool face_has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    bool       has = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return has;
}

/* A file that cannot be read gives HarfBuzz's empty face: it has no character, so fallback passes it by. */
static void font_open(struct font *font)
{
    hb_blob_t *blob = hb_blob_create_from_file(font->path);
    font->face = hb_face_create(blob, font->index);
    hb_blob_destroy(blob);
    font->hb = hb_font_create(font->face);
    font->units_per_em = (int32_t)hb_face_get_upem(font->face);
    hb_font_set_scale(font->hb, font->units_per_em, font->units_per_em);

    hb_font_extents_t extents = {0};
    hb_font_get_h_extents(font->hb, &extents);
    font->ascent = extents.ascender;
    font->descent = -extents.descender;
    hb_position_t cap_height = 0;
    hb_ot_metrics_get_position_with_fallback(font->hb, HB_OT_METRICS_TAG_CAP_HEIGHT, &cap_height);
    font->cap_height = cap_height;
    font->is_cff = face_has_table(font->face, HB_TAG('C', 'F', 'F', ' '));
    font->is_bitmap = !font->is_cff && !face_has_table(font->face, HB_TAG('g', 'l', 'y', 'f'));
}

static const struct font *font_opened(struct font *font)
{
    if (!font->face) font_open(font);
    return font;
}

bool font_has(const struct font *font, uint32_t code_point)
{
    hb_codepoint_t glyph;
    return hb_font_get_nominal_glyph(font->hb, code_point, &glyph);
}

const struct font *family_face(const struct family *family, int weight, bool is_italic)
{
    size_t best = 0;
    int    least = INT32_MAX;
    for (size_t i = 0; i < family->face_count; i++) {
        const struct font *face = &family->faces[i];
        int                distance = abs(face->weight - weight) + (face->is_italic != is_italic ? 1000 : 0);
        if (distance >= least) continue;
        least = distance;
        best = i;
    }
    return font_opened(&family->faces[best]);
}

const struct family *fonts_emoji_family(const struct fonts *fonts)
{
    for (size_t i = 0; i < fonts->family_count; i++)
        if (fonts->families[i].is_emoji) return &fonts->families[i];
    return NULL;
}

static uint8_t find_cover(const struct fonts *fonts, uint32_t code_point, enum han_style han, bool is_strict)
{
    for (size_t i = 0; i < fonts->family_count; i++) {
        const struct family *family = &fonts->families[i];
        if (is_strict && family->han != HAN_ANY && family->han != han) continue;
        if (font_has(font_opened(&family->faces[0]), code_point)) return (uint8_t)(i + 1);
    }
    return COVER_NONE;
}

const struct family *fonts_family(struct fonts *fonts, uint32_t code_point, enum han_style han)
{
    if (code_point >= 0x110000) return NULL;
    uint8_t **page = &fonts->cover[han][code_point / 256];
    if (!*page) *page = ARENA_ARRAY(fonts->arena, uint8_t, 256);
    uint8_t *entry = &(*page)[code_point % 256];
    if (*entry == COVER_UNKNOWN) {
        *entry = COVER_NONE;
        if (han != HAN_ANY) *entry = find_cover(fonts, code_point, han, true);
        if (*entry == COVER_NONE) *entry = find_cover(fonts, code_point, han, false);
    }
    return *entry == COVER_NONE ? NULL : &fonts->families[*entry - 1];
}

void fonts_note_missing(struct fonts *fonts, uint32_t code_point)
{
    for (size_t i = 0; i < fonts->missing.count; i++)
        if (fonts->missing.at[i] == code_point) return;
    if (fonts->missing.count < LIMIT_DIAG_PER_CODE) *VEC_PUSH(fonts->arena, fonts->missing) = code_point;
}

enum han_style han_of_language(const char *language)
{
    static const struct {
        const char    *prefix;
        enum han_style han;
    } table[] = {{"ja", HAN_JA},      {"ko", HAN_KO},      {"zh-Hant", HAN_HANT},
                 {"zh-TW", HAN_HANT}, {"zh-HK", HAN_HANT}, {"zh", HAN_HANS}};
    for (size_t i = 0; language && i < COUNT_OF(table); i++)
        if (strncmp(language, table[i].prefix, strlen(table[i].prefix)) == 0) return table[i].han;
    return HAN_ANY;
}

/* The manifest */

static void read_face(struct fonts *fonts, const struct yaml_node *node, const char *root, struct family *family,
                      struct diag *diag)
{
    static const str keys[] = {STR("weight"), STR("italic"), STR("file"), STR("index")};
    yaml_check_keys(node, keys, COUNT_OF(keys), "a face", diag);
    struct font *font = &family->faces[family->face_count];
    str          file = yaml_required_text(node, "file", "a face", diag);
    *font = (struct font){.family = family->name,
                          .path = file_join(fonts->arena, root, arena_cstr(fonts->arena, file)),
                          .index = (unsigned)yaml_int(node, "index", 0, diag),
                          .id = (unsigned)fonts->font_count,
                          .weight = (int)yaml_int(node, "weight", 400, diag),
                          .is_italic = yaml_bool(node, "italic", false, diag),
                          .is_emoji = family->is_emoji};
    struct stat info;
    if (stat(font->path, &info) != 0) {
        struct diag_message *message = diag_add(diag, DIAG_FONT_ABSENT, node->span, font->path);
        diag_hint(diag, message, "install the package %s", family->package);
        return;
    }
    family->face_count += 1;
    fonts->font_count += 1;
}

/* A family without a single face is left out: fallback then goes on to the next. */
static void read_family(struct fonts *fonts, const struct yaml_node *node, const char *root, struct diag *diag)
{
    static const str keys[] = {STR("name"), STR("package"), STR("language"), STR("emoji"), STR("faces")};
    yaml_check_keys(node, keys, COUNT_OF(keys), "a font family", diag);
    const struct yaml_node *faces = yaml_sequence(node, "faces", diag);
    struct family          *family = &fonts->families[fonts->family_count];
    str                     language = yaml_text(node, "language", STR_NONE, diag);
    *family =
        (struct family){.name = arena_cstr(fonts->arena, yaml_required_text(node, "name", "a font family", diag)),
                        .package = arena_cstr(fonts->arena, yaml_required_text(node, "package", "a font family", diag)),
                        .han = han_of_language(arena_cstr(fonts->arena, language)),
                        .is_emoji = yaml_bool(node, "emoji", false, diag),
                        .faces = ARENA_ARRAY(fonts->arena, struct font, faces ? faces->count : 0)};
    YAML_EACH(face, faces) read_face(fonts, face, root, family, diag);
    if (family->face_count > 0) fonts->family_count += 1;
}

static enum rc read_manifest(struct fonts *fonts, const char *path, struct diag *diag)
{
    const struct yaml_node *top = NULL;
    enum rc                 rc = yaml_load(fonts->arena, path, path, diag, &top);
    if (rc != RC_OK) return rc;
    static const str keys[] = {STR("root"), STR("families")};
    yaml_check_keys(top, keys, COUNT_OF(keys), "the font manifest", diag);
    const char             *root = arena_cstr(fonts->arena, yaml_text(top, "root", STR("/usr/share/fonts"), diag));
    const struct yaml_node *families = yaml_sequence(top, "families", diag);
    if (top->span.file) fonts->manifest = top->span.file->text;
    size_t count = families && families->count < FAMILIES_MAX ? families->count : FAMILIES_MAX;
    fonts->families = ARENA_ARRAY(fonts->arena, struct family, count);
    YAML_EACH(family, families) if (fonts->family_count < count) read_family(fonts, family, root, diag);
    if (fonts->family_count > 0) return RC_OK;
    diag_add(diag, DIAG_FONTS_NONE, SPAN_FILE(top->span.file), path);
    return RC_MISSING;
}

enum rc fonts_open(const char *manifest, struct diag *diag, struct fonts **out)
{
    struct fonts *fonts = mem_new(1, sizeof *fonts);
    fonts->arena = arena_new();
    fonts->scratch = arena_new();
    enum rc rc = read_manifest(fonts, manifest, diag);
    *out = rc == RC_OK ? fonts : NULL;
    if (rc != RC_OK) fonts_close(fonts);
    return rc;
}

void fonts_close(struct fonts *fonts)
{
    if (!fonts) return;
    words_release(&fonts->cache);
    for (size_t i = 0; i < fonts->family_count; i++)
        for (size_t j = 0; j < fonts->families[i].face_count; j++) {
            hb_font_destroy(fonts->families[i].faces[j].hb);
            hb_face_destroy(fonts->families[i].faces[j].face);
        }
    arena_free(fonts->scratch);
    arena_free(fonts->arena);
    free(fonts);
}

/* OpenType 1.9, head: checkSumAdjustment covers every byte of a font, so the 54-byte table stands for the file. */
static void hash_face(struct hasher *hasher, const struct font *font)
{
    hb_blob_t  *file = hb_blob_create_from_file(font->path);
    hb_face_t  *face = hb_face_create(file, font->index);
    hb_blob_t  *head = hb_face_reference_table(face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned    len = 0;
    const char *bytes = hb_blob_get_data(head, &len);
    hasher_add_str(hasher, (str){bytes, len});
    hasher_add_int(hasher, hb_blob_get_length(file));
    hb_blob_destroy(head);
    hb_face_destroy(face);
    hb_blob_destroy(file);
}

void fonts_fingerprint(const struct fonts *fonts, char out[33])
{
    struct hasher *hasher = hasher_new();
    hasher_add_str(hasher, fonts->manifest);
    for (size_t i = 0; i < fonts->family_count; i++)
        for (size_t j = 0; j < fonts->families[i].face_count; j++)
            hash_face(hasher, &fonts->families[i].faces[j]);
    hash_hex(hasher_end(hasher), out);
}

size_t fonts_count(const struct fonts *fonts)
{
    return fonts->font_count;
}

const struct font *fonts_text_face(struct fonts *fonts, enum font_weight weight, bool is_italic)
{
    return family_face(&fonts->families[0], (int)weight, is_italic);
}

void fonts_report_missing(struct fonts *fonts, struct span span, struct diag *diag)
{
    for (size_t i = 0; i < fonts->missing.count; i++)
        diag_add(diag, DIAG_CHARACTER_UNSHOWN, span, (unsigned)fonts->missing.at[i]);
    fonts->missing.count = 0;
}
