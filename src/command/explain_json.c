/* SPDX-License-Identifier: MIT */
#include "command/explain.h"

static void put_text(struct strbuf *out, const char *key, str text)
{
    strbuf_printf(out, "\"%s\":", key);
    if (text.ptr)
        strbuf_add_json(out, text);
    else
        strbuf_adds(out, "null");
}

static void put_day(struct strbuf *out, const char *key, date day)
{
    char iso[11];
    if (day != DATE_NONE) date_iso(day, iso);
    put_text(out, key, day == DATE_NONE ? STR_NONE : str_from(iso));
}

/* "state", "exact", "unit", "printed", and for what is not known "reason". */
static void put_value(const struct explain_sheet *sheet, const struct value *value, struct strbuf *out)
{
    static const char *const states[VALUE_KIND_COUNT] = {
        [VALUE_EMPTY] = "empty",     [VALUE_NUMBER] = "value",     [VALUE_DATE] = "value",
        [VALUE_TEXT] = "value",      [VALUE_MISSING] = "missing",  [VALUE_NOT_APPLICABLE] = "n/a"};
    bool is_unknown = value->kind == VALUE_MISSING || value->kind == VALUE_NOT_APPLICABLE;
    put_text(out, "state", str_from(states[value->kind]));
    if (value->kind == VALUE_NUMBER) {
        strbuf_addc(out, ',');
        put_text(out, "exact", exact_dump(sheet->arena, value->number));
        strbuf_addc(out, ',');
        put_text(out, "unit", str_from(unit_word(value->unit)));
    }
    if (is_unknown) {
        strbuf_addc(out, ',');
        put_text(out, "reason", value->text);
        strbuf_addc(out, ',');
        put_text(out, "reason_words", results_word(sheet->results, value->text, locale_language(sheet->locale)));
    }
    strbuf_addc(out, ',');
    put_text(out, "printed", value->kind == VALUE_EMPTY ? STR_NONE : locale_print(sheet->locale, sheet->arena, value));
}

static void put_cells(const struct explain_sheet *sheet, const struct behind *behind, const struct behind_row *row,
                      struct strbuf *out)
{
    bool is_first = true;
    strbuf_adds(out, ",\"cells\":{");
    for (size_t i = 0; i < behind->table->count; i++) {
        const struct value *value = &row->cells[i];
        if (value->kind == VALUE_EMPTY) continue;
        if (!is_first) strbuf_addc(out, ',');
        is_first = false;
        put_text(out, behind->table->columns[i].name,
                 value->kind == VALUE_NUMBER ? exact_dump(sheet->arena, value->number) : value->text);
    }
    strbuf_addc(out, '}');
}

static void put_behind(const struct explain_sheet *sheet, const struct behind *list, size_t count, struct strbuf *out)
{
    strbuf_adds(out, "\"rows\":[");
    for (size_t i = 0; i < count; i++) {
        const struct behind *behind = &list[i];
        strbuf_adds(out, i ? ",{" : "{");
        put_text(out, "table", str_from(behind->table->name));
        strbuf_addc(out, ',');
        put_text(out, "where", behind->condition);
        strbuf_printf(out, ",\"total\":%lld,\"rows\":[", (long long)behind->total);
        for (size_t j = 0; j < behind->count; j++) {
            strbuf_adds(out, j ? ",{" : "{");
            put_text(out, "file", behind->rows[j].file);
            strbuf_printf(out, ",\"line\":%lld", (long long)behind->rows[j].line);
            put_cells(sheet, behind, &behind->rows[j], out);
            strbuf_addc(out, '}');
        }
        strbuf_adds(out, "]}");
    }
    strbuf_addc(out, ']');
}

static void put_band(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    const struct band_table *table = figure->metric->bands;
    str                      id = figure->result.band;
    if (!table) return;
    strbuf_adds(out, ",\"band\":{");
    put_text(out, "id", id);
    strbuf_addc(out, ',');
    put_text(out, "word", results_band_word(sheet->results, figure->metric->id, id, locale_language(sheet->locale)));
    strbuf_addc(out, ',');
    put_text(out, "range", explain_band_range(sheet->arena, table, id, DIAG_ENGLISH));
    const struct {
        const char *key;
        str         text;
    } origins[] = {{"table", table->id}, {"version", table->version}, {"date", table->date}, {"source", table->source}, {"rule", table->rule}};
    for (size_t i = 0; i < COUNT_OF(origins); i++) {
        strbuf_addc(out, ',');
        put_text(out, origins[i].key, origins[i].text);
    }
    strbuf_addc(out, '}');
}

static void put_trend(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    static const char *const trends[] = {[RESULT_UP] = "up", [RESULT_FLAT] = "flat", [RESULT_DOWN] = "down"};
    const struct metric_result *result = &figure->result;
    if (result->has_goal) {
        strbuf_adds(out, ",\"goal\":{");
        put_text(out, "text", result->goal);
        strbuf_printf(out, ",\"is_met\":%s}", result->value.kind != VALUE_NUMBER ? "null" : result->is_goal_met ? "true" : "false");
    }
    if (result->previous.kind == VALUE_EMPTY) return;
    strbuf_adds(out, ",\"previous\":{");
    put_text(out, "period", sheet->explanation->previous.key);
    strbuf_addc(out, ',');
    put_value(sheet, &result->previous, out);
    if (result->trend != RESULT_NO_TREND) {
        strbuf_adds(out, ",\"change\":{");
        put_value(sheet, &result->change, out);
        strbuf_adds(out, "},");
        put_text(out, "trend", str_from(trends[result->trend]));
        strbuf_addc(out, ',');
        put_text(out, "tone", result->trend_tone == TONE_NONE ? STR_NONE : str_from(tone_word(result->trend_tone)));
    }
    strbuf_addc(out, '}');
}

