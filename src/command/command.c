/* SPDX-License-Identifier: MIT */
#include "command/command.h"

#include "command/verbs.h"

#include <stdio.h>
#include <string.h>

struct verb {
    const char *name, *words, *sentence, *examples;
    int (*run)(struct command *command);
};

static const struct verb verbs[] = {
    {"init", "[--from EXPORTS]…", "propose a workspace from exports alone, and make a first document",
     "  reliure init --from exports/                     an hour's work in a minute: maps proposed, one review made\n"
     "  reliure -C clients init --from crm/ --from ~/nps.csv   files and folders; clients/reliure.yaml is written\n"
     "  reliure init --from exports/ -n                  print the proposal, write nothing\n",
     verb_init},
    {"build", "[PROGRAM]…", "make the documents of a period",
     "  reliure build                                    every program, every account\n"
     "  reliure build qbr --account \"Maison Verdier\"     the review of one client, a second later\n"
     "  reliure build qbr --account A-1002 --format pdf  its PDF alone\n"
     "  reliure build qbr --period 2026-Q3 -n            what a run would make\n"
     "  reliure -C /srv/cs build -j 4 --log json         from cron: silent unless something is wrong\n",
     verb_build},
    {"check", "[PROGRAM]…", "read definitions, templates and exports, and say all that is wrong with them",
     "  reliure check                                    before a commit, before the night's run\n", verb_check},
    {"preview", "PROGRAM --account WHO", "draw the pages of a document as PNG images",
     "  reliure preview qbr --account \"Maison Verdier\" -o pages\n", verb_preview},
    {"explain", "METRIC", "say where a figure comes from: formula, inputs, rows, rounding, band",
     "  reliure explain nrr --account \"Maison Verdier\" --period 2026-Q3\n"
     "  reliure explain health_score --segment PME       a mean: the accounts it is of\n"
     "  reliure explain mrr_bridge                       a result table, of the whole portfolio\n"
     "  reliure explain --list                           all metrics and tables there are\n",
     verb_explain},
    {"diff", "--set KEY=VALUE…", "say who would change band, segment or goal, and which figures would move, under other settings",
     "  reliure diff --set health.weights.usage=0.4      the other weights share the rest\n"
     "  reliure diff --set bands.boundary=upper_inclusive --set targets.nrr=\"> 105\" --format json\n",
     verb_diff},
    {"inspect", "FILE or SOURCE…", "say how an export is written: encoding, delimiter, dates, columns",
     "  reliure inspect exports/facturation.csv\n  reliure inspect crm            # a source of reliure.yaml, be it a database\n", verb_inspect},
    {"schema", "", "list the canonical tables and columns that sources are mapped to",
     "  reliure schema | less\n  reliure schema --sql                             the tables a template may query\n",
     verb_schema},
};

static const char exit_help[] =
    "Exit status: 0 all good; 1 some documents failed or were quarantined (check: something was found; diff: something\n"
    "changes); 2 bad usage; 3 bad definition; 4 bad data; 5 already running; 6 cannot write; 128+n stopped by signal n.\n";

static void help_all(struct strbuf *out)
{
    strbuf_adds(out, "Reliure binds program definitions and data exports into documents: PDF and XLSX reviews that say "
                     "the same thing.\n\n"
                     "Usage: reliure [-C DIR] VERB [WORD]… [OPTION]…\n\n");
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        strbuf_printf(out, "  %-9s %s\n", verbs[i].name, verbs[i].sentence);
    strbuf_adds(out, "\nBegin with:\n");
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        strbuf_adds(out, verbs[i].examples);
    strbuf_adds(out,
                "\nreliure VERB --help lists the options of a verb; reliure --version says which Reliure this is.\n");
    strbuf_adds(out, exit_help);
}

static void help_verb(const struct verb *verb, struct strbuf *out)
{
    strbuf_printf(out, "reliure %s: %s.\n\nUsage: reliure %s %s [OPTION]…\n\n%s\nOptions:\n", verb->name,
                  verb->sentence, verb->name, verb->words, verb->examples);
    arguments_help(verb->name, out);
    strbuf_printf(out, "\n%s", exit_help);
}

static int print_help(const struct verb *verb)
{
    struct strbuf text = {0};
    if (verb)
        help_verb(verb, &text);
    else
        help_all(&text);
    bool is_printed = command_print(strbuf_str(&text));
    strbuf_release(&text);
    return is_printed ? 0 : 6;
}

static const struct verb *find_verb(struct command *command)
{
    str names[COUNT_OF(verbs)];
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(verbs[i].name, command->arguments.verb) == 0) return &verbs[i];
        names[i] = str_from(verbs[i].name);
    }
    str                  said = str_from(command->arguments.verb);
    struct diag_message *message =
        diag_say(&command->diag, DIAG_USAGE, SPAN_NONE, "there is no verb '%.*s'", STR_ARG(said));
    diag_hint_nearest(&command->diag, message, said, names, COUNT_OF(names));
    if (message && !message->hint.len) diag_hint(&command->diag, message, "reliure --help");
    return NULL;
}

static int run(struct command *command, int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return command_print(STR("reliure " RELIURE_VERSION "\n")) ? 0 : 6;
    enum rc rc = arguments_parse(command->arena, argc, argv, &command->diag, &command->arguments);
    command->is_json = str_is(arguments_last(&command->arguments, OPTION_LOG), "json");
    command->language = command_language(command);
    if (!command->arguments.verb && rc == RC_OK) {
        if (arguments_has(&command->arguments, OPTION_HELP)) return print_help(NULL);
        command_usage(command, "a verb is missing: init, build, check, preview, explain, diff, inspect or schema");
    }
    const struct verb *verb = command->arguments.verb ? find_verb(command) : NULL;
    if (verb && arguments_has(&command->arguments, OPTION_HELP)) return print_help(verb);
    if (verb && arguments_check(&command->arguments, verb->name, &command->diag) != RC_OK) verb = NULL;
    return verb && !command->diag.errors ? verb->run(command) : command_report(command);
}

int command_run(int argc, char **argv)
{
    struct command command = {.arena = arena_new()};
    diag_init(&command.diag, command.arena);
    int status = run(&command, argc, argv);
    definitions_close(&command.definitions);
    arena_free(command.arena);
    return status;
}
