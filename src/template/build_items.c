/* SPDX-License-Identifier: MIT */
/* Lists, check lists, trees, facts, tiles and time lines. */
#include "template/run.h"

static bool is_wanted(struct builder *builder, const struct item_model *item)
{
    return condition_holds(builder, item->condition) && !(item->is_internal && builder->doc->edition == EDITION_CLIENT);
}

static enum item_mark mark_of(str word, enum item_mark otherwise)
{
    static const char *const words[] = {"bullet", "number", "done", "under_way", "todo", "true", "false", "none"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_is(word, words[i])) return (enum item_mark)i;
    return otherwise;
}

static void add_item(struct builder *builder, struct doc_node *list, const struct item_model *model,
                     enum item_mark mark)
{
    builder->is_withheld = false;
    struct doc_text text = evaluate_text(builder, &model->text);
    if (!text.count || builder->is_withheld) return;
    struct doc_node *node = doc_add(builder->doc, list, DOC_ITEM, model->text.span);
    node->u.item.text = text;
    node->u.item.label = evaluate_str(builder, &model->label);
    node->u.item.mark = mark_of(evaluate_str(builder, &model->mark), mark);
    for (size_t i = 0; i < model->item_count; i++)
        if (is_wanted(builder, &model->items[i])) add_item(builder, node, &model->items[i], mark);
}

enum outcome build_items(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    bool               is_tree = block->kind == BLOCK_TREE;
    struct doc_node   *list = doc_add(builder->doc, parent, is_tree ? DOC_TREE : DOC_LIST, block->span);
    enum item_mark     mark = is_tree                          ? MARK_NONE
                              : block->kind == BLOCK_CHECKLIST ? MARK_TODO
                              : block->is_ordered              ? MARK_NUMBER
                                                               : MARK_BULLET;
    const struct rows *rows = block->source >= 0 ? rows_of(builder, block->source) : NULL;
    list->id = block->id;
    if (!is_tree) list->u.list.is_ordered = block->is_ordered;
    for (size_t turn = 0; scope_next(builder, rows, &turn);)
        for (size_t i = 0; i < block->item_count; i++)
            if (is_wanted(builder, &block->items[i])) add_item(builder, list, &block->items[i], mark);
    if (list->first) return OUTCOME_BUILT;
    doc_remove(list);
    return OUTCOME_EMPTY;
}

enum outcome build_facts(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    const struct rows *rows = block->source >= 0 ? rows_of(builder, block->source) : NULL;
    VEC(struct doc_text) labels = {0};
    VEC(struct doc_cell) values = {0};
    for (size_t turn = 0; scope_next(builder, rows, &turn);) {
        for (size_t i = 0; i < block->item_count; i++) {
            const struct item_model *item = &block->items[i];
            builder->is_withheld = false;
            struct found found = is_wanted(builder, item) ? evaluate_value(builder, &item->text) : (struct found){0};
            if (found.value.kind == VALUE_EMPTY || builder->is_withheld) continue;
            struct doc_cell cell = build_cell(builder, &found, item->look);
            add_note(builder, &cell.note, evaluate_str(builder, &item->note));
            *VEC_PUSH(builder->arena, labels) = evaluate_text(builder, &item->label);
            *VEC_PUSH(builder->arena, values) = cell;
        }
    }
    if (!values.count) return OUTCOME_EMPTY;
    struct doc_node *node = doc_add(builder->doc, parent, DOC_FACTS, block->span);
    node->id = block->id;
    node->u.facts = (struct doc_facts){.labels = labels.at, .values = values.at, .count = values.count};
    for (size_t i = 0; i < COUNT_OF(block->heads); i++)
        node->u.facts.head[i] = evaluate_str(builder, &block->heads[i]);
    return OUTCOME_BUILT;
}

static enum trend trend_of(enum results_trend trend)
{
    static const enum trend trends[] = {
        [RESULT_NO_TREND] = TREND_NONE, [RESULT_UP] = TREND_UP, [RESULT_FLAT] = TREND_FLAT, [RESULT_DOWN] = TREND_DOWN};
    return trends[trend];
}

static void fill_from_metric(struct builder *builder, str metric, struct doc_tile *tile)
{
    const struct metric_slot   *slot = scope_metric(builder, metric);
    const struct metric_result *result = &slot->result;
    tile->value = result->value;
    tile->tone = result->value.tone;
    tile->trend = trend_of(result->trend);
    tile->change = result->change;
    tile->change.tone = result->trend_tone;
    tile->word = results_band_word(builder->run->options.results, metric, result->band, builder->bindings.language);
    /* « échantillon faible » stands in the place of the band word (domain 3.16). */
    if (!tile->word.len && result->note.len)
        tile->word = results_word(builder->run->options.results, result->note, builder->bindings.language);
    else
        tile->note = scope_mark(builder, slot);
    if (!tile->label.len) tile->label = slot->info.label;
}

enum outcome build_tiles(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    VEC(struct doc_tile) tiles = {0};
    for (size_t i = 0; i < block->item_count; i++) {
        const struct item_model *item = &block->items[i];
        struct doc_tile          tile = {.label = evaluate_str(builder, &item->label)};
        builder->is_withheld = false;
        if (!is_wanted(builder, item)) continue;
        if (item->metric.len)
            fill_from_metric(builder, item->metric, &tile);
        else
            tile.value = evaluate_value(builder, &item->text).value;
        add_note(builder, &tile.note, evaluate_str(builder, &item->note));
        if (!builder->is_withheld) *VEC_PUSH(builder->arena, tiles) = tile;
    }
    if (!tiles.count) return OUTCOME_EMPTY;
    struct doc_node *node = doc_add(builder->doc, parent, DOC_TILES, block->span);
    node->id = block->id;
    node->u.tiles = (struct doc_tiles){tiles.at, tiles.count};
    return OUTCOME_BUILT;
}

static bool is_yes(str word)
{
    return str_is(word, "1") || str_is(word, "done") || str_is(word, "true");
}

enum outcome build_timeline(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    const struct rows *rows = block->source >= 0 ? rows_of(builder, block->source) : NULL;
    VEC(struct doc_event) events = {0};
    for (size_t turn = 0; scope_next(builder, rows, &turn);) {
        for (size_t i = 0; i < block->item_count; i++) {
            const struct item_model *item = &block->items[i];
            if (!is_wanted(builder, item)) continue;
            *VEC_PUSH(builder->arena, events) = (struct doc_event){
                .when = evaluate_value(builder, &item->date).value,
                .title = evaluate_str(builder, &item->label),
                .detail = evaluate_str(builder, &item->text),
                .channel = evaluate_str(builder, &item->channel),
                .tone = item->tone,
                .is_done = is_yes(evaluate_str(builder, &item->mark)),
            };
        }
    }
    if (!events.count) return OUTCOME_EMPTY;
    struct doc_node *node = doc_add(builder->doc, parent, DOC_TIMELINE, block->span);
    node->id = block->id;
    node->u.timeline = (struct doc_timeline){events.at, events.count};
    return OUTCOME_BUILT;
}
