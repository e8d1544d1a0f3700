/* SPDX-License-Identifier: MIT */
#include "template/template.h"

#include "base/file.h"
#include "template/phrase.h"
#include "template/read.h"

#include <unistd.h>

static const str top_keys[] = {STR("kind"), STR("title"),   STR("document_title"),
                               STR("data"), STR("opening"), STR("sections")};

static void read_top(struct reader *reader, const struct yaml_node *root)
{
    struct template *template = reader->template;
    yaml_check_keys(root, top_keys, COUNT_OF(top_keys), "a template", reader->diag);
    yaml_required_text(root, "kind", "a template", reader->diag);
    read_data(reader, yaml_mapping(root, "data", reader->diag));
    template->title = phrase_read_key(reader, root, "title");
    template->document_title = phrase_read_key(reader, root, "document_title");
    if (!template->title.count) diag_add(reader->diag, DIAG_KEY_MISSING, root->span, "title", "a template");
    read_blocks(reader, yaml_sequence(root, "opening", reader->diag), &template->opening, &template->opening_count);
    read_blocks(reader, yaml_sequence(root, "sections", reader->diag), &template->sections, &template->section_count);
}

/* Only sections stand at the top, and only there are they without a parent. */
static void check_top(struct reader *reader)
{
    struct template *template = reader->template;
    for (size_t i = 0; i < template->section_count; i++)
        if (template->sections[i].kind != BLOCK_SECTION)
            diag_add(reader->diag, DIAG_TYPE_WRONG, template->sections[i].span, "sections", "a list of sections",
                     "another block");
    for (size_t i = 0; i < template->opening_count; i++)
        if (template->opening[i].kind == BLOCK_SECTION)
            diag_add(reader->diag, DIAG_TYPE_WRONG, template->opening[i].span, "opening", "a list of blocks",
                     "a section");
}

void reader_translate(struct reader *reader, str file, const struct yaml_node *root)
{
    translations_apply(reader->arena, &reader->translations, file, root, reader->diag);
    if (reader->gaps) translations_list_gaps(&reader->translations, file, root, reader->gaps);
}

static const char *find_file(struct reader *reader, str kind)
{
    const char *name = arena_cstr(reader->arena, arena_printf(reader->arena, "%.*s.yaml", STR_ARG(kind)));
    for (size_t i = 0; i < COUNT_OF(reader->folders); i++) {
        const char *path = reader->folders[i] ? file_join(reader->arena, reader->folders[i], name) : NULL;
        if (path && access(path, R_OK) == 0) return path;
    }
    return NULL;
}

static enum rc read_root(struct reader *reader, const struct yaml_node *root, struct template **out)
{
    size_t errors = reader->diag->errors;
    read_top(reader, root);
    check_top(reader);
    *out = reader->template;
    return reader->diag->errors == errors ? RC_OK : RC_INVALID;
}

static struct reader new_reader(struct arena *arena, str kind, struct diag *diag)
{
    struct template *template = ARENA_NEW(arena, struct template);
    template->arena = arena;
    template->kind = kind;
    return (struct reader){.template = template, .arena = arena, .diag = diag};
}

enum rc template_parse(struct arena *arena, const struct source_file *file, struct diag *diag, struct template **out)
{
    const struct yaml_node *root;
    struct reader           reader = new_reader(arena, STR_NONE, diag);
    enum rc                 rc = yaml_parse(arena, file, diag, &root);
    return rc == RC_OK ? read_root(&reader, root, out) : rc;
}

static enum rc load(struct reader *reader, const char *workspace, const char *templates, struct template **out)
{
    const struct yaml_node *root;
    str                     kind = reader->template->kind;
    reader->folders[0] = workspace ? file_join(reader->arena, workspace, "templates/documents") : NULL;
    reader->folders[1] = file_join(reader->arena, templates, "documents");
    bool        is_name = kind.len && str_find(kind, '/') == kind.len && kind.ptr[0] != '.';
    const char *path = is_name ? find_file(reader, kind) : NULL;
    if (!path) {
        diag_add(reader->diag, DIAG_TEMPLATE_ABSENT, SPAN_NONE, STR_ARG(kind));
        return RC_MISSING;
    }
    enum rc rc = yaml_load(reader->arena, path, file_shown(path), reader->diag, &root);
    if (rc != RC_OK) return rc;
    translations_load(reader->arena, workspace, templates, reader->diag, &reader->translations);
    reader_translate(reader, arena_printf(reader->arena, "documents/%.*s", STR_ARG(kind)), root);
    return read_root(reader, root, out);
}

enum rc template_load(struct arena *arena, const char *workspace, const char *templates, str kind, struct diag *diag,
                      struct template **out)
{
    struct reader reader = new_reader(arena, kind, diag);
    return load(&reader, workspace, templates, out);
}

void template_list_gaps(struct arena *arena, const char *workspace, const char *templates, str kind, struct diag *diag)
{
    struct template *template;
    struct diag      unheard;
    diag_init(&unheard, arena);
    struct reader reader = new_reader(arena, kind, &unheard);
    reader.gaps = diag;
    enum rc rc = load(&reader, workspace, templates, &template);
    (void)rc; /* what else is wrong was reported when it was read */
}

enum rc template_check(const struct template *template, const struct catalogue *catalogue, struct diag *diag)
{
    size_t errors = diag->errors;
    str   *names = ARENA_ARRAY(diag->arena, str, catalogue->metric_count + 1);
    for (size_t i = 0; i < catalogue->metric_count; i++)
        names[i] = catalogue->metrics[i]->id;
    for (size_t i = 0; i < template->metrics.count; i++) {
        const struct metric_use *use = &template->metrics.at[i];
        if (catalogue_metric(catalogue, use->id)) continue;
        struct diag_message *message = diag_add(diag, DIAG_TEMPLATE_METRIC, use->span, STR_ARG(use->id));
        diag_hint_nearest(diag, message, use->id, names, catalogue->metric_count);
    }
    return diag->errors == errors ? RC_OK : RC_INVALID;
}
