/* SPDX-License-Identifier: MIT */
#include "metric/library.h"

#include "metric/formula.h"
#include "metric/place.h"

#include "base/limits.h"

static const struct library_column sequence_columns[] = {
#define LIBRARY_SEQUENCE(name, type, sentence) {STR(#name), LIBRARY_##type},
#define LIBRARY_STEP(name, type, sentence)
#include "metric/library.def"
#undef LIBRARY_SEQUENCE
#undef LIBRARY_STEP
};
static const struct library_column step_columns[] = {
#define LIBRARY_SEQUENCE(name, type, sentence)
#define LIBRARY_STEP(name, type, sentence) {STR(#name), LIBRARY_##type},
#include "metric/library.def"
#undef LIBRARY_SEQUENCE
#undef LIBRARY_STEP
};
static const str types[] = {STR("text"), STR("code"), STR("number")};

struct library_reader {
    struct arena                *arena;
    const struct library_source *source;
    struct diag                 *diag;
};

/* ---- numbers and texts ---- */

/* The value of arithmetic over settings that stands at byte `at` of a scalar; false when it is wrong, which is
 * reported. */
static bool evaluate(struct library_reader *reader, const struct yaml_node *node, str text, size_t at,
                     struct exact *out)
{
    struct formula_program program;
    struct formula_error   error;
    if (formula_parse(reader->arena, text, &program, &error) != RC_OK) {
        diag_add(reader->diag, DIAG_METRIC_FORMULA, place_in(node, at + error.at, error.len), error.text);
        return false;
    }
    struct formula_value *names = ARENA_ARRAY(reader->arena, struct formula_value, program.name_count);
    for (size_t i = 0; i < program.name_count; i++) {
        const struct setting *setting = settings_lookup(reader->source->settings, program.names[i]);
        if (!setting || !setting->has_number) {
            struct span span = place_in(node, at + program.name_at[i], program.names[i].len);
            diag_add(reader->diag, DIAG_METRIC_NAME, span, STR_ARG(program.names[i]));
            return false;
        }
        names[i] = formula_known(setting->number);
    }
    struct formula_value value = formula_evaluate(reader->arena, program.root, names, STR("zero-denominator"));
    if (value.state != FORMULA_KNOWN)
        diag_add(reader->diag, DIAG_METRIC_FORMULA, place_in(node, at, text.len), "nothing to divide by");
    *out = value.number;
    return value.state == FORMULA_KNOWN;
}

/* The text with what stands in braces computed. */
static str fill_in(struct library_reader *reader, const struct yaml_node *node, str text)
{
    if (str_find(text, '{') == text.len) return text;
    struct strbuf out = {0};
    for (size_t at = 0; at < text.len;) {
        size_t open = at + str_find(str_slice(text, at, text.len), '{');
        size_t close = open + str_find(str_slice(text, open, text.len), '}');
        strbuf_add(&out, str_slice(text, at, open));
        if (close >= text.len) {
            strbuf_add(&out, str_slice(text, open, text.len));
            break;
        }
        str                   name = str_slice(text, open + 1, close);
        const struct setting *setting = settings_lookup(reader->source->settings, name);
        struct exact          number;
        if (setting)
            strbuf_add(&out, setting->text);
        else if (evaluate(reader, node, name, open + 1, &number))
            strbuf_add(&out, exact_print(reader->arena, number, 0));
        at = close + 1;
    }
    str filled = arena_str(reader->arena, strbuf_str(&out));
    strbuf_release(&out);
    return filled;
}

static bool is_scalar(const struct yaml_node *node)
{
    return node->kind != YAML_SEQUENCE && node->kind != YAML_MAPPING && node->kind != YAML_NULL;
}

/* English stands in where a language lacks its wording, so it may not be left out. */
static void read_line(struct library_reader *reader, const struct yaml_node *node, str *texts)
{
    if (node->kind == YAML_SEQUENCE || node->kind == YAML_NULL) {
        diag_say(reader->diag, DIAG_TYPE_WRONG, node->span, "a text of the library should be a wording, or {fr: …, en: …}, not %s",
                 yaml_kind_word(node));
        return;
    }
    if (node->kind == YAML_MAPPING && !yaml_get(node, "en"))
        diag_add(reader->diag, DIAG_KEY_MISSING, node->span, "en", "a text of the library");
    for (size_t i = 0; i < reader->source->language_count; i++) {
        const struct yaml_node *wording = yaml_get(node, arena_cstr(reader->arena, reader->source->languages[i]));
        if (!wording) wording = node->kind == YAML_MAPPING ? yaml_get(node, "en") : node;
        if (wording && is_scalar(wording)) texts[i] = fill_in(reader, wording, wording->text);
    }
}

