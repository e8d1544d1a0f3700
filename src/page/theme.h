/* SPDX-License-Identifier: MIT */
/* theme: what a brand can change: colours, sizes, page. Read from templates/themes/<name>.yaml; the defaults are the
 * look of the house. */
#ifndef RELIURE_PAGE_THEME_H
#define RELIURE_PAGE_THEME_H

#include "page/page.h"

struct theme_type {
    mpt              size, leading;
    enum font_weight weight;
};

struct theme {
    uint32_t ink, text_grey, soft_grey;            /* text */
    uint32_t line_dark, line, line_light, surface; /* lines and surfaces, dark to light */
    uint32_t brand, brand_tint;                    /* tint: 12 % of the brand on white */
    uint32_t tone[4];                              /* by enum tone: none is ink, good, watch, bad */
    uint32_t tone_tint[4];                         /* 12 % of each on white */
    uint32_t series[6];                            /* key series first, then greys and tints of the brand */

    struct theme_type body, table, table_head, note, heading1, heading2, heading3, tile, lead;

    mpt                 page_width, page_height;
    mpt                 margin_left, margin_right, margin_top, margin_bottom;
    mpt                 gutter; /* of the 12 columns */
    mpt                 rhythm; /* vertical step */
    mpt                 table_row, table_padding;
    mpt                 rows_room;         /* derived: height of the rows of one chart, whatever its zoom */
    mpt                 zoom, zoom_most;   /* [1/1000] slides: least and most enlargement of a section; 1000 on paper */
    bool                has_section_pages; /* slides: each section begins a page */
    const struct image *logo;              /* or NULL */
};

/* The default look (A4). */
void theme_default(struct theme *theme);
/* Reads `path` over the defaults; `brand` (0xRRGGBB or COLOR_NONE) wins over the file's. */
enum rc  theme_load(const char *path, uint32_t brand, struct arena *arena, struct diag *diag,
                    struct theme *theme) MUST_CHECK;
uint32_t theme_mix(uint32_t color, uint32_t with, int percent); /* percent of `color` */
/* "#16476A". */
enum rc theme_parse_color(str text, uint32_t *out) MUST_CHECK;

#endif
