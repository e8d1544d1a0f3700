/* SPDX-License-Identifier: MIT */
#include "batch/definitions.h"

#include "base/file.h"
#include "batch/resource.h"
#include "definition/translations.h"
#include "source/import.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *definitions_data(void)
{
    const char *given = getenv("RELIURE_DATA");
    if (given && given[0]) return given;
    return access(RELIURE_SOURCE_DATADIR "/templates", R_OK) == 0 ? RELIURE_SOURCE_DATADIR : RELIURE_DATADIR;
}

static void report_unknown(struct arena *arena, const struct programs *programs, str word, struct diag *diag)
{
    str *names = ARENA_ARRAY(arena, str, programs->count + 1);
    for (size_t i = 0; i < programs->count; i++)
        names[i] = programs->at[i].name.text;
    struct diag_message *message = diag_add(diag, DIAG_PROGRAM_UNKNOWN, SPAN_NONE, STR_ARG(word));
    diag_hint_nearest(diag, message, word, names, programs->count);
    if (!message || message->hint.len) return;
    struct strbuf list = {0};
    for (size_t i = 0; i < programs->count; i++)
        strbuf_printf(&list, "%s%.*s", i ? ", " : "", STR_ARG(names[i]));
    if (list.len)
        diag_hint(diag, message, "there are: %.*s", STR_ARG(strbuf_str(&list)));
    else
        diag_hint(diag, message, "the folder programs/ has no .yaml file");
    strbuf_release(&list);
}

static bool is_wanted(const struct definitions_options *options, const struct program *program)
{
    for (size_t i = 0; i < options->program_count; i++) {
        if (str_equal(options->programs[i], program->name.text)) return true;
    }
    return options->program_count == 0;
}

/* Whether the template a program names is there; with its place and the nearest name where it is not. */
static bool has_template(struct arena *arena, const struct definitions_options *options,
                         const struct workspace *workspace, const struct program *program, struct diag *diag)
{
    const str      kind = program->kind.text;
    resource_names names = {0};
    const char    *file = arena_printf(arena, "%.*s.yaml", STR_ARG(kind)).ptr;
    if (access(resource_path(arena, workspace, options->data, "templates/documents", file), F_OK) == 0) return true;
    resource_list(arena, workspace, options->data, "templates/documents", &names);
    struct diag_message *message = diag_add(diag, DIAG_TEMPLATE_ABSENT, program->kind.span, STR_ARG(kind));
    diag_hint_nearest(diag, message, kind, names.at, names.count);
    if (message && !message->hint.len)
        diag_hint(diag, message, "templates stand in templates/documents of the workspace or of Reliure");
    return false;
}

/* The theme of a program, or of the workspace, said with its place where it is not there. */
static void check_theme(struct arena *arena, const struct definitions_options *options, const struct workspace *workspace,
                        const struct placed_text *theme, struct diag *diag)
{
    resource_names names = {0};
    const char    *file = arena_printf(arena, "%.*s.yaml", STR_ARG(theme->text)).ptr;
    if (!theme->text.len) return;
    if (access(resource_path(arena, workspace, options->data, "templates/themes", file), F_OK) == 0) return;
    resource_list(arena, workspace, options->data, "templates/themes", &names);
    struct diag_message *message = diag_add(diag, DIAG_THEME_ABSENT, theme->span, STR_ARG(theme->text));
    diag_hint_nearest(diag, message, theme->text, names.at, names.count);
}

/* Reports the words of the command line that are no program. */
static void check_words(struct arena *arena, const struct definitions_options *options, const struct programs *programs,
                        struct diag *diag)
{
    for (size_t i = 0; i < options->program_count; i++) {
        if (!programs_lookup(programs, options->programs[i]))
            report_unknown(arena, programs, options->programs[i], diag);
    }
    if (!options->program_count && !programs->count) report_unknown(arena, programs, STR("*"), diag);
}

static void choose(struct arena *arena, const struct definitions_options *options, const struct programs *programs,
                   struct definitions *out)
{
    out->programs = ARENA_ARRAY(arena, struct press_program, programs->count);
    for (size_t i = 0; i < programs->count; i++) {
        const struct program *program = &programs->at[i];
        if (is_wanted(options, program)) out->programs[out->program_count++].program = program;
    }
}

/* Gives each program its template; one without is left out, which was reported. */
static void read_templates(struct arena *arena, const struct definitions_options *options, struct diag *diag,
                           struct definitions *out)
{
    const char *templates = file_join(arena, options->data, "templates");
    size_t      kept = 0;
    check_theme(arena, options, out->workspace, &out->workspace->theme, diag);
    for (size_t i = 0; i < out->program_count; i++) {
        const struct program *program = out->programs[i].program;
        struct template *template = NULL;
        check_theme(arena, options, out->workspace, &program->theme, diag);
        if (!program->kind.text.len || !has_template(arena, options, out->workspace, program, diag)) continue;
        enum rc rc = template_load(arena, options->folder, templates, program->kind.text, diag, &template);
        /* One with mistakes is checked too: all that is wrong is said at once. */
        if (template && out->catalogue && template_check(template, out->catalogue, diag) != RC_OK) rc = RC_INVALID;
        if (rc == RC_OK) out->programs[kept++] = (struct press_program){program, template};
    }
    out->program_count = kept;
}

/* A mapping under construction; its values are copies, for siblings are linked through them. */
struct merge {
    struct arena     *arena;
    struct yaml_node *map, *last;
};

