/* SPDX-License-Identifier: MIT */
/* Tables: one row a row of the query, or the rows written out; units that all cells share go to the head. */
#include "template/run.h"

#include <limits.h>

struct table_build {
    struct builder             *builder;
    const struct table_model   *model;
    const struct rows          *rows;    /* or NULL */
    const struct column_model **columns; /* those of the edition */
    size_t                     *sources; /* column of the query of each, where its value is no phrase */
    size_t                      count;
    size_t                      total; /* column `_total` of the query, or SIZE_MAX */
    struct doc_table           *table;
    struct span                 span;
    VEC(struct doc_row) out;
};

static enum trend trend_of(enum results_trend trend)
{
    static const enum trend trends[] = {
        [RESULT_NO_TREND] = TREND_NONE, [RESULT_UP] = TREND_UP, [RESULT_FLAT] = TREND_FLAT, [RESULT_DOWN] = TREND_DOWN};
    return trends[trend];
}

static void show_trend(struct builder *builder, const struct found *found, struct doc_cell *cell)
{
    cell->look = LOOK_TREND;
    if (found->metric) {
        cell->value = found->metric->result.change;
        cell->value.tone = found->metric->result.trend_tone;
        cell->note = STR_NONE;
        cell->trend = trend_of(found->metric->result.trend);
    } else if (value_has_number(&cell->value)) {
        int sign = exact_sign(cell->value.number);
        cell->trend = sign > 0 ? TREND_UP : sign < 0 ? TREND_DOWN : TREND_FLAT;
    }
    cell->value.is_signed = true;
    if (cell->value.kind == VALUE_EMPTY && cell->trend == TREND_NONE)
        *cell = (struct doc_cell){.value = value_not_applicable(locale_word(builder->locale, "trend.none"))};
}

/* « 12,5,n,14 »: figures oldest first, anything else a gap. */
static void show_spark(struct builder *builder, struct doc_cell *cell)
{
    str rest = cell->value.kind == VALUE_TEXT ? cell->value.text : STR_NONE;
    VEC(struct value) points = {0};
    while (rest.len) {
        struct exact number;
        bool         is_number = exact_parse(builder->arena, str_trim(str_cut(rest, ',', &rest)), &number) == RC_OK;
        *VEC_PUSH(builder->arena, points) = is_number ? value_number(UNIT_DECIMAL, number) : value_missing(STR_NONE);
    }
    cell->look = LOOK_SPARK;
    cell->spark = points.at;
    cell->spark_count = points.count;
    cell->value = points.count ? points.at[points.count - 1] : (struct value){0};
}

struct doc_cell build_cell(struct builder *builder, const struct found *found, enum cell_look look)
{
    struct doc_cell cell = {.value = found->value, .look = look, .note = found->mark};
    if (look == LOOK_TREND)
        show_trend(builder, found, &cell);
    else if (look == LOOK_SPARK)
        show_spark(builder, &cell);
    else if (look == LOOK_PROGRESS && !value_has_number(&cell.value))
        cell.look = LOOK_PLAIN;
    else if (look == LOOK_STATUS && cell.value.kind != VALUE_TEXT)
        cell.look = LOOK_PLAIN;
    return cell;
}

void add_note(const struct builder *builder, str *note, str more)
{
    bool is_both = note->len && more.len;
    if (is_both) more = arena_printf(builder->arena, "%.*s, %.*s", STR_ARG(*note), STR_ARG(more));
    if (more.len) *note = more;
}

/* The printed word of a code; a code the template does not know is shown as it came. */
static void say_word(struct builder *builder, const struct column_model *column, struct value *value)
{
    str code = value->kind == VALUE_TEXT ? value->text : STR_NONE;
    if (value->kind == VALUE_NUMBER) code = exact_dump(builder->arena, value->number);
    for (size_t i = 0; i < column->word_count; i++) {
        if (!str_equal(column->words[i].code, code)) continue;
        *value = value_text(evaluate_str(builder, &column->words[i].text));
        value->tone = column->words[i].tone;
        return;
    }
}

