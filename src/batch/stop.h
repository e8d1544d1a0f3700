/* SPDX-License-Identifier: MIT */
/* stop: the signal that asks a run to end. The one piece of state that a signal handler can reach is kept here. */
#ifndef RELIURE_BATCH_STOP_H
#define RELIURE_BATCH_STOP_H

#include <stdbool.h>

/* From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT are noted instead of ending the process. */
void stop_catch(void);
/* The signal noted, or 0. */
int stop_signal(void);
/* While it is true a signal ends the process at once (128+n): nothing is staged and nobody looks at stop_signal(). */
void stop_at_once(bool is_at_once);

#endif
