/* SPDX-License-Identifier: MIT */
/*
 * Tables of a worksheet: a real table of the spreadsheet program (ECMA-376 Part 1, 18.5) with a filter, its totals
 * under it as formulas, bands and progress as conditional formats.
 */
#include "workbook/cell_text.h"
#include "workbook/number_look.h"
#include "workbook/sheet.h"

#include <math.h>

/* [digits] */
#define COLUMN_MOST 46
#define FILTER_WIDTH 3
#define PADDING 2.6

/* [UTF-16 units] A head of a table's column. */
#define HEAD_UNITS 255

/* [words] Of one status column under conditional formats. */
#define STATUS_WORDS 12

/* [rows] Widths are taken from the first rows: a longer text below them is wrapped, a figure has its room. */
#define MEASURED_ROWS 2000

/* [rows] Above this, a reason stands once as a note, not in each cell. */
#define NOTED_ROWS 200

static lxw_col_t column_count(const struct doc_table *table)
{
    return (lxw_col_t)(table->column_count < SHEET_COLUMNS ? table->column_count : SHEET_COLUMNS);
}

/* Rows of the table proper: trailing totals stand under it. */
static size_t body_rows(const struct doc_table *table)
{
    size_t rows = table->row_count;
    while (rows > 0 && table->rows[rows - 1].is_total)
        rows--;
    return rows;
}

static double longest_word(str text)
{
    double widest = 0;
    while (text.len > 0) {
        str rest;
        widest = fmax(widest, cell_text_width(str_cut(text, ' ', &rest)));
        text = rest;
    }
    return widest;
}

static str head_text(struct book *book, const struct doc_column *column)
{
    if (column->unit.len == 0)
        return column->title;
    return arena_printf(book->arena, "%.*s (%.*s)", STR_ARG(column->title), STR_ARG(column->unit));
}

/* A head takes two lines before it widens its column. */
static double head_width(struct book *book, const struct doc_column *column)
{
    str text = head_text(book, column);
    return fmax(cell_text_width(text) * 0.58, longest_word(text)) * 1.06 + FILTER_WIDTH;
}

void sheet_table_measure(struct sheet *sheet, const struct block *block)
{
    const struct doc_table *table = block->table;
    lxw_col_t               columns = column_count(table);
    for (lxw_col_t c = 0; c < columns; c++) {
        double widest = block->is_headless ? 0 : head_width(sheet->book, &table->columns[c]);
        for (size_t r = 0; r < table->row_count && r < MEASURED_ROWS; r++)
            widest = fmax(widest, cell_width(sheet->book, &table->rows[r].cells[c]) + PADDING);
        sheet_widen(sheet, c, fmin(widest, COLUMN_MOST));
    }
}

/* ---- heads ---- */

static bool column_is_figures(const struct doc_table *table, size_t column)
{
    if (table->columns[column].align != ALIGN_AUTO)
        return table->columns[column].align == ALIGN_RIGHT;
    for (size_t i = 0; i < table->row_count; i++) {
        const struct value *value = &table->rows[i].cells[column].value;
        if (value->kind == VALUE_NUMBER)
            return true;
        if (value->kind == VALUE_TEXT || value->kind == VALUE_DATE)
            return false;
    }
    return false;
}

static struct style head_style(const struct sheet *sheet, const struct doc_table *table, size_t column)
{
    struct style style = {.rule = RULE_HEAD, .is_bold = true, .is_wrapped = true, .color = sheet->book->theme->text_grey};
    style.align = column_is_figures(table, column) ? CELL_RIGHT : CELL_LEFT;
    style.indent = column > 0 && style.align == CELL_LEFT;
    return style;
}