static void read_text(struct library_reader *reader, const struct yaml_node *node, struct library_cell *cell)
{
    size_t languages = reader->source->language_count;
    cell->is_list = node->kind == YAML_SEQUENCE;
    cell->line_count = cell->is_list ? node->count : 1;
    cell->texts = ARENA_ARRAY(reader->arena, str, cell->line_count * languages);
    if (!cell->is_list) {
        read_line(reader, node, cell->texts);
        return;
    }
    size_t line = 0;
    YAML_EACH (child, node)
        read_line(reader, child, &cell->texts[line++ * languages]);
}

static void read_code(struct library_reader *reader, const struct yaml_node *node, struct library_cell *cell)
{
    if (!is_scalar(node)) {
        diag_add(reader->diag, DIAG_TYPE_WRONG, node->span, arena_cstr(reader->arena, node->key->text), "one word",
                 yaml_kind_word(node));
        return;
    }
    cell->line_count = 1;
    cell->texts = ARENA_ARRAY(reader->arena, str, reader->source->language_count);
    for (size_t i = 0; i < reader->source->language_count; i++)
        cell->texts[i] = node->text;
}

static void read_number(struct library_reader *reader, const struct yaml_node *node, struct library_cell *cell)
{
    if (is_scalar(node))
        cell->has_number = evaluate(reader, node, node->text, 0, &cell->number);
    else
        diag_add(reader->diag, DIAG_TYPE_WRONG, node->span, arena_cstr(reader->arena, node->key->text), "a number",
                 yaml_kind_word(node));
}

/* ---- rows ---- */

/* Whether every setting named has the value named. */
static bool is_kept(struct library_reader *reader, const struct yaml_node *row)
{
    const struct yaml_node *conditions = yaml_mapping(row, "if", reader->diag);
    bool                    holds = true;
    YAML_EACH (node, conditions) {
        const struct setting *setting = settings_lookup(reader->source->settings, node->key->text);
        if (!setting) diag_add(reader->diag, DIAG_METRIC_NAME, node->key->span, STR_ARG(node->key->text));
        holds &= setting && str_equal(setting->text, node->text);
    }
    return holds;
}