static void append(struct merge *merge, const struct yaml_node *value, struct yaml_node *key)
{
    struct yaml_node *copy = arena_copy(merge->arena, value, 1, sizeof *value);
    copy->key = key;
    copy->next = NULL;
    if (merge->last)
        merge->last->next = copy;
    else
        merge->map->first = copy;
    merge->last = copy;
    merge->map->count++;
}

static void append_all(struct merge *merge, const struct yaml_node *map)
{
    YAML_EACH (value, map)
        append(merge, value, value->key);
}

/*
 * The workspace's settings with those of the programs after them, which win; `targets` is a mapping of settings too.
 * One run has one catalogue, so two programs of a run cannot differ.
 */
static const struct yaml_node *merge_settings(struct arena *arena, const struct definitions *d, struct diag *diag)
{
    const struct program *first = NULL;
    struct merge          merge = {.arena = arena, .map = ARENA_NEW(arena, struct yaml_node)};
    merge.map->kind = YAML_MAPPING;
    append_all(&merge, d->workspace->settings);
    for (size_t i = 0; i < d->program_count; i++) {
        const struct program *program = d->programs[i].program;
        if (!program->settings && !program->targets) continue;
        if (first) {
            struct span span = program->targets ? program->targets->key->span : program->settings->key->span;
            diag_add(diag, DIAG_PROGRAM_SETTINGS, span, STR_ARG(first->name.text), STR_ARG(program->name.text));
            continue;
        }
        first = program;
        append_all(&merge, program->settings);
        if (program->targets) append(&merge, program->targets, program->targets->key);
    }
    return merge.map;
}

static void open_locale(struct arena *arena, struct definitions *d, struct diag *diag)
{
    const struct placed_text *said = &d->workspace->locale;
    const char               *folder = resource_locales(arena, d->workspace, d->data, said->text);
    if (!folder) {
        struct diag_message *message = diag_add(diag, DIAG_LOCALE_ABSENT, said->span, STR_ARG(said->text));
        diag_hint(diag, message, "a language is a file of templates/locales: fr, en, or one of the workspace's own");
    } else if (locale_open(folder, said->text.ptr, diag, &d->locale) != RC_OK) {
        d->locale = NULL;
    }
}

void definitions_close(struct definitions *definitions)
{
    if (definitions->locale) locale_close(definitions->locale);
    definitions->locale = NULL;
}

static enum rc check_data(struct arena *arena, const char *data, struct diag *diag)
{
    const char *folder = file_join(arena, data, "templates");
    if (access(folder, R_OK) == 0) return RC_OK;
    struct diag_message *message = diag_add(diag, DIAG_DEFINITION_READ, SPAN_NONE, folder, strerror(errno));
    diag_hint(diag, message, "RELIURE_DATA names the folder of Reliure's templates/ and fonts/");
    return RC_IO;
}

enum rc definitions_load(struct arena *arena, const struct definitions_options *options, struct diag *diag,
                         struct definitions *out)
{
    struct programs programs = {0};
    size_t          errors = diag->errors;
    *out = (struct definitions){.data = options->data};
    if (check_data(arena, options->data, diag) != RC_OK) return RC_IO;
    enum rc rc = workspace_load(arena, options->folder, diag, &out->workspace);
    if (!out->workspace) return rc;
    open_locale(arena, out, diag);
    bool is_mapped = import_check(out->workspace, arena, diag) == RC_OK;
    rc = programs_load(arena, out->workspace, options->programs, options->program_count, diag, &programs);
    if (rc == RC_OK) check_words(arena, options, &programs, diag); /* else the file of a word may be the broken one */
    out->all = programs;
    choose(arena, options, &programs, out);
    const struct catalogue_options catalogue = {
        .templates = file_join(arena, options->data, "templates"),
        .workspace = options->folder,
        .settings = merge_settings(arena, out, diag),
        .what_if = options->what_if,
    };
    if (catalogue_load(arena, &catalogue, diag, &out->catalogue) != RC_OK) out->catalogue = NULL;
    read_templates(arena, options, diag, out);
    return is_mapped && diag->errors == errors ? RC_OK : RC_INVALID;
}

static bool is_listed(const struct definitions *d, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (str_equal(d->programs[i].program->kind.text, d->programs[at].program->kind.text)) return true;
    }
    return false;
}

/* The words of English, that fr has too, against those of the other locale files. */
static void list_words(const struct definitions *d, const char *templates, struct arena *arena, struct diag *diag)
{
    struct translations     translations;
    struct diag             unheard; /* said when the languages were opened */
    const struct yaml_node *words;
    diag_init(&unheard, arena);
    translations_load(arena, d->workspace->folder, templates, &unheard, &translations);
    if (!translations.count) return;
    enum rc rc = yaml_load(arena, file_join(arena, templates, "locales/en.yaml"), "templates/locales/en.yaml", &unheard, &words);
    if (rc == RC_OK) translations_list_words(&translations, words, diag);
}

void definitions_list_gaps(const struct definitions *definitions, struct arena *arena, struct diag *diag)
{
    const char *folder = definitions->workspace->folder, *templates = file_join(arena, definitions->data, "templates");
    const struct catalogue_options catalogue = {.templates = templates, .workspace = folder};
    list_words(definitions, templates, arena, diag);
    for (size_t i = 0; i < definitions->program_count; i++) {
        if (!is_listed(definitions, i))
            template_list_gaps(arena, folder, templates, definitions->programs[i].program->kind.text, diag);
    }
    catalogue_list_gaps(arena, &catalogue, diag);
}

void definitions_dump(const struct definitions *definitions, struct strbuf *out)
{
    workspace_dump(definitions->workspace, out);
    for (size_t i = 0; i < definitions->program_count; i++)
        program_dump(definitions->programs[i].program, out);
}
