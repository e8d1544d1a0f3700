/* SPDX-License-Identifier: MIT */
#include "chart/marks.h"

#include <math.h>
#include <string.h>

#define FULL_TURN (2 * 3.14159265358979323846)

/* Height of capitals and lining figures in Inter, of its size (OS/2 sCapHeight 2048 / 2816). */
#define CAP_HEIGHT 0.727

#define HATCH_DISTANCE MPT_PT(3.2)

static double pt(mpt length)
{
    return length / 1000.0;
}

void marks_init(struct marks *marks, const struct chart_env *env, page_items *items)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    *marks = (struct marks){.env = env, .items = items, .path = cairo_create(surface)};
    cairo_surface_destroy(surface); /* the context keeps it */
}

void marks_release(struct marks *marks)
{
    cairo_destroy(marks->path);
    *marks = (struct marks){0};
}

static size_t points_of(cairo_path_data_type_t type)
{
    switch (type) {
    case CAIRO_PATH_CURVE_TO: return 3;
    case CAIRO_PATH_CLOSE_PATH: return 0;
    default: return 1;
    }
}

static uint8_t op_of(cairo_path_data_type_t type)
{
    switch (type) {
    case CAIRO_PATH_MOVE_TO: return PATH_MOVE;
    case CAIRO_PATH_LINE_TO: return PATH_LINE;
    case CAIRO_PATH_CURVE_TO: return PATH_CURVE;
    default: return PATH_CLOSE;
    }
}

static struct path copy_path(struct arena *arena, const cairo_path_t *from)
{
    size_t   most = (size_t)from->num_data;
    uint8_t *ops = ARENA_ARRAY(arena, uint8_t, most);
    double  *xy = ARENA_ARRAY(arena, double, most * 2);
    size_t   op_count = 0, xy_count = 0;
    for (int i = 0; i < from->num_data; i += from->data[i].header.length) {
        const cairo_path_data_t *data = &from->data[i];
        ops[op_count++] = op_of(data->header.type);
        for (size_t p = 1; p <= points_of(data->header.type); p++) {
            xy[xy_count++] = data[p].point.x;
            xy[xy_count++] = data[p].point.y;
        }
    }
    return (struct path){ops, op_count, xy, xy_count};
}

/* Moves the path that was built into an item. cairo adds a move after each close; a last one alone paints nothing. */
static void paint_path(struct marks *marks, struct paint paint)
{
    cairo_path_t *path = cairo_copy_path(marks->path);
    cairo_new_path(marks->path);
    if (path->status == CAIRO_STATUS_SUCCESS && path->num_data > 0 && marks->items) {
        struct page_item *item = VEC_PUSH(marks->env->arena, *marks->items);
        item->kind = ITEM_PATH;
        item->u.path.path = copy_path(marks->env->arena, path);
        item->u.path.paint = paint;
        struct path *copied = &item->u.path.path;
        if (copied->op_count > 1 && copied->ops[copied->op_count - 1] == PATH_MOVE) {
            copied->op_count--;
            copied->xy_count -= 2;
        }
    }
    cairo_path_destroy(path);
}

static struct paint filled(uint32_t color)
{
    return (struct paint){.fill = color, .stroke = COLOR_NONE};
}

static struct paint stroked(uint32_t color, mpt width)
{
    return (struct paint){.fill = COLOR_NONE, .stroke = color, .line_width = width};
}

void marks_rect(struct marks *marks, struct rect box, uint32_t fill)
{
    if (box.width <= 0 || box.height <= 0) return;
    cairo_rectangle(marks->path, pt(box.x), pt(box.y), pt(box.width), pt(box.height));
    paint_path(marks, filled(fill));
}

void marks_outline(struct marks *marks, struct rect box, uint32_t stroke, mpt width)
{
    if (box.width <= width || box.height <= width) {
        marks_rect(marks, box, stroke);
        return;
    }
    cairo_rectangle(marks->path, pt(box.x + width / 2), pt(box.y + width / 2), pt(box.width - width),
                    pt(box.height - width));
    paint_path(marks, stroked(stroke, width));
}

