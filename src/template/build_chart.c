/* SPDX-License-Identifier: MIT */
/* Charts: categories and series from a query or from points written out; the figures become a dataset too. */
#include "document/chart_alt.h"
#include "document/chart_facts.h"
#include "template/run.h"

#include <string.h>

static enum bar_role role_of(const struct value *value)
{
    for (size_t i = 0; i < BAR_ROLE_COUNT; i++)
        if (value->kind == VALUE_TEXT && str_is(value->text, bar_role_word((enum bar_role)i))) return (enum bar_role)i;
    return BAR_PLAIN;
}

static size_t find_column(const struct rows *rows, str name)
{
    size_t at = 0;
    while (at < rows->column_count && !str_equal(rows->columns[at].name, name))
        at++;
    return at;
}

static void make_room(struct builder *builder, struct chart *chart, size_t points)
{
    chart->categories = ARENA_ARRAY(builder->arena, struct value, points + 1);
    for (size_t s = 0; s < chart->series_count; s++)
        chart->series[s].values = ARENA_ARRAY(builder->arena, struct value, points + 1);
}

/* A column that is to give figures and has none but texts: the chart would be gone without a word. */
static void report_texts(struct builder *builder, const struct block *block, const struct chart *chart,
                         const struct chart_series *series, str key)
{
    size_t texts = 0;
    for (size_t i = 0; i < chart->category_count; i++) {
        const struct value *value = &series->values[i];
        if (value_has_number(value)) return;
        texts += value->kind == VALUE_TEXT || (value->kind == VALUE_NOT_APPLICABLE && !value->text.len);
    }
    if (texts) diag_add(builder->diag, DIAG_CHART_TEXTS, block->span, STR_ARG(key));
}

static void fill_from_rows(struct builder *builder, const struct block *block, struct chart *chart)
{
    const struct rows *rows = rows_of(builder, block->source);
    size_t             category = rows_column(builder, rows, block->chart->category, block->span);
    size_t             role = find_column(rows, block->chart->role);
    make_room(builder, chart, rows->row_count);
    chart->category_count = category < rows->column_count ? rows->row_count : 0;
    if (role < rows->column_count) chart->bar_roles = ARENA_ARRAY(builder->arena, enum bar_role, rows->row_count + 1);
    for (size_t i = 0; i < chart->category_count; i++) {
        const struct value *cells = &rows->cells[i * rows->column_count];
        chart->categories[i] = cells[category];
        if (role < rows->column_count) chart->bar_roles[i] = role_of(&cells[role]);
    }
    for (size_t s = 0; s < chart->series_count && chart->category_count; s++) {
        size_t at = rows_column(builder, rows, block->chart->series[s].key, block->span);
        for (size_t i = 0; i < chart->category_count; i++)
            chart->series[s].values[i] =
                at < rows->column_count ? rows->cells[i * rows->column_count + at] : value_missing(STR_NONE);
        report_texts(builder, block, chart, &chart->series[s], block->chart->series[s].key);
    }
}

static void fill_from_points(struct builder *builder, const struct block *block, struct chart *chart)
{
    const struct chart_model *model = block->chart;
    make_room(builder, chart, model->point_count);
    chart->bar_roles = ARENA_ARRAY(builder->arena, enum bar_role, model->point_count + 1);
    for (size_t i = 0; i < model->point_count; i++) {
        const struct point_model *point = &model->points[i];
        if (!condition_holds(builder, point->condition)) continue;
        size_t at = chart->category_count++;
        chart->categories[at] = value_text(evaluate_str(builder, &point->category));
        chart->bar_roles[at] = point->role;
        for (size_t s = 0; s < chart->series_count; s++) {
            chart->series[s].values[at] = evaluate_value(builder, &point->values[s]).value;
            if (point->tone != TONE_NONE) chart->series[s].values[at].tone = point->tone;
        }
    }
}

static size_t count_figures(const struct chart *chart, const struct chart_series *series)
{
    size_t count = 0;
    for (size_t i = 0; i < chart->category_count; i++)
        count += value_has_number(&series->values[i]);
    return count;
}

