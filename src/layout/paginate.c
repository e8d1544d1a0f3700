/* SPDX-License-Identifier: MIT */
#include "layout/paginate.h"

#include "base/limits.h"

/*
 * What a page costs. Empty space counts by its square (a half empty page is 25 points); breaking what should stay whole
 * is dearer than any space; a last page that is nearly empty is worth three looser pages before it.
 */
enum {
    POINT = 100, /* small enough that one more row on a page counts */
    COST_PAGE = 12 * POINT,
    COST_KEPT = 2000 * POINT,        /* a break where none is allowed: only in what is taller than a page */
    COST_EARLY_SECTION = 30 * POINT, /* look.md: a section starts a new page only when … */
    COST_LOW_SECTION = 8 * POINT,    /* … with some give where the space would stay empty anyway */
    COST_SPLIT_START = 24 * POINT,   /* … less than a third is left and its first chart or table would split */
    COST_NEEDLESS = 20 * POINT,      /* the next block would have fitted */
    COST_THIN_LAST = 90 * POINT,
    THIN_PERMILLE = 280
};

struct best {
    int64_t cost; /* of the pages up to here; -1 when unreached */
    size_t  from; /* first atom of the last of them */
};

mpt page_content_height(const struct theme *theme, bool is_landscape)
{
    return (is_landscape ? theme->page_width : theme->page_height) - theme->margin_top - theme->margin_bottom;
}

static bool must_break(const struct flow *flow, size_t at)
{
    const struct atom *atom = flow->atoms.at[at], *before = flow->atoms.at[at - 1];
    return atom->forces_page || atom->is_landscape != before->is_landscape;
}

/* True when what stands next, with all that must stay with it, would still fit. */
static bool next_fits(const struct flow *flow, size_t at, mpt left)
{
    for (; at < flow->atoms.count; at++) {
        const struct atom *atom = flow->atoms.at[at];
        left -= atom->before + atom->height;
        if (left < 0) return false;
        if (!atom->keeps_next) break;
    }
    return true;
}

/* Cost of ending a page above atom `at` with `used` of `room` filled. */
static int64_t cost_of_break(const struct flow *flow, size_t at, mpt used, mpt room)
{
    int64_t left = used < room ? ((int64_t)room - used) * 1000 / room : 0;
    bool    is_last = at == flow->atoms.count;
    if (is_last || must_break(flow, at)) {
        int64_t full = 1000 - left;
        return COST_PAGE + (full < THIN_PERMILLE ? (THIN_PERMILLE - full) * COST_THIN_LAST / THIN_PERMILLE : 0);
    }
    const struct atom *atom = flow->atoms.at[at];
    int64_t            cost = COST_PAGE + left * left * POINT / 10000 + atom->penalty * POINT;
    if (flow->atoms.at[at - 1]->keeps_next) cost += COST_KEPT;
    if (!atom->is_section && next_fits(flow, at, room - used)) cost += COST_NEEDLESS;
    bool would_split = atom->first_block > room - used - atom->before;
    if (atom->is_section && left > 333)
        cost += would_split && left <= 450 ? COST_LOW_SECTION : COST_EARLY_SECTION;
    else if (atom->is_section && !would_split)
        cost += COST_EARLY_SECTION;
    return cost;
}

/* All pages that begin with atom `from`; better ways to reach their ends are written to `best`. */
static void try_pages(const struct flow *flow, struct best *best, size_t from)
{
    const struct atom *first = flow->atoms.at[from];
    mpt                room = page_content_height(flow->layout->env->theme, first->is_landscape);
    mpt                used = first->head ? first->head->height : 0;
    int64_t            cost = best[from].cost;
    for (size_t at = from; at < flow->atoms.count; at++) {
        const struct atom *atom = flow->atoms.at[at];
        if (at > from && must_break(flow, at)) break;
        mpt  above = at > from ? atom->before : 0;
        bool is_low = atom->is_section && at > from && (int64_t)(room - used) * 3 < room &&
                      atom->first_block > room - used - above;
        if (is_low) cost += COST_SPLIT_START;
        used += above + atom->height;
        if (used > room && at > from) break;
        int64_t total = cost + cost_of_break(flow, at + 1, used, room);
        if (best[at + 1].cost < 0 || total < best[at + 1].cost) best[at + 1] = (struct best){total, from};
    }
}

enum rc paginate(const struct flow *flow, page_plans *out, int64_t *cost)
{
    struct arena *arena = flow->layout->arena;
    size_t        count = flow->atoms.count, pages = 0;
    struct best  *best = ARENA_ARRAY(arena, struct best, count + 1);
    for (size_t i = 1; i <= count; i++)
        best[i].cost = -1;
    for (size_t i = 0; i < count; i++)
        if (best[i].cost >= 0) try_pages(flow, best, i);
    if (cost) *cost = best[count].cost;
    for (size_t end = count; end > 0; end = best[end].from)
        pages++;
    if (pages > flow->layout->page_limit) return RC_LIMIT;
    for (size_t i = 0; i < pages; i++)
        (void)VEC_PUSH(arena, *out);
    for (size_t end = count; end > 0; end = best[end].from)
        out->at[--pages] = (struct page_plan){best[end].from, end, flow->atoms.at[best[end].from]->is_landscape};
    return RC_OK;
}
