/* SPDX-License-Identifier: MIT */
#include "batch/stop.h"

#include "base/rc.h"

#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t noted, at_once;

static void note(int number)
{
    if (at_once) _exit(128 + number);
    noted = number;
}

void stop_catch(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction action = {.sa_handler = note};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        struct sigaction old;
        /* What was ignored on start (nohup) stays ignored. */
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
    }
}

int stop_signal(void)
{
    return noted;
}

void stop_at_once(bool is_at_once)
{
    at_once = is_at_once;
}