/* Bars of nothing but zeros say nothing; a line at zero may. */
static bool is_flat_zero(const struct chart *chart)
{
    bool has_bars = chart->kind == CHART_BAR || chart->kind == CHART_COLUMN || chart->kind == CHART_FUNNEL ||
                    chart->kind == CHART_DONUT;
    for (size_t s = 0; s < chart->series_count && has_bars; s++)
        for (size_t i = 0; i < chart->category_count; i++) {
            const struct value *value = &chart->series[s].values[i];
            if (value_has_number(value) && exact_sign(value->number)) return false;
        }
    return has_bars;
}

/* A quadrant places only what has both figures; limits alone are no chart. */
static bool has_places(const struct chart *chart)
{
    if (chart->kind != CHART_QUADRANT) return true;
    for (size_t i = 0; chart->series_count > 1 && i < chart->category_count; i++)
        if (value_has_number(&chart->series[0].values[i]) && value_has_number(&chart->series[1].values[i])) return true;
    return false;
}

/* A series of which nothing is known is left out, as the CSAT of a client who was never asked; not where its place
 * among the others says what it is. */
static void drop_bare_series(struct chart *chart, str *keys)
{
    size_t kept = 0;
    if (chart->kind == CHART_QUADRANT || chart->kind == CHART_HEATMAP) return;
    for (size_t i = 0; i < chart->series_count; i++) {
        if (!count_figures(chart, &chart->series[i])) continue;
        keys[kept] = keys[i];
        chart->series[kept++] = chart->series[i];
    }
    chart->series_count = kept;
}

/* The keys, side by side with the series. */
static str *add_series(struct builder *builder, const struct chart_model *model, struct chart *chart)
{
    str *keys = ARENA_ARRAY(builder->arena, str, model->series_count + 1);
    chart->series = ARENA_ARRAY(builder->arena, struct chart_series, model->series_count + 1);
    for (size_t i = 0; i < model->series_count; i++) {
        keys[i] = model->series[i].key;
        chart->series[chart->series_count++] =
            (struct chart_series){.name = evaluate_str(builder, &model->series[i].name), .role = model->series[i].role};
    }
    return keys;
}

static void add_bands(struct builder *builder, const struct chart_model *model, struct chart *chart)
{
    chart->bands = ARENA_ARRAY(builder->arena, struct chart_band, model->band_count + 1);
    chart->band_count = model->band_count;
    for (size_t i = 0; i < model->band_count; i++)
        chart->bands[i] = (struct chart_band){evaluate_str(builder, &model->bands[i].label), model->bands[i].from,
                                              model->bands[i].to, model->bands[i].tone};
}

static void set_currency(const struct builder *builder, struct chart *chart)
{
    memcpy(chart->currency, builder->doc->currency, sizeof chart->currency);
    for (size_t s = 0; s < chart->series_count; s++)
        for (size_t i = 0; i < chart->category_count; i++)
            if (value_has_number(&chart->series[s].values[i]) && chart->series[s].values[i].unit == UNIT_MONEY)
                memcpy(chart->currency, chart->series[s].values[i].currency, sizeof chart->currency);
}

/* Whether the figures stand by month, the last of which has begun and not ended. */
static bool ends_under_way(const struct builder *builder, const struct chart *chart)
{
    size_t count = chart->category_count;
    for (size_t i = 0; i < count; i++)
        if (chart->categories[i].kind != VALUE_DATE || date_civil(chart->categories[i].day).day != 1) return false;
    date as_of = builder->doc->as_of, last = count ? chart->categories[count - 1].day : DATE_NONE;
    return count && last <= as_of && as_of < date_add_months(last, 1) - 1;
}

/* The month under way is said so under the title, and its columns are hatched (domain 13). */
static void flag_month_under_way(struct builder *builder, struct chart *chart)
{
    if (!ends_under_way(builder, chart)) return;
    date last = chart->categories[chart->category_count - 1].day;
    const struct locale_arg args[] = {{"subtitle", chart->subtitle},
                                      {"month", locale_month_long(builder->locale, builder->arena, last)}};
    chart->subtitle = locale_phrase(builder->locale, builder->arena, "chart.month_under_way", -1, args, COUNT_OF(args));
    if (!chart->bar_roles) chart->bar_roles = ARENA_ARRAY(builder->arena, enum bar_role, chart->category_count + 1);
    chart->bar_roles[chart->category_count - 1] = BAR_PARTIAL;
}

