/* SPDX-License-Identifier: MIT */
/*
 * rates: what one unit of a currency is worth in the workspace's currency, and since when (domain 3.9: one rate a
 * period, so that exchange rates create no movement). In reliure.yaml `rates:` is a mapping of currencies,
 * a mapping of periods to such mappings, or the path of a file with one rate a line, which source/ reads.
 */
#ifndef RELIURE_DEFINITION_RATES_H
#define RELIURE_DEFINITION_RATES_H

#include "definition/field.h"

/* A rate counts in 1/RATE_UNIT: nine decimals hold a dong in pounds. */
#define RATE_UNIT 1000000000LL

struct rate {
    char        currency[4]; /* ISO 4217 */
    date        since;       /* first day it holds; DATE_NONE: always */
    int64_t     units;       /* [1/RATE_UNIT], above 0 */
    struct span span;
};

struct rate_list {
    struct rate *at;
    size_t       count;
};

/* `node` may be NULL; a text is the path of the file, put in *file. Reports what is wrong. */
void rates_read(struct arena *arena, const struct yaml_node *node, int fiscal_start, struct diag *diag,
                struct rate_list *out, struct placed_text *file);
/* "0.92" exactly; false: no number above 0 with at most nine decimals. */
bool rate_parse(struct arena *arena, str text, int64_t *units);
/* A code of three capitals, to `code`. */
bool rate_currency(str text, char code[4]);

#endif
