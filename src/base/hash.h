/* SPDX-License-Identifier: MIT */
/* hash: 128-bit XXH3 fingerprints (not cryptographic: they tell changed from unchanged, not friend from foe). */
#ifndef RELIURE_BASE_HASH_H
#define RELIURE_BASE_HASH_H

#include "base/str.h"

struct hash {
    uint64_t high, low;
};

struct hasher; /* streaming state */

struct hasher *hasher_new(void);
void           hasher_add(struct hasher *hasher, const void *bytes, size_t len);
/* Length first, then the bytes, so that ("ab","c") and ("a","bc") differ. */
void        hasher_add_str(struct hasher *hasher, str text);
void        hasher_add_int(struct hasher *hasher, int64_t number);
struct hash hasher_end(struct hasher *hasher); /* frees it */

struct hash hash_of(const void *bytes, size_t len);
uint64_t    hash_quick(str text);
bool        hash_equal(struct hash a, struct hash b);
/* 32 hexadecimal digits and a NUL. */
void hash_hex(struct hash hash, char out[33]);

#endif
