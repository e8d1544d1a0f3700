/* SPDX-License-Identifier: MIT */
/* opening: the title block of page one, and the contents at its foot. */
#include "layout/blocks.h"

#define TITLE_RULE MPT_PT(2)
#define LOGO_WIDTH MPT_MM(42)
#define LOGO_HEIGHT MPT_MM(12)

/* Title block */

/* The logo in its corner; the width it takes. */
static mpt draw_logo(struct flow *flow, struct atom *atom, mpt y)
{
    const struct image *logo = flow_theme(flow)->logo;
    if (!logo || logo->width == 0 || logo->height == 0) return 0;
    double across = (double)LOGO_WIDTH / logo->width, down = (double)LOGO_HEIGHT / logo->height,
           scale = across < down ? across : down;
    struct rect       box = {0, y, (mpt)(logo->width * scale), (mpt)(logo->height * scale)};
    struct page_item *item = VEC_PUSH(flow->layout->arena, atom->items);
    box.x = flow->width - box.width;
    item->kind = ITEM_IMAGE;
    item->tag = TAG_ARTIFACT; /* the vendor's name stands in the text below */
    item->u.image.image = logo;
    item->u.image.box = box;
    return box.width + MPT_MM(8);
}

struct meta {
    str label, value;
};

static size_t collect_meta(const struct flow *flow, struct meta out[4])
{
    const struct doc *doc = flow->layout->doc;
    struct arena     *arena = flow->layout->arena;
    size_t            count = 0;
    if (doc->period_label.len > 0) out[count++] = (struct meta){word_of(flow, "period"), doc->period_label};
    if (doc->as_of != DATE_NONE)
        out[count++] =
            (struct meta){word_of(flow, "as_of"), locale_date_long(flow->layout->env->locale, arena, doc->as_of)};
    if (doc->csm.len > 0) out[count++] = (struct meta){word_of(flow, "csm"), doc->csm};
    if (doc->vendor.len > 0) out[count++] = (struct meta){word_of(flow, "vendor"), doc->vendor};
    return count;
}

/* Four columns of the grid, each a label over its value. */
static mpt draw_meta(struct flow *flow, struct atom *atom, mpt y, uint32_t parent)
{
    const struct theme *theme = flow_theme(flow);
    struct meta         metas[4];
    size_t              count = collect_meta(flow, metas);
    mpt                 width = (flow->width - 3 * theme->gutter) / 4;
    struct text_look    small = {.type = &theme->note, .color = theme->soft_grey},
                     body = {.type = &theme->body, .color = theme->ink};
    for (size_t i = 0; i < count; i++) {
        mpt      x = (mpt)i * (width + theme->gutter);
        uint32_t tag = tag_add(flow->layout, TAG_PARAGRAPH, parent);
        draw_text(flow, atom, metas[i].label, small, x, y, width, tag);
        draw_text(flow, atom, metas[i].value, body, x, y + theme->note.leading + MPT_PT(1), width, tag);
    }
    return count > 0 ? theme->note.leading + MPT_PT(1) + theme->body.leading : 0;
}

/* A name that would take three lines is set at three quarters of the size: page one has more to say. */
static struct text_lines_set set_title(const struct flow *flow, str title, mpt width)
{
    enum { LINES_FULL_SIZE = 2 };
    struct theme_type     type = flow_theme(flow)->heading1;
    struct text_look      look = {.type = &type, .color = flow_theme(flow)->ink};
    struct text_lines_set set = set_plain(flow, title, look, width);
    if (set.lines.count <= LINES_FULL_SIZE) return set;
    type.size = type.size * 3 / 4;
    type.leading = type.leading * 3 / 4;
    return set_plain(flow, title, look, width);
}

static void lay_title(struct flow *flow)
{
    const struct theme *theme = flow_theme(flow);
    const struct doc   *doc = flow->layout->doc;
    struct atom        *atom = flow_atom(flow, 0);
    bool                has_client = doc->client.len > 0;
    mpt                 y = TITLE_RULE + gap_of(flow, 4);
    draw_rect(flow, atom, (struct rect){0, 0, flow->width, TITLE_RULE}, theme->brand, TAG_ARTIFACT);
    mpt      logo = draw_logo(flow, atom, y);
    uint32_t heading = tag_add(flow->layout, TAG_HEADING1, flow->tag);
    if (has_client && doc->kind_title.len > 0) {
        draw_text(flow, atom, doc->kind_title,
                  (struct text_look){.type = &theme->body, .color = theme->brand, .is_semibold = true}, 0, y,
                  flow->width - logo, heading);
        y += theme->body.leading + MPT_PT(4);
    }
    struct text_lines_set set = set_title(flow, has_client ? doc->client : doc->title, flow->width - logo);
    draw_set(flow, atom, &set, 0, y, heading);
    y += set_height(&set) + gap_of(flow, 3);
    mpt meta = draw_meta(flow, atom, y, flow->tag);
    atom->height = y + meta;
    atom->top_rule = TITLE_RULE;
    atom->keeps_next = true;
    flow_gap(flow, gap_of(flow, 6));
}

/* Contents */

struct entry {
    const struct doc_node *section;
    int                    level;
};

typedef VEC(struct entry) entries;

