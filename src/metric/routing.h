/* SPDX-License-Identifier: MIT */
/*
 * routing: files a text under a domain by keyword lists (domain 9.2). The lists are the library's table `routing`, in
 * order: `words` are phrases between commas, `domain` what they stand for. A row with `with` decides before all
 * others: it holds where the text also has one of those words, « * » always. Of the others the longest phrase found
 * wins, in characters as it is written in the list, then the first.
 *
 * Whole words only, case and accents aside; a word written with a capital letter in the list (NPS, VoC) must be
 * written so in the text, for the French word « ces » is not CES.
 */
#ifndef RELIURE_METRIC_ROUTING_H
#define RELIURE_METRIC_ROUTING_H

#include "metric/library.h"

struct routing;

/* NULL when the library has no table `routing`. */
const struct routing *routing_new(struct arena *arena, const struct library *library);
/* The domain of a text, empty when no keyword is in it. `scratch` holds the words while they are compared. */
str routing_find(const struct routing *routing, struct arena *scratch, str text);

#endif
