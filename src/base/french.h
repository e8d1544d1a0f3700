/* SPDX-License-Identifier: MIT */
/*
 * french: what diag.def, hints and the phrases put into them say, in French. French.def pairs each English format
 * with its French one, which takes the same arguments in the same order; a test finds those without.
 */
#ifndef RELIURE_BASE_FRENCH_H
#define RELIURE_BASE_FRENCH_H

#include "base/arena.h"

/* The French of a format or phrase, or NULL. */
const char *french_of(const char *english);
/*
 * Like arena_vprintf() with the French format, or the English one where there is none. A %s that is itself a phrase
 * is put into French too, unless it stands in guillemets. Spaces that French does not break at are written as such.
 */
str  french_vprintf(struct arena *arena, const char *english, va_list args);
void french_vadd(struct strbuf *out, const char *english, va_list args); /* the same at the end of `out` */

#endif
