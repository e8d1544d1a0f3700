/* SPDX-License-Identifier: MIT */
#include "command/explain.h"

#include "base/say.h"

/* [columns] Where what is said begins. */
enum { MARGIN = 12, NAME_WIDTH = 26 };

/* [characters] Longest cell of a row, and longest name of an account in a list, that are printed whole. */
enum { CELL_CHARS = 48, NAME_CHARS = 40 };

static void put_padded(struct strbuf *out, str text, size_t width)
{
    strbuf_add(out, text);
    for (size_t chars = str_chars(text); chars < width; chars++)
        strbuf_addc(out, ' ');
}

struct value explain_whole(struct arena *arena, const struct value *value)
{
    struct value whole = *value;
    if (whole.kind != VALUE_NUMBER) return whole;
    int places = explain_places(arena, whole.unit, whole.number);
    whole.places = (signed char)(whole.unit == UNIT_MONEY && places == 1 ? 2 : places);
    return whole;
}

static void put_head(const struct explain_sheet *sheet, struct strbuf *out, const char *head)
{
    strbuf_adds(out, "  ");
    put_padded(out, str_from(say_phrase(sheet->language, head)), MARGIN - 2);
}

/* A value as documents print it; why it is not known in the catalogue's words. */
static str printed(const struct explain_sheet *sheet, const struct value *value)
{
    str text = locale_print(sheet->locale, sheet->arena, value);
    if (value->kind != VALUE_MISSING && value->kind != VALUE_NOT_APPLICABLE) return text;
    str reason = results_word(sheet->results, value->text, locale_language(sheet->locale));
    return say_text(sheet->arena, sheet->language, "%.*s (%s: %.*s)", STR_ARG(text),
                        value->kind == VALUE_MISSING ? "missing" : "not applicable", STR_ARG(reason));
}

static str day(const struct explain_sheet *sheet, date of)
{
    char iso[11];
    if (of == DATE_NONE) return STR("?");
    date_iso(of, iso);
    return arena_str(sheet->arena, str_from(iso));
}

static void put_period(const struct explain_sheet *sheet, struct strbuf *out)
{
    const struct explain_period *period = &sheet->explanation->period;
    put_head(sheet, out, "filters");
    say_add(out, sheet->language, "scope %.*s; period %.*s, from %.*s up to %.*s", STR_ARG(sheet->subject), STR_ARG(period->key),
                  STR_ARG(day(sheet, period->start)), STR_ARG(day(sheet, period->end - 1)));
    if (period->last < period->end - 1)
        say_add(out, sheet->language, ", known up to %.*s", STR_ARG(day(sheet, period->last)));
    say_add(out, sheet->language, "; as of %.*s\n", STR_ARG(day(sheet, period->as_of)));
}

static void put_settings(const struct explain_sheet *sheet, struct strbuf *out)
{
    const struct explanation *explanation = sheet->explanation;
    for (size_t i = 0; i < explanation->setting_count; i++) {
        const struct setting *setting = explanation->settings[i];
        put_head(sheet, out, i ? "" : "settings");
        strbuf_printf(out, "%.*s: %.*s", STR_ARG(setting->key), STR_ARG(setting->text));
        if (setting->span.file) strbuf_printf(out, "   (%s:%u)", setting->span.file->name, (unsigned)setting->span.line);
        strbuf_addc(out, '\n');
    }
}

static str cut(const struct explain_sheet *sheet, str text, size_t most)
{
    size_t at = 0, chars = 0;
    while (at < text.len && chars++ < most)
        (void)str_next(text, &at);
    return at < text.len ? arena_printf(sheet->arena, "%.*s…", STR_ARG(str_slice(text, 0, at))) : text;
}

/* A cell of a row with all its decimals, cut where it is long. */
static str cell(const struct explain_sheet *sheet, const struct value *value)
{
    struct value whole = explain_whole(sheet->arena, value);
    return cut(sheet, locale_print_bare(sheet->locale, sheet->arena, &whole), CELL_CHARS);
}

