/* SPDX-License-Identifier: MIT */
#include "pdf/structure.h"

#include "base/limits.h"
#include "base/vec.h"
#include "pdf/syntax.h"

/* Something of a tag on a page: a marked sequence, or an annotation. */
struct leaf {
    uint32_t page;
    uint32_t mark;       /* identifier on its page */
    uint32_t annotation; /* object number, or 0 for a sequence */
    uint32_t order;      /* of all leaves of the document */
};

/* How the labels of a list look (ISO 32000-1, 14.8.5.5). */
enum numbering { NUMBERING_NONE, NUMBERING_DECIMAL, NUMBERING_DISC };

struct element {
    VEC(struct leaf) leaves;
    uint32_t       first_child, last_child, next; /* tags in reading order; 0 is none */
    uint32_t       first;     /* order of its first leaf or its descendants'; UINT32_MAX without any */
    uint32_t       id;        /* object number */
    enum numbering numbering; /* lists */
};

struct structure {
    struct arena       *arena;
    const struct pages *pages;
    struct element     *elements; /* one a tag */
    VEC(uint32_t) * marks;        /* by page: the tag of each marked sequence */
    VEC(uint32_t) links;          /* the tag of each annotation */
    uint32_t order;
};

static const char *const TYPES[TAG_ROLE_COUNT] = {
    [TAG_DOCUMENT] = "Document", [TAG_SECTION] = "Sect",
    [TAG_DIVISION] = "Div",      [TAG_HEADING1] = "H1",
    [TAG_HEADING2] = "H2",       [TAG_HEADING3] = "H3",
    [TAG_PARAGRAPH] = "P",       [TAG_SPAN] = "Span",
    [TAG_LINK] = "Link",         [TAG_LIST] = "L",
    [TAG_LIST_ITEM] = "LI",      [TAG_LABEL] = "Lbl",
    [TAG_LIST_BODY] = "LBody",   [TAG_TABLE] = "Table",
    [TAG_TABLE_HEAD] = "THead",  [TAG_TABLE_BODY] = "TBody",
    [TAG_TABLE_ROW] = "TR",      [TAG_HEADER_CELL] = "TH",
    [TAG_DATA_CELL] = "TD",      [TAG_FIGURE] = "Figure",
    [TAG_CAPTION] = "Caption",   [TAG_BLOCK_QUOTE] = "BlockQuote",
    [TAG_TOC] = "TOC",           [TAG_TOC_ITEM] = "TOCI",
    [TAG_CODE] = "Code",
};

bool structure_has(const struct structure *structure, uint32_t tag)
{
    return tag < structure->pages->tag_count;
}

const char *structure_tag_type(const struct structure *structure, uint32_t tag)
{
    return TYPES[structure->pages->tags[tag].role];
}

static enum rc check_tag(const struct pages *pages, uint32_t index, struct diag *diag)
{
    const struct tag *tag = &pages->tags[index];
    if ((unsigned)tag->role >= TAG_ROLE_COUNT || tag->parent >= (index ? index : 1) ||
        (index == 0) != (tag->role == TAG_DOCUMENT)) {
        diag_add(diag, DIAG_PDF_TAGS, SPAN_NONE, index);
        return RC_INVALID;
    }
    if (tag->role == TAG_FIGURE && (tag->alt.len == 0 || tag->page >= pages->count)) {
        diag_add(diag, DIAG_PDF_ALT, SPAN_NONE, tag->page + 1);
        return RC_INVALID;
    }
    return RC_OK;
}

/* The label an item is in, itself or through a Span, or 0. */
static uint32_t label_of(const struct pages *pages, const struct page_item *item)
{
    if (item->tag >= pages->tag_count) return 0;
    uint32_t parent = pages->tags[item->tag].parent;
    if (pages->tags[item->tag].role == TAG_LABEL) return item->tag;
    return pages->tags[parent].role == TAG_LABEL ? parent : 0;
}

/* A list whose items have labels must say how they are numbered (ISO 14289-1, 7.6); the first label tells. */
static void note_label(struct structure *structure, const struct page_item *item)
{
    const struct tag *tags = structure->pages->tags;
    uint32_t          label = label_of(structure->pages, item);
    if (!label) return;
    struct element *list = &structure->elements[tags[tags[label].parent].parent];
    str             text = item->kind == ITEM_GLYPHS ? item->u.glyphs.run.text : STR_NONE;
    bool            is_number = text.len && text.ptr[0] >= '0' && text.ptr[0] <= '9';
    if (list->numbering == NUMBERING_NONE) list->numbering = is_number ? NUMBERING_DECIMAL : NUMBERING_DISC;
}

static void note_labels(struct structure *structure)
{
    const struct pages *pages = structure->pages;
    for (size_t i = 0; i < pages->count; i++)
        for (size_t j = 0; j < pages->at[i].item_count; j++)
            note_label(structure, &pages->at[i].items[j]);
}

