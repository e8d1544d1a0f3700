/* SPDX-License-Identifier: MIT */
#include "layout/flow.h"

/* A path being written into fixed room: operators and coordinates in points. */
struct pen {
    uint8_t *ops;
    double  *xy;
    size_t   op_count, xy_count;
};

static struct pen pen_new(struct arena *arena, size_t ops, size_t points)
{
    return (struct pen){.ops = ARENA_ARRAY(arena, uint8_t, ops), .xy = ARENA_ARRAY(arena, double, points * 2)};
}

static void pen_point(struct pen *pen, double x, double y)
{
    pen->xy[pen->xy_count++] = x / 1000.0;
    pen->xy[pen->xy_count++] = y / 1000.0;
}

static void pen_to(struct pen *pen, enum path_op op, double x, double y)
{
    pen->ops[pen->op_count++] = (uint8_t)op;
    pen_point(pen, x, y);
}

static void pen_curve(struct pen *pen, double x1, double y1, double x2, double y2, double x3, double y3)
{
    pen->ops[pen->op_count++] = PATH_CURVE;
    pen_point(pen, x1, y1);
    pen_point(pen, x2, y2);
    pen_point(pen, x3, y3);
}

static void push_path(const struct flow *flow, struct atom *atom, const struct pen *pen, struct paint paint,
                      uint32_t tag)
{
    struct page_item *item = VEC_PUSH(flow->layout->arena, atom->items);
    item->kind = ITEM_PATH;
    item->tag = tag;
    item->u.path.path = (struct path){pen->ops, pen->op_count, pen->xy, pen->xy_count};
    item->u.path.paint = paint;
}

static struct paint filled(uint32_t color)
{
    return (struct paint){.fill = color, .stroke = COLOR_NONE};
}

static struct paint stroked(uint32_t color, mpt thickness)
{
    return (struct paint){.fill = COLOR_NONE, .stroke = color, .line_width = thickness};
}

void draw_rect(const struct flow *flow, struct atom *atom, struct rect box, uint32_t fill, uint32_t tag)
{
    struct pen pen = pen_new(flow->layout->arena, 5, 4);
    pen_to(&pen, PATH_MOVE, box.x, box.y);
    pen_to(&pen, PATH_LINE, box.x + box.width, box.y);
    pen_to(&pen, PATH_LINE, box.x + box.width, box.y + box.height);
    pen_to(&pen, PATH_LINE, box.x, box.y + box.height);
    pen.ops[pen.op_count++] = PATH_CLOSE;
    push_path(flow, atom, &pen, filled(fill), tag);
}

/* Distance of a Bézier control point that draws a quarter circle of radius 1. */
#define ARC 0.5522847498

static void pen_rounded(struct pen *pen, struct rect box, double r)
{
    double x0 = box.x, y0 = box.y, x1 = x0 + box.width, y1 = y0 + box.height, c = r * (1 - ARC);
    pen_to(pen, PATH_MOVE, x0 + r, y0);
    pen_to(pen, PATH_LINE, x1 - r, y0);
    pen_curve(pen, x1 - c, y0, x1, y0 + c, x1, y0 + r);
    pen_to(pen, PATH_LINE, x1, y1 - r);
    pen_curve(pen, x1, y1 - c, x1 - c, y1, x1 - r, y1);
    pen_to(pen, PATH_LINE, x0 + r, y1);
    pen_curve(pen, x0 + c, y1, x0, y1 - c, x0, y1 - r);
    pen_to(pen, PATH_LINE, x0, y0 + r);
    pen_curve(pen, x0, y0 + c, x0 + c, y0, x0 + r, y0);
    pen->ops[pen->op_count++] = PATH_CLOSE;
}

void draw_rounded(const struct flow *flow, struct atom *atom, struct rect box, mpt radius, uint32_t fill, uint32_t tag)
{
    mpt smaller = box.width < box.height ? box.width : box.height;
    if (smaller <= 0) return;
    if (radius * 2 > smaller) radius = smaller / 2;
    struct pen pen = pen_new(flow->layout->arena, 10, 17);
    pen_rounded(&pen, box, radius);
    push_path(flow, atom, &pen, filled(fill), tag);
}

void draw_rule(const struct flow *flow, struct atom *atom, mpt x, mpt y, mpt width, mpt thickness, uint32_t color)
{
    struct pen pen = pen_new(flow->layout->arena, 2, 2);
    pen_to(&pen, PATH_MOVE, x, y);
    pen_to(&pen, PATH_LINE, x + width, y);
    push_path(flow, atom, &pen, stroked(color, thickness), TAG_ARTIFACT);
}

void draw_upright(const struct flow *flow, struct atom *atom, mpt x, mpt y, mpt height, mpt thickness, uint32_t color)
{
    struct pen pen = pen_new(flow->layout->arena, 2, 2);
    pen_to(&pen, PATH_MOVE, x, y);
    pen_to(&pen, PATH_LINE, x, y + height);
    push_path(flow, atom, &pen, stroked(color, thickness), TAG_ARTIFACT);
}

void draw_dot(const struct flow *flow, struct atom *atom, struct point center, mpt radius, uint32_t fill,
              uint32_t stroke, uint32_t tag)
{
    struct pen  pen = pen_new(flow->layout->arena, 10, 17);
    struct rect box = {center.x - radius, center.y - radius, 2 * radius, 2 * radius};
    pen_rounded(&pen, box, radius);
    push_path(flow, atom, &pen, (struct paint){.fill = fill, .stroke = stroke, .line_width = MPT_PT(1)}, tag);
}

void draw_polyline(const struct flow *flow, struct atom *atom, const struct point *points, size_t count,
                   struct paint paint, uint32_t tag)
{
    if (count < 2) return;
    struct pen pen = pen_new(flow->layout->arena, count + 1, count);
    for (size_t i = 0; i < count; i++)
        pen_to(&pen, i ? PATH_LINE : PATH_MOVE, points[i].x, points[i].y);
    if (paint.fill != COLOR_NONE) pen.ops[pen.op_count++] = PATH_CLOSE;
    push_path(flow, atom, &pen, paint, tag);
}

/* Paths are copied, not moved in place: a repeated table head is drawn many times. */
static void shift_path(struct arena *arena, struct path *path, mpt dx, mpt dy)
{
    double *xy = arena_copy(arena, path->xy, path->xy_count, sizeof *xy);
    for (size_t i = 0; i + 1 < path->xy_count; i += 2) {
        xy[i] += dx / 1000.0;
        xy[i + 1] += dy / 1000.0;
    }
    path->xy = xy;
}

void shift_items(struct arena *arena, struct page_item *items, size_t count, mpt dx, mpt dy)
{
    if (dx == 0 && dy == 0) return;
    for (size_t i = 0; i < count; i++)
        switch (items[i].kind) {
        case ITEM_GLYPHS:
            items[i].u.glyphs.at.x += dx;
            items[i].u.glyphs.at.y += dy;
            break;
        case ITEM_PATH: shift_path(arena, &items[i].u.path.path, dx, dy); break;
        case ITEM_IMAGE:
            items[i].u.image.box.x += dx;
            items[i].u.image.box.y += dy;
            break;
        }
}
