/* SPDX-License-Identifier: MIT */
/* prose: headings, paragraphs, lists, quotes, callouts and code. */
#include "layout/blocks.h"
#include "layout/signs.h"

/* [em] At most 85 characters a line (look.md, Type): the mean advance of Inter in French text is 0.48 em. */
enum { LINE_EMS = 41 };

#define SECTION_RULE MPT_PT(1.25)

mpt gap_of(const struct flow *flow, int steps)
{
    return flow_theme(flow)->rhythm * steps;
}

static mpt text_width(const struct flow *flow, const struct theme_type *type)
{
    mpt most = type->size * LINE_EMS;
    return flow->width < most ? flow->width : most;
}

/*
 * One atom a line, so that a paragraph can cross pages; never one line alone on either side (widows, orphans).
 * `keeps_next` also ties the last line to what follows.
 */
static void add_lines(struct flow *flow, const struct text_lines_set *set, mpt indent, uint32_t tag, bool keeps_next)
{
    size_t count = set->lines.count;
    for (size_t i = 0; i < count; i++) {
        struct atom *atom = flow_atom(flow, set->leading);
        atom->keeps_next = (i == 0 && count > 1) || (i + 2 == count) || (i + 1 == count && keeps_next);
        atom->penalty = i > 0 ? 4 : 0;
        draw_lines(flow, atom, set, i, i + 1, indent, 0, tag);
    }
}

static void add_anchor(const struct flow *flow, struct atom *atom, const struct doc_node *node)
{
    if (node->id.len > 0) *VEC_PUSH(flow->layout->arena, atom->anchors) = node->id;
}

str anchor_of(const struct flow *flow, const struct doc_node *node)
{
    if (node->id.len > 0) return node->id;
    size_t place = 1;
    for (const struct doc_node *before = node->previous; before; before = before->previous)
        place++;
    str above = node->parent && node->parent->kind == DOC_SECTION ? anchor_of(flow, node->parent) : STR("section");
    return arena_printf(flow->layout->arena, "%.*s-%zu", STR_ARG(above), place);
}

/* Headings */

/* Level 1 stands under a rule of the brand. */
static struct atom *add_section_heading(struct flow *flow, str title)
{
    const struct theme *theme = flow_theme(flow);
    struct text_look    look = {.type = &theme->heading2, .color = theme->ink};
    mpt                 above = gap_of(flow, 2);
    flow_gap(flow, gap_of(flow, STEPS_SECTION));
    struct text_lines_set set = set_plain(flow, title, look, flow->width);
    struct atom          *atom = flow_atom(flow, set_height(&set) + above);
    draw_rect(flow, atom, (struct rect){0, 0, flow->width, SECTION_RULE}, theme->brand, TAG_ARTIFACT);
    draw_set(flow, atom, &set, 0, above, tag_add(flow->layout, TAG_HEADING2, flow->tag));
    atom->keeps_next = true;
    atom->is_section = true;
    atom->forces_page |= theme->has_section_pages && flow->atoms.count > 1;
    atom->top_rule = SECTION_RULE;
    atom->penalty = -8;
    flow_fix_gap(flow, gap_of(flow, 3));
    return atom;
}

/* Deeper levels stand under white space only. */
static struct atom *add_deeper_heading(struct flow *flow, str title, int level)
{
    const struct theme *theme = flow_theme(flow);
    struct text_look    look = {
           .type = level == 2 ? &theme->heading3 : &theme->body, .color = theme->ink, .is_semibold = true};
    flow_gap(flow, gap_of(flow, STEPS_HEADING3));
    struct text_lines_set set = set_plain(flow, title, look, flow->width);
    struct atom          *atom = flow_atom(flow, set_height(&set));
    draw_set(flow, atom, &set, 0, 0, tag_add(flow->layout, TAG_HEADING3, flow->tag));
    atom->keeps_next = true;
    atom->penalty = -3;
    flow_fix_gap(flow, gap_of(flow, STEPS_TEXT));
    return atom;
}

