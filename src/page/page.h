/* SPDX-License-Identifier: MIT */
/*
 * page: the whole contract between layout and the page writers (pdf/, raster/): positioned glyph runs, paths,
 * images and links, each with its place in the structure tree. Origin top left, y downwards, lengths in mpt.
 */
#ifndef RELIURE_PAGE_PAGE_H
#define RELIURE_PAGE_PAGE_H

#include "base/value.h"
#include "text/text.h"

struct point {
    mpt x, y;
};

struct rect {
    mpt x, y, width, height;
};

/* ISO 32000-1, 14.8.4: standard structure types, as PDF/UA-1 wants them used. */
enum tag_role {
    TAG_DOCUMENT,
    TAG_SECTION,
    TAG_DIVISION,
    TAG_HEADING1,
    TAG_HEADING2,
    TAG_HEADING3,
    TAG_PARAGRAPH,
    TAG_SPAN,
    TAG_LINK,
    TAG_LIST,
    TAG_LIST_ITEM,
    TAG_LABEL,
    TAG_LIST_BODY,
    TAG_TABLE,
    TAG_TABLE_HEAD,
    TAG_TABLE_BODY,
    TAG_TABLE_ROW,
    TAG_HEADER_CELL,
    TAG_DATA_CELL,
    TAG_FIGURE,
    TAG_CAPTION,
    TAG_BLOCK_QUOTE,
    TAG_TOC,
    TAG_TOC_ITEM,
    TAG_CODE,
    TAG_ROLE_COUNT
};

enum tag_scope { SCOPE_NONE, SCOPE_COLUMN, SCOPE_ROW, SCOPE_BOTH };

/* A structure element. Index 0 of pages.tags is the document; children follow in reading order. */
struct tag {
    enum tag_role  role;
    uint32_t       parent;
    str            alt;                   /* figures: alternative text, required */
    str            actual;                /* replacement text of a symbol: « Fait » for a tick */
    const char    *language;              /* when other than the document's; else NULL */
    enum tag_scope scope;                 /* header cells */
    uint16_t       column_span, row_span; /* cells; 0 is 1 */
    struct rect    box;                   /* figures: on page `page` */
    uint32_t       page;
};

#define TAG_ARTIFACT UINT32_MAX /* running heads, rules, backgrounds, repeated table heads */

enum item_kind { ITEM_GLYPHS, ITEM_PATH, ITEM_IMAGE };

enum path_op { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE };

/* Points as cairo_copy_path gives them: one for move and line, three for a curve, none for close. */
struct path {
    const uint8_t *ops; /* enum path_op */
    size_t         op_count;
    const double  *xy; /* [pt] from the page's top left */
    size_t         xy_count;
};

#define COLOR_NONE UINT32_MAX

struct paint {
    uint32_t fill;   /* 0xRRGGBB or COLOR_NONE */
    uint32_t stroke; /* 0xRRGGBB or COLOR_NONE */
    mpt      line_width;
    mpt      dash[2]; /* on, off; {0} is solid */
    bool     has_round_caps;
    bool     is_even_odd;
};

/* Decoded once a run; `key` names it for sharing inside a file. 8 bits a channel, RGB or RGBA rows without padding. */
struct image {
    str            key;
    uint32_t       width, height;
    bool           has_alpha;
    const uint8_t *pixels;
};

struct page_item {
    enum item_kind kind;
    uint32_t       tag; /* index, or TAG_ARTIFACT */
    union {
        struct {
            struct glyph_run run;
            struct point     at; /* origin of the first glyph, on the baseline */
        } glyphs;
        struct {
            struct path  path;
            struct paint paint;
        } path;
        struct {
            const struct image *image;
            struct rect         box;
        } image;
    } u;
};

/* Goes to `uri`, or inside the document to the anchor named `anchor`. */
struct page_link {
    struct rect box;
    uint32_t    tag; /* a TAG_LINK */
    str         uri;
    str         anchor;
    str         title; /* what a screen reader says */
};

struct page_anchor {
    str      name;
    uint32_t page;
    mpt      y;
};

struct outline_entry {
    str      title;
    int      level; /* 1.. */
    uint32_t page;
    mpt      y;
};

struct page {
    mpt               width, height;
    str               label; /* page label: « 3 » */
    struct page_item *items; /* painting order, which is reading order within a tag */
    size_t            item_count;
    struct page_link *links;
    size_t            link_count;
};

/* A file carried by the PDF: figures as CSV or JSON (ISO 19005-3, 6.8). */
struct attachment {
    str         name, mime, description, bytes;
    const char *relationship; /* "Data", "Source", "Supplement" */
};

struct pages {
    struct page          *at;
    size_t                count;
    struct tag           *tags;
    size_t                tag_count;
    struct page_anchor   *anchors;
    size_t                anchor_count;
    struct outline_entry *outline;
    size_t                outline_count;
    struct attachment    *attachments;
    size_t                attachment_count;
    const char           *language; /* BCP 47 */
    str                   title, author, subject, keywords, producer;
    date                  as_of;           /* dates of the file: no clock */
    char                  fingerprint[33]; /* file identifier; whoever has the pages written sets it */
};

/* Readable text, one item a line, glyph runs as text: `pages.txt` of a case. */
void pages_dump(const struct pages *pages, struct strbuf *out);

#endif
