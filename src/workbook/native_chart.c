/* SPDX-License-Identifier: MIT */
#include "workbook/native_chart.h"

#include "document/chart_facts.h"
#include "workbook/cell.h"
#include "workbook/cell_text.h"
#include "workbook/number_look.h"

/* [UTF-16 units] A chart's title and a drawing's description: what spreadsheet programs show without complaint. */
#define CHART_TITLE_UNITS 255
#define CHART_ALT_UNITS 2000

/* How a kind is drawn by spreadsheet programs: document/chart.def, third column. */
struct native_kind {
    uint8_t type;       /* of libxlsxwriter */
    bool    is_across;  /* bars lie: the first category belongs at the top */
    bool    is_stacked;
    bool    is_labelled; /* figures at the bars instead of a value axis */
};

static const struct native_kind kinds[CHART_KIND_COUNT] = {
    [CHART_LINE] = {LXW_CHART_LINE, false, false, false},
    [CHART_BAR] = {LXW_CHART_BAR, true, false, true},
    [CHART_COLUMN] = {LXW_CHART_COLUMN, false, false, false},
    [CHART_WATERFALL] = {LXW_CHART_COLUMN_STACKED, false, true, true},
    [CHART_BULLET] = {LXW_CHART_BAR, true, false, true},
    [CHART_DONUT] = {LXW_CHART_DOUGHNUT, false, false, true},
    [CHART_FUNNEL] = {LXW_CHART_BAR, true, false, true},
    [CHART_CONTRIBUTION] = {LXW_CHART_BAR_STACKED, true, true, true},
};

/* Columns of a bridge's table, after the category. */
enum bridge_column { BRIDGE_VALUE = 1, BRIDGE_LEVEL, BRIDGE_BASE, BRIDGE_TOTAL, BRIDGE_UP, BRIDGE_DOWN, BRIDGE_COLUMNS };

/* ---- the cells ---- */

static struct doc_table *chart_table(struct book *book, const struct chart *chart, size_t columns)
{
    struct doc_table *table = ARENA_NEW(book->arena, struct doc_table);
    table->caption = chart->title;
    table->footnote = chart->subtitle;
    table->column_count = columns;
    table->columns = ARENA_ARRAY(book->arena, struct doc_column, columns);
    table->row_count = chart->category_count;
    table->rows = ARENA_ARRAY(book->arena, struct doc_row, chart->category_count);
    table->columns[0].title =
        chart->category_title.len ? chart->category_title : locale_word(book->locale, "workbook.category");
    for (size_t i = 0; i < chart->category_count; i++) {
        table->rows[i].cells = ARENA_ARRAY(book->arena, struct doc_cell, columns);
        table->rows[i].cells[0].value = chart->categories[i];
    }
    return table;
}

/* A figure, or an empty cell: text would be drawn as zero. */
static struct value gap_or_number(const struct value *value)
{
    return value->kind == VALUE_NUMBER ? *value : (struct value){.kind = VALUE_EMPTY};
}

static struct doc_table *series_table(struct book *book, const struct chart *chart, size_t extra)
{
    struct doc_table *table = chart_table(book, chart, 1 + chart->series_count + extra);
    for (size_t s = 0; s < chart->series_count; s++) {
        table->columns[s + 1].title = chart->series[s].name;
        for (size_t i = 0; i < chart->category_count; i++)
            table->rows[i].cells[s + 1].value = gap_or_number(&chart->series[s].values[i]);
    }
    return table;
}

/* What is left to earn stands after the points earned, as the light end of each bar. */
static struct doc_table *contribution_table(struct book *book, const struct chart *chart)
{
    struct doc_table *table = series_table(book, chart, 1);
    table->columns[table->column_count - 1].title = locale_word(book->locale, "workbook.left");
    for (size_t i = 0; i < chart->category_count; i++) {
        struct exact lost;
        if (!chart_points_lost(chart, book->arena, i, &lost))
            continue;
        struct value value = chart_key_series(chart)->values[i];
        value.number = lost;
        table->rows[i].cells[table->column_count - 1].value = value;
    }
    return table;
}

static struct value figure_like(const struct value *like, struct exact number, bool is_shown)
{
    struct value value = *like;
    value.number = is_shown ? number : EXACT_ZERO;
    value.is_signed = false;
    value.tone = TONE_NONE;
    return value;
}

