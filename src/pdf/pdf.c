/* SPDX-License-Identifier: MIT */
#include "pdf/pdf.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "pdf/content.h"
#include "pdf/metadata.h"
#include "pdf/navigation.h"
#include "pdf/syntax.h"

#include <stdlib.h>
#include <string.h>

struct pdf_writer {
    struct packer      *packer;
    struct image_store *images;
    struct pdf_fonts   *fonts;
    struct arena       *arena;
    str                 profile; /* zlib stream */
    struct strbuf       content; /* of one page, used again */
};

/* One document under way. */
struct document {
    struct pdf_writer     *writer;
    const struct pages    *pages;
    struct diag           *diag;
    struct pdf_file       *file;
    struct arena          *arena; /* the file's */
    struct structure      *structure;
    struct content_images *images;
    struct pdf_dict       *tree, *resources; /* the page tree; what all pages share */
    struct pdf_dict      **page_dicts;
    uint32_t              *page_ids;
    struct map             anchors;
};

/* ICC.1:2010, 7.2: the signature « acsp » at 36, the colour space at 16. */
static bool is_rgb_profile(str profile)
{
    return profile.len >= 128 && memcmp(profile.ptr + 36, "acsp", 4) == 0 && memcmp(profile.ptr + 16, "RGB ", 4) == 0;
}

enum rc pdf_writer_open(struct fonts *fonts, const char *profile, struct diag *diag, struct pdf_writer **out)
{
    enum { PROFILE_MOST = 4 * 1024 * 1024 }; /* [bytes] */
    struct pdf_writer *writer = mem_new(1, sizeof *writer);
    writer->arena = arena_new();
    writer->packer = packer_new();
    writer->images = image_store_new(writer->packer);
    writer->fonts = pdf_fonts_new(writer->packer, writer->images, fonts_count(fonts));
    str     bytes = STR_NONE;
    enum rc rc = file_read(profile, PROFILE_MOST, writer->arena, diag, SPAN_NONE, &bytes);
    if (rc == RC_OK && !is_rgb_profile(bytes)) {
        diag_add(diag, DIAG_PDF_PROFILE, SPAN_NONE, profile);
        rc = RC_INVALID;
    }
    if (rc != RC_OK) {
        pdf_writer_close(writer);
        return rc;
    }
    writer->profile = packer_pack(writer->packer, writer->arena, bytes);
    *out = writer;
    return RC_OK;
}

void pdf_writer_close(struct pdf_writer *writer)
{
    if (!writer) return;
    pdf_fonts_free(writer->fonts);
    image_store_free(writer->images);
    packer_free(writer->packer);
    strbuf_release(&writer->content);
    arena_free(writer->arena);
    free(writer);
}

static bool is_box(struct rect box)
{
    enum { FARTHEST = 100000 * 1000 }; /* [mpt] */
    return box.x >= -FARTHEST && box.x <= FARTHEST && box.y >= -FARTHEST && box.y <= FARTHEST && box.width >= 0 &&
           box.width <= FARTHEST && box.height >= 0 && box.height <= FARTHEST;
}

/* ISO 19005-3, 6.1.13: a page has sides of 3 to 14 400 units. */
static bool is_page_size(const struct page *page)
{
    return page->width >= 3000 && page->width <= 14400000 && page->height >= 3000 && page->height <= 14400000;
}

static enum rc refuse_number(struct diag *diag, size_t page)
{
    diag_add(diag, DIAG_PDF_NUMBER, SPAN_NONE, page + 1);
    return RC_INVALID;
}

static enum rc check_boxes(const struct pages *pages, struct diag *diag)
{
    for (size_t i = 0; i < pages->count; i++) {
        const struct page *page = &pages->at[i];
        if (!is_page_size(page)) return refuse_number(diag, i);
        for (size_t j = 0; j < page->link_count; j++)
            if (!is_box(page->links[j].box)) return refuse_number(diag, i);
        for (size_t j = 0; j < page->item_count; j++)
            if (page->items[j].kind == ITEM_IMAGE && !is_box(page->items[j].u.image.box)) return refuse_number(diag, i);
    }
    for (size_t i = 0; i < pages->tag_count; i++)
        if (pages->tags[i].role == TAG_FIGURE && !is_box(pages->tags[i].box))
            return refuse_number(diag, pages->tags[i].page);
    return RC_OK;
}

static enum rc check_pages(const struct pages *pages, struct diag *diag)
{
    bool has_day =
        pages->as_of != DATE_NONE && date_civil(pages->as_of).year >= 1 && date_civil(pages->as_of).year <= 9999;
    if (pages->count == 0 || pages->count > LIMIT_PAGES || pages->title.len == 0 || !pages->language || !has_day ||
        strlen(pages->fingerprint) != 32) {
        diag_add(diag, DIAG_PDF_DOCUMENT, SPAN_NONE, LIMIT_PAGES);
        return RC_INVALID;
    }
    return check_boxes(pages, diag);
}

/* Page dictionaries first, because destinations and tags speak of them. */
static void number_pages(struct document *document)
{
    size_t count = document->pages->count;
    document->page_dicts = ARENA_ARRAY(document->arena, struct pdf_dict *, count);
    document->page_ids = ARENA_ARRAY(document->arena, uint32_t, count);
    document->tree = pdf_object(document->file);
    document->resources = pdf_object(document->file);
    for (size_t i = 0; i < count; i++) {
        document->page_dicts[i] = pdf_object(document->file);
        document->page_ids[i] = pdf_object_id(document->page_dicts[i]);
    }
    for (size_t i = 0; i < document->pages->anchor_count; i++)
        map_set(document->arena, &document->anchors, document->pages->anchors[i].name, &document->pages->anchors[i]);
}

