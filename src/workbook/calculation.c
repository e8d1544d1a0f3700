/* SPDX-License-Identifier: MIT */
#include "workbook/calculation.h"

#include "workbook/cell_text.h"
#include "workbook/live_formula.h"
#include "workbook/number_look.h"
#include "workbook/sheet.h"

#include <math.h>

enum column { COLUMN_LABEL, COLUMN_VALUE, COLUMN_BAND, COLUMN_FORMULA, COLUMN_PERIOD, COLUMN_SOURCE, COLUMN_COUNT };

/* [digits] A formula or a source is wrapped beyond this. */
#define TEXT_MOST 56

struct calculations {
    struct sheet      sheet;
    struct live_cells cells;
    lxw_row_t        *rows; /* of each result */
};

static const struct doc_calculation *calculation_at(const struct calculations *all, size_t index)
{
    return &all->sheet.book->doc->calculations[index];
}

/* The cell that shows a figure, which may be a multiple of it. */
static struct live_cell *live_cell(struct book *book, lxw_row_t row, const struct value *value)
{
    struct live_cell *cell = ARENA_NEW(book->arena, struct live_cell);
    char              name[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(name, row, COLUMN_VALUE);
    *cell = (struct live_cell){.reference = arena_str(book->arena, str_from(name)), .multiply = 1, .divide = 1};
    cell->is_known = value->kind == VALUE_NUMBER;
    if (cell->is_known) {
        cell->figure = exact_double(value->number);
        const struct number_look *look = number_look(book, value, TREND_NONE);
        cell->multiply = look->multiply;
        cell->divide = look->divide;
    }
    return cell;
}

/* A formula may use a metric of another row, so all rows are known first. */
static void place_rows(struct calculations *all, lxw_row_t first)
{
    struct book *book = all->sheet.book;
    all->rows = ARENA_ARRAY(book->arena, lxw_row_t, book->doc->calculation_count);
    for (size_t i = 0; i < book->doc->calculation_count; i++) {
        const struct doc_calculation *calculation = calculation_at(all, i);
        all->rows[i] = first;
        map_set(book->arena, &all->cells.metrics, calculation->id, live_cell(book, first, &calculation->value));
        first += 1 + (lxw_row_t)calculation->input_count;
    }
}

static str formula_words(struct book *book, const struct doc_calculation *calculation)
{
    static const char *const functions[] = {"coalesce", "weighted"};
    struct map               labels = {0};
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        const char *key = arena_printf(book->arena, "workbook.%s", functions[i]).ptr;
        str         word = locale_word(book->locale, key);
        map_set(book->arena, &labels, arena_printf(book->arena, "%s(", functions[i]),
                arena_copy(book->arena, &word, 1, sizeof word));
    }
    for (size_t i = 0; i < calculation->input_count; i++)
        map_set(book->arena, &labels, calculation->input_names[i], &calculation->input_labels[i]);
    for (size_t i = 0; i < book->doc->calculation_count; i++) {
        struct doc_calculation *other = &book->doc->calculations[i];
        if (!map_lookup(&labels, other->id)) map_set(book->arena, &labels, other->id, &other->label);
    }
    return live_formula_words(book->arena, calculation->formula, &labels);
}

/* The words of the state the engine found, whichever way a formula comes to it: no answers is « n.d. », not « — ». */
static struct live_words state_words(const struct book *book, const struct value *value)
{
    str missing = str_from(book->missing), not_applicable = str_from(book->not_applicable);
    return (struct live_words){.missing = value->kind == VALUE_NOT_APPLICABLE ? not_applicable : missing,
                               .not_applicable = value->kind == VALUE_MISSING ? missing : not_applicable};
}

/* A formula may not say it all: a score of too few indicators is held back, whatever they come to. */
static bool is_same(const struct live_result *live, const struct value *value)
{
    if (value->kind != VALUE_NUMBER || !live->is_known) return value->kind != VALUE_NUMBER && !live->is_known;
    double figure = exact_double(value->number);
    return fabs(live->figure - figure) <= 1e-9 * fmax(1, fabs(figure));
}

/* False for what cannot be live: no formula, or one the spreadsheet would not follow to the same figure. */
static bool live_formula(struct calculations *all, size_t index, str *out)
{
    const struct doc_calculation *calculation = calculation_at(all, index);
    struct book                  *book = all->sheet.book;
    const struct live_cell       *result = map_lookup(&all->cells.metrics, calculation->id);
    struct live_words             words = state_words(book, &calculation->value);
    struct live_result            live;
    all->cells.inputs = (struct map){0};
    for (size_t i = 0; i < calculation->input_count; i++)
        map_set(book->arena, &all->cells.inputs, calculation->input_names[i],
                live_cell(book, all->rows[index] + 1 + (lxw_row_t)i, &calculation->inputs[i]));
    if (live_formula_write(book->arena, calculation->formula, &all->cells, result, &words, &live) != RC_OK)
        return false;
    *out = live.formula;
    return is_same(&live, &calculation->value);
}

