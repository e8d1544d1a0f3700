/* SPDX-License-Identifier: MIT */
#include "metric/catalogue.h"

#include "metric/catalogue_read.h"
#include "metric/routing.h"

#include "definition/translations.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/vec.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Everything one load gathers before entries are read: an entry's text may name settings and bands of any file. */
struct loading {
    struct catalogue_reader reader;
    struct hasher          *hasher;
    bool                    is_override; /* the workspace's files are being read */
    /* Id to const struct yaml_node *; a workspace's replaces a shipped one. */
    struct map metrics, tables, checks, library;
    struct translations translations;
    struct diag        *gaps; /* where texts without translation are noted; or NULL */
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The YAML files of a folder in order of their bytes; none when there is no such folder. */
static size_t list_files(struct arena *arena, const char *folder, const char ***out)
{
    VEC(const char *) names = {0};
    DIR *dir = opendir(folder);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        str name = str_from(entry->d_name);
        if (entry->d_name[0] != '.' && (str_ends(name, ".yaml") || str_ends(name, ".yml")))
            *VEC_PUSH(arena, names) = arena_cstr(arena, name);
    }
    if (dir) closedir(dir);
    if (names.count) qsort(names.at, names.count, sizeof *names.at, compare_names);
    *out = names.at;
    return names.count;
}

typedef void file_action(struct loading *loading, const struct yaml_node *root);

static void each_file(struct loading *loading, const char *folder, const char *kind, file_action *action)
{
    struct arena *arena = loading->reader.arena;
    const char  **names, *path = file_join(arena, folder, kind);
    size_t        count = list_files(arena, path, &names);
    for (size_t i = 0; i < count; i++) {
        const struct yaml_node *root;
        const char             *file = file_join(arena, path, names[i]);
        str                     shown = arena_printf(arena, "templates/%s/%s", kind, names[i]);
        if (yaml_load(arena, file, shown.ptr, loading->reader.diag, &root) != RC_OK) continue;
        if (root->span.file) hasher_add_str(loading->hasher, root->span.file->text);
        str stem = arena_printf(arena, "%s/%.*s", kind, (int)(strlen(names[i]) - strlen(".yaml")), names[i]);
        translations_apply(arena, &loading->translations, stem, root, loading->reader.diag);
        if (loading->gaps) translations_list_gaps(&loading->translations, stem, root, loading->gaps);
        action(loading, root);
    }
}

static void take_bands(struct loading *loading, const struct yaml_node *root)
{
    const struct band_table *table = bands_read(loading->reader.arena, root, loading->reader.diag);
    if (table) map_set(loading->reader.arena, &loading->reader.catalogue->bands, table->id, (void *)table);
}

/* Twice in one set of files is a mistake; in a workspace's file it is the point. */
static void take_entry(struct loading *loading, struct map *map, const struct yaml_node *node)
{
    const struct yaml_node *other = map_lookup(map, node->key->text);
    if (other && !loading->is_override)
        diag_add(loading->reader.diag, DIAG_METRIC_TWICE, node->key->span, STR_ARG(node->key->text),
                 other->span.file ? other->span.file->name : "another file");
    map_set(loading->reader.arena, map, node->key->text, (void *)node);
}

static void take_map(struct loading *loading, struct map *map, const struct yaml_node *node)
{
    YAML_EACH(child, node) map_set(loading->reader.arena, map, child->key->text, (void *)child);
}