static void put_row(const struct explain_sheet *sheet, const struct behind *behind, const struct behind_row *row,
                    struct strbuf *out)
{
    strbuf_adds(out, "      ");
    put_padded(out, arena_printf(sheet->arena, "%.*s:%lld", STR_ARG(row->file), (long long)row->line), 34);
    for (size_t i = 0; i < behind->table->count; i++) {
        if (row->cells[i].kind == VALUE_EMPTY) continue;
        strbuf_printf(out, "  %s=%.*s", behind->table->columns[i].name, STR_ARG(cell(sheet, &row->cells[i])));
    }
    strbuf_addc(out, '\n');
}

static void put_behind(const struct explain_sheet *sheet, const struct behind *list, size_t count, str of,
                       struct strbuf *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct behind *behind = &list[i];
        say_add(out, sheet->language, "\n  rows of %s behind %.*s: %lld\n    where %.*s\n", behind->table->name, STR_ARG(of),
                      (long long)behind->total, STR_ARG(behind->condition));
        for (size_t j = 0; j < behind->count; j++)
            put_row(sheet, behind, &behind->rows[j], out);
        if (behind->total > (int64_t)behind->count)
            say_add(out, sheet->language, "      and %lld more (--all)\n", (long long)behind->total - (long long)behind->count);
    }
}

static void put_band(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    const struct band_table *table = figure->metric->bands;
    str                      id = figure->result.band;
    if (!table) return;
    put_head(sheet, out, "band");
    if (id.len)
        say_add(out, sheet->language, "%.*s: %.*s;",
                      STR_ARG(results_band_word(sheet->results, figure->metric->id, id, locale_language(sheet->locale))),
                      STR_ARG(explain_band_range(sheet->arena, table, id, sheet->language)));
    else
        say_add(out, sheet->language, "none;");
    say_add(out, sheet->language, " table %.*s, version %.*s of %.*s\n", STR_ARG(table->id), STR_ARG(table->version), STR_ARG(table->date));
    put_head(sheet, out, "");
    say_add(out, sheet->language, "source: %.*s\n", STR_ARG(table->source));
    put_head(sheet, out, "");
    say_add(out, sheet->language, "rule: %.*s\n", STR_ARG(table->rule));
}

static void put_goal(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    const struct metric_result *result = &figure->result;
    if (!result->has_goal) return;
    put_head(sheet, out, "goal");
    bool is_known = result->value.kind == VALUE_NUMBER;
    say_add(out, sheet->language, "%.*s: %s\n", STR_ARG(result->goal), !is_known ? "not known" : result->is_goal_met ? "met" : "not met");
}

static void put_previous(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    static const char *const trends[] = {"", ", ↑", ", → (within the dead band)", ", ↓"};
    const struct metric_result *result = &figure->result;
    if (result->previous.kind == VALUE_EMPTY) return;
    put_head(sheet, out, "previous");
    say_add(out, sheet->language, "%.*s in %.*s", STR_ARG(printed(sheet, &result->previous)),
                  STR_ARG(sheet->explanation->previous.key));
    if (result->trend != RESULT_NO_TREND)
        say_add(out, sheet->language, "; change %.*s%s", STR_ARG(printed(sheet, &result->change)), trends[result->trend]);
    if (result->trend_tone == TONE_GOOD || result->trend_tone == TONE_BAD)
        say_add(out, sheet->language, " (%s)", tone_word(result->trend_tone));
    strbuf_addc(out, '\n');
}

static void put_rounding(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    const struct metric_result *result = &figure->result;
    if (result->value.kind != VALUE_NUMBER) return;
    put_head(sheet, out, "exact");
    struct exact shown = print_scale(sheet->arena, figure->metric->unit, result->value.number);
    str          decimal = exact_print(sheet->arena, shown, 12), dumped = exact_dump(sheet->arena, shown);
    while (decimal.len && decimal.ptr[decimal.len - 1] == '0')
        decimal.len--;
    if (decimal.len && decimal.ptr[decimal.len - 1] == '.') decimal.len--;
    strbuf_add(out, decimal);
    if (!str_equal(decimal, dumped) && dumped.len <= 60) strbuf_printf(out, " = %.*s", STR_ARG(dumped));
    say_add(out, sheet->language, " (%s), printed %.*s", unit_word(figure->metric->unit), STR_ARG(printed(sheet, &result->value)));
    if (result->value.places >= 0)
        say_add(out, sheet->language, ": %d decimals, for fewer would show another band or the other side of the goal",
                      result->value.places);
    else if (figure->metric->bands && figure->metric->bands->round >= 0)
        say_add(out, sheet->language, ": rounded half away from zero first, then banded");
    else
        say_add(out, sheet->language, ": half away from zero");
    strbuf_addc(out, '\n');
}

