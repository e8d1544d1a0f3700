/* SPDX-License-Identifier: MIT */
/*
 * xlsx_book: what a workbook (ECMA-376-1, SpreadsheetML) says once for all its sheets: their names, its calendar, which
 * cell formats show dates, the texts that cells share. It is kept in memory, within the limits of base/limits.h.
 */
#ifndef RELIURE_SOURCE_XLSX_BOOK_H
#define RELIURE_SOURCE_XLSX_BOOK_H

#include "source/package.h"

struct xlsx_book_sheet {
    str         name;
    const char *part; /* its name in the package */
    bool        is_hidden;
};

/* How the numbers of a cell format are shown. */
enum xlsx_style { STYLE_NUMBER, STYLE_DATE, STYLE_TIME, STYLE_CLOCK }; /* day; day and time; time without a day */

struct xlsx_book {
    struct arena           *arena;
    struct package         *package;
    struct xlsx_book_sheet *sheets; /* in the order of their tabs */
    size_t                  sheet_count;
    bool                    is_1904; /* day 0 is 1904-01-01, as on old Macintoshes */
    enum xlsx_style        *styles;  /* by the number of the cell format */
    size_t                  style_count;
    const char             *strings; /* the shared texts, one behind the other */
    uint32_t               *ends;    /* where each ends */
    size_t                  string_count;
};

/* NULL: `*why` says in a sentence why the file is no workbook that can be read. The caller closes it. */
struct xlsx_book *xlsx_book_open(const char *path, const char **why);
void              xlsx_book_close(struct xlsx_book *book); /* NULL is allowed */

enum xlsx_style xlsx_book_style(const struct xlsx_book *book, size_t format);
/* RC_MISSING: the workbook has no text of that number. */
enum rc xlsx_book_string(const struct xlsx_book *book, size_t index, str *out) MUST_CHECK;
/* How a format code such as « dd/mm/yyyy hh:mm » shows numbers (ECMA-376-1, 18.8.31). */
enum xlsx_style xlsx_book_code_style(str code);
/* A text of a workbook with « _x000D_ » for a control character (ECMA-376-1, 22.4.2.4), decoded onto `out`. */
void xlsx_book_add_text(struct strbuf *out, str text);

#endif
