/* SPDX-License-Identifier: MIT */
#include "layout/blocks.h"

#include "layout/pairs.h"

/* A page break asks for a new page before the next atom. */
static void lay_page_break(struct flow *flow, const struct doc_node *node)
{
    (void)node;
    flow->forces_page = true;
}

static struct chart_env env_of(const struct flow *flow, mpt heading)
{
    const struct layout_env *env = flow->layout->env;
    return (struct chart_env){env->fonts, env->locale, env->theme, flow->layout->arena, heading};
}

/* Charts: the chart draws itself; here it becomes one figure. */
void lay_chart(struct flow *flow, const struct doc_node *node)
{
    struct layout         *layout = flow->layout;
    const struct chart_env env = env_of(flow, flow->atoms.count == 0 ? flow->chart_heading : 0);
    struct rect            box = {0, 0, flow->width, chart_height(&env, &node->u.chart, flow->width)};
    uint32_t               figure = tag_add(layout, TAG_FIGURE, flow->tag);
    layout->tags.at[figure].alt = node->u.chart.alt.len > 0 ? node->u.chart.alt : node->u.chart.title;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    struct atom *atom = flow_atom(flow, box.height);
    chart_draw(&env, &node->u.chart, box, &atom->items);
    for (size_t i = 0; i < atom->items.count; i++)
        atom->items.at[i].tag = figure;
    *VEC_PUSH(layout->arena, atom->figures) = (struct placed_figure){figure, box};
    if (node->id.len > 0) *VEC_PUSH(layout->arena, atom->anchors) = node->id;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}

/* Columns: flows side by side in one atom; too tall for a page, they follow one another instead. */

static int total_weight(const struct doc_node *node, size_t *count)
{
    int total = 0;
    for (const struct doc_node *column = node->first; column; column = column->next) {
        total += column->u.column.weight > 0 ? column->u.column.weight : 1;
        *count += 1;
    }
    return total;
}

static mpt page_room(const struct flow *flow)
{
    const struct theme *theme = flow_theme(flow);
    return theme->page_height - theme->margin_top - theme->margin_bottom;
}

/* Widths on the grid of 12: a column of w takes w columns and the gutters between them. */
static mpt column_width(const struct flow *flow, int weight, int total, size_t count)
{
    mpt gutter = flow_theme(flow)->gutter * 2;
    mpt room = flow->width - gutter * (mpt)(count - 1);
    return (mpt)((int64_t)room * weight / total);
}

static int64_t total_height(const struct flow *flow)
{
    int64_t height = 0;
    for (size_t i = 0; i < flow->atoms.count; i++)
        height += flow->atoms.at[i]->before + flow->atoms.at[i]->height;
    return height;
}

/* Plots that stand side by side begin at one height, however many lines their titles take. */
static mpt tallest_heading(const struct flow *flow, const struct doc_node *node, int total, size_t count)
{
    struct chart_env env = env_of(flow, 0);
    mpt              tallest = 0;
    for (const struct doc_node *column = node->first; column; column = column->next) {
        int weight = column->u.column.weight > 0 ? column->u.column.weight : 1;
        if (!column->first || column->first->kind != DOC_CHART) continue;
        mpt height = chart_heading(&env, &column->first->u.chart, column_width(flow, weight, total, count));
        if (height > tallest) tallest = height;
    }
    return tallest;
}

/* False, with nothing left behind, when a column is taller than a page may be. */
static bool lay_side_by_side(struct flow *flow, const struct doc_node *node, int total, size_t count)
{
    struct arena *arena = flow->layout->arena;
    size_t        tags = flow->layout->tags.count;
    mpt           x = 0, tallest = 0, gutter = flow_theme(flow)->gutter * 2;
    mpt           heading = tallest_heading(flow, node, total, count);
    struct atom  *atom = ARENA_NEW(arena, struct atom);
    for (const struct doc_node *column = node->first; column; column = column->next) {
        int         weight = column->u.column.weight > 0 ? column->u.column.weight : 1;
        struct flow inner = flow_inside(flow, column_width(flow, weight, total, count), flow->tag);
        inner.chart_heading = heading;
        lay_blocks(&inner, column);
        if (total_height(&inner) > page_room(flow) * 9 / 10) {
            flow->layout->tags.count = tags;
            return false;
        }
        mpt height = flow_stack(flow, atom, &inner, x, 0);
        if (height > tallest) tallest = height;
        x += inner.width + gutter;
    }
    flow_push(flow, atom, tallest);
    return true;
}

void lay_columns(struct flow *flow, const struct doc_node *node)
{
    size_t count = 0;
    int    total = total_weight(node, &count);
    if (count == 0) return;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    if (!lay_side_by_side(flow, node, total, count))
        for (const struct doc_node *column = node->first; column; column = column->next)
            lay_blocks(flow, column);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}

/* One function a kind; kinds without one are parts of others. */
static void (*const layers[DOC_KIND_COUNT])(struct flow *, const struct doc_node *) = {
    [DOC_SECTION] = lay_section, [DOC_PARAGRAPH] = lay_paragraph, [DOC_LIST] = lay_list,
    [DOC_FACTS] = lay_facts,     [DOC_TABLE] = lay_table,         [DOC_CHART] = lay_chart,
    [DOC_TILES] = lay_tiles,     [DOC_QUOTE] = lay_quote,         [DOC_CALLOUT] = lay_callout,
    [DOC_CODE] = lay_code,       [DOC_TREE] = lay_tree,           [DOC_TIMELINE] = lay_timeline,
    [DOC_COLUMNS] = lay_columns, [DOC_TOC] = lay_contents,        [DOC_PAGE_BREAK] = lay_page_break,
    [DOC_OPENING] = lay_opening};

static bool is_figure(const struct doc_node *node)
{
    return node->kind == DOC_CHART || node->kind == DOC_TABLE || node->kind == DOC_FACTS || node->kind == DOC_COLUMNS ||
           node->kind == DOC_TREE;
}

static mpt height_from(const struct flow *flow, size_t first)
{
    int64_t height = 0, most = MPT_PT(10000); /* beyond any page: further rows tell nothing more */
    for (size_t i = first; i < flow->atoms.count && height < most; i++)
        height += flow->atoms.at[i]->before + flow->atoms.at[i]->height;
    return (mpt)(height < most ? height : most);
}

/*
 * look.md, Page and grid: « its first chart or table would split » is measured here. What little text leads up to
 * it had better not stay behind on the page before.
 */
static void note_first_figure(struct flow *flow, size_t start)
{
    enum { LEAD_PENALTY = 12 };
    if (!flow->section || flow->section->first_block > 0 || start >= flow->atoms.count) return;
    flow->section->first_block = height_from(flow, flow->section_start);
    if (start - flow->section_start <= LEAD_ATOMS && !flow->atoms.at[start - 1]->keeps_next)
        flow->atoms.at[start]->penalty += LEAD_PENALTY;
}

void lay_block(struct flow *flow, const struct doc_node *node)
{
    size_t start = flow->atoms.count;
    if (!layers[node->kind]) return;
    layers[node->kind](flow, node);
    if (is_figure(node)) note_first_figure(flow, start);
}

const struct doc_node *lay_next(struct flow *flow, const struct doc_node *node)
{
    size_t                 start = flow->atoms.count;
    const struct doc_node *after = lay_pair(flow, node);
    if (after != node) {
        note_first_figure(flow, start);
        return after;
    }
    lay_block(flow, node);
    return node->next;
}

void lay_blocks(struct flow *flow, const struct doc_node *parent)
{
    for (const struct doc_node *node = parent->first; node;)
        node = lay_next(flow, node);
}