void begin_section(struct flow *flow, const struct doc_node *node)
{
    str title = node->u.section.title;
    int level = node->u.section.level;
    flow->tag = tag_add(flow->layout, TAG_SECTION, flow->tag);
    struct atom *heading = level <= 1 ? add_section_heading(flow, title) : add_deeper_heading(flow, title, level);
    *VEC_PUSH(flow->layout->arena, heading->anchors) = anchor_of(flow, node);
    if (!node->u.section.is_unlisted) {
        heading->outline = title;
        heading->outline_level = level;
    }
    if (heading->is_section) {
        flow->section = heading;
        flow->section_start = flow->atoms.count - 1;
    }
}

void lay_section(struct flow *flow, const struct doc_node *node)
{
    uint32_t parent = flow->tag;
    begin_section(flow, node);
    lay_blocks(flow, node);
    flow->tag = parent;
}

/* Paragraphs */

static void lay_empty(struct flow *flow, const struct doc_node *node)
{
    const struct theme   *theme = flow_theme(flow);
    mpt                   pad = gap_of(flow, 2);
    struct text_lines_set set =
        set_text(flow, node->u.paragraph.text, (struct text_look){.type = &theme->body, .color = theme->text_grey},
                 text_width(flow, &theme->body) - 3 * pad);
    struct atom *atom = flow_atom(flow, set_height(&set) + 2 * pad);
    draw_rect(flow, atom, (struct rect){0, 0, flow->width, atom->height}, theme->surface, TAG_ARTIFACT);
    draw_set(flow, atom, &set, pad + pad / 2, pad, tag_add(flow->layout, TAG_PARAGRAPH, flow->tag));
    add_anchor(flow, atom, node);
}

void lay_paragraph(struct flow *flow, const struct doc_node *node)
{
    const struct theme *theme = flow_theme(flow);
    enum paragraph_role role = node->u.paragraph.role;
    struct text_look    looks[] = {
           [PARAGRAPH_BODY] = {.type = &theme->body, .color = theme->ink},
           [PARAGRAPH_LEAD] = {.type = &theme->lead, .color = theme->ink},
           [PARAGRAPH_NOTE] = {.type = &theme->note, .color = theme->text_grey},
           [PARAGRAPH_SUBHEADING] = {.type = &theme->body, .color = theme->ink, .is_semibold = true},
    };
    bool is_subheading = role == PARAGRAPH_SUBHEADING;
    flow_gap(flow, gap_of(flow, is_subheading ? STEPS_BLOCK : role == PARAGRAPH_NOTE ? STEPS_TIGHT : STEPS_TEXT));
    if (role == PARAGRAPH_EMPTY) {
        lay_empty(flow, node);
        flow_gap(flow, gap_of(flow, STEPS_TEXT));
        return;
    }
    struct text_lines_set set = set_text(flow, node->u.paragraph.text, looks[role], text_width(flow, looks[role].type));
    size_t                first = flow->atoms.count;
    add_lines(flow, &set, 0, tag_add(flow->layout, TAG_PARAGRAPH, flow->tag), is_subheading);
    if (flow->atoms.count > first) add_anchor(flow, flow->atoms.at[first], node);
    if (is_subheading)
        flow_fix_gap(flow, gap_of(flow, STEPS_TIGHT));
    else
        flow_gap(flow, gap_of(flow, STEPS_TEXT));
}

/* Lists */

static void draw_number(struct flow *flow, struct atom *atom, size_t number, mpt right, uint32_t tag)
{
    const struct theme *theme = flow_theme(flow);
    struct text_look    look = {.type = &theme->body, .color = theme->text_grey, .has_tabular_figures = true};
    str                 text = arena_printf(flow->layout->arena, "%zu.", number);
    draw_text(flow, atom, text, look, right - measure_text(flow, text, look), 0, 0, tag);
}

