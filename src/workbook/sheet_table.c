/* SPDX-License-Identifier: MIT */
/*
 * Tables of a worksheet: a real table of the spreadsheet program (ECMA-376 Part 1, 18.5) with a filter, its totals
 * under it as formulas.
 */
#include "workbook/cell_text.h"
#include "workbook/number_look.h"
#include "workbook/sheet.h"
#include "workbook/table_rules.h"

#include <math.h>

/* [digits] */
#define FIRST_COLUMN_MOST 56
#define COLUMN_MOST 46
#define FILTER_WIDTH 3.4
#define HEAD_ONE_LINE 16
#define PADDING 2.6

/* Semi-bold text is this much wider. */
#define BOLD_SPREAD 1.05

/* [UTF-16 units] A head of a table's column. */
#define HEAD_UNITS 255

/* [rows] Widths are taken from the first rows: a longer text below them is wrapped, a figure has its room. */
#define MEASURED_ROWS 2000

/* [rows] Above this, a reason stands once as a note, not in each cell. */
#define NOTED_ROWS 200

/* What holds for a whole column, found once. */
struct column_facts {
    bool is_figures; /* stands right */
    bool is_months;
};

/* One table while it is written. */
struct table_writer {
    struct sheet              *sheet;
    const struct block        *block;
    const struct doc_table    *table;
    lxw_col_t                  columns;
    size_t                     rows; /* of the table proper */
    lxw_row_t                  head_row, first_row;
    const char               **heads;
    const struct column_facts *facts;
};

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
    if (column->unit.len == 0) return column->title;
    return arena_printf(book->arena, "%.*s (%.*s)", STR_ARG(column->title), STR_ARG(column->unit));
}

/* A long head takes two lines before it widens its column. */
static double head_width(struct book *book, const struct block *block, size_t column)
{
    str    text = head_text(book, &block->table->columns[column]);
    double width = cell_text_width(text) * BOLD_SPREAD;
    if (width > HEAD_ONE_LINE) width = fmax(width * 0.6, longest_word(text) * BOLD_SPREAD);
    return width + (block->is_unfiltered ? PADDING : FILTER_WIDTH);
}

void sheet_table_measure(struct sheet *sheet, const struct block *block)
{
    const struct doc_table *table = block->table;
    lxw_col_t               columns = column_count(table);
    for (lxw_col_t c = 0; c < columns; c++) {
        double widest = block->is_headless ? 0 : head_width(sheet->book, block, c);
        double spread = table->columns[c].is_row_header ? BOLD_SPREAD : 1;
        for (size_t r = 0; r < table->row_count && r < MEASURED_ROWS; r++)
            widest = fmax(widest, cell_width(sheet->book, &table->rows[r].cells[c]) * spread + PADDING);
        sheet_widen(sheet, c, fmin(widest, c == 0 ? FIRST_COLUMN_MOST : COLUMN_MOST));
    }
}

/* ---- columns ---- */

static bool column_is_figures(const struct doc_table *table, size_t column)
{
    if (table->columns[column].align != ALIGN_AUTO) return table->columns[column].align == ALIGN_RIGHT;
    bool is_awaited = false; /* « n.d. » all the way down: figures are what mostly lacks */
    for (size_t i = 0; i < table->row_count; i++) {
        const struct value *value = &table->rows[i].cells[column].value;
        if (value->kind == VALUE_NUMBER) return true;
        if (value->kind == VALUE_TEXT || value->kind == VALUE_DATE) return false;
        is_awaited |= value->kind == VALUE_MISSING || value->kind == VALUE_NOT_APPLICABLE;
    }
    return is_awaited;
}

/* Months are the first day of each, three at least: fewer may be days that fall so. */
static bool column_is_months(const struct doc_table *table, size_t column)
{
    size_t months = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const struct value *value = &table->rows[i].cells[column].value;
        if (value->kind != VALUE_DATE) continue;
        if (date_month_start(value->day) != value->day) return false;
        months++;
    }
    return months >= 3;
}

static const struct column_facts *find_facts(struct arena *arena, const struct doc_table *table)
{
    struct column_facts *facts = ARENA_ARRAY(arena, struct column_facts, column_count(table));
    for (lxw_col_t i = 0; i < column_count(table); i++)
        facts[i] = (struct column_facts){column_is_figures(table, i), column_is_months(table, i)};
    return facts;
}