static void fill_step(struct doc_cell *cells, const struct chart_step *step)
{
    bool         is_up = step->role == BAR_UP;
    struct exact low = exact_compare(step->from, step->to) < 0 ? step->from : step->to;
    cells[BRIDGE_VALUE].value = step->change;
    cells[BRIDGE_LEVEL].value = figure_like(&step->change, step->to, true);
    cells[BRIDGE_BASE].value = figure_like(&step->change, low, !step->is_total);
    cells[BRIDGE_TOTAL].value = figure_like(&step->change, step->to, step->is_total);
    cells[BRIDGE_UP].value = figure_like(&step->change, exact_abs(step->change.number), !step->is_total && is_up);
    cells[BRIDGE_DOWN].value = figure_like(&step->change, exact_abs(step->change.number), !step->is_total && !is_up);
}

static struct doc_table *bridge_table(struct book *book, const struct chart *chart)
{
    static const char *const heads[] = {[BRIDGE_VALUE] = "workbook.value", [BRIDGE_LEVEL] = "workbook.level",
                                        [BRIDGE_BASE] = "workbook.base",   [BRIDGE_TOTAL] = "workbook.total",
                                        [BRIDGE_UP] = "workbook.up",       [BRIDGE_DOWN] = "workbook.down"};
    struct doc_table         *table = chart_table(book, chart, BRIDGE_COLUMNS);
    const struct chart_bridge bridge = chart_build_bridge(chart, book->arena);
    for (size_t i = BRIDGE_VALUE; i < BRIDGE_COLUMNS; i++)
        table->columns[i].title = locale_word(book->locale, heads[i]);
    for (size_t i = 0; i < chart->category_count; i++) {
        if (bridge.steps[i].has_figure)
            fill_step(table->rows[i].cells, &bridge.steps[i]);
    }
    return table;
}

const struct doc_table *native_chart_table(struct book *book, const struct chart *chart)
{
    switch (chart->kind) {
    case CHART_WATERFALL: return bridge_table(book, chart);
    case CHART_CONTRIBUTION: return contribution_table(book, chart);
    default: return series_table(book, chart, 0);
    }
}

/* ---- formulas over them ---- */

static const char *cell_name(struct book *book, lxw_row_t row, lxw_col_t col)
{
    char *name = arena_alloc(book->arena, LXW_MAX_CELL_NAME_LENGTH, 1);
    lxw_rowcol_to_cell(name, row, col);
    return name;
}

/* A bridge is computed from its figures: change one and the bars follow. */
static void write_step_formulas(struct book *book, const struct doc_row *row, bool is_total, struct chart_place place,
                                lxw_row_t at)
{
    const struct style style = {.rule = RULE_ROW};
    lxw_col_t          col = place.first_col;
    const char        *value = cell_name(book, at, col + BRIDGE_VALUE), *level = cell_name(book, at, col + BRIDGE_LEVEL);
    const char        *before = cell_name(book, at - 1, col + BRIDGE_LEVEL);
    str                formulas[BRIDGE_COLUMNS] = {0};
    formulas[BRIDGE_LEVEL] = is_total ? arena_printf(book->arena, "=%s", value)
                                      : arena_printf(book->arena, "=%s+%s", before, value);
    formulas[BRIDGE_BASE] = is_total ? STR("=0") : arena_printf(book->arena, "=MIN(%s,%s)", before, level);
    formulas[BRIDGE_TOTAL] = is_total ? arena_printf(book->arena, "=%s", value) : STR("=0");
    formulas[BRIDGE_UP] = is_total ? STR("=0") : arena_printf(book->arena, "=MAX(%s,0)", value);
    formulas[BRIDGE_DOWN] = is_total ? STR("=0") : arena_printf(book->arena, "=MAX(-%s,0)", value);
    for (lxw_col_t i = BRIDGE_LEVEL; i < BRIDGE_COLUMNS; i++)
        cell_write_formula(book, (struct place){place.sheet, at, (lxw_col_t)(col + i)}, formulas[i],
                           &row->cells[i].value, style);
}

static void write_bridge_formulas(struct book *book, const struct chart *chart, const struct doc_table *table,
                                  struct chart_place place)
{
    const struct chart_bridge bridge = chart_build_bridge(chart, book->arena);
    for (size_t i = 0; i < table->row_count && bridge.is_checked; i++) {
        if (i > 0 || bridge.steps[i].is_total)
            write_step_formulas(book, &table->rows[i], bridge.steps[i].is_total, place, place.head_row + 1 + (lxw_row_t)i);
    }
}

/* ---- the chart ---- */

static lxw_chart_fill solid(uint32_t color)
{
    return (lxw_chart_fill){.color = color};
}

