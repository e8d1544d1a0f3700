/* SPDX-License-Identifier: MIT */
/*
 * rules: what a typed row must satisfy besides its types, table by table, and the defaults that one column takes from
 * another (domain 3.16, 3.17, 13).
 */
#ifndef RELIURE_SOURCE_RULES_H
#define RELIURE_SOURCE_RULES_H

#include "source/accounts.h"
#include "definition/workspace.h"
#include "source/cell.h"

struct row {
    const struct table_info *table;
    struct cell             *cells;    /* one a column of the table */
    const struct account    *account;  /* the surviving one, or NULL */
    const char              *currency; /* the workspace's */
    enum negative_mrr        negative; /* what becomes of negative recurring revenue */
};

struct rule_break {
    size_t      column; /* of the table */
    const char *rule;   /* stands in `quarantine` */
    const char *wanted; /* « 11 is not … » */
    const char *hint;   /* or NULL */
};

/* Fills in defaults and takes back endings that are still to come; false when the row breaks a rule, told in *broken. */
bool rules_apply(struct row *row, struct rule_break *broken);

#endif
