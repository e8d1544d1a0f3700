/* SPDX-License-Identifier: MIT */
/* A sequence of blocks: what all kinds have in common, and the kinds that hold other blocks. */
#include "base/file.h"
#include "base/limits.h"
#include "template/phrase.h"
#include "template/read.h"

#include <unistd.h>

static const str block_words[BLOCK_KIND_COUNT] = {
#define BLOCK(code, word) [BLOCK_##code] = STR(word),
    BLOCK_LIST_OF_KINDS
#undef BLOCK
};

/* Keys that may stand beside the block's own. */
static const str common_keys[] = {STR("id"),    CONDITION_KEYS,       STR("audience"), STR("heading"),
                                  STR("empty"), STR("hide_if_empty"), STR("note"),     STR("role")};

bool read_audience(struct reader *reader, const struct yaml_node *map)
{
    static const str words[] = {STR("client"), STR("internal")};
    return yaml_choice(map, "audience", words, COUNT_OF(words), 0, reader->diag) == 1;
}

enum tone read_tone(struct reader *reader, const struct yaml_node *map)
{
    static const str words[] = {STR("none"), STR("good"), STR("watch"), STR("bad")};
    return (enum tone)yaml_choice(map, "tone", words, COUNT_OF(words), TONE_NONE, reader->diag);
}

enum cell_look read_look(struct reader *reader, const struct yaml_node *map)
{
    static const str words[] = {STR("plain"), STR("status"), STR("trend"), STR("progress"), STR("spark"), STR("check")};
    return (enum cell_look)yaml_choice(map, "look", words, COUNT_OF(words), LOOK_PLAIN, reader->diag);
}

static enum paragraph_role read_role(struct reader *reader, const struct yaml_node *map)
{
    static const str words[] = {STR("body"), STR("lead"), STR("note"), STR("subheading")};
    return (enum paragraph_role)yaml_choice(map, "role", words, COUNT_OF(words), PARAGRAPH_BODY, reader->diag);
}

static bool is_common(str key)
{
    for (size_t i = 0; i < COUNT_OF(common_keys); i++)
        if (str_equal(key, common_keys[i])) return true;
    return false;
}

/* The key that says the kind: the first that is neither common nor unknown; « heading » alone is a block too. */
static const struct yaml_node *find_kind(struct reader *reader, const struct yaml_node *map, enum block_kind *kind)
{
    const struct yaml_node *found = NULL, *wrong = NULL;
    YAML_EACH(node, map)
    {
        size_t at = 0;
        while (at < BLOCK_KIND_COUNT && !str_equal(block_words[at], node->key->text))
            at++;
        if (at < BLOCK_KIND_COUNT && (!found || *kind == BLOCK_HEADING)) {
            *kind = (enum block_kind)at;
            found = node;
        } else if (at == BLOCK_KIND_COUNT && !is_common(node->key->text)) {
            wrong = node;
        }
    }
    if (!wrong && found) return found;
    struct span span = wrong ? wrong->key->span : map->span;
    str         word = wrong ? wrong->key->text : STR("");
    str         names[BLOCK_KIND_COUNT + COUNT_OF(common_keys)];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        names[i] = i < BLOCK_KIND_COUNT ? block_words[i] : common_keys[i - BLOCK_KIND_COUNT];
    diag_hint_nearest(reader->diag, diag_add(reader->diag, DIAG_TEMPLATE_BLOCK, span, STR_ARG(word)), word, names,
                      COUNT_OF(names));
    return NULL;
}

static void read_common(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    block->id = yaml_text(map, "id", STR_NONE, reader->diag);
    block->condition = condition_read(reader, map);
    block->is_internal = read_audience(reader, map);
    block->hide_if_empty = yaml_bool(map, "hide_if_empty", false, reader->diag);
    block->empty = phrase_read_key(reader, map, "empty");
    block->note = yaml_text(map, "note", STR_NONE, reader->diag);
    block->role = read_role(reader, map);
    if (block->kind != BLOCK_HEADING) block->heading = phrase_read_key(reader, map, "heading");
}