static lxw_chart_line stroke(uint32_t color, float width)
{
    return (lxw_chart_line){.color = color, .width = width};
}

static lxw_chart_font font(double size, uint32_t color, bool is_bold)
{
    return (lxw_chart_font){.size = size, .color = color, .bold = is_bold ? LXW_TRUE : LXW_EXPLICIT_FALSE};
}

/* The value axis' number format: the unit's, without decimals. */
static const char *axis_code(struct book *book, const struct chart *chart)
{
    struct value value = value_number(chart->unit, exact_from_int(book->arena, 5));
    value.places = chart->unit == UNIT_RATING5 ? 1 : 0;
    for (size_t i = 0; i < 4; i++)
        value.currency[i] = chart->currency[i];
    if (chart->unit == UNIT_POINTS || chart->unit == UNIT_DURATION || chart->unit == UNIT_DECIMAL)
        return "General"; /* the axis chooses */
    return number_look(book, &value, TREND_NONE)->code;
}

static uint32_t series_color(const struct book *book, const struct chart_series *series, size_t index)
{
    const struct theme *theme = book->theme;
    switch (series->role) {
    case SERIES_KEY: return theme->brand;
    case SERIES_PREVIOUS: return theme->line_dark;
    case SERIES_TARGET: return theme->ink;
    case SERIES_BENCHMARK: return theme->line;
    default: return theme->series[index % COUNT_OF(theme->series)];
    }
}

static lxw_chart_series *add_column_series(lxw_chart *chart, struct chart_place place, lxw_col_t column, size_t rows)
{
    lxw_row_t         first = place.head_row + 1, last = place.head_row + (lxw_row_t)rows;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, place.sheet_name, first, place.first_col, last, place.first_col);
    chart_series_set_values(series, place.sheet_name, first, place.first_col + column, last, place.first_col + column);
    chart_series_set_name_range(series, place.sheet_name, place.head_row, place.first_col + column);
    return series;
}

static void set_labels(const struct book *book, lxw_chart_series *series, const char *code)
{
    lxw_chart_font text = font(9, book->theme->text_grey, false);
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &text);
    if (code)
        chart_series_set_labels_num_format(series, code);
}

static void style_line(const struct book *book, lxw_chart_series *out, const struct chart_series *series, uint32_t color)
{
    lxw_chart_line line = stroke(color, series->role == SERIES_KEY ? 2.25F : 1.5F);
    if (series->role == SERIES_TARGET || series->role == SERIES_BENCHMARK)
        line.dash_type = LXW_CHART_LINE_DASH_DASH;
    chart_series_set_line(out, &line);
    if (series->role == SERIES_KEY) {
        lxw_chart_fill fill = solid(color);
        lxw_chart_line edge = stroke(color, 0.75F);
        chart_series_set_marker_type(out, LXW_CHART_MARKER_CIRCLE);
        chart_series_set_marker_size(out, 5);
        chart_series_set_marker_fill(out, &fill);
        chart_series_set_marker_line(out, &edge);
        set_labels(book, out, NULL);
        chart_series_set_labels_position(out, LXW_CHART_LABEL_POSITION_ABOVE);
    } else {
        chart_series_set_marker_type(out, LXW_CHART_MARKER_NONE);
    }
}

/* Only the last figure of a line is labelled. */
static void label_last(struct book *book, lxw_chart_series *out, const struct chart *chart, const struct chart_series *series)
{
    size_t                  last = chart_last_figure(chart, series);
    lxw_chart_data_label   *labels = ARENA_ARRAY(book->arena, lxw_chart_data_label, chart->category_count);
    lxw_chart_data_label  **list = ARENA_ARRAY(book->arena, lxw_chart_data_label *, chart->category_count + 1);
    for (size_t i = 0; i < chart->category_count; i++) {
        labels[i].hide = i != last;
        list[i] = &labels[i];
    }
    chart_series_set_labels_custom(out, list);
}

static void set_bar_points(struct book *book, lxw_chart_series *out, const struct chart *chart, const uint32_t *colors)
{
    lxw_chart_point *points = ARENA_ARRAY(book->arena, lxw_chart_point, chart->category_count);
    lxw_chart_point **list = ARENA_ARRAY(book->arena, lxw_chart_point *, chart->category_count + 1);
    lxw_chart_fill   *fills = ARENA_ARRAY(book->arena, lxw_chart_fill, chart->category_count);
    for (size_t i = 0; i < chart->category_count; i++) {
        fills[i] = solid(colors[i]);
        points[i].fill = &fills[i];
        list[i] = &points[i];
    }
    chart_series_set_points(out, list);
}

