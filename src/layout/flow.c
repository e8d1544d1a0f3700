/* SPDX-License-Identifier: MIT */
#include "layout/flow.h"

#include <stdio.h>

const struct theme *flow_theme(const struct flow *flow)
{
    return flow->layout->env->theme;
}

uint32_t tag_add(struct layout *layout, enum tag_role role, uint32_t parent)
{
    *VEC_PUSH(layout->arena, layout->tags) = (struct tag){.role = role, .parent = parent};
    return (uint32_t)layout->tags.count - 1;
}

str word_of(const struct flow *flow, const char *key)
{
    char dotted[80];
    snprintf(dotted, sizeof dotted, "layout.%s", key);
    return locale_word(flow->layout->env->locale, dotted);
}

struct flow flow_inside(const struct flow *flow, mpt width, uint32_t tag)
{
    return (struct flow){.layout = flow->layout, .width = width, .tag = tag};
}

void flow_gap(struct flow *flow, mpt gap)
{
    if (!flow->has_fixed_gap && gap > flow->gap) flow->gap = gap;
}

void flow_fix_gap(struct flow *flow, mpt gap)
{
    flow->gap = gap;
    flow->has_fixed_gap = true;
}

void flow_push(struct flow *flow, struct atom *atom, mpt height)
{
    atom->before = flow->gap;
    atom->height = height;
    atom->is_landscape = flow->is_landscape;
    atom->forces_page = flow->forces_page;
    flow->gap = 0;
    flow->has_fixed_gap = false;
    flow->forces_page = false;
    *VEC_PUSH(flow->layout->arena, flow->atoms) = atom;
}

struct atom *flow_atom(struct flow *flow, mpt height)
{
    struct atom *atom = ARENA_NEW(flow->layout->arena, struct atom);
    flow_push(flow, atom, height);
    return atom;
}

static struct rect moved(struct rect box, mpt dx, mpt dy)
{
    return (struct rect){box.x + dx, box.y + dy, box.width, box.height};
}

static void absorb(struct arena *arena, struct atom *into, const struct atom *from, mpt dx, mpt dy)
{
    shift_items(arena, from->items.at, from->items.count, dx, dy);
    for (size_t i = 0; i < from->items.count; i++)
        *VEC_PUSH(arena, into->items) = from->items.at[i];
    for (size_t i = 0; i < from->links.count; i++) {
        struct page_link *link = VEC_PUSH(arena, into->links);
        *link = from->links.at[i];
        link->box = moved(link->box, dx, dy);
    }
    for (size_t i = 0; i < from->figures.count; i++)
        *VEC_PUSH(arena, into->figures) =
            (struct placed_figure){from->figures.at[i].tag, moved(from->figures.at[i].box, dx, dy)};
    for (size_t i = 0; i < from->references.count; i++) {
        struct page_reference *reference = VEC_PUSH(arena, into->references);
        *reference = from->references.at[i];
        reference->right += dx;
        reference->baseline += dy;
    }
    for (size_t i = 0; i < from->anchors.count; i++)
        *VEC_PUSH(arena, into->anchors) = from->anchors.at[i];
}

mpt flow_stack(struct flow *outer, struct atom *atom, const struct flow *inner, mpt x, mpt y)
{
    mpt top = y;
    for (size_t i = 0; i < inner->atoms.count; i++) {
        const struct atom *part = inner->atoms.at[i];
        if (i > 0) y += part->before;
        absorb(outer->layout->arena, atom, part, x + part->indent, y);
        y += part->height;
    }
    return y - top;
}

/* Text */

static struct text_style style_of(const struct flow *flow, struct text_look look)
{
    return (struct text_style){.size = look.type->size,
                               .weight = look.is_semibold ? WEIGHT_SEMIBOLD : look.type->weight,
                               .has_tabular_figures = look.has_tabular_figures,
                               .color = look.color,
                               .language = flow->layout->doc->language};
}

static struct text_lines_set break_spans(const struct flow *flow, const struct text_span *spans, size_t count,
                                         const struct doc_run *runs, struct text_look look, mpt width)
{
    struct text_lines_set set = {.spans = spans, .runs = runs, .leading = look.type->leading};
    set.baseline = text_baseline(flow->layout->env->fonts, look.type->size, look.type->leading);
    text_break(flow->layout->env->fonts, flow->layout->arena, spans, count, width, &set.lines);
    return set;
}

