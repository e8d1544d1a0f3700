/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "command/command.h"
#include "source/sql_heap.h"

int main(int argc, char **argv)
{
    mem_keep_freed();
    sql_heap_install();
    return command_run(argc, argv);
}
