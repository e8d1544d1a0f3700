/* SPDX-License-Identifier: MIT */
#include "workbook/chart_cells.h"

#include "base/mem.h"
#include "document/chart_facts.h"
#include "workbook/cell.h"
#include "workbook/number_look.h"

#include <math.h>
#include <string.h>

static struct doc_table *chart_table(struct book *book, const struct chart *chart, size_t columns)
{
    struct doc_table *table = ARENA_NEW(book->arena, struct doc_table);
    table->caption = chart->title;
    table->footnote = chart->subtitle;
    table->column_count = columns;
    table->columns = ARENA_ARRAY(book->arena, struct doc_column, columns);
    table->row_count = chart->category_count;
    table->rows = ARENA_ARRAY(book->arena, struct doc_row, chart->category_count);
    table->columns[0].title =
        chart->category_title.len ? chart->category_title : locale_word(book->locale, "workbook.category");
    for (size_t i = 0; i < chart->category_count; i++) {
        table->rows[i].cells = ARENA_ARRAY(book->arena, struct doc_cell, columns);
        table->rows[i].cells[0].value = chart->categories[i];
    }
    return table;
}

/* A figure, or an empty cell: text would be drawn as zero. */
static struct value gap_or_number(const struct value *value)
{
    return value->kind == VALUE_NUMBER ? *value : (struct value){.kind = VALUE_EMPTY};
}

static struct doc_table *series_table(struct book *book, const struct chart *chart, size_t extra)
{
    struct doc_table *table = chart_table(book, chart, 1 + chart->series_count + extra);
    for (size_t s = 0; s < chart->series_count; s++) {
        table->columns[s + 1].title = chart->series[s].name;
        for (size_t i = 0; i < chart->category_count; i++)
            table->rows[i].cells[s + 1].value = gap_or_number(&chart->series[s].values[i]);
    }
    return table;
}

/* What is left to earn stands after the points earned, as the light end of each bar. */
static struct doc_table *contribution_table(struct book *book, const struct chart *chart)
{
    struct doc_table *table = series_table(book, chart, 1);
    table->columns[table->column_count - 1].title = locale_word(book->locale, "workbook.left");
    for (size_t i = 0; i < chart->category_count; i++) {
        struct exact lost;
        if (!chart_points_lost(chart, book->arena, i, &lost)) continue;
        struct value value = chart_key_series(chart)->values[i];
        value.number = lost;
        table->rows[i].cells[table->column_count - 1].value = value;
    }
    return table;
}

static struct value figure_like(const struct value *like, struct exact number, bool is_shown)
{
    struct value value = *like;
    value.number = is_shown ? number : EXACT_ZERO;
    value.is_signed = false;
    value.tone = TONE_NONE;
    return value;
}

static void fill_step(struct doc_cell *cells, const struct chart_step *step)
{
    bool         is_up = step->role == BAR_UP;
    struct exact low = exact_compare(step->from, step->to) < 0 ? step->from : step->to;
    cells[BRIDGE_VALUE].value = step->change;
    cells[BRIDGE_LEVEL].value = figure_like(&step->change, step->to, true);
    cells[BRIDGE_BASE].value = figure_like(&step->change, low, !step->is_total);
    cells[BRIDGE_TOTAL].value = figure_like(&step->change, step->to, step->is_total);
    cells[BRIDGE_UP].value = figure_like(&step->change, exact_abs(step->change.number), !step->is_total && is_up);
    cells[BRIDGE_DOWN].value = figure_like(&step->change, exact_abs(step->change.number), !step->is_total && !is_up);
}

static struct doc_table *bridge_table(struct book *book, const struct chart *chart)
{
    static const char *const heads[] = {
        [BRIDGE_VALUE] = "workbook.value", [BRIDGE_LEVEL] = "workbook.level", [BRIDGE_BASE] = "workbook.base",
        [BRIDGE_TOTAL] = "workbook.total", [BRIDGE_UP] = "workbook.up",       [BRIDGE_DOWN] = "workbook.down"};
    struct doc_table         *table = chart_table(book, chart, BRIDGE_COLUMNS);
    const struct chart_bridge bridge = chart_build_bridge(chart, book->arena);
    for (size_t i = BRIDGE_VALUE; i < BRIDGE_COLUMNS; i++)
        table->columns[i].title = locale_word(book->locale, heads[i]);
    for (size_t i = 0; i < chart->category_count; i++) {
        if (bridge.steps[i].has_figure) fill_step(table->rows[i].cells, &bridge.steps[i]);
    }
    return table;
}