struct text_lines_set set_text(const struct flow *flow, struct doc_text text, struct text_look look, mpt width)
{
    const struct theme *theme = flow_theme(flow);
    struct text_span   *spans = ARENA_ARRAY(flow->layout->arena, struct text_span, text.count);
    for (size_t i = 0; i < text.count; i++) {
        const struct doc_run *run = &text.runs[i];
        spans[i].text = run->text;
        spans[i].style = style_of(flow, look);
        struct text_style *style = &spans[i].style;
        if (run->style & RUN_STRONG) style->weight = WEIGHT_SEMIBOLD;
        if (run->style & RUN_EMPHASIS) style->is_italic = true;
        if (run->style & RUN_CODE) style->has_tabular_figures = true;
        if (run->style & RUN_MUTED) style->color = theme->soft_grey;
        if (run->tone != TONE_NONE) style->color = theme->tone[run->tone];
        if (run->href.len > 0) style->color = theme->brand;
    }
    return break_spans(flow, spans, text.count, text.runs, look, width);
}

struct text_lines_set set_plain(const struct flow *flow, str text, struct text_look look, mpt width)
{
    struct text_span *span = ARENA_NEW(flow->layout->arena, struct text_span);
    *span = (struct text_span){text, style_of(flow, look)};
    return break_spans(flow, span, 1, NULL, look, width);
}

mpt set_height(const struct text_lines_set *set)
{
    return (mpt)set->lines.count * set->leading;
}

static struct glyph_run *push_run(const struct flow *flow, struct atom *atom, const struct glyph_run *run, mpt x,
                                  mpt baseline, uint32_t tag)
{
    struct page_item *item = VEC_PUSH(flow->layout->arena, atom->items);
    item->kind = ITEM_GLYPHS;
    item->tag = tag;
    item->u.glyphs.run = *run;
    item->u.glyphs.run.x = 0;
    item->u.glyphs.at = (struct point){x + run->x, baseline};
    return &item->u.glyphs.run;
}

void draw_line(const struct flow *flow, struct atom *atom, const struct text_line *line, mpt x, mpt baseline,
               uint32_t tag)
{
    for (size_t i = 0; i < line->count; i++)
        push_run(flow, atom, &line->runs[i], x, baseline, tag);
}

/* A link is an element of its own, once for all lines it runs over, with one active box a line. */
static uint32_t add_link(const struct flow *flow, struct atom *atom, const struct doc_run *doc_run,
                         const struct glyph_run *run, mpt x, mpt baseline, uint32_t tag)
{
    mpt               ascent = run->size * 95 / 100, thickness = MPT_PT(0.5);
    struct page_link *link = VEC_PUSH(flow->layout->arena, atom->links);
    link->box = (struct rect){x + run->x, baseline - ascent, run->width, run->size * 125 / 100};
    link->tag = tag;
    link->title = doc_run->text;
    if (str_starts(doc_run->href, "#"))
        link->anchor = str_slice(doc_run->href, 1, doc_run->href.len);
    else
        link->uri = doc_run->href;
    draw_rule(flow, atom, x + run->x, baseline + MPT_PT(1.5), run->width, thickness, flow_theme(flow)->brand);
    return tag;
}

void draw_lines(const struct flow *flow, struct atom *atom, const struct text_lines_set *set, size_t from, size_t to,
                mpt x, mpt y, uint32_t tag)
{
    uint32_t link_tag = TAG_ARTIFACT;
    size_t   link_span = SIZE_MAX;
    for (size_t i = from; i < to; i++, y += set->leading) {
        const struct text_line *line = &set->lines.at[i];
        for (size_t j = 0; j < line->count; j++) {
            const struct glyph_run *run = &line->runs[j];
            const struct doc_run   *doc_run = set->runs ? &set->runs[run->span] : NULL;
            uint32_t                owner = tag;
            if (doc_run && doc_run->href.len > 0) {
                if (link_span != run->span) link_tag = tag_add(flow->layout, TAG_LINK, tag);
                link_span = run->span;
                owner = add_link(flow, atom, doc_run, run, x, y + set->baseline, link_tag);
            }
            push_run(flow, atom, run, x, y + set->baseline, owner);
        }
    }
}

void draw_set(const struct flow *flow, struct atom *atom, const struct text_lines_set *set, mpt x, mpt y, uint32_t tag)
{
    draw_lines(flow, atom, set, 0, set->lines.count, x, y, tag);
}

mpt draw_text(const struct flow *flow, struct atom *atom, str text, struct text_look look, mpt x, mpt y, mpt width,
              uint32_t tag)
{
    struct text_span span = {text, style_of(flow, look)};
    struct text_line line;
    if (width > 0)
        text_line_fitted(flow->layout->env->fonts, flow->layout->arena, &span, width, &line);
    else
        text_line(flow->layout->env->fonts, flow->layout->arena, &span, &line);
    draw_line(flow, atom, &line, x, y + text_baseline(flow->layout->env->fonts, look.type->size, look.type->leading),
              tag);
    return line.width;
}

mpt measure_text(const struct flow *flow, str text, struct text_look look)
{
    struct text_span span = {text, style_of(flow, look)};
    mpt              natural, minimum;
    text_measure(flow->layout->env->fonts, &span, 1, &natural, &minimum);
    return natural;
}
