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

struct kept {
    struct hash    key;
    struct subset  subset;
    uint32_t      *ids;
    size_t         count, bytes;
    uint64_t       last_use;
    const struct font *font;
};

struct prepared {
    const struct font *font;
    hb_face_t         *face; /* NULL until worth its cost */
    uint64_t           uses;
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
    free(kept->ids);
    free(kept);
}

void subsetter_free(struct subsetter *subsetter)
{
    if (!subsetter) return;
    for (size_t i = 0; i < subsetter->count; i++) kept_free(subsetter->kept[i]);
    for (size_t i = 0; i < subsetter->face_count; i++) hb_face_destroy(subsetter->faces[i].face);
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

static hb_face_t *face_of(struct subsetter *subsetter, const struct font *font)
{
    struct prepared *prepared = NULL;
    for (size_t i = 0; i < subsetter->face_count && !prepared; i++)
        if (subsetter->faces[i].font == font) prepared = &subsetter->faces[i];
    if (!prepared) {
        subsetter->faces = mem_resize(subsetter->faces, subsetter->face_count + 1, sizeof *subsetter->faces);
        prepared = &subsetter->faces[subsetter->face_count++];
        *prepared = (struct prepared){.font = font};
    }
    if (!prepared->face && prepared->uses++ >= hb_face_get_glyph_count(font->face) / GLYPHS_PER_USE)
        prepared->face = preprocess(font->face);
    return prepared->face ? prepared->face : font->face;
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
    hb_set_t *glyphs = hb_subset_input_glyph_set(input), *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < count; i++) hb_set_add(glyphs, ids[i]);
    for (size_t i = 0; i < COUNT_OF(dropped); i++) hb_set_add(drop, dropped[i]);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    return input;
}

/* Codes: the new glyph index, or the CID where the program is keyed by them. RC_LIMIT when they do not fit 16 bits. */
static enum rc map_codes(struct kept *kept, const hb_map_t *map, str cff, struct arena *scratch, size_t glyph_count)
{
    if (glyph_count > UINT16_MAX) return RC_LIMIT;
    uint16_t *cids = ARENA_ARRAY(scratch, uint16_t, glyph_count);
    bool      is_keyed = cff.len && cff_read_cids(cff, cids, glyph_count);
    kept->subset.codes = mem_new(kept->count, sizeof *kept->subset.codes);
    for (size_t i = 0; i < kept->count; i++) {
        hb_codepoint_t glyph = hb_map_get(map, kept->ids[i]);
        if (glyph >= glyph_count) return RC_INVALID;
        kept->subset.codes[i] = is_keyed ? cids[glyph] : (uint16_t)glyph;
    }
    return RC_OK;
}

static enum rc keep_program(struct subsetter *subsetter, struct kept *kept, hb_face_t *cut, const hb_map_t *map)
{
    hb_blob_t *blob = kept->font->is_cff ? hb_face_reference_table(cut, HB_TAG('C', 'F', 'F', ' ')) : hb_face_reference_blob(cut);
    unsigned    size = 0;
    const char *bytes = hb_blob_get_data(blob, &size);
    struct arena_mark mark = arena_mark(subsetter->scratch);
    str program = {bytes, size};
    enum rc rc = size == 0 ? RC_INVALID
                           : map_codes(kept, map, kept->font->is_cff ? program : STR_NONE, subsetter->scratch, hb_face_get_glyph_count(cut));
    if (rc == RC_OK) {
        str packed = packer_pack(subsetter->packer, subsetter->scratch, program);
        char *copy = mem_new(packed.len, 1);
        memcpy(copy, packed.ptr, packed.len);
        kept->subset.program = (str){copy, packed.len};
        kept->subset.size = size;
        kept->bytes = sizeof *kept + packed.len + kept->count * (sizeof *kept->ids + sizeof *kept->subset.codes);
    }
    arena_reset(subsetter->scratch, mark);
    hb_blob_destroy(blob);
    return rc;
}

static enum rc cut_program(struct subsetter *subsetter, struct kept *kept)
{
    hb_subset_input_t *input = subset_input(kept->ids, kept->count);
    hb_subset_plan_t  *plan = hb_subset_plan_create_or_fail(face_of(subsetter, kept->font), input);
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
    for (int i = 0; i < 6; i++, bits /= 26) kept->subset.tag[i] = (char)('A' + bits % 26);
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
    evict(subsetter, LIMIT_SUBSET_CACHE_BYTES - (kept->bytes < LIMIT_SUBSET_CACHE_BYTES ? kept->bytes : LIMIT_SUBSET_CACHE_BYTES));
    if (subsetter->count == subsetter->cap) {
        subsetter->cap = subsetter->cap ? subsetter->cap * 2 : 64;
        subsetter->kept = mem_resize(subsetter->kept, subsetter->cap, sizeof *subsetter->kept);
    }
    subsetter->kept[subsetter->count++] = kept;
    subsetter->bytes += kept->bytes;
}

static struct hash key_of(const struct font *font, const uint32_t *ids, size_t count)
{
    struct hasher *hasher = hasher_new();
    hasher_add_int(hasher, font->id);
    hasher_add(hasher, ids, count * sizeof *ids);
    return hasher_end(hasher);
}

enum rc subset_make(struct subsetter *subsetter, const struct font *font, const uint32_t *ids, size_t count,
                    const struct subset **out)
{
    struct hash key = key_of(font, ids, count);
    subsetter->clock++;
    for (size_t i = 0; i < subsetter->count; i++) {
        struct kept *kept = subsetter->kept[i];
        if (!hash_equal(kept->key, key) || kept->font != font || kept->count != count ||
            memcmp(kept->ids, ids, count * sizeof *ids) != 0)
            continue;
        kept->last_use = subsetter->clock;
        *out = &kept->subset;
        return RC_OK;
    }
    struct kept *kept = mem_new(1, sizeof *kept);
    *kept = (struct kept){.key = key, .font = font, .count = count, .last_use = subsetter->clock};
    kept->ids = mem_new(count, sizeof *ids);
    memcpy(kept->ids, ids, count * sizeof *ids);
    enum rc rc = cut_program(subsetter, kept);
    if (rc != RC_OK) {
        kept_free(kept);
        return rc;
    }
    set_tag(kept);
    keep(subsetter, kept);
    *out = &kept->subset;
    return RC_OK;
}