const struct doc_table *chart_cells_table(struct book *book, const struct chart *chart)
{
    switch (chart->kind) {
    case CHART_WATERFALL: return bridge_table(book, chart);
    case CHART_CONTRIBUTION: return contribution_table(book, chart);
    default: return series_table(book, chart, 0);
    }
}

static const char *cell_name(struct book *book, lxw_row_t row, lxw_col_t col)
{
    char *name = arena_alloc(book->arena, LXW_MAX_CELL_NAME_LENGTH, 1);
    lxw_rowcol_to_cell(name, row, col);
    return name;
}

/* A bridge is computed from its figures: change one and the bars follow. */
static void write_step_formulas(struct book *book, const struct doc_row *row, bool is_total, struct chart_place place,
                                lxw_row_t at)
{
    const struct style style = {.rule = RULE_ROW};
    lxw_col_t          col = place.first_col;
    const char *value = cell_name(book, at, col + BRIDGE_VALUE), *level = cell_name(book, at, col + BRIDGE_LEVEL);
    const char *before = cell_name(book, at - 1, col + BRIDGE_LEVEL);
    str         formulas[BRIDGE_COLUMNS] = {0};
    formulas[BRIDGE_LEVEL] =
        is_total ? arena_printf(book->arena, "=%s", value) : arena_printf(book->arena, "=%s+%s", before, value);
    formulas[BRIDGE_BASE] = is_total ? STR("=0") : arena_printf(book->arena, "=MIN(%s,%s)", before, level);
    formulas[BRIDGE_TOTAL] = is_total ? arena_printf(book->arena, "=%s", value) : STR("=0");
    formulas[BRIDGE_UP] = is_total ? STR("=0") : arena_printf(book->arena, "=MAX(%s,0)", value);
    formulas[BRIDGE_DOWN] = is_total ? STR("=0") : arena_printf(book->arena, "=MAX(-%s,0)", value);
    for (lxw_col_t i = BRIDGE_LEVEL; i < BRIDGE_COLUMNS; i++)
        cell_write_formula(book, (struct place){place.sheet, at, (lxw_col_t)(col + i)}, formulas[i],
                           &row->cells[i].value, style);
}

void chart_cells_write_formulas(struct book *book, const struct chart *chart, const struct doc_table *table,
                                struct chart_place place)
{
    if (chart->kind != CHART_WATERFALL) return;
    const struct chart_bridge bridge = chart_build_bridge(chart, book->arena);
    for (size_t i = 0; i < table->row_count && bridge.is_checked; i++) {
        if (i > 0 || bridge.steps[i].is_total)
            write_step_formulas(book, &table->rows[i], bridge.steps[i].is_total, place,
                                place.head_row + 1 + (lxw_row_t)i);
    }
}

static lxw_series_data_point *add_point(lxw_series_range *range)
{
    lxw_series_data_point *point = mem_new(1, sizeof *point); /* freed by the library, with the range */
    STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
    range->num_data_points++;
    range->ignore_cache = LXW_TRUE;
    return point;
}

static void set_text(lxw_series_range *range, lxw_series_data_point *point, const char *text)
{
    size_t size = strlen(text) + 1;
    point->string = mem_new(size, 1);
    memcpy(point->string, text, size);
    point->is_string = LXW_TRUE;
    range->has_string_cache = LXW_TRUE;
}

void chart_cells_cache(struct book *book, lxw_series_range *range, const struct doc_table *table, size_t column)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct value    *value = &table->rows[i].cells[column].value;
        lxw_series_data_point *point = add_point(range);
        if (value->kind == VALUE_NUMBER && isfinite(exact_double(value->number)))
            point->number = number_look_shown(number_look(book, value, TREND_NONE), value);
        else if (value->kind == VALUE_DATE && cell_date_serial(value->day) > 0)
            point->number = cell_date_serial(value->day);
        else if (value->kind == VALUE_TEXT)
            set_text(range, point, book_text(book, value->text));
        else
            point->no_data = LXW_TRUE;
    }
}
