/* SPDX-License-Identifier: MIT */
/* rc: what a function tells its caller; what the reader should know goes to struct diag. */
#ifndef RELIURE_BASE_RC_H
#define RELIURE_BASE_RC_H

enum rc {
    RC_OK = 0,
    RC_INVALID, /* the input is wrong; a diagnostic says where */
    RC_LIMIT,   /* a limit of base/limits.h was met */
    RC_RANGE,   /* a number is out of the range of its type or not finite */
    RC_MISSING, /* what was looked for is not there */
    RC_IO,      /* reading or writing failed; errno was reported */
    RC_BUSY,    /* another run holds the lock */
    RC_STOPPED  /* a signal asked to stop */
};

/* Ignoring the result of a function so marked draws a warning. */
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
