/* SPDX-License-Identifier: MIT */
/* Typed reading of a tree: a value of the wrong type is reported and gives the default. */
#include "definition/yaml.h"

#include <errno.h>
#include <stdlib.h>

static const struct yaml_node *child(const struct yaml_node *map, str key)
{
    if (!map || map->kind != YAML_MAPPING) return NULL;
    YAML_EACH (node, map) {
        if (node->key && str_equal(node->key->text, key)) return node;
    }
    return NULL;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    str                     rest = str_from(key);
    const struct yaml_node *node = child(map, rest);
    while (!node && rest.ptr && str_find(rest, '.') < rest.len) {
        map = child(map, str_cut(rest, '.', &rest));
        node = child(map, rest);
    }
    return node;
}

const char *yaml_kind_word(const struct yaml_node *node)
{
    static const char *const words[] = {
        [YAML_NULL] = "empty",
        [YAML_BOOLEAN] = "true or false",
        [YAML_INTEGER] = "a whole number",
        [YAML_DECIMAL] = "a number",
        [YAML_TEXT] = "text",
        [YAML_SEQUENCE] = "a list",
        [YAML_MAPPING] = "a mapping",
    };
    return node ? words[node->kind] : "absent";
}

void yaml_check_keys(const struct yaml_node *map, const str *names, size_t count, const char *what, struct diag *diag)
{
    if (!map || map->kind != YAML_MAPPING) return;
    YAML_EACH (node, map) {
        size_t i = 0;
        while (i < count && !str_equal(names[i], node->key->text))
            i++;
        if (i < count) continue;
        struct diag_message *message =
            diag_add(diag, DIAG_KEY_UNKNOWN, node->key->span, STR_ARG(node->key->text), what);
        diag_hint_nearest(diag, message, node->key->text, names, count);
    }
}

/* The value to read, or NULL when the fallback is wanted. */
static const struct yaml_node *given(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *node = yaml_get(map, key);
    return node && node->kind != YAML_NULL ? node : NULL;
}

static struct diag_message *report_type(const struct yaml_node *node, const char *key, const char *wanted,
                                        struct diag *diag)
{
    return diag_add(diag, DIAG_TYPE_WRONG, node->span, key, wanted, yaml_kind_word(node));
}

/* Numbers stand for the text they are written as (`name: 2026`); booleans do not: they are more often a mistake. */
str yaml_text(const struct yaml_node *map, const char *key, str fallback, struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    if (!node) return fallback;
    if (node->kind == YAML_TEXT || node->kind == YAML_INTEGER || node->kind == YAML_DECIMAL) return node->text;
    struct diag_message *message = report_type(node, key, "text", diag);
    if (node->kind == YAML_BOOLEAN) diag_hint(diag, message, "put it in quotes: \"%.*s\"", STR_ARG(node->text));
    return fallback;
}

str yaml_required_text(const struct yaml_node *map, const char *key, const char *what, struct diag *diag)
{
    if (given(map, key)) return yaml_text(map, key, STR_NONE, diag);
    const struct yaml_node *node = yaml_get(map, key);
    struct span             span = node ? node->span : map ? map->span : SPAN_NONE;
    diag_add(diag, DIAG_KEY_MISSING, span, key, what);
    return STR_NONE;
}

int64_t yaml_int(const struct yaml_node *map, const char *key, int64_t fallback, struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    if (!node) return fallback;
    if (node->kind != YAML_INTEGER) {
        report_type(node, key, "a whole number", diag);
        return fallback;
    }
    errno = 0;
    long long number = strtoll(node->text.ptr, NULL, 10);
    if (errno == 0) return number;
    diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a number of at most 18 digits");
    return fallback;
}

bool yaml_bool(const struct yaml_node *map, const char *key, bool fallback, struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    if (!node) return fallback;
    if (node->kind == YAML_BOOLEAN) return node->text.ptr[0] == 't' || node->text.ptr[0] == 'T';
    struct diag_message *message = report_type(node, key, "true or false", diag);
    if (node->kind == YAML_TEXT && !node->is_quoted) diag_hint(diag, message, "YAML 1.2 knows only true and false");
    return fallback;
}

date yaml_date(const struct yaml_node *map, const char *key, date fallback, struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    date                    day;
    if (!node) return fallback;
    if (node->kind != YAML_TEXT) {
        struct diag_message *message = report_type(node, key, "a date", diag);
        diag_hint(diag, message, "dates are written year-month-day: 2026-09-30");
        return fallback;
    }
    if (date_parse(node->text, &day) == RC_OK) return day;
    struct diag_message *message = diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a date");
    diag_hint(diag, message, "dates are written year-month-day: 2026-09-30");
    return fallback;
}

struct exact yaml_exact(struct arena *arena, const struct yaml_node *map, const char *key, struct exact fallback,
                        struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    struct exact            number;
    if (!node) return fallback;
    if (node->kind != YAML_INTEGER && node->kind != YAML_DECIMAL) {
        report_type(node, key, "a number", diag);
        return fallback;
    }
    str text = str_starts(node->text, "+") ? str_slice(node->text, 1, node->text.len) : node->text;
    if (exact_parse(arena, text, &number) == RC_OK) return number;
    diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a number of a size used here");
    return fallback;
}

const struct yaml_node *yaml_mapping(const struct yaml_node *map, const char *key, struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    if (!node || node->kind == YAML_MAPPING) return node;
    report_type(node, key, "a mapping", diag);
    return NULL;
}

const struct yaml_node *yaml_sequence(const struct yaml_node *map, const char *key, struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    if (!node || node->kind == YAML_SEQUENCE) return node;
    struct diag_message *message = report_type(node, key, "a list", diag);
    if (node->kind == YAML_TEXT) diag_hint(diag, message, "a list of one: [%.*s]", STR_ARG(node->text));
    return NULL;
}

void yaml_report_choice(str text, struct span span, const str *words, size_t count, struct diag *diag)
{
    struct strbuf list = {0};
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&list, "%s%.*s", i ? ", " : "", STR_ARG(words[i]));
    struct diag_message *message = diag_say(diag, DIAG_VALUE_WRONG, span, "'%.*s' is not one of %.*s", STR_ARG(text),
                                            STR_ARG(strbuf_str(&list)));
    diag_hint_nearest(diag, message, text, words, count);
    strbuf_release(&list);
}

size_t yaml_choice(const struct yaml_node *map, const char *key, const str *words, size_t count, size_t fallback,
                   struct diag *diag)
{
    const struct yaml_node *node = given(map, key);
    if (!node) return fallback;
    if (node->kind == YAML_SEQUENCE || node->kind == YAML_MAPPING) {
        report_type(node, key, "text", diag);
        return fallback;
    }
    for (size_t i = 0; i < count; i++) {
        if (str_equal(words[i], node->text)) return i;
    }
    yaml_report_choice(node->text, node->span, words, count, diag);
    return fallback;
}
