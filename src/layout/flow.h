/* SPDX-License-Identifier: MIT */
/*
 * flow: what a document is cut into before it is cut into pages. A block becomes one or more atoms: pieces that
 * are never split, drawn once at (0,0), with what they ask of the page break around them. Private to layout/.
 */
#ifndef RELIURE_LAYOUT_FLOW_H
#define RELIURE_LAYOUT_FLOW_H

#include "chart/chart.h"
#include "layout/layout.h"

/* A figure's element learns its page and box when its atom is placed. */
struct placed_figure {
    uint32_t    tag;
    struct rect box;
};

/* An entry of the contents whose page number is written when it is known. */
struct page_reference {
    str      anchor;
    uint32_t tag;
    mpt      right, baseline; /* in the atom */
    mpt      size;            /* of its type */
};

struct atom {
    mpt        before; /* space above, dropped at the top of a page */
    mpt        height;
    mpt        indent; /* of its box from the left of the content */
    page_items items;
    VEC(struct page_link) links;
    VEC(struct placed_figure) figures;
    VEC(struct page_reference) references;
    VEC(str) anchors;
    str                outline; /* title of an entry of the outline, or empty */
    int                outline_level;
    const struct atom *head;        /* drawn again, as an artifact, on a page that begins with this atom */
    int                penalty;     /* of ending a page above this atom; negative: a good place */
    mpt                top_rule;    /* thickness of a rule across its top, or 0: a turned page lengthens it */
    bool               keeps_next;  /* no page ends below it */
    bool               forces_page; /* begins a page */
    bool               is_landscape;
    bool               is_section;  /* the heading of a section */
    bool               is_pinned;   /* stands at the foot of its page */
    mpt                first_block; /* section: from its top to the end of its first chart or table; 0: none */
};

/* What all flows of one document share. */
struct layout {
    const struct layout_env *env;
    const struct doc        *doc;
    struct arena            *arena;
    struct diag             *diag;
    struct pages            *pages;
    VEC(struct tag) tags;
    VEC(struct page_anchor) anchors;
    VEC(struct outline_entry) outline;
    char   decimal[5]; /* the decimal mark of the language, UTF-8 */
    size_t page_limit;
    bool   has_cut_words; /* a table had to cut some since this was last cleared */
    bool   has_squeezed;  /* … had to wrap cells that its width of choice would keep on a line */
};

struct flow {
    struct layout         *layout;
    mpt                    width;
    uint32_t               tag;           /* parent of what is added */
    mpt                    gap;           /* space wanted above the next atom; the larger of two neighbours' wishes */
    bool                   has_fixed_gap; /* the gap is the one below a heading: nothing widens it */
    mpt                    chart_heading; /* least height of the headings of charts that begin columns */
    bool                   is_landscape, forces_page;
    struct atom           *section; /* heading of the section under way, and its place; NULL before the first */
    size_t                 section_start;
    const struct doc_node *stop; /* a block that nothing before it is laid beside, or NULL */
    VEC(struct atom *) atoms;
};

/* How a text is set. */
struct text_look {
    const struct theme_type *type;
    uint32_t                 color;
    bool                     is_semibold; /* over the type's own weight */
    bool                     has_tabular_figures;
};

struct text_lines_set {
    struct text_lines       lines;
    const struct text_span *spans;
    const struct doc_run   *runs; /* NULL when the text was plain: one span */
    mpt                     leading;
    mpt                     baseline; /* from the top of a line */
};

const struct theme *flow_theme(const struct flow *flow);
uint32_t            tag_add(struct layout *layout, enum tag_role role, uint32_t parent);
str                 word_of(const struct flow *flow, const char *key); /* "layout.<key>" */

/* A flow of its own for a part of the page, added to the same document. */
struct flow flow_inside(const struct flow *flow, mpt width, uint32_t tag);
void        flow_gap(struct flow *flow, mpt gap);
/* Headings: exactly this above the next atom, whatever it asks for. */
void flow_fix_gap(struct flow *flow, mpt gap);
/* A new atom at the end of the flow. */
struct atom *flow_atom(struct flow *flow, mpt height);
/* Puts an atom made apart at the end of the flow. */
void flow_push(struct flow *flow, struct atom *atom, mpt height);
/* Stacks the atoms of `inner` into `atom` at (x, y); the height used. */
mpt flow_stack(struct flow *outer, struct atom *atom, const struct flow *inner, mpt x, mpt y);

/* Text: broken in `width`, then drawn line by line. */
struct text_lines_set set_text(const struct flow *flow, struct doc_text text, struct text_look look, mpt width);
struct text_lines_set set_plain(const struct flow *flow, str text, struct text_look look, mpt width);
mpt                   set_height(const struct text_lines_set *set);
/* Draws lines [from, to) with the first line's top at y. Links become elements under `tag`. */
void draw_lines(const struct flow *flow, struct atom *atom, const struct text_lines_set *set, size_t from, size_t to,
                mpt x, mpt y, uint32_t tag);
/* All lines. */
void draw_set(const struct flow *flow, struct atom *atom, const struct text_lines_set *set, mpt x, mpt y, uint32_t tag);
void draw_line(const struct flow *flow, struct atom *atom, const struct text_line *line, mpt x, mpt baseline,
               uint32_t tag);
/* One line of plain text; its width. `width` cuts it with « … » when positive. */
mpt draw_text(const struct flow *flow, struct atom *atom, str text, struct text_look look, mpt x, mpt y, mpt width,
              uint32_t tag);
mpt measure_text(const struct flow *flow, str text, struct text_look look);

/* Shapes. */
void draw_rect(const struct flow *flow, struct atom *atom, struct rect box, uint32_t fill, uint32_t tag);
void draw_rounded(const struct flow *flow, struct atom *atom, struct rect box, mpt radius, uint32_t fill, uint32_t tag);
void draw_rule(const struct flow *flow, struct atom *atom, mpt x, mpt y, mpt width, mpt thickness, uint32_t color);
void draw_upright(const struct flow *flow, struct atom *atom, mpt x, mpt y, mpt height, mpt thickness, uint32_t color);
void draw_dot(const struct flow *flow, struct atom *atom, struct point center, mpt radius, uint32_t fill,
              uint32_t stroke, uint32_t tag);
/* An open or closed line through points [mpt], `count` pairs. */
void draw_polyline(const struct flow *flow, struct atom *atom, const struct point *points, size_t count,
                   struct paint paint, uint32_t tag);
/* Moves what is drawn in `items` by (dx, dy); paths are copied to `arena` for it. */
void shift_items(struct arena *arena, struct page_item *items, size_t count, mpt dx, mpt dy);

#endif
