/* SPDX-License-Identifier: MIT */
#include "workbook/native_chart.h"

#include "document/chart_facts.h"
#include "workbook/cell_text.h"
#include "workbook/number_look.h"

#include <string.h>

/* [pixels] */
#define STANDING_HEIGHT 320
#define LYING_LEAST 160
#define LYING_MOST 620
#define LYING_FRAME 90
#define BAR_HEIGHT 26

/* [UTF-16 units] A chart's title and a drawing's description: what spreadsheet programs show without complaint. */
#define CHART_TITLE_UNITS 255
#define CHART_ALT_UNITS 2000

/* How a kind is drawn by spreadsheet programs: document/chart.def, third column. */
struct native_kind {
    uint8_t type;      /* of libxlsxwriter */
    bool    is_across; /* bars lie: the first category belongs at the top */
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
    [CHART_HEATMAP] = {LXW_CHART_NONE, false, false, false}, /* its cells are coloured instead */
    [CHART_QUADRANT] = {LXW_CHART_SCATTER, false, false, false},
};

/* One chart while it is drawn. */
struct drawing {
    struct book            *book;
    const struct chart     *chart;
    const struct doc_table *table;
    struct chart_place      place;
    lxw_chart              *out;
};

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

/* The value axis' number format: the unit's, without decimals, and without what the subtitle says (« /100 »). */
static const char *axis_code(struct book *book, const struct chart *chart)
{
    if (chart->unit != UNIT_MONEY && chart->unit != UNIT_PERCENT && chart->unit != UNIT_COUNT)
        return "General"; /* the program chooses the decimals */
    struct value value = value_number(chart->unit, exact_from_int(book->arena, 5));
    value.places = 0;
    memcpy(value.currency, chart->currency, sizeof value.currency);
    return number_look(book, &value, TREND_NONE)->code;
}

static uint32_t series_color(const struct book *book, const struct chart_series *series, size_t index)
{
    const struct theme *theme = book->theme;
    switch (series->role) {
    case SERIES_KEY: return theme->brand;
    case SERIES_PREVIOUS: return theme->line_dark;
    case SERIES_TARGET: return theme->ink;
    case SERIES_BENCHMARK: return theme->line_dark;
    default: return theme->series[index % COUNT_OF(theme->series)];
    }
}

static lxw_chart_series *add_column_series(struct drawing *drawing, lxw_col_t column)
{
    struct chart_place place = drawing->place;
    lxw_row_t          first = place.head_row + 1, last = place.head_row + (lxw_row_t)drawing->table->row_count;
    lxw_chart_series  *series = chart_add_series(drawing->out, NULL, NULL);
    chart_series_set_categories(series, place.sheet_name, first, place.first_col, last, place.first_col);
    chart_series_set_values(series, place.sheet_name, first, place.first_col + column, last, place.first_col + column);
    chart_series_set_name_range(series, place.sheet_name, place.head_row, place.first_col + column);
    chart_cells_cache(drawing->book, series->categories, drawing->table, 0);
    chart_cells_cache(drawing->book, series->values, drawing->table, column);
    return series;
}

static void set_labels(lxw_chart_series *series, uint32_t color, const char *code)
{
    lxw_chart_font text = font(9, color, false);
    chart_series_set_labels(series);
    chart_series_set_labels_font(series, &text);
    if (code) chart_series_set_labels_num_format(series, code);
}

static void style_line(lxw_chart_series *out, const struct chart_series *series, uint32_t color)
{
    lxw_chart_line line = stroke(color, series->role == SERIES_KEY ? 2.25F : 1.5F);
    if (series->role == SERIES_TARGET || series->role == SERIES_BENCHMARK) line.dash_type = LXW_CHART_LINE_DASH_DASH;
    chart_series_set_line(out, &line);
    if (series->role == SERIES_KEY) {
        lxw_chart_fill fill = solid(color);
        lxw_chart_line edge = stroke(color, 0.75F);
        chart_series_set_marker_type(out, LXW_CHART_MARKER_CIRCLE);
        chart_series_set_marker_size(out, 5);
        chart_series_set_marker_fill(out, &fill);
        chart_series_set_marker_line(out, &edge);
    } else {
        chart_series_set_marker_type(out, LXW_CHART_MARKER_NONE);
    }
}