/* Heads of a table are texts, none empty and no two alike (ECMA-376 Part 1, 18.5.1.3). */
static const char **table_heads(struct book *book, const struct doc_table *table)
{
    lxw_col_t    columns = column_count(table);
    const char **heads = ARENA_ARRAY(book->arena, const char *, columns);
    struct map   taken = {0};
    for (lxw_col_t i = 0; i < columns; i++) {
        str text = head_text(book, &table->columns[i]);
        if (text.len == 0)
            text = arena_printf(book->arena, "%.*s %d", STR_ARG(locale_word(book->locale, "workbook.column")), i + 1);
        heads[i] = cell_text_line(book->arena, text, HEAD_UNITS);
        for (int n = 2; !map_set(book->arena, &taken, cell_text_fold(book->arena, str_from(heads[i])), &heads[i]); n++)
            heads[i] = arena_printf(book->arena, "%s (%d)", cell_text_line(book->arena, text, HEAD_UNITS - 8), n).ptr;
    }
    return heads;
}

static void set_head_height(struct sheet *sheet, const char **heads, lxw_col_t columns)
{
    int lines = 1;
    for (lxw_col_t i = 0; i < columns; i++) {
        int own = cell_text_lines(str_from(heads[i]), sheet->widths[i] - FILTER_WIDTH);
        lines = own > lines ? own : lines;
    }
    sheet_set_height(sheet, LINE_SPARE + LINE_HEIGHT * fmin(lines, 4));
}

/* ---- rows ---- */

static struct style cell_style(const struct sheet *sheet, const struct doc_table *table, size_t row, size_t column)
{
    const struct doc_cell *cell = &table->rows[row].cells[column];
    struct style           style = {.rule = table->rows[row].is_total ? RULE_TOTAL : RULE_ROW};
    style.is_bold = table->rows[row].is_total || table->columns[column].is_row_header;
    bool is_figure = cell->value.kind == VALUE_NUMBER && table->columns[column].align == ALIGN_AUTO;
    style.align = is_figure || column_is_figures(table, column) ? CELL_RIGHT : CELL_LEFT;
    style.indent = column > 0 && style.align == CELL_LEFT; /* apart from the figures before it */
    if (cell->value.kind == VALUE_TEXT && cell_width(sheet->book, cell) > sheet->widths[column] - PADDING / 2)
        style.is_wrapped = true;
    return style;
}

static int row_lines(const struct sheet *sheet, const struct doc_row *row, lxw_col_t columns)
{
    int lines = 1;
    for (lxw_col_t i = 0; i < columns; i++) {
        if (row->cells[i].value.kind != VALUE_TEXT)
            continue;
        int own = cell_text_lines(row->cells[i].value.text, sheet->widths[i] - PADDING / 2);
        lines = own > lines ? own : lines;
    }
    return lines;
}

/* Months as a chart's categories: the first day of each. */
static bool is_month_column(const struct block *block, size_t column)
{
    if (!block->chart || column > 0)
        return false;
    for (size_t i = 0; i < block->table->row_count; i++) {
        const struct value *value = &block->table->rows[i].cells[column].value;
        if (value->kind == VALUE_DATE && date_month_start(value->day) != value->day)
            return false;
    }
    return true;
}

static void write_row(struct sheet *sheet, const struct block *block, size_t row)
{
    const struct doc_table *table = block->table;
    lxw_col_t columns = column_count(table);
    int       lines = row_lines(sheet, &table->rows[row], columns);
    if (lines > 1) /* not every program fits the height when it opens the file */
        sheet_set_height(sheet, lines * LINE_HEIGHT + LINE_SPARE);
    for (lxw_col_t i = 0; i < columns; i++) {
        struct doc_cell cell = table->rows[row].cells[i];
        struct style    style = cell_style(sheet, table, row, i);
        style.is_top = lines > 1;
        if (row >= NOTED_ROWS && cell.value.kind != VALUE_TEXT)
            cell.value.text = STR_NONE;
        if (cell.value.kind == VALUE_DATE && is_month_column(block, i))
            style.code = sheet->book->month_code;
        cell_write(sheet->book, sheet_place(sheet, sheet->row, i), &cell, style);
    }
    sheet->row++;
}

