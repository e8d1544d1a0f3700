/* SPDX-License-Identifier: MIT */
#include "workbook/sheet.h"

#include "workbook/cell_text.h"
#include "workbook/native_chart.h"
#include "workbook/table_rules.h"

#include <math.h>
#include <string.h>

/* [digits] */
#define COLUMN_LEAST 10
#define FIRST_COLUMN_LEAST 26
#define TEXT_LEAST 84
#define GAP_WIDTH 3

/* [pixels] Height of a row of one line: LINE_HEIGHT and LINE_SPARE at 96 pixels an inch. */
#define ROW_PIXELS 24

/* [digits] Above this a sheet is printed across the page. */
#define PORTRAIT_WIDTH 96

/* [inches] A4 and the margins of print. */
#define PAPER_SHORT 8.27
#define PAPER_LONG 11.69
#define MARGIN_SIDE 0.6
#define MARGIN_TOP 0.8
#define MARGIN_BOTTOM 0.7

/* [pixels an inch] In which sizes on screen are counted. */
#define SCREEN_DPI 96

/* Head rows above the frozen pane at most: a taller one would leave no room to scroll. */
#define FROZEN_MOST 10

void sheet_set_height(struct sheet *sheet, double points)
{
    points = fmin(points, 405);
    worksheet_set_row(sheet->out, sheet->row, points, NULL);
    *VEC_PUSH(sheet->book->arena, sheet->tall) = sheet->row;
    sheet->extra += (int)(points * SCREEN_DPI / 72) - ROW_PIXELS;
}

/* [pixels] From the top of the sheet to the next row. */
static int height_so_far(const struct sheet *sheet)
{
    return (int)sheet->row * ROW_PIXELS + sheet->extra;
}

struct place sheet_place(const struct sheet *sheet, lxw_row_t row, lxw_col_t col)
{
    return (struct place){sheet->out, row, col};
}

void sheet_widen(struct sheet *sheet, lxw_col_t col, double width)
{
    if (col >= SHEET_COLUMNS) return;
    sheet->widths[col] = fmax(sheet->widths[col], width);
    if (col >= sheet->columns) sheet->columns = col + 1;
}

static void write_mark(struct sheet *sheet)
{
    struct style style = {.color = sheet->book->theme->tone[TONE_BAD], .is_bold = true};
    cell_write_text(sheet->book, sheet_place(sheet, sheet->row++, 0),
                    locale_word(sheet->book->locale, "workbook.internal"), style);
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
    worksheet_set_default_row(sheet->out, LINE_HEIGHT + LINE_SPARE, LXW_FALSE);
    sheet->widths[0] = FIRST_COLUMN_LEAST;
    sheet->columns = 1;
    if (book->is_internal) write_mark(sheet);
    sheet_set_height(sheet, 30);
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

/* Lines of text need room: what the tables leave of it is the width of the empty column before the charts. */
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
    if (sheet->columns < SHEET_COLUMNS) sheet->widths[sheet->columns] = fmax(GAP_WIDTH, TEXT_LEAST - total);
    sheet->text_width = fmax(total, TEXT_LEAST);
}

static void measure(struct sheet *sheet, const blocks *list)
{
    for (size_t i = 0; i < list->count; i++) {
        sheet->tables += list->at[i].table != NULL;
        sheet->charts += list->at[i].chart != NULL;
        if (list->at[i].table) sheet_table_measure(sheet, &list->at[i]);
    }
    plan_columns(sheet);
}

/* ---- text ---- */

static struct style text_style(const struct sheet *sheet, const struct block *block)
{
    const struct theme *theme = sheet->book->theme;
    struct style        style = {.indent = (uint8_t)(block->indent > 15 ? 15 : block->indent)};
    if (block->tone != TONE_NONE) style.color = theme->tone[block->tone];
    switch (block->look) {
    case TEXT_HEADING: return (struct style){.size = SIZE_HEADING, .is_bold = true};
    case TEXT_SUBHEADING: style.is_bold = true; break;
    case TEXT_LEAD: break;
    case TEXT_NOTE:
        style.size = SIZE_SMALL;
        style.color = theme->text_grey;
        break;
    case TEXT_EMPTY: style.color = theme->text_grey; break;
    case TEXT_CODE:
        style.is_code = true;
        style.fill = theme->surface;
        break;
    case TEXT_CALLOUT_HEAD:
        style.is_bold = true;
        style.fill = theme->tone_tint[block->tone];
        break;
    case TEXT_CALLOUT:
        style.color = 0;
        style.fill = theme->tone_tint[block->tone];
        break;
    default: break;
    }
    return style;
}