static void take_metrics(struct loading *loading, const struct yaml_node *root)
{
    struct catalogue *catalogue = loading->reader.catalogue;
    struct arena     *arena = loading->reader.arena;
    YAML_EACH(node, root)
    {
        str key = node->key ? node->key->text : STR_NONE;
        if (str_is(key, "settings"))
            settings_declare(arena, &catalogue->settings, node);
        else if (str_is(key, "open_settings")) {
            YAML_EACH(prefix, node) settings_open_prefix(arena, &catalogue->settings, prefix->text);
        } else if (str_is(key, "choices"))
            settings_declare_choices(arena, &catalogue->settings, node);
        else if (str_is(key, "reasons") || str_is(key, "words"))
            take_map(loading, &catalogue->words, node);
        else if (str_is(key, "shared"))
            take_map(loading, &catalogue->shared, node);
        else if (str_is(key, "rows"))
            take_map(loading, &catalogue->rows, node);
        else if (str_is(key, "checks"))
            take_map(loading, &loading->checks, node);
        else if (node->kind != YAML_MAPPING)
            diag_say(loading->reader.diag, DIAG_TYPE_WRONG, node->span, "%s should be a mapping, not %s",
                     "an entry of the catalogue", yaml_kind_word(node));
        else
            take_entry(loading, yaml_get(node, "columns") ? &loading->tables : &loading->metrics, node);
    }
}

static void take_library(struct loading *loading, const struct yaml_node *root)
{
    YAML_EACH(node, root)
    {
        if (node->kind == YAML_MAPPING && node->key)
            take_entry(loading, &loading->library, node);
        else
            diag_say(loading->reader.diag, DIAG_TYPE_WRONG, node->span, "%s should be a mapping, not %s",
                     "an entry of the library", yaml_kind_word(node));
    }
}

/* A language is what has a locale file; the library has its texts in each. */
static size_t list_languages(struct arena *arena, const struct catalogue_options *options, const str **out)
{
    const char *folders[] = {options->templates,
                             options->workspace ? file_join(arena, options->workspace, "templates") : NULL};
    VEC(str) languages = {0};
    for (size_t i = 0; i < COUNT_OF(folders) && folders[i]; i++) {
        const char **names;
        size_t       count = list_files(arena, file_join(arena, folders[i], "locales"), &names), known;
        for (size_t j = 0; j < count; j++) {
            str rest, language = str_cut(str_from(names[j]), '.', &rest);
            for (known = 0; known < languages.count && !str_equal(languages.at[known], language);)
                known++;
            if (known == languages.count) *VEC_PUSH(arena, languages) = language;
        }
    }
    *out = languages.at;
    return languages.count;
}

static void read_library(struct loading *loading, const struct catalogue_options *options)
{
    struct catalogue     *catalogue = loading->reader.catalogue;
    struct library_source source = {.entries = &loading->library, .settings = &catalogue->settings};
    source.language_count = list_languages(catalogue->arena, options, &source.languages);
    library_read(catalogue->arena, &source, loading->reader.diag, &catalogue->library);
    catalogue->routing = routing_new(catalogue->arena, &catalogue->library);
    for (size_t i = 0; i < source.language_count; i++)
        hasher_add_str(loading->hasher, source.languages[i]);
}

static void read_entries(struct loading *loading)
{
    struct catalogue *catalogue = loading->reader.catalogue;
    struct arena     *arena = loading->reader.arena;
    size_t            count = loading->metrics.count < LIMIT_METRICS ? loading->metrics.count : LIMIT_METRICS;
    catalogue->metrics = ARENA_ARRAY(arena, struct metric *, count);
    for (; catalogue->metric_count < count; catalogue->metric_count++) {
        struct metric *metric = catalogue->metrics[catalogue->metric_count] = ARENA_NEW(arena, struct metric);
        metric->index = catalogue->metric_count;
        catalogue_read_metric(&loading->reader, metric, loading->metrics.entries[metric->index].value);
        map_set(arena, &catalogue->by_id, metric->id, metric);
    }
    for (size_t i = 0; i < count; i++)
        catalogue_bind_names(&loading->reader, catalogue->metrics[i]);
    catalogue->tables = ARENA_ARRAY(arena, struct metric_table, loading->tables.count);
    for (; catalogue->table_count < loading->tables.count; catalogue->table_count++)
        catalogue_read_table(&loading->reader, &catalogue->tables[catalogue->table_count],
                             loading->tables.entries[catalogue->table_count].value);
    catalogue->checks = ARENA_ARRAY(arena, struct metric_check, loading->checks.count);
    for (; catalogue->check_count < loading->checks.count; catalogue->check_count++)
        catalogue_read_check(&loading->reader, &catalogue->checks[catalogue->check_count],
                             loading->checks.entries[catalogue->check_count].value);
}

