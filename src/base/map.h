/* SPDX-License-Identifier: MIT */
/* map: text to pointer, in an arena, in insertion order; keys are borrowed and must outlive the map. */
#ifndef RELIURE_BASE_MAP_H
#define RELIURE_BASE_MAP_H

#include "base/arena.h"

struct map_entry {
    str   key;
    void *value;
};

struct map {
    struct map_entry *entries; /* in insertion order */
    size_t            count, cap;
    uint32_t         *slots; /* entry index + 1, or 0 */
    size_t            slot_count;
};

/* Sets or replaces. True if the key was new. */
bool map_set(struct arena *arena, struct map *map, str key, void *value);
/* The value, or NULL. */
void *map_lookup(const struct map *map, str key);

#endif
