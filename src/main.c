/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "command/command.h"

#include <sqlite3.h>

int main(int argc, char **argv)
{
    mem_keep_freed();
    /* Work is shared out over processes, never over threads: its mutexes would cost one instruction in twenty. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    return command_run(argc, argv);
}
