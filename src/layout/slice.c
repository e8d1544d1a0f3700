/* SPDX-License-Identifier: MIT */
#include "layout/slice.h"

#include "layout/paginate.h"

/* Top and bottom of what an item draws, as far as slicing needs to know. */
static void extent(const struct page_item *item, mpt *top, mpt *bottom)
{
    if (item->kind == ITEM_GLYPHS) {
        *top =
            item->u.glyphs.at.y - item->u.glyphs.run.size * 3 / 4; /* less than a leading, so that lines do not cross */
        *bottom = item->u.glyphs.at.y + item->u.glyphs.run.size / 4;
    } else if (item->kind == ITEM_IMAGE) {
        *top = item->u.image.box.y;
        *bottom = *top + item->u.image.box.height;
    } else {
        const struct path *path = &item->u.path.path;
        double             low = path->xy_count > 1 ? path->xy[1] : 0, high = low;
        for (size_t i = 3; i < path->xy_count; i += 2) {
            if (path->xy[i] < low) low = path->xy[i];
            if (path->xy[i] > high) high = path->xy[i];
        }
        *top = (mpt)(low * 1000);
        *bottom = (mpt)(high * 1000);
    }
}

/* The lowest place at or above `most` that no text crosses. */
static mpt cut_above(const struct atom *atom, mpt from, mpt most)
{
    mpt cut = most;
    for (bool moved = true; moved && cut > from;) {
        moved = false;
        for (size_t i = 0; i < atom->items.count; i++) {
            mpt top, bottom;
            if (atom->items.at[i].kind != ITEM_GLYPHS) continue;
            extent(&atom->items.at[i], &top, &bottom);
            if (top >= cut || bottom <= cut || top <= from) continue;
            cut = top;
            moved = true;
        }
    }
    return cut > from ? cut : most;
}

/* A panel or bar that runs on past the cut ends with its slice; the next ones do without. */
static void take_slice(struct arena *arena, const struct atom *atom, mpt from, mpt to, struct atom *slice)
{
    for (size_t i = 0; i < atom->items.count; i++) {
        mpt top, bottom;
        extent(&atom->items.at[i], &top, &bottom);
        if (top >= to || (top < from && from > 0)) continue;
        if (atom->items.at[i].kind != ITEM_GLYPHS && bottom > to + MPT_PT(1)) continue;
        struct page_item *item = VEC_PUSH(arena, slice->items);
        *item = atom->items.at[i];
        shift_items(arena, item, 1, 0, -from);
    }
    for (size_t i = 0; i < atom->links.count; i++) {
        if (atom->links.at[i].box.y < from || atom->links.at[i].box.y >= to) continue;
        struct page_link *link = VEC_PUSH(arena, slice->links);
        *link = atom->links.at[i];
        link->box.y -= from;
    }
    for (size_t i = 0; i < atom->figures.count; i++) {
        if (atom->figures.at[i].box.y < from || atom->figures.at[i].box.y >= to) continue;
        struct placed_figure *figure = VEC_PUSH(arena, slice->figures);
        *figure = atom->figures.at[i];
        figure->box.y -= from;
    }
}

static void slice_atom(struct flow *flow, struct atom *atom, mpt room)
{
    struct arena *arena = flow->layout->arena;
    for (mpt from = 0; from < atom->height;) {
        mpt          to = atom->height - from <= room ? atom->height : cut_above(atom, from, from + room);
        struct atom *slice = ARENA_NEW(arena, struct atom);
        *slice = *atom;
        slice->items.at = NULL, slice->items.count = slice->items.cap = 0;
        slice->links.at = NULL, slice->links.count = slice->links.cap = 0;
        slice->figures.at = NULL, slice->figures.count = slice->figures.cap = 0;
        slice->height = to - from;
        if (from > 0) {
            slice->before = 0;
            slice->anchors.count = 0;
            slice->outline = STR_NONE;
            slice->forces_page = slice->is_section = false;
        }
        slice->keeps_next = slice->is_pinned = false;
        take_slice(arena, atom, from, to, slice);
        *VEC_PUSH(arena, flow->atoms) = slice;
        from = to;
    }
}

void slice_tall_atoms(struct flow *flow)
{
    const struct theme *theme = flow_theme(flow);
    size_t              count = flow->atoms.count, tall = 0;
    struct atom       **atoms = flow->atoms.at;
    for (size_t i = 0; i < count; i++) {
        mpt head = atoms[i]->head ? atoms[i]->head->height : 0;
        tall += atoms[i]->height > page_content_height(theme, atoms[i]->is_landscape) - head;
    }
    if (tall == 0) return;
    flow->atoms.at = NULL;
    flow->atoms.count = flow->atoms.cap = 0;
    for (size_t i = 0; i < count; i++) {
        mpt head = atoms[i]->head ? atoms[i]->head->height : 0;
        mpt room = page_content_height(theme, atoms[i]->is_landscape) - head;
        if (room < MPT_PT(72)) room = MPT_PT(72);
        if (atoms[i]->height > room)
            slice_atom(flow, atoms[i], room);
        else
            *VEC_PUSH(flow->layout->arena, flow->atoms) = atoms[i];
    }
}