/* « document:A-1001 » is where that account's own document lies from this one; nowhere, no link. */
static str link_of(struct builder *builder, const struct column_model *column)
{
    static const str               scheme = STR("document:");
    const struct template_options *options = &builder->run->options;
    builder->is_code = true;
    str link = column->link.count ? evaluate_str(builder, &column->link) : STR_NONE;
    builder->is_code = false;
    if (!str_starts(link, scheme.ptr)) return link;
    if (!options->find_document) return STR_NONE;
    return options->find_document(options->context, str_slice(link, scheme.len, link.len), builder->path,
                                  builder->doc->edition, builder->arena);
}

static struct doc_cell query_cell(struct table_build *build, size_t at)
{
    const struct column_model *column = build->columns[at];
    struct found               found = {0};
    if (column->value.count)
        found = evaluate_value(build->builder, &column->value);
    else if (build->sources[at] < build->rows->column_count)
        found.value = build->rows->cells[build->builder->scope_row * build->rows->column_count + build->sources[at]];
    if (column->word_count) say_word(build->builder, column, &found.value);
    struct doc_cell cell = build_cell(build->builder, &found, column->look);
    if (column->note.count) add_note(build->builder, &cell.note, evaluate_str(build->builder, &column->note));
    cell.href = link_of(build->builder, column);
    return cell;
}

static bool is_total_row(const struct table_build *build)
{
    if (build->total == SIZE_MAX) return false;
    const struct value *value =
        &build->rows->cells[build->builder->scope_row * build->rows->column_count + build->total];
    return value->kind == VALUE_NUMBER && exact_sign(value->number) != 0;
}

static void add_query_rows(struct table_build *build)
{
    size_t turn = 0;
    while (scope_next(build->builder, build->rows, &turn)) {
        struct doc_row row = {.cells = ARENA_ARRAY(build->builder->arena, struct doc_cell, build->count),
                              .span = build->span};
        build->builder->is_withheld = false;
        for (size_t i = 0; i < build->count; i++)
            row.cells[i] = query_cell(build, i);
        row.is_total = is_total_row(build);
        if (!build->builder->is_withheld) *VEC_PUSH(build->builder->arena, build->out) = row;
    }
}

static void add_written_row(struct table_build *build, const struct row_model *model)
{
    struct builder *builder = build->builder;
    struct doc_row  row = {.cells = ARENA_ARRAY(builder->arena, struct doc_cell, build->count),
                           .is_total = model->is_total,
                           .span = model->span};
    if (!condition_holds(builder, model->condition) || (model->is_internal && builder->doc->edition == EDITION_CLIENT))
        return;
    builder->is_withheld = false;
    for (size_t i = 0; i < build->count; i++) {
        const struct column_model *column = build->columns[i];
        struct found               found = evaluate_value(builder, &model->cells[column - build->model->columns]);
        if (column->word_count) say_word(builder, column, &found.value);
        row.cells[i] = build_cell(builder, &found, column->look);
        const struct phrase *note = &model->notes[column - build->model->columns];
        add_note(builder, &row.cells[i].note, evaluate_str(builder, note->count ? note : &column->note));
    }
    if (!builder->is_withheld) *VEC_PUSH(builder->arena, build->out) = row;
}

static void choose_columns(struct table_build *build)
{
    struct builder *builder = build->builder;
    build->columns = ARENA_ARRAY(builder->arena, const struct column_model *, build->model->column_count + 1);
    build->sources = ARENA_ARRAY(builder->arena, size_t, build->model->column_count + 1);
    for (size_t i = 0; i < build->model->column_count; i++) {
        const struct column_model *column = &build->model->columns[i];
        if (column->is_internal && builder->doc->edition == EDITION_CLIENT) continue;
        if (build->rows && !column->value.count)
            build->sources[build->count] = rows_column(builder, build->rows, column->key, build->span);
        build->columns[build->count++] = column;
    }
}

static size_t total_column(const struct rows *rows)
{
    for (size_t i = 0; rows && i < rows->column_count; i++)
        if (str_is(rows->columns[i].name, "_total")) return i;
    return SIZE_MAX;
}

/* An amount whose decimals the template leaves to the print rule, which gives none from 1 000 on (domain 1.2). */
static bool is_small_amount(struct arena *arena, const struct value *value)
{
    if (!value_has_number(value) || value->unit != UNIT_MONEY || value->places >= 0) return false;
    return exact_compare(exact_abs(value->number), exact_from_int(arena, 1000)) < 0;
}