struct ordering {
    struct loading *loading;
    struct metric **ordered;
    size_t          count;
    char           *state; /* by old index: 0 not seen, 1 being visited, 2 placed */
};

/* Depth first, so that each metric follows those it is made of. RC_INVALID on a cycle, which is reported. */
static enum rc visit(struct ordering *order, struct metric *metric)
{
    struct catalogue *catalogue = order->loading->reader.catalogue;
    order->state[metric->index] = 1;
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        if (metric->names[i].kind != NAME_METRIC) continue;
        struct metric *other = catalogue->metrics[metric->names[i].index];
        if (order->state[other->index] == 2) continue;
        if (order->state[other->index] == 1) {
            diag_add(order->loading->reader.diag, DIAG_METRIC_CYCLE, metric->node->key->span, STR_ARG(metric->id),
                     STR_ARG(other->id));
            return RC_INVALID;
        }
        if (visit(order, other) != RC_OK) return RC_INVALID;
    }
    order->state[metric->index] = 2;
    order->ordered[order->count++] = metric;
    return RC_OK;
}

static enum rc order_metrics(struct loading *loading)
{
    struct catalogue *catalogue = loading->reader.catalogue;
    struct arena     *arena = loading->reader.arena;
    struct ordering   order = {loading, ARENA_ARRAY(arena, struct metric *, catalogue->metric_count), 0,
                               ARENA_ARRAY(arena, char, catalogue->metric_count)};
    for (size_t i = 0; i < catalogue->metric_count; i++) {
        if (order.state[i] == 0 && visit(&order, catalogue->metrics[i]) != RC_OK) return RC_INVALID;
    }
    size_t *moved = ARENA_ARRAY(arena, size_t, catalogue->metric_count);
    for (size_t i = 0; i < order.count; i++)
        moved[order.ordered[i]->index] = i;
    for (size_t i = 0; i < order.count; i++) {
        struct metric *metric = order.ordered[i];
        metric->index = i;
        for (size_t j = 0; j < metric->formula.name_count; j++) {
            if (metric->names[j].kind == NAME_METRIC) metric->names[j].index = moved[metric->names[j].index];
        }
    }
    catalogue->metrics = order.ordered;
    return RC_OK;
}

/* What a metric is made of is needed for every period and level it is asked for; a mean needs its accounts. */
static void widen(struct catalogue *catalogue)
{
    for (size_t i = catalogue->metric_count; i-- > 0;) {
        struct metric *metric = catalogue->metrics[i];
        if (metric->rollup == ROLLUP_MEAN) metric->levels |= 1u << LEVEL_ACCOUNT;
        unsigned levels = metric->rollup == ROLLUP_MEAN ? 1u << LEVEL_ACCOUNT : metric->levels;
        for (size_t j = 0; j < metric->formula.name_count; j++) {
            if (metric->names[j].kind != NAME_METRIC) continue;
            struct metric *other = catalogue->metrics[metric->names[j].index];
            other->periods |= metric->periods;
            other->levels |= levels;
        }
        if (!metric->query) continue;
        metric->query->periods |= metric->periods;
        metric->query->levels |= levels;
        metric->query->users++;
    }
}

static void gather_queries(struct catalogue *catalogue)
{
    catalogue->queries = ARENA_ARRAY(catalogue->arena, struct metric_query *, catalogue->metric_count);
    for (size_t i = 0; i < catalogue->metric_count; i++) {
        struct metric_query *query = catalogue->metrics[i]->query;
        size_t               at = 0;
        while (query && at < catalogue->query_count && catalogue->queries[at] != query)
            at++;
        if (!query || at < catalogue->query_count) continue;
        query->index = at;
        catalogue->queries[catalogue->query_count++] = query;
    }
}