/* Only the last figure of a line is labelled. */
static void label_last(struct book *book, lxw_chart_series *out, const struct chart *chart,
                       const struct chart_series *series, const char *code)
{
    size_t                 last = chart_last_figure(chart, series);
    lxw_chart_data_label  *labels = ARENA_ARRAY(book->arena, lxw_chart_data_label, chart->category_count);
    lxw_chart_data_label **list = ARENA_ARRAY(book->arena, lxw_chart_data_label *, chart->category_count + 1);
    for (size_t i = 0; i < chart->category_count; i++) {
        labels[i].hide = i != last;
        list[i] = &labels[i];
    }
    set_labels(out, book->theme->ink, code);
    chart_series_set_labels_position(out, LXW_CHART_LABEL_POSITION_ABOVE);
    chart_series_set_labels_custom(out, list);
}

/* The colour that the legend shows for bars in the colours of their states: theirs where they share one. */
static uint32_t legend_color(const struct book *book, const struct chart *chart, uint32_t otherwise)
{
    const struct value *values = chart->series[0].values;
    if (values[0].tone == TONE_NONE) return otherwise;
    for (size_t i = 1; i < chart->category_count; i++) {
        if (values[i].tone != values[0].tone) return otherwise;
    }
    return book->theme->tone[values[0].tone];
}

static void set_bar_points(struct book *book, lxw_chart_series *out, const struct chart *chart, const uint32_t *colors)
{
    lxw_chart_point  *points = ARENA_ARRAY(book->arena, lxw_chart_point, chart->category_count);
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
        if (chart->kind == CHART_DONUT) colors[i] = book->theme->series[i % COUNT_OF(book->theme->series)];
        if (chart->kind != CHART_FUNNEL && tone != TONE_NONE) colors[i] = book->theme->tone[tone];
        if (i == friction) colors[i] = book->theme->tone[TONE_BAD];
    }
    set_bar_points(book, out, chart, colors);
}

/* Labels share one format: that of the figure with the most decimals. */
static const char *label_code(struct book *book, const struct chart *chart, const struct chart_series *series)
{
    const struct number_look *most = NULL;
    for (size_t i = 0; i < chart->category_count; i++) {
        if (series->values[i].kind != VALUE_NUMBER) continue;
        const struct number_look *look = number_look(book, &series->values[i], TREND_NONE);
        if (!most || look->places > most->places) most = look;
    }
    return most ? most->code : "General";
}

/* [categories] Up to which every series is labelled; beyond, the key one alone, the others standing in the cells. */
#define LABELLED_CATEGORIES 4

static bool is_labelled(const struct chart *chart, const struct chart_series *series)
{
    if (chart->series_count == 1) return true;
    return kinds[chart->kind].is_labelled &&
           (series->role == SERIES_KEY || chart->category_count <= LABELLED_CATEGORIES);
}

static void add_plain_series(struct drawing *drawing, size_t index)
{
    struct book               *book = drawing->book;
    const struct chart        *chart = drawing->chart;
    const struct chart_series *series = &chart->series[index];
    lxw_chart_series          *own = add_column_series(drawing, (lxw_col_t)(index + 1));
    uint32_t                   color = series_color(book, series, index);
    const char                *code = label_code(book, chart, series);
    if (chart->kind == CHART_LINE) {
        style_line(own, series, color);
        if (series->role == SERIES_KEY) label_last(book, own, chart, series, code);
        return;
    }
    if (index == 0 && chart->kind == CHART_BULLET) color = legend_color(book, chart, color);
    lxw_chart_fill fill = solid(color);
    chart_series_set_fill(own, &fill);
    if (is_labelled(chart, series))
        set_labels(own, chart->kind == CHART_DONUT ? 0xFFFFFF : book->theme->text_grey, code);
    bool is_colored = chart->kind == CHART_DONUT || chart->kind == CHART_FUNNEL || chart->kind == CHART_BULLET;
    if (index == 0 && is_colored) color_points(book, own, chart);
}

static lxw_chart_series *add_filled(struct drawing *drawing, lxw_col_t column, uint32_t color)
{
    lxw_chart_series *series = add_column_series(drawing, column);
    lxw_chart_fill    fill = solid(color);
    if (color == COLOR_NONE) fill = (lxw_chart_fill){.none = LXW_TRUE};
    chart_series_set_fill(series, &fill);
    return series;
}

/* "#,##0;-#,##0;": what is zero in a stack has no label. */
static const char *stack_code(const struct drawing *drawing)
{
    const char *code = label_code(drawing->book, drawing->chart, chart_key_series(drawing->chart));
    return arena_printf(drawing->book->arena, "%s;-%s;", code, code).ptr;
}

