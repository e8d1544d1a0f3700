/* SPDX-License-Identifier: MIT */
/* What the verbs share: options to a run, messages to the terminal. */
#include "base/french.h"
#include "command/verbs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool command_print(str text)
{
    return fwrite(text.ptr ? text.ptr : "", 1, text.len, stdout) == text.len && fflush(stdout) == 0;
}

void command_usage(struct command *command, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const struct diag_words english = {.text = arena_vprintf(command->arena, format, args)};
    const struct diag_words french = {.text = french_vprintf(command->arena, format, again)};
    va_end(again);
    va_end(args);
    diag_add_words(&command->diag, DIAG_USAGE, SPAN_NONE, &english, &french);
}

enum diag_language command_language(struct command *command)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    str                      said = arguments_last(&command->arguments, OPTION_LANG);
    if (said.ptr && !str_is(said, "fr") && !str_is(said, "en"))
        command_usage(command, "--lang wants fr or en, not '%.*s'", STR_ARG(said));
    for (size_t i = 0; i < COUNT_OF(names) && !said.len; i++) said = str_from(getenv(names[i]));
    return str_starts(said, "fr") ? DIAG_FRENCH : DIAG_ENGLISH;
}

/* Silent on success unless a terminal is attached (design section 10); the run's log has it all. */
void command_messages(const struct command *command, const struct run_report *report)
{
    struct strbuf text = {0};
    if (command->is_json || report->status || isatty(STDERR_FILENO))
        messages_render(&report->messages, command->is_json, command->language, &text);
    else
        messages_render_pressing(&report->messages, command->language, &text);
    if (text.len) fwrite(text.at, 1, text.len, stderr);
    strbuf_release(&text);
}

int command_report(struct command *command)
{
    struct strbuf text = {0};
    if (command->is_json)
        diag_render_json(&command->diag, command->language, &text);
    else
        diag_render_in(&command->diag, command->language, &text);
    if (text.len) fwrite(text.at, 1, text.len, stderr);
    strbuf_release(&text);
    return diag_exit_status(&command->diag);
}

bool command_wants_json(struct command *command)
{
    str format = arguments_last(&command->arguments, OPTION_FORMAT);
    if (format.ptr && !str_is(format, "json") && !str_is(format, "text"))
        command_usage(command, "--format wants text or json, not '%.*s'", STR_ARG(format));
    return str_is(format, "json");
}

static const char *value(const struct command *command, enum option option)
{
    return arguments_last(&command->arguments, option).ptr;
}

/* Bits of the words of a comma-separated list. */
static unsigned read_bits(struct command *command, enum option option, const char *what, const str *words,
                          const unsigned *bits, size_t count)
{
    unsigned all = 0;
    for (str rest = arguments_last(&command->arguments, option); rest.ptr && rest.len;) {
        str    word = str_cut(rest, ',', &rest);
        size_t i = 0;
        while (i < count && !str_equal(words[i], word))
            i++;
        if (i < count)
            all |= bits[i];
        else
            command_usage(command, "'%.*s' is no %s", STR_ARG(word), what);
    }
    return all ? all : ~0U;
}

static void read_numbers(struct command *command)
{
    str jobs = arguments_last(&command->arguments, OPTION_JOBS),
        as_of = arguments_last(&command->arguments, OPTION_AS_OF);
    if (jobs.ptr) {
        char         *end;
        unsigned long number = strtoul(jobs.ptr, &end, 10);
        if (*end || !jobs.len || number < 1 || number > 256)
            command_usage(command, "--jobs wants a number from 1 to 256, not '%.*s'", STR_ARG(jobs));
        else
            command->run.workers = number;
    }
    command->run.as_of = DATE_NONE;
    if (as_of.ptr && date_parse(as_of, &command->run.as_of) != RC_OK)
        command_usage(command, "--as-of wants a day as 2026-09-30, not '%.*s'", STR_ARG(as_of));
}

static void read_choices(struct command *command)
{
    static const str formats[] = {{"pdf", 3}, {"xlsx", 4}}, editions[] = {{"client", 6}, {"internal", 8}, {"all", 3}};
    static const unsigned format_bits[] = {PROGRAM_PDF, PROGRAM_XLSX},
                          edition_bits[] = {PROGRAM_CLIENT, PROGRAM_INTERNAL, PROGRAM_CLIENT | PROGRAM_INTERNAL};
    str log = arguments_last(&command->arguments, OPTION_LOG);
    if (strcmp(command->arguments.verb, "build") == 0) /* other verbs have formats of their own */
        command->run.formats =
            read_bits(command, OPTION_FORMAT, "format (pdf, xlsx)", formats, format_bits, COUNT_OF(formats));
    else
        command->run.formats = ~0U;
    command->run.editions = read_bits(command, OPTION_EDITION, "edition (client, internal, all)", editions,
                                      edition_bits, COUNT_OF(editions));
    if (log.ptr && !str_is(log, "text") && !str_is(log, "json"))
        command_usage(command, "--log wants text or json, not '%.*s'", STR_ARG(log));
}

enum rc command_open(struct command *command)
{
    return command_open_programs(command, command->arguments.words, command->arguments.word_count);
}

enum rc command_open_programs(struct command *command, const str *programs, size_t count)
{
    const struct arguments *a = &command->arguments;
    const char             *folder = value(command, OPTION_FOLDER);
    read_numbers(command);
    read_choices(command);
    command->run.definitions = &command->definitions;
    command->run.out = value(command, OPTION_OUT);
    command->run.state = value(command, OPTION_STATE);
    command->run.store = value(command, OPTION_STORE);
    command->run.period = arguments_last(a, OPTION_PERIOD);
    command->run.accounts = a->values[OPTION_ACCOUNT];
    command->run.account_count = a->counts[OPTION_ACCOUNT];
    if (command->diag.errors) return RC_INVALID;
    const struct definitions_options definitions = {
        .folder = folder ? folder : ".",
        .data = definitions_data(),
        .programs = programs,
        .program_count = count,
    };
    return definitions_load(command->arena, &definitions, &command->diag, &command->definitions);
}
