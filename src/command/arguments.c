/* SPDX-License-Identifier: MIT */
#include "command/arguments.h"

#include <stdio.h>
#include <string.h>

struct option_row {
    const char *name;
    char        letter;
    const char *argument, *verbs, *sentence;
};

static const struct option_row rows[OPTION_COUNT] = {
#define OPTION(id, name, letter, argument, verbs, sentence) [OPTION_##id] = {name, letter, argument, verbs, sentence},
#include "command/option.def"
#undef OPTION
};

struct parse {
    struct arena     *arena;
    struct diag      *diag;
    struct arguments *out;
    char            **argv;
    int               argc, at;
};

/* Whether `verb` is one of the blank-separated words. */
static bool is_of_verb(const struct option_row *row, const char *verb)
{
    for (str rest = str_from(row->verbs); rest.ptr;) {
        if (str_is(str_cut(rest, ' ', &rest), verb)) return true;
    }
    return false;
}

static void add(const struct parse *parse, enum option option, str value)
{
    struct arguments *out = parse->out;
    if (!out->values[option]) out->values[option] = ARENA_ARRAY(parse->arena, str, (size_t)parse->argc);
    out->values[option][out->counts[option]++] = value;
}

/* Its argument: after '=' or behind the letter (`given`), else the next word. */
static void take(struct parse *parse, enum option option, const char *shown, const char *given)
{
    if (!rows[option].argument[0]) {
        if (given)
            diag_say(parse->diag, DIAG_USAGE, SPAN_NONE, "option %s takes no argument", shown);
        else
            add(parse, option, STR(""));
        return;
    }
    if (!given && parse->at + 1 < parse->argc) given = parse->argv[++parse->at];
    if (given) {
        add(parse, option, str_from(given));
        return;
    }
    struct diag_message *message =
        diag_say(parse->diag, DIAG_USAGE, SPAN_NONE, "option %s wants %s", shown, rows[option].argument);
    diag_hint(parse->diag, message, "%s", rows[option].sentence);
}

static void unknown(const struct parse *parse, str name)
{
    str                  names[OPTION_COUNT];
    struct diag_message *message =
        diag_say(parse->diag, DIAG_USAGE, SPAN_NONE, "there is no option '%.*s'", STR_ARG(name));
    for (size_t i = 0; i < OPTION_COUNT; i++)
        names[i] = rows[i].name[0] ? arena_printf(parse->arena, "--%s", rows[i].name) : STR("-C");
    diag_hint_nearest(parse->diag, message, name, names, OPTION_COUNT);
}

static void parse_long(struct parse *parse, const char *word)
{
    const char *equals = strchr(word, '=');
    str         name = equals ? str_slice(str_from(word), 2, (size_t)(equals - word)) : str_from(word + 2);
    for (enum option option = 0; option < OPTION_COUNT; option++) {
        if (!rows[option].name[0] || !str_is(name, rows[option].name)) continue;
        take(parse, option, arena_printf(parse->arena, "--%s", rows[option].name).ptr, equals ? equals + 1 : NULL);
        return;
    }
    unknown(parse, arena_printf(parse->arena, "--%.*s", STR_ARG(name)));
}

/* "-j4", "-j 4"; switches do not combine. */
static void parse_short(struct parse *parse, const char *word)
{
    for (enum option option = 0; option < OPTION_COUNT; option++) {
        if (rows[option].letter != word[1] || word[1] == ' ') continue;
        take(parse, option, arena_printf(parse->arena, "-%c", word[1]).ptr, word[2] ? word + 2 : NULL);
        return;
    }
    unknown(parse, str_from(word));
}

enum rc arguments_parse(struct arena *arena, int argc, char **argv, struct diag *diag, struct arguments *out)
{
    struct parse parse = {.arena = arena, .diag = diag, .out = out, .argv = argv, .argc = argc};
    size_t       errors = diag->errors;
    bool         is_over = false;
    *out = (struct arguments){.words = ARENA_ARRAY(arena, str, (size_t)argc + 1)};
    for (parse.at = 1; parse.at < argc; parse.at++) {
        const char *word = argv[parse.at];
        if (!is_over && strcmp(word, "--") == 0)
            is_over = true;
        else if (!is_over && word[0] == '-' && word[1] == '-')
            parse_long(&parse, word);
        else if (!is_over && word[0] == '-' && word[1])
            parse_short(&parse, word);
        else if (!out->verb)
            out->verb = word;
        else
            out->words[out->word_count++] = str_from(word);
    }
    return diag->errors > errors ? RC_INVALID : RC_OK;
}

enum rc arguments_check(const struct arguments *arguments, const char *verb, struct diag *diag)
{
    size_t errors = diag->errors;
    for (enum option option = 0; option < OPTION_COUNT; option++) {
        const struct option_row *row = &rows[option];
        if (!arguments->counts[option] || is_of_verb(row, verb)) continue;
        const char          *shown = row->name[0] ? arena_printf(diag->arena, "--%s", row->name).ptr : "-C";
        struct diag_message *message = diag_say(diag, DIAG_USAGE, SPAN_NONE, "%s has no option %s", verb, shown);
        diag_hint(diag, message, "reliure %s --help", verb);
    }
    return diag->errors > errors ? RC_INVALID : RC_OK;
}

bool arguments_has(const struct arguments *arguments, enum option option)
{
    return arguments->counts[option] > 0;
}

str arguments_last(const struct arguments *arguments, enum option option)
{
    size_t count = arguments->counts[option];
    return count ? arguments->values[option][count - 1] : STR_NONE;
}

void arguments_help(const char *verb, struct strbuf *out)
{
    for (enum option option = 0; option < OPTION_COUNT; option++) {
        const struct option_row *row = &rows[option];
        char                     shown[40];
        if (!is_of_verb(row, verb)) continue;
        size_t at = 0;
        if (row->letter != ' ')
            at += (size_t)snprintf(shown, sizeof shown, "-%c%s", row->letter, row->name[0] ? ", " : " ");
        if (row->name[0])
            at += (size_t)snprintf(shown + at, sizeof shown - at, "--%s%s", row->name, row->argument[0] ? " " : "");
        snprintf(shown + at, sizeof shown - at, "%s", row->argument);
        strbuf_printf(out, "  %-18s %s\n", shown, row->sentence);
    }
}
