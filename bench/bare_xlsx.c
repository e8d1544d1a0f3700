/* SPDX-License-Identifier: MIT */
/*
 * bare_xlsx: the floor of a workbook. Writes COUNT workbooks to one path with libxlsxwriter and nothing else, each with
 * as many sheets, texts, numbers, formulas, tables and charts as the command line says, and prints the CPU milliseconds
 * of one.
 *
 *     bare_xlsx PATH COUNT SHEETS TEXTS NUMBERS FORMULAS TABLES CHARTS
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xlsxwriter.h>

enum { COLUMNS = 6, TABLE_ROWS = 4, TABLE_COLUMNS = 3, TABLES_AT = 20, CHARTS_AT = 30 };

struct amounts {
    int sheets, texts, numbers, formulas, tables, charts;
};

/* Share of sheet `index` in `total` things. */
static int share(int total, int sheets, int index)
{
    return total * (index + 1) / sheets - total * index / sheets;
}

static void write_cells(lxw_worksheet *sheet, lxw_format *format, int index, const struct amounts *amounts)
{
    int texts = share(amounts->texts, amounts->sheets, index),
        numbers = share(amounts->numbers, amounts->sheets, index);
    int formulas = share(amounts->formulas, amounts->sheets, index);
    for (int i = 0; i < texts + numbers + formulas; i++) {
        lxw_row_t row = (lxw_row_t)(i / COLUMNS);
        lxw_col_t column = (lxw_col_t)(i % COLUMNS);
        char      text[64];
        snprintf(text, sizeof text, "Utilisateurs actifs du mois, ligne %d", (index * 31 + i) % 300);
        if (i < texts)
            worksheet_write_string(sheet, row, column, text, format);
        else if (i < texts + numbers)
            worksheet_write_number(sheet, row, column, 1234.5 + i, format);
        else
            worksheet_write_formula_num(sheet, row, column, "=SUM(A1:A10)/COUNT(B1:B10)", format, 0.5);
    }
}

static void write_tables(lxw_worksheet *sheet, int count)
{
    for (int i = 0; i < count; i++) {
        lxw_row_t         row = (lxw_row_t)(i * (TABLE_ROWS + 2));
        lxw_table_options options = {.style_type = LXW_TABLE_STYLE_TYPE_LIGHT, .style_type_number = 1};
        worksheet_add_table(sheet, row, TABLES_AT, row + TABLE_ROWS, TABLES_AT + TABLE_COLUMNS - 1, &options);
    }
}

static void write_charts(lxw_workbook *book, lxw_worksheet *sheet, int count)
{
    for (int i = 0; i < count; i++) {
        lxw_chart *chart = workbook_add_chart(book, LXW_CHART_COLUMN);
        chart_add_series(chart, "=Sheet1!$A$1:$A$12", "=Sheet1!$B$1:$B$12");
        chart_title_set_name(chart, "Utilisateurs actifs par mois");
        worksheet_insert_chart(sheet, (lxw_row_t)(i * 20), CHARTS_AT, chart);
    }
}

static void write_book(const char *path, const struct amounts *amounts)
{
    lxw_workbook_options options = {.tmpdir = "/dev/shm"};
    lxw_workbook        *book = workbook_new_opt(path, &options);
    lxw_format          *format = workbook_add_format(book);
    format_set_num_format(format, "#,##0.0");
    for (int i = 0; i < amounts->sheets; i++) {
        lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
        write_cells(sheet, format, i, amounts);
        write_tables(sheet, share(amounts->tables, amounts->sheets, i));
        write_charts(book, sheet, share(amounts->charts, amounts->sheets, i));
    }
    if (workbook_close(book) != LXW_NO_ERROR) exit(EXIT_FAILURE);
}

int main(int count, char **arguments)
{
    if (count != 9) return EXIT_FAILURE;
    int                  books = atoi(arguments[2]);
    const struct amounts amounts = {atoi(arguments[3]), atoi(arguments[4]), atoi(arguments[5]),
                                    atoi(arguments[6]), atoi(arguments[7]), atoi(arguments[8])};
    struct timespec      from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int i = 0; i < books; i++)
        write_book(arguments[1], &amounts);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    printf("%.3f\n", ((double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6) / books);
    return EXIT_SUCCESS;
}