static void read_section(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    static const str keys[] = {STR("title"), STR("sheet"), STR("unlisted"), STR("blocks")};
    yaml_check_keys(map, keys, COUNT_OF(keys), "a section", reader->diag);
    block->text = phrase_read_key(reader, map, "title");
    if (!block->text.count) diag_add(reader->diag, DIAG_KEY_MISSING, map->span, "title", "a section");
    block->aside = phrase_read_key(reader, map, "sheet");
    block->is_unlisted = yaml_bool(map, "unlisted", false, reader->diag);
    read_blocks(reader, yaml_sequence(map, "blocks", reader->diag), &block->blocks, &block->block_count);
}

static void read_callout(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    static const str keys[] = {STR("title"), STR("tone"), STR("blocks")};
    yaml_check_keys(map, keys, COUNT_OF(keys), "a callout", reader->diag);
    block->text = phrase_read_key(reader, map, "title");
    block->tone = read_tone(reader, map);
    read_blocks(reader, yaml_sequence(map, "blocks", reader->diag), &block->blocks, &block->block_count);
}

static void read_quote(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    static const str keys[] = {STR("from"), STR("query"), STR("as"), STR("text"), STR("source")};
    yaml_check_keys(map, keys, COUNT_OF(keys), "a quote", reader->diag);
    block->source = read_source(reader, map);
    block->text = phrase_read_key(reader, map, "text");
    block->aside = phrase_read_key(reader, map, "source");
}

/* Its blocks once a row; they have no ids, which would not be unique. */
static void read_repeat(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    static const str keys[] = {STR("from"), STR("query"), STR("as"), STR("blocks")};
    yaml_check_keys(map, keys, COUNT_OF(keys), "a repetition", reader->diag);
    block->source = read_source(reader, map);
    if (!yaml_get(map, "from") && !yaml_get(map, "query"))
        diag_add(reader->diag, DIAG_KEY_MISSING, map->span, "from", "a repetition");
    read_blocks(reader, yaml_sequence(map, "blocks", reader->diag), &block->blocks, &block->block_count);
}

static void read_columns(struct reader *reader, const struct yaml_node *sequence, struct block *block)
{
    static const str keys[] = {STR("weight"), STR("blocks")};
    if (sequence->kind != YAML_SEQUENCE || !sequence->count) {
        diag_add(reader->diag, DIAG_TYPE_WRONG, sequence->span, "columns", "a list of columns",
                 yaml_kind_word(sequence));
        return;
    }
    block->blocks = ARENA_ARRAY(reader->arena, struct block, sequence->count);
    YAML_EACH(node, sequence)
    {
        struct block *column = &block->blocks[block->block_count++];
        yaml_check_keys(node, keys, COUNT_OF(keys), "a column", reader->diag);
        *column = (struct block){.kind = BLOCK_COLUMNS, .span = node->span, .condition = -1, .source = -1};
        column->weight = (int)yaml_int(node, "weight", (int64_t)(12 / sequence->count), reader->diag);
        read_blocks(reader, yaml_sequence(node, "blocks", reader->diag), &column->blocks, &column->block_count);
    }
}

static void read_sentences(struct reader *reader, const struct yaml_node *node, struct block *block)
{
    block->sentences = ARENA_ARRAY(reader->arena, struct phrase, node->count + 1);
    if (node->kind != YAML_SEQUENCE)
        diag_add(reader->diag, DIAG_TYPE_WRONG, node->span, "sentences", "a list of texts", yaml_kind_word(node));
    else
        YAML_EACH(child, node)
    block->sentences[block->sentence_count++] = phrase_read(reader, child);
}

static bool must_be_mapping(struct reader *reader, const struct yaml_node *node, const struct block *block)
{
    bool wants_mapping = block->kind == BLOCK_SECTION || block->kind == BLOCK_TABLE || block->kind == BLOCK_CHART ||
                         block->kind == BLOCK_QUOTE || block->kind == BLOCK_CALLOUT || block->kind == BLOCK_REPEAT;
    if (!wants_mapping || node->kind == YAML_MAPPING) return true;
    diag_add(reader->diag, DIAG_TYPE_WRONG, node->span, block_words[block->kind].ptr, "a mapping",
             yaml_kind_word(node));
    return false;
}