/* ---- totals ---- */

/* True when the figure is the sum of the column's rows, all of them numbers shown in the same scale. */
static bool is_sum(struct sheet *sheet, const struct doc_table *table, size_t rows, const struct value *total, size_t column)
{
    struct exact sum = EXACT_ZERO;
    if (total->kind != VALUE_NUMBER || total->unit == UNIT_DURATION || rows < 2)
        return false;
    for (size_t i = 0; i < rows; i++) {
        const struct value *value = &table->rows[i].cells[column].value;
        if (value->kind != VALUE_NUMBER || value->unit != total->unit || table->rows[i].is_total)
            return false;
        sum = exact_add(sheet->book->arena, sum, value->number);
    }
    return exact_compare(sum, total->number) == 0;
}

static void write_total(struct sheet *sheet, const struct block *block, size_t row, lxw_row_t first_row)
{
    const struct doc_table *table = block->table;
    size_t                  rows = body_rows(table);
    lxw_row_t               at = sheet->row;
    write_row(sheet, block, row);
    for (lxw_col_t i = 0; i < column_count(table); i++) {
        const struct value *value = &table->rows[row].cells[i].value;
        if (!is_sum(sheet, table, rows, value, i))
            continue;
        char range[LXW_MAX_CELL_RANGE_LENGTH];
        lxw_rowcol_to_range(range, first_row, i, first_row + (lxw_row_t)rows - 1, i);
        str formula = arena_printf(sheet->book->arena, "=SUM(%s)", range);
        cell_write_formula(sheet->book, sheet_place(sheet, at, i), formula, value, cell_style(sheet, table, row, i));
    }
}

/* ---- conditional formats ---- */

/* « "Bon" » as a formula holds it. */
static const char *quoted(struct book *book, str text)
{
    struct strbuf buf = {0};
    strbuf_addc(&buf, '"');
    for (const char *at = book_text(book, text); *at; at++) {
        if (*at == '"')
            strbuf_addc(&buf, '"');
        strbuf_addc(&buf, *at);
    }
    strbuf_addc(&buf, '"');
    const char *copy = arena_cstr(book->arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return copy;
}

static void add_status_rule(struct sheet *sheet, const struct value *word, lxw_row_t first, lxw_row_t last, lxw_col_t col)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_CELL, .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO};
    rule.value_string = (char *)quoted(sheet->book, word->text);
    rule.format = book_tone_format(sheet->book, word->tone);
    worksheet_conditional_format_range(sheet->out, first, col, last, col, &rule);
}

/* One rule a word, so that a status changed by hand takes its colour. */
static void add_status_rules(struct sheet *sheet, const struct doc_table *table, size_t rows, lxw_row_t first, lxw_col_t col)
{
    str    words[STATUS_WORDS];
    size_t count = 0;
    for (size_t i = 0; i < rows && count < STATUS_WORDS; i++) {
        const struct doc_cell *cell = &table->rows[i].cells[col];
        bool                   is_known = cell->look != LOOK_STATUS || cell->value.kind != VALUE_TEXT ||
                        cell->value.tone == TONE_NONE || cell->value.text.len > 200;
        for (size_t w = 0; w < count && !is_known; w++)
            is_known = str_equal(words[w], cell->value.text);
        if (is_known)
            continue;
        words[count++] = cell->value.text;
        add_status_rule(sheet, &cell->value, first, first + (lxw_row_t)rows - 1, col);
    }
}

/* Progress is a bar from 0 to 1, whatever the largest figure. */
static void add_progress_bars(struct sheet *sheet, lxw_row_t first, lxw_row_t last, lxw_col_t col)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_DATA_BAR, .data_bar_2010 = LXW_TRUE, .bar_solid = LXW_TRUE};
    rule.min_rule_type = rule.max_rule_type = LXW_CONDITIONAL_RULE_TYPE_NUMBER;
    rule.max_value = 1;
    rule.bar_color = theme_mix(sheet->book->theme->brand, 0xFFFFFF, 35);
    worksheet_conditional_format_range(sheet->out, first, col, last, col, &rule);
}

