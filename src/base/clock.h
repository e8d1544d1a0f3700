/* SPDX-License-Identifier: MIT */
/* clock: time that passes and time that work costs, for deadlines and reports: no clock ever reaches a document. */
#ifndef RELIURE_BASE_CLOCK_H
#define RELIURE_BASE_CLOCK_H

#include <stdint.h>

/* [microseconds] of CPU time that this process has spent, all its threads together. */
int64_t clock_cpu_us(void);
/* Of a clock that only goes forward, from a beginning that means nothing: [microseconds], [milliseconds]. */
int64_t clock_now_us(void);
int64_t clock_now_ms(void);

#endif
