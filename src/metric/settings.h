/* SPDX-License-Identifier: MIT */
/*
 * settings: the values of domain section 12 and the like, declared with their defaults by the catalogue's `settings:`
 * and overridden by the workspace's. Keys are dotted ("health.weights.usage"); a mapping and a dotted key say the same.
 */
#ifndef RELIURE_METRIC_SETTINGS_H
#define RELIURE_METRIC_SETTINGS_H

#include "base/map.h"
#include "definition/yaml.h"

struct setting {
    str          key, text;
    bool         has_number;
    struct exact number;
    struct span  span;
};

struct settings {
    struct map keys;    /* key to struct setting, in order of declaration */
    struct map open;    /* prefixes below which any key may be set: "engagement.weights" */
    struct map choices; /* key to const struct yaml_node, the list of words that the setting may be */
};

/* Adds the leaves of a mapping as settings with their defaults. */
void settings_declare(struct arena *arena, struct settings *settings, const struct yaml_node *map);
/* Below this prefix a workspace may add keys of its own. */
void settings_open_prefix(struct arena *arena, struct settings *settings, str prefix);
/* From keys to the lists of words that they may be. */
void settings_declare_choices(struct arena *arena, struct settings *settings, const struct yaml_node *map);
/* Sets the leaves of a mapping; SETTING_UNKNOWN for a key nobody declared, TYPE_WRONG for text where a number belongs,
 * VALUE_WRONG for a word that is none of its choices. */
void settings_override(struct arena *arena, struct settings *settings, const struct yaml_node *map, struct diag *diag);
/* NULL when there is none. */
const struct setting *settings_lookup(const struct settings *settings, str key);

#endif
