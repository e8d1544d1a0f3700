/* SPDX-License-Identifier: MIT */
/*
 * dialect: how one export is written. What the definition says holds; the rest is found in the file's own text, and
 * what was found is kept, so that it can be shown and locked.
 */
#ifndef RELIURE_SOURCE_DIALECT_H
#define RELIURE_SOURCE_DIALECT_H

#include "definition/workspace.h"
#include "source/csv.h"

struct dialect {
    enum source_format format;   /* never FORMAT_AUTO */
    const char        *encoding; /* for input_open() */
    str                records;  /* JSON: path of the array; NULL: its only array of objects */
    const char        *sheet;    /* of a workbook */
    const char        *query;    /* over a database */
    struct csv_dialect csv;
    size_t             skip;    /* physical lines above the first record */
    size_t             header;  /* record number of the header after these, 0 none; records above it are titles */
    size_t             header_rows; /* records that name columns: 1, or more in survey tools; 0 where unknown */
    char               decimal; /* of numbers that are text: '.' or ','; 0 until they were looked at (plan.h) */
};

/* [bytes] The start of a file that the detection looks at. */
enum { DIALECT_SAMPLE_BYTES = 1024 * 1024 };

/*
 * Fills in what `def` leaves open (NULL: everything) from the start of the file. `encoding` is the profile's. Reports
 * wrong settings at their place and returns RC_INVALID.
 */
enum rc dialect_detect(const struct source_def *def, const char *path, const char *encoding, struct arena *arena,
                       struct diag *diag, struct span span, struct dialect *out) MUST_CHECK;
/* The file as messages name it: with the sheet in it, "exports/crm.xlsx!Clients", where it is a workbook. */
const struct source_file *dialect_place(const struct dialect *dialect, const struct source_file *file,
                                        struct arena *arena);
/* Are the columns paths into objects? */
bool dialect_is_json(const struct dialect *dialect);
/* "windows-1252, semicolons, decimal comma, header in record 3"; for reports. */
str dialect_text(struct arena *arena, const struct dialect *dialect, enum diag_language language);

#endif
