/* SPDX-License-Identifier: MIT */
/* Any bytes as a formula: what parses evaluates, and what is written of it is a formula again, written the same. */
#include "metric/formula.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each name stands for a small number of its own, every third for nothing. */
static void evaluate(struct arena *arena, const struct formula_program *program)
{
    struct formula_value *names = ARENA_ARRAY(arena, struct formula_value, program->name_count);
    for (size_t i = 0; i < program->name_count; i++)
        names[i] = i % 3 == 2 ? formula_missing(STR("gone")) : formula_known(exact_from_int(arena, (int64_t)i - 1));
    struct formula_value value = formula_evaluate(arena, program->root, names, STR("zero"));
    if (value.state != FORMULA_KNOWN && value.reason.len == 0) abort();
    (void)formula_render(arena, program, names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena          *arena = arena_new();
    struct formula_program program, again;
    struct formula_error   error;
    if (formula_parse(arena, (str){(const char *)data, size}, &program, &error) == RC_OK) {
        evaluate(arena, &program);
        str text = formula_render(arena, &program, NULL);
        /* Longer than what was read, it may pass the limits. */
        if (formula_parse(arena, text, &again, &error) == RC_OK &&
            !str_equal(text, formula_render(arena, &again, NULL)))
            abort();
    } else if (!error.text || error.at > size)
        abort();
    arena_free(arena);
    return 0;
}
