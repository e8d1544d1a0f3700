/* SPDX-License-Identifier: MIT */
#include "workbook/sheet.h"

#include "workbook/cell_text.h"
#include "workbook/native_chart.h"

#include <math.h>
#include <string.h>

/* [digits] */
#define COLUMN_LEAST 10
#define FIRST_COLUMN_LEAST 26
#define TEXT_LEAST 84
#define GAP_WIDTH 3

/* [points] Of one line of body text, as spreadsheet programs set it. */
#define LINE_HEIGHT 15

/* [pixels] Height of a row of body text. */
#define ROW_PIXELS 20

/* [digits] What fits across a landscape page of A4 before fitting to width makes it small. */
#define PORTRAIT_WIDTH 96

/* Head rows above the frozen pane at most: a taller one would leave no room to scroll. */
#define FROZEN_MOST 10

struct place sheet_place(const struct sheet *sheet, lxw_row_t row, lxw_col_t col)
{
    return (struct place){sheet->out, row, col};
}

void sheet_widen(struct sheet *sheet, lxw_col_t col, double width)
{
    if (col >= SHEET_COLUMNS)
        return;
    sheet->widths[col] = fmax(sheet->widths[col], width);
    if (col >= sheet->columns)
        sheet->columns = col + 1;
}

static void write_mark(struct sheet *sheet)
{
    struct style style = {.color = sheet->book->theme->tone[TONE_BAD], .is_bold = true};
    cell_write_text(sheet->book, sheet_place(sheet, sheet->row++, 0), locale_word(sheet->book->locale, "workbook.internal"),
                    style);
}

/* Client and period under the title, so that a sheet copied elsewhere still says whose it is. */
static void write_subject(struct sheet *sheet)
{
    const struct doc *doc = sheet->book->doc;
    struct style      style = {.color = sheet->book->theme->text_grey};
    str               subject = doc->client;
    if (doc->period_label.len)
        subject = arena_printf(sheet->book->arena, "%.*s%s%.*s", STR_ARG(subject), subject.len ? " · " : "",
                               STR_ARG(doc->period_label));
    cell_write_text(sheet->book, sheet_place(sheet, sheet->row, 1), subject, style);
}

void sheet_open(struct sheet *sheet, struct book *book, const char *name, str title)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->book = book;
    sheet->name = name;
    sheet->out = workbook_add_worksheet(book->out, name);
    sheet->widths[0] = FIRST_COLUMN_LEAST;
    sheet->columns = 1;
    if (book->is_internal)
        write_mark(sheet);
    worksheet_set_row(sheet->out, sheet->row, 28, NULL);
    struct style style = {.size = SIZE_TITLE, .is_bold = true};
    cell_write_text(book, sheet_place(sheet, sheet->row++, 0), title, style);
    if (name != book->contents) {
        str back = locale_word(book->locale, "workbook.back");
        cell_write_sheet_link(book, sheet_place(sheet, sheet->row, 0), back, book->contents, (struct style){0});
        write_subject(sheet);
        sheet->row++;
    }
    sheet->frozen = sheet->row;
    sheet->row++;
}

/* ---- widths ---- */

/* Lines of text need room: what the tables leave is given to the first column, up to half of it, then to the gap. */
static void plan_columns(struct sheet *sheet)
{
    double total = 0;
    for (lxw_col_t i = 0; i < sheet->columns; i++) {
        sheet->widths[i] = fmax(sheet->widths[i], COLUMN_LEAST);
        total += sheet->widths[i];
    }
    sheet->chart_col = sheet->columns + 1;
    if (sheet->columns == 1 && total < TEXT_LEAST) {
        sheet->widths[0] = TEXT_LEAST;
        total = TEXT_LEAST;
    }
    double gap = fmax(GAP_WIDTH, TEXT_LEAST - total);
    if (sheet->charts && sheet->chart_col < SHEET_COLUMNS)
        sheet->widths[sheet->columns] = gap;
    sheet->text_width = fmax(total, TEXT_LEAST);
}

