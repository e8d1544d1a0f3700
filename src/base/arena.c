/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* [bytes] A multiple of ARENA_ALIGNMENT, as is what is left of a block. */
enum { BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *previous;
    size_t              size; /* [bytes] usable, after this header, whose own size keeps them aligned */
};

static char *first_of(struct arena_block *block)
{
    return (char *)(block + 1);
}

static void enter(struct arena *arena, struct arena_block *block, char *at)
{
    arena->last = block;
    arena->at = at;
    arena->end = first_of(block) + block->size;
}

static void add_block(struct arena *arena, size_t least)
{
    struct arena_block *block = arena->spare;
    if (block && block->size >= least) {
        arena->spare = NULL;
    } else {
        size_t size = least > BLOCK_BYTES ? least : BLOCK_BYTES;
        block = mem_resize(NULL, 1, mem_sum(sizeof *block, size)); /* arena_alloc() clears what it gives */
        block->size = size;
        arena->held += size;
    }
    block->previous = arena->last;
    enter(arena, block, first_of(block));
}

static void block_drop(struct arena *arena, struct arena_block *block)
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

void *arena_take_more(struct arena *arena, size_t count, size_t size)
{
    size_t bytes = mem_sum(mem_product(count, size), ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    add_block(arena, bytes);
    arena->at += bytes;
    return first_of(arena->last);
}

void *arena_copy(struct arena *arena, const void *bytes, size_t count, size_t size)
{
    void *copy = arena_take(arena, count, size);
    if (count && size) memcpy(copy, bytes, count * size);
    return copy;
}

str arena_str(struct arena *arena, str text)
{
    char *copy = arena_take(arena, mem_sum(text.len, 1), 1);
    if (text.len) memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (str){copy, text.len};
}

const char *arena_cstr(struct arena *arena, str text)
{
    return arena_str(arena, text).ptr;
}

/* Printed where it will stand, and once more where the block was too full for it. */
PRINTF_LIKE(2, 0) str arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char   *first = arena->at;
    va_copy(again, args);
    int   length = vsnprintf(first, (size_t)(arena->end - first), format, args);
    char *text = arena_take(arena, length < 0 ? 1 : (size_t)length + 1, 1);
    if (length < 0) length = 0, *text = '\0';
    else if (text != first) vsnprintf(text, (size_t)length + 1, format, again);
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
    return (struct arena_mark){arena->last, arena->at};
}

void arena_reset(struct arena *arena, struct arena_mark mark)
{
    while (arena->last && arena->last != mark.block) {
        struct arena_block *block = arena->last;
        arena->last = block->previous;
        block_drop(arena, block);
    }
    if (arena->last)
        enter(arena, arena->last, mark.at);
    else
        arena->at = arena->end = NULL;
}

size_t arena_held(const struct arena *arena)
{
    return arena->held;
}
