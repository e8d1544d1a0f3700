/* SPDX-License-Identifier: MIT */
/* slug: names that make good file names everywhere: « Été & Fils » is ete-fils. Letters of other scripts are transliterated (ICU). */
#ifndef RELIURE_BATCH_SLUG_H
#define RELIURE_BATCH_SLUG_H

#include "base/arena.h"

struct slugger; /* the transliterator, opened when first needed */

struct slugger *slugger_new(void);
void            slugger_free(struct slugger *slugger);

/* a-z, 0-9 and single '-' between; at most SLUG_MAX bytes, cut at a '-' where one is near; empty when nothing is left. */
str slug_of(struct slugger *slugger, struct arena *arena, str name);
enum { SLUG_MAX = 80 };

/*
 * One part of a path: letters, digits, '-', '_' and '.' stay as they are, anything else becomes '-'; never empty,
 * never starting with '.', at most LIMIT_NAME_BYTES bytes. For ids, which are not transliterated.
 */
str slug_part(struct arena *arena, str text);

#endif