static struct place at(const struct calculations *all, enum column column)
{
    return sheet_place(&all->sheet, all->sheet.row, (lxw_col_t)column);
}

static void write_text(struct calculations *all, enum column column, str text, struct style style)
{
    double width = all->sheet.widths[column] - 2;
    style.is_wrapped = cell_text_width(text) > width;
    cell_write_text(all->sheet.book, at(all, column), text, style);
}

static void write_result_value(struct calculations *all, size_t index, struct style style)
{
    const struct doc_calculation *calculation = calculation_at(all, index);
    str                           formula;
    struct value                  value = calculation->value;
    value.tone = TONE_NONE; /* the band beside it has the colour */
    style.align = CELL_RIGHT;
    if (live_formula(all, index, &formula))
        cell_write_formula(all->sheet.book, at(all, COLUMN_VALUE), formula, &value, style);
    else
        cell_write_value(all->sheet.book, at(all, COLUMN_VALUE), &value, style);
}

/* Lines of the tallest cell of a result's row. */
static int result_lines(const struct calculations *all, const struct doc_calculation *calculation, str words)
{
    const double *widths = all->sheet.widths;
    int           formula = cell_text_lines(words, widths[COLUMN_FORMULA] - 2);
    int           source = cell_text_lines(calculation->source, widths[COLUMN_SOURCE] - 2);
    return source > formula ? source : formula;
}

static void write_result(struct calculations *all, size_t index)
{
    const struct doc_calculation *calculation = calculation_at(all, index);
    struct book                  *book = all->sheet.book;
    str                           words = formula_words(book, calculation);
    int                           lines = result_lines(all, calculation, words);
    struct style                  bold = {.rule = RULE_GROUP, .align = CELL_LEFT, .is_bold = true, .is_top = lines > 1};
    struct style                  grey = {.rule = RULE_GROUP, .align = CELL_LEFT, .indent = 1, .is_top = lines > 1};
    struct style                  band = grey;
    grey.color = book->theme->text_grey;
    band.color = calculation->value.tone == TONE_NONE ? 0 : book->theme->tone[calculation->value.tone];
    if (calculation->band.len) band.code = book->status_code;
    if (lines > 1) sheet_set_height(&all->sheet, LINE_HEIGHT * lines + LINE_SPARE);
    write_text(all, COLUMN_LABEL, calculation->label, bold);
    write_result_value(all, index, bold);
    write_text(all, COLUMN_BAND, calculation->band, band);
    write_text(all, COLUMN_FORMULA, words, grey);
    write_text(all, COLUMN_PERIOD, calculation->period, grey);
    write_text(all, COLUMN_SOURCE, calculation->source, grey);
}

/* « =B12 » for an input that is the figure of another row, or an empty str: figures follow one another through the
 * sheet. */
static str metric_link(const struct calculations *all, const struct doc_calculation *calculation, size_t input)
{
    str                     name = calculation->input_names[input];
    const struct value     *value = &calculation->inputs[input];
    const struct live_cell *other = map_lookup(&all->cells.metrics, name);
    bool is_other = other && !str_equal(name, calculation->id) && other->is_known && value->kind == VALUE_NUMBER;
    const struct number_look *look = is_other ? number_look(all->sheet.book, value, TREND_NONE) : NULL;
    if (!look || look->multiply != other->multiply || look->divide != other->divide ||
        exact_double(value->number) != other->figure)
        return STR_NONE;
    return arena_printf(all->sheet.book->arena, "=%.*s", STR_ARG(other->reference));
}

/* [decimals] */
#define INPUT_PLACES 4

/* A weight of 0.25 is no 0.3: plain numbers show all their decimals here, so that the formula can be followed. */
static struct value with_all_places(struct arena *arena, const struct value *input)
{
    struct value value = *input;
    bool         is_plain = value.kind == VALUE_NUMBER && (value.unit == UNIT_DECIMAL || value.unit == UNIT_COUNT);
    for (int places = 0; is_plain && places <= INPUT_PLACES; places++) {
        value.places = (signed char)places;
        if (exact_compare(exact_round(arena, value.number, places), value.number) == 0) break;
    }
    return value;
}

