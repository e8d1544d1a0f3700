/* SPDX-License-Identifier: MIT */
#include "layout/layout.h"

#include "base/limits.h"
#include "layout/attach.h"
#include "layout/blocks.h"
#include "layout/compose.h"
#include "layout/paginate.h"
#include "layout/slice.h"
#include "layout/zoom.h"

#include <string.h>

/* The decimal mark is what stands between the digits of 0.5 as the language prints it. */
static void find_decimal_mark(struct layout *layout)
{
    str text = locale_print_tick(layout->env->locale, layout->arena, UNIT_DECIMAL, "", 0.5, 1, false);
    if (text.len < 3 || text.len - 2 >= sizeof layout->decimal) return;
    memcpy(layout->decimal, text.ptr + 1, text.len - 2);
}

static void describe(struct layout *layout)
{
    const struct doc *doc = layout->doc;
    struct pages     *pages = layout->pages;
    pages->language = doc->language;
    pages->title = doc->title;
    pages->author = doc->csm.len > 0 ? doc->csm : doc->vendor;
    pages->subject = doc->period_label.len == 0 ? doc->kind_title
                     : doc->kind_title.len == 0 ? doc->period_label
                                                : arena_printf(layout->arena, "%.*s, %.*s", STR_ARG(doc->kind_title),
                                                               STR_ARG(doc->period_label));
    pages->producer = STR("Reliure " RELIURE_VERSION);
    pages->as_of = doc->as_of;
    attach_datasets(doc, layout->arena, pages);
}

static void hand_over(struct layout *layout)
{
    struct pages *pages = layout->pages;
    pages->tags = layout->tags.at;
    pages->tag_count = layout->tags.count;
    pages->anchors = layout->anchors.at;
    pages->anchor_count = layout->anchors.count;
    pages->outline = layout->outline.at;
    pages->outline_count = layout->outline.count;
}

/* The title block stands on page one whether or not the document has an opening of its own. */
static void lay_document(struct flow *flow, const struct doc_node *root)
{
    bool is_zoomed = flow_theme(flow)->zoom > 1000;
    bool has_opening = root->first && root->first->kind == DOC_OPENING;
    if (!has_opening && is_zoomed) lay_zoomed(flow, NULL);
    if (!has_opening && !is_zoomed) lay_opening(flow, NULL);
    for (const struct doc_node *node = root->first; node; node = node->next)
        if (is_zoomed && (node->kind == DOC_SECTION || node->kind == DOC_OPENING))
            lay_zoomed(flow, node);
        else
            lay_block(flow, node);
}

/* What stays empty above contents at the foot of page one [permille of its room]. */
static int64_t hole_above(const struct flow *flow, const page_plans *plans)
{
    const struct theme *theme = flow_theme(flow);
    mpt                 room = page_content_height(theme, plans->at[0].is_landscape), left = room;
    for (size_t i = 0; i < plans->at[0].end; i++)
        left -= (i > 0 ? flow->atoms.at[i]->before : 0) + flow->atoms.at[i]->height;
    return (int64_t)left * 1000 / room;
}

/*
 * Contents that found no room at the foot of page one take their turn in the text: no page of their own. So do those
 * that would leave a hole above them, where little is known of an account: the first section follows.
 */
static bool unpin_contents(struct flow *flow, const page_plans *plans)
{
    enum { HOLE_PERMILLE = 300 };
    bool   is_full = flow_theme(flow)->has_section_pages || hole_above(flow, plans) < HOLE_PERMILLE;
    size_t first = is_full ? plans->at[0].end : 0;
    for (size_t i = first; i < flow->atoms.count; i++) {
        if (!flow->atoms.at[i]->is_pinned) continue;
        flow->atoms.at[i]->is_pinned = false;
        if (i + 1 < flow->atoms.count) flow->atoms.at[i + 1]->forces_page = false;
        return true;
    }
    return false;
}

/*
 * Spaces of a block and more, a quarter smaller, where that spares a page or a hole: a last page of three lines is
 * worth a little air on all. Kept when it is clearly better, else the spaces are as before.
 */
static enum rc tighten(struct flow *flow, page_plans *plans, int64_t cost)
{
    enum { WORTH = 800 };
    struct arena *arena = flow->layout->arena;
    size_t        count = flow->atoms.count;
    mpt           least = gap_of(flow, STEPS_BLOCK), *before = ARENA_ARRAY(arena, mpt, count);
    page_plans    tight = {0};
    int64_t       tight_cost = 0;
    for (size_t i = 0; i < count; i++) {
        before[i] = flow->atoms.at[i]->before;
        if (before[i] >= least) flow->atoms.at[i]->before = before[i] * 3 / 4;
    }
    enum rc rc = paginate(flow, &tight, &tight_cost);
    if (rc == RC_OK && tight_cost + WORTH < cost) {
        *plans = tight;
        return rc;
    }
    for (size_t i = 0; i < count; i++)
        flow->atoms.at[i]->before = before[i];
    return RC_OK;
}

static enum rc cut_pages(struct flow *flow, page_plans *plans)
{
    int64_t cost = 0;
    enum rc rc = paginate(flow, plans, &cost);
    if (rc == RC_OK && unpin_contents(flow, plans)) {
        *plans = (page_plans){0};
        rc = paginate(flow, plans, &cost);
    }
    return rc == RC_OK && plans->count > 1 ? tighten(flow, plans, cost) : rc;
}

enum rc layout_document(const struct layout_env *env, const struct doc *doc, struct arena *arena, struct diag *diag,
                        struct pages *out)
{
    *out = (struct pages){0};
    struct layout layout = {
        .env = env, .doc = doc, .arena = arena, .diag = diag, .pages = out, .page_limit = LIMIT_PAGES};
    struct flow flow = {.layout = &layout,
                        .width = env->theme->page_width - env->theme->margin_left - env->theme->margin_right};
    find_decimal_mark(&layout);
    tag_add(&layout, TAG_DOCUMENT, 0);
    lay_document(&flow, doc->root);
    slice_tall_atoms(&flow);
    page_plans plans = {0};
    if (cut_pages(&flow, &plans) != RC_OK) {
        diag_add(diag, DIAG_PAGES_TOO_MANY, doc->root->span, LIMIT_PAGES);
        return RC_LIMIT;
    }
    compose(&flow, &plans);
    describe(&layout);
    hand_over(&layout);
    fonts_report_missing(env->fonts, doc->root->span, diag);
    return RC_OK;
}
