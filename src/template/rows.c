/* SPDX-License-Identifier: MIT */
/* Rows of queries: SQLite's own types made into what the template says a column holds. */
#include "template/run.h"

#include <string.h>

/* MONEY in the store is INTEGER in 1/10 000 of the currency's unit (design section 4). */
enum { MONEY_SCALE = 10000 };

static struct value read_date(struct value raw)
{
    date day;
    if (raw.kind == VALUE_TEXT && date_parse(str_slice(raw.text, 0, 10), &day) == RC_OK) return value_date(day);
    return (struct value){0};
}

static bool read_number(struct arena *arena, const struct value *raw, struct exact *out)
{
    *out = raw->number;
    if (raw->kind == VALUE_NUMBER) return true;
    return raw->kind == VALUE_TEXT && exact_parse(arena, raw->text, out) == RC_OK;
}

/* NULL where a figure belongs is missing (domain 1.4); a text that is no number, as "n/a" or "5/0", is not applicable.
 */
static struct value read_unit(const struct builder *builder, struct value raw, enum unit unit, bool is_scaled)
{
    struct exact number;
    if (raw.kind == VALUE_EMPTY) return value_missing(STR_NONE);
    if (raw.kind == VALUE_MISSING || raw.kind == VALUE_NOT_APPLICABLE) return raw;
    if (!read_number(builder->arena, &raw, &number)) return value_not_applicable(STR_NONE);
    if (unit != UNIT_MONEY) return value_number(unit, number);
    if (!is_scaled) return value_money(number, builder->doc->currency);
    return value_money(exact_div(builder->arena, number, exact_from_int(builder->arena, MONEY_SCALE)),
                       builder->doc->currency);
}

static struct value read_month(const struct builder *builder, struct value raw)
{
    struct value day = read_date(raw);
    return day.kind == VALUE_DATE ? value_text(locale_month_short(builder->locale, builder->arena, day.day)) : day;
}

/* « T1 2027 » of the fiscal calendar. */
static struct value read_quarter(const struct builder *builder, struct value raw)
{
    struct value day = read_date(raw);
    if (day.kind != VALUE_DATE) return day;
    struct period quarter = period_containing(PERIOD_QUARTER, day.day, builder->run->options.fiscal_start);
    return value_text(locale_period(builder->locale, builder->arena, quarter));
}

/* A figure in the unit of the metric that its row names in the column `metric`; money of a metric is in whole units. */
static struct value read_figure(const struct builder *builder, struct value raw, const struct query_rows *rows,
                                const struct value *row)
{
    struct metric_info info = {.unit = UNIT_DECIMAL};
    for (size_t c = 0; c < rows->column_count; c++)
        if (str_is(rows->columns[c].name, "metric") && row[c].kind == VALUE_TEXT &&
            results_info(builder->run->options.results, row[c].text, locale_language(builder->locale), &info) != RC_OK)
            return raw;
    return read_unit(builder, raw, info.unit, false);
}

static struct value read_typed(const struct builder *builder, struct value raw, const struct column_type *type)
{
    switch (type->type) {
    case TYPE_UNIT: return read_unit(builder, raw, type->unit, true);
    case TYPE_MONEY_UNITS: return read_unit(builder, raw, UNIT_MONEY, false);
    case TYPE_DATE: return read_date(raw);
    case TYPE_MONTH: return read_month(builder, raw);
    case TYPE_QUARTER: return read_quarter(builder, raw);
    case TYPE_PROSE:
        if (raw.kind == VALUE_TEXT) raw.text = locale_typeset(builder->locale, builder->arena, raw.text);
        return raw;
    case TYPE_AUTO:
    case TYPE_TEXT:
    case TYPE_FIGURE: /* needs the row: read_figure */
    case TYPE_SERIES: break;
    }
    return raw;
}

/* A figure that is not there carries its reason's id; documents say it in words. */
static void say_reason(const struct builder *builder, struct value *cell)
{
    bool is_absent = cell->kind == VALUE_MISSING || cell->kind == VALUE_NOT_APPLICABLE;
    if (is_absent && cell->text.len)
        cell->text = results_word(builder->run->options.results, cell->text, locale_language(builder->locale));
}

