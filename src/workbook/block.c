/* SPDX-License-Identifier: MIT */
#include "workbook/block.h"

#include "workbook/cell.h"
#include "workbook/chart_cells.h"

static void collect_children(struct book *book, const struct doc_node *node, int indent, blocks *out);

static struct block *add_block(struct book *book, blocks *out, enum block_kind kind)
{
    struct block *block = VEC_PUSH(book->arena, *out);
    block->kind = kind;
    return block;
}

static struct block *add_text(struct book *book, blocks *out, enum text_look look, str text)
{
    struct block *block = add_block(book, out, BLOCK_TEXT);
    block->look = look;
    block->text = text;
    return block;
}

void blocks_add_text(struct book *book, blocks *out, enum text_look look, str text)
{
    (void)add_text(book, out, look, text);
}

static str word(struct book *book, const char *key)
{
    return locale_word(book->locale, key);
}

static struct doc_cell text_cell(str text)
{
    return (struct doc_cell){.value = text.len ? value_text(text) : (struct value){.kind = VALUE_EMPTY}};
}

/* A table of `rows` rows whose columns have the given heads. */
static struct doc_table *new_table(struct book *book, const str *heads, size_t columns, size_t rows)
{
    struct doc_table *table = ARENA_NEW(book->arena, struct doc_table);
    table->columns = ARENA_ARRAY(book->arena, struct doc_column, columns);
    table->column_count = columns;
    table->rows = ARENA_ARRAY(book->arena, struct doc_row, rows);
    table->row_count = rows;
    for (size_t i = 0; i < columns; i++)
        table->columns[i].title = heads[i];
    for (size_t i = 0; i < rows; i++)
        table->rows[i].cells = ARENA_ARRAY(book->arena, struct doc_cell, columns);
    return table;
}

static bool column_has_note(const struct doc_table *table, size_t column)
{
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->rows[i].cells[column].note.len) return true;
    }
    return false;
}

static void copy_column(struct doc_table *to, size_t at, const struct doc_table *from, size_t column)
{
    to->columns[at] = from->columns[column];
    for (size_t i = 0; i < from->row_count; i++)
        to->rows[i].cells[at] = from->rows[i].cells[column];
}

/* The notes of a column in a column of their own after it, where they can be read, filtered and printed. */
static void copy_notes(struct doc_table *to, size_t at, const struct doc_table *from, size_t column, str head)
{
    to->columns[at] = (struct doc_column){.title = head};
    for (size_t i = 0; i < from->row_count; i++)
        to->rows[i].cells[at] = text_cell(from->rows[i].cells[column].note);
}

static const struct doc_table *with_note_columns(struct book *book, const struct doc_table *table)
{
    size_t notes = 0;
    for (size_t i = 0; i < table->column_count; i++)
        notes += column_has_note(table, i);
    if (notes == 0) return table;
    str              *heads = ARENA_ARRAY(book->arena, str, table->column_count + notes);
    struct doc_table *wide = new_table(book, heads, table->column_count + notes, table->row_count);
    wide->caption = table->caption;
    wide->footnote = table->footnote;
    for (size_t i = 0; i < table->row_count; i++)
        wide->rows[i].is_total = table->rows[i].is_total;
    for (size_t i = 0, at = 0; i < table->column_count; i++) {
        copy_column(wide, at++, table, i);
        if (!column_has_note(table, i)) continue;
        str head = table->columns[i].note_title;
        copy_notes(wide, at++, table, i, head.len ? head : word(book, "workbook.note"));
    }
    return wide;
}

struct block *blocks_add_table(struct book *book, blocks *out, const struct doc_table *table)
{
    struct block *block = add_block(book, out, BLOCK_TABLE);
    block->table = with_note_columns(book, table);
    return block;
}

static void add_table(struct book *book, const struct doc_table *table, blocks *out)
{
    if (table->column_count > 0) (void)blocks_add_table(book, out, table);
}

static void add_facts(struct book *book, const struct doc_facts *facts, blocks *out)
{
    struct doc_table *table = new_table(book, facts->head, 2, facts->count);
    for (size_t i = 0; i < facts->count; i++) {
        table->rows[i].cells[0] = text_cell(doc_text_plain(book->arena, facts->labels[i]));
        table->rows[i].cells[1] = facts->values[i];
    }
    table->columns[0].is_row_header = true;
    table->columns[1].align = ALIGN_LEFT;
    struct block *block = blocks_add_table(book, out, table);
    block->is_headless = facts->head[0].len == 0 && facts->head[1].len == 0;
    block->is_unfiltered = true;
}

