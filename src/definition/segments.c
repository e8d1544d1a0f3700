/* SPDX-License-Identifier: MIT */
#include "definition/segments.h"

#include "base/hash.h"
#include "base/limits.h"

static const struct field fields[] = {
#define FIELD FIELD_AS_ROW
#include "definition/segments.def"
#undef FIELD
};

enum {
#define FIELD FIELD_AS_PLACE
#include "definition/segments.def"
#undef FIELD
    AT_END
};

static const struct field_table tables[] = {
    {"a segment", &fields[AT_segment_def_label], AT_criterion_text - AT_segment_def_label},
    {"a criterion", &fields[AT_criterion_text], AT_END - AT_criterion_text},
};

enum { TABLE_SEGMENT, TABLE_CRITERION };

const struct field_table *segments_tables(size_t *count)
{
    *count = COUNT_OF(tables);
    return tables;
}

static bool is_wording(const struct yaml_node *node)
{
    return node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING && node->kind != YAML_NULL;
}

/* Text, or a mapping whose values are texts; NULL and reported when it is neither. */
static const struct yaml_node *check_words(const struct yaml_node *words, const char *key, struct diag *diag)
{
    const struct yaml_node *wrong = NULL;
    if (!words || is_wording(words)) return words;
    if (words->kind != YAML_MAPPING || !words->first) wrong = words;
    YAML_EACH (node, words->kind == YAML_MAPPING ? words : NULL) {
        if (!wrong && !is_wording(node)) wrong = node;
    }
    if (!wrong) return words;
    diag_add(diag, DIAG_TYPE_WRONG, wrong->span, key, "text, or a mapping from language to text", yaml_kind_word(wrong));
    return NULL;
}

static bool read_criterion(struct arena *arena, const struct yaml_node *node, const char *key, struct diag *diag,
                           struct criterion *out)
{
    if (node->kind == YAML_MAPPING)
        field_read(arena, &tables[TABLE_CRITERION], node, out, diag);
    else if (!field_text(arena, node, key, diag, &out->where))
        return false;
    out->text = check_words(out->text, "text", diag);
    str where = str_trim(out->where.text);
    if (where.len && where.len <= LIMIT_SQL_BYTES) return true;
    if (!field_is_given(&out->where)) return false; /* reported as missing */
    struct diag_message *message = diag_add(diag, DIAG_VALUE_WRONG, out->where.span, STR_ARG(where), "a condition");
    diag_hint(diag, message, "SQL over the columns of accounts, as in « plan = 'Pro' », of at most %zu bytes",
              (size_t)LIMIT_SQL_BYTES);
    return false;
}

static struct criteria read_criteria(struct arena *arena, const struct yaml_node *node, const char *key,
                                     struct diag *diag)
{
    struct criteria out = {0};
    if (!node) return out;
    bool   is_list = node->kind == YAML_SEQUENCE;
    size_t count = is_list ? node->count : 1;
    if (count > LIMIT_CRITERIA) {
        diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->key->text), "a list of at most 100 criteria");
        return out;
    }
    out.at = ARENA_ARRAY(arena, struct criterion, count + 1);
    for (const struct yaml_node *item = is_list ? node->first : node; item; item = is_list ? item->next : NULL) {
        if (read_criterion(arena, item, key, diag, &out.at[out.count])) out.count++;
    }
    return out;
}

static bool is_named(const struct yaml_node *node, struct diag *diag)
{
    str name = node->key->text;
    if (name.len && name.len <= LIMIT_NAME_BYTES) return true;
    diag_add(diag, DIAG_VALUE_WRONG, node->key->span, STR_ARG(name), "the name of a segment, of at most 120 bytes");
    return false;
}

static bool read_segment(struct arena *arena, const struct yaml_node *node, struct diag *diag, struct segment_def *out)
{
    if (!is_named(node, diag)) return false;
    if (node->kind != YAML_MAPPING) {
        diag_add(diag, DIAG_TYPE_WRONG, node->span, arena_cstr(diag->arena, node->key->text),
                 "a mapping with label, include and exclude", yaml_kind_word(node));
        return false;
    }
    field_read(arena, &tables[TABLE_SEGMENT], node, out, diag);
    out->name = (struct placed_text){arena_str(arena, node->key->text), node->key->span};
    out->label = check_words(out->label, "label", diag);
    out->include = read_criteria(arena, out->include_node, "include", diag);
    out->exclude = read_criteria(arena, out->exclude_node, "exclude", diag);
    if (out->include_node || out->exclude_node) return true;
    struct diag_message *message =
        diag_say(diag, DIAG_KEY_MISSING, node->span, "key 'include' or 'exclude' is missing in %s", tables[TABLE_SEGMENT].what);
    diag_hint(diag, message, "the criteria that make the segment: include: [\"plan = 'Pro'\"]");
    return false;
}

static void hash_node(struct hasher *hasher, const struct yaml_node *node)
{
    hasher_add_int(hasher, node->kind);
    hasher_add_str(hasher, node->key ? node->key->text : STR_NONE);
    hasher_add_str(hasher, node->text);
    hasher_add_int(hasher, (int64_t)node->count);
    YAML_EACH (child, node)
        hash_node(hasher, child);
}

void segments_read(struct arena *arena, const struct yaml_node *map, struct diag *diag, struct segments *out)
{
    *out = (struct segments){0};
    if (!map) return;
    if (map->count > LIMIT_SEGMENTS) {
        diag_add(diag, DIAG_VALUE_WRONG, map->span, STR_ARG(STR("segments")), "a mapping of at most 100 segments");
        return;
    }
    struct hasher *hasher = hasher_new();
    hash_node(hasher, map);
    hash_hex(hasher_end(hasher), out->key);
    out->at = ARENA_ARRAY(arena, struct segment_def, map->count + 1);
    YAML_EACH (node, map) {
        out->at[out->count] = (struct segment_def){0};
        if (read_segment(arena, node, diag, &out->at[out->count])) out->count++;
    }
}

str segments_wording(const struct yaml_node *words, str language, str fallback)
{
    if (!words) return fallback;
    if (words->kind != YAML_MAPPING) return words->text;
    YAML_EACH (node, words) {
        if (str_equal(node->key->text, language)) return node->text;
    }
    return words->first->text;
}