/* A weight is a share of the whole. */
static bool is_weight(struct catalogue_reader *reader, const struct setting *setting)
{
    if (exact_sign(setting->number) >= 0 && exact_compare(setting->number, exact_from_int(reader->arena, 1)) <= 0) return true;
    struct diag_message *message = diag_add(reader->diag, DIAG_WEIGHT_RANGE, setting->span, STR_ARG(setting->key), STR_ARG(setting->text));
    diag_hint(reader->diag, message, "weights are from 0 to 1: 0.4 for 40 %%; 0 leaves a part out");
    return false;
}

/* The weights of weighted() over settings alone add up to 1 (domain 3.18: 100 % ± 0.01). */
static void check_weights(struct catalogue_reader *reader, const struct metric *metric)
{
    const struct formula *root = metric->formula.root;
    if (!root || root->kind != FORMULA_WEIGHTED) return;
    struct exact sum = EXACT_ZERO, gap = exact_from_ratio(reader->arena, 1, 10000);
    bool         is_refused = false;
    for (size_t i = 1; i < root->arg_count; i += 2) {
        const struct formula *weight = root->args[i];
        if (weight->kind != FORMULA_NAME || metric->names[weight->index].kind != NAME_SETTING) return;
        const struct setting *setting = metric->names[weight->index].setting;
        if (!is_weight(reader, setting)) is_refused = true;
        sum = exact_add(reader->arena, sum, setting->number);
    }
    if (is_refused || exact_compare(exact_abs(exact_sub(reader->arena, sum, exact_from_int(reader->arena, 1))), gap) <= 0) return;
    struct span span = metric->names[root->args[1]->index].setting->span;
    diag_add(reader->diag, DIAG_METRIC_WEIGHTS, span, STR_ARG(metric->id), STR_ARG(exact_print(reader->arena, sum, 4)));
}

/* Each band table may give way to another: the setting bands.nrr names the one that judges, itself by default. */
static void declare_bands(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->bands.count; i++) {
        str                    id = catalogue->bands.entries[i].key;
        const struct band_table *table = catalogue->bands.entries[i].value;
        struct setting        *setting = ARENA_NEW(catalogue->arena, struct setting);
        *setting = (struct setting){.key = arena_printf(catalogue->arena, "bands.%.*s", STR_ARG(id)), .text = id, .span = table->span};
        if (!settings_lookup(&catalogue->settings, setting->key))
            map_set(catalogue->arena, &catalogue->settings.keys, setting->key, setting);
    }
}

static void switch_bands(struct catalogue_reader *reader)
{
    struct map  *bands = &reader->catalogue->bands;
    const void **tables = ARENA_ARRAY(reader->arena, const void *, bands->count);
    str         *names = ARENA_ARRAY(reader->arena, str, bands->count);
    for (size_t i = 0; i < bands->count; i++) {
        tables[i] = bands->entries[i].value;
        names[i] = bands->entries[i].key;
    }
    for (size_t i = 0; i < bands->count; i++) {
        const char           *key = arena_printf(reader->arena, "bands.%.*s", STR_ARG(names[i])).ptr;
        const struct setting *setting = settings_lookup(&reader->catalogue->settings, str_from(key));
        size_t                at = 0;
        while (setting && at < bands->count && !str_equal(names[at], setting->text))
            at++;
        if (!setting || at < bands->count)
            bands->entries[i].value = (void *)tables[setting ? at : i];
        else
            diag_hint_nearest(reader->diag, diag_add(reader->diag, DIAG_BAND_UNKNOWN, setting->span, STR_ARG(setting->text)),
                              setting->text, names, bands->count);
    }
}