/* A panel's colour runs across the columns of the sheet. */
static void fill_row(struct sheet *sheet, struct style style)
{
    lxw_col_t columns = (lxw_col_t)(sheet->columns + (sheet->widths[sheet->columns] > GAP_WIDTH));
    for (lxw_col_t col = 1; style.fill && col < columns; col++)
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
        style.is_top = true;
        sheet_set_height(sheet, lines * LINE_HEIGHT * scale + LINE_SPARE);
        sheet->row++;
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
    lxw_row_t          top = sheet->row;
    lxw_row_t          head = sheet_table_write(sheet, block);
    struct chart_place place = {.sheet = sheet->out,
                                .sheet_name = sheet->name,
                                .head_row = head,
                                .chart_row = top,
                                .chart_col = sheet->chart_col};
    native_chart_write(sheet->book, block->chart, block->table, place);
    if (block->chart->kind == CHART_HEATMAP) table_rules_color_scale(sheet, block->table, head + 1);
    int height = native_chart_height(block->chart);
    if (height > 0) sheet->chart_bottom = top + (lxw_row_t)(height / ROW_PIXELS) + 2;
}

static void write_block(struct sheet *sheet, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_TEXT: write_text(sheet, block); break;
    case BLOCK_TABLE: {
        lxw_row_t head = sheet_table_write(sheet, block);
        if (sheet->tables == 1 && !block->is_headless) sheet->head_row = head;
        break;
    }
    case BLOCK_CHART: write_chart(sheet, block); break;
    }
}

static bool is_heading(const struct block *block)
{
    return block->kind == BLOCK_TEXT && (block->look == TEXT_HEADING || block->look == TEXT_SUBHEADING);
}

/* A new part of the page begins with the empty row above it. */
static void begin_part(struct sheet *sheet)
{
    *VEC_PUSH(sheet->book->arena, sheet->parts) = (struct sheet_part){.row = sheet->row, .top = height_so_far(sheet)};
}

/* What begins beside a chart cannot be parted from it. */
static void end_part(struct sheet *sheet, const struct block *block, int top)
{
    struct sheet_part *part = &sheet->parts.at[sheet->parts.count - 1];
    part->bottom = height_so_far(sheet);
    if (block->chart) part->chart_bottom = top + native_chart_height(block->chart);
    if (part->chart_bottom > part->bottom) part->bottom = part->chart_bottom;
    if (sheet->parts.count > 1 && part->top < part[-1].bottom) {
        part[-1].bottom = part->bottom > part[-1].bottom ? part->bottom : part[-1].bottom;
        if (part->chart_bottom > part[-1].chart_bottom) part[-1].chart_bottom = part->chart_bottom;
        sheet->parts.count--;
    }
}

void sheet_write_blocks(struct sheet *sheet, const blocks *list)
{
    measure(sheet, list);
    for (size_t i = 0; i < list->count; i++) {
        const struct block *block = &list->at[i];
        bool                is_joined = block->is_joined || (i > 0 && is_heading(&list->at[i - 1]));
        if (block->chart && sheet->row + 1 < sheet->chart_bottom) sheet->row = sheet->chart_bottom - 1;
        if (!is_joined || i == 0) begin_part(sheet);
        sheet->row += i > 0 && !is_joined;
        int top = height_so_far(sheet);
        write_block(sheet, block);
        end_part(sheet, block, top);
    }
}

/* ---- the end ---- */

/* "&" begins a code in headers (ECMA-376 Part 1, 18.3.1.46). */
static void add_escaped(struct strbuf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '&') strbuf_addc(out, '&');
        strbuf_addc(out, text.ptr[i]);
    }
}

static const char *header_text(struct sheet *sheet, str left, str center, str right)
{
    struct strbuf     buf = {0};
    const str         parts[] = {left, center, right};
    static const char codes[] = "LCR";
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].len == 0) continue;
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
    worksheet_set_header(
        sheet->out, header_text(sheet, header_part(sheet, doc->kind_title), mark, header_part(sheet, doc->client)));
    worksheet_set_footer(sheet->out, header_text(sheet, header_part(sheet, foot), STR_NONE, STR("&P / &N")));
}

