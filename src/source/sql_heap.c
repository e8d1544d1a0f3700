/* SPDX-License-Identifier: MIT */
#include "source/sql_heap.h"

#include "base/limits.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* [bytes] Blocks up to SMALL_MOST are cut out of chunks, in steps of STEP, and kept for the next of their size. */
#define STEP 16
#define CHUNK_BYTES ((size_t)64 * 1024)
#ifdef __SANITIZE_ADDRESS__
#define SMALL_MOST ((size_t)0) /* each block on its own, so that its misuse is seen */
#else
#define SMALL_MOST ((size_t)1024)
#endif

/* What stands before each block; a free one holds the next of its size. SQLite wants multiples of eight. */
struct block {
    uint64_t      size; /* [bytes] of what follows */
    struct block *next;
};

#define HEAD offsetof(struct block, next)

static struct {
    struct block *free[SMALL_MOST / STEP + 1];
    char         *chunk, *chunk_end; /* not yet cut */
    size_t        used;              /* [bytes] given out */
} heap;

static struct block *block_of(void *memory)
{
    return (struct block *)((char *)memory - HEAD);
}

static size_t rounded(int wanted)
{
    return ((size_t)wanted + STEP - 1) / STEP * STEP;
}

static struct block *cut(size_t size)
{
    if ((size_t)(heap.chunk_end - heap.chunk) < HEAD + size) {
        char *chunk = malloc(CHUNK_BYTES);
        if (!chunk) return NULL;
        heap.chunk = chunk;
        heap.chunk_end = chunk + CHUNK_BYTES;
    }
    struct block *block = (struct block *)heap.chunk;
    heap.chunk += HEAD + size;
    return block;
}

static struct block *take_small(size_t size)
{
    struct block **first = &heap.free[size / STEP], *block = *first;
    if (!block) return cut(size);
    *first = block->next;
    return block;
}

static void *take(int wanted)
{
    size_t size = rounded(wanted);
    if (heap.used + size > LIMIT_SQL_HEAP) return NULL;
    struct block *block = size <= SMALL_MOST ? take_small(size) : malloc(HEAD + size);
    if (!block) return NULL;
    block->size = size;
    heap.used += size;
    return &block->next;
}

static void give_back(void *memory)
{
    struct block *block = block_of(memory);
    heap.used -= block->size;
    if (block->size > SMALL_MOST) {
        free(block);
        return;
    }
    block->next = heap.free[block->size / STEP];
    heap.free[block->size / STEP] = block;
}

static void *resize_large(struct block *block, size_t size)
{
    size_t before = block->size;
    if (heap.used - before + size > LIMIT_SQL_HEAP) return NULL;
    struct block *grown = realloc(block, HEAD + size);
    if (!grown) return NULL;
    grown->size = size;
    heap.used += size - before;
    return &grown->next;
}

static void *resize(void *memory, int wanted)
{
    struct block *block = block_of(memory);
    size_t        size = rounded(wanted);
    if (block->size > SMALL_MOST && size > SMALL_MOST) return resize_large(block, size);
    if (size <= block->size && block->size <= SMALL_MOST) return memory;
    void *moved = take(wanted);
    if (!moved) return NULL;
    memcpy(moved, memory, block->size < size ? block->size : size);
    give_back(memory);
    return moved;
}

static int size_of(void *memory)
{
    return memory ? (int)block_of(memory)->size : 0;
}

static int round_up(int wanted)
{
    return (int)rounded(wanted);
}

static int begin(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void end(void *context)
{
    (void)context;
}

void sql_heap_install(void)
{
    static const sqlite3_mem_methods methods = {take, give_back, resize, size_of, round_up, begin, end, NULL};
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    /* Work is shared out over processes, never over threads: its mutexes would cost one instruction in twenty. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
}
