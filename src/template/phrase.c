/* SPDX-License-Identifier: MIT */
#include "template/phrase.h"

#include <string.h>

/* The languages a shipped template must speak; a further one is a locale file (design section 6). */
static const char *const languages[] = {"fr", "en"};

struct filter_row {
    str name;
    int least, most; /* arguments */
};

static const struct filter_row filters[FILTER_COUNT] = {
    [FILTER_BARE] = {STR("bare"), 0, 0},
    [FILTER_DATE] = {STR("date"), 0, 0},
    [FILTER_DEFAULT] = {STR("default"), 1, 1},
    [FILTER_FORM] = {STR("form"), 2, 2},
    [FILTER_LONG_DATE] = {STR("long_date"), 0, 0},
    [FILTER_LOWER_FIRST] = {STR("lower_first"), 0, 0},
    [FILTER_MONEY] = {STR("money"), 0, 0},
    [FILTER_MONTH] = {STR("month"), 0, 0},
    [FILTER_NEUTRAL] = {STR("neutral"), 0, 0},
    [FILTER_NUMBER] = {STR("number"), 0, 1},
    [FILTER_PERCENT] = {STR("percent"), 0, 1},
    [FILTER_PLURAL] = {STR("plural"), 2, 2},
    [FILTER_SIGNED] = {STR("signed"), 0, 0},
    [FILTER_TYPESET] = {STR("typeset"), 0, 0},
    [FILTER_UNSIGNED] = {STR("unsigned"), 0, 0},
    [FILTER_UPPER_FIRST] = {STR("upper_first"), 0, 0},
    [FILTER_WHOLE] = {STR("whole"), 0, 0},
};

const char *filter_word(enum filter filter)
{
    return filters[filter].name.ptr;
}

/* One wording being cut into pieces. */
struct cutter {
    struct reader          *reader;
    const struct yaml_node *node;
    str                     text;
    unsigned                style;
    VEC(struct piece) pieces;
};

/* Where an offset of the text stands in the file: exact on one line, else the text's start. */
static struct span place(const struct cutter *cutter, size_t from, size_t to)
{
    struct span span = cutter->node->span;
    if (str_find(cutter->text, '\n') < cutter->text.len) return span;
    span.col += (uint32_t)str_chars(str_slice(cutter->text, 0, from)) + (cutter->node->is_quoted ? 1 : 0);
    span.len = (uint32_t)str_chars(str_slice(cutter->text, from, to));
    return span;
}

/* The same of a part of the text. */
static struct span place_of(const struct cutter *cutter, str part)
{
    size_t from = (size_t)(part.ptr - cutter->text.ptr);
    return place(cutter, from, from + part.len);
}

static struct piece *add_piece(struct cutter *cutter)
{
    struct piece *piece = VEC_PUSH(cutter->reader->arena, cutter->pieces);
    piece->style = cutter->style;
    piece->index = cutter->reader->template->piece_count++;
    return piece;
}

static void add_literal(struct cutter *cutter, size_t from, size_t to)
{
    if (from < to) add_piece(cutter)->literal = str_slice(cutter->text, from, to);
}

static void report_text(struct cutter *cutter, size_t from, size_t to, const char *what)
{
    diag_add(cutter->reader->diag, DIAG_TEMPLATE_TEXT, place(cutter, from, to), what);
}

static str unquote(str text)
{
    text = str_trim(text);
    bool is_quoted =
        text.len >= 2 && (text.ptr[0] == '"' || text.ptr[0] == '\'') && text.ptr[text.len - 1] == text.ptr[0];
    return is_quoted ? str_slice(text, 1, text.len - 1) : text;
}

