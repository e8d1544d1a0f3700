/* SPDX-License-Identifier: MIT */
/* arguments: the words of the command line, taken apart by the list in option.def. */
#ifndef RELIURE_COMMAND_ARGUMENTS_H
#define RELIURE_COMMAND_ARGUMENTS_H

#include "base/diag.h"

enum option {
#define OPTION(id, name, letter, argument, verbs, sentence) OPTION_##id,
#include "command/option.def"
#undef OPTION
    OPTION_COUNT
};

struct arguments {
    const char *verb;
    str        *values[OPTION_COUNT]; /* in the order given; a switch has an empty one */
    size_t      counts[OPTION_COUNT];
    str        *words; /* what is no option */
    size_t      word_count;
};

/*
 * Takes argv[1..] apart; the verb is the first word. Everything wrong is reported (USAGE): unknown options with the
 * nearest, missing arguments.
 */
enum rc arguments_parse(struct arena *arena, int argc, char **argv, struct diag *diag,
                        struct arguments *out) MUST_CHECK;
/* Reports the options that `verb` does not have. */
enum rc arguments_check(const struct arguments *arguments, const char *verb, struct diag *diag) MUST_CHECK;
bool    arguments_has(const struct arguments *arguments, enum option option);
/* The last value, or empty. */
str arguments_last(const struct arguments *arguments, enum option option);
/* The options of a verb, for its help. */
void arguments_help(const char *verb, struct strbuf *out);

#endif