/*
 * « +900 € » under each floating bar: the invisible base carries it, since most bars are too thin. As text: a label
 * that reads a cell would follow it, but LibreOffice puts the base's own figure in its place.
 */
static void label_changes(struct drawing *drawing, lxw_chart_series *base)
{
    struct book           *book = drawing->book;
    size_t                 count = drawing->table->row_count;
    lxw_chart_data_label  *labels = ARENA_ARRAY(book->arena, lxw_chart_data_label, count);
    lxw_chart_data_label **list = ARENA_ARRAY(book->arena, lxw_chart_data_label *, count + 1);
    struct chart_bridge    bridge = chart_build_bridge(drawing->chart, book->arena);
    for (size_t i = 0; i < count; i++) {
        const struct chart_step *step = &bridge.steps[i];
        labels[i].hide = step->is_total || !step->has_figure;
        labels[i].value = (char *)book_text(book, locale_print(book->locale, book->arena, &step->change));
        list[i] = &labels[i];
    }
    set_labels(base, book->theme->ink, NULL);
    chart_series_set_labels_position(base, LXW_CHART_LABEL_POSITION_INSIDE_END);
    chart_series_set_labels_custom(base, list);
}

static void add_bridge_series(struct drawing *drawing)
{
    const struct theme *theme = drawing->book->theme;
    label_changes(drawing, add_filled(drawing, BRIDGE_BASE, COLOR_NONE));
    lxw_chart_series *total = add_filled(drawing, BRIDGE_TOTAL, theme->ink);
    set_labels(total, 0xFFFFFF, stack_code(drawing));
    add_filled(drawing, BRIDGE_UP, theme->tone[TONE_GOOD]);
    add_filled(drawing, BRIDGE_DOWN, theme->tone[TONE_BAD]);
}

static void add_contribution_series(struct drawing *drawing)
{
    const struct chart        *chart = drawing->chart;
    const struct chart_series *key = chart_key_series(chart);
    lxw_chart_series *earned = add_filled(drawing, (lxw_col_t)(key - chart->series + 1), drawing->book->theme->brand);
    set_labels(earned, 0xFFFFFF, stack_code(drawing));
    if (chart_series_of(chart, SERIES_TARGET))
        add_filled(drawing, (lxw_col_t)(chart->series_count + 1), drawing->book->theme->line_light);
}

/* One series of points: the first figures across, the second up. */
static void add_points(struct drawing *drawing)
{
    struct book       *book = drawing->book;
    struct chart_place place = drawing->place;
    lxw_row_t          first = place.head_row + 1, last = place.head_row + (lxw_row_t)drawing->table->row_count;
    lxw_col_t          across = place.first_col + 1, up = place.first_col + 2;
    lxw_chart_series  *series = chart_add_series(drawing->out, NULL, NULL);
    lxw_chart_fill     fill = solid(book->theme->brand);
    chart_series_set_categories(series, place.sheet_name, first, across, last, across);
    chart_series_set_values(series, place.sheet_name, first, up, last, up);
    chart_series_set_name_range(series, place.sheet_name, place.head_row, up);
    chart_cells_cache(book, series->categories, drawing->table, 1);
    chart_cells_cache(book, series->values, drawing->table, 2);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
    chart_series_set_marker_size(series, 6);
    chart_series_set_marker_fill(series, &fill);
}

static void add_all_series(struct drawing *drawing)
{
    if (drawing->chart->kind == CHART_QUADRANT) {
        add_points(drawing);
    } else if (drawing->chart->kind == CHART_WATERFALL) {
        add_bridge_series(drawing);
    } else if (drawing->chart->kind == CHART_CONTRIBUTION) {
        add_contribution_series(drawing);
    } else {
        size_t count = drawing->chart->kind == CHART_DONUT ? 1 : drawing->chart->series_count;
        for (size_t i = 0; i < count; i++)
            add_plain_series(drawing, i);
    }
}

/* Bars grow from zero: left alone, programs begin an axis near the lowest of figures that lie close together. */
static bool begins_at_zero(const struct chart *chart)
{
    if (chart->kind == CHART_LINE) return false;
    for (size_t s = 0; s < chart->series_count; s++)
        for (size_t i = 0; i < chart->category_count; i++) {
            const struct value *value = &chart->series[s].values[i];
            bool is_movement = chart->kind == CHART_WATERFALL && chart->bar_roles && chart->bar_roles[i] != BAR_TOTAL;
            if (!is_movement && value_has_number(value) && exact_sign(value->number) < 0) return false;
        }
    return true;
}