static void align_series(struct builder *builder, const struct chart *chart)
{
    struct value **values = ARENA_ARRAY(builder->arena, struct value *, chart->series_count * chart->category_count + 1);
    size_t         count = 0;
    for (size_t s = 0; s < chart->series_count; s++)
        for (size_t i = 0; i < chart->category_count; i++)
            values[count++] = &chart->series[s].values[i];
    align_amounts(builder, values, count);
}

/* The figures of a chart as a table: what is attached and what stands in « Données ». */
static struct doc_table table_of(struct builder *builder, const struct chart_model *model, const struct chart *chart,
                                 const str *keys)
{
    struct doc_table table = {.column_count = chart->series_count + 1, .row_count = chart->category_count};
    table.columns = ARENA_ARRAY(builder->arena, struct doc_column, table.column_count);
    table.rows = ARENA_ARRAY(builder->arena, struct doc_row, table.row_count + 1);
    table.columns[0] =
        (struct doc_column){.key = model->category, .title = chart->category_title, .is_row_header = true};
    for (size_t s = 0; s < chart->series_count; s++)
        table.columns[s + 1] = (struct doc_column){.key = keys[s], .title = chart->series[s].name};
    for (size_t i = 0; i < table.row_count; i++) {
        table.rows[i].cells = ARENA_ARRAY(builder->arena, struct doc_cell, table.column_count);
        table.rows[i].cells[0].value = chart->categories[i];
        for (size_t s = 0; s < chart->series_count; s++)
            table.rows[i].cells[s + 1].value = chart->series[s].values[i];
    }
    return table;
}

static void add_node(struct builder *builder, struct doc_node *parent, const struct block *block,
                     const struct chart *chart, const str *keys)
{
    struct doc_node *node = doc_add(builder->doc, parent, DOC_CHART, block->span);
    struct doc_table table = table_of(builder, block->chart, chart, keys);
    node->id = block->id;
    node->u.chart = *chart;
    node->u.chart.alt = chart_alt(chart, builder->locale, builder->arena);
    str name = block->id.len ? block->id : arena_printf(builder->arena, "graphique-%zu", builder->datasets.count + 1);
    build_dataset(builder, block->source, name, chart->title, &table);
}

enum outcome build_chart(struct builder *builder, struct doc_node *parent, const struct block *block)
{
    const struct chart_model *model = block->chart;
    struct chart              chart = {.kind = model->kind, .unit = model->unit, .height_mm = model->height_mm};
    builder->is_withheld = false;
    str *keys = add_series(builder, model, &chart);
    if (block->source >= 0)
        fill_from_rows(builder, block, &chart);
    else
        fill_from_points(builder, block, &chart);
    if (builder->is_withheld) return OUTCOME_NONE;
    drop_bare_series(&chart, keys);
    if (!chart.series_count || !chart_has_figures(&chart) || !has_places(&chart) || is_flat_zero(&chart))
        return OUTCOME_EMPTY;
    add_bands(builder, model, &chart);
    set_currency(builder, &chart);
    align_series(builder, &chart);
    chart.title = evaluate_str(builder, &model->title);
    chart.subtitle = evaluate_str(builder, &model->subtitle);
    flag_month_under_way(builder, &chart);
    chart.category_title = evaluate_str(builder, &model->category_title);
    chart.has_minimum = model->has_minimum;
    chart.has_maximum = model->has_maximum;
    chart.minimum = model->minimum;
    chart.maximum = model->maximum;
    /* A chart that says no sentence is not needed, nor a line of one point. */
    bool is_point = chart.kind == CHART_LINE && count_figures(&chart, &chart.series[0]) < 2;
    if (!chart.title.len || is_point) return OUTCOME_NONE;
    add_node(builder, parent, block, &chart, keys);
    return OUTCOME_BUILT;
}
