/* SPDX-License-Identifier: MIT */
#include "workbook/cell.h"

#include "workbook/cell_text.h"
#include "workbook/number_look.h"

#include <math.h>
#include <string.h>

/* Serial number of 1970-01-01 in the 1900 date system (ECMA-376 Part 1, 18.17.4.1). */
#define SERIAL_OF_EPOCH 25569
/* 1900-03-01: before it the date system counts a 29 February that never was. */
#define SERIAL_FIRST 61

/* [bytes] Longest address a hyperlink may have. */
#define LINK_BYTES 2000

static uint32_t tone_color(const struct book *book, enum tone tone)
{
    return tone == TONE_NONE ? 0 : book->theme->tone[tone];
}

void cell_write_text(struct book *book, struct place place, str text, struct style style)
{
    const char *clean = book_text(book, text);
    if (!style.code && cell_text_is_risky(str_from(clean))) style.code = book->text_code;
    if (*clean)
        worksheet_write_string(place.sheet, place.row, place.col, clean, book_style(book, style));
    else
        worksheet_write_blank(place.sheet, place.row, place.col, book_style(book, style));
}

/* The reason in a note whose box fits it. */
static void write_reason(struct book *book, struct place place, str reason)
{
    if (reason.len == 0) return;
    lxw_comment_options options = {0};
    options.width = 220;
    options.height = (uint16_t)(24 + 16 * cell_text_lines(str_slice(reason, 0, 1000), 28));
    worksheet_write_comment_opt(place.sheet, place.row, place.col, book_text(book, reason), &options);
}

static void write_state(struct book *book, struct place place, const struct value *value, struct style style)
{
    style.color = book->theme->text_grey;
    style.code = NULL;
    str word = str_from(value->kind == VALUE_MISSING ? book->missing : book->not_applicable);
    cell_write_text(book, place, word, style);
    write_reason(book, place, value->text);
}

int32_t cell_date_serial(date day)
{
    return day == DATE_NONE || day + SERIAL_OF_EPOCH < SERIAL_FIRST ? 0 : day + SERIAL_OF_EPOCH;
}

static void write_date(struct book *book, struct place place, const struct value *value, struct style style)
{
    int32_t serial = cell_date_serial(value->day);
    if (serial == 0) {
        char iso[11] = "";
        if (value->day != DATE_NONE) date_iso(value->day, iso);
        cell_write_text(book, place, str_from(iso), style);
        return;
    }
    if (!style.code) style.code = book->date_code;
    if (style.align == CELL_AUTO) style.align = CELL_LEFT;
    worksheet_write_number(place.sheet, place.row, place.col, serial, book_style(book, style));
}

static void write_number(struct book *book, struct place place, const struct value *value, enum trend trend,
                         struct style style)
{
    const struct number_look *look = number_look(book, value, trend);
    if (!isfinite(number_look_shown(look, value))) { /* beyond a double: the digits as the page prints them */
        cell_write_text(book, place, locale_print(book->locale, book->arena, value), style);
        return;
    }
    style.code = look->code;
    worksheet_write_number(place.sheet, place.row, place.col, number_look_shown(look, value), book_style(book, style));
}

static void write_typed(struct book *book, struct place place, const struct value *value, enum trend trend,
                        struct style style)
{
    switch (value->kind) {
    case VALUE_NUMBER: write_number(book, place, value, trend, style); break;
    case VALUE_DATE: write_date(book, place, value, style); break;
    case VALUE_TEXT: cell_write_text(book, place, value->text, style); break;
    case VALUE_MISSING:
    case VALUE_NOT_APPLICABLE: write_state(book, place, value, style); break;
    default: worksheet_write_blank(place.sheet, place.row, place.col, book_style(book, style)); break;
    }
}

void cell_write_value(struct book *book, struct place place, const struct value *value, struct style style)
{
    if (!style.color) style.color = tone_color(book, value->tone);
    write_typed(book, place, value, TREND_NONE, style);
}

/* The series as block characters, lowest to highest; a gap where a figure is missing. */
static str spark_blocks(struct arena *arena, const struct doc_cell *cell)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < cell->spark_count; i++) {
        if (cell->spark[i].kind == VALUE_NUMBER) {
            double number = exact_double(cell->spark[i].number);
            low = fmin(low, number);
            high = fmax(high, number);
        }
    }
    struct strbuf buf = {0};
    for (size_t i = 0; i < cell->spark_count; i++) {
        double range = high > low ? high - low : 1;
        if (cell->spark[i].kind == VALUE_NUMBER)
            strbuf_add_code_point(&buf,
                                  0x2581 + (uint32_t)lround((exact_double(cell->spark[i].number) - low) / range * 7));
        else
            strbuf_addc(&buf, ' ');
    }
    str blocks = arena_str(arena, strbuf_str(&buf));
    strbuf_release(&buf);
    return blocks;
}

