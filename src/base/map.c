/* SPDX-License-Identifier: MIT */
#include "base/map.h"

#include "base/hash.h"
#include "base/vec.h"

static uint32_t *slot_of(const struct map *map, str key)
{
    size_t at = (size_t)hash_quick(key) & (map->slot_count - 1);
    while (map->slots[at] && !str_equal(map->entries[map->slots[at] - 1].key, key)) at = (at + 1) & (map->slot_count - 1);
    return &map->slots[at];
}

static void rehash(struct arena *arena, struct map *map)
{
    map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
    map->slots = ARENA_ARRAY(arena, uint32_t, map->slot_count);
    for (size_t i = 0; i < map->count; i++) *slot_of(map, map->entries[i].key) = (uint32_t)i + 1;
}

bool map_set(struct arena *arena, struct map *map, str key, void *value)
{
    if (map->count * 2 >= map->slot_count) rehash(arena, map);
    uint32_t *slot = slot_of(map, key);
    if (*slot) {
        map->entries[*slot - 1].value = value;
        return false;
    }
    vec_grow(arena, (void **)&map->entries, &map->count, &map->cap, sizeof *map->entries);
    map->entries[map->count - 1] = (struct map_entry){key, value};
    *slot = (uint32_t)map->count;
    return true;
}

void *map_lookup(const struct map *map, str key)
{
    if (map->count == 0) return NULL;
    uint32_t slot = *slot_of(map, key);
    return slot ? map->entries[slot - 1].value : NULL;
}