static void lay_item(struct flow *flow, const struct doc_node *item, size_t number, mpt indent)
{
    const struct theme *theme = flow_theme(flow);
    uint32_t            element = tag_add(flow->layout, TAG_LIST_ITEM, flow->tag);
    bool                has_mark = item->u.item.mark != MARK_NONE;
    uint32_t            label = has_mark ? tag_add(flow->layout, TAG_LABEL, element) : TAG_ARTIFACT;
    uint32_t            body = tag_add(flow->layout, TAG_LIST_BODY, element);
    struct text_look      look = {.type = &theme->body, .color = theme->ink};
    struct text_lines_set set = set_text(flow, item->u.item.text, look, text_width(flow, &theme->body) - indent);
    size_t                first = flow->atoms.count;
    flow_gap(flow, gap_of(flow, STEPS_TIGHT));
    add_lines(flow, &set, indent, tag_add(flow->layout, TAG_PARAGRAPH, body), false);
    if (flow->atoms.count > first) {
        struct atom *atom = flow->atoms.at[first];
        mpt          middle = set.baseline - text_cap_height(flow->layout->env->fonts, theme->body.size) / 2;
        if (item->u.item.mark == MARK_NUMBER)
            draw_number(flow, atom, number, indent - MPT_PT(6), label);
        else
            draw_mark(flow, atom, item->u.item.mark, MPT_PT(2), middle, label);
        add_anchor(flow, atom, item);
    }
    if (!item->first) return;
    struct flow inner = flow_inside(flow, flow->width - indent, body);
    lay_blocks(&inner, item);
    for (size_t i = 0; i < inner.atoms.count; i++) {
        inner.atoms.at[i]->indent += indent;
        *VEC_PUSH(flow->layout->arena, flow->atoms) = inner.atoms.at[i];
    }
}

/* No item stands alone on a page while its list goes on. */
void lay_list(struct flow *flow, const struct doc_node *node)
{
    uint32_t parent = flow->tag;
    size_t   number = 0, first = flow->atoms.count;
    mpt      indent = node->u.list.is_ordered ? MPT_PT(20) : MPT_PT(16);
    flow_gap(flow, gap_of(flow, STEPS_TEXT));
    flow->tag = tag_add(flow->layout, TAG_LIST, parent);
    for (const struct doc_node *item = node->first; item; item = item->next) {
        size_t start = flow->atoms.count;
        lay_item(flow, item, ++number, indent);
        if (flow->atoms.count == start) continue;
        if (number > 1) flow->atoms.at[start]->penalty = 10;
        bool is_beside_end = item == node->first || (item->next && !item->next->next);
        if (is_beside_end && item->next) flow->atoms.at[flow->atoms.count - 1]->keeps_next = true;
    }
    flow->tag = parent;
    if (flow->atoms.count > first) add_anchor(flow, flow->atoms.at[first], node);
    flow_gap(flow, gap_of(flow, STEPS_TEXT));
}

/* Quotes, callouts, code */

/* Whose words they are, under them; the height it takes. */
static mpt draw_source(struct flow *flow, struct atom *atom, str text, mpt indent, mpt y, uint32_t quote)
{
    const struct theme   *theme = flow_theme(flow);
    struct text_look      small = {.type = &theme->note, .color = theme->soft_grey};
    struct text_lines_set source = set_plain(flow, text, small, flow->width - indent);
    if (text.len == 0) return 0;
    draw_set(flow, atom, &source, indent, y + MPT_PT(2), tag_add(flow->layout, TAG_PARAGRAPH, quote));
    return MPT_PT(2) + set_height(&source);
}

static void draw_quote_bar(const struct flow *flow, struct atom *atom)
{
    draw_rect(flow, atom, (struct rect){0, 0, MPT_PT(2), atom->height}, flow_theme(flow)->line, TAG_ARTIFACT);
}