void cell_write(struct book *book, struct place place, const struct doc_cell *cell, struct style style)
{
    if (!style.color) style.color = tone_color(book, cell->value.tone);
    if (cell->look == LOOK_SPARK && cell->value.kind == VALUE_EMPTY)
        cell_write_text(book, place, spark_blocks(book->arena, cell), style);
    else if (cell->href.len && cell->value.kind == VALUE_TEXT)
        cell_write_link(book, place, cell->value.text, cell->href, style);
    else if (cell->look == LOOK_STATUS && cell->value.kind == VALUE_TEXT) {
        style.code = book->status_code;
        cell_write_text(book, place, cell->value.text, style);
    } else
        write_typed(book, place, &cell->value, cell->trend, style);
}

void cell_write_formula(struct book *book, struct place place, str formula, const struct value *value,
                        struct style style)
{
    if (!style.color) style.color = tone_color(book, value->tone);
    const char *text = arena_cstr(book->arena, formula);
    if (value->kind == VALUE_NUMBER && isfinite(exact_double(value->number))) {
        const struct number_look *look = number_look(book, value, TREND_NONE);
        style.code = look->code;
        worksheet_write_formula_num(place.sheet, place.row, place.col, text, book_style(book, style),
                                    number_look_shown(look, value));
    } else if (value->kind == VALUE_MISSING || value->kind == VALUE_NOT_APPLICABLE) {
        const char *word = value->kind == VALUE_MISSING ? book->missing : book->not_applicable;
        style.color = book->theme->text_grey;
        style.align = CELL_RIGHT;
        worksheet_write_formula_str(place.sheet, place.row, place.col, text, book_style(book, style), word);
        write_reason(book, place, value->text);
    } else {
        cell_write_value(book, place, value, style);
    }
}

static bool is_web_address(str href)
{
    if (href.len > LINK_BYTES || str_utf8_valid(href) != href.len) return false;
    for (size_t i = 0; i < href.len; i++) {
        if ((unsigned char)href.ptr[i] <= ' ' || href.ptr[i] == 0x7F) return false;
    }
    return str_starts(href, "https://") || str_starts(href, "http://") || str_starts(href, "mailto:");
}

static void write_url(struct book *book, struct place place, const char *url, str text, struct style style)
{
    style.color = book->theme->brand;
    style.is_link = true;
    lxw_format *format = book_style(book, style);
    const char *clean = book_text(book, text);
    (void)worksheet_write_url_opt(place.sheet, place.row, place.col, url, format, clean, NULL);
    /* Written again where the link was taken: the library turns the slashes of a file's link round, in its text too. */
    worksheet_write_string(place.sheet, place.row, place.col, clean, format);
}

void cell_write_sheet_link(struct book *book, struct place place, str text, const char *sheet, struct style style)
{
    write_url(book, place, arena_printf(book->arena, "internal:'%s'!A1", sheet).ptr, text, style);
}

void cell_write_link(struct book *book, struct place place, str text, str href, struct style style)
{
    const char *sheet =
        href.len && href.ptr[0] == '#' ? map_lookup(&book->anchors, str_slice(href, 1, href.len)) : NULL;
    if (sheet)
        cell_write_sheet_link(book, place, text, sheet, style);
    else if (is_web_address(href))
        write_url(book, place, arena_cstr(book->arena, href), text, style);
    else if (str_starts(href, "./"))
        write_url(book, place, arena_printf(book->arena, "external:%.*s", STR_ARG(href)).ptr, text, style);
    else
        cell_write_text(book, place, text, style);
}

double cell_width(struct book *book, const struct doc_cell *cell)
{
    const struct value *value = &cell->value;
    switch (value->kind) {
    case VALUE_NUMBER: {
        const struct number_look *look = number_look(book, value, cell->trend);
        return number_look_width(look, number_look_shown(look, value));
    }
    case VALUE_DATE: return 11;
    case VALUE_TEXT: return cell_text_width(value->text) + (cell->look == LOOK_STATUS ? 2 : 0);
    case VALUE_EMPTY: return cell->look == LOOK_SPARK ? (double)cell->spark_count * 1.1 : 0;
    default: return 4;
    }
}
