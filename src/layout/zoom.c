/* SPDX-License-Identifier: MIT */
#include "layout/zoom.h"

#include "layout/blocks.h"
#include "layout/paginate.h"
#include "layout/slice.h"

/* A list over more slides than LONG_SLIDES is there to be looked up: it stays small, and quick to set. */
enum { WHOLE = 1000, STEPS = 5, LONG_SLIDES = 4 };

static mpt scaled(mpt length, mpt zoom)
{
    return (mpt)((int64_t)length * zoom / WHOLE);
}

static mpt unscaled(mpt length, mpt zoom)
{
    return (mpt)((int64_t)length * WHOLE / zoom);
}

/* Enlarging what was drawn */

static struct rect scaled_rect(struct rect box, mpt zoom)
{
    return (struct rect){scaled(box.x, zoom), scaled(box.y, zoom), scaled(box.width, zoom), scaled(box.height, zoom)};
}

static void scale_path(struct arena *arena, struct path *path, struct paint *paint, mpt zoom)
{
    double *xy = arena_copy(arena, path->xy, path->xy_count, sizeof *xy);
    for (size_t i = 0; i < path->xy_count; i++)
        xy[i] = xy[i] * zoom / WHOLE;
    path->xy = xy;
    paint->line_width = scaled(paint->line_width, zoom);
    paint->dash[0] = scaled(paint->dash[0], zoom);
    paint->dash[1] = scaled(paint->dash[1], zoom);
}

static void scale_item(struct arena *arena, struct page_item *item, mpt zoom)
{
    struct glyph_run *run = &item->u.glyphs.run;
    switch (item->kind) {
    case ITEM_GLYPHS:
        item->u.glyphs.at = (struct point){scaled(item->u.glyphs.at.x, zoom), scaled(item->u.glyphs.at.y, zoom)};
        run->size = scaled(run->size, zoom);
        run->x = scaled(run->x, zoom);
        run->width = scaled(run->width, zoom);
        break;
    case ITEM_PATH: scale_path(arena, &item->u.path.path, &item->u.path.paint, zoom); break;
    case ITEM_IMAGE: item->u.image.box = scaled_rect(item->u.image.box, zoom); break;
    }
}

static void scale_atom(struct arena *arena, struct atom *atom, mpt zoom)
{
    for (size_t i = 0; i < atom->items.count; i++)
        scale_item(arena, &atom->items.at[i], zoom);
    for (size_t i = 0; i < atom->links.count; i++)
        atom->links.at[i].box = scaled_rect(atom->links.at[i].box, zoom);
    for (size_t i = 0; i < atom->figures.count; i++)
        atom->figures.at[i].box = scaled_rect(atom->figures.at[i].box, zoom);
    for (size_t i = 0; i < atom->references.count; i++) {
        struct page_reference *reference = &atom->references.at[i];
        reference->right = scaled(reference->right, zoom);
        reference->baseline = scaled(reference->baseline, zoom);
        reference->size = scaled(reference->size, zoom);
    }
    atom->before = scaled(atom->before, zoom);
    atom->height = scaled(atom->height, zoom);
    atom->indent = scaled(atom->indent, zoom);
    atom->first_block = scaled(atom->first_block, zoom);
}

/* A repeated head is shared by all rows of its table, which follow one another. */
static void scale_atoms(struct flow *flow, mpt zoom)
{
    struct arena      *arena = flow->layout->arena;
    const struct atom *seen = NULL;
    struct atom       *head = NULL;
    for (size_t i = 0; i < flow->atoms.count; i++) {
        struct atom *atom = flow->atoms.at[i];
        scale_atom(arena, atom, zoom);
        if (!atom->head) continue;
        if (atom->head != seen) {
            seen = atom->head;
            head = arena_copy(arena, seen, 1, sizeof *seen);
            scale_atom(arena, head, zoom);
        }
        atom->head = head;
    }
}

/* Setting a block at a zoom */

/* The page as seen from inside: that much smaller, but for the headings that must come out alike on all. */
static struct theme inner_theme(const struct theme *theme, mpt zoom)
{
    struct theme       inner = *theme;
    mpt               *lengths[] = {&inner.page_width,   &inner.page_height, &inner.margin_left,
                                    &inner.margin_right, &inner.margin_top,  &inner.margin_bottom};
    struct theme_type *heads[] = {&inner.heading1, &inner.heading2};
    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        *lengths[i] = unscaled(*lengths[i], zoom);
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        heads[i]->size = (mpt)((int64_t)heads[i]->size * theme->zoom / zoom);
        heads[i]->leading = (mpt)((int64_t)heads[i]->leading * theme->zoom / zoom);
    }
    return inner;
}

/* The blocks of a section that share a slide, or the slides of one block. */
struct run {
    const struct doc_node *section;    /* NULL: the title block of a document without an opening */
    const struct doc_node *from, *end; /* blocks; `end` is the first after them, or NULL */
    bool                   is_first;   /* with the heading */
};

/* Where the atoms of a block, or of two side by side, begin. */
struct start {
    const struct doc_node *node;
    size_t                 atom;
};

struct trial {
    struct flow flow;
    page_plans  plans;
    bool        is_tight; /* some word of a table, or a block taller than a slide, had to be cut */
    VEC(struct start) starts;
};