static void measure(struct sheet *sheet, const blocks *list)
{
    for (size_t i = 0; i < list->count; i++) {
        sheet->tables += list->at[i].table != NULL;
        sheet->charts += list->at[i].chart != NULL;
        if (list->at[i].table)
            sheet_table_measure(sheet, &list->at[i]);
    }
    plan_columns(sheet);
}

/* ---- text ---- */

static struct style text_style(const struct sheet *sheet, const struct block *block)
{
    const struct theme *theme = sheet->book->theme;
    struct style        style = {.indent = (uint8_t)(block->indent > 15 ? 15 : block->indent)};
    if (block->tone != TONE_NONE)
        style.color = theme->tone[block->tone];
    switch (block->look) {
    case TEXT_HEADING: return (struct style){.size = SIZE_HEADING, .is_bold = true};
    case TEXT_SUBHEADING: style.is_bold = true; break;
    case TEXT_LEAD: break;
    case TEXT_NOTE: style.size = SIZE_SMALL; style.color = theme->text_grey; break;
    case TEXT_EMPTY: style.color = theme->text_grey; break;
    case TEXT_CODE: style.is_code = true; style.fill = theme->surface; break;
    case TEXT_CALLOUT_HEAD: style.is_bold = true; style.fill = theme->tone_tint[block->tone]; break;
    case TEXT_CALLOUT: style.color = 0; style.fill = theme->tone_tint[block->tone]; break;
    default: break;
    }
    return style;
}

/* A panel's colour runs across the columns of the sheet. */
static void fill_row(struct sheet *sheet, struct style style)
{
    for (lxw_col_t col = 1; style.fill && col < sheet->columns; col++)
        worksheet_write_blank(sheet->out, sheet->row, col, book_style(sheet->book, style));
}

/* Without merged cells a line runs over its empty neighbours: one row a line, none wider than the sheet. */
static void write_text(struct sheet *sheet, const struct block *block)
{
    struct style style = text_style(sheet, block);
    double       scale = block->look == TEXT_HEADING ? 1.25 : block->look == TEXT_NOTE ? 0.85 : 1;
    double       width = sheet->text_width / scale - 2 - block->indent * 1.5;
    if (sheet->columns == 1 && !block->href.len) {
        style.is_wrapped = true;
        int lines = cell_text_lines(block->text, width);
        cell_write_text(sheet->book, sheet_place(sheet, sheet->row, 0), block->text, style);
        worksheet_set_row(sheet->out, sheet->row++, fmin(lines * LINE_HEIGHT * scale, 400), NULL);
        return;
    }
    str rest = block->text;
    do {
        str line = cell_text_break(rest, width, &rest);
        cell_write_link(sheet->book, sheet_place(sheet, sheet->row, 0), line, block->href, style);
        fill_row(sheet, style);
        sheet->row++;
    } while (rest.len > 0);
}

/* ---- blocks ---- */

static void write_chart(struct sheet *sheet, const struct block *block)
{
    lxw_row_t top = sheet->row > sheet->chart_bottom ? sheet->row : sheet->chart_bottom;
    sheet->row = top;
    lxw_row_t          head = sheet_table_write(sheet, block);
    struct chart_place place = {.sheet = sheet->out, .sheet_name = sheet->name, .head_row = head, .chart_row = top,
                                .chart_col = sheet->chart_col};
    native_chart_write(sheet->book, block->chart, block->table, place);
    sheet->chart_bottom = top + NATIVE_CHART_HEIGHT / ROW_PIXELS + 2;
}

static void write_block(struct sheet *sheet, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_TEXT: write_text(sheet, block); break;
    case BLOCK_TABLE: {
        lxw_row_t head = sheet_table_write(sheet, block);
        if (sheet->tables == 1 && !block->is_headless)
            sheet->head_row = head;
        break;
    }
    case BLOCK_CHART: write_chart(sheet, block); break;
    }
}

