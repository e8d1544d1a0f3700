/* SPDX-License-Identifier: MIT */
#include "pdf/subset.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "pdf/cff.h"

#include <stdlib.h>
#include <string.h>

#include <hb-subset.h>

/*
 * [glyphs] Preparing a face costs about as much as this many of its glyphs cut one subset at a time: Inter pays
 * after a dozen documents, a face of 65 535 Han glyphs (one second, and its memory) only after hundreds.
 */
enum { GLYPHS_PER_USE = 256 };

/* What French and English text is made of; a document that shows another glyph has a subset of its own. */
#define COMMON                                                                                                         \
    " !\"#%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|~"                         \
    "\u00A0\u202F«»°·×ÀÂÇÈÉÊËÎÏÔÖÙÛÜàâäçèéêëîïôöùûüÿŒœ–—‘’“”•…€−→↑↓≥≤≈"
/* [glyphs] A face that shows fewer of the common ones only helps out another face. */
enum { COMMON_LEAST = 30 };

struct kept {
    struct hash        key;
    const struct font *font;
    struct subset      subset;
    size_t             bytes;
    uint64_t           last_use;
};

struct wanted {
    uint32_t *ids; /* ascending */
    size_t    count;
};

/* A face as its subsets are cut from it. */
struct prepared {
    const struct font *font;
    hb_face_t         *face; /* NULL until worth its cost */
    uint64_t           uses;
    hb_set_t          *common; /* glyphs of COMMON, in plain and in tabular shape; NULL until asked for */
};

struct subsetter {
    struct packer   *packer;
    struct arena    *scratch;
    struct kept    **kept;
    size_t           count, cap, bytes;
    struct prepared *faces;
    size_t           face_count;
    uint64_t         clock; /* counts calls: the age of an entry */
};

struct subsetter *subsetter_new(struct packer *packer)
{
    struct subsetter *subsetter = mem_new(1, sizeof *subsetter);
    subsetter->packer = packer;
    subsetter->scratch = arena_new();
    return subsetter;
}

static void kept_free(struct kept *kept)
{
    free((char *)(uintptr_t)kept->subset.program.ptr);
    free(kept->subset.codes);
    free(kept->subset.ids);
    free(kept);
}

void subsetter_free(struct subsetter *subsetter)
{
    if (!subsetter) return;
    for (size_t i = 0; i < subsetter->count; i++)
        kept_free(subsetter->kept[i]);
    for (size_t i = 0; i < subsetter->face_count; i++) {
        hb_face_destroy(subsetter->faces[i].face);
        hb_set_destroy(subsetter->faces[i].common);
    }
    free(subsetter->kept);
    free(subsetter->faces);
    arena_free(subsetter->scratch);
    free(subsetter);
}

/* Where preparing fails, HarfBuzz 6 gives the face itself without the reference its caller will drop. */
static hb_face_t *preprocess(hb_face_t *face)
{
    hb_face_t *prepared = hb_subset_preprocess(face);
    return prepared == face ? hb_face_reference(face) : prepared;
}

static struct prepared *prepared_of(struct subsetter *subsetter, const struct font *font)
{
    for (size_t i = 0; i < subsetter->face_count; i++)
        if (subsetter->faces[i].font == font) return &subsetter->faces[i];
    subsetter->faces = mem_resize(subsetter->faces, subsetter->face_count + 1, sizeof *subsetter->faces);
    struct prepared *prepared = &subsetter->faces[subsetter->face_count++];
    *prepared = (struct prepared){.font = font};
    return prepared;
}

static hb_face_t *face_of(struct prepared *prepared)
{
    hb_face_t *face = prepared->font->face;
    if (!prepared->face && prepared->uses++ >= hb_face_get_glyph_count(face) / GLYPHS_PER_USE)
        prepared->face = preprocess(face);
    return prepared->face ? prepared->face : face;
}

