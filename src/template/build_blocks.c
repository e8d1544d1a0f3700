/* SPDX-License-Identifier: MIT */
/* Blocks in order: editions, conditions, sub-headings, notes that win, and what is said where there is no data. */
#include "template/run.h"

static struct doc_node *add_paragraph(struct builder *builder, struct doc_node *parent, enum paragraph_role role,
                                      struct doc_text text, struct span span)
{
    struct doc_node *node = doc_add(builder->doc, parent, DOC_PARAGRAPH, span);
    node->u.paragraph.role = role;
    node->u.paragraph.text = text;
    return node;
}

/* « Aucune donnée pour cette période : aucune enquête n’a reçu de réponse. » */
static void add_empty(struct builder *builder, struct doc_node *parent, const struct phrase *reason, struct span span)
{
    struct locale_arg argument = {"reason", evaluate_str(builder, reason)};
    const char       *key = argument.value.len ? "document.no_data_because" : "document.no_data";
    str               words = locale_phrase(builder->locale, builder->arena, key, -1, &argument, 1);
    add_paragraph(builder, parent, PARAGRAPH_EMPTY, doc_text_from(builder->arena, words), span);
}

static enum outcome build_text(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    struct doc_text text = evaluate_text(builder, &block->text);
    if (!text.count) return OUTCOME_NONE;
    enum paragraph_role role = block->kind == BLOCK_HEADING ? PARAGRAPH_SUBHEADING : block->role;
    struct doc_node    *node = add_paragraph(builder, parent, role, text, block->span);
    node->id = block->id;
    return role == PARAGRAPH_NOTE || role == PARAGRAPH_SUBHEADING ? OUTCOME_NEUTRAL : OUTCOME_BUILT;
}

static enum outcome build_sentences(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    VEC(struct doc_run) runs = {0};
    for (size_t i = 0; i < block->sentence_count; i++) {
        builder->is_withheld = false;
        struct doc_text text = evaluate_text(builder, &block->sentences[i]);
        if (!text.count || builder->is_withheld) continue;
        if (runs.count) *VEC_PUSH(builder->arena, runs) = (struct doc_run){.text = STR(" ")};
        for (size_t r = 0; r < text.count; r++)
            *VEC_PUSH(builder->arena, runs) = text.runs[r];
    }
    builder->is_withheld = false;
    if (!runs.count) return OUTCOME_NONE;
    add_paragraph(builder, parent, block->role, (struct doc_text){runs.at, runs.count}, block->span)->id = block->id;
    return block->role == PARAGRAPH_NOTE ? OUTCOME_NEUTRAL : OUTCOME_BUILT;
}

static enum outcome build_quotes(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    const struct rows *rows = block->source >= 0 ? rows_of(builder, block->source) : NULL;
    enum outcome       outcome = OUTCOME_EMPTY;
    for (size_t turn = 0; scope_next(builder, rows, &turn);) {
        struct doc_text text = evaluate_text(builder, &block->text);
        if (!text.count) continue;
        struct doc_node *node = doc_add(builder->doc, parent, DOC_QUOTE, block->span);
        node->u.quote.text = text;
        node->u.quote.source = evaluate_str(builder, &block->aside);
        outcome = OUTCOME_BUILT;
    }
    return outcome;
}

static enum outcome build_callout(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    struct tally     tally = {0};
    struct doc_node *node = doc_add(builder->doc, parent, DOC_CALLOUT, block->span);
    node->u.callout.title = evaluate_str(builder, &block->text);
    node->u.callout.tone = block->tone;
    build_blocks(builder, node, block->blocks, block->block_count, 0, &tally);
    if (node->first) return OUTCOME_BUILT;
    doc_remove(node);
    return OUTCOME_NONE;
}

/* Columns of which only one has something to show give it the whole width. */
static void close_columns(struct builder *builder, struct doc_node *columns, struct doc_node *parent)
{
    struct doc_node *only = columns->first && columns->first == columns->last ? columns->first : NULL;
    if (only) {
        for (struct doc_node *child = only->first, *next; child; child = next) {
            next = child->next;
            doc_remove(child);
            child->parent = parent;
            child->previous = parent->last;
            parent->last->next = child;
            parent->last = child;
        }
    }
    if (only || !columns->first) doc_remove(columns);
    (void)builder;
}

static enum outcome build_columns(struct builder *builder, struct doc_node *parent, const struct block *block,
                                  struct tally *tally)
{
    struct doc_node *columns = doc_add(builder->doc, parent, DOC_COLUMNS, block->span);
    size_t           before = tally->built;
    int              lost = 0;
    for (size_t i = 0; i < block->block_count; i++) {
        struct doc_node *column = doc_add(builder->doc, columns, DOC_COLUMN, block->blocks[i].span);
        column->u.column.weight = block->blocks[i].weight;
        build_blocks(builder, column, block->blocks[i].blocks, block->blocks[i].block_count, 0, tally);
        if (column->first) continue;
        lost += column->u.column.weight;
        doc_remove(column);
    }
    if (columns->last) columns->last->u.column.weight += lost;
    close_columns(builder, columns, parent);
    return tally->built > before ? OUTCOME_NEUTRAL : OUTCOME_NONE;
}

