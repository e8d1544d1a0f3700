/* SPDX-License-Identifier: MIT */
/* wire: what a worker tells its parent through a pipe, as numbers and texts one after the other. Both are the same
 * program. */
#ifndef RELIURE_BATCH_WIRE_H
#define RELIURE_BATCH_WIRE_H

#include "base/arena.h"

void wire_put_int(struct strbuf *out, int64_t number);
void wire_put_str(struct strbuf *out, str text);

/* Reads in the order of writing; past the end everything is 0 and empty, and `is_short` says so. */
struct wire {
    str  bytes;
    bool is_short;
};

int64_t wire_int(struct wire *wire);
/* A copy in `arena`. */
str wire_str(struct wire *wire, struct arena *arena);

#endif
