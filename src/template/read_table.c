/* SPDX-License-Identifier: MIT */
/* Tables: columns, and either a query or rows written out. */
#include "template/phrase.h"
#include "template/read.h"

static void read_words(struct reader *reader, const struct yaml_node *map, struct column_model *column)
{
    static const str keys[] = {STR("fr"), STR("en"), STR("text"), STR("tone")};
    if (!map) return;
    column->words = ARENA_ARRAY(reader->arena, struct code_word, map->count);
    YAML_EACH(node, map)
    {
        struct code_word *word = &column->words[column->word_count++];
        word->code = node->key->text;
        word->tone = read_tone(reader, node);
        if (node->kind != YAML_MAPPING) {
            word->text = phrase_read(reader, node);
            continue;
        }
        yaml_check_keys(node, keys, COUNT_OF(keys), "a word", reader->diag);
        word->text = phrase_read_key(reader, node, "text");
        if (!word->text.count) word->text = phrase_read_wordings(reader, node);
    }
}

static enum column_align read_align(struct reader *reader, const struct yaml_node *node)
{
    static const str words[] = {STR("auto"), STR("left"), STR("right")};
    return (enum column_align)yaml_choice(node, "align", words, COUNT_OF(words), ALIGN_AUTO, reader->diag);
}

static struct column_model read_column(struct reader *reader, const struct yaml_node *node, int source)
{
    static const str    keys[] = {STR("key"),   STR("title"), STR("unit"),       STR("value"),
                                  STR("note"),  STR("look"),  STR("align"),      STR("weight"),
                                  STR("words"), STR("as"),    STR("row_header"), STR("audience"),
                                  STR("link"),  STR("note_title")};
    struct column_model column = {.key = yaml_required_text(node, "key", "a column", reader->diag)};
    yaml_check_keys(node, keys, COUNT_OF(keys), "a column", reader->diag);
    column.title = phrase_read_key(reader, node, "title");
    column.has_unit = yaml_get(node, "unit") != NULL;
    column.unit = phrase_read_key(reader, node, "unit");
    column.value = phrase_read_key(reader, node, "value");
    column.note = phrase_read_key(reader, node, "note");
    column.note_title = phrase_read_key(reader, node, "note_title");
    column.link = phrase_read_key(reader, node, "link");
    column.look = read_look(reader, node);
    column.align = read_align(reader, node);
    column.weight = (int)yaml_int(node, "weight", 0, reader->diag);
    column.is_row_header = yaml_bool(node, "row_header", false, reader->diag);
    column.is_internal = read_audience(reader, node);
    read_words(reader, yaml_mapping(node, "words", reader->diag), &column);
    source_type(reader, source, column.key, yaml_get(node, "as"));
    return column;
}

static size_t column_index(const struct table_model *table, str key)
{
    size_t at = 0;
    while (at < table->column_count && !str_equal(table->columns[at].key, key))
        at++;
    return at;
}

/* One phrase a column. */
static struct phrase *read_cells(struct reader *reader, const struct yaml_node *map, const struct table_model *table)
{
    struct phrase *out = ARENA_ARRAY(reader->arena, struct phrase, table->column_count + 1);
    str *names = ARENA_ARRAY(reader->arena, str, table->column_count + 1);
    for (size_t i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].key;
    yaml_check_keys(map, names, table->column_count, "the cells of a row", reader->diag);
    YAML_EACH(node, map)
    {
        size_t at = column_index(table, node->key->text);
        if (at < table->column_count) out[at] = phrase_read(reader, node);
    }
    return out;
}

static struct row_model read_row(struct reader *reader, const struct yaml_node *node, const struct table_model *table)
{
    static const str keys[] = {STR("cells"), STR("notes"), CONDITION_KEYS, STR("audience"), STR("total")};
    struct row_model row = {.condition = condition_read(reader, node), .span = node->span};
    yaml_check_keys(node, keys, COUNT_OF(keys), "a row", reader->diag);
    row.is_internal = read_audience(reader, node);
    row.is_total = yaml_bool(node, "total", false, reader->diag);
    row.cells = read_cells(reader, yaml_mapping(node, "cells", reader->diag), table);
    row.notes = read_cells(reader, yaml_mapping(node, "notes", reader->diag), table);
    return row;
}

void read_table(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    static const str    keys[] = {STR("from"), STR("query"),   STR("as"),       STR("columns"),
                                  STR("rows"), STR("caption"), STR("footnote"), STR("wide")};
    struct table_model *table = block->table = ARENA_NEW(reader->arena, struct table_model);
    yaml_check_keys(map, keys, COUNT_OF(keys), "a table", reader->diag);
    block->source = read_source(reader, map);
    table->caption = phrase_read_key(reader, map, "caption");
    table->footnote = phrase_read_key(reader, map, "footnote");
    table->is_wide = yaml_bool(map, "wide", false, reader->diag);
    const struct yaml_node *columns = yaml_sequence(map, "columns", reader->diag),
                           *rows = yaml_sequence(map, "rows", reader->diag);
    if (!columns || !columns->count) diag_add(reader->diag, DIAG_KEY_MISSING, map->span, "columns", "a table");
    table->columns = ARENA_ARRAY(reader->arena, struct column_model, columns ? columns->count + 1 : 1);
    YAML_EACH(node, columns)
    table->columns[table->column_count++] = read_column(reader, node, block->source);
    table->rows = ARENA_ARRAY(reader->arena, struct row_model, rows ? rows->count + 1 : 1);
    YAML_EACH(node, rows)
    table->rows[table->row_count++] = read_row(reader, node, table);
}
