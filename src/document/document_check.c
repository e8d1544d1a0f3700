/* SPDX-License-Identifier: MIT */
/* The grammar of document.h as a table, and what each kind must hold for the writers to be free of tests. */
#include "base/limits.h"
#include "base/map.h"
#include "document/document.h"

struct check {
    const struct doc *doc;
    struct diag      *diag;
    struct arena     *scratch;
    struct map        ids, sheets;
    size_t            faults, depth;
};

#define KIND(kind) (1u << DOC_##kind)
#define BLOCKS                                                                                                         \
    (KIND(PARAGRAPH) | KIND(LIST) | KIND(FACTS) | KIND(TABLE) | KIND(CHART) | KIND(TILES) | KIND(QUOTE) |              \
     KIND(CALLOUT) | KIND(CODE) | KIND(TREE) | KIND(TIMELINE) | KIND(COLUMNS) | KIND(TOC) | KIND(PAGE_BREAK))

/* What may stand in a node of each kind; nothing in the others. */
static const unsigned children[DOC_KIND_COUNT] = {
    [DOC_DOCUMENT] = KIND(OPENING) | KIND(SECTION),
    [DOC_OPENING] = BLOCKS,
    [DOC_SECTION] = BLOCKS | KIND(SECTION),
    [DOC_LIST] = KIND(ITEM),
    [DOC_ITEM] = BLOCKS | KIND(ITEM),
    [DOC_CALLOUT] = KIND(PARAGRAPH),
    [DOC_TREE] = KIND(ITEM),
    [DOC_COLUMNS] = KIND(COLUMN),
    [DOC_COLUMN] = BLOCKS & ~(KIND(COLUMNS) | KIND(TOC) | KIND(PAGE_BREAK)),
};

static void fault(struct check *check, const struct doc_node *node, const char *what)
{
    check->faults++;
    diag_add(check->diag, DIAG_DOC_SHAPE, node->span, doc_kind_word(node->kind), what);
}

static void expect(struct check *check, const struct doc_node *node, bool holds, const char *what)
{
    if (!holds) fault(check, node, what);
}

static void check_place(struct check *check, const struct doc_node *node)
{
    if (!node->parent || children[node->parent->kind] & 1u << node->kind) return;
    check->faults++;
    diag_add(check->diag, DIAG_DOC_PLACE, node->span, doc_kind_word(node->kind), doc_kind_word(node->parent->kind));
}

static void check_section(struct check *check, const struct doc_node *node)
{
    int above = node->parent && node->parent->kind == DOC_SECTION ? node->parent->u.section.level : 0;
    expect(check, node, node->u.section.level == above + 1 && above < 3,
           "has a level that does not follow its parent's");
    expect(check, node, node->u.section.title.len > 0, "has no title");
    str sheet = node->u.section.sheet;
    if (!sheet.len) return;
    expect(check, node, str_chars(sheet) <= 31, "names a worksheet of more than 31 characters");
    expect(check, node, map_set(check->scratch, &check->sheets, sheet, (void *)node),
           "names a worksheet that is taken");
}

static bool has_cells(const struct doc_table *table)
{
    for (size_t i = 0; i < table->row_count; i++)
        if (!table->rows[i].cells) return false;
    return true;
}

static void check_table(struct check *check, const struct doc_node *node)
{
    const struct doc_table *table = &node->u.table;
    expect(check, node, table->column_count > 0, "has no columns");
    expect(check, node, table->row_count <= LIMIT_TABLE_ROWS, "has too many rows");
    expect(check, node, has_cells(table), "has a row without cells");
}

static void check_chart(struct check *check, const struct doc_node *node)
{
    const struct chart *chart = &node->u.chart;
    expect(check, node, chart->title.len > 0, "has no title");
    expect(check, node, chart->alt.len > 0, "has no alternative text");
    expect(check, node, chart->series_count > 0, "has no series");
    for (size_t i = 0; i < chart->series_count; i++)
        expect(check, node, chart->series[i].values || !chart->category_count, "has a series without values");
}

static void check_columns(struct check *check, const struct doc_node *node)
{
    int sum = 0;
    for (const struct doc_node *column = node->first; column; column = column->next)
        sum += column->kind == DOC_COLUMN ? column->u.column.weight : 0;
    expect(check, node, sum == 12, "has columns whose weights do not add up to 12");
}

static void check_node(struct check *check, const struct doc_node *node)
{
    check_place(check, node);
    if (node->id.len)
        expect(check, node, map_set(check->scratch, &check->ids, node->id, (void *)node), "has an id that is taken");
    switch (node->kind) {
    case DOC_SECTION: check_section(check, node); break;
    case DOC_TABLE: check_table(check, node); break;
    case DOC_CHART: check_chart(check, node); break;
    case DOC_COLUMNS: check_columns(check, node); break;
    case DOC_LIST:
    case DOC_TREE: expect(check, node, node->first != NULL, "has no items"); break;
    case DOC_OPENING: expect(check, node, !node->previous, "does not come first"); break;
    case DOC_PAGE_BREAK: expect(check, node, !node->first, "has children"); break;
    default: break;
    }
}

enum rc doc_check(const struct doc *doc, struct diag *diag)
{
    struct check        check = {.doc = doc, .diag = diag, .scratch = arena_new()};
    struct doc_iterator it = doc_walk(doc->root);
    expect(&check, doc->root, doc->title.len > 0, "has no title");
    expect(&check, doc->root, doc->node_count <= LIMIT_DOC_NODES, "has too many nodes");
    while (doc_next(&it)) {
        check.depth += it.is_entering ? 1 : -1;
        if (!it.is_entering) continue;
        check_node(&check, it.node);
        if (check.depth == LIMIT_DOC_DEPTH + 1) fault(&check, it.node, "is nested too deep");
    }
    arena_free(check.scratch);
    return check.faults ? RC_INVALID : RC_OK;
}