/* The figure against its benchmark: in points where the index goes through zero, of which a percentage says nothing. */
static struct value against(const struct explain_sheet *sheet, const struct metric_result *result)
{
    if (result->value.unit != UNIT_NPS || !value_has_number(&result->value)) return result->versus;
    struct exact gap = exact_sub(sheet->arena, result->value.number, result->benchmark.number);
    struct value points = value_number(UNIT_POINTS, exact_div(sheet->arena, gap, exact_from_int(sheet->arena, 100)));
    points.is_signed = true;
    return points;
}

static void put_notes(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    const struct metric_result *result = &figure->result;
    str                         note = results_word(sheet->results, result->note, locale_language(sheet->locale));
    if (result->n >= 0) {
        put_head(sheet, out, "n");
        strbuf_printf(out, "%lld\n", (long long)result->n);
    }
    if (note.len) {
        put_head(sheet, out, "note");
        strbuf_printf(out, "%.*s\n", STR_ARG(note));
    }
    if (figure->metric->formula.root->kind == FORMULA_WEIGHTED && result->value.kind == VALUE_NUMBER && !figure->member_total) {
        put_head(sheet, out, "coverage");
        struct value coverage = value_number(UNIT_PERCENT, result->coverage);
        say_add(out, sheet->language, "%.*s of the weights are known; those of the others are shared out\n",
                      STR_ARG(printed(sheet, &coverage)));
    }
    if (result->benchmark.kind == VALUE_NUMBER) {
        struct value versus = against(sheet, result);
        put_head(sheet, out, "benchmark");
        say_add(out, sheet->language, "%.*s, %.*s against it\n", STR_ARG(printed(sheet, &result->benchmark)),
                      STR_ARG(printed(sheet, &versus)));
    }
}

static void put_inputs(const struct explain_sheet *sheet, const struct explain_figure *figure, size_t depth, struct strbuf *out)
{
    for (size_t i = 0; i < figure->input_count; i++) {
        const struct explain_input *input = &figure->inputs[i];
        for (size_t j = 0; j < 2 * depth + 4; j++)
            strbuf_addc(out, ' ');
        put_padded(out, input->value.name, NAME_WIDTH);
        strbuf_adds(out, " ");
        put_padded(out, input->setting ? input->setting->text : printed(sheet, &input->value.value), 14);
        if (!str_equal(input->value.label, input->value.name)) strbuf_printf(out, "  %.*s", STR_ARG(input->value.label));
        if (input->figure) strbuf_printf(out, " = %.*s", STR_ARG(input->figure->metric->formula_text));
        strbuf_addc(out, '\n');
        if (input->figure) put_inputs(sheet, input->figure, depth + 1, out);
    }
}

static void put_members(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    if (!figure->member_total) return;
    say_add(out, sheet->language, "\n  mean of %lld accounts, the lowest first\n", (long long)figure->member_total);
    for (size_t i = 0; i < figure->member_count; i++) {
        const struct explain_member *member = &figure->members[i];
        strbuf_adds(out, "    ");
        put_padded(out, member->id, 20);
        strbuf_addc(out, ' ');
        put_padded(out, cut(sheet, member->name, NAME_CHARS), NAME_CHARS + 1);
        strbuf_printf(out, "  %.*s\n", STR_ARG(printed(sheet, &member->value)));
    }
    if (figure->member_total > (int64_t)figure->member_count)
        say_add(out, sheet->language, "    and %lld more (--all)\n", (long long)figure->member_total - (long long)figure->member_count);
}

