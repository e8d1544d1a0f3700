/* SPDX-License-Identifier: MIT */
/*
 * vec: a growing array in an arena. Declare `VEC(struct thing) things;` (zeroed is empty), then
 * `*VEC_PUSH(arena, things) = thing;`. A grown array is copied; the old one stays in the arena.
 */
#ifndef RELIURE_BASE_VEC_H
#define RELIURE_BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                                                                                      \
    struct {                                                                                                           \
        type  *at;                                                                                                     \
        size_t count, cap;                                                                                             \
    }

/* A pointer to the new, zeroed, last element. */
#define VEC_PUSH(arena, vec)                                                                                           \
    (vec_grow((arena), (void **)&(vec).at, &(vec).count, &(vec).cap, sizeof *(vec).at), &(vec).at[(vec).count - 1])

/* Makes room for one element more and counts it. Call through VEC_PUSH. */
void vec_grow(struct arena *arena, void **at, size_t *count, size_t *cap, size_t size);

#endif
