/* SPDX-License-Identifier: MIT */
#include "raster/raster.h"

#include "base/file.h"
#include "text/font.h"

#include <cairo.h>
#include <hb-ot.h>
#include <string.h>

/*
 * Glyphs are drawn as HarfBuzz gives them, outlines or embedded PNG: cairo's own font faces would keep FreeType
 * objects alive in caches that end nobody knows when.
 */
static void outline_move(hb_draw_funcs_t *funcs, void *cr, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    cairo_move_to(cr, (double)x, (double)y);
}

static void outline_line(hb_draw_funcs_t *funcs, void *cr, hb_draw_state_t *state, float x, float y, void *user)
{
    (void)funcs, (void)state, (void)user;
    cairo_line_to(cr, (double)x, (double)y);
}

static void outline_curve(hb_draw_funcs_t *funcs, void *cr, hb_draw_state_t *state, float x1, float y1, float x2,
                          float y2, float x3, float y3, void *user)
{
    (void)funcs, (void)state, (void)user;
    cairo_curve_to(cr, (double)x1, (double)y1, (double)x2, (double)y2, (double)x3, (double)y3);
}

static void outline_close(hb_draw_funcs_t *funcs, void *cr, hb_draw_state_t *state, void *user)
{
    (void)funcs, (void)state, (void)user;
    cairo_close_path(cr);
}

static hb_draw_funcs_t *outline_funcs(void)
{
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, outline_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, outline_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, outline_curve, NULL, NULL);
    hb_draw_funcs_set_close_path_func(funcs, outline_close, NULL, NULL);
    return funcs;
}

struct blob_reader {
    const char *bytes;
    unsigned    left;
};

static cairo_status_t read_blob(void *closure, unsigned char *out, unsigned length)
{
    struct blob_reader *reader = closure;
    if (reader->left < length) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, reader->bytes, length);
    reader->bytes += length;
    reader->left -= length;
    return CAIRO_STATUS_SUCCESS;
}

/* A colour bitmap fills its glyph's extents; the origin is the font's, y upwards. */
static void draw_bitmap(cairo_t *cr, const struct font *font, uint32_t glyph)
{
    hb_blob_t         *blob = hb_ot_color_glyph_reference_png(font->hb, glyph);
    hb_glyph_extents_t extents;
    struct blob_reader reader = {0};
    reader.bytes = hb_blob_get_data(blob, &reader.left);
    if (reader.left > 0 && hb_font_get_glyph_extents(font->hb, glyph, &extents)) {
        cairo_surface_t *png = cairo_image_surface_create_from_png_stream(read_blob, &reader);
        if (cairo_surface_status(png) == CAIRO_STATUS_SUCCESS) {
            cairo_translate(cr, extents.x_bearing, extents.y_bearing);
            cairo_scale(cr, (double)extents.width / cairo_image_surface_get_width(png),
                        (double)extents.height / cairo_image_surface_get_height(png));
            cairo_set_source_surface(cr, png, 0, 0);
            cairo_paint(cr);
        }
        cairo_surface_destroy(png);
    }
    hb_blob_destroy(blob);
}

static void set_color(cairo_t *cr, uint32_t color)
{
    cairo_set_source_rgb(cr, (color >> 16 & 0xFF) / 255.0, (color >> 8 & 0xFF) / 255.0, (color & 0xFF) / 255.0);
}

static void draw_glyphs(cairo_t *cr, hb_draw_funcs_t *funcs, const struct glyph_run *run, struct point at)
{
    double unit = run->size / 1000.0 / run->font->units_per_em;
    cairo_save(cr);
    cairo_translate(cr, at.x / 1000.0, at.y / 1000.0);
    cairo_scale(cr, unit, -unit);
    cairo_new_path(cr);
    for (size_t i = 0; i < run->count; i++) {
        const struct glyph *glyph = &run->glyphs[i];
        cairo_save(cr);
        cairo_translate(cr, glyph->dx, glyph->dy);
        if (run->font->is_bitmap)
            draw_bitmap(cr, run->font, glyph->id);
        else
            hb_font_get_glyph_shape(run->font->hb, glyph->id, funcs, cr);
        cairo_restore(cr);
        cairo_translate(cr, glyph->advance, 0);
    }
    cairo_restore(cr);
    set_color(cr, run->color);
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
    cairo_fill(cr);
}