static bool find_filter(struct cutter *cutter, str name, struct span span, enum filter *out)
{
    str names[FILTER_COUNT];
    for (size_t i = 0; i < FILTER_COUNT; i++) {
        names[i] = filters[i].name;
        *out = (enum filter)i;
        if (str_equal(name, names[i])) return true;
    }
    struct diag_message *message = diag_add(cutter->reader->diag, DIAG_TEMPLATE_FILTER, span, STR_ARG(name));
    diag_hint_nearest(cutter->reader->diag, message, name, names, FILTER_COUNT);
    return false;
}

/* `plural("réponse", "réponses")` */
static bool read_filter(struct cutter *cutter, str text, struct span span, struct filter_call *out)
{
    str rest, name = str_trim(str_cut(text, '(', &rest));
    *out = (struct filter_call){0};
    if (!find_filter(cutter, name, span, &out->filter)) return false;
    rest.len = str_find(rest, ')');
    while (rest.len && out->arg_count < COUNT_OF(out->args))
        out->args[out->arg_count++] = unquote(str_cut(rest, ',', &rest));
    const struct filter_row *row = &filters[out->filter];
    if (!rest.len && (int)out->arg_count >= row->least && (int)out->arg_count <= row->most) return true;
    diag_add(cutter->reader->diag, DIAG_TEMPLATE_FILTER_ARGS, span, row->name.ptr, row->least, row->most,
             out->arg_count + (rest.len > 0));
    return false;
}

/* Whether a filter says how a figure looks, which of a word says nothing. */
static bool is_of_figures(enum filter filter)
{
    return filter == FILTER_MONEY || filter == FILTER_NUMBER || filter == FILTER_PERCENT || filter == FILTER_SIGNED ||
           filter == FILTER_UNSIGNED || filter == FILTER_WHOLE;
}

static void read_value(struct cutter *cutter, size_t from, size_t to)
{
    VEC(struct filter_call) calls = {0};
    str         rest, path = str_trim(str_cut(str_slice(cutter->text, from, to), '|', &rest));
    struct path parsed;
    bool        is_good = path_parse(cutter->reader, path, place_of(cutter, path), &parsed);
    while (rest.ptr) {
        struct filter_call call;
        str                text = str_trim(str_cut(rest, '|', &rest));
        if (!read_filter(cutter, text, place_of(cutter, text), &call))
            is_good = false;
        else if (is_good && is_of_figures(call.filter) && path_is_word(&parsed)) {
            diag_add(cutter->reader->diag, DIAG_TEMPLATE_FILTER_WORD, place_of(cutter, text), filter_word(call.filter), STR_ARG(path));
            is_good = false;
        } else
            *VEC_PUSH(cutter->reader->arena, calls) = call;
    }
    if (!is_good) return;
    struct piece *piece = add_piece(cutter);
    piece->is_value = true;
    piece->path = parsed;
    piece->filters = calls.at;
    piece->filter_count = calls.count;
}

static void cut(struct cutter *cutter)
{
    size_t from = 0, at = 0;
    while (at < cutter->text.len) {
        str rest = str_slice(cutter->text, at, cutter->text.len);
        if (str_starts(rest, "**")) {
            add_literal(cutter, from, at);
            cutter->style ^= RUN_STRONG;
            from = at += 2;
        } else if (str_starts(rest, "{{")) {
            add_literal(cutter, from, at);
            size_t end = at + str_find_str(rest, STR("}}"));
            if (end >= cutter->text.len)
                report_text(cutter, at, at + 2, "'{{' has no '}}'");
            else
                read_value(cutter, at + 2, end);
            from = at = end + 2;
        } else {
            at++;
        }
    }
    if (from < cutter->text.len) add_literal(cutter, from, cutter->text.len);
    if (cutter->style) report_text(cutter, 0, cutter->text.len, "'**' is opened and not closed");
}

static struct form read_form(struct reader *reader, const struct yaml_node *node, str language)
{
    struct cutter cutter = {.reader = reader, .node = node, .text = node->text};
    cut(&cutter);
    return (struct form){language, cutter.pieces.at, cutter.pieces.count};
}