/* The usual glyph of each common character, and what tabular figures make of them. */
static const hb_set_t *common_of(struct prepared *prepared)
{
    static const hb_feature_t tabular[] = {{HB_TAG('t', 'n', 'u', 'm'), 1, 0, (unsigned)-1},
                                           {HB_TAG('c', 'a', 'l', 't'), 0, 0, (unsigned)-1}};
    if (prepared->common) return prepared->common;
    prepared->common = hb_set_create();
    for (size_t at = 0; at < sizeof COMMON - 1;) {
        hb_codepoint_t glyph;
        if (hb_font_get_nominal_glyph(prepared->font->hb, str_next(STR(COMMON), &at), &glyph))
            hb_set_add(prepared->common, glyph);
    }
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, COMMON, sizeof COMMON - 1, 0, -1);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(prepared->font->hb, buffer, tabular, COUNT_OF(tabular));
    unsigned               count;
    const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &count);
    for (unsigned i = 0; i < count; i++)
        hb_set_add(prepared->common, glyphs[i].codepoint);
    hb_buffer_destroy(buffer);
    return prepared->common;
}

/* The glyphs to keep: those asked for, and where they are mostly common ones, all common ones. */
static struct wanted wanted_glyphs(struct subsetter *subsetter, const struct font *font, const uint32_t *ids,
                                   size_t count)
{
    const hb_set_t *common = common_of(prepared_of(subsetter, font));
    size_t          usual = 0;
    for (size_t i = 0; i < count; i++)
        usual += hb_set_has(common, ids[i]);
    hb_set_t *set = hb_set_create();
    if (usual >= COMMON_LEAST) hb_set_union(set, common);
    for (size_t i = 0; i < count; i++)
        hb_set_add(set, ids[i]);
    struct wanted wanted = {mem_new(hb_set_get_population(set), sizeof *wanted.ids), 0};
    for (hb_codepoint_t id = HB_SET_VALUE_INVALID; hb_set_next(set, &id);)
        wanted.ids[wanted.count++] = id;
    hb_set_destroy(set);
    return wanted;
}

static hb_subset_input_t *subset_input(const uint32_t *ids, size_t count)
{
    /* A PDF positions glyphs itself and names none, so layout, names and character maps are dead weight. */
    static const hb_tag_t dropped[] = {
        HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('c', 'm', 'a', 'p'),
        HB_TAG('n', 'a', 'm', 'e'), HB_TAG('p', 'o', 's', 't'), HB_TAG('O', 'S', '/', '2'), HB_TAG('B', 'A', 'S', 'E'),
        HB_TAG('V', 'O', 'R', 'G'), HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'), HB_TAG('M', 'A', 'T', 'H'),
        HB_TAG('k', 'e', 'r', 'n'), HB_TAG('D', 'S', 'I', 'G'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('J', 'S', 'T', 'F'),
    };
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input) mem_exhausted();
    hb_set_t *glyphs = hb_subset_input_glyph_set(input),
             *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < count; i++)
        hb_set_add(glyphs, ids[i]);
    for (size_t i = 0; i < COUNT_OF(dropped); i++)
        hb_set_add(drop, dropped[i]);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    return input;
}

/* Codes: the new glyph index, or the CID where the program is keyed by them. RC_LIMIT when they do not fit 16 bits. */
static enum rc map_codes(struct subset *subset, const hb_map_t *map, str cff, struct arena *scratch, size_t glyph_count)
{
    if (glyph_count > UINT16_MAX) return RC_LIMIT;
    uint16_t *cids = ARENA_ARRAY(scratch, uint16_t, glyph_count);
    bool      is_keyed = cff.len && cff_read_cids(cff, cids, glyph_count);
    subset->codes = mem_new(subset->count, sizeof *subset->codes);
    for (size_t i = 0; i < subset->count; i++) {
        hb_codepoint_t glyph = hb_map_get(map, subset->ids[i]);
        if (glyph >= glyph_count) return RC_INVALID;
        subset->codes[i] = is_keyed ? cids[glyph] : (uint16_t)glyph;
    }
    return RC_OK;
}

static enum rc keep_program(struct subsetter *subsetter, struct kept *kept, hb_face_t *cut, const hb_map_t *map)
{
    hb_blob_t *blob =
        kept->font->is_cff ? hb_face_reference_table(cut, HB_TAG('C', 'F', 'F', ' ')) : hb_face_reference_blob(cut);
    unsigned          size = 0;
    const char       *bytes = hb_blob_get_data(blob, &size);
    struct arena_mark mark = arena_mark(subsetter->scratch);
    str               program = {bytes, size}, cff = kept->font->is_cff ? program : STR_NONE;
    enum rc           rc = RC_INVALID;
    if (size) rc = map_codes(&kept->subset, map, cff, subsetter->scratch, hb_face_get_glyph_count(cut));
    if (rc == RC_OK) {
        str   packed = packer_pack(subsetter->packer, subsetter->scratch, program);
        char *copy = mem_new(packed.len, 1);
        memcpy(copy, packed.ptr, packed.len);
        kept->subset.program = (str){copy, packed.len};
        kept->subset.size = size;
        kept->bytes =
            sizeof *kept + packed.len + kept->subset.count * (sizeof *kept->subset.ids + sizeof *kept->subset.codes);
    }
    arena_reset(subsetter->scratch, mark);
    hb_blob_destroy(blob);
    return rc;
}