static void trace_path(cairo_t *cr, const struct path *path)
{
    const double *xy = path->xy;
    cairo_new_path(cr);
    for (size_t i = 0; i < path->op_count; i++)
        switch (path->ops[i]) {
        case PATH_MOVE:
            cairo_move_to(cr, xy[0], xy[1]);
            xy += 2;
            break;
        case PATH_LINE:
            cairo_line_to(cr, xy[0], xy[1]);
            xy += 2;
            break;
        case PATH_CURVE:
            cairo_curve_to(cr, xy[0], xy[1], xy[2], xy[3], xy[4], xy[5]);
            xy += 6;
            break;
        default: cairo_close_path(cr); break;
        }
}

static void draw_path(cairo_t *cr, const struct path *path, const struct paint *paint)
{
    trace_path(cr, path);
    if (paint->fill != COLOR_NONE) {
        set_color(cr, paint->fill);
        cairo_set_fill_rule(cr, paint->is_even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
        cairo_fill_preserve(cr);
    }
    if (paint->stroke != COLOR_NONE) {
        double dash[2] = {paint->dash[0] / 1000.0, paint->dash[1] / 1000.0};
        set_color(cr, paint->stroke);
        cairo_set_line_width(cr, paint->line_width / 1000.0);
        cairo_set_dash(cr, dash, paint->dash[0] > 0 ? 2 : 0, 0);
        cairo_set_line_cap(cr, paint->has_round_caps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
        cairo_set_line_join(cr, paint->has_round_caps ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
        cairo_stroke_preserve(cr);
    }
    cairo_new_path(cr);
}

/* cairo wants premultiplied native-endian ARGB. */
static void fill_pixels(cairo_surface_t *surface, const struct image *image)
{
    unsigned char *rows = cairo_image_surface_get_data(surface);
    size_t         stride = (size_t)cairo_image_surface_get_stride(surface), channels = image->has_alpha ? 4 : 3;
    for (uint32_t y = 0; y < image->height; y++)
        for (uint32_t x = 0; x < image->width; x++) {
            const uint8_t *from = image->pixels + ((size_t)y * image->width + x) * channels;
            uint32_t       alpha = image->has_alpha ? from[3] : 255, pixel = alpha << 24;
            for (int i = 0; i < 3; i++)
                pixel |= (from[i] * alpha / 255) << (16 - 8 * i);
            memcpy(rows + y * stride + x * 4, &pixel, 4);
        }
    cairo_surface_mark_dirty(surface);
}

static void draw_image(cairo_t *cr, const struct image *image, struct rect box)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)image->width, (int)image->height);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        fill_pixels(surface, image);
        cairo_save(cr);
        cairo_translate(cr, box.x / 1000.0, box.y / 1000.0);
        cairo_scale(cr, box.width / 1000.0 / image->width, box.height / 1000.0 / image->height);
        cairo_set_source_surface(cr, surface, 0, 0);
        cairo_paint(cr);
        cairo_restore(cr);
    }
    cairo_surface_destroy(surface);
}

static void draw_item(cairo_t *cr, hb_draw_funcs_t *funcs, const struct page_item *item)
{
    switch (item->kind) {
    case ITEM_GLYPHS: draw_glyphs(cr, funcs, &item->u.glyphs.run, item->u.glyphs.at); break;
    case ITEM_PATH: draw_path(cr, &item->u.path.path, &item->u.path.paint); break;
    case ITEM_IMAGE: draw_image(cr, item->u.image.image, item->u.image.box); break;
    }
}

static cairo_status_t keep_bytes(void *closure, const unsigned char *bytes, unsigned length)
{
    strbuf_add(closure, (str){(const char *)bytes, length});
    return CAIRO_STATUS_SUCCESS;
}

enum rc raster_page(struct fonts *fonts, const struct page *page, double scale, const char *path, struct diag *diag)
{
    (void)fonts; /* a run carries its face */
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(page->width / 1000.0 * scale + 0.5),
                                                          (int)(page->height / 1000.0 * scale + 0.5));
    cairo_t         *cr = cairo_create(surface);
    hb_draw_funcs_t *funcs = outline_funcs();
    struct strbuf    png = {0};
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    for (size_t i = 0; i < page->item_count; i++)
        draw_item(cr, funcs, &page->items[i]);
    bool is_whole =
        cairo_surface_write_to_png_stream(surface, keep_bytes, &png) == CAIRO_STATUS_SUCCESS && !png.is_full;
    enum rc rc = is_whole ? file_write(path, strbuf_str(&png), diag) : RC_LIMIT;
    hb_draw_funcs_destroy(funcs);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    strbuf_release(&png);
    return rc;
}
