/* SPDX-License-Identifier: MIT */
/*
 * block: the tree of a section as a worksheet wants it: lines of text, tables and charts, one after another. Facts,
 * tiles, quotes and time lines become tables, since that is what can be filtered and copied.
 */
#ifndef RELIURE_WORKBOOK_BLOCK_H
#define RELIURE_WORKBOOK_BLOCK_H

#include "workbook/book.h"

enum block_kind { BLOCK_TEXT, BLOCK_TABLE, BLOCK_CHART };

enum text_look {
    TEXT_BODY,
    TEXT_LEAD,
    TEXT_NOTE,
    TEXT_EMPTY,
    TEXT_ITEM,
    TEXT_CODE,
    TEXT_CALLOUT,
    TEXT_CALLOUT_HEAD,
    TEXT_SUBHEADING,
    TEXT_HEADING
};

struct block {
    enum block_kind kind;
    /* BLOCK_TEXT */
    enum text_look look;
    str            text, href;
    enum tone      tone;
    int            indent;
    bool           is_joined; /* no empty row between it and the block before */
    /* BLOCK_TABLE; the figures of a BLOCK_CHART */
    const struct doc_table *table;
    bool                    is_headless, is_unfiltered;
    str                     name; /* of the table, for formulas of the reader's; empty: the library's */
    const struct chart     *chart;
    struct span             span;
};

typedef VEC(struct block) blocks;

/* The blocks of a section or opening; sections below it that have a sheet of their own are left out. */
void          blocks_collect(struct book *book, const struct doc_node *node, blocks *out);
void          blocks_add_text(struct book *book, blocks *out, enum text_look look, str text);
struct block *blocks_add_table(struct book *book, blocks *out, const struct doc_table *table);
/* Level 1 sections have a sheet, and others that name one. */
bool block_has_sheet(const struct doc_node *section);

#endif
