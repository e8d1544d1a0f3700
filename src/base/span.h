/* SPDX-License-Identifier: MIT */
/* span: where in an input something stands. It travels with the value, up to the page it is printed on. */
#ifndef RELIURE_BASE_SPAN_H
#define RELIURE_BASE_SPAN_H

#include "base/str.h"

/* An input as the reader names it. Lives as long as the run. */
struct source_file {
    const char *name; /* as given, relative to the workspace where it can be */
    str         text; /* whole content for small files, so that a message can show the line; else empty */
};

struct span {
    const struct source_file *file; /* NULL: no place (defaults, built in) */
    uint32_t                  line; /* 1-based; 0: the file as a whole */
    uint32_t                  col;  /* 1-based, in characters */
    uint32_t                  len;  /* [characters] to underline; 0 or 1: a caret */
};

#define SPAN_NONE ((struct span){0})
#define SPAN_FILE(source) ((struct span){.file = (source)})

#endif
