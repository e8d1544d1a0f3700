/* SPDX-License-Identifier: MIT */
/* arena: allocate piecemeal, release at once. Nothing allocated here is freed by itself. */
#ifndef RELIURE_BASE_ARENA_H
#define RELIURE_BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

/* Private to arena.c, but for where the next allocation goes. */
struct arena {
    char               *at, *end; /* what is left of the last block; both NULL without one */
    struct arena_block *last;
    struct arena_block *spare; /* one block kept by a reset, so that a loop does not allocate */
    size_t              held;
};

/* A place to come back to; everything allocated after it is forgotten by arena_reset(). */
struct arena_mark {
    void *block;
    char *at;
};

struct arena *arena_new(void);
void          arena_free(struct arena *arena); /* NULL is allowed */

enum { ARENA_ALIGNMENT = 16 };
/* In a new block; the product is checked. */
void *arena_take_more(struct arena *arena, size_t count, size_t size);

/* As arena_alloc(), but not zeroed. In the header, as there are millions: of a fixed size it is a few instructions. */
static inline void *arena_take(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    bool   is_beyond = __builtin_mul_overflow(count, size, &bytes) || bytes >= (size_t)(arena->end - arena->at);
    if (is_beyond) return arena_take_more(arena, count, size);
    char *at = arena->at;
    arena->at += (bytes + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1); /* so is what is left: there is room */
    return at;
}

/* Zeroed, aligned for any type; the product is checked. Never NULL. */
static inline void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    return memset(arena_take(arena, count, size), 0, count * size);
}
/* Copies, NUL-terminated beyond the length. */
str         arena_str(struct arena *arena, str text);
const char *arena_cstr(struct arena *arena, str text);
void       *arena_copy(struct arena *arena, const void *bytes, size_t count, size_t size);
str         arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
str         arena_vprintf(struct arena *arena, const char *format, va_list args);

struct arena_mark arena_mark(const struct arena *arena);
void              arena_reset(struct arena *arena, struct arena_mark mark);
/* [bytes] held from the heap, for the memory figures of a run. */
size_t arena_held(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

#endif
