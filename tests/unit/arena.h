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

/* The messages so far, one a line, without excerpts: `line:column text | hint`. */
static inline const char *messages(void)
{
    str said = STR("");
    for (const struct diag_message *m = diag.first; m; m = m->next)
        said = arena_printf(arena, "%.*s%u:%u %.*s%s%.*s\n", STR_ARG(said), m->span.line, m->span.col, STR_ARG(m->text),
                            m->hint.len ? " | " : "", STR_ARG(m->hint));
    return said.ptr;
}

/* A test with an arena of its own. */
#define CASE(test) cmocka_unit_test_setup_teardown(test, open_arena, close_arena)

#endif
