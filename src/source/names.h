/* SPDX-License-Identifier: MIT */
/*
 * names: different texts, numbered from 1 in the order met; 0 is « none ». About 20 bytes a name beside its own, for an
 * export may speak of millions of users.
 */
#ifndef RELIURE_SOURCE_NAMES_H
#define RELIURE_SOURCE_NAMES_H

#include "base/str.h"

struct names {
    char     *texts; /* one behind the other */
    size_t    used, room;
    uint64_t *ends; /* of each text, in `texts` */
    size_t    count, cap;
    uint32_t *slots; /* numbers by hash; 0: free */
    size_t    slot_count;
    uint32_t  last; /* rows about one account or user follow one another */
};

void names_release(struct names *names);
/* The number of a text, which is copied where it is new; 0 of an empty one. */
uint32_t names_number(struct names *names, str text);
/* The same, 0 where the text is new. */
uint32_t names_find(const struct names *names, str text);
/* Borrowed until the next number is asked for; empty of 0. */
str names_text(const struct names *names, uint32_t number);

#endif