static bool column_is_empty(const struct doc_table *table, size_t column)
{
    for (size_t i = 0; i < table->row_count; i++) {
        if (table->rows[i].cells[column].value.kind != VALUE_EMPTY) return false;
    }
    return true;
}

/* Columns that no row fills say nothing: tiles without notes, events without a channel. */
static void drop_empty_columns(struct doc_table *table)
{
    size_t kept = 0;
    for (size_t column = 0; column < table->column_count; column++) {
        if (column > 0 && column_is_empty(table, column)) continue;
        copy_column(table, kept++, table, column);
    }
    table->column_count = kept;
}

static void add_tiles(struct book *book, const struct doc_tiles *tiles, blocks *out)
{
    const str heads[] = {word(book, "workbook.indicator"), word(book, "workbook.value"), word(book, "workbook.change"),
                         word(book, "workbook.rating"), word(book, "workbook.note")};
    struct doc_table *table = new_table(book, heads, COUNT_OF(heads), tiles->count);
    for (size_t i = 0; i < tiles->count; i++) {
        const struct doc_tile *tile = &tiles->at[i];
        struct doc_cell       *cells = table->rows[i].cells;
        cells[0] = text_cell(tile->label);
        cells[1] = (struct doc_cell){.value = tile->value};
        cells[2] = (struct doc_cell){.value = tile->change, .look = LOOK_TREND, .trend = tile->trend};
        cells[3] = text_cell(tile->word);
        cells[3].look = LOOK_STATUS;
        cells[3].value.tone = tile->tone;
        cells[4] = text_cell(tile->note);
    }
    table->columns[0].is_row_header = true;
    drop_empty_columns(table);
    blocks_add_table(book, out, table)->is_unfiltered = true;
}

static void add_timeline(struct book *book, const struct doc_timeline *timeline, blocks *out)
{
    const str heads[] = {word(book, "workbook.date"), word(book, "workbook.step"), word(book, "workbook.detail"),
                         word(book, "workbook.channel"), word(book, "workbook.state")};
    struct doc_table *table = new_table(book, heads, COUNT_OF(heads), timeline->count);
    for (size_t i = 0; i < timeline->count; i++) {
        const struct doc_event *event = &timeline->at[i];
        struct doc_cell        *cells = table->rows[i].cells;
        cells[0] = (struct doc_cell){.value = event->when};
        cells[1] = text_cell(event->title);
        cells[2] = text_cell(event->detail);
        cells[3] = text_cell(event->channel);
        cells[4] = text_cell(word(book, event->is_done ? "workbook.done" : "workbook.to_do"));
        cells[1].value.tone = event->tone;
    }
    drop_empty_columns(table);
    blocks_add_table(book, out, table);
}

/* Quotes that follow one another are one table: « Verbatim | Source ». */
static const struct doc_node *add_quotes(struct book *book, const struct doc_node *first, blocks *out)
{
    const str heads[] = {word(book, "workbook.verbatim"), word(book, "workbook.source")};
    size_t    count = 0;
    for (const struct doc_node *node = first; node && node->kind == DOC_QUOTE; node = node->next)
        count++;
    struct doc_table      *table = new_table(book, heads, COUNT_OF(heads), count);
    const struct doc_node *node = first, *last = first;
    for (size_t i = 0; i < count; last = node, node = node->next, i++) {
        table->rows[i].cells[0] = text_cell(doc_text_plain(book->arena, node->u.quote.text));
        table->rows[i].cells[1] = text_cell(node->u.quote.source);
    }
    blocks_add_table(book, out, table)->is_unfiltered = true;
    return last;
}

static str item_prefix(struct book *book, const struct doc_node *item, size_t number, bool is_ordered)
{
    switch (item->u.item.mark) {
    case MARK_DONE: return STR("✓ ");
    case MARK_UNDER_WAY: return STR("⏳ ");
    case MARK_TODO: return STR("☐ ");
    case MARK_NONE:
    case MARK_TRUE:
    case MARK_FALSE: return STR_NONE;
    default: break;
    }
    if (is_ordered || item->u.item.mark == MARK_NUMBER) return arena_printf(book->arena, "%zu. ", number);
    return STR("• ");
}

static str item_text(struct book *book, const struct doc_node *item, size_t number, bool is_ordered)
{
    str text = doc_text_plain(book->arena, item->u.item.text);
    str label = item->u.item.label;
    str prefix = item_prefix(book, item, number, is_ordered);
    return arena_printf(book->arena, "%.*s%.*s%s%.*s", STR_ARG(prefix), STR_ARG(label), label.len ? " → " : "",
                        STR_ARG(text));
}

static str only_href(struct doc_text text)
{
    return text.count == 1 ? text.runs[0].href : STR_NONE;
}