enum rc structure_new(struct arena *arena, const struct pages *pages, struct diag *diag, struct structure **out)
{
    if (pages->tag_count == 0 || pages->tag_count > LIMIT_TAGS) {
        diag_add(diag, DIAG_PDF_TAGS, SPAN_NONE, (unsigned)(pages->tag_count ? LIMIT_TAGS : 0));
        return RC_INVALID;
    }
    struct structure *structure = ARENA_NEW(arena, struct structure);
    structure->arena = arena;
    structure->pages = pages;
    structure->elements = ARENA_ARRAY(arena, struct element, pages->tag_count);
    structure->marks = arena_alloc(arena, pages->count, sizeof *structure->marks);
    for (uint32_t i = 0; i < pages->tag_count; i++) {
        enum rc rc = check_tag(pages, i, diag);
        if (rc != RC_OK) return rc;
        structure->elements[i].first = UINT32_MAX;
        if (i == 0) continue;
        struct element *parent = &structure->elements[pages->tags[i].parent];
        if (parent->first_child)
            structure->elements[parent->last_child].next = i;
        else
            parent->first_child = i;
        parent->last_child = i;
    }
    note_labels(structure);
    *out = structure;
    return RC_OK;
}

static void add_leaf(struct structure *structure, uint32_t tag, struct leaf leaf)
{
    leaf.order = structure->order++;
    *VEC_PUSH(structure->arena, structure->elements[tag].leaves) = leaf;
    while (structure->elements[tag].first == UINT32_MAX) {
        structure->elements[tag].first = leaf.order;
        if (tag) tag = structure->pages->tags[tag].parent;
    }
}

uint32_t structure_mark(struct structure *structure, uint32_t tag, uint32_t page)
{
    uint32_t mark = (uint32_t)structure->marks[page].count;
    *VEC_PUSH(structure->arena, structure->marks[page]) = tag;
    add_leaf(structure, tag, (struct leaf){.page = page, .mark = mark});
    return mark;
}

uint32_t structure_link(struct structure *structure, uint32_t tag, uint32_t page, const struct pdf_dict *annotation)
{
    uint32_t key = (uint32_t)(structure->pages->count + structure->links.count);
    *VEC_PUSH(structure->arena, structure->links) = tag;
    add_leaf(structure, tag, (struct leaf){.page = page, .annotation = pdf_object_id(annotation)});
    return key;
}

/* What is being written. */
struct tree {
    const struct structure *structure;
    const uint32_t         *page_ids;
    struct strbuf           raw; /* entries of one element */
};

static void add_leaf_entry(struct tree *tree, const struct leaf *leaf, uint32_t page)
{
    struct strbuf *raw = &tree->raw;
    if (!leaf->annotation && leaf->page == page) {
        syntax_int(raw, leaf->mark);
        return;
    }
    strbuf_adds(raw, leaf->annotation ? "<</Type/OBJR" : "<</Type/MCR");
    if (leaf->page != page) syntax_ref(raw, "Pg", tree->page_ids[leaf->page]);
    if (leaf->annotation) {
        syntax_ref(raw, "Obj", leaf->annotation);
    } else {
        strbuf_adds(raw, "/MCID ");
        syntax_int(raw, leaf->mark);
    }
    strbuf_adds(raw, ">>");
}

/* K: own leaves and child elements in reading order; children without anything on a page keep their place. */
static void add_kids(struct tree *tree, const struct element *element)
{
    const struct element *elements = tree->structure->elements;
    uint32_t              page = element->leaves.count ? element->leaves.at[0].page : 0, child = element->first_child;
    size_t                next = 0;
    if (!child && element->leaves.count == 0) return;
    bool is_one = element->leaves.count + (child ? 1 : 0) + (child && elements[child].next ? 1 : 0) == 1;
    strbuf_adds(&tree->raw, is_one ? "/K " : "/K[");
    while (child || next < element->leaves.count) {
        if (next || child != element->first_child) strbuf_addc(&tree->raw, ' ');
        if (child && (next == element->leaves.count || elements[child].first < element->leaves.at[next].order)) {
            syntax_ref(&tree->raw, NULL, elements[child].id);
            child = elements[child].next;
        } else {
            add_leaf_entry(tree, &element->leaves.at[next++], page);
        }
    }
    if (!is_one) strbuf_addc(&tree->raw, ']');
}

/* Attributes of tables (ISO 32000-1, 14.8.5.7): to which cells a header speaks, and how far a cell reaches. */
static void add_cell_attributes(struct strbuf *raw, const struct tag *tag)
{
    static const char *const scopes[] = {
        [SCOPE_COLUMN] = "/Scope/Column", [SCOPE_ROW] = "/Scope/Row", [SCOPE_BOTH] = "/Scope/Both"};
    bool has_scope = tag->role == TAG_HEADER_CELL && tag->scope != SCOPE_NONE;
    if (!has_scope && tag->column_span < 2 && tag->row_span < 2) return;
    strbuf_adds(raw, "/A<</O/Table");
    if (has_scope) strbuf_adds(raw, scopes[tag->scope]);
    if (tag->column_span > 1) strbuf_printf(raw, "/ColSpan %u", tag->column_span);
    if (tag->row_span > 1) strbuf_printf(raw, "/RowSpan %u", tag->row_span);
    strbuf_adds(raw, ">>");
}

