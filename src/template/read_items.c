/* SPDX-License-Identifier: MIT */
/* Lists, check lists, facts, tiles, trees and time lines: items written out, or one item said for each row. */
#include "base/limits.h"
#include "template/phrase.h"
#include "template/read.h"

static const str list_keys[] = {STR("text"), STR("mark"), CONDITION_KEYS, STR("audience")};
static const str fact_keys[] = {STR("label"), STR("value"), STR("note"), STR("look"), CONDITION_KEYS, STR("audience")};
static const str tile_keys[] = {STR("label"), STR("metric"),  STR("value"),
                                STR("note"),  CONDITION_KEYS, STR("audience")};
static const str tree_keys[] = {STR("label"), STR("text"), STR("items"), CONDITION_KEYS, STR("audience")};
static const str event_keys[] = {STR("date"), STR("label"), STR("text"),    STR("channel"),
                                 STR("mark"), STR("tone"),  CONDITION_KEYS, STR("audience")};

static void check_item(struct reader *reader, const struct yaml_node *map, enum block_kind kind)
{
    switch (kind) {
    case BLOCK_FACTS: yaml_check_keys(map, fact_keys, COUNT_OF(fact_keys), "a fact", reader->diag); break;
    case BLOCK_TILES: yaml_check_keys(map, tile_keys, COUNT_OF(tile_keys), "a tile", reader->diag); break;
    case BLOCK_TREE: yaml_check_keys(map, tree_keys, COUNT_OF(tree_keys), "a branch", reader->diag); break;
    case BLOCK_TIMELINE: yaml_check_keys(map, event_keys, COUNT_OF(event_keys), "an event", reader->diag); break;
    default: yaml_check_keys(map, list_keys, COUNT_OF(list_keys), "an item", reader->diag); break;
    }
}

static void use_metric(struct reader *reader, const struct yaml_node *node, struct item_model *item)
{
    if (!node) return;
    item->metric = node->text;
    *VEC_PUSH(reader->arena, reader->template->metrics) = (struct metric_use){node->text, node->span};
}

static struct item_model read_item(struct reader *reader, const struct yaml_node *node, enum block_kind kind)
{
    struct item_model item = {.condition = -1};
    bool              is_phrase = node->kind != YAML_MAPPING || (yaml_get(node, "fr") && kind != BLOCK_FACTS);
    if (is_phrase) {
        item.text = phrase_read(reader, node);
        return item;
    }
    check_item(reader, node, kind);
    item.condition = condition_read(reader, node);
    item.is_internal = read_audience(reader, node);
    item.label = phrase_read_key(reader, node, "label");
    item.text = phrase_read_key(reader, node, kind == BLOCK_FACTS || kind == BLOCK_TILES ? "value" : "text");
    item.note = phrase_read_key(reader, node, "note");
    item.mark = phrase_read_key(reader, node, "mark");
    item.date = phrase_read_key(reader, node, "date");
    item.channel = phrase_read_key(reader, node, "channel");
    item.look = read_look(reader, node);
    item.tone = read_tone(reader, node);
    use_metric(reader, yaml_get(node, "metric"), &item);
    if (kind == BLOCK_TREE)
        read_item_list(reader, yaml_sequence(node, "items", reader->diag), kind, &item.items, &item.item_count);
    return item;
}

void read_item_list(struct reader *reader, const struct yaml_node *sequence, enum block_kind kind,
                    struct item_model **out, size_t *count)
{
    *count = sequence ? sequence->count : 0;
    *out = ARENA_ARRAY(reader->arena, struct item_model, *count + 1);
    if (!sequence || ++reader->depth > LIMIT_DOC_DEPTH) return;
    size_t at = 0;
    YAML_EACH(node, sequence)
    (*out)[at++] = read_item(reader, node, kind);
    reader->depth--;
}

void read_items(struct reader *reader, const struct yaml_node *node, struct block *block)
{
    static const str keys[] = {STR("from"),    STR("query"), STR("as"),   STR("items"), STR("ordered"),
                               STR("heads"),   STR("text"),  STR("mark"), STR("date"),  STR("label"),
                               STR("channel"), STR("value"), STR("note"), STR("look")};
    if (node->kind == YAML_SEQUENCE) {
        read_item_list(reader, node, block->kind, &block->items, &block->item_count);
        return;
    }
    yaml_check_keys(node, keys, COUNT_OF(keys), "this block", reader->diag);
    block->source = read_source(reader, node);
    block->is_ordered = yaml_bool(node, "ordered", false, reader->diag);
    size_t head = 0;
    YAML_EACH(title, yaml_sequence(node, "heads", reader->diag))
    if (head < COUNT_OF(block->heads)) block->heads[head++] = phrase_read(reader, title);
    if (block->source < 0) {
        read_item_list(reader, yaml_sequence(node, "items", reader->diag), block->kind, &block->items,
                       &block->item_count);
        return;
    }
    block->item_count = 1;
    block->items = ARENA_NEW(reader->arena, struct item_model);
    block->items[0] = (struct item_model){
        .condition = -1,
        .label = phrase_read_key(reader, node, "label"),
        .text = phrase_read_key(reader, node, block->kind == BLOCK_FACTS ? "value" : "text"),
        .note = phrase_read_key(reader, node, "note"),
        .mark = phrase_read_key(reader, node, "mark"),
        .date = phrase_read_key(reader, node, "date"),
        .channel = phrase_read_key(reader, node, "channel"),
        .look = read_look(reader, node),
    };
}