/* Quotations of up to eight lines stay whole; longer ones cross pages as paragraphs do. */
void lay_quote(struct flow *flow, const struct doc_node *node)
{
    enum { WHOLE_LINES = 8 };
    const struct theme   *theme = flow_theme(flow);
    mpt                   indent = MPT_PT(12);
    uint32_t              quote = tag_add(flow->layout, TAG_BLOCK_QUOTE, flow->tag);
    uint32_t              words = tag_add(flow->layout, TAG_PARAGRAPH, quote);
    struct text_look      look = {.type = &theme->body, .color = theme->ink};
    struct text_lines_set set = set_text(flow, node->u.quote.text, look, text_width(flow, &theme->body) - indent);
    size_t                first = flow->atoms.count;
    bool                  is_long = set.lines.count > WHOLE_LINES;
    flow_gap(flow, gap_of(flow, 3));
    if (is_long) add_lines(flow, &set, indent, words, node->u.quote.source.len > 0);
    struct atom *last = flow_atom(flow, 0);
    if (!is_long) draw_set(flow, last, &set, indent, 0, words);
    last->height = is_long ? 0 : set_height(&set);
    last->height += draw_source(flow, last, node->u.quote.source, indent, last->height, quote);
    for (size_t i = first; i < flow->atoms.count; i++)
        draw_quote_bar(flow, flow->atoms.at[i]);
    add_anchor(flow, flow->atoms.at[first], node);
    flow_gap(flow, gap_of(flow, 3));
}

void lay_callout(struct flow *flow, const struct doc_node *node)
{
    const struct theme *theme = flow_theme(flow);
    enum tone           tone = node->u.callout.tone;
    mpt                 pad = gap_of(flow, 3), left = pad + MPT_PT(4), y = gap_of(flow, 2) + MPT_PT(2);
    uint32_t            color = tone == TONE_NONE ? theme->brand : theme->tone[tone];
    uint32_t            tint = tone == TONE_NONE ? theme->brand_tint : theme->tone_tint[tone];
    struct flow inner = flow_inside(flow, flow->width - left - pad, tag_add(flow->layout, TAG_DIVISION, flow->tag));
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    struct atom *atom = flow_atom(flow, 0);
    draw_rect(flow, atom, (struct rect){0}, tint, TAG_ARTIFACT); /* its height is known below */
    size_t panel = atom->items.count - 1;
    if (node->u.callout.title.len > 0) {
        struct text_lines_set set =
            set_plain(flow, node->u.callout.title,
                      (struct text_look){.type = &theme->body, .color = color, .is_semibold = true}, inner.width);
        draw_set(flow, atom, &set, left, y, tag_add(flow->layout, TAG_PARAGRAPH, inner.tag));
        y += set_height(&set) + MPT_PT(2);
    }
    lay_blocks(&inner, node);
    y += flow_stack(flow, atom, &inner, left, y) + gap_of(flow, 2) + MPT_PT(2);
    atom->height = y;
    struct atom behind = {0};
    draw_rect(flow, &behind, (struct rect){0, 0, flow->width, y}, tint, TAG_ARTIFACT);
    atom->items.at[panel] = behind.items.at[0];
    draw_rect(flow, atom, (struct rect){0, 0, MPT_PT(3), y}, color, TAG_ARTIFACT);
    add_anchor(flow, atom, node);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}

/* Each line carries its own stripe of the panel, so that long code crosses pages. */
void lay_code(struct flow *flow, const struct doc_node *node)
{
    const struct theme   *theme = flow_theme(flow);
    mpt                   pad = gap_of(flow, 2);
    struct text_look      look = {.type = &theme->table, .color = theme->ink, .has_tabular_figures = true};
    struct text_lines_set set = set_plain(flow, node->u.code, look, flow->width - 3 * pad);
    uint32_t              tag = tag_add(flow->layout, TAG_CODE, tag_add(flow->layout, TAG_PARAGRAPH, flow->tag));
    flow_gap(flow, gap_of(flow, STEPS_TEXT));
    for (size_t i = 0; i < set.lines.count; i++) {
        mpt          above = i == 0 ? pad : 0, below = i + 1 == set.lines.count ? pad : 0;
        struct atom *atom = flow_atom(flow, set.leading + above + below);
        draw_rect(flow, atom, (struct rect){0, 0, flow->width, atom->height}, theme->surface, TAG_ARTIFACT);
        draw_lines(flow, atom, &set, i, i + 1, pad + pad / 2, above, tag);
        atom->keeps_next = i == 0 || i + 2 == set.lines.count;
        atom->penalty = i > 0 ? 6 : 0;
        if (i == 0) add_anchor(flow, atom, node);
    }
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}