/* Rising strokes x + y = c, cut at the edges of the box: page items have no clipping. */
static void add_hatching(struct marks *marks, struct rect box)
{
    mpt right = box.x + box.width, bottom = box.y + box.height;
    for (mpt c = HATCH_DISTANCE; c < box.width + box.height; c += HATCH_DISTANCE) {
        mpt low_x = c <= box.height ? box.x : box.x + c - box.height;
        mpt low_y = c <= box.height ? box.y + c : bottom;
        mpt high_x = c <= box.width ? box.x + c : right;
        mpt high_y = c <= box.width ? box.y : box.y + c - box.width;
        cairo_move_to(marks->path, pt(low_x), pt(low_y));
        cairo_line_to(marks->path, pt(high_x), pt(high_y));
    }
}

void marks_hatch(struct marks *marks, struct rect box, uint32_t color)
{
    if (box.width <= 0 || box.height <= 0) return;
    add_hatching(marks, box);
    paint_path(marks, stroked(color, MPT_PT(0.6)));
    marks_outline(marks, box, color, MPT_PT(0.75));
}

void marks_rule(struct marks *marks, struct point from, struct point to, uint32_t color, mpt width)
{
    marks_polyline(marks, (struct point[]){from, to}, 2, (struct mark_stroke){color, width, false});
}

void marks_dashes(struct marks *marks, struct point from, struct point to, uint32_t color, mpt width)
{
    marks_polyline(marks, (struct point[]){from, to}, 2, (struct mark_stroke){color, width, true});
}

static void add_points(struct marks *marks, const struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cairo_line_to(marks->path, pt(points[i].x), pt(points[i].y));
}

void marks_area(struct marks *marks, const struct point *corners, size_t count, uint32_t fill)
{
    add_points(marks, corners, count);
    cairo_close_path(marks->path);
    paint_path(marks, filled(fill));
}

void marks_polyline(struct marks *marks, const struct point *points, size_t count, struct mark_stroke stroke)
{
    struct paint paint = stroked(stroke.color, stroke.width);
    paint.has_round_caps = stroke.width > MPT_PT(1) && !stroke.is_dashed; /* series, not rules */
    if (stroke.is_dashed) paint.dash[0] = MPT_PT(3), paint.dash[1] = MPT_PT(2);
    add_points(marks, points, count);
    paint_path(marks, paint);
}

void marks_dot(struct marks *marks, struct point centre, mpt radius, uint32_t fill)
{
    cairo_arc(marks->path, pt(centre.x), pt(centre.y), pt(radius), 0, FULL_TURN);
    cairo_close_path(marks->path);
    paint_path(marks, filled(fill));
}

void marks_ring(struct marks *marks, struct point centre, mpt inner, mpt outer, double from, double to, uint32_t fill)
{
    double x = pt(centre.x), y = pt(centre.y);
    double start = (from - 0.25) * FULL_TURN, end = (to - 0.25) * FULL_TURN; /* cairo's zero is three o'clock */
    cairo_arc(marks->path, x, y, pt(outer), start, end);
    if (to - from >= 1) cairo_new_sub_path(marks->path);
    cairo_arc_negative(marks->path, x, y, pt(inner), end, start);
    cairo_close_path(marks->path);
    paint_path(marks, filled(fill));
}

static struct text_style style_of(const struct marks *marks, enum mark_text kind, uint32_t color)
{
    return (struct text_style){
        .size = marks_text_size(marks, kind),
        .weight = kind == TEXT_TITLE || kind == TEXT_FIGURE ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
        .has_tabular_figures = kind == TEXT_TICK || kind == TEXT_FIGURE,
        .color = color,
        .language = locale_language(marks->env->locale),
    };
}

static struct text_span span_of(const struct marks *marks, enum mark_text kind, uint32_t color, str text)
{
    return (struct text_span){text, style_of(marks, kind, color)};
}

mpt marks_text_size(const struct marks *marks, enum mark_text kind)
{
    const struct theme *theme = marks->env->theme;
    switch (kind) {
    case TEXT_TITLE: return theme->heading3.size;
    case TEXT_NAME:
    case TEXT_FIGURE:
    case TEXT_SUBTITLE: return theme->note.size * 16 / 15; /* 8 pt beside notes of 7.5 */
    case TEXT_TICK: break;
    }
    return theme->note.size;
}

mpt marks_leading(const struct marks *marks, enum mark_text kind)
{
    if (kind == TEXT_TITLE) return marks->env->theme->heading3.leading;
    return marks_text_size(marks, kind) * 5 / 4;
}

