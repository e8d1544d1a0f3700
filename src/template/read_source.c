/* SPDX-License-Identifier: MIT */
/* Queries and what their columns hold. */
#include "base/limits.h"
#include "template/read.h"

static const str            own_types[] = {STR("text"),    STR("prose"),  STR("date"),        STR("month"),
                                           STR("quarter"), STR("series"), STR("money_units"), STR("figure")};
static const enum cell_type own_kinds[] = {TYPE_TEXT,    TYPE_PROSE,  TYPE_DATE,        TYPE_MONTH,
                                           TYPE_QUARTER, TYPE_SERIES, TYPE_MONEY_UNITS, TYPE_FIGURE};

static bool parse_type(struct reader *reader, const struct yaml_node *node, struct column_type *out)
{
    str names[COUNT_OF(own_types) + UNIT_TOTAL];
    for (size_t i = 0; i < COUNT_OF(own_types); i++) {
        names[i] = own_types[i];
        out->type = own_kinds[i];
        if (str_equal(node->text, own_types[i])) return true;
    }
    out->type = TYPE_UNIT;
    if (unit_parse(node->text, &out->unit) == RC_OK) return true;
    for (size_t i = 0; i < UNIT_TOTAL; i++)
        names[COUNT_OF(own_types) + i] = str_from(unit_word((enum unit)i));
    diag_hint_nearest(
        reader->diag,
        diag_add(reader->diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "what a column can hold"), node->text,
        names, COUNT_OF(names));
    return false;
}

static void add_type(struct reader *reader, int source, struct column_type type)
{
    struct source      *target = &reader->template->sources.at[source];
    struct column_type *grown = ARENA_ARRAY(reader->arena, struct column_type, target->type_count + 1);
    for (size_t i = 0; i < target->type_count; i++) {
        if (str_equal(target->types[i].column, type.column)) return;
        grown[i] = target->types[i];
    }
    grown[target->type_count++] = type;
    target->types = grown;
}

void source_type(struct reader *reader, int source, str column, const struct yaml_node *node)
{
    struct column_type type = {.column = column};
    if (source >= 0 && node && parse_type(reader, node, &type)) add_type(reader, source, type);
}

void source_type_unit(struct reader *reader, int source, str column, enum unit unit)
{
    add_type(reader, source, (struct column_type){.column = column, .type = TYPE_UNIT, .unit = unit});
}

/* The columns a definition's rows may have; a list of plain texts has one, `text`. */
static void read_columns(struct reader *reader, const struct yaml_node *map, struct source *source)
{
    const struct yaml_node *list = yaml_sequence(map, "columns", reader->diag);
    source->columns = ARENA_ARRAY(reader->arena, str, (list ? list->count : 0) + 1);
    YAML_EACH(node, list) source->columns[source->column_count++] = node->text;
    if (!source->column_count) source->columns[source->column_count++] = STR("text");
}

/* A query, the definition's own list (`narrative`), or both: then the query where the definition has none. */
static int add_source(struct reader *reader, str name, const struct yaml_node *map)
{
    const struct yaml_node *query = yaml_get(map, "query"), *narrative = yaml_get(map, "narrative");
    struct source           source = {.name = name, .span = map->span};
    if (narrative) source.narrative = yaml_required_text(map, "narrative", "a list of rows", reader->diag);
    if (query || !narrative) source.sql = yaml_required_text(map, "query", "a list of rows", reader->diag);
    if (!source.sql.len && !source.narrative.len) return -1;
    if (query) source.span = query->span;
    if (source.sql.len > LIMIT_SQL_BYTES)
        diag_add(reader->diag, DIAG_YAML_LIMIT, query->span, "the query", LIMIT_SQL_BYTES);
    if (narrative) read_columns(reader, map, &source);
    *VEC_PUSH(reader->arena, reader->template->sources) = source;
    int index = (int)reader->template->sources.count - 1;
    YAML_EACH(node, yaml_mapping(map, "as", reader->diag))
    source_type(reader, index, node->key->text, node);
    return index;
}

void read_data(struct reader *reader, const struct yaml_node *map)
{
    static const str keys[] = {STR("query"), STR("as"), STR("narrative"), STR("columns")};
    YAML_EACH(node, map)
    {
        yaml_check_keys(node, keys, COUNT_OF(keys), "a query", reader->diag);
        add_source(reader, node->key->text, node);
    }
}

static int find_source(struct reader *reader, const struct yaml_node *node)
{
    size_t count = reader->template->sources.count;
    str   *names = ARENA_ARRAY(reader->arena, str, count + 1);
    for (size_t i = 0; i < count; i++) {
        names[i] = reader->template->sources.at[i].name;
        if (names[i].len && str_equal(names[i], node->text)) return (int)i;
    }
    diag_hint_nearest(reader->diag, diag_add(reader->diag, DIAG_TEMPLATE_SOURCE, node->span, STR_ARG(node->text)),
                      node->text, names, count);
    return -1;
}

int read_source(struct reader *reader, const struct yaml_node *map)
{
    const struct yaml_node *from = yaml_get(map, "from");
    if (from) return find_source(reader, from);
    return yaml_get(map, "query") ? add_source(reader, STR_NONE, map) : -1;
}
