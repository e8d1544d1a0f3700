/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *previous;
    size_t        size; /* [bytes] usable, after this header */
    size_t        used; /* [bytes] */
    size_t        pad;  /* keeps the bytes that follow aligned */
};

struct arena {
    struct block *last;
    struct block *spare; /* one block kept by a reset, so that a loop does not allocate */
    size_t        held;
};

static struct block *block_new(struct arena *arena, size_t least)
{
    struct block *block = arena->spare;
    if (block && block->size >= least) {
        arena->spare = NULL;
    } else {
        size_t size = least > BLOCK_BYTES ? least : BLOCK_BYTES;
        block = mem_resize(NULL, 1, mem_sum(sizeof *block, size)); /* arena_alloc() clears what it gives */
        block->size = size;
        arena->held += size;
    }
    block->used = 0;
    block->previous = arena->last;
    arena->last = block;
    return block;
}

static void block_drop(struct arena *arena, struct block *block)
{
    if (!arena->spare && block->size == BLOCK_BYTES) {
        arena->spare = block;
        return;
    }
    arena->held -= block->size;
    free(block);
}

struct arena *arena_new(void)
{
    return mem_new(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (!arena) return;
    arena_reset(arena, (struct arena_mark){0});
    free(arena->spare);
    free(arena);
}

/* What it gives holds anything. */
static void *take(struct arena *arena, size_t size)
{
    size_t        bytes = mem_sum(size, ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct block *block = arena->last;
    if (!block || block->size - block->used < bytes) block = block_new(arena, bytes);
    char *at = (char *)(block + 1) + block->used;
    block->used += bytes;
    return at;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = mem_product(count, size);
    return memset(take(arena, bytes), 0, bytes);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t count, size_t size)
{
    void *copy = take(arena, mem_product(count, size));
    if (count && size) memcpy(copy, bytes, count * size);
    return copy;
}

str arena_str(struct arena *arena, str text)
{
    char *copy = take(arena, mem_sum(text.len, 1));
    if (text.len) memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (str){copy, text.len};
}

const char *arena_cstr(struct arena *arena, str text)
{
    return arena_str(arena, text).ptr;
}

/* Printed where it will stand, and once more where the block was too full for it; room and sizes are multiples of ALIGNMENT. */
PRINTF_LIKE(2, 0) str arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list       again;
    struct block *block = arena->last;
    size_t        room = block ? block->size - block->used : 0;
    va_copy(again, args);
    int   length = vsnprintf(room ? (char *)(block + 1) + block->used : NULL, room, format, args);
    char *text = take(arena, length < 0 ? 1 : (size_t)length + 1);
    if (length < 0) length = 0, *text = '\0';
    if ((size_t)length >= room) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (str){text, (size_t)length};
}

str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->last, arena->last ? arena->last->used : 0};
}

void arena_reset(struct arena *arena, struct arena_mark mark)
{
    while (arena->last && arena->last != mark.block) {
        struct block *block = arena->last;
        arena->last = block->previous;
        block_drop(arena, block);
    }
    if (arena->last) arena->last->used = mark.used;
}

size_t arena_held(const struct arena *arena)
{
    return arena->held;
}