static enum rc write_resources(struct document *document)
{
    const struct pages *pages = document->pages;
    struct pdf_fonts   *fonts = document->writer->fonts;
    for (size_t i = 0; i < pages->count; i++)
        for (size_t j = 0; j < pages->at[i].item_count; j++)
            if (pages->at[i].items[j].kind == ITEM_GLYPHS) pdf_fonts_note(fonts, &pages->at[i].items[j].u.glyphs.run);
    struct strbuf raw = {0};
    strbuf_adds(&raw, "/Font<<");
    enum rc rc = pdf_fonts_write(fonts, document->file, &raw, document->diag);
    strbuf_adds(&raw, ">>/XObject<<");
    for (size_t i = 0; i < pages->count; i++)
        content_images_note(document->images, document->file, &pages->at[i], &raw);
    strbuf_adds(&raw, ">>");
    pdf_dict_raw(document->resources, strbuf_str(&raw));
    strbuf_release(&raw);
    return rc;
}

static enum rc write_page(struct document *document, uint32_t index)
{
    const struct page *page = &document->pages->at[index];
    struct pdf_dict   *dict = document->page_dicts[index];
    struct strbuf     *stream = &document->writer->content, raw = {0};
    struct content     content = {document->writer->fonts, document->structure, document->images, stream};
    struct places      places = {document->pages, document->page_ids, &document->anchors};
    size_t             item;
    strbuf_clear(stream);
    enum rc rc = content_write(&content, page, index, &item);
    if (rc != RC_OK) return refuse_number(document->diag, index);
    pdf_dict_name(dict, "Type", "Page");
    pdf_dict_ref(dict, "Parent", document->tree);
    pdf_dict_ref(dict, "Resources", document->resources);
    pdf_dict_ref(dict, "Contents", pdf_stream(document->file, strbuf_str(stream)));
    pdf_dict_int(dict, "StructParents", (int32_t)index);
    pdf_dict_name(dict, "Tabs", "S");
    strbuf_adds(&raw, "/MediaBox");
    syntax_box(&raw, (struct rect){0, 0, page->width, page->height}, page->height);
    if (page->link_count) {
        strbuf_adds(&raw, "/Annots[");
        rc = navigation_links(document->file, &places, document->structure, index, &raw, document->diag);
        strbuf_addc(&raw, ']');
    }
    pdf_dict_raw(dict, strbuf_str(&raw));
    strbuf_release(&raw);
    return stream->is_full ? RC_LIMIT : rc;
}

static enum rc write_pages(struct document *document)
{
    enum rc rc = RC_OK;
    for (uint32_t i = 0; i < document->pages->count && rc == RC_OK; i++)
        rc = write_page(document, i);
    struct strbuf raw = {0};
    strbuf_adds(&raw, "/Kids[");
    for (size_t i = 0; i < document->pages->count; i++) {
        syntax_ref(&raw, NULL, document->page_ids[i]);
        strbuf_addc(&raw, ' ');
    }
    strbuf_addc(&raw, ']');
    pdf_dict_name(document->tree, "Type", "Pages");
    pdf_dict_int(document->tree, "Count", (int32_t)document->pages->count);
    pdf_dict_raw(document->tree, strbuf_str(&raw));
    strbuf_release(&raw);
    return rc;
}

static struct pdf_dict *write_catalog(struct document *document)
{
    struct pdf_file    *file = document->file;
    const struct pages *pages = document->pages;
    struct places       places = {pages, document->page_ids, &document->anchors};
    struct pdf_dict    *catalog = pdf_object(file), *outline = navigation_outline(file, &places);
    struct strbuf       raw = {0};
    pdf_dict_name(catalog, "Type", "Catalog");
    pdf_dict_ref(catalog, "Pages", document->tree);
    pdf_dict_text(catalog, "Lang", str_from(pages->language));
    pdf_dict_ref(catalog, "StructTreeRoot", structure_write(document->structure, file, document->page_ids));
    pdf_dict_ref(catalog, "Metadata", metadata_xmp(file, pages));
    if (outline) pdf_dict_ref(catalog, "Outlines", outline);
    strbuf_adds(&raw, "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[");
    syntax_ref(&raw, NULL, pdf_object_id(metadata_intent(file, document->writer->profile)));
    strbuf_addc(&raw, ']');
    navigation_labels(pages, &raw);
    metadata_attachments(file, pages, &raw);
    pdf_dict_raw(catalog, strbuf_str(&raw));
    strbuf_release(&raw);
    return catalog;
}

static enum rc write_document(struct document *document, struct strbuf *out)
{
    enum rc rc = structure_new(document->arena, document->pages, document->diag, &document->structure);
    if (rc != RC_OK) return rc;
    number_pages(document);
    rc = write_resources(document);
    if (rc == RC_OK) rc = write_pages(document);
    if (rc != RC_OK) return rc;
    struct pdf_dict *catalog = write_catalog(document);
    return pdf_file_write(document->file, catalog, metadata_info(document->file, document->pages),
                          document->pages->fingerprint, out);
}

enum rc pdf_write(struct pdf_writer *writer, const struct pages *pages, struct strbuf *out, struct diag *diag)
{
    enum rc rc = check_pages(pages, diag);
    if (rc != RC_OK) return rc;
    struct document document = {.writer = writer, .pages = pages, .diag = diag, .file = pdf_file_new(writer->packer)};
    document.arena = pdf_file_arena(document.file);
    document.images = content_images_new(document.arena, writer->images);
    image_store_begin(writer->images);
    pdf_fonts_begin(writer->fonts, document.arena);
    strbuf_clear(out);
    rc = write_document(&document, out);
    pdf_file_free(document.file);
    if (rc == RC_LIMIT) diag_add(diag, DIAG_PDF_SIZE, SPAN_NONE);
    return rc;
}