static void put_figure(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out);

static void put_inputs(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    static const char *const kinds[] = {[NAME_INPUT] = "input", [NAME_METRIC] = "metric", [NAME_SETTING] = "setting"};
    strbuf_adds(out, ",\"inputs\":[");
    for (size_t i = 0; i < figure->input_count; i++) {
        const struct explain_input *input = &figure->inputs[i];
        strbuf_adds(out, i ? ",{" : "{");
        put_text(out, "name", input->value.name);
        strbuf_addc(out, ',');
        put_text(out, "label", input->value.label);
        strbuf_addc(out, ',');
        put_text(out, "kind", str_from(kinds[input->kind]));
        strbuf_addc(out, ',');
        struct value value = input->setting ? explain_whole(sheet->arena, &input->value.value) : input->value.value;
        put_value(sheet, &value, out);
        if (input->figure) {
            strbuf_adds(out, ",\"figure\":{");
            put_figure(sheet, input->figure, out);
            strbuf_addc(out, '}');
        }
        strbuf_addc(out, '}');
    }
    strbuf_addc(out, ']');
}

static void put_members(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    if (!figure->member_total) return;
    strbuf_printf(out, ",\"mean_of\":{\"total\":%lld,\"accounts\":[", (long long)figure->member_total);
    for (size_t i = 0; i < figure->member_count; i++) {
        strbuf_adds(out, i ? ",{" : "{");
        put_text(out, "id", figure->members[i].id);
        strbuf_addc(out, ',');
        put_text(out, "name", figure->members[i].name);
        strbuf_addc(out, ',');
        put_value(sheet, &figure->members[i].value, out);
        strbuf_addc(out, '}');
    }
    strbuf_adds(out, "]}");
}

static void put_figure(const struct explain_sheet *sheet, const struct explain_figure *figure, struct strbuf *out)
{
    const struct metric_result *result = &figure->result;
    put_text(out, "metric", figure->metric->id);
    strbuf_addc(out, ',');
    put_text(out, "label", words_in(figure->metric->label, locale_language(sheet->locale)));
    strbuf_addc(out, ',');
    put_value(sheet, &result->value, out);
    if (result->value.kind == VALUE_NUMBER)
        strbuf_printf(out, ",\"is_widened\":%s", result->value.places >= 0 ? "true" : "false");
    put_band(sheet, figure, out);
    put_trend(sheet, figure, out);
    if (result->n >= 0) strbuf_printf(out, ",\"n\":%lld", (long long)result->n);
    if (result->note.len) {
        strbuf_addc(out, ',');
        put_text(out, "note", result->note);
    }
    strbuf_addc(out, ',');
    put_text(out, "formula", figure->metric->formula_text);
    put_inputs(sheet, figure, out);
    put_members(sheet, figure, out);
    strbuf_addc(out, ',');
    put_behind(sheet, figure->behind, figure->behind_count, out);
}

static void put_table(const struct explain_sheet *sheet, struct strbuf *out)
{
    const struct explanation *explanation = sheet->explanation;
    const struct query_rows  *rows = &explanation->rows;
    put_text(out, "table", explanation->table->id);
    strbuf_addc(out, ',');
    put_text(out, "label", words_in(explanation->table->label, locale_language(sheet->locale)));
    strbuf_printf(out, ",\"total\":%zu,\"lines\":[", rows->row_count);
    for (size_t i = 0; i < rows->row_count && i < sheet->most; i++) {
        strbuf_adds(out, i ? ",{" : "{");
        for (size_t c = 2; c < rows->column_count; c++) {
            if (c > 2) strbuf_addc(out, ',');
            strbuf_add_json(out, rows->columns[c].name);
            strbuf_adds(out, ":{");
            put_value(sheet, &rows->cells[i * rows->column_count + c], out);
            strbuf_addc(out, '}');
        }
        strbuf_addc(out, '}');
    }
    strbuf_adds(out, "],");
    put_behind(sheet, explanation->behind, explanation->behind_count, out);
}

void explain_print_json(const struct explain_sheet *sheet, struct strbuf *out)
{
    const struct explanation    *explanation = sheet->explanation;
    const struct explain_period *period = &explanation->period;
    strbuf_adds(out, "{\"subject\":{");
    put_text(out, "id", sheet->subject);
    strbuf_addc(out, ',');
    put_text(out, "name", sheet->name);
    strbuf_adds(out, "},\"period\":{");
    put_text(out, "id", period->key);
    strbuf_addc(out, ',');
    put_day(out, "start", period->start);
    strbuf_addc(out, ',');
    put_day(out, "end", period->end);
    strbuf_addc(out, ',');
    put_day(out, "last", period->last);
    strbuf_addc(out, ',');
    put_day(out, "as_of", period->as_of);
    strbuf_adds(out, "},\"settings\":{");
    for (size_t i = 0; i < explanation->setting_count; i++) {
        if (i) strbuf_addc(out, ',');
        strbuf_add_json(out, explanation->settings[i]->key);
        strbuf_addc(out, ':');
        strbuf_add_json(out, explanation->settings[i]->text);
    }
    strbuf_adds(out, "},");
    if (explanation->figure)
        put_figure(sheet, explanation->figure, out);
    else
        put_table(sheet, out);
    strbuf_adds(out, "}\n");
}
