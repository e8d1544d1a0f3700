/* SPDX-License-Identifier: MIT */
#include "metric/settings.h"

typedef void leaf_action(void *context, str key, const struct yaml_node *leaf);

/* Calls `action` for each scalar below `map`; depth is bounded by the reader of YAML. */
static void each_leaf(struct arena *arena, str prefix, const struct yaml_node *map, leaf_action *action, void *context)
{
    YAML_EACH (node, map) {
        str key = node->key->text;
        if (prefix.len) key = arena_printf(arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(key));
        if (node->kind == YAML_MAPPING)
            each_leaf(arena, key, node, action, context);
        else
            action(context, key, node);
    }
}

struct reading {
    struct arena    *arena;
    struct settings *settings;
    struct diag     *diag;
};

static struct setting *setting_of(struct arena *arena, str key, const struct yaml_node *leaf)
{
    struct setting *setting = ARENA_NEW(arena, struct setting);
    *setting = (struct setting){.key = key, .text = leaf->text, .span = leaf->span};
    bool is_number = leaf->kind == YAML_INTEGER || leaf->kind == YAML_DECIMAL;
    setting->has_number = is_number && exact_parse(arena, leaf->text, &setting->number) == RC_OK;
    return setting;
}

static void declare(void *context, str key, const struct yaml_node *leaf)
{
    struct reading *reading = context;
    map_set(reading->arena, &reading->settings->keys, key, setting_of(reading->arena, key, leaf));
}

void settings_declare(struct arena *arena, struct settings *settings, const struct yaml_node *map)
{
    struct reading reading = {arena, settings, NULL};
    each_leaf(arena, STR_NONE, map, declare, &reading);
}

void settings_open_prefix(struct arena *arena, struct settings *settings, str prefix)
{
    map_set(arena, &settings->open, prefix, settings);
}

void settings_declare_choices(struct arena *arena, struct settings *settings, const struct yaml_node *map)
{
    YAML_EACH (words, map)
        map_set(arena, &settings->choices, words->key->text, (void *)words);
}

/* Whether the word may be; if not, it is reported with those that may. */
static bool check_choice(const struct reading *reading, str key, const struct yaml_node *leaf)
{
    const struct yaml_node *choices = map_lookup(&reading->settings->choices, key);
    if (!choices) return true;
    str   *words = ARENA_ARRAY(reading->arena, str, choices->count);
    size_t count = 0;
    YAML_EACH (word, choices) {
        if (str_equal(word->text, leaf->text)) return true;
        words[count++] = word->text;
    }
    yaml_report_choice(leaf->text, leaf->span, words, count, reading->diag);
    return false;
}

static bool is_open(const struct settings *settings, str key)
{
    for (size_t i = 0; i < settings->open.count; i++) {
        str prefix = settings->open.entries[i].key;
        if (key.len > prefix.len + 1 && str_equal(str_slice(key, 0, prefix.len), prefix) && key.ptr[prefix.len] == '.')
            return true;
    }
    return false;
}

static void report_unknown(const struct reading *reading, str key, const struct yaml_node *leaf)
{
    const struct map    *keys = &reading->settings->keys;
    str                 *names = ARENA_ARRAY(reading->arena, str, keys->count);
    struct diag_message *message = diag_add(reading->diag, DIAG_SETTING_UNKNOWN, leaf->key->span, STR_ARG(key));
    for (size_t i = 0; i < keys->count; i++)
        names[i] = keys->entries[i].key;
    diag_hint_nearest(reading->diag, message, key, names, keys->count);
}

static void override(void *context, str key, const struct yaml_node *leaf)
{
    struct reading *reading = context;
    struct setting *declared = map_lookup(&reading->settings->keys, key),
                   *given = setting_of(reading->arena, key, leaf);
    if (!declared && !is_open(reading->settings, key))
        report_unknown(reading, key, leaf);
    else if (declared && declared->has_number && !given->has_number)
        diag_add(reading->diag, DIAG_TYPE_WRONG, leaf->span, arena_cstr(reading->arena, key), "a number",
                 yaml_kind_word(leaf));
    else if (check_choice(reading, key, leaf))
        map_set(reading->arena, &reading->settings->keys, key, given);
}

void settings_override(struct arena *arena, struct settings *settings, const struct yaml_node *map, struct diag *diag)
{
    struct reading reading = {arena, settings, diag};
    each_leaf(arena, STR_NONE, map, override, &reading);
}

const struct setting *settings_lookup(const struct settings *settings, str key)
{
    return map_lookup(&settings->keys, key);
}
