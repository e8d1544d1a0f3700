/* SPDX-License-Identifier: MIT */
/* A small memory of what the metric under way said, by what it followed from. */
#include "metric/compute_run.h"

#include <string.h>

enum { MEMO_ENTRIES = 256, MEMO_BYTES = 1 << 20 };

static void forget(struct run_memo *memo)
{
    arena_reset(memo->arena, memo->empty);
    for (size_t i = 0; i < MEMO_ENTRIES; i++)
        memo->said[i].key = NULL;
}

void run_memo_begin(struct run_memo *memo, size_t key_cells)
{
    if (!memo->arena) {
        memo->arena = arena_new();
        memo->said = ARENA_ARRAY(memo->arena, struct run_said, MEMO_ENTRIES);
        memo->empty = arena_mark(memo->arena);
    }
    memo->key_cells = key_cells;
    forget(memo);
}

/* Cells have no padding: what is equal has equal bytes, numbers of several limbs only where they are the same cell's.
 */
static uint64_t hash(const struct run_cell *key, size_t count)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t words[2];
        memcpy(words, &key[i], sizeof words);
        hash = (hash ^ words[0]) * 0x9e3779b97f4a7c15u;
        hash = (hash ^ hash >> 32 ^ words[1]) * 0x9e3779b97f4a7c15u;
    }
    return hash ^ hash >> 32;
}

struct run_said *run_memo_find(struct run_memo *memo, const struct run_cell *key, bool *is_new)
{
    struct run_said *said = &memo->said[hash(key, memo->key_cells) % MEMO_ENTRIES];
    if (arena_held(memo->arena) > MEMO_BYTES) forget(memo);
    *is_new = !said->key || memcmp(said->key, key, memo->key_cells * sizeof *key) != 0;
    if (!*is_new) return said;
    said->key = arena_copy(memo->arena, key, memo->key_cells, sizeof *key);
    return said;
}

void run_memo_free(struct run_memo *memo)
{
    arena_free(memo->arena);
}