void sheet_write_blocks(struct sheet *sheet, const blocks *list)
{
    measure(sheet, list);
    for (size_t i = 0; i < list->count; i++) {
        const struct block *block = &list->at[i];
        bool                follows_heading = i > 0 && list->at[i - 1].kind == BLOCK_TEXT &&
                               (list->at[i - 1].look == TEXT_HEADING || list->at[i - 1].look == TEXT_SUBHEADING);
        if (i > 0 && !block->is_joined && !follows_heading)
            sheet->row++;
        write_block(sheet, block);
    }
}

/* ---- the end ---- */

/* "&" begins a code in headers (ECMA-376 Part 1, 18.3.1.46). */
static void add_escaped(struct strbuf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '&')
            strbuf_addc(out, '&');
        strbuf_addc(out, text.ptr[i]);
    }
}

static const char *header_text(struct sheet *sheet, str left, str center, str right)
{
    struct strbuf     buf = {0};
    const str         parts[] = {left, center, right};
    static const char codes[] = "LCR";
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].len == 0)
            continue;
        strbuf_printf(&buf, "&%c&8&K%06X", codes[i], sheet->book->theme->text_grey);
        strbuf_add(&buf, parts[i]);
    }
    const char *text = arena_cstr(sheet->book->arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return text;
}

/* [characters] A header holds 255 in all; names are cut to a share of it. */
#define HEADER_PART 70

static str header_part(struct sheet *sheet, str text)
{
    struct strbuf buf = {0};
    add_escaped(&buf, str_from(cell_text_line(sheet->book->arena, text, HEADER_PART)));
    str part = arena_str(sheet->book->arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return part;
}

static void set_header_and_footer(struct sheet *sheet)
{
    struct book      *book = sheet->book;
    const struct doc *doc = book->doc;
    str mark = book->is_internal ? header_part(sheet, locale_word(book->locale, "workbook.internal")) : STR_NONE;
    str as_of = doc->as_of == DATE_NONE ? STR_NONE : locale_date_long(book->locale, book->arena, doc->as_of);
    str foot = arena_printf(book->arena, "%.*s%s%.*s", STR_ARG(doc->period_label),
                            doc->period_label.len && as_of.len ? " · " : "", STR_ARG(as_of));
    worksheet_set_header(sheet->out, header_text(sheet, header_part(sheet, doc->kind_title), mark, header_part(sheet, doc->client)));
    worksheet_set_footer(sheet->out, header_text(sheet, header_part(sheet, foot), STR_NONE, STR("&P / &N")));
}

static double total_width(const struct sheet *sheet)
{
    double total = 0;
    for (lxw_col_t i = 0; i < sheet->columns; i++)
        total += sheet->widths[i];
    return total;
}

static void set_print(struct sheet *sheet)
{
    bool is_wide = sheet->charts > 0 || total_width(sheet) > PORTRAIT_WIDTH;
    worksheet_set_paper(sheet->out, 9); /* A4: ECMA-376 Part 1, 18.3.1.63 */
    if (is_wide)
        worksheet_set_landscape(sheet->out);
    worksheet_fit_to_pages(sheet->out, 1, 0);
    worksheet_set_margins(sheet->out, 0.6, 0.6, 0.8, 0.7);
    lxw_row_t last = sheet->head_row ? sheet->head_row : sheet->frozen - 1;
    lxw_row_t first = sheet->head_row ? sheet->head_row : 0;
    worksheet_repeat_rows(sheet->out, first, last);
    set_header_and_footer(sheet);
}

void sheet_close(struct sheet *sheet)
{
    lxw_row_t frozen = sheet->head_row && sheet->head_row < FROZEN_MOST ? sheet->head_row + 1 : sheet->frozen;
    lxw_col_t columns = (lxw_col_t)(sheet->columns + (sheet->charts > 0));
    for (lxw_col_t i = 0; i < columns && i < SHEET_COLUMNS; i++)
        worksheet_set_column(sheet->out, i, i, sheet->widths[i], NULL);
    worksheet_freeze_panes(sheet->out, frozen, 0);
    worksheet_gridlines(sheet->out, LXW_HIDE_ALL_GRIDLINES);
    worksheet_ignore_errors(sheet->out, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
    worksheet_set_tab_color(sheet->out, sheet->book->theme->brand);
    set_print(sheet);
}
