/* SPDX-License-Identifier: MIT */
/*
 * accounts: every account id the import has met and whose it is now. Ids are text, compared byte by byte. Grows with
 * the number of accounts, not of rows.
 */
#ifndef RELIURE_SOURCE_ACCOUNTS_H
#define RELIURE_SOURCE_ACCOUNTS_H

#include "base/map.h"

struct account {
    str             id;
    str             merged_into; /* id of the survivor, or empty */
    char            currency[4];
    uint32_t        number;       /* of a survivor, for activity.h */
    uint64_t        rows, kept_out; /* that are about it, as a survivor */
    bool            is_out;       /* its row is ignored by rule or kept out: so are all rows about it */
    bool            has_absorbed; /* others were merged into it; after accounts_resolve() */
    struct account *survivor;     /* itself where it was not merged; after accounts_resolve() */
};

struct accounts {
    struct arena *arena;
    struct map    by_id;
};

/* The account so called, made where it is new. */
struct account *accounts_add(struct accounts *accounts, str id);
/* Or NULL. An id of Salesforce is found under its other form, too. */
struct account *accounts_find(const struct accounts *accounts, str id);
/* Follows `merged_into`; the first account found to be merged into itself, or NULL. An unknown survivor is no merger.
 */
const struct account *accounts_resolve(struct accounts *accounts);

#endif
