/* SPDX-License-Identifier: MIT */
/* guess_price: recurring revenue from prices of a year, a quarter or a week, and which columns say what a price is of. */
#ifndef RELIURE_SOURCE_GUESS_PRICE_H
#define RELIURE_SOURCE_GUESS_PRICE_H

#include "source/guess.h"

/* Settles the recurring revenue of a source of subscriptions or of revenue by month; no other is changed. */
void guess_price_settle(struct guess_source *source, const struct known *known);

/* How well a name says the recurring revenue of a year, a quarter or a week, 0 to 100; 0 of any other column. */
int guess_price_name(const struct guess_column *column, const struct known *known, const struct column_info *info);

#endif
