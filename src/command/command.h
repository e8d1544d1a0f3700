/* SPDX-License-Identifier: MIT */
/* command: the verbs of the command line. Together with main.c the only code that knows of a terminal. */
#ifndef RELIURE_COMMAND_COMMAND_H
#define RELIURE_COMMAND_COMMAND_H

/* Picks the verb and runs it; the exit status of design section 10. */
int command_run(int argc, char **argv);

#endif
