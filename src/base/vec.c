/* SPDX-License-Identifier: MIT */
#include "base/vec.h"

#include "base/mem.h"

#include <string.h>

void vec_grow(struct arena *arena, void **at, size_t *count, size_t *cap, size_t size)
{
    if (*count == *cap) {
        size_t grown = *cap ? mem_product(*cap, 2) : 8;
        void  *copy = arena_alloc(arena, grown, size);
        if (*count) memcpy(copy, *at, *count * size);
        *at = copy;
        *cap = grown;
    }
    *count += 1;
}