/* Inputs are one outline level down: they fold away under their metric. */
static void write_input(struct calculations *all, const struct doc_calculation *calculation, size_t input)
{
    lxw_row_col_options options = {.level = 1};
    struct style        style = {.indent = 1};
    worksheet_set_row_opt(all->sheet.out, all->sheet.row, LXW_DEF_ROW_HEIGHT, NULL, &options);
    write_text(all, COLUMN_LABEL, calculation->input_labels[input], style);
    str link = metric_link(all, calculation, input);
    style = (struct style){.align = CELL_RIGHT};
    struct value value = with_all_places(all->sheet.book->arena, &calculation->inputs[input]);
    if (link.len)
        cell_write_formula(all->sheet.book, at(all, COLUMN_VALUE), link, &value, style);
    else
        cell_write_value(all->sheet.book, at(all, COLUMN_VALUE), &value, style);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "nps1" would be read as a cell: up to three letters and digits only. */
static bool looks_like_cell(str id)
{
    size_t letters = 0;
    while (letters < id.len && is_letter(id.ptr[letters]))
        letters++;
    for (size_t i = letters; i < id.len; i++) {
        if (id.ptr[i] < '0' || id.ptr[i] > '9') return false;
    }
    return letters <= 3 && letters < id.len;
}

/* A defined name for the metric, where its id can be one (ECMA-376 Part 1, 18.2.5). */
static void define_name(struct calculations *all, size_t index, const char *sheet_name)
{
    struct book *book = all->sheet.book;
    str          id = calculation_at(all, index)->id;
    bool         is_name = id.len > 1 && id.len <= 200 && is_letter(id.ptr[0]);
    for (size_t i = 0; i < id.len && is_name; i++)
        is_name =
            is_letter(id.ptr[i]) || (id.ptr[i] >= '0' && id.ptr[i] <= '9') || id.ptr[i] == '_' || id.ptr[i] == '.';
    if (!is_name) return;
    str name = looks_like_cell(id) ? arena_printf(book->arena, "%.*s_", STR_ARG(id)) : arena_str(book->arena, id);
    str target = arena_printf(book->arena, "='%s'!$B$%u", sheet_name, all->rows[index] + 1);
    workbook_define_name(book->out, name.ptr, target.ptr);
}

static void plan_widths(struct calculations *all)
{
    struct book        *book = all->sheet.book;
    struct sheet       *sheet = &all->sheet;
    static const double least[COLUMN_COUNT] = {34, 14, 16, 40, 12, 24};
    for (lxw_col_t i = 0; i < COLUMN_COUNT; i++)
        sheet_widen(sheet, i, least[i]);
    for (size_t i = 0; i < book->doc->calculation_count; i++) {
        const struct doc_calculation *one = calculation_at(all, i);
        sheet_widen(sheet, COLUMN_LABEL, fmin(cell_text_width(one->label) * 1.08 + 2, TEXT_MOST));
        for (size_t k = 0; k < one->input_count; k++)
            sheet_widen(sheet, COLUMN_LABEL, fmin(cell_text_width(one->input_labels[k]) + 3, TEXT_MOST));
        sheet_widen(sheet, COLUMN_BAND, fmin(cell_text_width(one->band) + 4, TEXT_MOST));
        sheet_widen(sheet, COLUMN_FORMULA, fmin(cell_text_width(one->formula) + 2, TEXT_MOST));
        sheet_widen(sheet, COLUMN_SOURCE, fmin(cell_text_width(one->source) + 2, 36));
    }
}

static void write_heads(struct calculations *all)
{
    static const char *const keys[COLUMN_COUNT] = {"workbook.indicator", "workbook.value",  "workbook.rating",
                                                   "workbook.formula",   "workbook.period", "workbook.source"};
    struct style             style = {.rule = RULE_HEAD, .is_bold = true, .color = all->sheet.book->theme->text_grey};
    for (enum column i = COLUMN_LABEL; i < COLUMN_COUNT; i++) {
        style.align = i == COLUMN_VALUE ? CELL_RIGHT : CELL_LEFT;
        style.indent = i > COLUMN_VALUE;
        cell_write_text(all->sheet.book, at(all, i), locale_word(all->sheet.book->locale, keys[i]), style);
    }
    all->sheet.head_row = all->sheet.row++;
}

void calculation_write_sheet(struct book *book, const char *name)
{
    struct calculations *all = ARENA_NEW(book->arena, struct calculations);
    sheet_open(&all->sheet, book, name, locale_word(book->locale, "workbook.calculations"));
    plan_widths(all);
    write_heads(all);
    place_rows(all, all->sheet.row);
    for (size_t i = 0; i < book->doc->calculation_count; i++) {
        const struct doc_calculation *calculation = calculation_at(all, i);
        write_result(all, i);
        all->sheet.row++;
        for (size_t k = 0; k < calculation->input_count; k++, all->sheet.row++)
            write_input(all, calculation, k);
        define_name(all, i, name);
    }
    worksheet_outline_settings(all->sheet.out, LXW_TRUE, LXW_FALSE, LXW_FALSE, LXW_FALSE);
    sheet_close(&all->sheet);
}