static void type_cells(const struct builder *builder, const struct source *source, struct query_rows *rows)
{
    for (size_t t = 0; t < source->type_count; t++) {
        for (size_t c = 0; c < rows->column_count; c++) {
            if (!str_equal(rows->columns[c].name, source->types[t].column)) continue;
            for (size_t r = 0; r < rows->row_count; r++) {
                const struct value *row = &rows->cells[r * rows->column_count];
                struct value       *cell = &rows->cells[r * rows->column_count + c];
                *cell = source->types[t].type == TYPE_FIGURE ? read_figure(builder, *cell, rows, row)
                                                             : read_typed(builder, *cell, &source->types[t]);
            }
        }
    }
    for (size_t i = 0; i < rows->row_count * rows->column_count; i++)
        say_reason(builder, &rows->cells[i]);
    /* What was given no type and is a whole number counts things. */
    for (size_t i = 0; i < rows->row_count * rows->column_count; i++)
        if (rows->cells[i].kind == VALUE_NUMBER && rows->cells[i].unit == UNIT_DECIMAL &&
            rows->cells[i].number.den == 0)
            rows->cells[i].unit = UNIT_COUNT;
}

/* Rows whose column `_internal` is true stay out of the client edition. */
static void keep_back(const struct builder *builder, struct query_rows *rows)
{
    size_t column = 0, kept = 0;
    while (column < rows->column_count && !str_is(rows->columns[column].name, "_internal"))
        column++;
    if (column == rows->column_count || builder->doc->edition != EDITION_CLIENT) return;
    for (size_t r = 0; r < rows->row_count; r++) {
        struct value *row = &rows->cells[r * rows->column_count];
        if (row[column].kind == VALUE_NUMBER && exact_sign(row[column].number)) continue;
        memmove(&rows->cells[kept++ * rows->column_count], row, rows->column_count * sizeof *row);
    }
    rows->row_count = kept;
}

/* One word or figure of a definition; the parts of a list stand one after the other. */
static struct value narrative_cell(struct builder *builder, const struct yaml_node *node)
{
    struct strbuf text = {0};
    if (!node || node->kind == YAML_NULL) return (struct value){0};
    if (node->kind == YAML_SEQUENCE) {
        YAML_EACH(part, node)
        {
            if (text.len) strbuf_adds(&text, "; ");
            strbuf_add(&text, scope_text(builder, part));
        }
    } else {
        strbuf_add(&text, scope_text(builder, node));
    }
    struct value value = value_text(arena_str(builder->arena, strbuf_str(&text)));
    strbuf_release(&text);
    return value;
}

/* A text by language is no row of columns: all its keys have the two letters of a language. */
static bool is_wording(const struct yaml_node *node)
{
    YAML_EACH(word, node)
    if (word->key->text.len != 2) return false;
    return true;
}

/* The definition's list as rows: texts, or mappings from column to text. A key that is no column is a slip of the pen. */
static void read_narrative(struct builder *builder, const struct source *source, const struct yaml_node *list,
                           struct query_rows *out)
{
    *out = (struct query_rows){.columns = ARENA_ARRAY(builder->arena, struct query_column, source->column_count),
                               .column_count = source->column_count,
                               .cells = ARENA_ARRAY(builder->arena, struct value, source->column_count * list->count + 1)};
    for (size_t c = 0; c < source->column_count; c++)
        out->columns[c].name = source->columns[c];
    YAML_EACH(node, list)
    {
        struct value *row = &out->cells[out->row_count++ * source->column_count];
        bool          is_words = node->kind != YAML_MAPPING || is_wording(node);
        if (!is_words)
            yaml_check_keys(node, source->columns, source->column_count, "a row of the narrative", builder->diag);
        for (size_t c = 0; c < source->column_count; c++)
            row[c] = narrative_cell(builder, is_words ? c ? NULL : node
                                                      : yaml_get(node, arena_cstr(builder->arena, source->columns[c])));
    }
}

