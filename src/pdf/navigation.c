/* SPDX-License-Identifier: MIT */
#include "pdf/navigation.h"

#include "base/map.h"
#include "pdf/syntax.h"

#include <string.h>

/* [id 0 R /XYZ null top null]: the reader keeps its magnification. */
static void add_destination(struct strbuf *out, const struct places *places, uint32_t page, mpt y)
{
    strbuf_adds(out, "/Dest[");
    syntax_ref(out, NULL, places->ids[page]);
    strbuf_adds(out, "/XYZ null ");
    syntax_length(out, places->pages->at[page].height - y);
    strbuf_adds(out, " null]");
}

/* A URI is ASCII: other bytes, blanks and controls are escaped (RFC 3986, 2.1). */
static void add_uri(struct strbuf *out, str uri)
{
    static const char hex[] = "0123456789ABCDEF";
    struct strbuf     ascii = {0};
    for (size_t i = 0; i < uri.len; i++) {
        unsigned char c = (unsigned char)uri.ptr[i];
        if (c > 0x20 && c < 0x7F) {
            strbuf_addc(&ascii, (char)c);
        } else {
            char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
            strbuf_add(&ascii, (str){escaped, sizeof escaped});
        }
    }
    strbuf_adds(out, "/A<</S/URI/URI");
    syntax_bytes(out, str_slice(strbuf_str(&ascii), 0, PDF_STRING_MOST));
    strbuf_adds(out, ">>");
    strbuf_release(&ascii);
}

static enum rc add_target(struct strbuf *out, const struct places *places, const struct page_link *link,
                          struct diag *diag)
{
    if (link->uri.len) {
        add_uri(out, link->uri);
        return RC_OK;
    }
    const struct page_anchor *anchor = map_lookup(places->anchors, link->anchor);
    if (!anchor || anchor->page >= places->pages->count) {
        diag_add(diag, DIAG_PDF_ANCHOR, SPAN_NONE, STR_ARG(link->anchor));
        return RC_INVALID;
    }
    add_destination(out, places, anchor->page, anchor->y);
    return RC_OK;
}

enum rc navigation_links(struct pdf_file *file, const struct places *places, struct structure *structure,
                         uint32_t index, struct strbuf *annots, struct diag *diag)
{
    const struct page *page = &places->pages->at[index];
    enum rc            rc = RC_OK;
    struct strbuf      raw = {0};
    for (size_t i = 0; i < page->link_count && rc == RC_OK; i++) {
        const struct page_link *link = &page->links[i];
        if (!structure_has(structure, link->tag) || places->pages->tags[link->tag].role != TAG_LINK) {
            diag_add(diag, DIAG_PDF_TAGS, SPAN_NONE, link->tag);
            rc = RC_INVALID;
            break;
        }
        struct pdf_dict *dict = pdf_object(file);
        strbuf_clear(&raw);
        strbuf_adds(&raw, "/Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect");
        syntax_box(&raw, link->box, page->height);
        rc = add_target(&raw, places, link, diag);
        pdf_dict_raw(dict, strbuf_str(&raw));
        pdf_dict_text(dict, "Contents", link->title.len ? link->title : link->uri.len ? link->uri : link->anchor);
        pdf_dict_int(dict, "StructParent", (int32_t)structure_link(structure, link->tag, index, dict));
        syntax_ref(annots, NULL, pdf_object_id(dict));
        strbuf_addc(annots, ' ');
    }
    strbuf_release(&raw);
    return rc;
}

/* An entry of the outline with its neighbours, by index + 1; 0 is none. */
struct node {
    const struct outline_entry *entry;
    struct pdf_dict            *dict;
    size_t                      parent, previous, next, first, last, kids;
};

/* nodes[0] is the root; a level deeper than its predecessor's by more than one counts as one. */
static size_t link_nodes(struct pdf_file *file, const struct pages *pages, struct node *nodes)
{
    size_t count = 1;
    for (size_t i = 0; i < pages->outline_count; i++) {
        const struct outline_entry *entry = &pages->outline[i];
        if (entry->page >= pages->count || entry->title.len == 0) continue;
        size_t at = count++, parent = at - 1;
        while (parent && nodes[parent].entry->level >= entry->level)
            parent = nodes[parent].parent;
        nodes[at] =
            (struct node){.entry = entry, .dict = pdf_object(file), .parent = parent, .previous = nodes[parent].last};
        if (nodes[parent].last)
            nodes[nodes[parent].last].next = at;
        else
            nodes[parent].first = at;
        nodes[parent].last = at;
        nodes[parent].kids++;
    }
    return count;
}

static void node_ref(const struct node *nodes, size_t at, const char *key, size_t other)
{
    if (other) pdf_dict_ref(nodes[at].dict, key, nodes[other].dict);
}

struct pdf_dict *navigation_outline(struct pdf_file *file, const struct places *places)
{
    if (places->pages->outline_count == 0) return NULL;
    struct node *nodes = ARENA_ARRAY(pdf_file_arena(file), struct node, places->pages->outline_count + 1);
    nodes[0].dict = pdf_object(file);
    size_t count = link_nodes(file, places->pages, nodes);
    if (count == 1) return NULL;
    pdf_dict_name(nodes[0].dict, "Type", "Outlines");
    struct strbuf raw = {0};
    for (size_t i = 0; i < count; i++) {
        node_ref(nodes, i, "First", nodes[i].first);
        node_ref(nodes, i, "Last", nodes[i].last);
        /* A negative count is a closed entry: the outline opens with its first level only. */
        if (nodes[i].kids) pdf_dict_int(nodes[i].dict, "Count", i ? -(int32_t)nodes[i].kids : (int32_t)nodes[i].kids);
        if (i == 0) continue;
        pdf_dict_ref(nodes[i].dict, "Parent", nodes[nodes[i].parent].dict);
        node_ref(nodes, i, "Prev", nodes[i].previous);
        node_ref(nodes, i, "Next", nodes[i].next);
        pdf_dict_text(nodes[i].dict, "Title", nodes[i].entry->title);
        strbuf_clear(&raw);
        add_destination(&raw, places, nodes[i].entry->page, nodes[i].entry->y);
        pdf_dict_raw(nodes[i].dict, strbuf_str(&raw));
    }
    strbuf_release(&raw);
    return nodes[0].dict;
}

/* The number a label is, or 0. */
static unsigned long decimal(str label)
{
    unsigned long number = 0;
    if (label.len == 0 || label.len > 6 || label.ptr[0] == '0') return 0;
    for (size_t i = 0; i < label.len; i++) {
        if (label.ptr[i] < '0' || label.ptr[i] > '9') return 0;
        number = number * 10 + (unsigned long)(label.ptr[i] - '0');
    }
    return number;
}

void navigation_labels(const struct pages *pages, struct strbuf *catalog)
{
    strbuf_adds(catalog, "/PageLabels<</Nums[");
    for (size_t i = 0; i < pages->count; i++) {
        str           label = pages->at[i].label;
        unsigned long number = decimal(label), before = i ? decimal(pages->at[i - 1].label) : 0;
        if (number && number == before + 1 && i) continue; /* the range goes on */
        syntax_int(catalog, (int64_t)i);
        if (number) {
            strbuf_printf(catalog, "<</S/D/St %lu>>", number);
        } else {
            strbuf_adds(catalog, "<</P");
            syntax_text(catalog, label);
            strbuf_adds(catalog, ">>");
        }
    }
    strbuf_adds(catalog, "]>>");
}
