/* SPDX-License-Identifier: MIT */
#include "definition/workspace.h"

#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct field workspace_fields[] = {
#define FIELD FIELD_AS_ROW
#include "definition/workspace.def"
#undef FIELD
};

/* How many of them belong to each struct; they stand in its order. */
enum {
#define FIELD FIELD_AS_PLACE
#include "definition/workspace.def"
#undef FIELD
    AT_END
};

static const struct field_table tables[] = {
    {"a workspace", &workspace_fields[AT_workspace_name], AT_brand_color - AT_workspace_name},
    {"a brand", &workspace_fields[AT_brand_color], AT_source_def_files - AT_brand_color},
    {"a source", &workspace_fields[AT_source_def_files], AT_connection_def_service - AT_source_def_files},
    {"a connection", &workspace_fields[AT_connection_def_service], AT_column_def_from - AT_connection_def_service},
    {"a column", &workspace_fields[AT_column_def_from], AT_where_def_column - AT_column_def_from},
    {"a row rule", &workspace_fields[AT_where_def_column], AT_join_def_column - AT_where_def_column},
    {"a join", &workspace_fields[AT_join_def_column], AT_END - AT_join_def_column},
};

enum { TABLE_WORKSPACE, TABLE_BRAND, TABLE_SOURCE, TABLE_CONNECTION, TABLE_COLUMN, TABLE_WHERE, TABLE_JOIN };

/* What a reader of one file needs everywhere. */
struct load {
    struct arena *arena;
    struct diag  *diag;
};

const struct field_table *workspace_tables(size_t *count)
{
    *count = COUNT_OF(tables);
    return tables;
}

static struct diag_message *wrong(const struct load *l, const struct placed_text *text, const char *what)
{
    return diag_add(l->diag, DIAG_VALUE_WRONG, text->span, STR_ARG(text->text), what);
}

static bool is_mapping(const struct load *l, const struct yaml_node *node, const char *key, const char *wanted)
{
    if (node->kind == YAML_MAPPING) return true;
    diag_add(l->diag, DIAG_TYPE_WRONG, node->span, key, wanted, yaml_kind_word(node));
    return false;
}

/* A number of a workspace that must lie in a range; `node` may be NULL. */
static void check_range(const struct load *l, const struct yaml_node *map, const char *key, int64_t *number,
                        int64_t low, int64_t high, int64_t fallback)
{
    const struct yaml_node *node = yaml_get(map, key);
    if ((*number >= low && *number <= high) || !node) return;
    diag_say(l->diag, DIAG_VALUE_WRONG, node->span, "'%.*s' is not from %lld to %lld", STR_ARG(node->text), (long long)low,
             (long long)high);
    *number = fallback;
}

static void read_values(const struct load *l, struct column_def *column)
{
    if (!column->values_map) return;
    column->values = ARENA_ARRAY(l->arena, struct value_pair, column->values_map->count);
    YAML_EACH (node, column->values_map) {
        struct value_pair *pair = &column->values[column->value_count];
        pair->from = (struct placed_text){node->key->text, node->key->span};
        pair->to = (struct placed_text){arena_str(l->arena, STR_NONE), node->span};
        if (node->kind == YAML_BOOLEAN)
            pair->to.text = node->text;
        else if (node->kind != YAML_NULL && !field_text(l->arena, node, "values", l->diag, &pair->to))
            continue;
        column->value_count++;
    }
}

static void read_scale(const struct load *l, struct column_def *column)
{
    int  low, high;
    char more;
    if (!column->scale.text.len) return;
    if (sscanf(column->scale.text.ptr, "%3d-%3d%c", &low, &high, &more) == 2 && low < high && low >= 0) {
        column->scale_low = low;
        column->scale_high = high;
        return;
    }
    diag_hint(l->diag, wrong(l, &column->scale, "a scale"), "write the lowest and the highest answer: 1-7");
}

static void check_split(const struct load *l, struct placed_text *split)
{
    if (split->text.len <= 1) return;
    (void)wrong(l, split, "one character");
    split->text = STR_NONE;
}

