/* SPDX-License-Identifier: MIT */
/*
 * say: what a verb prints for the person at the terminal, in their language. Formats are English and have a row in
 * french.def; a %s that is itself a phrase of french.def is put into French too, a %.*s is not. No widths.
 */
#ifndef RELIURE_BASE_SAY_H
#define RELIURE_BASE_SAY_H

#include "base/arena.h"
#include "base/diag.h"

void say_add(struct strbuf *out, enum diag_language language, const char *english, ...) PRINTF_LIKE(3, 4);
str  say_text(struct arena *arena, enum diag_language language, const char *english, ...) PRINTF_LIKE(3, 4);
/* A phrase without arguments; it is not freed. */
const char *say_phrase(enum diag_language language, const char *english);

#endif
