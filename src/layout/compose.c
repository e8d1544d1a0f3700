/* SPDX-License-Identifier: MIT */
#include "layout/compose.h"

#include "base/map.h"

#include <string.h>

/* Distances from the paper's edge to the baselines of running head and foot. */
#define HEAD_BASELINE MPT_MM(10.5)
#define HEAD_RULE_AT MPT_MM(12.3)
#define FOOT_BASELINE MPT_MM(10.5)
/* Their type on paper, enlarged with the theme. */
#define RUNNING_SIZE 8
#define RUNNING_LEADING 10

struct composing {
    struct flow      *flow;
    const page_plans *plans;
    struct map        pages_of; /* anchor to page number, counted from 1 */
};

static void collect_anchors(struct composing *composing)
{
    struct arena *arena = composing->flow->layout->arena;
    for (size_t page = 0; page < composing->plans->count; page++)
        for (size_t i = composing->plans->at[page].first; i < composing->plans->at[page].end; i++) {
            const struct atom *atom = composing->flow->atoms.at[i];
            for (size_t j = 0; j < atom->anchors.count; j++) {
                if (map_lookup(&composing->pages_of, atom->anchors.at[j])) continue;
                size_t *number = ARENA_NEW(arena, size_t);
                *number = page + 1;
                map_set(arena, &composing->pages_of, atom->anchors.at[j], number);
            }
        }
}

/* Contents: the number stands at the right edge, inside the same link. */
static void write_references(const struct composing *composing, struct atom *atom)
{
    const struct flow  *flow = composing->flow;
    const struct theme *theme = flow_theme(flow);
    struct theme_type   type = theme->body;
    struct text_look    look = {.type = &type, .color = theme->ink, .has_tabular_figures = true};
    for (size_t i = 0; i < atom->references.count; i++) {
        const struct page_reference *reference = &atom->references.at[i];
        const size_t                *number = map_lookup(&composing->pages_of, reference->anchor);
        if (!number) continue;
        str text = arena_printf(flow->layout->arena, "%zu", *number);
        type.size = reference->size;
        mpt drop = text_baseline(flow->layout->env->fonts, look.type->size, look.type->leading);
        draw_text(flow, atom, text, look, reference->right - measure_text(flow, text, look), reference->baseline - drop,
                  0, reference->tag);
    }
}

/* Running head and foot, as one atom the size of the page. */

static struct theme_type running_type(const struct theme *theme)
{
    return (struct theme_type){RUNNING_SIZE * theme->zoom, RUNNING_LEADING * theme->zoom, WEIGHT_REGULAR};
}

static void draw_running_head(const struct composing *composing, struct atom *atom, mpt width)
{
    const struct flow  *flow = composing->flow;
    const struct theme *theme = flow_theme(flow);
    const struct doc   *doc = flow->layout->doc;
    struct theme_type   type = running_type(theme);
    struct text_look    look = {.type = &type, .color = theme->soft_grey};
    mpt                 left = theme->margin_left, right = width - theme->margin_right,
        y = HEAD_BASELINE - text_baseline(flow->layout->env->fonts, type.size, type.leading);
    bool has_client = doc->client.len > 0;
    mpt  room = right - left, gap = MPT_MM(8);
    mpt  used = draw_text(flow, atom, has_client && doc->kind_title.len > 0 ? doc->kind_title : doc->title, look, left,
                          y, has_client ? room / 2 : room, TAG_ARTIFACT);
    if (has_client) {
        mpt wanted = measure_text(flow, doc->client, look), most = room - used - gap;
        draw_text(flow, atom, doc->client, look, right - (wanted < most ? wanted : most), y, most, TAG_ARTIFACT);
    }
    draw_rule(flow, atom, left, HEAD_RULE_AT, right - left, MPT_PT(0.5), theme->line);
}

static str foot_text(const struct flow *flow)
{
    const struct doc *doc = flow->layout->doc;
    struct arena     *arena = flow->layout->arena;
    str as_of = doc->as_of == DATE_NONE ? STR_NONE : locale_date_long(flow->layout->env->locale, arena, doc->as_of);
    struct locale_arg args[] = {{"date", as_of}};
    if (as_of.len > 0) as_of = locale_phrase(flow->layout->env->locale, arena, "layout.foot_as_of", 0, args, 1);
    if (doc->period_label.len == 0) return as_of;
    return arena_printf(arena, as_of.len > 0 ? "%.*s · %.*s" : "%.*s%.*s", STR_ARG(doc->period_label), STR_ARG(as_of));
}