static void read_column(const struct load *l, const struct yaml_node *node, struct column_def *column)
{
    column->name = (struct placed_text){node->key->text, node->key->span};
    if (node->kind != YAML_MAPPING) {
        if (node->kind == YAML_SEQUENCE || node->kind == YAML_NULL)
            diag_add(l->diag, DIAG_TYPE_WRONG, node->span, node->key->text.ptr, "the name of a column or a mapping",
                     yaml_kind_word(node));
        else
            (void)field_text(l->arena, node, node->key->text.ptr, l->diag, &column->from);
        return;
    }
    field_read(l->arena, &tables[TABLE_COLUMN], node, column, l->diag);
    column->has_constant = field_is_given(&column->constant);
    column->has_fallback = field_is_given(&column->fallback);
    if (!column->has_constant && !column->from.text.len) {
        struct diag_message *message = diag_add(l->diag, DIAG_KEY_MISSING, node->span, "from", "a column");
        diag_hint(l->diag, message, "from: column of the export, or const: the same value in every row");
    }
    check_split(l, &column->split);
    read_values(l, column);
    read_scale(l, column);
}

static void read_columns(const struct load *l, struct source_def *source)
{
    if (!source->columns_map) return;
    source->columns = ARENA_ARRAY(l->arena, struct column_def, source->columns_map->count);
    YAML_EACH (node, source->columns_map)
        read_column(l, node, &source->columns[source->column_count++]);
}

static void read_where(const struct load *l, const struct yaml_node *node, struct where_def *where)
{
    field_read(l->arena, &tables[TABLE_WHERE], node, where, l->diag);
    if (where->keep.count || where->drop.count) return;
    struct diag_message *message = diag_add(l->diag, DIAG_KEY_MISSING, node->span, "is", "a row rule");
    diag_hint(l->diag, message, "is: [values to keep], or not: [values to ignore]");
}

static void read_join(const struct load *l, const struct yaml_node *node, struct join_def *join)
{
    field_read(l->arena, &tables[TABLE_JOIN], node, join, l->diag);
    check_split(l, &join->split);
    str rest, head = str_cut(join->to.text, '.', &rest);
    join->to_table = rest.ptr ? arena_str(l->arena, head) : STR("accounts");
    join->to_column = rest.ptr ? rest : head;
}

/* One mapping, or a list of them. */
static size_t count_of(const struct yaml_node *node)
{
    return !node ? 0 : node->kind == YAML_SEQUENCE ? node->count : 1;
}

static const struct yaml_node *first_of(const struct yaml_node *node)
{
    return node && node->kind == YAML_SEQUENCE ? node->first : node;
}

static const struct yaml_node *next_of(const struct yaml_node *list, const struct yaml_node *node)
{
    return list->kind == YAML_SEQUENCE ? node->next : NULL;
}

static void read_rules(const struct load *l, struct source_def *source)
{
    source->wheres = ARENA_ARRAY(l->arena, struct where_def, count_of(source->where_node));
    for (const struct yaml_node *n = first_of(source->where_node); n; n = next_of(source->where_node, n)) {
        if (is_mapping(l, n, "where", "a mapping with column and is or not"))
            read_where(l, n, &source->wheres[source->where_count++]);
    }
    source->joins = ARENA_ARRAY(l->arena, struct join_def, count_of(source->join_node));
    for (const struct yaml_node *n = first_of(source->join_node); n; n = next_of(source->join_node, n)) {
        if (is_mapping(l, n, "join", "a mapping with column, from and to"))
            read_join(l, n, &source->joins[source->join_count++]);
    }
}

static void read_widths(const struct load *l, struct source_def *source)
{
    uint32_t *widths = ARENA_ARRAY(l->arena, uint32_t, source->width_texts.count);
    for (size_t i = 0; i < source->width_texts.count; i++) {
        const struct placed_text *text = &source->width_texts.at[i];
        unsigned                  width;
        char                      more;
        if (sscanf(text->text.ptr, "%6u%c", &width, &more) == 1 && width > 0) widths[source->width_count++] = width;
        else (void)wrong(l, text, "a width: a number of characters");
    }
    source->widths = widths;
    if (source->width_count && source->delimiter.text.len)
        diag_hint(l->diag, wrong(l, &source->delimiter, "needed with widths"), "widths: alone says where columns end");
}

