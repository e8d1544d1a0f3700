/* SPDX-License-Identifier: MIT */
/* style: one format a distinct look; the library's formats are large, and a cell costs nothing when its look exists. */
#include "workbook/book.h"
#include "workbook/cell_text.h"

static void set_font(const struct book *book, lxw_format *format, const struct style *style)
{
    static const double sizes[] = {[SIZE_BODY] = 11, [SIZE_SMALL] = 9, [SIZE_HEADING] = 13, [SIZE_TITLE] = 18};
    if (style->size != SIZE_BODY) format_set_font_size(format, sizes[style->size]);
    format_set_font_color(format, style->color ? style->color : book->theme->ink);
    if (style->is_bold) format_set_bold(format);
    if (style->is_code) format_set_font_name(format, "Consolas");
    if (style->is_link) format_set_underline(format, LXW_UNDERLINE_SINGLE);
}

static void set_rule(const struct book *book, lxw_format *format, enum style_rule rule)
{
    if (rule == RULE_ROW) {
        format_set_bottom(format, LXW_BORDER_HAIR);
        format_set_bottom_color(format, book->theme->line);
    } else if (rule == RULE_HEAD) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, book->theme->ink);
    } else if (rule == RULE_TOTAL) {
        format_set_top(format, LXW_BORDER_THIN);
        format_set_top_color(format, book->theme->ink);
    } else if (rule == RULE_GROUP) {
        format_set_top(format, LXW_BORDER_HAIR);
        format_set_top_color(format, book->theme->line);
    }
}

static lxw_format *make_format(struct book *book, const struct style *style)
{
    lxw_format *format = workbook_add_format(book->out);
    set_font(book, format, style);
    set_rule(book, format, style->rule);
    if (style->code) format_set_num_format(format, style->code);
    if (style->fill) format_set_bg_color(format, style->fill);
    if (style->align != CELL_AUTO)
        format_set_align(format, style->align == CELL_RIGHT ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    if (style->indent) format_set_indent(format, style->indent);
    if (style->is_wrapped) format_set_text_wrap(format);
    if (style->rule != RULE_HEAD) /* else at the foot, which is the format's default */
        format_set_align(format, style->is_top ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
    return format;
}

lxw_format *book_style(struct book *book, struct style style)
{
    lxw_format *format = map_lookup(&book->styles, (str){(const char *)&style, sizeof style});
    if (format) return format;
    struct style *key = arena_copy(book->arena, &style, 1, sizeof style);
    format = make_format(book, &style);
    map_set(book->arena, &book->styles, (str){(const char *)key, sizeof *key}, format);
    return format;
}

lxw_format *book_tone_format(struct book *book, enum tone tone)
{
    if (!book->tones[tone]) {
        book->tones[tone] = workbook_add_format(book->out);
        format_set_font_color(book->tones[tone], book->theme->tone[tone]);
        format_set_bg_color(book->tones[tone], book->theme->tone_tint[tone]);
    }
    return book->tones[tone];
}

const char *book_word(struct book *book, const char *key)
{
    return cell_text(book->arena, locale_word(book->locale, key), STR_NONE);
}

const char *book_text(struct book *book, str text)
{
    return cell_text(book->arena, text, book->cut_note);
}
