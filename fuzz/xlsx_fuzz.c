/* SPDX-License-Identifier: MIT */
/* Any bytes as one part of a workbook, which one by their first byte; what begins as an archive is one as a whole. */
#include "source/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#define RELATED(type, target) "<Relationship Id=\"" type "\" Type=\"/" type "\" Target=\"" target "\"/>"

static const char *const parts[][2] = {
    {"xl/sheet.xml", "<worksheet><row><c><v>1</v></c><c s=\"1\"><v>2</v></c></row><row><c t=\"s\"><v>0</v></c></row>"
                     "</worksheet>"},
    {"xl/strings.xml", "<sst><si><t>a_x000A_</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" id=\"worksheet\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels", "<r>" RELATED("worksheet", "sheet.xml") RELATED("styles", "styles.xml")
                                       RELATED("sharedStrings", "strings.xml") "</r>"},
    {"_rels/.rels", "<r>" RELATED("officeDocument", "xl/workbook.xml") "</r>"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_archive(const char *path, const uint8_t *data, size_t size)
{
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    for (size_t i = 0; zip && i < COUNT_OF(parts); i++) {
        bool          is_it = size && data[0] % COUNT_OF(parts) == i;
        str           text = is_it ? (str){(const char *)data + 1, size - 1} : str_from(parts[i][1]);
        zip_source_t *source = zip_source_buffer(zip, text.ptr, text.len, 0);
        zip_int64_t   index = zip_file_add(zip, parts[i][0], source, 0);
        if (index < 0 || zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0) abort();
    }
    if (!zip || zip_close(zip) != 0) abort();
}

static void write_bytes(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wbe");
    if (!file || fwrite(data, 1, size, file) != size) abort();
    fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char              path[64];
    struct diag       diag;
    struct record     record;
    struct xlsx_table table;
    struct xlsx      *xlsx = NULL;
    struct arena     *arena = arena_new();
    diag_init(&diag, arena);
    snprintf(path, sizeof path, "/tmp/reliure-xlsx-fuzz-%ld", (long)getpid());
    if (size > 1 && data[0] == 'P' && data[1] == 'K')
        write_bytes(path, data, size);
    else
        write_archive(path, data, size);
    if (xlsx_find(path, STR_NONE, arena, &diag, SPAN_NONE, &table) == RC_OK &&
        xlsx_open(path, table.sheet, &diag, SPAN_NONE, &xlsx) == RC_OK) {
        while (xlsx_next(xlsx, 3, &record)) {
            if (record.count && record.count < 3) abort();
        }
    }
    xlsx_close(xlsx);
    unlink(path);
    arena_free(arena);
    return 0;
}
