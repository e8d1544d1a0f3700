/* SPDX-License-Identifier: MIT */
/* verbs: one function a verb, arguments in, exit status out; and what they share. */
#ifndef RELIURE_COMMAND_VERBS_H
#define RELIURE_COMMAND_VERBS_H

#include "batch/look.h"
#include "command/arguments.h"

/* What lives as long as the command. */
struct command {
    struct arena      *arena;
    struct diag        diag;
    struct arguments   arguments;
    bool               is_json; /* --log json */
    enum diag_language language; /* of messages, never of documents */
    struct definitions definitions;
    struct run_options run;
};

int verb_build(struct command *command);
int verb_check(struct command *command);
int verb_preview(struct command *command);
int verb_explain(struct command *command);
int verb_diff(struct command *command);
int verb_inspect(struct command *command);
int verb_schema(struct command *command);
int verb_init(struct command *command);

/* Reads options and definitions into command->run; RC_INVALID: reported in command->diag. */
enum rc command_open(struct command *command) MUST_CHECK;
/* The same with these programs instead of the words of the command line; none: all. */
enum rc command_open_programs(struct command *command, const str *programs, size_t count) MUST_CHECK;
/* --lang, else what LC_ALL, LC_MESSAGES or LANG says, the first that says something; English for all but French. */
enum diag_language command_language(struct command *command);
/* Prints the messages of `diag` and gives the status they call for. */
int command_report(struct command *command);
/* Prints a run's messages on standard error, as far as they belong there. */
void command_messages(const struct command *command, const struct run_report *report);
/* Whether --format json is asked for; anything but it and text is a usage error. For verbs that make no documents. */
bool command_wants_json(struct command *command);
/* Adds a usage error. */
void command_usage(struct command *command, const char *format, ...) PRINTF_LIKE(2, 3);
/* All of `text` to standard output; false when that failed (a closed pipe, a full disk). */
bool command_print(str text);

#endif
