/* SPDX-License-Identifier: MIT */
/* guess_language: in which language the people of the exports work: by the words of headers and of what they wrote. */
#ifndef RELIURE_SOURCE_GUESS_LANGUAGE_H
#define RELIURE_SOURCE_GUESS_LANGUAGE_H

#include "source/guess.h"

/* Sets the locale and the time zone of `guess`, which has its exports; that of the terminal where they tell none. */
void guess_language_settle(struct guess *guess, const struct known *known);

#endif