void align_amounts(const struct builder *builder, struct value *const *values, size_t count)
{
    int  most = 0;
    int *own = ARENA_ARRAY(builder->arena, int, count + 1);
    for (size_t i = 0; i < count; i++) {
        own[i] = is_small_amount(builder->arena, values[i]) ? locale_money_places(builder->locale, builder->arena, values[i]) : INT_MAX;
        if (own[i] != INT_MAX && own[i] > most) most = own[i];
    }
    for (size_t i = 0; i < count; i++)
        if (own[i] < most) values[i]->places = (signed char)most;
}

/* Rows of a query say the same of each; rows written out say what differs. */
static void align_column(struct table_build *build, size_t at)
{
    struct value **values = ARENA_ARRAY(build->builder->arena, struct value *, build->out.count + 1);
    for (size_t i = 0; i < build->out.count; i++)
        values[i] = &build->out.at[i].cells[at].value;
    align_amounts(build->builder, values, build->out.count);
}

/* The unit all figures of a column share: « € », « /100 ». A column of mixed units, or of signed trends, has none. */
static str common_unit(struct table_build *build, size_t at)
{
    const struct value *first = NULL;
    for (size_t i = 0; i < build->out.count; i++) {
        const struct doc_cell *cell = &build->out.at[i].cells[at];
        if (!value_has_number(&cell->value)) continue;
        if (cell->look != LOOK_PLAIN) return STR_NONE;
        bool is_same =
            !first || (first->unit == cell->value.unit && str_is(str_from(first->currency), cell->value.currency));
        if (!is_same) return STR_NONE;
        first = &cell->value;
    }
    return first ? locale_unit_head(build->builder->locale, build->builder->arena, first) : STR_NONE;
}

static void finish(struct table_build *build)
{
    struct builder   *builder = build->builder;
    struct doc_table *table = build->table;
    table->columns = ARENA_ARRAY(builder->arena, struct doc_column, build->count + 1);
    table->column_count = build->count;
    table->rows = build->out.at;
    table->row_count = build->out.count;
    for (size_t i = 0; i < build->count; i++) {
        const struct column_model *column = build->columns[i];
        if (build->rows) align_column(build, i);
        table->columns[i] = (struct doc_column){
            .key = column->key,
            .title = evaluate_str(builder, &column->title),
            .note_title = evaluate_str(builder, &column->note_title),
            .unit = column->has_unit ? evaluate_str(builder, &column->unit) : common_unit(build, i),
            .align = column->align,
            .weight = column->weight,
            .is_row_header = column->is_row_header,
        };
    }
    table->caption = evaluate_str(builder, &build->model->caption);
    table->footnote = evaluate_str(builder, &build->model->footnote);
    table->is_wide = build->model->is_wide;
}

/* What a table without a title is called where it stands alone: its section, else what its rows are. */
static str dataset_title(struct builder *builder, const struct doc_node *parent, const struct block *block,
                         const struct doc_table *table)
{
    str heading = table->caption.len ? table->caption : evaluate_str(builder, &block->heading);
    if (heading.len) return heading;
    for (const struct doc_node *node = parent; node; node = node->parent)
        if (node->kind == DOC_SECTION) return node->u.section.title;
    return table->columns[0].title;
}

enum outcome build_table(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    struct doc_table   table = {0};
    struct table_build build = {.builder = builder, .model = block->table, .table = &table, .span = block->span};
    build.rows = block->source >= 0 ? rows_of(builder, block->source) : NULL;
    build.total = total_column(build.rows);
    choose_columns(&build);
    if (build.rows) add_query_rows(&build);
    for (size_t i = 0; i < block->table->row_count; i++)
        add_written_row(&build, &block->table->rows[i]);
    if (!build.count || !build.out.count) return OUTCOME_EMPTY;
    finish(&build);
    struct doc_node *node = doc_add(builder->doc, parent, DOC_TABLE, block->span);
    node->id = block->id;
    node->u.table = table;
    if (block->id.len && build.rows)
        build_dataset(builder, block->source, block->id, dataset_title(builder, parent, block, &table), &table);
    return OUTCOME_BUILT;
}
