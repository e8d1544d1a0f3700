/* SPDX-License-Identifier: MIT */
/* Typographic spaces, apostrophes and ellipses of plain text. Addresses are left alone. */
#include "locale/parts.h"

#include <unicode/uchar.h>

struct typesetter {
    const struct locale *locale;
    str                  text;
    size_t               at;
    struct strbuf        out;
    uint32_t             last;        /* the code point written before, 0 at the start */
    bool                 is_quoting;  /* a straight apostrophe has opened a quotation */
    bool                 holds_space; /* a plain space is not written yet: the next sign may take another */
};

static const struct typeset_rule *rule_of(const struct locale *locale, uint32_t sign, bool is_after)
{
    for (size_t i = 0; i < locale->rules.count; i++)
        if (locale->rules.at[i].sign == sign && locale->rules.at[i].is_after == is_after) return &locale->rules.at[i];
    return NULL;
}

static uint32_t peek(const struct typesetter *set)
{
    size_t at = set->at;
    return at < set->text.len ? str_next(set->text, &at) : 0;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x202F;
}

/* What may stand after a sign that ends something: « 12:30 » and « a?b=1 » have no such sign. */
static bool ends_word(uint32_t next)
{
    return next == 0 || next == '\n' || is_space(next) || next == 0xBB || next == ')' || next == '!' || next == '?' ||
           next == '"';
}

static void flush_space(struct typesetter *set)
{
    if (set->holds_space) strbuf_addc(&set->out, ' ');
    set->holds_space = false;
}

/* The space before a sign; a second sign of « ?! » takes none. */
static void put_space_before(struct typesetter *set, const struct typeset_rule *rule)
{
    bool had_space = set->holds_space;
    set->holds_space = false;
    bool may_add = !rule->is_replace && set->last && set->last != '\n' && !is_space(set->last) && ends_word(peek(set));
    bool is_second = set->last == '!' || set->last == '?' || set->last == '(';
    if (had_space || (may_add && !is_second && u_isgraph((UChar32)set->last))) strbuf_add(&set->out, rule->space);
}

static bool starts_address(str text, size_t at)
{
    str rest = str_slice(text, at, text.len);
    rest.len = str_find(rest, ' ');
    return str_find_str(rest, STR("://")) < rest.len || str_find(rest, '@') < rest.len;
}

static void put_word_as_is(struct typesetter *set)
{
    flush_space(set);
    while (set->at < set->text.len && peek(set) != ' ') {
        size_t from = set->at;
        set->last = str_next(set->text, &set->at);
        strbuf_add(&set->out, str_slice(set->text, from, set->at));
    }
}

static bool take_ellipsis(struct typesetter *set)
{
    str rest = str_slice(set->text, set->at, set->text.len);
    if (!str_starts(rest, "..")) return false;
    set->at += 2;
    strbuf_add(&set->out, set->locale->ellipsis);
    return true;
}

/* « don't », and « the teams' view » where no quotation ends there. */
static bool is_apostrophe(const struct typesetter *set)
{
    uint32_t next = peek(set);
    return u_isalpha((UChar32)set->last) &&
           (u_isalnum((UChar32)next) || (set->last == 's' && !set->is_quoting && (ends_word(next) || next == ',')));
}

static void put_sign(struct typesetter *set, size_t from, uint32_t c)
{
    const struct typeset_rule *before = rule_of(set->locale, c, false), *after = rule_of(set->locale, c, true);
    if (before) put_space_before(set, before);
    flush_space(set);
    if (c == '\'' && is_apostrophe(set))
        strbuf_add(&set->out, set->locale->apostrophe);
    else if (c != '.' || !take_ellipsis(set))
        strbuf_add(&set->out, str_slice(set->text, from, set->at));
    if (c == '\'' && !u_isalpha((UChar32)set->last)) set->is_quoting = true;
    set->last = c;
    if (!after || set->at >= set->text.len) return;
    strbuf_add(&set->out, after->space);
    while (is_space(peek(set)))
        str_next(set->text, &set->at);
}

static bool is_plain(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!((text.ptr[i] >= 'a' && text.ptr[i] <= 'z') || (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') ||
              text.ptr[i] == ' '))
            return false;
    return true;
}

str locale_typeset(const struct locale *locale, struct arena *arena, str text)
{
    struct typesetter set = {.locale = locale, .text = text};
    if (is_plain(text)) return text;
    while (set.at < text.len) {
        size_t from = set.at;
        if ((from == 0 || text.ptr[from - 1] == ' ') && text.ptr[from] != ' ' && starts_address(text, from)) {
            put_word_as_is(&set);
            continue;
        }
        uint32_t c = str_next(text, &set.at);
        if (is_space(c) && rule_of(locale, peek(&set), false)) {
            set.holds_space = true;
            continue;
        }
        put_sign(&set, from, c);
    }
    flush_space(&set);
    str done = arena_str(arena, strbuf_str(&set.out));
    strbuf_release(&set.out);
    return done;
}

str locale_upper_first(struct arena *arena, str text)
{
    size_t at = 0;
    if (!text.len) return text;
    uint32_t first = (uint32_t)u_totitle((UChar32)str_next(text, &at));
    char     bytes[4];
    size_t   length = str_encode(first, bytes);
    return arena_printf(arena, "%.*s%.*s", (int)length, bytes, STR_ARG(str_slice(text, at, text.len)));
}