static enum outcome build_repeat(struct builder *builder, struct doc_node *parent, const struct block *block, int level,
                                 struct tally *tally)
{
    const struct rows *rows = block->source >= 0 ? rows_of(builder, block->source) : NULL;
    size_t             before = tally->built;
    for (size_t turn = 0; rows && scope_next(builder, rows, &turn);)
        build_blocks(builder, parent, block->blocks, block->block_count, level, tally);
    if (tally->built > before) return OUTCOME_NEUTRAL;
    return rows && rows->row_count ? OUTCOME_NONE : OUTCOME_EMPTY;
}

static enum outcome build_section(struct builder *builder, struct doc_node *parent, const struct block *block,
                                  int level)
{
    struct tally     tally = {0};
    struct doc_node *node = doc_add(builder->doc, parent, DOC_SECTION, block->span);
    node->id = block->id;
    node->u.section.title = evaluate_str(builder, &block->text);
    node->u.section.sheet = evaluate_str(builder, &block->aside);
    node->u.section.level = level + 1;
    node->u.section.is_unlisted = block->is_unlisted;
    if (!block->note.len || !build_note(builder, node, block->note, block->span))
        build_blocks(builder, node, block->blocks, block->block_count, level + 1, &tally);
    else
        tally.built = 1;
    if (tally.built) return OUTCOME_BUILT;
    if (block->hide_if_empty) {
        *VEC_PUSH(builder->arena, builder->hidden) = node->u.section.title;
        doc_remove(node);
        return OUTCOME_NONE;
    }
    while (node->first)
        doc_remove(node->first);
    add_empty(builder, node, block->empty.count ? &block->empty : &tally.reason, block->span);
    return OUTCOME_BUILT;
}

static enum outcome build_plain(struct builder *builder, struct doc_node *parent, enum doc_kind kind,
                                const struct block *block)
{
    struct doc_node *node = doc_add(builder->doc, parent, kind, block->span);
    node->id = block->id;
    builder->is_code = kind == DOC_CODE;
    if (builder->is_code) node->u.code = evaluate_str(builder, &block->text);
    builder->is_code = false;
    return kind == DOC_CODE ? OUTCOME_BUILT : OUTCOME_NEUTRAL;
}

static enum outcome build_one(struct builder *builder, struct doc_node *parent, const struct block *block, int level,
                              struct tally *tally)
{
    switch (block->kind) {
    case BLOCK_SECTION: return build_section(builder, parent, block, level);
    case BLOCK_TEXT:
    case BLOCK_HEADING: return build_text(builder, parent, block);
    case BLOCK_SENTENCES: return build_sentences(builder, parent, block);
    case BLOCK_LIST:
    case BLOCK_CHECKLIST:
    case BLOCK_TREE: return build_items(builder, parent, block);
    case BLOCK_FACTS: return build_facts(builder, parent, block);
    case BLOCK_TABLE: return build_table(builder, parent, block);
    case BLOCK_CHART: return build_chart(builder, parent, block);
    case BLOCK_TILES: return build_tiles(builder, parent, block);
    case BLOCK_QUOTE: return build_quotes(builder, parent, block);
    case BLOCK_CALLOUT: return build_callout(builder, parent, block);
    case BLOCK_CODE: return build_plain(builder, parent, DOC_CODE, block);
    case BLOCK_TIMELINE: return build_timeline(builder, parent, block);
    case BLOCK_COLUMNS: return build_columns(builder, parent, block, tally);
    case BLOCK_REPEAT: return build_repeat(builder, parent, block, level, tally);
    case BLOCK_TOC: return build_plain(builder, parent, DOC_TOC, block);
    case BLOCK_PAGE_BREAK: return build_plain(builder, parent, DOC_PAGE_BREAK, block);
    case BLOCK_INCLUDE:
    case BLOCK_KIND_COUNT: break;
    }
    return OUTCOME_NONE;
}

/* The sub-heading goes with what it heads: it leaves where the block does, and stays where « no data » is said. */
static void build_headed(struct builder *builder, struct doc_node *parent, const struct block *block, int level,
                         struct tally *tally)
{
    struct doc_text  heading = evaluate_text(builder, &block->heading);
    struct doc_node *head =
        heading.count ? add_paragraph(builder, parent, PARAGRAPH_SUBHEADING, heading, block->heading.span) : NULL;
    const struct rows *scope = builder->scope; /* of the repetition it stands in */
    size_t             row = builder->scope_row;
    enum outcome       outcome = OUTCOME_BUILT;
    builder->is_withheld = false;
    if (!block->note.len || block->kind == BLOCK_SECTION || !build_note(builder, parent, block->note, block->span))
        outcome = build_one(builder, parent, block, level, tally);
    builder->scope = scope;
    builder->scope_row = row;
    if (outcome == OUTCOME_BUILT) tally->built++;
    bool says_empty = outcome == OUTCOME_EMPTY && !block->hide_if_empty;
    if (says_empty && !tally->empty++) tally->reason = block->empty;
    if (says_empty && (head || block->empty.count))
        add_empty(builder, parent, &block->empty, block->span);
    else if (head && (outcome == OUTCOME_EMPTY || outcome == OUTCOME_NONE))
        doc_remove(head);
}

void build_blocks(struct builder *builder, struct doc_node *parent, const struct block *blocks, size_t count, int level,
                  struct tally *tally)
{
    for (size_t i = 0; i < count; i++) {
        const struct block *block = &blocks[i];
        bool                is_kept_back = block->is_internal && builder->doc->edition == EDITION_CLIENT;
        if (!is_kept_back && condition_holds(builder, block->condition))
            build_headed(builder, parent, block, level, tally);
    }
}
