/* SPDX-License-Identifier: MIT */
#include "source/window.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW_BYTES = 256 * 1024 /* to begin with */ };

void window_init(struct window *window, struct input *input)
{
    *window = (struct window){.input = input, .text = mem_new(1, WINDOW_BYTES), .cap = WINDOW_BYTES};
}

void window_release(struct window *window)
{
    free(window->text);
}

bool window_fill(struct window *window)
{
    if (window->at) memmove(window->text, window->text + window->at, window->len - window->at);
    window->len -= window->at;
    window->at = 0;
    if (window->len == window->cap) {
        if (window->cap >= LIMIT_RECORD_BYTES) return false;
        window->cap *= 2;
        window->text = mem_resize(window->text, window->cap, 1);
    }
    size_t got = input_read(window->input, window->text + window->len, window->cap - window->len);
    window->len += got;
    if (!got) window->is_end = true;
    return true;
}
