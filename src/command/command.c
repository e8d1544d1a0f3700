/* SPDX-License-Identifier: MIT */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

int command_run(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("reliure " RELIURE_VERSION);
        return 0;
    }
    fputs("reliure: usage: reliure --version\n", stderr);
    return 2;
}