/* The rows of the whole tree, each figure's after those it is made of. */
static void put_all_behind(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    for (size_t i = 0; i < figure->input_count; i++) {
        if (figure->inputs[i].figure) put_all_behind(sheet, figure->inputs[i].figure, out);
    }
    put_behind(sheet, figure->behind, figure->behind_count, figure->metric->id, out);
}

static void put_figure(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    put_head(sheet, out, "value");
    strbuf_printf(out, "%.*s\n", STR_ARG(printed(sheet, &figure->result.value)));
    put_rounding(sheet, figure, out);
    put_band(sheet, figure, out);
    put_goal(sheet, figure, out);
    put_previous(sheet, figure, out);
    put_notes(sheet, figure, out);
    put_head(sheet, out, "formula");
    strbuf_printf(out, "%.*s\n", STR_ARG(figure->metric->formula_text));
    put_period(sheet, out);
    put_settings(sheet, out);
    if (figure->input_count) say_add(out, sheet->language, "\n  inputs\n");
    put_inputs(sheet, figure, 0, out);
    put_members(sheet, figure, out);
    put_all_behind(sheet, figure, out);
}

static void put_derived(const struct explain_sheet *sheet, const struct metric_table *table, struct strbuf *out)
{
    const struct yaml_node *derive = yaml_get(table->node, "derive");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        if (column->kind == COLUMN_PLAIN) continue;
        strbuf_printf(out, "    %.*s: ", STR_ARG(column->name));
        if (column->kind == COLUMN_BAND)
            say_add(out, sheet->language, "band of %.*s, table %.*s, version %.*s of %.*s\n", STR_ARG(table->columns[column->source].name),
                          STR_ARG(column->bands->id), STR_ARG(column->bands->version), STR_ARG(column->bands->date));
        else
            strbuf_printf(out, "%.*s\n", STR_ARG(yaml_get(derive, arena_cstr(sheet->arena, column->name))->text));
    }
}

static void put_table(const struct explain_sheet *sheet, struct strbuf *out)
{
    const struct explanation *explanation = sheet->explanation;
    const struct query_rows  *rows = &explanation->rows;
    size_t                    shown = rows->row_count < sheet->most ? rows->row_count : sheet->most;
    put_period(sheet, out);
    put_settings(sheet, out);
    say_add(out, sheet->language, "\n  table: %zu rows\n", rows->row_count);
    for (size_t i = 0; i < shown; i++) {
        strbuf_adds(out, "   ");
        for (size_t c = 2; c < rows->column_count; c++) {
            struct value value = rows->cells[i * rows->column_count + c];
            if (value.kind == VALUE_EMPTY) continue;
            if (value.kind == VALUE_TEXT) value.text = results_word(sheet->results, value.text, locale_language(sheet->locale));
            strbuf_printf(out, " %.*s=%.*s", STR_ARG(rows->columns[c].name), STR_ARG(locale_print(sheet->locale, sheet->arena, &value)));
        }
        strbuf_addc(out, '\n');
    }
    if (shown < rows->row_count) say_add(out, sheet->language, "    and %zu more (--all)\n", rows->row_count - shown);
    if (explanation->table->column_count > explanation->table->plain_count) say_add(out, sheet->language, "\n  derived\n");
    put_derived(sheet, explanation->table, out);
    put_behind(sheet, explanation->behind, explanation->behind_count, explanation->table->id, out);
}

void explain_print_text(const struct explain_sheet *sheet, struct strbuf *out)
{
    const struct explanation *explanation = sheet->explanation;
    const struct yaml_node   *label = explanation->figure ? explanation->figure->metric->label : explanation->table->label;
    str                       id = explanation->figure ? explanation->figure->metric->id : explanation->table->id;
    strbuf_printf(out, "%.*s [%.*s]\n%.*s (%.*s), %.*s\n\n", STR_ARG(words_in(label, locale_language(sheet->locale))), STR_ARG(id),
                  STR_ARG(sheet->name), STR_ARG(sheet->subject), STR_ARG(explanation->period.key));
    if (explanation->figure)
        put_figure(sheet, explanation->figure, out);
    else
        put_table(sheet, out);
}
