/* SPDX-License-Identifier: MIT */
#include "workbook/sheet_name.h"

#include "workbook/cell_text.h"

#include <string.h>

/* [UTF-16 units] */
#define SHEET_NAME_UNITS 31

static bool is_forbidden(uint32_t c)
{
    return c < 0x20 || c == 0x7F || (c >= 0x80 && c <= 0x9F) || (c & 0xFFFE) == 0xFFFE ||
           (c < 0x80 && strchr("[]:*?/\\", (int)c));
}

/* Appends allowed characters of `text`, a space for each other one, up to `units`. Returns the units used. */
static size_t add_allowed(struct strbuf *out, str text, size_t units)
{
    size_t used = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        size_t   own = c > 0xFFFF ? 2 : 1;
        if (is_forbidden(c) || (c == '\'' && (used == 0 || at == text.len))) c = ' ';
        if (c == '\'') c = 0x2019;
        if (c == ' ' && (out->len == 0 || out->at[out->len - 1] == ' ')) continue;
        if (used + own > units) break;
        used += own;
        strbuf_add_code_point(out, c);
    }
    return used;
}

static str clean(struct arena *arena, str text, size_t units)
{
    struct strbuf buf = {0};
    (void)add_allowed(&buf, text, units);
    str name = arena_str(arena, str_trim(strbuf_str(&buf)));
    strbuf_release(&buf);
    return name;
}

/* "2026", "T3", "R1C1", "C": digits, or up to three letters and what may be a row. */
static bool is_ambiguous(str name)
{
    size_t letters = 0, digits = 0;
    for (size_t i = 0; i < name.len; i++) {
        bool is_digit = name.ptr[i] >= '0' && name.ptr[i] <= '9';
        bool is_letter = (name.ptr[i] >= 'a' && name.ptr[i] <= 'z') || (name.ptr[i] >= 'A' && name.ptr[i] <= 'Z');
        if (!is_digit && !is_letter) return false;
        letters += is_letter;
        digits += is_digit;
    }
    bool starts_with_digit = name.len > 0 && name.ptr[0] >= '0' && name.ptr[0] <= '9';
    return starts_with_digit || (digits > 0 && letters <= 3) || name.len == 1 || str_is(name, "RC") ||
           str_is(name, "rc");
}

static str unambiguous(struct arena *arena, str name)
{
    return is_ambiguous(name) && name.len < SHEET_NAME_UNITS ? arena_printf(arena, "%.*s\u00A0", STR_ARG(name)) : name;
}

/* True when the name was free and now is not. */
static bool take(struct arena *arena, struct map *taken, str name)
{
    str key = cell_text_fold(arena, name);
    return !str_is(key, "history") && map_set(arena, taken, key, (void *)name.ptr);
}

const char *sheet_name_choose(struct arena *arena, struct map *taken, str wanted, const char *fallback)
{
    str name = clean(arena, wanted, SHEET_NAME_UNITS);
    if (name.len == 0) name = clean(arena, str_from(fallback), SHEET_NAME_UNITS);
    name = unambiguous(arena, name);
    str base = name;
    for (unsigned number = 2; !take(arena, taken, name); number++) {
        str suffix = arena_printf(arena, " (%u)", number);
        str stem = clean(arena, base, SHEET_NAME_UNITS - suffix.len);
        name = arena_printf(arena, "%.*s%.*s", STR_ARG(stem), STR_ARG(suffix));
    }
    return name.ptr;
}
