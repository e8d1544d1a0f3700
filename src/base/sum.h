/* SPDX-License-Identifier: MIT */
/* sum: sums of amounts that exports say, which may be anything. */
#ifndef RELIURE_BASE_SUM_H
#define RELIURE_BASE_SUM_H

#include <stdint.h>

/* One beyond 64 bits stays at the limit. */
static inline void sum_add(int64_t *sum, int64_t amount)
{
    if (__builtin_add_overflow(*sum, amount, sum)) *sum = amount > 0 ? INT64_MAX : INT64_MIN;
}

#endif