static void lay_run(struct arena *arena, const struct run *run, struct trial *trial)
{
    struct flow *flow = &trial->flow;
    bool         is_section = run->section && run->section->kind == DOC_SECTION;
    if (run->is_first && is_section) begin_section(flow, run->section);
    if (run->is_first && !is_section) begin_opening(flow);
    for (const struct doc_node *node = run->from; node != run->end;) {
        *VEC_PUSH(arena, trial->starts) = (struct start){node, flow->atoms.count};
        node = lay_next(flow, node);
    }
}

static void lay_at(struct flow *flow, const struct run *run, mpt zoom, struct trial *trial)
{
    struct layout           *layout = flow->layout;
    const struct layout_env *env = layout->env;
    struct theme             theme = inner_theme(env->theme, zoom);
    struct layout_env        inner = {env->fonts, env->locale, &theme};
    mpt                      width = theme.page_width - theme.margin_left - theme.margin_right;
    *trial = (struct trial){.flow = flow_inside(flow, width, flow->tag)};
    layout->env = &inner;
    layout->has_cut_words = false;
    trial->flow.stop = run->end;
    lay_run(layout->arena, run, trial);
    trial->is_tight = layout->has_cut_words;
    layout->env = env;
    scale_atoms(&trial->flow, zoom);
    size_t whole = trial->flow.atoms.count;
    slice_tall_atoms(&trial->flow);
    trial->is_tight |= trial->flow.atoms.count > whole;
    if (whole > 0 && paginate(&trial->flow, &trial->plans, NULL) != RC_OK) trial->plans.count = 0;
}

static void take(struct flow *flow, const struct trial *trial, const struct run *run)
{
    const struct flow *inner = &trial->flow;
    for (size_t i = 0; i < inner->atoms.count; i++) {
        struct atom *atom = inner->atoms.at[i];
        if (i == 0) {
            atom->forces_page |= flow->forces_page || flow->atoms.count > 0;
            flow->forces_page = false;
        }
        *VEC_PUSH(flow->layout->arena, flow->atoms) = atom;
    }
    flow->forces_page |= inner->forces_page;
    if (run->is_first) flow->tag = inner->tag;
}

/* A little below the theme's least: where that spares a slide of two lines. */
static mpt tight_zoom(const struct theme *theme)
{
    return theme->zoom * 89 / 100;
}

/* The largest zoom that takes no more slides than were found to do. */
static void lay_largest(struct flow *flow, const struct run *run, size_t slides)
{
    const struct theme *theme = flow_theme(flow);
    size_t              tags = flow->layout->tags.count;
    struct trial        trial;
    for (int step = slides > LONG_SLIDES ? 0 : STEPS; step >= -1; step--) {
        mpt zoom = theme->zoom + (theme->zoom_most - theme->zoom) * step / STEPS;
        flow->layout->tags.count = tags;
        lay_at(flow, run, step < 0 ? tight_zoom(theme) : zoom, &trial);
        if (trial.plans.count <= slides && (!trial.is_tight || step == 0)) break;
    }
    take(flow, &trial, run);
}

/* Whether a slide is less than half full. */
static bool has_thin_slide(const struct trial *trial)
{
    mpt room = page_content_height(flow_theme(&trial->flow), false);
    for (size_t i = 0; i < trial->plans.count; i++) {
        int64_t used = 0;
        for (size_t j = trial->plans.at[i].first; j < trial->plans.at[i].end; j++)
            used += trial->flow.atoms.at[j]->before + trial->flow.atoms.at[j]->height;
        if (used * 2 < room) return true;
    }
    return false;
}

/* The fewest slides a section takes. */
static void lay_fewest(struct flow *flow, const struct run *run, struct trial *trial)
{
    const struct theme *theme = flow_theme(flow);
    size_t              tags = flow->layout->tags.count;
    struct trial        tight;
    lay_at(flow, run, theme->zoom, trial);
    if (trial->plans.count < 2 || trial->plans.count > LONG_SLIDES || !has_thin_slide(trial)) return;
    flow->layout->tags.count = tags;
    lay_at(flow, run, tight_zoom(theme), &tight);
    if (tight.plans.count < trial->plans.count && !tight.is_tight) *trial = tight;
}

/* The block that begins exactly where a slide ends, or NULL. */
static const struct doc_node *block_at(const struct trial *trial, size_t atom)
{
    for (size_t i = 0; i < trial->starts.count; i++)
        if (trial->starts.at[i].atom == atom) return trial->starts.at[i].node;
    return NULL;
}

void lay_zoomed(struct flow *flow, const struct doc_node *node)
{
    uint32_t     parent = flow->tag;
    size_t       tags = flow->layout->tags.count, slides = 0;
    struct run   run = {.section = node, .from = node ? node->first : NULL, .is_first = true};
    struct trial fewest;
    lay_fewest(flow, &run, &fewest);
    if (fewest.plans.count == 0)
        take(flow, &fewest, &run); /* beyond the limit of pages, which is reported at the end */
    else
        flow->layout->tags.count = tags;
    for (size_t i = 0; i < fewest.plans.count; i++) {
        bool                   is_last = i + 1 == fewest.plans.count;
        const struct doc_node *next = is_last ? NULL : block_at(&fewest, fewest.plans.at[i].end);
        slides++;
        if (!next && !is_last) continue;
        run.end = next;
        lay_largest(flow, &run, slides);
        run = (struct run){.section = node, .from = next};
        slides = 0;
    }
    flow->tag = parent;
}
