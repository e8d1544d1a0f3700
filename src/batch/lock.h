/* SPDX-License-Identifier: MIT */
/* lock: one run a drop. The lock is the kernel's (flock), so a killed run leaves none behind. */
#ifndef RELIURE_BATCH_LOCK_H
#define RELIURE_BATCH_LOCK_H

#include "base/diag.h"

/* `state` is the folder .reliure, made when absent; `drop` the path of the drop. RC_BUSY when another run holds it. */
enum rc lock_take(const char *state, const char *drop, struct diag *diag, int *fd) MUST_CHECK;
void    lock_release(int fd); /* -1 is allowed */

#endif
