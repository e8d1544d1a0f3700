/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

struct hasher {
    XXH3_state_t *state;
};

struct hasher *hasher_new(void)
{
    struct hasher *hasher = mem_new(1, sizeof *hasher);
    hasher->state = XXH3_createState();
    if (!hasher->state) mem_exhausted();
    XXH3_128bits_reset(hasher->state);
    return hasher;
}

void hasher_add(struct hasher *hasher, const void *bytes, size_t len)
{
    if (len) XXH3_128bits_update(hasher->state, bytes, len);
}

void hasher_add_int(struct hasher *hasher, int64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
    hasher_add(hasher, bytes, sizeof bytes);
}

void hasher_add_str(struct hasher *hasher, str text)
{
    hasher_add_int(hasher, (int64_t)text.len);
    hasher_add(hasher, text.ptr, text.len);
}

struct hash hasher_end(struct hasher *hasher)
{
    XXH128_hash_t digest = XXH3_128bits_digest(hasher->state);
    XXH3_freeState(hasher->state);
    free(hasher);
    return (struct hash){digest.high64, digest.low64};
}

struct hash hash_of(const void *bytes, size_t len)
{
    XXH128_hash_t digest = XXH3_128bits(bytes, len);
    return (struct hash){digest.high64, digest.low64};
}

uint64_t hash_quick(str text)
{
    return XXH3_64bits(text.ptr, text.len);
}

bool hash_equal(struct hash a, struct hash b)
{
    return a.high == b.high && a.low == b.low;
}

void hash_hex(struct hash hash, char out[33])
{
    snprintf(out, 33, "%016llx%016llx", (unsigned long long)hash.high, (unsigned long long)hash.low);
}
