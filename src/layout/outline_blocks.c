/* SPDX-License-Identifier: MIT */
/* outline_blocks: what is read along a line: trees with their connectors, and time lines. */
#include "base/limits.h"
#include "layout/blocks.h"
#include "layout/signs.h"

#define TREE_STEP MPT_PT(18)
/* Of ending a page inside a tree: its connectors are read from the top. */
enum { SPLIT_PENALTY = 12 };
#define WHEN_WIDTH MPT_MM(26)

/* Trees */

struct branch {
    mpt  x;        /* of the connector above this level */
    bool has_more; /* a sibling follows: the connector goes on */
};

static void draw_connectors(const struct flow *flow, struct atom *atom, const struct branch *branches, size_t depth,
                            mpt middle, mpt reach)
{
    uint32_t color = flow_theme(flow)->line_dark;
    mpt      thickness = MPT_PT(0.75);
    for (size_t i = 0; i < depth; i++) {
        bool is_own = i + 1 == depth;
        mpt  bottom = is_own && !branches[i].has_more ? middle : atom->height;
        if (is_own || branches[i].has_more)
            draw_upright(flow, atom, branches[i].x, -reach, bottom + reach, thickness, color);
        if (is_own) draw_rule(flow, atom, branches[i].x, middle, TREE_STEP - MPT_PT(9), thickness, color);
    }
}

static void lay_tree_item(struct flow *flow, const struct doc_node *item, struct branch *branches, size_t depth)
{
    const struct theme *theme = flow_theme(flow);
    uint32_t            parent = flow->tag, element = tag_add(flow->layout, TAG_LIST_ITEM, parent);
    struct text_look    look = {.type = &theme->body, .color = theme->ink}, strong = look;
    mpt                 x = (mpt)depth * TREE_STEP, reach = depth > 0 || flow->gap ? gap_of(flow, 1) : 0;
    enum item_mark      mark = item->u.item.mark;
    flow_gap(flow, gap_of(flow, STEPS_TIGHT));
    struct atom *atom = flow_atom(flow, 0);
    uint32_t     body = tag_add(flow->layout, TAG_LIST_BODY, element),
             text_tag = tag_add(flow->layout, TAG_PARAGRAPH, body);
    mpt baseline = text_baseline(flow->layout->env->fonts, theme->body.size, theme->body.leading);
    mpt middle = baseline - text_cap_height(flow->layout->env->fonts, theme->body.size) / 2;
    if (item->u.item.label.len > 0) {
        strong.is_semibold = true;
        strong.color = mark == MARK_FALSE  ? theme->tone[TONE_BAD]
                       : mark == MARK_TRUE ? theme->tone[TONE_GOOD]
                                           : theme->brand;
        x += draw_text(flow, atom, item->u.item.label, strong, x, 0, 0, text_tag) + MPT_PT(6);
    } else if (depth == 0) {
        draw_dot(flow, atom, (struct point){x + MPT_PT(3), middle}, MPT_PT(3), theme->brand, COLOR_NONE, TAG_ARTIFACT);
        x += MPT_PT(12);
    }
    struct text_lines_set set =
        set_text(flow, item->u.item.text, look, flow->width - x > MPT_PT(40) ? flow->width - x : MPT_PT(40));
    draw_set(flow, atom, &set, x, 0, text_tag);
    atom->height = set_height(&set) > theme->body.leading ? set_height(&set) : theme->body.leading;
    draw_connectors(flow, atom, branches, depth, middle, reach);
    atom->keeps_next = item->first != NULL;
    if (depth > 0) atom->penalty = SPLIT_PENALTY;
    if (!item->first || depth + 1 >= LIMIT_DOC_DEPTH) return;
    flow->tag = tag_add(flow->layout, TAG_LIST, body);
    for (const struct doc_node *child = item->first; child; child = child->next) {
        branches[depth] = (struct branch){(mpt)depth * TREE_STEP + MPT_PT(3), child->next != NULL};
        lay_tree_item(flow, child, branches, depth + 1);
    }
    flow->tag = parent;
}

