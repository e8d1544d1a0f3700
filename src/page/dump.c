/* SPDX-License-Identifier: MIT */
#include "page/page.h"

#include "text/font.h"

static const char *const role_words[TAG_ROLE_COUNT] = {
    [TAG_DOCUMENT] = "document", [TAG_SECTION] = "section",   [TAG_DIVISION] = "division", [TAG_HEADING1] = "h1",
    [TAG_HEADING2] = "h2",       [TAG_HEADING3] = "h3",       [TAG_PARAGRAPH] = "p",       [TAG_SPAN] = "span",
    [TAG_LINK] = "link",         [TAG_LIST] = "list",         [TAG_LIST_ITEM] = "item",    [TAG_LABEL] = "label",
    [TAG_LIST_BODY] = "body",    [TAG_TABLE] = "table",       [TAG_TABLE_HEAD] = "thead",  [TAG_TABLE_BODY] = "tbody",
    [TAG_TABLE_ROW] = "row",     [TAG_HEADER_CELL] = "th",    [TAG_DATA_CELL] = "td",      [TAG_FIGURE] = "figure",
    [TAG_CAPTION] = "caption",   [TAG_BLOCK_QUOTE] = "quote", [TAG_TOC] = "toc",           [TAG_TOC_ITEM] = "toc-item",
    [TAG_CODE] = "code"};

static const char *const scope_words[] = {"", " column", " row", " both"};

static void dump_str(struct strbuf *out, const char *name, str text)
{
    if (text.len == 0) return;
    strbuf_printf(out, " %s ", name);
    strbuf_add_json(out, text);
}

static void dump_length(struct strbuf *out, mpt length)
{
    strbuf_printf(out, "%.2f", length / 1000.0);
}

static void dump_rect(struct strbuf *out, struct rect box)
{
    strbuf_printf(out, "%.2f,%.2f %.2fx%.2f", box.x / 1000.0, box.y / 1000.0, box.width / 1000.0, box.height / 1000.0);
}

static void dump_tag(struct strbuf *out, const struct pages *pages, uint32_t index)
{
    const struct tag *tag = &pages->tags[index];
    strbuf_printf(out, "tag %u", (unsigned)index);
    if (index > 0) strbuf_printf(out, " in %u", (unsigned)tag->parent);
    strbuf_printf(out, " %s%s", role_words[tag->role], scope_words[tag->scope]);
    if (tag->column_span > 1) strbuf_printf(out, " columns %u", (unsigned)tag->column_span);
    if (tag->row_span > 1) strbuf_printf(out, " rows %u", (unsigned)tag->row_span);
    dump_str(out, "alt", tag->alt);
    dump_str(out, "actual", tag->actual);
    if (tag->language) dump_str(out, "language", str_from(tag->language));
    strbuf_addc(out, '\n');
}

static void dump_color(struct strbuf *out, const char *name, uint32_t color)
{
    if (color != COLOR_NONE) strbuf_printf(out, " %s #%06X", name, (unsigned)color);
}

static void dump_owner(struct strbuf *out, uint32_t tag)
{
    if (tag == TAG_ARTIFACT)
        strbuf_adds(out, " artifact");
    else
        strbuf_printf(out, " tag %u", (unsigned)tag);
}

/* Paths are told by their box: a chart's thousand points would drown what a reviewer looks for. */
static void dump_path(struct strbuf *out, const struct path *path, const struct paint *paint)
{
    double left = 0, right = 0, top = 0, bottom = 0;
    for (size_t i = 0; i + 1 < path->xy_count; i += 2) {
        double x = path->xy[i], y = path->xy[i + 1];
        if (i == 0 || x < left) left = x;
        if (i == 0 || x > right) right = x;
        if (i == 0 || y < top) top = y;
        if (i == 0 || y > bottom) bottom = y;
    }
    strbuf_printf(out, "  path %.2f,%.2f %.2fx%.2f ops %zu", left, top, right - left, bottom - top, path->op_count);
    dump_color(out, "fill", paint->fill);
    dump_color(out, "stroke", paint->stroke);
    if (paint->stroke != COLOR_NONE) {
        strbuf_adds(out, " line ");
        dump_length(out, paint->line_width);
    }
}

static void dump_glyphs(struct strbuf *out, const struct glyph_run *run, struct point at)
{
    strbuf_printf(out, "  text %.2f,%.2f %s %d%s %.2f", at.x / 1000.0, at.y / 1000.0, run->font->family,
                  run->font->weight, run->font->is_italic ? " italic" : "", run->size / 1000.0);
    dump_color(out, "color", run->color);
    if (run->is_rtl) strbuf_adds(out, " rtl");
    strbuf_addc(out, ' ');
    strbuf_add_json(out, run->text);
}

static void dump_item(struct strbuf *out, const struct page_item *item)
{
    switch (item->kind) {
    case ITEM_GLYPHS: dump_glyphs(out, &item->u.glyphs.run, item->u.glyphs.at); break;
    case ITEM_PATH: dump_path(out, &item->u.path.path, &item->u.path.paint); break;
    case ITEM_IMAGE:
        strbuf_adds(out, "  image ");
        dump_rect(out, item->u.image.box);
        dump_str(out, "key", item->u.image.image->key);
        break;
    }
    dump_owner(out, item->tag);
    strbuf_addc(out, '\n');
}

static void dump_page(struct strbuf *out, const struct page *page, size_t number)
{
    strbuf_printf(out, "page %zu %.2fx%.2f", number, page->width / 1000.0, page->height / 1000.0);
    dump_str(out, "label", page->label);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < page->item_count; i++)
        dump_item(out, &page->items[i]);
    for (size_t i = 0; i < page->link_count; i++) {
        strbuf_adds(out, "  link ");
        dump_rect(out, page->links[i].box);
        dump_str(out, "uri", page->links[i].uri);
        dump_str(out, "anchor", page->links[i].anchor);
        dump_owner(out, page->links[i].tag);
        strbuf_addc(out, '\n');
    }
}

static void dump_head(struct strbuf *out, const struct pages *pages)
{
    strbuf_printf(out, "pages %zu", pages->count);
    dump_str(out, "language", str_from(pages->language));
    dump_str(out, "title", pages->title);
    dump_str(out, "author", pages->author);
    dump_str(out, "subject", pages->subject);
    strbuf_addc(out, '\n');
}

void pages_dump(const struct pages *pages, struct strbuf *out)
{
    dump_head(out, pages);
    for (size_t i = 0; i < pages->tag_count; i++)
        dump_tag(out, pages, (uint32_t)i);
    for (size_t i = 0; i < pages->count; i++)
        dump_page(out, &pages->at[i], i + 1);
    for (size_t i = 0; i < pages->anchor_count; i++) {
        strbuf_printf(out, "anchor page %u y %.2f", pages->anchors[i].page + 1, pages->anchors[i].y / 1000.0);
        dump_str(out, "name", pages->anchors[i].name);
        strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < pages->outline_count; i++) {
        const struct outline_entry *entry = &pages->outline[i];
        strbuf_printf(out, "outline %d page %u y %.2f", entry->level, entry->page + 1, entry->y / 1000.0);
        dump_str(out, "title", entry->title);
        strbuf_addc(out, '\n');
    }
    for (size_t i = 0; i < pages->attachment_count; i++) {
        strbuf_printf(out, "attachment %zu bytes", pages->attachments[i].bytes.len);
        dump_str(out, "name", pages->attachments[i].name);
        dump_str(out, "mime", pages->attachments[i].mime);
        dump_str(out, "description", pages->attachments[i].description);
        strbuf_addc(out, '\n');
    }
}