/* ---- heads ---- */

/* Heads of a table are texts, none empty and no two alike (ECMA-376 Part 1, 18.5.1.3). */
static const char **find_heads(struct book *book, const struct doc_table *table)
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

static struct style head_style(const struct table_writer *writer, lxw_col_t column)
{
    struct style style = {.rule = RULE_HEAD, .is_bold = true, .is_wrapped = true};
    style.color = writer->sheet->book->theme->text_grey;
    style.align = writer->facts[column].is_figures ? CELL_RIGHT : CELL_LEFT;
    style.indent = column > 0 && style.align == CELL_LEFT;
    return style;
}

static void set_head_height(const struct table_writer *writer)
{
    struct sheet *sheet = writer->sheet;
    int           lines = 1;
    double        beside = writer->block->is_unfiltered ? PADDING / 2 : FILTER_WIDTH - 0.4;
    for (lxw_col_t i = 0; i < writer->columns; i++) {
        int own = cell_text_lines(str_from(writer->heads[i]), (sheet->widths[i] - beside) / BOLD_SPREAD);
        lines = own > lines ? own : lines;
    }
    sheet_set_height(sheet, LINE_SPARE + LINE_HEIGHT * fmin(lines, 4));
}

/* "usage-mensuel" as « data_usage_mensuel »: letters, digits and underscores, and like no cell's name. */
static char *table_name(struct book *book, str name)
{
    if (name.len == 0 || name.len > 200) return NULL;
    char *text = (char *)arena_printf(book->arena, "data_%.*s", STR_ARG(name)).ptr;
    for (char *at = text; *at; at++) {
        if (!(*at >= 'a' && *at <= 'z') && !(*at >= 'A' && *at <= 'Z') && !(*at >= '0' && *at <= '9')) *at = '_';
    }
    bool is_new = map_set(book->arena, &book->table_names, cell_text_fold(book->arena, str_from(text)), text);
    return is_new ? text : NULL;
}

static void add_table(const struct table_writer *writer)
{
    struct sheet      *sheet = writer->sheet;
    lxw_table_column  *specs = ARENA_ARRAY(sheet->book->arena, lxw_table_column, writer->columns);
    lxw_table_column **list = ARENA_ARRAY(sheet->book->arena, lxw_table_column *, writer->columns + 1U);
    for (lxw_col_t i = 0; i < writer->columns; i++) {
        specs[i].header = (char *)writer->heads[i];
        specs[i].header_format = book_style(sheet->book, head_style(writer, i));
        list[i] = &specs[i];
    }
    lxw_table_options options = {.columns = list,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .no_banded_rows = LXW_TRUE,
                                 .no_autofilter = writer->block->is_unfiltered,
                                 .name = table_name(sheet->book, writer->block->name)};
    lxw_row_t         last = writer->head_row + (lxw_row_t)writer->rows;
    worksheet_add_table(sheet->out, writer->head_row, 0, last, writer->columns - 1, &options);
}

/* Without a body there is no table: the head stands alone. */
static void write_bare_heads(const struct table_writer *writer)
{
    for (lxw_col_t i = 0; i < writer->columns; i++)
        cell_write_text(writer->sheet->book, sheet_place(writer->sheet, writer->head_row, i),
                        str_from(writer->heads[i]), head_style(writer, i));
}

static void write_head(struct table_writer *writer)
{
    writer->heads = find_heads(writer->sheet->book, writer->table);
    set_head_height(writer);
    if (writer->rows > 0)
        add_table(writer);
    else
        write_bare_heads(writer);
    writer->sheet->row++;
}

/* ---- rows ---- */

static struct style cell_style(const struct table_writer *writer, size_t row, lxw_col_t column)
{
    const struct doc_table *table = writer->table;
    const struct value     *value = &table->rows[row].cells[column].value;
    struct style            style = {.rule = table->rows[row].is_total ? RULE_TOTAL : RULE_ROW};
    bool                    is_figure = value->kind == VALUE_NUMBER && table->columns[column].align == ALIGN_AUTO;
    style.is_bold = table->rows[row].is_total || table->columns[column].is_row_header;
    style.align = is_figure || writer->facts[column].is_figures ? CELL_RIGHT : CELL_LEFT;
    style.indent = column > 0 && style.align == CELL_LEFT; /* apart from the figures before it */
    if (value->kind == VALUE_DATE && writer->facts[column].is_months) style.code = writer->sheet->book->month_code;
    return style;
}

