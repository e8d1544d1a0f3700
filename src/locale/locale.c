/* SPDX-License-Identifier: MIT */
/* Opening a language: its file of words, what CLDR adds, and the objects ICU keeps for plurals and order. */
#include "locale/locale.h"

#include "base/file.h"
#include "definition/yaml.h"
#include "locale/parts.h"

static void add_words(struct locale *locale, const struct yaml_node *node, str path)
{
    if (node->kind == YAML_MAPPING) {
        YAML_EACH(child, node)
        {
            str key = path.len ? arena_printf(locale->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(child->key->text))
                               : child->key->text;
            add_words(locale, child, key);
        }
    } else if (node->kind != YAML_SEQUENCE && node->kind != YAML_NULL) {
        map_set(locale->arena, &locale->words, path, arena_copy(locale->arena, &node->text, 1, sizeof node->text));
    }
}

static void add_rules(struct locale *locale, const struct yaml_node *map, bool is_after, bool is_replace)
{
    YAML_EACH(node, map)
    {
        size_t   at = 0;
        uint32_t sign = node->key->text.len ? str_next(node->key->text, &at) : 0;
        *VEC_PUSH(locale->arena, locale->rules) = (struct typeset_rule){sign, node->text, is_after, is_replace};
    }
}

static void read_typography(struct locale *locale, const struct yaml_node *root, struct diag *diag)
{
    static const str        keys[] = {STR("apostrophe"), STR("ellipsis"), STR("space_before"), STR("space_after"),
                                      STR("space_kind_before")};
    const struct yaml_node *map = yaml_mapping(root, "typography", diag);
    yaml_check_keys(map, keys, COUNT_OF(keys), "typography", diag);
    locale->apostrophe = yaml_text(map, "apostrophe", STR("’"), diag);
    locale->ellipsis = yaml_text(map, "ellipsis", STR("…"), diag);
    add_rules(locale, yaml_mapping(map, "space_before", diag), false, false);
    add_rules(locale, yaml_mapping(map, "space_after", diag), true, false);
    add_rules(locale, yaml_mapping(map, "space_kind_before", diag), false, true);
}

/* What the product writes otherwise than CLDR: the true minus sign, a narrower space before %, « 1er ». */
static void read_overrides(struct locale *locale, const struct yaml_node *root, struct diag *diag)
{
    locale->cldr.minus = yaml_text(root, "numbers.minus", locale->cldr.minus, diag);
    locale->cldr.plus = yaml_text(root, "numbers.plus", locale->cldr.plus, diag);
    locale->cldr.percent.suffix = yaml_text(root, "numbers.percent_suffix", locale->cldr.percent.suffix, diag);
    locale->first_day = yaml_text(root, "dates.first_day", STR_NONE, diag);
}

static enum rc open_icu(struct locale *locale, const struct yaml_node *root, struct diag *diag)
{
    const char *name = arena_cstr(locale->arena, yaml_required_text(root, "icu", "a locale file", diag));
    UErrorCode  status = U_ZERO_ERROR;
    if (!*name) return RC_INVALID;
    enum rc rc = cldr_load(locale->arena, name, &locale->cldr);
    locale->plurals = uplrules_open(name, &status);
    locale->collator = ucol_open(name, &status);
    if (rc == RC_OK && U_SUCCESS(status)) return RC_OK;
    const struct yaml_node *node = yaml_get(root, "icu");
    diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a locale that ICU has");
    return RC_INVALID;
}

static enum rc fill(struct locale *locale, const struct yaml_node *root, struct diag *diag)
{
    enum rc rc = open_icu(locale, root, diag);
    if (rc != RC_OK) return rc;
    size_t errors = diag->errors;
    YAML_EACH(node, root)
    if (!str_is(node->key->text, "typography") && !str_is(node->key->text, "translations") && !str_is(node->key->text, "icu"))
        add_words(locale, node, node->key->text);
    read_typography(locale, root, diag);
    read_overrides(locale, root, diag);
    return diag->errors == errors ? RC_OK : RC_INVALID;
}

enum rc locale_open(const char *folder, const char *language, struct diag *diag, struct locale **out)
{
    struct arena           *arena = arena_new();
    struct locale          *locale = ARENA_NEW(arena, struct locale);
    const char             *name = arena_cstr(arena, arena_printf(arena, "%s.yaml", language));
    const char             *path = file_join(arena, folder, name);
    const struct yaml_node *root;
    locale->arena = arena;
    locale->language = arena_cstr(arena, str_from(language));
    enum rc rc = yaml_load(diag->arena, path, arena_cstr(diag->arena, str_from(file_shown(path))), diag, &root);
    if (rc == RC_OK) rc = fill(locale, root, diag);
    if (rc == RC_OK)
        *out = locale;
    else
        locale_close(locale);
    return rc;
}

void locale_close(struct locale *locale)
{
    if (!locale) return;
    if (locale->plurals) uplrules_close(locale->plurals);
    if (locale->collator) ucol_close(locale->collator);
    arena_free(locale->arena);
}

const char *locale_language(const struct locale *locale)
{
    return locale->language;
}

int locale_compare(const struct locale *locale, str a, str b)
{
    UErrorCode       status = U_ZERO_ERROR;
    UCollationResult result = ucol_strcollUTF8(locale->collator, a.ptr ? a.ptr : "", (int32_t)a.len, b.ptr ? b.ptr : "",
                                               (int32_t)b.len, &status);
    /* Texts that collate alike, as two names with the same accents in other code points, still need one order. */
    return result != UCOL_EQUAL && U_SUCCESS(status) ? (int)result : str_compare(a, b);
}
