/* SPDX-License-Identifier: MIT */
#include "pdf/syntax.h"

#include <stdio.h>
#include <string.h>

static const char HEX[] = "0123456789ABCDEF";

static void add_hex(struct strbuf *out, uint32_t value, int digits)
{
    char text[8];
    for (int i = digits; i-- > 0; value >>= 4)
        text[i] = HEX[value & 15];
    strbuf_add(out, (str){text, (size_t)digits});
}

/* ASCII that means the same in PDFDocEncoding and needs no thought. */
static bool is_plain(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c > 0x7E) return false;
    }
    return true;
}

static bool is_dropped(uint32_t c)
{
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7F && c < 0xA0);
}

void syntax_int(struct strbuf *out, int64_t number)
{
    char     digits[24];
    size_t   at = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) digits[--at] = '-';
    strbuf_add(out, (str){digits + at, sizeof digits - at});
}

void syntax_hundredths(struct strbuf *out, int64_t hundredths)
{
    char     digits[28];
    size_t   at = sizeof digits;
    uint64_t rest = hundredths < 0 ? -(uint64_t)hundredths : (uint64_t)hundredths;
    unsigned decimals = (unsigned)(rest % 100);
    rest /= 100;
    if (decimals % 10) digits[--at] = (char)('0' + decimals % 10);
    if (decimals) digits[--at] = (char)('0' + decimals / 10), digits[--at] = '.';
    if (rest || !decimals) do
            digits[--at] = (char)('0' + rest % 10);
        while (rest /= 10);
    if (hundredths < 0) digits[--at] = '-';
    strbuf_add(out, (str){digits + at, sizeof digits - at});
}

void syntax_length(struct strbuf *out, mpt length)
{
    syntax_hundredths(out, length < 0 ? -((-(int64_t)length + 5) / 10) : ((int64_t)length + 5) / 10);
}

void syntax_name(struct strbuf *out, str name)
{
    enum { NAME_MOST = 127 }; /* ISO 19005-3, 6.1.13 */
    strbuf_addc(out, '/');
    for (size_t i = 0; i < name.len && i < NAME_MOST; i++) {
        char c = name.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-_.+", c))) {
            strbuf_addc(out, c);
        } else if (c) {
            strbuf_addc(out, '#');
            add_hex(out, (unsigned char)c, 2);
        }
    }
}

void syntax_bytes(struct strbuf *out, str bytes)
{
    strbuf_addc(out, '(');
    size_t from = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (c != '(' && c != ')' && c != '\\' && c != '\r') continue;
        strbuf_add(out, (str){bytes.ptr + from, i - from});
        strbuf_addc(out, '\\');
        strbuf_addc(out, c == '\r' ? 'r' : c); /* a bare carriage return would be read as a line feed (7.3.4.2) */
        from = i + 1;
    }
    strbuf_add(out, (str){bytes.ptr + from, bytes.len - from});
    strbuf_addc(out, ')');
}

void syntax_utf16(struct strbuf *out, uint32_t code_point)
{
    if (code_point < 0x10000) {
        add_hex(out, code_point, 4);
    } else {
        add_hex(out, 0xD800 + ((code_point - 0x10000) >> 10), 4);
        add_hex(out, 0xDC00 + ((code_point - 0x10000) & 0x3FF), 4);
    }
}

void syntax_text(struct strbuf *out, str text)
{
    if (is_plain(text) && text.len <= PDF_STRING_MOST) {
        syntax_bytes(out, text);
        return;
    }
    strbuf_adds(out, "<FEFF");
    size_t written = 2;
    for (size_t at = 0; at < text.len && written + 4 <= PDF_STRING_MOST;) {
        uint32_t c = str_next(text, &at);
        if (is_dropped(c)) continue;
        syntax_utf16(out, c);
        written += c < 0x10000 ? 2 : 4;
    }
    strbuf_addc(out, '>');
}

void syntax_date(struct strbuf *out, date day)
{
    struct civil civil = date_civil(day);
    strbuf_printf(out, "(D:%04d%02d%02d000000Z)", civil.year, civil.month, civil.day);
}

void syntax_ref(struct strbuf *out, const char *key, uint32_t id)
{
    if (key) {
        strbuf_addc(out, '/');
        strbuf_adds(out, key);
        strbuf_addc(out, ' ');
    }
    syntax_int(out, id);
    strbuf_adds(out, " 0 R");
}

void syntax_box(struct strbuf *out, struct rect box, mpt page_height)
{
    strbuf_addc(out, '[');
    syntax_length(out, box.x);
    strbuf_addc(out, ' ');
    syntax_length(out, page_height - box.y - box.height);
    strbuf_addc(out, ' ');
    syntax_length(out, box.x + box.width);
    strbuf_addc(out, ' ');
    syntax_length(out, page_height - box.y);
    strbuf_addc(out, ']');
}
