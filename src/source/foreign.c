/* SPDX-License-Identifier: MIT */
#include "source/foreign.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LOOKED_AT = 512 };

/* Of formats that are text, case and white space before are let pass. */
static const struct {
    const char *magic;
    size_t      len;
    bool        is_text;
    const char *what;
} kinds[] = {
    {"%PDF-", 5, true, "a PDF; export the table as CSV or XLSX instead"},
    {"{\\rtf", 5, true, "a text document (RTF); export the table as CSV or XLSX instead"},
    {"<!doctype html", 14, true, "a web page; open it in a spreadsheet program and save it as XLSX or CSV"},
    {"<html", 5, true, "a web page; open it in a spreadsheet program and save it as XLSX or CSV"},
    {"<table", 6, true, "a web page; open it in a spreadsheet program and save it as XLSX or CSV"},
    {"<?xml", 5, true, "XML; open it in a spreadsheet program and save it as XLSX or CSV, or export CSV"},
    {"\x1F\x8B", 2, false, "compressed (gzip); unpack it first"},
    {"BZh", 3, false, "compressed (bzip2); unpack it first"},
    {"\xFD" "7zXZ", 5, false, "compressed (xz); unpack it first"},
    {"\x28\xB5\x2F\xFD", 4, false, "compressed (zstd); unpack it first"},
    {"7z\xBC\xAF", 4, false, "an archive (7z); unpack it first"},
    {"Rar!", 4, false, "an archive (rar); unpack it first"},
    {"PAR1", 4, false, "a Parquet file; export it as CSV"},
    {"\x89PNG", 4, false, "a picture; export the table as CSV or XLSX instead"},
    {"\xFF\xD8\xFF", 3, false, "a picture; export the table as CSV or XLSX instead"},
    /* BIFF 2 to 4, before there were compound files (MS-XLS 2.4.21) */
    {"\x09\x00\x04\x00", 4, false, "a workbook of before 2007 (.xls); save it as XLSX or CSV"},
    {"\x09\x02\x06\x00", 4, false, "a workbook of before 2007 (.xls); save it as XLSX or CSV"},
    {"\x09\x04\x06\x00", 4, false, "a workbook of before 2007 (.xls); save it as XLSX or CSV"},
};

const char *foreign_kind(const char *path)
{
    char   start[LOOKED_AT];
    FILE  *file = fopen(path, "rbe");
    size_t got = file ? fread(start, 1, sizeof start, file) : 0;
    if (file) fclose(file);
    str bytes = {start, got}, text = bytes;
    if (str_starts(text, "\xEF\xBB\xBF")) text = str_slice(text, 3, text.len);
    text = str_trim(text);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        str  seen = kinds[i].is_text ? text : bytes;
        bool is_long = seen.len > kinds[i].len;
        if (is_long && kinds[i].is_text && strncasecmp(seen.ptr, kinds[i].magic, kinds[i].len) == 0) return kinds[i].what;
        if (is_long && !kinds[i].is_text && memcmp(seen.ptr, kinds[i].magic, kinds[i].len) == 0) return kinds[i].what;
    }
    return NULL;
}
