/* SPDX-License-Identifier: MIT */
/* A small memory of what the metric under way said, by what it followed from. */
#include "metric/compute_run.h"

enum { MEMO_ENTRIES = 1024, MEMO_BYTES = 1 << 20 };

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
    memo->found = memo->made = 0;
    forget(memo);
}

/* A fraction of two limbs, which may stand elsewhere in another cell of the same value. */
static bool is_fraction(const struct run_cell *cell)
{
    return cell->den == 1 && (cell->num == 1 || cell->num == -1);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
}

static uint64_t hash(const struct run_cell *key, size_t count)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_pair = is_fraction(&key[i]);
        hash = mix(hash, is_pair ? key[i].limbs[0] : key[i].limb);
        if (is_pair) hash = mix(hash, key[i].limbs[1]);
        hash = mix(hash, (uint64_t)(uint32_t)key[i].num << 32 | (uint32_t)key[i].den);
    }
    return hash;
}

/* Of longer numbers, that they are the same cell's. */
static bool are_equal(const struct run_cell *a, const struct run_cell *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i].num != b[i].num || a[i].den != b[i].den) return false;
        if (a[i].limb == b[i].limb) continue;
        if (!is_fraction(&a[i]) || a[i].limbs[0] != b[i].limbs[0] || a[i].limbs[1] != b[i].limbs[1]) return false;
    }
    return true;
}

/* Where nearly nothing is said twice the search costs more than it finds. */
static bool is_idle(const struct run_memo *memo)
{
    return memo->key_cells == 0 || (memo->made > 4 * MEMO_ENTRIES && memo->found < memo->made / 2);
}

struct run_said *run_memo_find(struct run_memo *memo, const struct run_cell *key, bool *is_new)
{
    if (arena_held(memo->arena) > MEMO_BYTES) forget(memo);
    *is_new = true;
    if (is_idle(memo)) return &memo->said[0];
    struct run_said *said = &memo->said[hash(key, memo->key_cells) % MEMO_ENTRIES];
    *is_new = !said->key || !are_equal(said->key, key, memo->key_cells);
    *(*is_new ? &memo->made : &memo->found) += 1;
    if (!*is_new) return said;
    said->key = arena_copy(memo->arena, key, memo->key_cells, sizeof *key);
    return said;
}

void run_memo_free(struct run_memo *memo)
{
    arena_free(memo->arena);
}
