/* SPDX-License-Identifier: MIT */
#include "batch/verify.h"

#include <stdlib.h>
#include <string.h>

static bool has_at(str bytes, size_t at, const char *text)
{
    size_t len = strlen(text);
    return at <= bytes.len && len <= bytes.len - at && memcmp(bytes.ptr + at, text, len) == 0;
}

/* Position of the last occurrence within the last `within` bytes, or bytes.len. */
static size_t find_last(str bytes, const char *text, size_t within)
{
    size_t len = strlen(text), from = bytes.len > within ? bytes.len - within : 0;
    for (size_t at = bytes.len; at-- > from;) {
        if (at + len <= bytes.len && has_at(bytes, at, text)) return at;
    }
    return bytes.len;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number at `*at`, stepped past with the blanks before it; false when there is none. */
static bool number_at(str bytes, size_t *at, size_t *number)
{
    size_t i = *at;
    while (i < bytes.len && (bytes.ptr[i] == ' ' || bytes.ptr[i] == '\r' || bytes.ptr[i] == '\n')) i++;
    if (i >= bytes.len || !is_digit(bytes.ptr[i])) return false;
    for (*number = 0; i < bytes.len && is_digit(bytes.ptr[i]) && *number < SIZE_MAX / 16; i++) *number = *number * 10 + (size_t)(bytes.ptr[i] - '0');
    *at = i;
    return true;
}

/* ISO 32000-1, 7.5.4 and 7.5.8: at the offset stands a table or the object of a cross-reference stream. */
static bool is_cross_reference(str bytes, size_t at)
{
    size_t number, generation;
    if (has_at(bytes, at, "xref")) return true;
    return number_at(bytes, &at, &number) && number_at(bytes, &at, &generation) && has_at(bytes, at, " obj");
}

const char *verify_pdf(str bytes, size_t pages)
{
    enum { TAIL = 1024 };
    size_t offset = 0, at;
    if (!has_at(bytes, 0, "%PDF-1.")) return "the PDF has no header";
    if (find_last(bytes, "%%EOF", TAIL) == bytes.len) return "the PDF has no end";
    at = find_last(bytes, "startxref", TAIL);
    if (at == bytes.len) return "the PDF does not say where its cross references are";
    at += strlen("startxref");
    if (!number_at(bytes, &at, &offset) || offset >= bytes.len || !is_cross_reference(bytes, offset)) return "the PDF's cross references are not where it says";
    return pages ? NULL : "the PDF has no page";
}

static uint32_t little(str bytes, size_t at, int count)
{
    uint32_t number = 0;
    while (count--) number = number << 8 | (unsigned char)bytes.ptr[at + (size_t)count];
    return number;
}

/* PKWARE APPNOTE 4.3.12 and 4.3.16: the directory lists as many entries as it says, each pointing to a file's header. */
static bool walk_directory(str bytes, size_t at, size_t end, unsigned entries)
{
    while (entries--) {
        if (end - at < 46 || little(bytes, at, 4) != 0x02014b50) return false;
        size_t local = little(bytes, at + 42, 4);
        size_t size = 46 + little(bytes, at + 28, 2) + little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
        if (local + 30 > bytes.len || little(bytes, local, 4) != 0x04034b50 || size > end - at) return false;
        at += size;
    }
    return at == end;
}

const char *verify_xlsx(str bytes)
{
    enum { END_SIZE = 22 };
    if (bytes.len < END_SIZE || !has_at(bytes, 0, "PK\3\4")) return "the workbook is no zip file";
    size_t end = bytes.len - END_SIZE;
    if (!has_at(bytes, end, "PK\5\6")) return "the workbook's zip directory has no end";
    unsigned entries = little(bytes, end + 10, 2);
    size_t   size = little(bytes, end + 12, 4), offset = little(bytes, end + 16, 4);
    if (!entries || offset > end || size != end - offset) return "the workbook's zip directory is not where it says";
    return walk_directory(bytes, offset, end, entries) ? NULL : "the workbook's zip directory is broken";
}
