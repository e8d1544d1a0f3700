/* SPDX-License-Identifier: MIT */
/* arena: one arena and the messages in it, for tests that need no more: the set-up and the end of a test or a group. */
#ifndef RELIURE_TESTS_ARENA_H
#define RELIURE_TESTS_ARENA_H

#include "base/diag.h"

static struct arena *arena;
static struct diag   diag;

static inline int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    diag_init(&diag, arena);
    return 0;
}

static inline int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

#endif
