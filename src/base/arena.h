/* SPDX-License-Identifier: MIT */
/* arena: allocate piecemeal, release at once. Nothing allocated here is freed by itself. */
#ifndef RELIURE_BASE_ARENA_H
#define RELIURE_BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A place to come back to; everything allocated after it is forgotten by arena_reset(). */
struct arena_mark {
    void  *block;
    size_t used;
};

struct arena *arena_new(void);
void          arena_free(struct arena *arena); /* NULL is allowed */

/* Zeroed, aligned for any type; the product is checked. Never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
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