static bool column_has_look(const struct doc_table *table, size_t rows, size_t column, enum cell_look look)
{
    for (size_t i = 0; i < rows; i++) {
        if (table->rows[i].cells[column].look == look)
            return true;
    }
    return false;
}

static void add_rules(struct sheet *sheet, const struct doc_table *table, lxw_row_t first)
{
    size_t rows = body_rows(table);
    for (lxw_col_t i = 0; i < column_count(table); i++) {
        if (column_has_look(table, rows, i, LOOK_STATUS))
            add_status_rules(sheet, table, rows, first, i);
        if (column_has_look(table, rows, i, LOOK_PROGRESS))
            add_progress_bars(sheet, first, first + (lxw_row_t)rows - 1, i);
    }
}

/* ---- the whole ---- */

static void write_line(struct sheet *sheet, str text, struct style style)
{
    str rest = text;
    while (rest.len > 0) {
        str line = cell_text_break(rest, sheet->text_width, &rest);
        cell_write_text(sheet->book, sheet_place(sheet, sheet->row++, 0), line, style);
    }
}

static void add_table(struct sheet *sheet, const struct block *block, const char **heads, lxw_row_t head_row)
{
    const struct doc_table *table = block->table;
    lxw_col_t               columns = column_count(table);
    lxw_table_column       *specs = ARENA_ARRAY(sheet->book->arena, lxw_table_column, columns);
    lxw_table_column      **list = ARENA_ARRAY(sheet->book->arena, lxw_table_column *, columns + 1U);
    for (lxw_col_t i = 0; i < columns; i++) {
        specs[i].header = (char *)heads[i];
        specs[i].header_format = book_style(sheet->book, head_style(sheet, table, i));
        list[i] = &specs[i];
    }
    lxw_table_options options = {.columns = list, .style_type = LXW_TABLE_STYLE_TYPE_LIGHT, .no_banded_rows = LXW_TRUE,
                                 .no_autofilter = block->is_unfiltered};
    worksheet_add_table(sheet->out, head_row, 0, head_row + (lxw_row_t)body_rows(table), columns - 1, &options);
}

/* Without a body there is no table: the head stands alone. */
static void write_bare_heads(struct sheet *sheet, const struct doc_table *table, const char **heads, lxw_row_t head_row)
{
    for (lxw_col_t i = 0; i < column_count(table); i++)
        cell_write_text(sheet->book, sheet_place(sheet, head_row, i), str_from(heads[i]), head_style(sheet, table, i));
}

static void write_head(struct sheet *sheet, const struct block *block)
{
    const char **heads = table_heads(sheet->book, block->table);
    set_head_height(sheet, heads, column_count(block->table));
    if (body_rows(block->table) > 0)
        add_table(sheet, block, heads, sheet->row);
    else
        write_bare_heads(sheet, block->table, heads, sheet->row);
    sheet->row++;
}

lxw_row_t sheet_table_write(struct sheet *sheet, const struct block *block)
{
    const struct doc_table *table = block->table;
    write_line(sheet, table->caption, (struct style){.is_bold = true});
    lxw_row_t head_row = sheet->row;
    if (!block->is_headless)
        write_head(sheet, block);
    lxw_row_t first_row = sheet->row;
    size_t    rows = body_rows(table);
    for (size_t i = 0; i < rows; i++)
        write_row(sheet, block, i);
    for (size_t i = rows; i < table->row_count; i++)
        write_total(sheet, block, i, first_row);
    if (rows > 0)
        add_rules(sheet, table, first_row);
    write_line(sheet, table->footnote, (struct style){.size = SIZE_SMALL, .color = sheet->book->theme->text_grey});
    return head_row;
}