/* Colours of single bars: slices of a donut, the friction step of a funnel, the tone of a bullet. */
static void color_points(struct book *book, lxw_chart_series *out, const struct chart *chart)
{
    uint32_t *colors = ARENA_ARRAY(book->arena, uint32_t, chart->category_count);
    size_t    friction = chart->kind == CHART_FUNNEL ? chart_friction(chart, book->arena) : CHART_NO_CATEGORY;
    for (size_t i = 0; i < chart->category_count; i++) {
        enum tone tone = chart->series[0].values[i].tone;
        colors[i] = book->theme->brand;
        if (chart->kind == CHART_DONUT)
            colors[i] = book->theme->series[i % COUNT_OF(book->theme->series)];
        if (chart->kind == CHART_BULLET && tone != TONE_NONE)
            colors[i] = book->theme->tone[tone];
        if (i == friction)
            colors[i] = book->theme->tone[TONE_BAD];
    }
    set_bar_points(book, out, chart, colors);
}

static void add_plain_series(struct book *book, lxw_chart *out, const struct chart *chart, size_t index,
                             struct chart_place place)
{
    const struct chart_series *series = &chart->series[index];
    lxw_chart_series          *own = add_column_series(out, place, (lxw_col_t)(index + 1), chart->category_count);
    uint32_t                   color = series_color(book, series, index);
    if (chart->kind == CHART_LINE) {
        style_line(book, own, series, color);
        if (series->role == SERIES_KEY)
            label_last(book, own, chart, series);
        return;
    }
    lxw_chart_fill fill = solid(color);
    chart_series_set_fill(own, &fill);
    if (kinds[chart->kind].is_labelled || chart->series_count == 1)
        set_labels(book, own, NULL);
    bool is_colored = chart->kind == CHART_DONUT || chart->kind == CHART_FUNNEL || chart->kind == CHART_BULLET;
    if (index == 0 && is_colored && chart->category_count > 0)
        color_points(book, own, chart);
}

static void add_filled(struct book *book, lxw_chart *out, struct chart_place place, lxw_col_t column, size_t rows,
                       uint32_t color, const char *code)
{
    lxw_chart_series *series = add_column_series(out, place, column, rows);
    lxw_chart_fill    fill = solid(color);
    if (color == COLOR_NONE)
        fill = (lxw_chart_fill){.none = LXW_TRUE};
    chart_series_set_fill(series, &fill);
    if (code)
        set_labels(book, series, code);
}

/* "+#,##0;-#,##0;;": what is zero in a stack has no label. */
static const char *stack_code(struct book *book, const struct chart *chart, const char *sign)
{
    const char *code = axis_code(book, chart);
    return arena_printf(book->arena, "%s%s;-%s;", sign, code, code).ptr;
}

static void add_bridge_series(struct book *book, lxw_chart *out, const struct chart *chart, struct chart_place place)
{
    const struct theme *theme = book->theme;
    size_t              rows = chart->category_count;
    add_filled(book, out, place, BRIDGE_BASE, rows, COLOR_NONE, NULL);
    add_filled(book, out, place, BRIDGE_TOTAL, rows, theme->ink, stack_code(book, chart, ""));
    add_filled(book, out, place, BRIDGE_UP, rows, theme->tone[TONE_GOOD], stack_code(book, chart, "+"));
    add_filled(book, out, place, BRIDGE_DOWN, rows, theme->tone[TONE_BAD], stack_code(book, chart, "-"));
}

static void add_contribution_series(struct book *book, lxw_chart *out, const struct chart *chart, struct chart_place place)
{
    size_t                     rows = chart->category_count;
    const struct chart_series *key = chart_key_series(chart);
    add_filled(book, out, place, (lxw_col_t)(key - chart->series + 1), rows, book->theme->brand, stack_code(book, chart, ""));
    if (chart_series_of(chart, SERIES_TARGET))
        add_filled(book, out, place, (lxw_col_t)(chart->series_count + 1), rows, book->theme->line_light, NULL);
}

static void add_all_series(struct book *book, lxw_chart *out, const struct chart *chart, struct chart_place place)
{
    if (chart->kind == CHART_WATERFALL) {
        add_bridge_series(book, out, chart, place);
    } else if (chart->kind == CHART_CONTRIBUTION) {
        add_contribution_series(book, out, chart, place);
    } else {
        size_t count = chart->kind == CHART_DONUT ? 1 : chart->series_count;
        for (size_t i = 0; i < count; i++)
            add_plain_series(book, out, chart, i, place);
    }
}

