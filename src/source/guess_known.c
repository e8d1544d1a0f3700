/* SPDX-License-Identifier: MIT */
#include "source/guess_known.h"

#include "base/file.h"
#include "base/vec.h"
#include "source/guess_text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct field fields[] = {
#define FIELD FIELD_AS_ROW
#include "source/guess_known.def"
#undef FIELD
};

enum {
#define FIELD FIELD_AS_PLACE
#include "source/guess_known.def"
#undef FIELD
    AT_END
};

static const struct field_table tables[] = {
    {"the shape of an export", &fields[AT_known_shape_tool], AT_known_column_from_list - AT_known_shape_tool},
    {"a column of a shape", &fields[AT_known_column_from_list], AT_known_where_column - AT_known_column_from_list},
    {"a row rule of a shape", &fields[AT_known_where_column], AT_END - AT_known_where_column},
};

enum { FIELDS_SHAPE, FIELDS_COLUMN, FIELDS_WHERE };

struct load {
    struct arena *arena;
    struct diag  *diag;
    struct known *known;
    VEC(struct known_shape) shapes;
};

const struct field_table *known_tables(size_t *count)
{
    *count = COUNT_OF(tables);
    return tables;
}

static struct known_names fold_list(const struct load *l, struct placed_list list)
{
    struct known_names names = {ARENA_ARRAY(l->arena, str, list.count + 1), list.count};
    for (size_t i = 0; i < list.count; i++) names.at[i] = guess_fold(l->arena, list.at[i].text);
    return names;
}

static struct known_names read_names(const struct load *l, const struct yaml_node *node, const char *key)
{
    return fold_list(l, field_texts(l->arena, node, key, l->diag));
}

/* A mapping of canonical words to the words of exports. */
static struct known_words read_words(const struct load *l, const struct yaml_node *map)
{
    struct known_words words = {ARENA_ARRAY(l->arena, struct known_word, map ? map->count + 1 : 1), 0};
    YAML_EACH (node, map)
        words.at[words.count++] = (struct known_word){node->key->text, read_names(l, node, "values")};
    return words;
}

static void read_column(const struct load *l, const struct yaml_node *node, struct known_column *column)
{
    column->name = (struct placed_text){node->key->text, node->key->span};
    if (node->kind == YAML_MAPPING) field_read(l->arena, &tables[FIELDS_COLUMN], node, column, l->diag);
    else column->from_list = field_texts(l->arena, node, "columns", l->diag);
    column->from = fold_list(l, column->from_list);
    column->interval = fold_list(l, column->interval_list);
    column->count = fold_list(l, column->count_list);
    column->quantity = fold_list(l, column->quantity_list);
    column->values = read_words(l, column->values_map);
}

static void read_signs(const struct load *l, struct known_shape *shape)
{
    const struct yaml_node *node = shape->recognise_node;
    if (!node) return;
    if (node->kind != YAML_SEQUENCE) {
        diag_add(l->diag, DIAG_TYPE_WRONG, node->span, "recognise", "a list of lists of headers", yaml_kind_word(node));
        return;
    }
    shape->signs = ARENA_ARRAY(l->arena, struct known_names, node->count + 1);
    shape->spelt = ARENA_ARRAY(l->arena, struct placed_list, node->count + 1);
    YAML_EACH (list, node) {
        struct placed_list *spelt = &shape->spelt[shape->sign_count];
        *spelt = field_texts(l->arena, list, "recognise", l->diag);
        shape->signs[shape->sign_count++] = fold_list(l, *spelt);
    }
}

static void read_wheres(const struct load *l, struct known_shape *shape)
{
    const struct yaml_node *node = shape->where_node;
    if (!node) return;
    bool is_list = node->kind == YAML_SEQUENCE;
    shape->wheres = ARENA_ARRAY(l->arena, struct known_where, is_list ? node->count : 1);
    for (const struct yaml_node *rule = is_list ? node->first : node; rule; rule = is_list ? rule->next : NULL)
        field_read(l->arena, &tables[FIELDS_WHERE], rule, &shape->wheres[shape->where_count++], l->diag);
}

static void check_shape(const struct load *l, const struct known_shape *shape)
{
    enum table_id id;
    if (!shape->table.text.len) return; /* reported */
    if (table_lookup(shape->table.text, &id) != RC_OK) {
        diag_add(l->diag, DIAG_SOURCE_TABLE_UNKNOWN, shape->table.span, STR_ARG(shape->table.text));
        return;
    }
    for (size_t i = 0; i < shape->column_count; i++) {
        const struct placed_text *name = &shape->columns[i].name;
        if (table_column(table_info(id), name->text) < table_info(id)->count) continue;
        diag_add(l->diag, DIAG_SOURCE_FIELD_UNKNOWN, name->span, table_info(id)->name, STR_ARG(name->text));
    }
}

/* A text, or that of a mapping in the language of the terminal, else in its first. */
static str read_said(const struct load *l, const struct yaml_node *node)
{
    const char *language = l->known->language == DIAG_FRENCH ? "fr" : "en";
    if (node && node->kind == YAML_MAPPING) node = yaml_get(node, language) ? yaml_get(node, language) : node->first;
    return node ? node->text : STR_NONE;
}