static void add_attributes(struct tree *tree, const struct tag *tag)
{
    static const char *const lists[] = {"", "/A<</O/List/ListNumbering/Decimal>>", "/A<</O/List/ListNumbering/Disc>>"};
    const struct pages      *pages = tree->structure->pages;
    struct strbuf           *raw = &tree->raw;
    if (tag->role == TAG_LIST) strbuf_adds(raw, lists[tree->structure->elements[tag - pages->tags].numbering]);
    if (tag->role == TAG_HEADER_CELL || tag->role == TAG_DATA_CELL) add_cell_attributes(raw, tag);
    if (tag->role == TAG_FIGURE) {
        strbuf_adds(raw, "/A<</O/Layout/Placement/Block/BBox");
        syntax_box(raw, tag->box, pages->at[tag->page].height);
        strbuf_adds(raw, ">>");
    }
    if (tag->alt.len) {
        strbuf_adds(raw, "/Alt ");
        syntax_text(raw, tag->alt);
    }
    if (tag->actual.len) {
        strbuf_adds(raw, "/ActualText ");
        syntax_text(raw, tag->actual);
    }
    if (tag->language) {
        strbuf_adds(raw, "/Lang ");
        syntax_text(raw, str_from(tag->language));
    }
}

static void write_element(struct tree *tree, struct pdf_dict *dict, uint32_t index, uint32_t root)
{
    const struct structure *structure = tree->structure;
    const struct element   *element = &structure->elements[index];
    const struct tag       *tag = &structure->pages->tags[index];
    strbuf_clear(&tree->raw);
    strbuf_adds(&tree->raw, "/S/");
    strbuf_adds(&tree->raw, TYPES[tag->role]);
    syntax_ref(&tree->raw, "P", index ? structure->elements[tag->parent].id : root);
    if (element->leaves.count) syntax_ref(&tree->raw, "Pg", tree->page_ids[element->leaves.at[0].page]);
    add_kids(tree, element);
    add_attributes(tree, tag);
    pdf_dict_raw(dict, strbuf_str(&tree->raw));
}

/* A number tree of one node: per page the elements of its sequences, then the element of each annotation. */
static struct pdf_dict *parent_tree_write(const struct tree *tree, struct pdf_file *file)
{
    const struct structure *structure = tree->structure;
    struct strbuf           nums = {0};
    strbuf_adds(&nums, "/Nums[");
    for (size_t i = 0; i < structure->pages->count; i++) {
        syntax_int(&nums, (int64_t)i);
        strbuf_addc(&nums, '[');
        for (size_t j = 0; j < structure->marks[i].count; j++) {
            if (j) strbuf_addc(&nums, ' ');
            syntax_ref(&nums, NULL, structure->elements[structure->marks[i].at[j]].id);
        }
        strbuf_adds(&nums, "]\n");
    }
    for (size_t i = 0; i < structure->links.count; i++) {
        syntax_int(&nums, (int64_t)(structure->pages->count + i));
        strbuf_addc(&nums, ' ');
        syntax_ref(&nums, NULL, structure->elements[structure->links.at[i]].id);
        strbuf_addc(&nums, '\n');
    }
    strbuf_addc(&nums, ']');
    struct pdf_dict *dict = pdf_object(file);
    pdf_dict_raw(dict, strbuf_str(&nums));
    strbuf_release(&nums);
    return dict;
}

struct pdf_dict *structure_write(struct structure *structure, struct pdf_file *file, const uint32_t *page_ids)
{
    struct tree       tree = {.structure = structure, .page_ids = page_ids};
    size_t            count = structure->pages->tag_count;
    struct pdf_dict  *root = pdf_object(file);
    struct pdf_dict **dicts = ARENA_ARRAY(structure->arena, struct pdf_dict *, count);
    for (size_t i = 0; i < count; i++) {
        dicts[i] = pdf_object(file);
        structure->elements[i].id = pdf_object_id(dicts[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        write_element(&tree, dicts[i], i, pdf_object_id(root));
    pdf_dict_name(root, "Type", "StructTreeRoot");
    pdf_dict_ref(root, "K", dicts[0]);
    pdf_dict_ref(root, "ParentTree", parent_tree_write(&tree, file));
    pdf_dict_int(root, "ParentTreeNextKey", (int32_t)(structure->pages->count + structure->links.count));
    strbuf_release(&tree.raw);
    return root;
}