static void draw_foot(const struct composing *composing, struct atom *atom, mpt width, mpt height, size_t page)
{
    const struct flow  *flow = composing->flow;
    const struct theme *theme = flow_theme(flow);
    const struct doc   *doc = flow->layout->doc;
    struct theme_type   type = running_type(theme);
    struct text_look    look = {.type = &type, .color = theme->soft_grey, .has_tabular_figures = true}, mark = look;
    mpt                 x = theme->margin_left, right = width - theme->margin_right,
        y = height - FOOT_BASELINE - text_baseline(flow->layout->env->fonts, type.size, type.leading);
    if (doc->edition == EDITION_INTERNAL && doc->has_editions) {
        mark.color = theme->ink;
        mark.is_semibold = true;
        x += draw_text(flow, atom, word_of(flow, "internal_use"), mark, x, y, 0, TAG_ARTIFACT) + MPT_PT(8);
    }
    draw_text(flow, atom, foot_text(flow), look, x, y, 0, TAG_ARTIFACT);
    str number = arena_printf(flow->layout->arena, "%zu / %zu", page + 1, composing->plans->count);
    draw_text(flow, atom, number, look, right - measure_text(flow, number, look), y, 0, TAG_ARTIFACT);
}

/* Placing */

static void place_items(struct layout *layout, struct page *page, const struct atom *atom, mpt x, mpt y,
                        bool is_artifact)
{
    struct page_item *to = page->items + page->item_count;
    if (atom->items.count == 0) return;
    memcpy(to, atom->items.at, atom->items.count * sizeof *to);
    shift_items(layout->arena, to, atom->items.count, x, y);
    for (size_t i = 0; is_artifact && i < atom->items.count; i++)
        to[i].tag = TAG_ARTIFACT;
    page->item_count += atom->items.count;
}

static void place_links(struct page *page, const struct atom *atom, mpt x, mpt y)
{
    for (size_t i = 0; i < atom->links.count; i++) {
        struct page_link *link = &page->links[page->link_count++];
        *link = atom->links.at[i];
        link->box.x += x;
        link->box.y += y;
    }
}

static void place_marks(struct layout *layout, const struct atom *atom, uint32_t page, mpt x, mpt y)
{
    for (size_t i = 0; i < atom->figures.count; i++) {
        struct tag *tag = &layout->tags.at[atom->figures.at[i].tag];
        tag->page = page;
        tag->box = atom->figures.at[i].box;
        tag->box.x += x;
        tag->box.y += y;
    }
    for (size_t i = 0; i < atom->anchors.count; i++)
        *VEC_PUSH(layout->arena, layout->anchors) = (struct page_anchor){atom->anchors.at[i], page, y};
    if (atom->outline.len > 0)
        *VEC_PUSH(layout->arena, layout->outline) = (struct outline_entry){atom->outline, atom->outline_level, page, y};
}

static void make_room(const struct composing *composing, const struct page_plan *plan, const struct atom *frame,
                      struct page *page)
{
    size_t items = frame->items.count, links = 0;
    for (size_t i = plan->first; i < plan->end; i++) {
        items += composing->flow->atoms.at[i]->items.count;
        links += composing->flow->atoms.at[i]->links.count;
    }
    const struct atom *head = composing->flow->atoms.at[plan->first]->head;
    if (head) items += head->items.count;
    page->items = ARENA_ARRAY(composing->flow->layout->arena, struct page_item, items);
    page->links = ARENA_ARRAY(composing->flow->layout->arena, struct page_link, links);
}

static void compose_page(const struct composing *composing, size_t index, struct page *page)
{
    struct layout          *layout = composing->flow->layout;
    const struct theme     *theme = layout->env->theme;
    const struct page_plan *plan = &composing->plans->at[index];
    struct atom             frame = {0};
    page->width = plan->is_landscape ? theme->page_height : theme->page_width;
    page->height = plan->is_landscape ? theme->page_width : theme->page_height;
    page->label = arena_printf(layout->arena, "%zu", index + 1);
    if (index > 0) draw_running_head(composing, &frame, page->width);
    draw_foot(composing, &frame, page->width, page->height, index);
    make_room(composing, plan, &frame, page);
    place_items(layout, page, &frame, 0, 0, true);

    mpt                y = theme->margin_top;
    const struct atom *head = composing->flow->atoms.at[plan->first]->head;
    if (head) {
        place_items(layout, page, head, theme->margin_left, y, true);
        y += head->height;
    }
    for (size_t i = plan->first; i < plan->end; i++) {
        const struct atom *atom = composing->flow->atoms.at[i];
        if (i > plan->first) y += atom->before;
        mpt foot = page->height - theme->margin_bottom - atom->height;
        if (atom->is_pinned && foot > y) y = foot;
        mpt x = theme->margin_left + atom->indent;
        place_items(layout, page, atom, x, y, false);
        place_links(page, atom, x, y);
        place_marks(layout, atom, (uint32_t)index, x, y);
        y += atom->height;
    }
}

void compose(struct flow *flow, const page_plans *plans)
{
    struct layout   *layout = flow->layout;
    struct composing composing = {.flow = flow, .plans = plans};
    collect_anchors(&composing);
    for (size_t i = 0; i < flow->atoms.count; i++)
        if (flow->atoms.at[i]->references.count > 0) write_references(&composing, flow->atoms.at[i]);
    layout->pages->at = ARENA_ARRAY(layout->arena, struct page, plans->count);
    layout->pages->count = plans->count;
    for (size_t i = 0; i < plans->count; i++)
        compose_page(&composing, i, &layout->pages->at[i]);
}