static bool is_scalar(const struct yaml_node *node)
{
    return node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING && node->kind != YAML_NULL;
}

static void require_languages(struct reader *reader, const struct yaml_node *node, const struct variant *variant)
{
    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        size_t at = 0;
        while (at < variant->form_count && !str_is(variant->forms[at].language, languages[i]))
            at++;
        if (at == variant->form_count) diag_add(reader->diag, DIAG_TEMPLATE_LANGUAGE, node->span, languages[i]);
    }
}

/* `is_mixed`: keys that are no language belong to somebody else. */
static void read_forms(struct reader *reader, const struct yaml_node *map, bool is_mixed, struct variant *variant)
{
    VEC(struct form) forms = {0};
    YAML_EACH(node, map)
    {
        if (is_condition_key(node->key->text) || (is_mixed && node->key->text.len != 2)) continue;
        bool is_language = node->key->text.len == 2 || str_is(node->key->text, "text");
        if (!is_language || !is_scalar(node)) {
            diag_hint(reader->diag,
                      diag_add(reader->diag, DIAG_KEY_UNKNOWN, node->key->span, STR_ARG(node->key->text), "a text"),
                      "a text has one wording a language (fr, en) and its condition");
            continue;
        }
        str language = str_is(node->key->text, "text") ? STR_NONE : node->key->text;
        *VEC_PUSH(reader->arena, forms) = read_form(reader, node, language);
    }
    variant->forms = forms.at;
    variant->form_count = forms.count;
    if (forms.count && forms.at[0].language.len) require_languages(reader, map, variant);
}

static struct variant read_variant(struct reader *reader, const struct yaml_node *node)
{
    struct variant variant = {.condition = -1};
    if (is_scalar(node)) {
        variant.forms = ARENA_NEW(reader->arena, struct form);
        variant.forms[0] = read_form(reader, node, STR_NONE);
        variant.form_count = 1;
    } else if (node->kind == YAML_MAPPING) {
        variant.condition = condition_read(reader, node);
        read_forms(reader, node, false, &variant);
    } else {
        diag_add(reader->diag, DIAG_TYPE_WRONG, node->span, "text", "text or a mapping by language",
                 yaml_kind_word(node));
    }
    return variant;
}

struct phrase phrase_read(struct reader *reader, const struct yaml_node *node)
{
    struct phrase phrase = {0};
    if (!node || node->kind == YAML_NULL) return phrase;
    phrase.span = node->span;
    phrase.count = node->kind == YAML_SEQUENCE ? node->count : 1;
    phrase.variants = ARENA_ARRAY(reader->arena, struct variant, phrase.count);
    if (node->kind != YAML_SEQUENCE) {
        phrase.variants[0] = read_variant(reader, node);
        return phrase;
    }
    size_t i = 0;
    YAML_EACH(child, node)
    phrase.variants[i++] = read_variant(reader, child);
    return phrase;
}

struct phrase phrase_read_wordings(struct reader *reader, const struct yaml_node *map)
{
    struct phrase phrase = {.variants = ARENA_NEW(reader->arena, struct variant), .count = 1, .span = map->span};
    phrase.variants[0].condition = -1;
    read_forms(reader, map, true, &phrase.variants[0]);
    return phrase;
}

struct phrase phrase_read_key(struct reader *reader, const struct yaml_node *map, const char *key)
{
    return phrase_read(reader, yaml_get(map, key));
}

const struct piece *phrase_single_value(const struct form *form)
{
    return form->count == 1 && form->pieces[0].is_value ? &form->pieces[0] : NULL;
}

const struct form *phrase_form(const struct variant *variant, const char *language)
{
    const struct form *common = NULL;
    for (size_t i = 0; i < variant->form_count; i++) {
        if (str_is(variant->forms[i].language, language)) return &variant->forms[i];
        if (!variant->forms[i].language.len) common = &variant->forms[i];
    }
    return common ? common : variant->form_count ? &variant->forms[0] : NULL;
}