mpt marks_width(const struct marks *marks, enum mark_text kind, str text)
{
    mpt              natural = 0, minimum = 0;
    struct text_span span = span_of(marks, kind, 0, text);
    text_measure(marks->env->fonts, &span, 1, &natural, &minimum);
    return natural;
}

mpt marks_word_width(const struct marks *marks, enum mark_text kind, str text)
{
    mpt              natural = 0, minimum = 0;
    struct text_span span = span_of(marks, kind, 0, text);
    text_measure(marks->env->fonts, &span, 1, &natural, &minimum);
    return minimum;
}

static mpt anchored(mpt x, mpt width, enum anchor anchor)
{
    switch (anchor) {
    case ANCHOR_MIDDLE: return x - width / 2;
    case ANCHOR_END: return x - width;
    case ANCHOR_START: break;
    }
    return x;
}

static void add_line(struct marks *marks, const struct text_line *line, struct point at, enum anchor anchor)
{
    mpt x = anchored(at.x, line->width, anchor);
    for (size_t i = 0; marks->items && i < line->count; i++) {
        struct page_item *item = VEC_PUSH(marks->env->arena, *marks->items);
        item->kind = ITEM_GLYPHS;
        item->u.glyphs.run = line->runs[i];
        item->u.glyphs.at = (struct point){x + line->runs[i].x, at.y};
    }
}

void marks_text(struct marks *marks, enum mark_text kind, uint32_t color, str text, struct point at, enum anchor anchor)
{
    if (text.len == 0) return;
    struct text_line line = {0};
    struct text_span span = span_of(marks, kind, color, text);
    text_line(marks->env->fonts, marks->env->arena, &span, &line);
    add_line(marks, &line, at, anchor);
}

static mpt centred_baseline(const struct marks *marks, enum mark_text kind, mpt centre)
{
    return centre + (mpt)(marks_text_size(marks, kind) * CAP_HEIGHT / 2);
}

void marks_label(struct marks *marks, enum mark_text kind, uint32_t color, str text, struct point at,
                 enum anchor anchor, mpt width)
{
    if (text.len == 0) return;
    struct text_line line = {0};
    struct text_span span = span_of(marks, kind, color, text);
    if (width > 0)
        text_line_fitted(marks->env->fonts, marks->env->arena, &span, width, &line);
    else
        text_line(marks->env->fonts, marks->env->arena, &span, &line);
    add_line(marks, &line, (struct point){at.x, centred_baseline(marks, kind, at.y)}, anchor);
}

size_t marks_line_count(const struct marks *marks, enum mark_text kind, str text, mpt width, size_t most)
{
    if (text.len == 0) return 0;
    if (most > 0 && marks_word_width(marks, kind, text) > width) return 1;
    struct arena_mark mark = arena_mark(marks->env->arena);
    struct text_lines lines = {0};
    struct text_span  span = span_of(marks, kind, 0, text);
    text_break(marks->env->fonts, marks->env->arena, &span, 1, width, &lines);
    arena_reset(marks->env->arena, mark);
    return most > 0 && lines.count > most ? most : lines.count;
}

void marks_paragraph(struct marks *marks, enum mark_text kind, uint32_t color, str text, struct rect box,
                     enum anchor anchor, size_t most)
{
    if (text.len == 0) return;
    struct text_lines lines = {0};
    struct text_span  span = span_of(marks, kind, color, text);
    size_t            count = marks_line_count(marks, kind, text, box.width, most);
    text_break(marks->env->fonts, marks->env->arena, &span, 1, box.width, &lines);
    if (count < lines.count) {
        struct text_span tail = span_of(marks, kind, color, str_slice(text, lines.at[count - 1].from, text.len));
        text_line_fitted(marks->env->fonts, marks->env->arena, &tail, box.width, &lines.at[count - 1]);
    }
    mpt leading = marks_leading(marks, kind);
    mpt x = anchor == ANCHOR_START ? box.x : anchor == ANCHOR_END ? box.x + box.width : box.x + box.width / 2;
    for (size_t i = 0; i < count; i++) {
        mpt centre = box.y + leading * (mpt)i + leading / 2;
        add_line(marks, &lines.at[i], (struct point){x, centred_baseline(marks, kind, centre)}, anchor);
    }
}
