/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "command/command.h"

int main(int argc, char **argv)
{
    mem_keep_freed();
    return command_run(argc, argv);
}