/* Domain 12, row 23. */
static void set_boundary(struct catalogue_reader *reader)
{
    const struct map     *bands = &reader->catalogue->bands;
    const struct setting *setting = settings_lookup(&reader->catalogue->settings, STR("bands.boundary"));
    if (!setting || str_is(setting->text, "lower_inclusive")) return;
    if (!str_is(setting->text, "upper_inclusive")) {
        diag_add(reader->diag, DIAG_VALUE_WRONG, setting->span, STR_ARG(setting->text),
                 "lower_inclusive or upper_inclusive");
        return;
    }
    for (size_t i = 0; i < bands->count; i++)
        bands_take_upper(bands->entries[i].value);
}

/* Domain 12, row 22. */
static void set_rounding(struct catalogue_reader *reader)
{
    const struct map *bands = &reader->catalogue->bands;
    for (size_t i = 0; i < bands->count; i++) {
        struct band_table    *table = bands->entries[i].value;
        const struct setting *setting = settings_lookup(&reader->catalogue->settings, table->rounding);
        if (!setting || str_is(setting->text, "half_up")) continue;
        if (str_is(setting->text, "none"))
            table->round = -1;
        else
            diag_add(reader->diag, DIAG_VALUE_WRONG, setting->span, STR_ARG(setting->text), "half_up or none");
    }
}

static void hash_settings(struct loading *loading)
{
    const struct map *keys = &loading->reader.catalogue->settings.keys;
    for (size_t i = 0; i < keys->count; i++) {
        const struct setting *setting = keys->entries[i].value;
        hasher_add_str(loading->hasher, setting->key);
        hasher_add_str(loading->hasher, setting->text);
    }
}

const struct yaml_node *catalogue_shared_query(const struct yaml_node *shared)
{
    return shared->kind == YAML_MAPPING ? yaml_get(shared, "query") : shared;
}

static void check_shared_table(struct catalogue_reader *reader, str name, const struct yaml_node *node)
{
    static const str keys[] = {STR("view"), STR("unless"), STR("key"), STR("query")};
    yaml_check_keys(node, keys, COUNT_OF(keys), "a shared table", reader->diag);
    (void)yaml_sequence(node, "key", reader->diag);
    (void)yaml_required_text(node, "query", "a shared table", reader->diag);
    if (yaml_get(node, "view")) (void)yaml_required_text(node, "unless", "a shared table with a view", reader->diag);
    YAML_EACH(sql, node)
    {
        if (sql->kind == YAML_TEXT) catalogue_check_sql(reader, name, sql);
    }
}

static void check_shared(struct catalogue_reader *reader)
{
    const struct map *shared = &reader->catalogue->shared;
    for (size_t i = 0; i < shared->count; i++) {
        const struct yaml_node *node = shared->entries[i].value;
        if (node->kind == YAML_MAPPING) check_shared_table(reader, shared->entries[i].key, node);
        else catalogue_check_sql(reader, shared->entries[i].key, node);
    }
}

static void load_translations(struct loading *loading, const struct catalogue_options *options)
{
    translations_load(loading->reader.arena, options->workspace, options->templates, loading->reader.diag, &loading->translations);
    for (size_t i = 0; i < loading->translations.count; i++) {
        const struct yaml_node *files = loading->translations.at[i].files;
        if (files && files->span.file) hasher_add_str(loading->hasher, files->span.file->text);
    }
}

static void take_nothing(struct loading *loading, const struct yaml_node *root)
{
    (void)loading;
    (void)root;
}

void catalogue_list_gaps(struct arena *arena, const struct catalogue_options *options, struct diag *diag)
{
    static const char *const kinds[] = {"bands", "metrics", "library"};
    struct diag              unheard;
    struct catalogue         catalogue = {.arena = arena};
    diag_init(&unheard, arena);
    struct loading loading = {.reader = {arena, &catalogue, &unheard}, .hasher = hasher_new(), .gaps = diag};
    load_translations(&loading, options);
    for (size_t i = 0; i < COUNT_OF(kinds) && loading.translations.count; i++) {
        each_file(&loading, options->templates, kinds[i], take_nothing);
        if (options->workspace) each_file(&loading, file_join(arena, options->workspace, "templates"), kinds[i], take_nothing);
    }
    (void)hasher_end(loading.hasher);
}

