/* SPDX-License-Identifier: MIT */
#include "pdf/image.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"

#include <stdlib.h>

struct image_store {
    struct packer *packer;
    struct arena  *arena;
    struct map     images; /* hexadecimal hash of the content to struct packed_image */
    struct map     names;  /* bytes of a key to the same */
};

struct image_store *image_store_new(struct packer *packer)
{
    struct image_store *store = mem_new(1, sizeof *store);
    store->packer = packer;
    store->arena = arena_new();
    return store;
}

void image_store_free(struct image_store *store)
{
    if (!store) return;
    arena_free(store->arena);
    free(store);
}

void image_store_begin(struct image_store *store)
{
    if (arena_held(store->arena) <= LIMIT_IMAGE_CACHE_BYTES) return;
    arena_free(store->arena);
    store->arena = arena_new();
    store->images = store->names = (struct map){0};
}

static size_t pixel_count(const struct image *image)
{
    return mem_product(image->width, image->height);
}

static str key_of(struct arena *arena, const struct image *image)
{
    struct hasher *hasher = hasher_new();
    hasher_add_int(hasher, image->width);
    hasher_add_int(hasher, image->height);
    hasher_add_int(hasher, image->has_alpha);
    hasher_add(hasher, image->pixels, mem_product(pixel_count(image), image->has_alpha ? 4 : 3));
    char digits[33];
    hash_hex(hasher_end(hasher), digits);
    return arena_str(arena, str_from(digits));
}

static bool is_opaque(const struct image *image)
{
    size_t count = image->has_alpha ? pixel_count(image) : 0;
    for (size_t i = 0; i < count; i++)
        if (image->pixels[4 * i + 3] != 0xFF) return false;
    return true;
}

/* Channels `from` .. `to` of every pixel, compressed. */
static str pack_channels(struct image_store *store, const struct image *image, unsigned from, unsigned to)
{
    size_t   count = pixel_count(image), step = image->has_alpha ? 4 : 3;
    uint8_t *plane = mem_new(mem_product(count, to - from), 1), *at = plane;
    for (size_t i = 0; i < count; i++)
        for (unsigned channel = from; channel < to; channel++)
            *at++ = image->pixels[i * step + channel];
    str packed = packer_pack(store->packer, store->arena, (str){(const char *)plane, mem_product(count, to - from)});
    free(plane);
    return packed;
}

const struct packed_image *image_pack(struct image_store *store, const struct image *image)
{
    str                  key = key_of(store->arena, image);
    struct packed_image *packed = map_lookup(&store->images, key);
    if (packed) return packed;
    packed = ARENA_NEW(store->arena, struct packed_image);
    *packed = (struct packed_image){.width = image->width, .height = image->height};
    packed->color = pack_channels(store, image, 0, 3);
    if (!is_opaque(image)) packed->alpha = pack_channels(store, image, 3, 4);
    map_set(store->arena, &store->images, key, packed);
    return packed;
}

const struct packed_image *image_lookup(const struct image_store *store, uint64_t key)
{
    return map_lookup(&store->names, (str){(const char *)&key, sizeof key});
}

void image_name(struct image_store *store, uint64_t key, const struct packed_image *packed)
{
    str bytes = arena_str(store->arena, (str){(const char *)&key, sizeof key});
    map_set(store->arena, &store->names, bytes, (void *)(uintptr_t)packed);
}

static struct pdf_dict *plane_write(struct pdf_file *file, const struct packed_image *packed, str plane,
                                    const char *space)
{
    struct pdf_dict *dict = pdf_stream_packed(file, plane);
    pdf_dict_name(dict, "Type", "XObject");
    pdf_dict_name(dict, "Subtype", "Image");
    pdf_dict_int(dict, "Width", (int32_t)packed->width);
    pdf_dict_int(dict, "Height", (int32_t)packed->height);
    pdf_dict_int(dict, "BitsPerComponent", 8);
    pdf_dict_name(dict, "ColorSpace", space);
    return dict;
}

struct pdf_dict *image_write(struct pdf_file *file, const struct packed_image *packed)
{
    struct pdf_dict *image = plane_write(file, packed, packed->color, "DeviceRGB");
    if (packed->alpha.len) pdf_dict_ref(image, "SMask", plane_write(file, packed, packed->alpha, "DeviceGray"));
    return image;
}
