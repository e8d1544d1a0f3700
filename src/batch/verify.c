/* SPDX-License-Identifier: MIT */
#include "batch/verify.h"

#include "pdf/verify.h"

#include <stdlib.h>
#include <string.h>

static bool has_at(str bytes, size_t at, const char *text)
{
    size_t len = strlen(text);
    return at <= bytes.len && len <= bytes.len - at && memcmp(bytes.ptr + at, text, len) == 0;
}

const char *verify_pdf(str bytes, size_t pages)
{
    size_t      counted;
    const char *fault = pdf_verify(bytes, &counted);
    if (fault) return fault;
    return counted == pages ? NULL : "the PDF has not the pages that were laid out";
}

static uint32_t little(str bytes, size_t at, int count)
{
    uint32_t number = 0;
    while (count--)
        number = number << 8 | (unsigned char)bytes.ptr[at + (size_t)count];
    return number;
}

/* PKWARE APPNOTE 4.3.12 and 4.3.16: the directory lists as many entries as it says, each pointing to a file's header.
 */
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