static void collect(const struct flow *flow, const struct doc_node *parent, int deepest, entries *out)
{
    for (const struct doc_node *node = parent->first; node; node = node->next) {
        if (node->kind != DOC_SECTION || node->u.section.is_unlisted || node->u.section.level > deepest) continue;
        *VEC_PUSH(flow->layout->arena, *out) = (struct entry){node, node->u.section.level};
        collect(flow, node, deepest, out);
    }
}

static void draw_entry(struct flow *flow, struct atom *atom, const struct entry *entry, mpt x, mpt y, mpt width,
                       uint32_t toc)
{
    const struct theme *theme = flow_theme(flow);
    mpt row = theme->body.leading + gap_of(flow, 1), indent = entry->level > 1 ? MPT_PT(14) : 0, number = MPT_PT(28);
    struct text_look  look = {.type = &theme->body, .color = entry->level > 1 ? theme->text_grey : theme->ink};
    uint32_t          link_tag = tag_add(flow->layout, TAG_LINK, tag_add(flow->layout, TAG_TOC_ITEM, toc));
    struct page_link *link = VEC_PUSH(flow->layout->arena, atom->links);
    *link = (struct page_link){.box = {x, y, width, row},
                               .tag = link_tag,
                               .anchor = anchor_of(flow, entry->section),
                               .title = entry->section->u.section.title};
    draw_text(flow, atom, entry->section->u.section.title, look, x + indent, y + gap_of(flow, 1) / 2,
              width - indent - number, link_tag);
    *VEC_PUSH(flow->layout->arena, atom->references) = (struct page_reference){
        link->anchor, link_tag, x + width,
        y + gap_of(flow, 1) / 2 + text_baseline(flow->layout->env->fonts, theme->body.size, theme->body.leading),
        theme->body.size};
    draw_rule(flow, atom, x, y + row, width, MPT_PT(0.25), theme->line);
}

/* The heading, and after it in reading order the element of the entries. */
static uint32_t draw_contents_title(struct flow *flow, struct atom *atom)
{
    struct text_look look = {.type = &flow_theme(flow)->heading3, .color = flow_theme(flow)->ink};
    draw_text(flow, atom, word_of(flow, "contents"), look, 0, 0, flow->width,
              tag_add(flow->layout, TAG_HEADING2, flow->tag));
    return tag_add(flow->layout, TAG_TOC, flow->tag);
}

/* Few enough to stand at the foot of page one: two columns in one atom. */
static void lay_short_contents(struct flow *flow, const entries *list, bool is_pinned)
{
    const struct theme *theme = flow_theme(flow);
    size_t              columns = list->count >= 5 ? 2 : 1, rows = (list->count + columns - 1) / columns;
    mpt                 row = theme->body.leading + gap_of(flow, 1), gutter = theme->gutter * 2;
    mpt                 width = columns == 2 ? (flow->width - gutter) / 2 : flow->width,
        top = theme->heading3.leading + gap_of(flow, 2);
    struct atom *atom = flow_atom(flow, top + (mpt)rows * row);
    uint32_t     toc = draw_contents_title(flow, atom);
    for (size_t i = 0; i < columns; i++)
        draw_rule(flow, atom, (mpt)i * (width + gutter), top, width, MPT_PT(0.75), theme->ink);
    for (size_t i = 0; i < list->count; i++)
        draw_entry(flow, atom, &list->at[i], (mpt)(i / rows) * (width + gutter), top + (mpt)(i % rows) * row, width,
                   toc);
    atom->is_pinned = is_pinned;
}

static void lay_long_contents(struct flow *flow, const entries *list)
{
    const struct theme *theme = flow_theme(flow);
    struct atom        *title = flow_atom(flow, theme->heading3.leading);
    uint32_t            toc = draw_contents_title(flow, title);
    title->keeps_next = true;
    flow_gap(flow, gap_of(flow, 2));
    for (size_t i = 0; i < list->count; i++) {
        struct atom *atom = flow_atom(flow, theme->body.leading + gap_of(flow, 1));
        draw_entry(flow, atom, &list->at[i], 0, 0, flow->width, toc);
    }
}

void lay_contents(struct flow *flow, const struct doc_node *node)
{
    enum { FEW = 4, MANY_ON_PAGE_ONE = 20 };
    entries list = {0};
    collect(flow, flow->layout->doc->root, 1, &list);
    if (list.count <= FEW) {
        list.count = 0;
        collect(flow, flow->layout->doc->root, 2, &list);
    }
    if (list.count == 0) return;
    flow_gap(flow, gap_of(flow, STEPS_SECTION));
    bool is_pinned = node->parent && node->parent->kind == DOC_OPENING && !node->next;
    if (list.count <= MANY_ON_PAGE_ONE)
        lay_short_contents(flow, &list, is_pinned);
    else
        lay_long_contents(flow, &list);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    flow->forces_page |= is_pinned;
}

void begin_opening(struct flow *flow)
{
    flow->tag = tag_add(flow->layout, TAG_SECTION, flow->tag);
    lay_title(flow);
}

void lay_opening(struct flow *flow, const struct doc_node *node)
{
    uint32_t parent = flow->tag;
    begin_opening(flow);
    if (node) lay_blocks(flow, node);
    flow->tag = parent;
}