/* Every key is one of the columns, or one of the `others`. */
static void check_keys(struct library_reader *reader, const struct yaml_node *node, const struct library_table *table,
                       const str *others, size_t other_count, const char *what)
{
    str *names = ARENA_ARRAY(reader->arena, str, table->column_count + other_count);
    for (size_t i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    for (size_t i = 0; i < other_count; i++)
        names[table->column_count + i] = others[i];
    yaml_check_keys(node, names, table->column_count + other_count, what, reader->diag);
}

static void read_row(struct library_reader *reader, struct library_table *table, const struct yaml_node *node, str list,
                     int position)
{
    struct library_row *row = &table->rows[table->row_count++];
    *row = (struct library_row){list, position, ARENA_ARRAY(reader->arena, struct library_cell, table->column_count)};
    for (size_t i = 0; i < table->column_count; i++) {
        const struct yaml_node *value = yaml_get(node, arena_cstr(reader->arena, table->columns[i].name));
        if (!value || value->kind == YAML_NULL) continue;
        switch (table->columns[i].type) {
        case LIBRARY_TEXT: read_text(reader, value, &row->cells[i]); break;
        case LIBRARY_CODE: read_code(reader, value, &row->cells[i]); break;
        case LIBRARY_NUMBER: read_number(reader, value, &row->cells[i]); break;
        }
    }
}

static void read_rows(struct library_reader *reader, struct library_table *table, const struct yaml_node *rows,
                      str list, const char *what)
{
    static const str others[] = {STR("if")};
    int              position = 0;
    YAML_EACH (node, rows) {
        if (node->kind != YAML_MAPPING) {
            diag_say(reader->diag, DIAG_TYPE_WRONG, node->span, "%s should be a mapping, not %s", what, yaml_kind_word(node));
            continue;
        }
        check_keys(reader, node, table, others, COUNT_OF(others), what);
        if (is_kept(reader, node)) read_row(reader, table, node, list, ++position);
    }
}

/* ---- entries ---- */

static void read_sequence(struct library_reader *reader, struct library *library, const struct yaml_node *node)
{
    static const str        others[] = {STR("steps")};
    struct library_table   *sequences = &library->tables[0], *steps = &library->tables[1];
    const struct yaml_node *list = yaml_sequence(node, "steps", reader->diag);
    if (!list && !yaml_get(node, "steps"))
        diag_add(reader->diag, DIAG_KEY_MISSING, node->key->span, "steps", "a sequence");
    if (!yaml_get(node, "title")) diag_add(reader->diag, DIAG_KEY_MISSING, node->key->span, "title", "a sequence");
    check_keys(reader, node, sequences, others, COUNT_OF(others), "a sequence");
    read_row(reader, sequences, node, node->key->text, (int)sequences->row_count + 1);
    read_rows(reader, steps, list, node->key->text, "a step");
}

static void read_columns(struct library_reader *reader, struct library_table *table, const struct yaml_node *node)
{
    struct library_column *columns = ARENA_ARRAY(reader->arena, struct library_column, node->count);
    table->columns = columns;
    YAML_EACH (column, node) {
        size_t type = 0;
        while (type < COUNT_OF(types) && !str_equal(types[type], column->text))
            type++;
        if (type == COUNT_OF(types))
            diag_hint_nearest(reader->diag,
                              diag_add(reader->diag, DIAG_VALUE_WRONG, column->span, STR_ARG(column->text),
                                       "a type of column: text, code or number"),
                              column->text, types, COUNT_OF(types));
        columns[table->column_count++] =
            (struct library_column){column->key->text, (enum library_type)(type % COUNT_OF(types))};
    }
}

static void read_table(struct library_reader *reader, struct library *library, const struct yaml_node *node)
{
    static const str        keys[] = {STR("label"), STR("columns"), STR("rows"), STR("source")};
    struct library_table   *table = &library->tables[library->table_count++];
    const struct yaml_node *columns = yaml_mapping(node, "columns", reader->diag),
                           *rows = yaml_sequence(node, "rows", reader->diag);
    yaml_check_keys(node, keys, COUNT_OF(keys), "a reference table", reader->diag);
    table->id = node->key->text;
    if (columns) read_columns(reader, table, columns);
    if (!rows && !yaml_get(node, "rows"))
        diag_add(reader->diag, DIAG_KEY_MISSING, node->key->span, "rows", "a reference table");
    table->rows = ARENA_ARRAY(reader->arena, struct library_row, rows ? rows->count : 0);
    read_rows(reader, table, rows, table->id, "a row");
}

static size_t count_steps(const struct map *entries)
{
    size_t count = 0;
    for (size_t i = 0; i < entries->count; i++) {
        const struct yaml_node *steps = yaml_get(entries->entries[i].value, "steps");
        count += steps ? steps->count : 0;
    }
    return count;
}

void library_read(struct arena *arena, const struct library_source *source, struct diag *diag, struct library *out)
{
    struct library_reader reader = {arena, source, diag};
    const struct map     *entries = source->entries;
    *out = (struct library){source->languages, source->language_count,
                            ARENA_ARRAY(arena, struct library_table, entries->count + 2), 2};
    out->tables[0] = (struct library_table){.id = STR("sequences"),
                                            .columns = sequence_columns,
                                            .column_count = COUNT_OF(sequence_columns),
                                            .rows = ARENA_ARRAY(arena, struct library_row, entries->count)};
    out->tables[1] = (struct library_table){.id = STR("steps"),
                                            .columns = step_columns,
                                            .column_count = COUNT_OF(step_columns),
                                            .rows = ARENA_ARRAY(arena, struct library_row, count_steps(entries))};
    for (size_t i = 0; i < entries->count; i++) {
        const struct yaml_node *node = entries->entries[i].value;
        if (yaml_get(node, "columns"))
            read_table(&reader, out, node);
        else
            read_sequence(&reader, out, node);
    }
}

const struct library_table *library_table(const struct library *library, str id)
{
    for (size_t i = 0; i < library->table_count; i++) {
        if (str_equal(library->tables[i].id, id)) return &library->tables[i];
    }
    return NULL;
}

str library_code(const struct library *library, const struct library_table *table, size_t row, const char *column)
{
    for (size_t i = 0; library->language_count && i < table->column_count; i++) {
        const struct library_cell *cell = &table->rows[row].cells[i];
        if (str_is(table->columns[i].name, column) && cell->line_count) return cell->texts[0];
    }
    return STR_NONE;
}
