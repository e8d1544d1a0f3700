/* SPDX-License-Identifier: MIT */
/* guess_finish: the words, units and scales of a settled map, and guesses for the columns it leaves over. */
#ifndef RELIURE_SOURCE_GUESS_FINISH_H
#define RELIURE_SOURCE_GUESS_FINISH_H

#include "source/guess.h"

void guess_finish(struct guess_source *source, const struct known *known, struct arena *arena);

#endif