static void check_dialect(const struct load *l, const struct yaml_node *map, struct source_def *source)
{
    if (str_is(source->delimiter.text, "tab")) source->delimiter.text = STR("\t");
    if (source->delimiter.text.len > 8) {
        diag_hint(l->diag, wrong(l, &source->delimiter, "a delimiter: one character, or a few"),
                  "\",\", \";\", \"|\" or tab");
        source->delimiter.text = STR_NONE;
    }
    if (source->quote.text.len > 1) {
        (void)wrong(l, &source->quote, "one character");
        source->quote.text = STR_NONE;
    }
    if (source->decimal.text.len && !str_is(source->decimal.text, ",") && !str_is(source->decimal.text, ".")) {
        (void)wrong(l, &source->decimal, "a decimal mark: \",\" or \".\"");
        source->decimal.text = STR_NONE;
    }
    check_range(l, map, "header", &source->header, 0, 1000, HEADER_AUTO);
    check_range(l, map, "header_rows", &source->header_rows, 1, 10, 0);
    check_range(l, map, "skip", &source->skip, 0, 1000000, 0);
    check_range(l, map, "freshness", &source->freshness, 0, 36500, 0);
}

bool source_is_server(const struct source_def *source)
{
    return source->format == FORMAT_POSTGRESQL || source->format == FORMAT_ODBC;
}

/* A password in a file that is shared and versioned is not used, so that nobody gets used to it. */
static bool has_password(const struct load *l, const struct yaml_node *map)
{
    static const char *const keys[] = {"password", "passwd", "pass", "pwd"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct yaml_node *node = yaml_get(map, keys[i]);
        if (!node) continue;
        struct diag_message *message = diag_add(l->diag, DIAG_SOURCE_PASSWORD, node->key->span);
        diag_hint(l->diag, message, "password_env: names an environment variable that holds it, password_file: a file");
        return true;
    }
    return false;
}

/* A source has a file, or asks a server. */
static void want_key(const struct load *l, const struct yaml_node *map, const char *key, const char *sentence)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (node && node->kind != YAML_NULL) return;
    struct diag_message *message =
        diag_add(l->diag, DIAG_KEY_MISSING, node ? node->span : map->span, key, tables[TABLE_SOURCE].what);
    diag_hint(l->diag, message, "%.*s: %s", STR_ARG(str_from(key)), sentence);
}

static void read_connection(const struct load *l, const struct yaml_node *map, struct source_def *source)
{
    bool is_server = source_is_server(source);
    if (is_server) want_key(l, map, "query", "SELECT whose columns are those of the export");
    else want_key(l, map, "file", "path or glob of the export, relative to the workspace; a list is read as one");
    if (is_server && source->files.count)
        diag_add(l->diag, DIAG_VALUE_WRONG, source->files.at[0].span, STR_ARG(source->files.at[0].text),
                 "part of a source that is a database server");
    check_range(l, map, "timeout", &source->timeout, 1, 86400, 300);
    if (!source->connection_map) return;
    if (!is_server)
        diag_add(l->diag, DIAG_VALUE_WRONG, source->connection_map->span, STR_ARG(STR("connection")),
                 "part of a source unless its format is postgresql or odbc");
    if (has_password(l, source->connection_map)) return;
    field_read(l->arena, &tables[TABLE_CONNECTION], source->connection_map, &source->connection, l->diag);
    check_range(l, source->connection_map, "port", &source->connection.port, 1, 65535, 0);
}

static void read_source(const struct load *l, const struct yaml_node *node, struct source_def *source)
{
    source->name = (struct placed_text){node->key->text, node->key->span};
    field_read(l->arena, &tables[TABLE_SOURCE], node, source, l->diag);
    check_dialect(l, node, source);
    read_connection(l, node, source);
    read_widths(l, source);
    read_columns(l, source);
    read_rules(l, source);
}