enum rc catalogue_load(struct arena *arena, const struct catalogue_options *options, struct diag *diag,
                       const struct catalogue **out)
{
    size_t            errors = diag->errors;
    struct catalogue *catalogue = ARENA_NEW(arena, struct catalogue);
    struct loading    loading = {.reader = {arena, catalogue, diag}, .hasher = hasher_new()};
    catalogue->arena = arena;
    load_translations(&loading, options);
    each_file(&loading, options->templates, "bands", take_bands);
    each_file(&loading, options->templates, "metrics", take_metrics);
    each_file(&loading, options->templates, "library", take_library);
    if (options->workspace) {
        const char *folder = file_join(arena, options->workspace, "templates");
        loading.is_override = true;
        each_file(&loading, folder, "bands", take_bands);
        each_file(&loading, folder, "metrics", take_metrics);
        each_file(&loading, folder, "library", take_library);
    }
    declare_bands(catalogue);
    settings_override(arena, &catalogue->settings, options->settings, diag);
    settings_override(arena, &catalogue->settings, options->what_if, diag);
    switch_bands(&loading.reader);
    set_boundary(&loading.reader);
    set_rounding(&loading.reader);
    read_library(&loading, options);
    read_entries(&loading);
    check_shared(&loading.reader);
    if (diag->errors == errors && order_metrics(&loading) == RC_OK) {
        widen(catalogue);
        gather_queries(catalogue);
        for (size_t i = 0; i < catalogue->metric_count; i++)
            check_weights(&loading.reader, catalogue->metrics[i]);
    }
    hash_settings(&loading);
    hash_hex(hasher_end(loading.hasher), catalogue->key);
    *out = catalogue;
    return diag->errors == errors ? RC_OK : RC_INVALID;
}

const struct metric *catalogue_metric(const struct catalogue *catalogue, str id)
{
    return map_lookup(&catalogue->by_id, id);
}

const struct metric_table *catalogue_table(const struct catalogue *catalogue, str id)
{
    for (size_t i = 0; i < catalogue->table_count; i++) {
        if (str_equal(catalogue->tables[i].id, id)) return &catalogue->tables[i];
    }
    return NULL;
}

str catalogue_word(const struct catalogue *catalogue, str id, const char *language)
{
    str words = words_in(map_lookup(&catalogue->words, id), language);
    return words.len ? words : id;
}

str catalogue_name_label(const struct catalogue *catalogue, const struct metric *metric, size_t name,
                         const char *language)
{
    const struct metric_name *bound = &metric->names[name];
    str                       id = metric->formula.names[name], words = STR_NONE;
    YAML_EACH(label, metric->labels)
    {
        if (str_equal(label->key->text, id)) words = words_in(label, language);
    }
    if (words.len == 0 && bound->kind == NAME_INPUT)
        words = words_in(metric->query->inputs[bound->index].label, language);
    if (words.len == 0 && bound->kind == NAME_METRIC)
        words = words_in(catalogue->metrics[bound->index]->label, language);
    return words.len ? words : id;
}

void catalogue_dump(const struct catalogue *catalogue, struct strbuf *out)
{
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < catalogue->metric_count; i++) {
        const struct metric *metric = catalogue->metrics[i];
        strbuf_printf(out, "metric %.*s %s%s = %.*s\n", STR_ARG(metric->id), unit_word(metric->unit),
                      metric->is_internal ? " internal" : "", STR_ARG(formula_render(scratch, &metric->formula, NULL)));
    }
    for (size_t i = 0; i < catalogue->table_count; i++) {
        const struct metric_table *table = &catalogue->tables[i];
        strbuf_printf(out, "table %.*s%s (", STR_ARG(table->id), table->is_internal ? " internal" : "");
        for (size_t j = 0; j < table->column_count; j++)
            strbuf_printf(out, "%s%.*s", j ? ", " : "", STR_ARG(table->columns[j].name));
        strbuf_adds(out, ")\n");
    }
    arena_free(scratch);
}