void lay_tree(struct flow *flow, const struct doc_node *node)
{
    struct branch branches[LIMIT_DOC_DEPTH];
    uint32_t      parent = flow->tag;
    flow_gap(flow, gap_of(flow, STEPS_TEXT));
    flow->tag = tag_add(flow->layout, TAG_LIST, parent);
    for (const struct doc_node *item = node->first; item; item = item->next)
        lay_tree_item(flow, item, branches, 0);
    flow->tag = parent;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}

/* Time lines */

static void draw_event_dot(const struct flow *flow, struct atom *atom, const struct doc_event *event, mpt x, mpt middle)
{
    const struct theme *theme = flow_theme(flow);
    uint32_t            color = event->tone == TONE_NONE ? theme->brand : theme->tone[event->tone];
    draw_dot(flow, atom, (struct point){x, middle}, MPT_PT(3.5), event->is_done ? color : 0xFFFFFF, color,
             TAG_ARTIFACT);
}

static void lay_event(struct flow *flow, const struct doc_event *event, bool is_first, bool is_last)
{
    const struct theme *theme = flow_theme(flow);
    str                 when = locale_print(flow->layout->env->locale, flow->layout->arena, &event->when);
    uint32_t            element = tag_add(flow->layout, TAG_LIST_ITEM, flow->tag);
    uint32_t            label = when.len > 0 ? tag_add(flow->layout, TAG_LABEL, element) : TAG_ARTIFACT;
    uint32_t            body = tag_add(flow->layout, TAG_LIST_BODY, element);
    struct text_look grey = {.type = &theme->table, .color = theme->text_grey, .has_tabular_figures = true};
    struct text_look title = {.type = &theme->body, .color = theme->ink, .is_semibold = true},
                     detail = {.type = &theme->table, .color = theme->text_grey};
    mpt               x = WHEN_WIDTH + MPT_PT(20), line_x = WHEN_WIDTH + MPT_PT(4), y = 0, width = flow->width - x;
    struct atom      *atom = flow_atom(flow, 0);
    struct text_look  stamp = grey;
    struct theme_type same = theme->table;
    same.leading = theme->body.leading;
    stamp.type = &same;
    draw_text(flow, atom, when, stamp, WHEN_WIDTH - MPT_PT(8) - measure_text(flow, when, stamp), 0, 0, label);
    struct text_lines_set set = set_plain(flow, event->title, title, width);
    draw_set(flow, atom, &set, x, y, tag_add(flow->layout, TAG_PARAGRAPH, body));
    y += set_height(&set);
    str under = event->detail;
    if (event->channel.len > 0)
        under = arena_printf(flow->layout->arena, event->detail.len ? "%.*s · %.*s" : "%.*s%.*s",
                             STR_ARG(event->channel), STR_ARG(event->detail));
    if (under.len > 0) {
        set = set_plain(flow, under, detail, width);
        draw_set(flow, atom, &set, x, y, tag_add(flow->layout, TAG_PARAGRAPH, body));
        y += set_height(&set);
    }
    atom->height = y + (is_last ? 0 : gap_of(flow, 2));
    mpt middle = text_baseline(flow->layout->env->fonts, theme->body.size, theme->body.leading) -
                 text_cap_height(flow->layout->env->fonts, theme->body.size) / 2;
    mpt top = is_first ? middle : 0, bottom = is_last ? middle : atom->height;
    draw_upright(flow, atom, line_x, top, bottom - top, MPT_PT(1), theme->line);
    draw_event_dot(flow, atom, event, line_x, middle);
    atom->keeps_next = is_first && !is_last;
}

void lay_timeline(struct flow *flow, const struct doc_node *node)
{
    const struct doc_timeline *timeline = &node->u.timeline;
    uint32_t                   parent = flow->tag;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    flow->tag = tag_add(flow->layout, TAG_LIST, parent);
    for (size_t i = 0; i < timeline->count; i++)
        lay_event(flow, &timeline->at[i], i == 0, i + 1 == timeline->count);
    flow->tag = parent;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}