static enum rc cut_program(struct subsetter *subsetter, struct kept *kept)
{
    hb_subset_input_t *input = subset_input(kept->subset.ids, kept->subset.count);
    hb_subset_plan_t  *plan = hb_subset_plan_create_or_fail(face_of(prepared_of(subsetter, kept->font)), input);
    hb_face_t         *cut = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    enum rc rc = cut ? keep_program(subsetter, kept, cut, hb_subset_plan_old_to_new_glyph_mapping(plan)) : RC_INVALID;
    hb_face_destroy(cut);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return rc;
}

static void set_tag(struct kept *kept)
{
    uint64_t bits = kept->key.low;
    for (int i = 0; i < 6; i++, bits /= 26)
        kept->subset.tag[i] = (char)('A' + bits % 26);
}

static void evict(struct subsetter *subsetter, size_t most)
{
    while (subsetter->bytes > most && subsetter->count) {
        size_t oldest = 0;
        for (size_t i = 1; i < subsetter->count; i++)
            if (subsetter->kept[i]->last_use < subsetter->kept[oldest]->last_use) oldest = i;
        subsetter->bytes -= subsetter->kept[oldest]->bytes;
        kept_free(subsetter->kept[oldest]);
        subsetter->kept[oldest] = subsetter->kept[--subsetter->count];
    }
}

static void keep(struct subsetter *subsetter, struct kept *kept)
{
    evict(subsetter,
          LIMIT_SUBSET_CACHE_BYTES - (kept->bytes < LIMIT_SUBSET_CACHE_BYTES ? kept->bytes : LIMIT_SUBSET_CACHE_BYTES));
    if (subsetter->count == subsetter->cap) {
        subsetter->cap = subsetter->cap ? subsetter->cap * 2 : 64;
        subsetter->kept = mem_resize(subsetter->kept, subsetter->cap, sizeof *subsetter->kept);
    }
    subsetter->kept[subsetter->count++] = kept;
    subsetter->bytes += kept->bytes;
}

static struct hash key_of(const struct font *font, const struct wanted *wanted)
{
    struct hasher *hasher = hasher_new();
    hasher_add_int(hasher, font->id);
    hasher_add(hasher, wanted->ids, wanted->count * sizeof *wanted->ids);
    return hasher_end(hasher);
}

static struct kept *lookup(const struct subsetter *subsetter, const struct font *font, struct hash key,
                           const struct wanted *wanted)
{
    for (size_t i = 0; i < subsetter->count; i++) {
        struct kept *kept = subsetter->kept[i];
        if (hash_equal(kept->key, key) && kept->font == font && kept->subset.count == wanted->count &&
            memcmp(kept->subset.ids, wanted->ids, wanted->count * sizeof *wanted->ids) == 0)
            return kept;
    }
    return NULL;
}

enum rc subset_make(struct subsetter *subsetter, const struct font *font, const uint32_t *ids, size_t count,
                    const struct subset **out)
{
    struct wanted wanted = wanted_glyphs(subsetter, font, ids, count);
    struct hash   key = key_of(font, &wanted);
    struct kept  *kept = lookup(subsetter, font, key, &wanted);
    if (kept) {
        free(wanted.ids);
    } else {
        kept = mem_new(1, sizeof *kept);
        *kept = (struct kept){.key = key, .font = font, .subset = {.ids = wanted.ids, .count = wanted.count}};
        enum rc rc = cut_program(subsetter, kept);
        if (rc != RC_OK) {
            kept_free(kept);
            return rc;
        }
        set_tag(kept);
        keep(subsetter, kept);
    }
    kept->last_use = ++subsetter->clock;
    *out = &kept->subset;
    return RC_OK;
}