static enum rc ask(struct builder *builder, const struct source *source, struct query_rows *out)
{
    const struct yaml_node *list = source->narrative.len ? scope_narrative(builder, source->narrative) : NULL;
    if (list && list->kind == YAML_SEQUENCE) {
        read_narrative(builder, source, list, out);
        return RC_OK;
    }
    if (!source->sql.len) {
        struct yaml_node none = {0};
        read_narrative(builder, source, &none, out);
        return RC_OK;
    }
    return results_query(builder->run->options.results, builder->arena, source->sql, &builder->bindings, builder->diag,
                         source->span, out);
}

const struct rows *rows_of(struct builder *builder, int source)
{
    if (builder->rows[source]) return builder->rows[source];
    const struct source *query = &builder->run->template->sources.at[source];
    struct rows         *rows = ARENA_NEW(builder->arena, struct rows);
    struct query_rows    raw = {0};
    builder->rows[source] = rows;
    if (ask(builder, query, &raw) == RC_OK) {
        keep_back(builder, &raw);
        type_cells(builder, query, &raw);
        *rows = (struct rows){raw.columns, raw.column_count, raw.row_count, raw.cells};
    }
    return rows;
}

size_t rows_column(struct builder *builder, const struct rows *rows, str name, struct span span)
{
    str   *names = ARENA_ARRAY(builder->arena, str, rows->column_count + 1);
    size_t at = 0;
    for (at = 0; at < rows->column_count; at++) {
        names[at] = rows->columns[at].name;
        if (str_equal(names[at], name)) return at;
    }
    if (rows->column_count)
        diag_hint_nearest(builder->diag, diag_add(builder->diag, DIAG_TEMPLATE_COLUMN, span, STR_ARG(name)), name,
                          names, rows->column_count);
    return rows->column_count;
}

/* Columns of `accounts` that hold days; all are TEXT in the store. */
static bool is_day(str column)
{
    return str_ends(column, "_on");
}

/* What a segment by criteria is called in the document's language; else the name it is known by. */
static str segment_label(struct builder *builder)
{
    static const str sql = STR("SELECT label FROM segment_name WHERE segment = :segment AND language = :language");
    struct query_rows raw;
    enum rc rc = results_query(builder->run->options.results, builder->arena, sql, &builder->bindings, builder->diag,
                               SPAN_NONE, &raw);
    bool is_there = rc == RC_OK && raw.row_count && raw.cells[0].kind == VALUE_TEXT;
    return is_there ? raw.cells[0].text : builder->bindings.segment;
}

static void read_group(struct builder *builder, const struct template_subject *subject)
{
    struct query_column *columns = ARENA_ARRAY(builder->arena, struct query_column, 2);
    struct value        *cells = ARENA_ARRAY(builder->arena, struct value, 2);
    columns[0].name = STR("name");
    cells[0] = value_text(subject->name);
    columns[1].name = STR("segment");
    if (builder->bindings.segment.len) cells[0] = cells[1] = value_text(segment_label(builder));
    builder->account = (struct rows){columns, 2, 1, cells};
}

enum rc rows_read_account(struct builder *builder, const struct template_subject *subject)
{
    if (!builder->bindings.account.len) {
        read_group(builder, subject);
        return RC_OK;
    }
    struct query_rows raw;
    static const str  sql = STR("SELECT * FROM accounts WHERE id = :account");
    enum rc rc = results_query(builder->run->options.results, builder->arena, sql, &builder->bindings, builder->diag,
                               SPAN_NONE, &raw);
    if (rc != RC_OK) return rc;
    if (!raw.row_count) return RC_MISSING;
    for (size_t i = 0; i < raw.column_count; i++) {
        if (is_day(raw.columns[i].name))
            raw.cells[i] = read_date(raw.cells[i]);
        else if (raw.cells[i].kind == VALUE_NUMBER)
            raw.cells[i].unit = UNIT_COUNT;
    }
    builder->account = (struct rows){raw.columns, raw.column_count, raw.row_count, raw.cells};
    return RC_OK;
}

struct value rows_account_value(const struct builder *builder, str column)
{
    for (size_t i = 0; i < builder->account.column_count; i++)
        if (str_equal(builder->account.columns[i].name, column)) return builder->account.cells[i];
    return (struct value){0};
}
