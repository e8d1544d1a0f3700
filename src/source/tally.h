/* SPDX-License-Identifier: MIT */
/*
 * tally: amounts added up by key, for any number of them in bounded memory: sorted runs go to an unnamed file and are
 * merged when read. SQLite's own GROUP BY over a million rows of text costs ten times as much.
 */
#ifndef RELIURE_SOURCE_TALLY_H
#define RELIURE_SOURCE_TALLY_H

#include "base/rc.h"

#include <stdbool.h>
#include <stdint.h>

struct tally;

/* Ordered by the first part, then the second, … */
struct tally_entry {
    uint32_t key[4];
    int64_t  amount;
};

/* `folder` is where runs may be written; it is borrowed. */
struct tally *tally_new(const char *folder);
void          tally_free(struct tally *tally); /* NULL is allowed */

/* Adds to the amount under the key; a sum beyond 64 bits stays at the limit. */
void tally_add(struct tally *tally, const uint32_t key[4], int64_t amount);
/* Ends the adding; then each key once, in order. RC_IO when a run could not be written or read: errno says why. */
enum rc tally_begin(struct tally *tally) MUST_CHECK;
bool    tally_next(struct tally *tally, struct tally_entry *entry);
/* After the last entry: was everything read? */
bool tally_is_whole(const struct tally *tally);

#endif