static void set_value_axis(struct book *book, lxw_chart *out, const struct chart *chart)
{
    lxw_chart_axis *axis = kinds[chart->kind].is_across ? out->x_axis : out->y_axis;
    lxw_chart_line  grid = stroke(book->theme->line_light, 0.75F), none = {.none = LXW_TRUE};
    lxw_chart_font  text = font(9, book->theme->text_grey, false);
    if (chart->has_minimum)
        chart_axis_set_min(axis, exact_double(chart->minimum));
    if (chart->has_maximum)
        chart_axis_set_max(axis, exact_double(chart->maximum));
    chart_axis_set_line(axis, &none);
    chart_axis_set_major_tick_mark(axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    if (kinds[chart->kind].is_labelled) {
        chart_axis_major_gridlines_set_visible(axis, LXW_FALSE);
        chart_axis_set_label_position(axis, LXW_CHART_AXIS_LABEL_POSITION_NONE);
        return;
    }
    chart_axis_major_gridlines_set_line(axis, &grid);
    chart_axis_set_num_font(axis, &text);
    chart_axis_set_num_format(axis, axis_code(book, chart));
}

static void set_category_axis(struct book *book, lxw_chart *out, const struct chart *chart)
{
    lxw_chart_axis *axis = kinds[chart->kind].is_across ? out->y_axis : out->x_axis;
    lxw_chart_line  line = stroke(book->theme->line_dark, 0.75F);
    lxw_chart_font  text = font(9, book->theme->text_grey, false);
    chart_axis_set_line(axis, &line);
    chart_axis_set_num_font(axis, &text);
    chart_axis_set_major_tick_mark(axis, LXW_CHART_AXIS_TICK_MARK_NONE);
    chart_axis_set_label_position(axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    if (chart->category_count && chart->categories[0].kind == VALUE_DATE)
        chart_axis_set_num_format(axis, book->month_code);
    if (kinds[chart->kind].is_across)
        chart_axis_set_reverse(axis);
}

/* One series needs no legend, nor do bars that are labelled one by one. */
static void set_legend(const struct book *book, lxw_chart *out, const struct chart *chart)
{
    lxw_chart_font text = font(9, book->theme->text_grey, false);
    bool           is_alone = chart->series_count < 2 && chart->kind != CHART_DONUT;
    if (is_alone || chart->kind == CHART_WATERFALL || chart->kind == CHART_CONTRIBUTION) {
        chart_legend_set_position(out, LXW_CHART_LEGEND_NONE);
        return;
    }
    chart_legend_set_position(out, chart->kind == CHART_DONUT ? LXW_CHART_LEGEND_RIGHT : LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(out, &text);
}

static void set_frame(struct book *book, lxw_chart *out, const struct chart *chart)
{
    lxw_chart_font title = font(11, book->theme->ink, true);
    lxw_chart_line none = {.none = LXW_TRUE};
    chart_title_set_name(out, cell_text_line(book->arena, chart->title, CHART_TITLE_UNITS));
    chart_title_set_name_font(out, &title);
    chart_chartarea_set_line(out, &none);
    chart_show_blanks_as(out, LXW_CHART_BLANKS_AS_GAP);
    if (chart->kind == CHART_DONUT)
        chart_set_hole_size(out, 60);
    else if (chart->kind != CHART_LINE)
        chart_set_series_gap(out, 54); /* a bar takes 65 % of its slot */
}

void native_chart_write(struct book *book, const struct chart *chart, const struct doc_table *table, struct chart_place place)
{
    if (chart->kind == CHART_WATERFALL)
        write_bridge_formulas(book, chart, table, place);
    if (!chart_has_figures(chart) || chart->category_count == 0)
        return;
    lxw_chart *out = workbook_add_chart(book->out, kinds[chart->kind].type);
    add_all_series(book, out, chart, place);
    set_frame(book, out, chart);
    set_legend(book, out, chart);
    if (chart->kind != CHART_DONUT) {
        set_value_axis(book, out, chart);
        set_category_axis(book, out, chart);
    }
    str alt = chart->alt.len ? chart->alt : chart->title;
    lxw_chart_options options = {.x_scale = NATIVE_CHART_WIDTH / 480.0, .y_scale = NATIVE_CHART_HEIGHT / 288.0,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = (char *)cell_text_line(book->arena, alt, CHART_ALT_UNITS)};
    worksheet_insert_chart_opt(place.sheet, place.chart_row, place.chart_col, out, &options);
}
