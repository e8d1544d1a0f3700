/* SPDX-License-Identifier: MIT */
/* The product's words in a language, with placeholders and plural forms. */
#include "locale/parts.h"

#include <string.h>
#include <unicode/ustring.h>

str locale_lookup(const struct locale *locale, str key)
{
    const str *word = map_lookup(&locale->words, key);
    return word ? *word : STR_NONE;
}

bool locale_has_word(const struct locale *locale, const char *key)
{
    return map_lookup(&locale->words, str_from(key)) != NULL;
}

str locale_word(const struct locale *locale, const char *key)
{
    const str *word = map_lookup(&locale->words, str_from(key));
    return word ? *word : arena_printf(locale->arena, "‹%s›", key);
}

const char *locale_plural(const struct locale *locale, double number)
{
    static const char *const categories[] = {"zero", "one", "two", "few", "many"};
    UChar                    wide[16];
    UErrorCode               status = U_ZERO_ERROR;
    int32_t                  length = uplrules_select(locale->plurals, number, wide, COUNT_OF(wide), &status);
    for (size_t i = 0; i < COUNT_OF(categories) && U_SUCCESS(status); i++) {
        UChar word[16];
        u_uastrcpy(word, categories[i]);
        if (length == u_strlen(word) && !u_strncmp(wide, word, length)) return categories[i];
    }
    return "other";
}

/* « zero » is asked for by 0 itself before the language's category is: « aucune réponse ». */
static str form_of(const struct locale *locale, struct arena *arena, const char *key, int64_t count)
{
    str word = locale_lookup(locale, str_from(key));
    if (!word.ptr && count == 0) word = locale_lookup(locale, arena_printf(arena, "%s.zero", key));
    if (!word.ptr)
        word = locale_lookup(locale, arena_printf(arena, "%s.%s", key, locale_plural(locale, (double)count)));
    if (!word.ptr) word = locale_lookup(locale, arena_printf(arena, "%s.other", key));
    return word.ptr ? word : arena_printf(arena, "‹%s›", key);
}

static str argument(const struct locale *locale, struct arena *arena, str name, int64_t count,
                    const struct locale_arg *args, size_t arg_count)
{
    for (size_t i = 0; i < arg_count; i++)
        if (str_is(name, args[i].name)) return args[i].value;
    if (!str_is(name, "count")) return arena_printf(arena, "{%.*s}", STR_ARG(name));
    struct value value = value_count(arena, count);
    return locale_print(locale, arena, &value);
}

str locale_phrase(const struct locale *locale, struct arena *arena, const char *key, int64_t count,
                  const struct locale_arg *args, size_t arg_count)
{
    str           rest = form_of(locale, arena, key, count);
    struct strbuf out = {0};
    while (rest.len) {
        strbuf_add(&out, str_cut(rest, '{', &rest));
        if (!rest.ptr) break;
        strbuf_add(&out, argument(locale, arena, str_cut(rest, '}', &rest), count, args, arg_count));
    }
    str phrase = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return phrase;
}
