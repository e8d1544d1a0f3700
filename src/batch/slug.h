/* SPDX-License-Identifier: MIT */
/*
 * slug: names that make good file names: « Été & Fils » is ete-fils. Latin letters lose their accents; letters of other
 * scripts stay as they are, in small letters: a transliteration by rule would read a Japanese name in Chinese.
 */
#ifndef RELIURE_BATCH_SLUG_H
#define RELIURE_BATCH_SLUG_H

#include "base/arena.h"

/* Small letters, digits and single '-' between; at most SLUG_MAX bytes, cut at a '-' where one is near; empty when
 * nothing is left. */
str slug_of(struct arena *arena, str name);
enum { SLUG_MAX = 80 };

/*
 * One part of a path: ASCII letters, digits, '-', '_' and '.' stay as they are, also letters, digits and marks of other
 * scripts; anything else becomes '-'. Never empty, never starting with '.', at most LIMIT_NAME_BYTES bytes.
 */
str slug_part(struct arena *arena, str text);

#endif
