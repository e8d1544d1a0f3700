/* SPDX-License-Identifier: MIT */
#include "base/french.h"

#include <stdio.h>
#include <string.h>

struct pair {
    const char *english, *french;
};

static const struct pair pairs[] = {
#define FRENCH(english, french) {english, french},
#include "base/french.def"
#undef FRENCH
};

#define NO_BREAK "\xC2\xA0"
#define NARROW_NO_BREAK "\xE2\x80\xAF"

const char *french_of(const char *english)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        if (strcmp(pairs[i].english, english) == 0) return pairs[i].french;
    }
    return NULL;
}

/* The space French writes before the punctuation at `p`, or NULL: guillemets and colon a whole one, the others less. */
static const char *space_before(const char *p)
{
    if (*p == ':' || strncmp(p, "»", 2) == 0) return NO_BREAK;
    if (*p == ';' || *p == '!' || *p == '?' || (p[0] == '%' && p[1] == '%')) return NARROW_NO_BREAK;
    return NULL;
}

/* Letters up to the next conversion. */
static const char *add_letters(const char *p, struct strbuf *out)
{
    for (; *p && *p != '%'; p++) {
        const char *space = *p == ' ' ? space_before(p + 1) : NULL;
        bool        is_open = *p == ' ' && out->len >= 2 && strncmp(out->at + out->len - 2, "«", 2) == 0;
        if (space || is_open) strbuf_adds(out, space ? space : NO_BREAK);
        else strbuf_addc(out, *p);
    }
    return p;
}

/* What a conversion asks for: its flags and width, and the size and kind of its argument. */
struct conversion {
    char spec[16];
    char kind;
    int  longs; /* 0 int, 1 long, 2 long long, -1 size_t */
    bool has_precision;
};

static const char *read_conversion(const char *p, struct conversion *conversion)
{
    size_t length = 0;
    *conversion = (struct conversion){0};
    while (*p && length < sizeof conversion->spec - 1) {
        char c = conversion->spec[length++] = *p++;
        conversion->longs += c == 'l';
        if (c == 'z') conversion->longs = -1;
        conversion->has_precision |= c == '*';
        conversion->kind = c;
        if (strchr("%sdiuxXc", c)) break;
    }
    return p;
}

/* What stands in guillemets is a name: « text » is a key, not « du texte ». */
static bool is_after_guillemet(const struct strbuf *out)
{
    return str_ends(strbuf_str(out), "«" NO_BREAK);
}

static void add_text(const struct conversion *conversion, va_list *args, struct strbuf *out)
{
    int         length = conversion->has_precision ? va_arg(*args, int) : -1;
    const char *text = va_arg(*args, const char *), *french = length < 0 && !is_after_guillemet(out) ? french_of(text) : NULL;
    if (length >= 0) strbuf_add(out, (str){text, (size_t)length});
    else strbuf_adds(out, french ? french : text);
}

static void add_number(const struct conversion *conversion, va_list *args, struct strbuf *out)
{
    char text[32] = "";
    bool is_signed = conversion->kind == 'd' || conversion->kind == 'i';
    long long wide = conversion->longs == 0    ? is_signed ? va_arg(*args, int) : (long long)va_arg(*args, unsigned)
                     : conversion->longs == 1  ? va_arg(*args, long)
                     : conversion->longs == -1 ? (long long)va_arg(*args, size_t)
                                               : va_arg(*args, long long);
    if (conversion->kind == 'c') text[0] = (char)wide;
    else if (is_signed) snprintf(text, sizeof text, "%lld", wide);
    else if (conversion->kind == 'u') snprintf(text, sizeof text, "%llu", (unsigned long long)wide);
    else snprintf(text, sizeof text, "%04llX", (unsigned long long)wide);
    strbuf_adds(out, text);
}

void french_vadd(struct strbuf *out, const char *english, va_list args)
{
    const char *french = french_of(english), *p = french ? french : english;
    va_list     rest;
    va_copy(rest, args);
    while (*p) {
        struct conversion conversion;
        p = add_letters(p, out);
        if (!*p) break;
        p = read_conversion(p + 1, &conversion);
        if (conversion.kind == '%') strbuf_addc(out, '%');
        else if (conversion.kind == 's') add_text(&conversion, &rest, out);
        else add_number(&conversion, &rest, out);
    }
    va_end(rest);
}

str french_vprintf(struct arena *arena, const char *english, va_list args)
{
    struct strbuf out = {0};
    french_vadd(&out, english, args);
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}