static void set_value_axis(struct book *book, lxw_chart *out, const struct chart *chart)
{
    lxw_chart_axis *axis = kinds[chart->kind].is_across ? out->x_axis : out->y_axis;
    lxw_chart_line  grid = stroke(book->theme->line_light, 0.75F), none = {.none = LXW_TRUE};
    lxw_chart_font  text = font(9, book->theme->text_grey, false);
    if (chart->has_minimum || begins_at_zero(chart))
        chart_axis_set_min(axis, chart->has_minimum ? exact_double(chart->minimum) : 0);
    if (chart->has_maximum) chart_axis_set_max(axis, exact_double(chart->maximum));
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
    if (kinds[chart->kind].is_across) chart_axis_set_reverse(axis);
}

/* Both axes of a quadrant have figures, each in the format of its own. */
static void set_point_axes(struct drawing *drawing)
{
    struct book        *book = drawing->book;
    const struct chart *chart = drawing->chart;
    lxw_chart_axis     *axes[] = {drawing->out->x_axis, drawing->out->y_axis};
    lxw_chart_line      grid = stroke(book->theme->line_light, 0.75F);
    lxw_chart_font      text = font(9, book->theme->text_grey, false);
    for (size_t i = 0; i < COUNT_OF(axes); i++) {
        chart_axis_set_name(axes[i], cell_text_line(book->arena, chart->series[i].name, CHART_TITLE_UNITS));
        chart_axis_set_name_font(axes[i], &text);
        chart_axis_set_num_font(axes[i], &text);
        chart_axis_set_num_format(axes[i], label_code(book, chart, &chart->series[i]));
        chart_axis_set_label_position(axes[i], LXW_CHART_AXIS_LABEL_POSITION_LOW);
        chart_axis_major_gridlines_set_visible(axes[i], LXW_TRUE);
        chart_axis_major_gridlines_set_line(axes[i], &grid);
    }
}

/* One series needs no legend, nor do bars that are labelled one by one. */
static void set_legend(const struct book *book, lxw_chart *out, const struct chart *chart)
{
    lxw_chart_font text = font(9, book->theme->text_grey, false);
    bool           is_alone = chart->series_count < 2 && chart->kind != CHART_DONUT;
    if (is_alone || chart->kind == CHART_WATERFALL || chart->kind == CHART_CONTRIBUTION ||
        chart->kind == CHART_QUADRANT) {
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
    else if (chart->kind != CHART_LINE && chart->kind != CHART_QUADRANT)
        chart_set_series_gap(out, 54); /* a bar takes 65 % of its slot */
}

/* Figures to draw from, and a kind that spreadsheet programs know. */
static bool has_drawing(const struct chart *chart)
{
    if (kinds[chart->kind].type == LXW_CHART_NONE || chart->category_count == 0) return false;
    return chart_has_figures(chart) && (chart->kind != CHART_QUADRANT || chart->series_count > 1);
}

int native_chart_height(const struct chart *chart)
{
    if (!has_drawing(chart)) return 0;
    if (!kinds[chart->kind].is_across) return STANDING_HEIGHT;
    size_t bars = kinds[chart->kind].is_stacked ? 1 : chart->series_count;
    size_t height = LYING_FRAME + chart->category_count * (BAR_HEIGHT * bars + BAR_HEIGHT / 2);
    return height < LYING_LEAST ? LYING_LEAST : height > LYING_MOST ? LYING_MOST : (int)height;
}

void native_chart_write(struct book *book, const struct chart *chart, const struct doc_table *table,
                        struct chart_place place)
{
    chart_cells_write_formulas(book, chart, table, place);
    if (!has_drawing(chart)) return;
    lxw_chart     *out = workbook_add_chart(book->out, kinds[chart->kind].type);
    struct drawing drawing = {book, chart, table, place, out};
    add_all_series(&drawing);
    set_frame(book, out, chart);
    set_legend(book, out, chart);
    if (chart->kind == CHART_QUADRANT) {
        set_point_axes(&drawing);
    } else if (chart->kind != CHART_DONUT) {
        set_value_axis(book, out, chart);
        set_category_axis(book, out, chart);
    }
    str               alt = chart->alt.len ? chart->alt : chart->title;
    lxw_chart_options options = {.x_scale = NATIVE_CHART_WIDTH / 480.0,
                                 .y_scale = native_chart_height(chart) / 288.0,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = (char *)cell_text_line(book->arena, alt, CHART_ALT_UNITS)};
    worksheet_insert_chart_opt(place.sheet, place.chart_row, place.chart_col, out, &options);
}
