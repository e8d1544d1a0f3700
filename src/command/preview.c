/* SPDX-License-Identifier: MIT */
#include "command/verbs.h"

#include <stdlib.h>

int verb_preview(struct command *command)
{
    const struct arguments *a = &command->arguments;
    str                     scale = arguments_last(a, OPTION_SCALE);
    double                  dpi = scale.ptr ? strtod(scale.ptr, NULL) : 144;
    struct strbuf           text = {0};
    struct run_report       report;
    if (a->word_count != 1)
        command_usage(command, "preview wants one program: reliure preview qbr --account \"Maison Verdier\"");
    if (!(dpi >= 18 && dpi <= 1200))
        command_usage(command, "--scale wants dots an inch from 18 to 1200, not '%.*s'", STR_ARG(scale));
    if (command->diag.errors || command_open(command) != RC_OK) return command_report(command);
    /* Segments are few and the portfolio is one, so these are drawn whole. */
    if (command->definitions.programs[0].program->subjects == EACH_ACCOUNT && !a->counts[OPTION_ACCOUNT]) {
        command_usage(command, "preview wants --account: it draws one client's document");
        return command_report(command);
    }
    const char *folder = command->run.out ? command->run.out : ".";
    command->run.out = NULL;
    look_preview(&command->run, folder, dpi / 72, command->arena, &report, &text);
    command_messages(command, &report);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    return is_printed ? report.status : 6;
}
