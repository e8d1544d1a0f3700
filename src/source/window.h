/* SPDX-License-Identifier: MIT */
/* window: the stretch of an input that a reader looks at: it moves on as records are read and grows with a long one. */
#ifndef RELIURE_SOURCE_WINDOW_H
#define RELIURE_SOURCE_WINDOW_H

#include "source/input.h"

struct window {
    struct input *input; /* borrowed */
    char         *text;
    size_t        at, len, cap; /* unread is text[at, len) */
    bool          is_end;       /* the input has no more */
};

void window_init(struct window *window, struct input *input);
void window_release(struct window *window);

/*
 * Brings in more text behind what is unread, which may move; `is_end` when there is none. False when the unread text
 * already fills LIMIT_RECORD_BYTES.
 */
bool window_fill(struct window *window);

#endif
