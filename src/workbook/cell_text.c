/* SPDX-License-Identifier: MIT */
#include "workbook/cell_text.h"

#include <string.h>

#define ESCAPED_UNDERSCORE "_x005F_"

static bool is_allowed(uint32_t c)
{
    if (c < 0x20) return c == '\n';
    return c != 0x7F && !(c >= 0x80 && c <= 0x9F) && (c & 0xFFFE) != 0xFFFE;
}

static size_t utf16_units(uint32_t c)
{
    return c > 0xFFFF ? 2 : 1;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* "_x0041_" in a text would be read as an escaped character: ECMA-376 Part 1, 22.9.2.19. */
static bool is_escape_like(str text, size_t at)
{
    if (text.len - at < 7 || text.ptr[at] != '_' || text.ptr[at + 1] != 'x' || text.ptr[at + 6] != '_') return false;
    return is_hex(text.ptr[at + 2]) && is_hex(text.ptr[at + 3]) && is_hex(text.ptr[at + 4]) && is_hex(text.ptr[at + 5]);
}

/* True when every byte may stand as it is: the common case, copied at once. */
static bool is_plain(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c >= 0x7F || is_escape_like(text, i)) return false;
    }
    return true;
}

/* Copies allowed characters until `units` are used; *is_cut when some were left. */
static size_t copy_allowed(char *out, str text, size_t units, bool is_one_line, bool *is_cut)
{
    size_t at = 0, len = 0, used = 0;
    *is_cut = false;
    while (at < text.len) {
        bool     is_escaped = !is_one_line && is_escape_like(text, at);
        uint32_t c = str_next(text, &at);
        if (c == '\t' || (is_one_line && c == '\n')) c = ' ';
        if (!is_allowed(c)) continue;
        if (used + utf16_units(c) > units) {
            *is_cut = true;
            break;
        }
        used += utf16_units(c);
        if (is_escaped) {
            memcpy(out + len, ESCAPED_UNDERSCORE, sizeof ESCAPED_UNDERSCORE - 1);
            len += sizeof ESCAPED_UNDERSCORE - 1;
            continue;
        }
        len += str_encode(c, out + len);
    }
    return len;
}

static size_t units_of(str text)
{
    size_t units = 0;
    for (size_t at = 0; at < text.len;)
        units += utf16_units(str_next(text, &at));
    return units;
}

/* A bad byte becomes three, U+FFFD; seven bytes like an escape become thirteen. */
static char *room_for(struct arena *arena, str text, str note)
{
    return arena_alloc(arena, text.len * 3 + note.len + 1, 1);
}

const char *cell_text(struct arena *arena, str text, str cut_note)
{
    bool is_cut;
    if (text.len <= CELL_TEXT_UNITS && is_plain(text)) return arena_cstr(arena, text);
    char  *out = room_for(arena, text, cut_note);
    size_t len = copy_allowed(out, text, CELL_TEXT_UNITS, false, &is_cut);
    if (is_cut) {
        len = copy_allowed(out, text, CELL_TEXT_UNITS - units_of(cut_note), false, &is_cut);
        memcpy(out + len, cut_note.ptr, cut_note.len);
        len += cut_note.len;
    }
    out[len] = '\0';
    return out;
}

const char *cell_text_line(struct arena *arena, str text, size_t units)
{
    bool is_cut;
    if (text.len <= units && is_plain(text)) return arena_cstr(arena, text);
    str    ellipsis = STR("…");
    char  *out = room_for(arena, text, ellipsis);
    size_t len = copy_allowed(out, text, units, true, &is_cut);
    if (is_cut) {
        len = copy_allowed(out, text, units - 1, true, &is_cut);
        memcpy(out + len, ellipsis.ptr, ellipsis.len);
        len += ellipsis.len;
    }
    out[len] = '\0';
    return out;
}

bool cell_text_is_risky(str text)
{
    if (text.len == 0 || text.ptr[0] == '\0') return false;
    if (strchr("=+-@", text.ptr[0])) return true;
    for (size_t i = 0; i < text.len; i++) {
        if ((text.ptr[i] < '0' || text.ptr[i] > '9') && !strchr(".,eE ", text.ptr[i])) return false;
    }
    return text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

static uint32_t fold(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    return c >= 0x100 && c <= 0x24F ? c | 1 : c;
}

str cell_text_fold(struct arena *arena, str text)
{
    struct strbuf buf = {0};
    for (size_t at = 0; at < text.len;)
        strbuf_add_code_point(&buf, fold(str_next(text, &at)));
    str copy = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return copy;
}

/* Scripts and symbols set on a full square: CJK, kana, Hangul, emoji. */
static bool is_full_width(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1FAFF);
}

static bool is_zero_width(uint32_t c)
{
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0x2060;
}

/* [percent of a digit] Advances of Calibri from the space to the tilde, as its metric twin Carlito has them. */
static const uint8_t ascii_widths[] = {45,  64,  79,  98,  100, 141, 135, 44,  60,  60,  98, 98,  49, 60,  50,  76,
                                       100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 53, 53,  98, 98,  98,  91,
                                       176, 114, 107, 105, 121, 96,  91,  124, 123, 50,  63, 103, 83, 169, 127, 131,
                                       102, 133, 107, 91,  96,  127, 112, 176, 102, 96,  92, 61,  76, 61,  98,  98,
                                       57,  95,  104, 83,  104, 98,  60,  93,  104, 45,  47, 90,  45, 158, 104, 104,
                                       104, 104, 69,  77,  66,  104, 89,  141, 85,  89,  78, 62,  91, 62,  98};

/* A face is drawn a little wider on screen than it is designed. */
#define SCREEN_SPREAD 1.04

static double char_width(uint32_t c)
{
    if (c >= ' ' && c - ' ' < sizeof ascii_widths) return ascii_widths[c - ' '] * (SCREEN_SPREAD / 100);
    if (c < ' ' || is_zero_width(c)) return 0;
    if (is_full_width(c)) return 2.1;
    return c == 0xA0 || c == 0x202F || c == 0x2019 ? 0.5 : 1.03;
}

double cell_text_width(str text)
{
    double widest = 0, width = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = str_next(text, &at);
        width = c == '\n' ? 0 : width + char_width(c);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static bool is_break(uint32_t c)
{
    return c == ' ' || c == '\n' || c == 0x200B;
}

str cell_text_break(str text, double width, str *rest)
{
    double used = 0;
    size_t at = 0, good = 0, resume = 0;
    while (at < text.len) {
        size_t   from = at;
        uint32_t c = str_next(text, &at);
        if (is_break(c) && used <= width) {
            good = from;
            resume = at;
        }
        if (c == '\n') break;
        used += char_width(c);
        if (used > width && (resume > 0 || from > 0) && !is_break(c)) {
            good = resume > 0 ? good : from;
            resume = resume > 0 ? resume : from;
            *rest = str_slice(text, resume, text.len);
            return str_slice(text, 0, good);
        }
        if (is_full_width(c)) { /* CJK breaks after any character */
            good = at;
            resume = at;
        }
        if (at == text.len) good = resume = at;
    }
    *rest = str_slice(text, resume, text.len);
    return str_slice(text, 0, good);
}

int cell_text_lines(str text, double width)
{
    int lines = 0;
    str rest = text;
    do {
        (void)cell_text_break(rest, width, &rest);
        lines++;
    } while (rest.len > 0);
    return lines;
}
