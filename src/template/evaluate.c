/* SPDX-License-Identifier: MIT */
/* Texts: the variant whose condition holds, its values found, filtered and printed, its literals typeset. */
#include "template/phrase.h"
#include "template/run.h"

#include <string.h>
#include <unicode/uchar.h>

static bool is_there(const struct value *value)
{
    return value->kind == VALUE_NUMBER || value->kind == VALUE_DATE || (value->kind == VALUE_TEXT && value->text.len);
}

/* « Baisse de 12 % » becomes « baisse… »; « CSRD » and « Lucie » could not be told from a word but by their second
 * letter. */
static str lower_first(struct arena *arena, str text)
{
    size_t at = 0, next;
    char   bytes[4];
    if (!text.len) return text;
    str_next(text, &at);
    next = at;
    if (at < text.len && u_isupper((UChar32)str_next(text, &next))) return text;
    at = 0;
    size_t length = str_encode((uint32_t)u_tolower((UChar32)str_next(text, &at)), bytes);
    return arena_printf(arena, "%.*s%.*s", (int)length, bytes, STR_ARG(str_slice(text, at, text.len)));
}

/* The word in the number the language asks for. */
static str form(struct builder *builder, const struct value *value, const struct filter_call *call)
{
    double      number = value_has_number(value) ? exact_double(exact_abs(value->number)) : 0;
    const char *category = locale_plural(builder->locale, number);
    return strcmp(category, "one") == 0 ? call->args[0] : call->args[1];
}

/* « 42 réponses »: the figure, a no-break space, the word. */
static str plural(struct builder *builder, const struct value *value, const struct filter_call *call)
{
    str figure = locale_print(builder->locale, builder->arena, value);
    if (!value_has_number(value)) return figure;
    return arena_printf(builder->arena, "%.*s\u00A0%.*s", STR_ARG(figure), STR_ARG(form(builder, value, call)));
}

static int places_of(const struct filter_call *call)
{
    return call->arg_count && call->args[0].len == 1 && call->args[0].ptr[0] >= '0' && call->args[0].ptr[0] <= '9'
               ? call->args[0].ptr[0] - '0'
               : -1;
}

static void set_unit(struct builder *builder, struct value *value, enum unit unit)
{
    if (!value_has_number(value)) return;
    *value =
        unit == UNIT_MONEY ? value_money(value->number, builder->doc->currency) : value_number(unit, value->number);
}

/* Filters that change a value and leave it one. */
static bool change_value(struct builder *builder, struct value *value, const struct filter_call *call)
{
    switch (call->filter) {
    case FILTER_DEFAULT:
        if (!is_there(value)) *value = value_text(call->args[0]);
        return true;
    case FILTER_MONEY: set_unit(builder, value, UNIT_MONEY); return true;
    case FILTER_PERCENT:
        set_unit(builder, value, UNIT_PERCENT);
        value->places = (signed char)places_of(call);
        return true;
    case FILTER_NEUTRAL: value->tone = TONE_NONE; return true;
    case FILTER_NUMBER: value->places = (signed char)places_of(call); return true;
    case FILTER_WHOLE: value->places = 0; return true;
    case FILTER_SIGNED: value->is_signed = true; return true;
    case FILTER_UNSIGNED:
        value->is_signed = false;
        value->number = exact_abs(value->number);
        return true;
    default: return false;
    }
}

/* Filters that make a text of a value. */
static str print_filtered(struct builder *builder, const struct value *value, const struct filter_call *call)
{
    struct arena        *arena = builder->arena;
    const struct locale *locale = builder->locale;
    bool                 is_day = value->kind == VALUE_DATE;
    switch (call->filter) {
    case FILTER_BARE: return locale_print_bare(locale, arena, value);
    case FILTER_LONG_DATE:
        return is_day ? locale_date_long(locale, arena, value->day) : locale_print(locale, arena, value);
    case FILTER_MONTH:
        return is_day ? locale_month_long(locale, arena, value->day) : locale_print(locale, arena, value);
    case FILTER_FORM: return form(builder, value, call);
    case FILTER_PLURAL: return plural(builder, value, call);
    case FILTER_LOWER_FIRST: return lower_first(arena, locale_print(locale, arena, value));
    case FILTER_UPPER_FIRST: return locale_upper_first(arena, locale_print(locale, arena, value));
    case FILTER_TYPESET: return locale_typeset(locale, arena, locale_print(locale, arena, value));
    default: return locale_print(locale, arena, value);
    }
}