static void read_shape(struct load *l, str id, const struct yaml_node *root)
{
    struct known_shape *shape = VEC_PUSH(l->arena, l->shapes);
    shape->id = id;
    field_read(l->arena, &tables[FIELDS_SHAPE], root, shape, l->diag);
    shape->what = read_said(l, shape->what_node);
    shape->note = read_said(l, shape->note_node);
    shape->columns = ARENA_ARRAY(l->arena, struct known_column, shape->columns_map ? shape->columns_map->count : 1);
    YAML_EACH (node, shape->columns_map)
        read_column(l, node, &shape->columns[shape->column_count++]);
    read_signs(l, shape);
    read_wheres(l, shape);
    check_shape(l, shape);
}

static void read_table(const struct load *l, const struct yaml_node *node, enum table_id id)
{
    const struct table_info *table = table_info(id);
    l->known->files[id] = read_names(l, yaml_get(node, "files"), "files");
    YAML_EACH (column, yaml_mapping(node, "columns", l->diag)) {
        size_t index = table_column(table, column->key->text);
        if (index < table->count) l->known->columns[id][index] = read_names(l, column, "columns");
        else diag_add(l->diag, DIAG_SOURCE_FIELD_UNKNOWN, column->key->span, table->name, STR_ARG(column->key->text));
    }
    YAML_EACH (column, yaml_mapping(node, "values", l->diag)) {
        size_t index = table_column(table, column->key->text);
        if (index < table->count) l->known->values[id][index] = read_words(l, column);
        else diag_add(l->diag, DIAG_SOURCE_FIELD_UNKNOWN, column->key->span, table->name, STR_ARG(column->key->text));
    }
}

static void read_synonyms(const struct load *l, const struct yaml_node *root)
{
    enum table_id id;
    YAML_EACH (node, yaml_mapping(root, "tables", l->diag)) {
        if (table_lookup(node->key->text, &id) == RC_OK) read_table(l, node, id);
        else diag_add(l->diag, DIAG_SOURCE_TABLE_UNKNOWN, node->key->span, STR_ARG(node->key->text));
    }
    l->known->kinds = read_words(l, yaml_mapping(root, "survey_kinds", l->diag));
    l->known->spans = read_words(l, yaml_mapping(root, "spans", l->diag));
    l->known->prices = read_words(l, yaml_mapping(root, "prices", l->diag));
    l->known->french = read_names(l, yaml_get(root, "french"), "french");
    l->known->english = read_names(l, yaml_get(root, "english"), "english");
}

static int is_yaml(const struct dirent *entry)
{
    return str_ends(str_from(entry->d_name), ".yaml") && entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_file(struct load *l, const char *folder, const char *name)
{
    const struct yaml_node *root;
    str                     file = arena_str(l->arena, str_from(name)), id = str_slice(file, 0, file.len - 5);
    if (yaml_load(l->arena, file_join(l->arena, folder, name), file.ptr, l->diag, &root) != RC_OK) return;
    if (str_is(id, "synonyms")) read_synonyms(l, root);
    else if (root->kind == YAML_MAPPING) read_shape(l, id, root);
}

/* Those of the second folder are read where the first has none of the name. */
static void read_folder(struct load *l, const char *folder, const char *winner)
{
    struct dirent **entries = NULL;
    int             count = scandir(folder, &entries, is_yaml, by_name);
    for (int i = 0; i < count; i++) {
        bool is_won = winner && access(file_join(l->arena, winner, entries[i]->d_name), F_OK) == 0;
        if (!is_won) read_file(l, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static int by_id(const void *a, const void *b)
{
    return str_compare(((const struct known_shape *)a)->id, ((const struct known_shape *)b)->id);
}

enum rc known_load(const char *templates, const char *workspace, enum diag_language language, struct arena *arena,
                   struct diag *diag, struct known *out)
{
    struct load load = {.arena = arena, .diag = diag, .known = out};
    size_t      errors = diag->errors;
    const char *own = file_join(arena, workspace, "templates/sources");
    *out = (struct known){.language = language};
    read_folder(&load, own, NULL);
    read_folder(&load, file_join(arena, templates, "sources"), own);
    if (load.shapes.count) qsort(load.shapes.at, load.shapes.count, sizeof *load.shapes.at, by_id);
    out->shapes = load.shapes.at;
    out->shape_count = load.shapes.count;
    return diag->errors > errors ? RC_INVALID : RC_OK;
}

bool known_has(const struct known_names *names, str folded)
{
    for (size_t i = 0; i < names->count; i++) {
        if (guess_same(names->at[i], folded)) return true;
    }
    return false;
}

str known_canonical(const struct known_words *words, str folded)
{
    for (size_t i = 0; i < words->count; i++) {
        if (known_has(&words->at[i].names, folded)) return words->at[i].canonical;
    }
    return STR_NONE;
}
