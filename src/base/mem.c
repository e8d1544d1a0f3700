/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

/* [bytes] Of free memory at the top of the heap; and blocks below the second are never mapped one by one. */
#define KEPT_BYTES (24 * 1024 * 1024)
#define MAPPED_BYTES (4 * 1024 * 1024)
#define GROWTH_BYTES (1024 * 1024)

void mem_keep_freed(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    mallopt(M_TOP_PAD, GROWTH_BYTES);
}

_Noreturn void mem_exhausted(void)
{
    fputs("reliure: out of memory\n", stderr);
    _Exit(1);
}

size_t mem_sum(size_t a, size_t b)
{
    size_t sum;
    if (__builtin_add_overflow(a, b, &sum)) mem_exhausted();
    return sum;
}

size_t mem_product(size_t a, size_t b)
{
    size_t product;
    if (__builtin_mul_overflow(a, b, &product)) mem_exhausted();
    return product;
}

void *mem_new(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block) mem_exhausted();
    return block;
}

void *mem_resize(void *block, size_t count, size_t size)
{
    size_t bytes = mem_product(count, size);
    void  *grown = realloc(block, bytes ? bytes : 1);
    if (!grown) mem_exhausted();
    return grown;
}
