/* SPDX-License-Identifier: MIT */
#include "definition/field.h"

#include <string.h>

bool field_is_given(const struct placed_text *text)
{
    return text->span.file != NULL;
}

bool field_text(struct arena *arena, const struct yaml_node *node, const char *key, struct diag *diag,
                struct placed_text *out)
{
    enum yaml_kind kind = node->kind;
    if (kind == YAML_TEXT || kind == YAML_INTEGER || kind == YAML_DECIMAL) {
        *out = (struct placed_text){arena_str(arena, node->text), node->span};
        return true;
    }
    struct diag_message *message = diag_add(diag, DIAG_TYPE_WRONG, node->span, key, "text", yaml_kind_word(node));
    if (kind == YAML_BOOLEAN) diag_hint(diag, message, "put it in quotes: \"%.*s\"", STR_ARG(node->text));
    return false;
}

struct placed_list field_texts(struct arena *arena, const struct yaml_node *node, const char *key, struct diag *diag)
{
    struct placed_list list = {0};
    if (!node || node->kind == YAML_NULL) return list;
    if (node->kind == YAML_MAPPING) {
        diag_add(diag, DIAG_TYPE_WRONG, node->span, key, "text or a list of texts", yaml_kind_word(node));
        return list;
    }
    bool is_list = node->kind == YAML_SEQUENCE;
    list.at = ARENA_ARRAY(arena, struct placed_text, is_list ? node->count + 1 : 1);
    if (!is_list) list.count += field_text(arena, node, key, diag, &list.at[0]);
    YAML_EACH (item, is_list ? node : NULL)
        list.count += field_text(arena, item, key, diag, &list.at[list.count]);
    return list;
}

/* Number of choices split at '|', at most `most`. */
static size_t split_choices(const char *choices, str *words, size_t most)
{
    size_t count = 0;
    for (str rest = str_from(choices); rest.ptr && count < most;)
        words[count++] = str_cut(rest, '|', &rest);
    return count;
}

static void read_choice(const struct field *field, const struct yaml_node *map, void *member, struct diag *diag)
{
    str    words[16];
    size_t count = split_choices(field->choices, words, COUNT_OF(words)), fallback = 0;
    while (fallback + 1 < count && !str_is(words[fallback], field->fallback))
        fallback++;
    unsigned chosen = (unsigned)yaml_choice(map, field->key, words, count, fallback, diag);
    memcpy(member, &chosen, sizeof chosen); /* an enum without negative constants has the representation of unsigned */
}

/* « 1% », « 0.5 % » */
static bool parse_percent(struct arena *arena, str text, struct exact *out)
{
    struct exact number;
    text = str_trim(text);
    if (!str_ends(text, "%")) return false;
    if (exact_parse(arena, str_trim(str_slice(text, 0, text.len - 1)), &number) != RC_OK || exact_sign(number) < 0)
        return false;
    *out = exact_div(arena, number, exact_from_int(arena, 100));
    return exact_compare(*out, exact_from_int(arena, 1)) <= 0;
}

static void read_percent(struct arena *arena, const struct field *field, const struct yaml_node *node,
                         struct exact *out, struct diag *diag)
{
    bool is_parsed = parse_percent(arena, str_from(field->fallback), out);
    if (!node || node->kind == YAML_NULL || parse_percent(arena, node->text, out)) return;
    struct diag_message *message =
        diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a percentage from 0% to 100%");
    diag_hint(diag, message, "write it with its sign: 1%%");
    if (!is_parsed) *out = EXACT_ZERO;
}

static void read_text(struct arena *arena, const struct field *field, const struct yaml_node *node,
                      struct placed_text *out, struct diag *diag)
{
    *out = (struct placed_text){.text = str_from(field->fallback)};
    if (node && node->kind != YAML_NULL) (void)field_text(arena, node, field->key, diag, out);
}

static void read_one(struct arena *arena, const struct field *field, const struct yaml_node *map, void *member,
                     struct diag *diag)
{
    const struct yaml_node *node = yaml_get(map, field->key);
    switch (field->type) {
    case FIELD_TEXT: read_text(arena, field, node, member, diag); break;
    case FIELD_LIST: *(struct placed_list *)member = field_texts(arena, node, field->key, diag); break;
    case FIELD_INTEGER:
        *(int64_t *)member = yaml_int(map, field->key, field->fallback[0] == '-' ? -1 : field->fallback[0] - '0', diag);
        break;
    case FIELD_BOOLEAN:
        *(bool *)member = yaml_bool(map, field->key, str_is(str_from(field->fallback), "true"), diag);
        break;
    case FIELD_DATE: *(date *)member = yaml_date(map, field->key, DATE_NONE, diag); break;
    case FIELD_PERCENT: read_percent(arena, field, node, member, diag); break;
    case FIELD_CHOICE: read_choice(field, map, member, diag); break;
    case FIELD_MAPPING: *(const struct yaml_node **)member = yaml_mapping(map, field->key, diag); break;
    case FIELD_ANY: *(const struct yaml_node **)member = node && node->kind != YAML_NULL ? node : NULL; break;
    }
}

static void check_required(const struct field_table *table, const struct field *field, const struct yaml_node *map,
                           struct diag *diag)
{
    const struct yaml_node *node = yaml_get(map, field->key);
    if (!field->is_required || (node && node->kind != YAML_NULL)) return;
    struct diag_message *message =
        diag_add(diag, DIAG_KEY_MISSING, node ? node->span : map->span, field->key, table->what);
    diag_hint(diag, message, "%.*s: %s", STR_ARG(str_from(field->key)), field->sentence);
}

void field_read(struct arena *arena, const struct field_table *table, const struct yaml_node *map, void *into,
                struct diag *diag)
{
    str *names = ARENA_ARRAY(arena, str, table->count);
    for (size_t i = 0; i < table->count; i++)
        names[i] = str_from(table->fields[i].key);
    yaml_check_keys(map, names, table->count, table->what, diag);
    for (size_t i = 0; i < table->count; i++) {
        check_required(table, &table->fields[i], map, diag);
        read_one(arena, &table->fields[i], map, (char *)into + table->fields[i].offset, diag);
    }
}
