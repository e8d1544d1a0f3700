/* SPDX-License-Identifier: MIT */
/* guess_text: names of columns and files as people compare them: case, accents, spaces and punctuation aside. */
#ifndef RELIURE_SOURCE_GUESS_TEXT_H
#define RELIURE_SOURCE_GUESS_TEXT_H

#include "base/arena.h"

/*
 * Small words without accents, one blank between two: « Date de résiliation » gives "date de resiliation",
 * "AccountId" gives "account id", "properties.company_id" gives "properties company id".
 */
str guess_fold(struct arena *arena, str text);
/* Are two folded names the same with blanks aside? "accountid" is "account id". */
bool guess_same(str a, str b);
/*
 * How well a folded synonym names a folded header, 0 to 100: the same is 100; all its words among the header's is 40
 * and more, by their share of the letters.
 */
int guess_likeness(str header, str synonym);
/* Is the folded word among the words? */
bool guess_has_word(str words, str word);

#endif
