/* SPDX-License-Identifier: MIT */
/* mem: heap allocation that ends the process with a clear message when memory runs out. */
#ifndef RELIURE_BASE_MEM_H
#define RELIURE_BASE_MEM_H

#include <stddef.h>

/*
 * Keeps what one document frees for the next, instead of giving it back to the system and asking again: a third of the
 * time of a workbook. For the whole process, so called once, by main().
 */
void mem_keep_freed(void);

/* Ends the process with a clear message. */
_Noreturn void mem_exhausted(void);

/* `count` elements of `size` bytes, zeroed; the product is checked. The caller frees with free(). */
void *mem_new(size_t count, size_t size);
/* Grow or shrink a block of mem_new; the product is checked. New bytes are not zeroed. */
void *mem_resize(void *block, size_t count, size_t size);
/* a + b and a * b; overflow ends the process as running out of memory does. */
size_t mem_sum(size_t a, size_t b);
size_t mem_product(size_t a, size_t b);

#endif
