/* SPDX-License-Identifier: MIT */
#include "command/verbs.h"

/* Reads the exports too: only they can say whether a column is there. Finding something is status 1 (design section
 * 10). */
int verb_check(struct command *command)
{
    struct group groups[GROUPS_MAX];
    size_t       count = 0;
    enum rc      rc = command_open(command);
    if (!command->definitions.workspace) return command_report(command);
    if (rc == RC_OK && groups_find(&command->run, command->arena, &command->diag, groups, &count) != RC_OK) count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct prepare_options options = group_prepare(&command->run, &groups[i], command->arena);
        struct prepared              prepared;
        struct plan                  plan;
        if (prepare_here(&options, command->arena, &command->diag, &prepared) != RC_OK) continue;
        rc = group_plan(&command->run, &groups[i], &prepared, command->arena, &command->diag, &plan);
    }
    int status = command_report(command);
    return status == 0 ? 0 : status == 2 ? 2 : 1;
}