static struct found find(struct builder *builder, const struct piece *piece)
{
    struct found found = scope_find(builder, &piece->path);
    for (size_t i = 0; i < piece->filter_count; i++) {
        if (piece->filters[i].filter == FILTER_FORM) found.mark = STR_NONE; /* a word without its figure */
        if (!change_value(builder, &found.value, &piece->filters[i]))
            found.value = (struct value){.kind = VALUE_TEXT,
                                         .places = -1,
                                         .tone = found.value.tone,
                                         .text = print_filtered(builder, &found.value, &piece->filters[i])};
    }
    return found;
}

static struct typeset_cache *cache_of(struct builder *builder)
{
    struct template_run *run = builder->run;
    for (size_t i = 0; i < run->typeset.count; i++)
        if (run->typeset.at[i].locale == builder->locale) return &run->typeset.at[i];
    struct typeset_cache *cache = VEC_PUSH(run->arena, run->typeset);
    cache->locale = builder->locale;
    cache->literals = ARENA_ARRAY(run->arena, str, run->template->piece_count + 1);
    return cache;
}

static str literal(struct builder *builder, const struct piece *piece)
{
    str *kept = &cache_of(builder)->literals[piece->index];
    if (builder->is_code) return piece->literal;
    if (!kept->ptr) *kept = locale_typeset(builder->locale, builder->run->arena, piece->literal);
    return *kept;
}

static const struct form *choose(struct builder *builder, const struct phrase *phrase)
{
    for (size_t i = 0; i < phrase->count; i++)
        if (condition_holds(builder, phrase->variants[i].condition))
            return phrase_form(&phrase->variants[i], locale_language(builder->locale));
    return NULL;
}

struct doc_text evaluate_text(struct builder *builder, const struct phrase *phrase)
{
    const struct form *form = choose(builder, phrase);
    struct doc_text    text = {0};
    struct strbuf      run = {0};
    bool                has_stop = false; /* what was written last is a value that ends with a full stop */
    if (!form) return text;
    text.runs = ARENA_ARRAY(builder->arena, struct doc_run, form->count + 1);
    for (size_t i = 0; i < form->count; i++) {
        const struct piece *piece = &form->pieces[i];
        if (piece->is_value) {
            struct found found = find(builder, piece);
            str printed = locale_print(builder->locale, builder->arena, &found.value);
            strbuf_add(&run, printed);
            if (found.mark.len) strbuf_printf(&run, " (%.*s)", STR_ARG(found.mark));
            has_stop = str_ends(printed, ".");
        } else {
            str words = literal(builder, piece);
            bool is_double = has_stop && !builder->is_code && str_starts(words, ".") && !str_starts(words, "..");
            strbuf_add(&run, str_slice(words, is_double ? 1 : 0, words.len));
            has_stop = false;
        }
        bool is_last = i + 1 == form->count || form->pieces[i + 1].style != piece->style;
        if (!is_last || !run.len) continue;
        text.runs[text.count++] =
            (struct doc_run){.text = arena_str(builder->arena, strbuf_str(&run)), .style = piece->style};
        strbuf_clear(&run);
    }
    strbuf_release(&run);
    return text;
}

str evaluate_str(struct builder *builder, const struct phrase *phrase)
{
    return doc_text_plain(builder->arena, evaluate_text(builder, phrase));
}

struct found evaluate_value(struct builder *builder, const struct phrase *phrase)
{
    const struct form *form = choose(builder, phrase);
    if (!form) return (struct found){0};
    const struct piece *single = phrase_single_value(form);
    if (single) return find(builder, single);
    str words = evaluate_str(builder, phrase);
    return (struct found){.value = words.len ? value_text(words) : (struct value){0}};
}
