/* SPDX-License-Identifier: MIT */
#include "source/names.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void names_release(struct names *names)
{
    free(names->texts);
    free(names->ends);
    free(names->slots);
    *names = (struct names){0};
}

str names_text(const struct names *names, uint32_t number)
{
    if (!number) return STR_NONE;
    size_t from = number > 1 ? names->ends[number - 2] : 0;
    return (str){names->texts + from, names->ends[number - 1] - from};
}

static uint32_t *slot_of(const struct names *names, str text)
{
    size_t at = (size_t)hash_quick(text) & (names->slot_count - 1);
    while (names->slots[at] && !str_equal(names_text(names, names->slots[at]), text)) at = (at + 1) & (names->slot_count - 1);
    return &names->slots[at];
}

static void rehash(struct names *names)
{
    enum { LEAST = 64 };
    free(names->slots);
    names->slot_count = names->slot_count ? names->slot_count * 2 : LEAST;
    names->slots = mem_new(names->slot_count, sizeof *names->slots);
    for (uint32_t i = 1; i <= names->count; i++) *slot_of(names, names_text(names, i)) = i;
}

static uint32_t add(struct names *names, str text)
{
    enum { LEAST = 1024 };
    if (names->count == names->cap) {
        names->cap = names->cap ? names->cap * 2 : LEAST;
        names->ends = mem_resize(names->ends, names->cap, sizeof *names->ends);
    }
    while (names->room - names->used < text.len) {
        names->room = names->room ? names->room * 2 : LEAST;
        names->texts = mem_resize(names->texts, names->room, 1);
    }
    memcpy(names->texts + names->used, text.ptr, text.len);
    names->used += text.len;
    names->ends[names->count++] = names->used;
    return (uint32_t)names->count;
}

uint32_t names_find(const struct names *names, str text)
{
    return text.len && names->slot_count ? *slot_of(names, text) : 0;
}

uint32_t names_number(struct names *names, str text)
{
    if (text.len == 0) return 0;
    if (names->last && str_equal(text, names_text(names, names->last))) return names->last;
    if ((names->count + 1) * 3 > names->slot_count * 2) rehash(names);
    uint32_t *slot = slot_of(names, text);
    if (!*slot) *slot = add(names, text);
    names->last = *slot;
    return *slot;
}