/* Items of a list or a tree, nested ones further in. */
static void add_items(struct book *book, const struct doc_node *list, int indent, blocks *out)
{
    bool   is_ordered = list->kind == DOC_LIST && list->u.list.is_ordered;
    size_t number = 0;
    for (const struct doc_node *item = list->first; item; item = item->next) {
        if (item->kind != DOC_ITEM) continue;
        struct block *block = add_text(book, out, TEXT_ITEM, item_text(book, item, ++number, is_ordered));
        block->href = only_href(item->u.item.text);
        block->indent = indent;
        block->is_joined = number > 1 || indent > 0;
        if (list->kind == DOC_TREE || (list->kind == DOC_ITEM && item->first && item->first->kind == DOC_ITEM))
            add_items(book, item, indent + 1, out);
        else
            collect_children(book, item, indent + 1, out);
    }
}

static void add_callout(struct book *book, const struct doc_node *callout, blocks *out)
{
    size_t before = out->count;
    if (callout->u.callout.title.len)
        add_text(book, out, TEXT_CALLOUT_HEAD, callout->u.callout.title)->tone = callout->u.callout.tone;
    for (const struct doc_node *node = callout->first; node; node = node->next) {
        if (node->kind != DOC_PARAGRAPH) continue;
        struct block *block = add_text(book, out, TEXT_CALLOUT, doc_text_plain(book->arena, node->u.paragraph.text));
        block->tone = callout->u.callout.tone;
        block->is_joined = out->count - 1 > before;
    }
}

static void add_code(struct book *book, str code, blocks *out)
{
    bool is_first = true;
    while (code.len > 0) {
        str rest;
        str line = str_cut(code, '\n', &rest);
        add_text(book, out, TEXT_CODE, line)->is_joined = !is_first;
        is_first = false;
        code = rest;
    }
}

static void add_paragraph(struct book *book, const struct doc_node *node, int indent, blocks *out)
{
    static const enum text_look looks[] = {[PARAGRAPH_BODY] = TEXT_BODY,
                                           [PARAGRAPH_LEAD] = TEXT_LEAD,
                                           [PARAGRAPH_NOTE] = TEXT_NOTE,
                                           [PARAGRAPH_SUBHEADING] = TEXT_SUBHEADING,
                                           [PARAGRAPH_EMPTY] = TEXT_EMPTY};
    str                         text = doc_text_plain(book->arena, node->u.paragraph.text);
    struct block               *block = add_text(book, out, looks[node->u.paragraph.role], text);
    block->href = only_href(node->u.paragraph.text);
    block->indent = indent;
    if (node->u.paragraph.text.count > 0) block->tone = node->u.paragraph.text.runs[0].tone;
}

static void add_chart(struct book *book, const struct doc_node *node, blocks *out)
{
    struct block *block = add_block(book, out, BLOCK_CHART);
    block->chart = &node->u.chart;
    block->table = chart_cells_table(book, &node->u.chart);
    block->is_unfiltered = true;
}

bool block_has_sheet(const struct doc_node *section)
{
    return section->kind == DOC_SECTION && (section->u.section.sheet.len > 0 || section->u.section.level <= 1);
}

static void collect_section(struct book *book, const struct doc_node *section, blocks *out)
{
    if (block_has_sheet(section)) return;
    add_text(book, out, TEXT_HEADING, section->u.section.title);
    collect_children(book, section, 0, out);
}

static void collect_children(struct book *book, const struct doc_node *parent, int indent, blocks *out)
{
    for (const struct doc_node *node = parent->first; node; node = node->next) {
        switch (node->kind) {
        case DOC_SECTION: collect_section(book, node, out); break;
        case DOC_PARAGRAPH: add_paragraph(book, node, indent, out); break;
        case DOC_LIST:
        case DOC_TREE: add_items(book, node, indent, out); break;
        case DOC_FACTS: add_facts(book, &node->u.facts, out); break;
        case DOC_TABLE: add_table(book, &node->u.table, out); break;
        case DOC_CHART: add_chart(book, node, out); break;
        case DOC_TILES: add_tiles(book, &node->u.tiles, out); break;
        case DOC_QUOTE: node = add_quotes(book, node, out); break;
        case DOC_CALLOUT: add_callout(book, node, out); break;
        case DOC_CODE: add_code(book, node->u.code, out); break;
        case DOC_TIMELINE: add_timeline(book, &node->u.timeline, out); break;
        case DOC_COLUMNS:
        case DOC_COLUMN: collect_children(book, node, indent, out); break;
        default: break; /* contents and page breaks are the page's */
        }
    }
}

void blocks_collect(struct book *book, const struct doc_node *node, blocks *out)
{
    collect_children(book, node, 0, out);
}