static void read_content(struct reader *reader, const struct yaml_node *node, struct block *block)
{
    if (!must_be_mapping(reader, node, block)) return;
    switch (block->kind) {
    case BLOCK_SECTION: read_section(reader, node, block); break;
    case BLOCK_TEXT:
    case BLOCK_HEADING:
    case BLOCK_CODE: block->text = phrase_read(reader, node); break;
    case BLOCK_SENTENCES: read_sentences(reader, node, block); break;
    case BLOCK_LIST:
    case BLOCK_CHECKLIST:
    case BLOCK_FACTS:
    case BLOCK_TILES:
    case BLOCK_TREE:
    case BLOCK_TIMELINE: read_items(reader, node, block); break;
    case BLOCK_TABLE: read_table(reader, node, block); break;
    case BLOCK_CHART: read_chart(reader, node, block); break;
    case BLOCK_QUOTE: read_quote(reader, node, block); break;
    case BLOCK_CALLOUT: read_callout(reader, node, block); break;
    case BLOCK_COLUMNS: read_columns(reader, node, block); break;
    case BLOCK_REPEAT: read_repeat(reader, node, block); break;
    case BLOCK_TOC:
    case BLOCK_PAGE_BREAK:
    case BLOCK_INCLUDE:
    case BLOCK_KIND_COUNT: break;
    }
}

typedef VEC(struct block) block_list;

static void add_blocks(struct reader *reader, const struct yaml_node *sequence, block_list *list);

/* A part stands in templates/documents/parts/; its blocks take the place of the include. */
static void add_part(struct reader *reader, const struct yaml_node *node, block_list *list)
{
    const struct yaml_node *root = NULL;
    const char *name = arena_cstr(reader->arena, arena_printf(reader->arena, "parts/%.*s.yaml", STR_ARG(node->text)));
    const char *path = NULL;
    for (size_t i = 0; i < COUNT_OF(reader->folders) && !path; i++) {
        const char *here = reader->folders[i] ? file_join(reader->arena, reader->folders[i], name) : NULL;
        if (here && access(here, R_OK) == 0) path = here;
    }
    bool is_inside =
        str_find_str(node->text, STR("..")) == node->text.len && str_find(node->text, '/') == node->text.len;
    if (!path || !is_inside)
        diag_add(reader->diag, DIAG_TEMPLATE_ABSENT, node->span, STR_ARG(node->text));
    else if (yaml_load(reader->arena, path, file_shown(path), reader->diag, &root) == RC_OK) {
        reader_translate(reader, arena_printf(reader->arena, "documents/parts/%.*s", STR_ARG(node->text)), root);
        add_blocks(reader, root, list);
    }
}

static void add_block(struct reader *reader, const struct yaml_node *map, block_list *list)
{
    struct block            block = {.span = map->span, .condition = -1, .source = -1};
    const struct yaml_node *content = map->kind == YAML_MAPPING ? find_kind(reader, map, &block.kind) : NULL;
    if (map->kind != YAML_MAPPING)
        diag_add(reader->diag, DIAG_TYPE_WRONG, map->span, "blocks", "a list of blocks", yaml_kind_word(map));
    if (!content) return;
    if (block.kind == BLOCK_INCLUDE) {
        add_part(reader, content, list);
        return;
    }
    read_common(reader, map, &block);
    read_content(reader, content, &block);
    *VEC_PUSH(reader->arena, *list) = block;
}

static void add_blocks(struct reader *reader, const struct yaml_node *sequence, block_list *list)
{
    if (sequence && ++reader->depth > LIMIT_DOC_DEPTH)
        diag_add(reader->diag, DIAG_YAML_LIMIT, sequence->span, "the nesting of blocks", (size_t)LIMIT_DOC_DEPTH);
    else
        YAML_EACH(node, sequence)
    add_block(reader, node, list);
    if (sequence) reader->depth--;
}

void read_blocks(struct reader *reader, const struct yaml_node *sequence, struct block **out, size_t *count)
{
    block_list list = {0};
    add_blocks(reader, sequence, &list);
    *out = list.at;
    *count = list.count;
}
