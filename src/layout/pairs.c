/* SPDX-License-Identifier: MIT */
#include "layout/pairs.h"

#include "layout/blocks.h"
#include "layout/paginate.h"

/* A title and what it names, or a block that carries its own. `end` is the first node after them, or NULL. */
struct block_group {
    const struct doc_node *from, *figure, *end; /* figure: its chart, table, facts, tiles or tree, or NULL */
};

static bool is_subheading(const struct doc_node *node)
{
    return node->kind == DOC_PARAGRAPH && node->u.paragraph.role == PARAGRAPH_SUBHEADING;
}

static bool is_text(const struct doc_node *node)
{
    return (node->kind == DOC_PARAGRAPH && !is_subheading(node)) || node->kind == DOC_LIST || node->kind == DOC_QUOTE ||
           node->kind == DOC_CODE;
}

static bool is_figure(const struct doc_node *node)
{
    return (node->kind == DOC_CHART && node->u.chart.kind != CHART_QUADRANT) || node->kind == DOC_FACTS ||
           (node->kind == DOC_TABLE && !node->u.table.is_wide) || node->kind == DOC_TILES || node->kind == DOC_TREE;
}

/* False for what takes the whole width by nature, and for text without a title, which leads up to something. */
static bool find_group(const struct doc_node *node, const struct doc_node *stop, struct block_group *out)
{
    const struct doc_node *body = node && node != stop && is_subheading(node) ? node->next : node;
    *out = (struct block_group){.from = node};
    if (!body || body == stop) return false;
    if (is_figure(body)) {
        out->figure = body;
        out->end = body->next;
        return true;
    }
    if (body == node || !is_text(body)) return false;
    for (out->end = body; out->end && out->end != stop && is_text(out->end);)
        out->end = out->end->next;
    return true;
}

static mpt content_width(const struct theme *theme)
{
    return theme->page_width - theme->margin_left - theme->margin_right;
}

static bool is_slide(const struct flow *flow)
{
    return flow_theme(flow)->zoom > 1000;
}

/* On paper: key/value tables with the same heads. */
static bool are_alike(const struct block_group *left, const struct block_group *right)
{
    const struct doc_node *a = left->figure, *b = right->figure;
    if (!a || !b || a->kind != DOC_FACTS || b->kind != DOC_FACTS ||
        is_subheading(left->from) != is_subheading(right->from))
        return false;
    return str_equal(a->u.facts.head[0], b->u.facts.head[0]) && str_equal(a->u.facts.head[1], b->u.facts.head[1]);
}

/* One side of the pair in a flow of its own; its height, or -1 when it does not do well at this width. */
static mpt lay_side(struct flow *flow, const struct block_group *group, mpt width, struct flow *side)
{
    struct layout *layout = flow->layout;
    bool           had_cut = layout->has_cut_words, had_squeezed = layout->has_squeezed;
    int64_t        height = 0;
    *side = flow_inside(flow, width, flow->tag);
    layout->has_cut_words = layout->has_squeezed = false;
    for (const struct doc_node *node = group->from; node != group->end; node = node->next)
        lay_block(side, node);
    bool is_good = !layout->has_cut_words && !layout->has_squeezed;
    layout->has_cut_words = had_cut;
    layout->has_squeezed = had_squeezed;
    for (size_t i = 0; i < side->atoms.count; i++)
        height += (i > 0 ? side->atoms.at[i]->before : 0) + side->atoms.at[i]->height;
    int64_t room = page_content_height(flow_theme(flow), false) * 9 / 10;
    return is_good && height <= room ? (mpt)height : -1;
}

/* Sides of very unequal height leave a hole; facts of one kind make a grid all the same. */
static bool is_balanced(mpt left, mpt right)
{
    enum { LEAST_PERCENT = 40 };
    mpt low = left < right ? left : right, high = left < right ? right : left;
    return low >= 0 && (int64_t)low * 100 >= (int64_t)high * LEAST_PERCENT;
}

static const struct doc_node *drop(struct flow *flow, size_t tags, const struct doc_node *node)
{
    flow->layout->tags.count = tags;
    return node;
}

/* The last of an odd number of facts keeps the width of those before it. */
static const struct doc_node *lay_last(struct flow *flow, const struct block_group *group, mpt width)
{
    struct flow  side;
    size_t       tags = flow->layout->tags.count;
    struct atom *atom = ARENA_NEW(flow->layout->arena, struct atom);
    mpt          height = lay_side(flow, group, width, &side);
    if (height < 0) return drop(flow, tags, group->from);
    flow_stack(flow, atom, &side, 0, 0);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    flow_push(flow, atom, height);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    return group->end;
}

static const struct doc_node *lay_both(struct flow *flow, const struct block_group *left,
                                       const struct block_group *right, mpt width)
{
    struct flow  sides[2];
    size_t       tags = flow->layout->tags.count;
    struct atom *atom = ARENA_NEW(flow->layout->arena, struct atom);
    mpt          first = lay_side(flow, left, width, &sides[0]);
    mpt          second = first < 0 ? -1 : lay_side(flow, right, width, &sides[1]);
    if (!is_balanced(first, second)) return drop(flow, tags, left->from);
    flow_stack(flow, atom, &sides[0], 0, 0);
    flow_stack(flow, atom, &sides[1], flow->width - width, 0);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    flow_push(flow, atom, first > second ? first : second);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    return right->end;
}

/* The first of several facts of one kind stands with them, not beside what comes before. */
static bool begins_grid(const struct flow *flow, const struct block_group *group)
{
    struct block_group next;
    return find_group(group->end, flow->stop, &next) && are_alike(group, &next);
}

static bool follows_alike(const struct doc_node *first, const struct block_group *group)
{
    struct block_group before;
    for (const struct doc_node *node = first; node && node != group->from; node = before.end)
        if (!find_group(node, NULL, &before))
            before.end = node->next;
        else if (before.end == group->from)
            return are_alike(&before, group);
    return false;
}

const struct doc_node *lay_pair(struct flow *flow, const struct doc_node *node)
{
    struct block_group left, right;
    if (flow->width != content_width(flow_theme(flow)) || !find_group(node, flow->stop, &left)) return node;
    mpt  width = (flow->width - flow_theme(flow)->gutter * 2) / 2;
    bool has_right = find_group(left.end, flow->stop, &right);
    bool is_pair = has_right && (are_alike(&left, &right) || (is_slide(flow) && !begins_grid(flow, &right)));
    if (is_pair) return lay_both(flow, &left, &right, width);
    if (!has_right && follows_alike(node->parent->first, &left)) return lay_last(flow, &left, width);
    return node;
}
