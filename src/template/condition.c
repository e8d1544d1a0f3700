/* SPDX-License-Identifier: MIT */
/*
 * Conditions of anything that may be left out: `when` is SQL over m, the view of all accounts' metrics; `has` and
 * `lacks` are paths that must, or must not, have something to say; `trend` is « metric: up | flat | down | none ».
 */
#include "template/phrase.h"

static const str keys[] = {CONDITION_KEYS};

bool is_condition_key(str key)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_equal(key, keys[i])) return true;
    return false;
}

/* Parameters that differ from document to document; a condition in SQL is asked once for all. */
static void check_rule(struct reader *reader, const struct yaml_node *node)
{
    static const char *const own[] = {":account", ":subject", ":segment", ":currency", ":language"};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (str_find_str(node->text, str_from(own[i])) < node->text.len)
            diag_hint(reader->diag, diag_add(reader->diag, DIAG_TEMPLATE_RULE, node->span, own[i]),
                      "the account is m.account_id");
}

static int read_rule(struct reader *reader, const struct yaml_node *map)
{
    struct template *template = reader->template;
    const struct yaml_node *node = yaml_get(map, "when");
    str                     sql = yaml_text(map, "when", STR_NONE, reader->diag);
    if (!sql.len) return -1;
    for (size_t i = 0; i < template->rules.count; i++)
        if (str_equal(template->rules.at[i].sql, sql)) return (int)i;
    check_rule(reader, node);
    *VEC_PUSH(reader->arena, template->rules) = (struct rule){sql, node->span};
    return (int)template->rules.count - 1;
}

/* One path or a list of them. */
static struct path *read_paths(struct reader *reader, const struct yaml_node *node, size_t *count)
{
    *count = 0;
    if (!node) return NULL;
    struct path *paths = ARENA_ARRAY(reader->arena, struct path, node->count + 1);
    if (node->kind == YAML_SEQUENCE) YAML_EACH(child, node)
    *count += path_parse(reader, child->text, child->span, &paths[*count]);
    else *count += path_parse(reader, node->text, node->span, &paths[*count]);
    return paths;
}

static void read_trend(struct reader *reader, const struct yaml_node *map, struct condition *out)
{
    static const str words[] = {STR("none"), STR("up"), STR("flat"), STR("down")};
    YAML_EACH(node, map)
    {
        out->trend_metric = node->key->text;
        out->trend = (enum results_trend)yaml_choice(map, node->key->text.ptr, words, COUNT_OF(words), RESULT_NO_TREND,
                                                     reader->diag);
        *VEC_PUSH(reader->arena, reader->template->metrics) = (struct metric_use){node->key->text, node->key->span};
    }
}

int condition_read(struct reader *reader, const struct yaml_node *map)
{
    struct condition condition = {.rule = read_rule(reader, map)};
    condition.has = read_paths(reader, yaml_get(map, "has"), &condition.has_count);
    condition.lacks = read_paths(reader, yaml_get(map, "lacks"), &condition.lacks_count);
    read_trend(reader, yaml_mapping(map, "trend", reader->diag), &condition);
    if (condition.rule < 0 && !condition.has_count && !condition.lacks_count && !condition.trend_metric.len) return -1;
    *VEC_PUSH(reader->arena, reader->template->conditions) = condition;
    return (int)reader->template->conditions.count - 1;
}