static double total_width(const struct sheet *sheet)
{
    double total = 0;
    for (lxw_col_t i = 0; i < sheet->columns; i++)
        total += sheet->widths[i];
    return total;
}

/* [pixels] Across: a column is seven pixels a digit and five of padding (ECMA-376 Part 1, 18.3.1.13). */
static double print_width(const struct sheet *sheet)
{
    lxw_col_t columns = (lxw_col_t)(sheet->columns + (sheet->charts > 0));
    double    width = sheet->charts > 0 ? NATIVE_CHART_WIDTH : 0;
    for (lxw_col_t i = 0; i < columns && i < SHEET_COLUMNS; i++)
        width += sheet->widths[i] * 7 + 5;
    return fmax(width, sheet->text_width * 7);
}

/* Breaks before what the end of a page would tear; fitting to width only, programs keep them. */
static void set_breaks(struct sheet *sheet, double page)
{
    lxw_row_t *breaks = ARENA_ARRAY(sheet->book->arena, lxw_row_t, sheet->parts.count + 1);
    size_t     count = 0;
    double     top = 0, head = (double)(sheet->frozen * ROW_PIXELS);
    for (size_t i = 0; i < sheet->parts.count; i++) {
        const struct sheet_part *part = &sheet->parts.at[i];
        if (part->bottom - top <= page) continue;
        if (part->bottom - part->top > page) { /* longer than a page: it breaks by itself, below its chart */
            if (part->chart_bottom - top > page) {
                breaks[count++] = part->row;
                top = part->top - head;
            }
            top = part->bottom - fmod(part->bottom - top, page);
            continue;
        }
        breaks[count++] = part->row;
        top = part->top - head; /* the head is repeated on the new page */
    }
    if (count && count < LXW_BREAKS_MAX) worksheet_set_h_pagebreaks(sheet->out, breaks);
}

static void set_print(struct sheet *sheet)
{
    bool   is_wide = sheet->charts > 0 || total_width(sheet) > PORTRAIT_WIDTH;
    double across = (is_wide ? PAPER_LONG : PAPER_SHORT) - 2 * MARGIN_SIDE;
    double down = (is_wide ? PAPER_SHORT : PAPER_LONG) - MARGIN_TOP - MARGIN_BOTTOM;
    double scale = fmin(1, 0.97 * across * SCREEN_DPI / print_width(sheet));
    worksheet_set_paper(sheet->out, 9); /* A4: ECMA-376 Part 1, 18.3.1.63 */
    if (is_wide) worksheet_set_landscape(sheet->out);
    worksheet_fit_to_pages(sheet->out, 1, 0);
    worksheet_set_margins(sheet->out, MARGIN_SIDE, MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM);
    lxw_row_t last = sheet->head_row ? sheet->head_row : sheet->frozen - 1;
    lxw_row_t first = sheet->head_row ? sheet->head_row : 0;
    worksheet_repeat_rows(sheet->out, first, last);
    set_breaks(sheet, down * SCREEN_DPI / scale * 0.97);
    set_header_and_footer(sheet);
}

/* LibreOffice gives empty rows its own height whatever the sheet's default, and charts would slide over the cells. */
static void set_plain_heights(struct sheet *sheet)
{
    lxw_row_t end = sheet->row > sheet->chart_bottom ? sheet->row : sheet->chart_bottom;
    for (lxw_row_t row = 0, next = 0; row < end; row++) {
        if (next < sheet->tall.count && sheet->tall.at[next] == row)
            next++;
        else
            worksheet_set_row(sheet->out, row, LINE_HEIGHT + LINE_SPARE, NULL);
    }
}

void sheet_close(struct sheet *sheet)
{
    if (sheet->charts) set_plain_heights(sheet);
    lxw_row_t frozen = sheet->head_row && sheet->head_row < FROZEN_MOST ? sheet->head_row + 1 : sheet->frozen;
    for (lxw_col_t i = 0; i <= sheet->columns && i < SHEET_COLUMNS && sheet->widths[i] > 0; i++)
        worksheet_set_column(sheet->out, i, i, sheet->widths[i], NULL);
    worksheet_freeze_panes(sheet->out, frozen, 0);
    worksheet_gridlines(sheet->out, LXW_HIDE_ALL_GRIDLINES);
    worksheet_ignore_errors(sheet->out, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
    worksheet_set_tab_color(sheet->out, sheet->book->theme->brand);
    set_print(sheet);
}