/* Lines that each text of a row takes in its column; the most of them. */
static int find_lines(const struct table_writer *writer, size_t row, int *lines)
{
    int most = 1;
    for (lxw_col_t i = 0; i < writer->columns; i++) {
        const struct value *value = &writer->table->rows[row].cells[i].value;
        double              spread = writer->table->columns[i].is_row_header ? BOLD_SPREAD : 1;
        double              width = (writer->sheet->widths[i] - PADDING / 2) / spread;
        lines[i] = value->kind == VALUE_TEXT ? cell_text_lines(value->text, width) : 1;
        most = lines[i] > most ? lines[i] : most;
    }
    return most;
}

static void write_row(const struct table_writer *writer, size_t row)
{
    struct sheet *sheet = writer->sheet;
    int           lines[SHEET_COLUMNS], most = find_lines(writer, row, lines);
    if (most > 1) /* not every program fits the height when it opens the file */
        sheet_set_height(sheet, most * LINE_HEIGHT + LINE_SPARE);
    for (lxw_col_t i = 0; i < writer->columns; i++) {
        struct doc_cell cell = writer->table->rows[row].cells[i];
        struct style    style = cell_style(writer, row, i);
        style.is_wrapped = lines[i] > 1;
        if (row >= NOTED_ROWS && cell.value.kind != VALUE_TEXT) cell.value.text = STR_NONE;
        cell_write(sheet->book, sheet_place(sheet, sheet->row, i), &cell, style);
    }
    sheet->row++;
}

/* ---- totals ---- */

/* True when the figure is the sum of the column's rows, all of them numbers shown in the same scale. */
static bool is_sum(const struct table_writer *writer, const struct value *total, lxw_col_t column)
{
    struct exact sum = EXACT_ZERO;
    if (total->kind != VALUE_NUMBER || total->unit == UNIT_DURATION || writer->rows < 2) return false;
    for (size_t i = 0; i < writer->rows; i++) {
        const struct doc_row *row = &writer->table->rows[i];
        const struct value   *value = &row->cells[column].value;
        if (value->kind != VALUE_NUMBER || value->unit != total->unit || row->is_total) return false;
        sum = exact_add(writer->sheet->book->arena, sum, value->number);
    }
    return exact_compare(sum, total->number) == 0;
}

static void write_total(const struct table_writer *writer, size_t row)
{
    struct sheet *sheet = writer->sheet;
    lxw_row_t     at = sheet->row;
    write_row(writer, row);
    for (lxw_col_t i = 0; i < writer->columns; i++) {
        const struct value *value = &writer->table->rows[row].cells[i].value;
        char                range[LXW_MAX_CELL_RANGE_LENGTH];
        if (!is_sum(writer, value, i)) continue;
        lxw_rowcol_to_range(range, writer->first_row, i, writer->first_row + (lxw_row_t)writer->rows - 1, i);
        str formula = arena_printf(sheet->book->arena, "=SUM(%s)", range);
        cell_write_formula(sheet->book, sheet_place(sheet, at, i), formula, value, cell_style(writer, row, i));
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

lxw_row_t sheet_table_write(struct sheet *sheet, const struct block *block)
{
    const struct doc_table *table = block->table;
    struct table_writer     writer = {.sheet = sheet, .block = block, .table = table, .columns = column_count(table)};
    writer.rows = body_rows(table);
    writer.facts = find_facts(sheet->book->arena, table);
    write_line(sheet, table->caption, (struct style){.is_bold = true});
    writer.head_row = sheet->row;
    if (!block->is_headless) write_head(&writer);
    writer.first_row = sheet->row;
    for (size_t i = 0; i < writer.rows; i++)
        write_row(&writer, i);
    for (size_t i = writer.rows; i < table->row_count; i++)
        write_total(&writer, i);
    if (writer.rows > 0) table_rules_add(sheet, table, writer.rows, writer.first_row);
    write_line(sheet, table->footnote, (struct style){.size = SIZE_SMALL, .color = sheet->book->theme->text_grey});
    return writer.head_row;
}
