/* SPDX-License-Identifier: MIT */
#include "batch/look.h"
#include "batch/quality.h"
#include "command/verbs.h"

#include <unistd.h>

enum form { FORM_BRIEF, FORM_TEXT, FORM_JSON };

/* Text is for who watches or asks for it: a run of cron is silent where nothing is wrong. */
static enum form read_form(struct command *command)
{
    str format = arguments_last(&command->arguments, OPTION_FORMAT);
    if (str_is(format, "json")) return FORM_JSON;
    if (str_is(format, "text") || (!format.ptr && isatty(STDOUT_FILENO))) return FORM_TEXT;
    if (format.ptr) command_usage(command, "--format wants text or json, not '%.*s'", STR_ARG(format));
    return FORM_BRIEF;
}

/* What became of the exports' records. The same for all groups of programs: their store is one unless as-of dates differ. */
static void put_sources(const struct command *command, enum form form, const struct prepared *prepared,
                        struct strbuf *out)
{
    if (form == FORM_TEXT) quality_write_text(prepared->sources, prepared->source_count, command->language, out);
    for (size_t i = 0; form == FORM_JSON && i < prepared->source_count; i++) {
        quality_write_json(&prepared->sources[i], out);
        strbuf_addc(out, '\n');
    }
}

/* The first group whose exports could be read says what became of their records. */
static void check_group(const struct command *command, const struct group *group, enum form form, struct diag *diag,
                        struct strbuf *out)
{
    const struct prepare_options options = group_prepare(&command->run, group, command->arena);
    struct prepared              prepared;
    struct plan                  plan;
    if (prepare_here(&options, command->arena, diag, &prepared) != RC_OK) return;
    if (!out->len) put_sources(command, form, &prepared, out);
    if (group_plan(&command->run, group, &prepared, command->arena, diag, &plan) == RC_OK)
        look_check(&command->run, group, &prepared, &plan, diag);
}

/* Reads the exports too: only they can say whether a column is there. */
static void check_groups(struct command *command, enum form form, struct strbuf *out)
{
    struct group groups[GROUPS_MAX];
    size_t       count = 0;
    if (groups_find(&command->run, command->arena, &command->diag, groups, &count) != RC_OK) return;
    for (size_t i = 0; i < count; i++) {
        struct diag own;
        diag_init(&own, command->arena);
        check_group(command, &groups[i], form, &own, out);
        diag_merge(&command->diag, &own); /* what the exports have to say, they say to every group */
    }
}

/* Finding something is status 1 (design section 10). */
int verb_check(struct command *command)
{
    struct strbuf out = {0};
    enum form     form = read_form(command);
    if (command_open(command) == RC_OK) {
        definitions_list_gaps(&command->definitions, command->arena, &command->diag);
        check_groups(command, form, &out);
    }
    if (form == FORM_JSON) diag_render_json(&command->diag, command->language, &out);
    int  status = form == FORM_JSON ? diag_exit_status(&command->diag) : command_report(command);
    bool is_printed = command_print(strbuf_str(&out));
    strbuf_release(&out);
    if (!is_printed) return 6;
    return status == 0 ? 0 : status == 2 ? 2 : 1;
}
