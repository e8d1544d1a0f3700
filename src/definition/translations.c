/* SPDX-License-Identifier: MIT */
#include "definition/translations.h"

#include "base/file.h"
#include "base/vec.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_scalar(const struct yaml_node *node)
{
    return node && node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING && node->kind != YAML_NULL;
}

/* A mapping with a wording in both of the languages that everything speaks. */
static bool is_text(const struct yaml_node *node)
{
    return node->kind == YAML_MAPPING && is_scalar(yaml_get(node, "fr")) && is_scalar(yaml_get(node, "en"));
}

/* ---- reading ---- */

static int is_further(const struct dirent *entry)
{
    str name = str_from(entry->d_name);
    return entry->d_name[0] != '.' && str_ends(name, ".yaml") && !str_is(name, "fr.yaml") && !str_is(name, "en.yaml");
}

static bool has_language(const struct translations *translations, str language)
{
    for (size_t i = 0; i < translations->count; i++) {
        if (str_equal(translations->at[i].language, language)) return true;
    }
    return false;
}

static void load_folder(struct arena *arena, const char *templates, struct diag *diag, struct translations *out)
{
    const char     *folder = file_join(arena, templates, "locales");
    struct dirent **entries;
    int             count = scandir(folder, &entries, is_further, alphasort);
    size_t          room = out->count + (count > 0 ? (size_t)count : 0);
    struct translation *at = ARENA_ARRAY(arena, struct translation, room + 1);
    if (out->count) memcpy(at, out->at, out->count * sizeof *at);
    out->at = at;
    for (int i = 0; i < count; i++) {
        str                     name = str_from(entries[i]->d_name), language = str_slice(name, 0, name.len - 5);
        const char             *path = file_join(arena, folder, entries[i]->d_name);
        const struct yaml_node *root = NULL;
        if (!has_language(out, language) && yaml_load(arena, path, file_shown(path), diag, &root) == RC_OK)
            out->at[out->count++] =
                (struct translation){arena_str(arena, language), root, yaml_mapping(root, "translations", diag)};
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

void translations_load(struct arena *arena, const char *workspace, const char *templates, struct diag *diag,
                       struct translations *out)
{
    *out = (struct translations){0};
    if (workspace) load_folder(arena, file_join(arena, workspace, "templates"), diag, out);
    load_folder(arena, templates, diag, out);
}

/* ---- paths ---- */

static const struct yaml_node *find(const struct yaml_node *node, str path);

static const struct yaml_node *find_in_list(const struct yaml_node *list, str path)
{
    str    rest, place = str_cut(path, '.', &rest);
    size_t wanted = 0;
    for (size_t i = 0; i < place.len; i++) {
        if (place.ptr[i] < '0' || place.ptr[i] > '9' || wanted > list->count) return NULL;
        wanted = wanted * 10 + (size_t)(place.ptr[i] - '0');
    }
    const struct yaml_node *item = wanted ? list->first : NULL;
    while (item && --wanted)
        item = item->next;
    return item ? find(item, rest) : NULL;
}

/* Keys may have dots of their own: every key the path begins with is tried. */
static const struct yaml_node *find(const struct yaml_node *node, str path)
{
    if (!path.len) return node;
    if (node->kind == YAML_SEQUENCE) return find_in_list(node, path);
    YAML_EACH (child, node->kind == YAML_MAPPING ? node : NULL) {
        str key = child->key->text;
        if (key.len > path.len || memcmp(key.ptr, path.ptr, key.len) != 0) continue;
        if (key.len < path.len && path.ptr[key.len] != '.') continue;
        size_t                  from = key.len < path.len ? key.len + 1 : key.len;
        const struct yaml_node *found = find(child, str_slice(path, from, path.len));
        if (found) return found;
    }
    return NULL;
}

/* ---- adding ---- */

static const struct yaml_node *texts_of(const struct translation *translation, str file)
{
    YAML_EACH (node, translation->files) {
        if (str_equal(node->key->text, file)) return node;
    }
    return NULL;
}

static void add_wording(struct arena *arena, struct yaml_node *text, str language, const struct yaml_node *wording)
{
    struct yaml_node *added = arena_copy(arena, wording, 1, sizeof *wording), *last = text->first;
    added->key = arena_copy(arena, wording->key, 1, sizeof *wording->key);
    added->key->text = language;
    added->next = NULL;
    while (last->next)
        last = last->next;
    last->next = added;
    text->count++;
}

static void apply_one(struct arena *arena, const struct translation *translation, str file,
                      const struct yaml_node *root, struct diag *diag)
{
    const struct yaml_node *texts = texts_of(translation, file);
    YAML_EACH (wording, texts) {
        const struct yaml_node *text = find(root, wording->key->text);
        bool                    is_there = text && is_text(text) && is_scalar(wording);
        if (!is_there)
            diag_add(diag, DIAG_TRANSLATION_PATH, wording->key->span, STR_ARG(file), STR_ARG(wording->key->text));
        else if (!yaml_get(text, arena_cstr(arena, translation->language)))
            add_wording(arena, (struct yaml_node *)text, translation->language, wording); /* the tree is our own still */
    }
}

void translations_apply(struct arena *arena, const struct translations *translations, str file,
                        const struct yaml_node *root, struct diag *diag)
{
    for (size_t i = 0; i < translations->count; i++)
        apply_one(arena, &translations->at[i], file, root, diag);
}

/* ---- what is lacking ---- */

struct gaps {
    const struct translation *translation;
    str                       file;
    struct diag              *diag;
};

static void list_gaps(const struct gaps *gaps, const struct yaml_node *node, str path)
{
    struct arena *arena = gaps->diag->arena;
    size_t        place = 0;
    if (is_text(node)) {
        if (!yaml_get(node, arena_cstr(arena, gaps->translation->language)))
            diag_add(gaps->diag, DIAG_TRANSLATION_LACKS, node->span, STR_ARG(gaps->translation->language), STR_ARG(gaps->file),
                     STR_ARG(path));
        return;
    }
    if (node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING) return;
    YAML_EACH (child, node) {
        const char *dot = path.len ? "." : "";
        place++;
        if (node->kind == YAML_SEQUENCE)
            list_gaps(gaps, child, arena_printf(arena, "%.*s%s%zu", STR_ARG(path), dot, place));
        else
            list_gaps(gaps, child, arena_printf(arena, "%.*s%s%.*s", STR_ARG(path), dot, STR_ARG(child->key->text)));
    }
}

void translations_list_gaps(const struct translations *translations, str file, const struct yaml_node *root,
                            struct diag *diag)
{
    for (size_t i = 0; i < translations->count; i++)
        list_gaps(&(struct gaps){&translations->at[i], file, diag}, root, STR_NONE);
}

/* Plural forms differ from language to language: « other » alone is asked for. */
static bool is_other_form(str key)
{
    static const str forms[] = {STR("zero"), STR("one"), STR("two"), STR("few"), STR("many")};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (str_equal(key, forms[i])) return true;
    }
    return false;
}

static void list_words(const struct gaps *gaps, const struct yaml_node *wanted, const struct yaml_node *there, str path)
{
    YAML_EACH (node, wanted) {
        str                     key = node->key->text;
        const struct yaml_node *own = yaml_get(there, arena_cstr(gaps->diag->arena, key));
        str name = arena_printf(gaps->diag->arena, "%.*s%s%.*s", STR_ARG(path), path.len ? "." : "", STR_ARG(key));
        if (node->kind == YAML_MAPPING && own)
            list_words(gaps, node, own, name);
        else if (!own && !is_other_form(key) && !(str_is(key, "other") && is_scalar(there)))
            diag_add(gaps->diag, DIAG_TRANSLATION_LACKS, node->span, STR_ARG(gaps->translation->language),
                     STR_ARG(gaps->file), STR_ARG(name));
    }
}

void translations_list_words(const struct translations *translations, const struct yaml_node *words, struct diag *diag)
{
    for (size_t i = 0; i < translations->count; i++) {
        const struct gaps gaps = {&translations->at[i], STR("locales/en"), diag};
        list_words(&gaps, words, translations->at[i].root, STR_NONE);
    }
}
