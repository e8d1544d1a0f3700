/* SPDX-License-Identifier: MIT */
/*
 * book: what the parts of one workbook share while it is written: the library's workbook, the words, and the caches
 * of formats. libxlsxwriter is known to this folder only.
 */
#ifndef RELIURE_WORKBOOK_BOOK_H
#define RELIURE_WORKBOOK_BOOK_H

#include "base/map.h"
#include "base/vec.h"
#include "document/document.h"
#include "locale/locale.h"
#include "page/theme.h"

#include <xlsxwriter.h>

struct book {
    const struct doc    *doc;
    const struct locale *locale;
    const struct theme  *theme;
    struct arena        *arena; /* everything made for this workbook */
    lxw_workbook        *out;
    struct map           styles;       /* bytes of a struct style to lxw_format */
    lxw_format          *tones[4];     /* by enum tone, made when first asked for */
    struct map           number_looks; /* bytes of a key to struct number_look */
    struct map           sheets;       /* folded names of sheets, to themselves */
    struct map           table_names;  /* folded */
    struct map           anchors;      /* id of a node to the name of its sheet */
    const char          *contents;     /* name of the first sheet */
    const char          *missing, *not_applicable;
    const char          *date_code, *month_code, *text_code, *status_code;
    str                  cut_note;
    bool                 is_internal; /* marks each sheet */
};

/* A word of the product, NUL-terminated, as a cell takes it. */
const char *book_word(struct book *book, const char *key);
/* Text as a cell takes it. */
const char *book_text(struct book *book, str text);

enum style_size { SIZE_BODY, SIZE_SMALL, SIZE_HEADING, SIZE_TITLE };
enum style_rule { RULE_NONE, RULE_ROW, RULE_HEAD, RULE_TOTAL, RULE_GROUP }; /* line below; above the last two */
enum style_align { CELL_AUTO, CELL_LEFT, CELL_RIGHT };

/* How a cell looks. Zero is body text in ink. Compared by its bytes: it has no padding. */
struct style {
    const char *code;  /* number format, from number_look or the book; NULL is General */
    uint32_t    color; /* 0xRRGGBB; 0 is the theme's ink */
    uint32_t    fill;  /* 0xRRGGBB; 0 is none */
    uint8_t     size, rule, align, indent;
    uint8_t     is_bold, is_wrapped, is_code, is_link;
    uint8_t     is_top; /* in a row of several lines; else the middle */
    uint8_t     spare[7];
};

lxw_format *book_style(struct book *book, struct style style);
/* For conditional formats: colours only. */
lxw_format *book_tone_format(struct book *book, enum tone tone);

#endif