static void read_sources(const struct load *l, struct workspace *workspace)
{
    if (!workspace->sources_map) return;
    workspace->sources = ARENA_ARRAY(l->arena, struct source_def, workspace->sources_map->count + 1);
    YAML_EACH (node, workspace->sources_map) {
        if (is_mapping(l, node, node->key->text.ptr, "a mapping with file, table and columns"))
            read_source(l, node, &workspace->sources[workspace->source_count++]);
    }
}

static bool is_currency(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 'A' || text.ptr[i] > 'Z') return false;
    }
    return text.len == 3;
}

static bool is_language(str text)
{
    size_t i = 0;
    while (i < text.len && text.ptr[i] >= 'a' && text.ptr[i] <= 'z')
        i++;
    return i >= 2 && i <= 3 && i == text.len;
}

static bool is_color(str text)
{
    if (text.len != 7 || text.ptr[0] != '#') return false;
    for (size_t i = 1; i < 7; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
    }
    return true;
}

static void check_workspace(const struct load *l, const struct yaml_node *root, struct workspace *w)
{
    check_range(l, root, "fiscal_year_start", &w->fiscal_year_start, 1, 12, 1);
    if (!is_currency(w->currency.text)) {
        diag_hint(l->diag, wrong(l, &w->currency, "a currency"), "its ISO 4217 code: EUR, USD, CHF…");
        w->currency.text = STR("EUR");
    }
    if (!is_language(w->locale.text)) {
        diag_hint(l->diag, wrong(l, &w->locale, "a language"), "its two letters: fr, en…");
        w->locale.text = STR("fr");
    }
    if (w->brand.color.text.len && !is_color(w->brand.color.text)) {
        diag_hint(l->diag, wrong(l, &w->brand.color, "a colour"), "in quotes, for # starts a comment: \"#16476A\"");
        w->brand.color.text = STR_NONE;
    }
}

enum rc workspace_parse(struct arena *arena, const struct source_file *file, const char *folder, struct diag *diag,
                        struct workspace **out)
{
    const struct load       l = {arena, diag};
    const struct yaml_node *root;
    size_t                  errors = diag->errors;
    *out = NULL;
    enum rc rc = yaml_parse(arena, file, diag, &root);
    if (rc != RC_OK) return rc;
    if (!is_mapping(&l, root, "reliure.yaml", "a mapping with name and sources")) return RC_INVALID;
    struct workspace *w = ARENA_NEW(arena, struct workspace);
    w->folder = folder;
    w->file = file;
    field_read(arena, &tables[TABLE_WORKSPACE], root, w, diag);
    if (w->brand_map) field_read(arena, &tables[TABLE_BRAND], w->brand_map, &w->brand, diag);
    check_workspace(&l, root, w);
    rates_read(arena, w->rates_node, (int)w->fiscal_year_start, diag, &w->rates, &w->rates_file);
    segments_read(arena, w->segments_map, diag, &w->segments);
    read_sources(&l, w);
    *out = w;
    return diag->errors > errors ? RC_INVALID : RC_OK;
}

enum rc workspace_load(struct arena *arena, const char *folder, struct diag *diag, struct workspace **out)
{
    const char *path = file_join(arena, folder, "reliure.yaml");
    str         text;
    *out = NULL;
    if (access(path, R_OK) != 0) {
        struct diag_message *message = diag_add(diag, DIAG_DEFINITION_READ, SPAN_NONE, path, strerror(errno));
        diag_hint(diag, message, "-C DIR names the workspace, the folder that reliure.yaml stands in");
        return RC_IO;
    }
    enum rc rc = file_read(path, LIMIT_YAML_BYTES, arena, diag, SPAN_NONE, &text);
    return rc == RC_OK ? workspace_parse(arena, file_source(arena, "reliure.yaml", text), folder, diag, out) : rc;
}
