/* SPDX-License-Identifier: MIT */
#include "workbook/table_rules.h"

/* [words] Of one status column under conditional formats. */
#define STATUS_WORDS 12

/* [bytes] A word longer than this is no status; a formula's text takes 255 characters. */
#define STATUS_BYTES 200

/* « "Bon" » as a formula holds it. */
static const char *quoted(struct book *book, str text)
{
    struct strbuf buf = {0};
    strbuf_addc(&buf, '"');
    for (const char *at = book_text(book, text); *at; at++) {
        if (*at == '"') strbuf_addc(&buf, '"');
        strbuf_addc(&buf, *at);
    }
    strbuf_addc(&buf, '"');
    const char *copy = arena_cstr(book->arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return copy;
}

static void add_status_rule(struct sheet *sheet, const struct value *word, lxw_row_t first, lxw_row_t last,
                            lxw_col_t col)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_CELL, .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO};
    rule.value_string = (char *)quoted(sheet->book, word->text);
    rule.format = book_tone_format(sheet->book, word->tone);
    worksheet_conditional_format_range(sheet->out, first, col, last, col, &rule);
}

/* One rule a word, so that a status changed by hand takes its colour. */
static void add_status_rules(struct sheet *sheet, const struct doc_table *table, size_t rows, lxw_row_t first,
                             lxw_col_t col)
{
    str    words[STATUS_WORDS];
    size_t count = 0;
    for (size_t i = 0; i < rows && count < STATUS_WORDS; i++) {
        const struct doc_cell *cell = &table->rows[i].cells[col];
        bool is_known = cell->look != LOOK_STATUS || cell->value.kind != VALUE_TEXT || cell->value.tone == TONE_NONE ||
                        cell->value.text.len > STATUS_BYTES;
        for (size_t w = 0; w < count && !is_known; w++)
            is_known = str_equal(words[w], cell->value.text);
        if (is_known) continue;
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
        if (table->rows[i].cells[column].look == look) return true;
    }
    return false;
}

void table_rules_add(struct sheet *sheet, const struct doc_table *table, size_t rows, lxw_row_t first)
{
    for (lxw_col_t i = 0; i < table->column_count && i < SHEET_COLUMNS; i++) {
        if (column_has_look(table, rows, i, LOOK_STATUS)) add_status_rules(sheet, table, rows, first, i);
        if (column_has_look(table, rows, i, LOOK_PROGRESS))
            add_progress_bars(sheet, first, first + (lxw_row_t)rows - 1, i);
    }
}

void table_rules_color_scale(struct sheet *sheet, const struct doc_table *table, lxw_row_t first)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_2_COLOR_SCALE};
    lxw_row_t              last = first + (lxw_row_t)table->row_count - 1;
    if (table->row_count == 0 || table->column_count < 2) return;
    rule.min_color = theme_mix(sheet->book->theme->brand, 0xFFFFFF, 6);
    rule.max_color = theme_mix(sheet->book->theme->brand, 0xFFFFFF, 60); /* the figures stay black on it */
    worksheet_conditional_format_range(sheet->out, first, 1, last, (lxw_col_t)(table->column_count - 1), &rule);
}
