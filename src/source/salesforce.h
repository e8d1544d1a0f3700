/* SPDX-License-Identifier: MIT */
/*
 * salesforce: the two forms of one id. Reports give 15 characters whose case matters, Data Loader and the API 18: the
 * same and three that say which of them are capitals, so that a join between the two needs both.
 */
#ifndef RELIURE_SOURCE_SALESFORCE_H
#define RELIURE_SOURCE_SALESFORCE_H

#include "base/str.h"

enum { SALESFORCE_SHORT = 15, SALESFORCE_LONG = 18 };

/* The other form of an id, in `buffer` or part of `id`; the empty str when `id` has neither form. */
str salesforce_other(str id, char buffer[SALESFORCE_LONG]);

#endif
