/* SPDX-License-Identifier: MIT */
#include "page/image.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/late.h"
#include "base/limits.h"

#include <cairo.h>
#include <librsvg/rsvg.h>
#include <string.h>

/* [pixels] Height of an SVG logo: printed 10 mm high this is 600 dots an inch. */
enum { SVG_HEIGHT = 240 };

#define LIBRSVG(F) \
    F(rsvg_handle_get_intrinsic_size_in_pixels) F(rsvg_handle_new_from_data) F(rsvg_handle_render_document)
static struct {
    LIBRSVG(LATE_POINTER)
} rsvg;

struct reader {
    str    bytes;
    size_t at;
};

static cairo_status_t read_bytes(void *closure, unsigned char *out, unsigned length)
{
    struct reader *reader = closure;
    if (reader->bytes.len - reader->at < length) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, reader->bytes.ptr + reader->at, length);
    reader->at += length;
    return CAIRO_STATUS_SUCCESS;
}

static uint32_t big_endian(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* PNG (W3C 2003) 11.2.2: width and height stand at bytes 16 and 20; checked before anything is inflated. */
static cairo_surface_t *decode_png(str bytes)
{
    if (bytes.len < 24) return NULL;
    uint64_t pixels = (uint64_t)big_endian(bytes.ptr + 16) * big_endian(bytes.ptr + 20);
    if (pixels == 0 || pixels > LIMIT_IMAGE_PIXELS) return NULL;
    struct reader reader = {bytes, 0};
    return cairo_image_surface_create_from_png_stream(read_bytes, &reader);
}

/* `*why` is set where SVG cannot be read at all. */
static cairo_surface_t *decode_svg(str bytes, const char **why)
{
    static const char *const functions[] = {LIBRSVG(LATE_NAME)};
    *why = late_load("librsvg-2.so.2", functions, COUNT_OF(functions), &rsvg);
    if (*why) return NULL;
    RsvgHandle *handle = rsvg.rsvg_handle_new_from_data((const guint8 *)bytes.ptr, bytes.len, NULL);
    if (!handle) return NULL;
    gdouble width = 0, height = 0;
    if (!rsvg.rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height) || width <= 0 || height <= 0)
        width = height = SVG_HEIGHT;
    cairo_surface_t *surface = NULL;
    double           scaled = width * SVG_HEIGHT / height;
    if (scaled >= 1 && scaled * SVG_HEIGHT <= (double)LIMIT_IMAGE_PIXELS) {
        surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)scaled, SVG_HEIGHT);
        cairo_t      *cr = cairo_create(surface);
        RsvgRectangle viewport = {0, 0, (int)scaled, SVG_HEIGHT};
        bool          is_drawn = rsvg.rsvg_handle_render_document(handle, cr, &viewport, NULL);
        cairo_destroy(cr);
        if (!is_drawn) {
            cairo_surface_destroy(surface);
            surface = NULL;
        }
    }
    g_object_unref(handle);
    return surface;
}

/* cairo keeps native-endian premultiplied ARGB; pages carry plain RGBA. */
static uint8_t *plain_pixels(cairo_surface_t *surface, struct arena *arena, uint32_t width, uint32_t height)
{
    cairo_surface_flush(surface);
    const unsigned char *rows = cairo_image_surface_get_data(surface);
    size_t               stride = (size_t)cairo_image_surface_get_stride(surface);
    bool                 is_opaque = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_RGB24;
    uint8_t             *out = arena_alloc(arena, (size_t)width * height, 4), *to = out;
    for (uint32_t y = 0; y < height; y++)
        for (uint32_t x = 0; x < width; x++, to += 4) {
            uint32_t pixel;
            memcpy(&pixel, rows + y * stride + x * 4, 4);
            uint32_t alpha = is_opaque ? 255 : pixel >> 24;
            for (int i = 0; i < 3 && alpha; i++) {
                uint32_t channel = ((pixel >> (16 - 8 * i) & 0xFF) * 255 + alpha / 2) / alpha;
                to[i] = (uint8_t)(channel > 255 ? 255 : channel);
            }
            to[3] = (uint8_t)alpha;
        }
    return out;
}

static bool is_drawable(cairo_surface_t *surface)
{
    if (!surface || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) return false;
    cairo_format_t format = cairo_image_surface_get_format(surface);
    return format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24;
}

static struct image *take_image(cairo_surface_t *surface, str bytes, struct arena *arena)
{
    struct image *image = ARENA_NEW(arena, struct image);
    image->width = (uint32_t)cairo_image_surface_get_width(surface);
    image->height = (uint32_t)cairo_image_surface_get_height(surface);
    image->has_alpha = true;
    image->pixels = plain_pixels(surface, arena, image->width, image->height);
    char hex[33];
    hash_hex(hash_of(bytes.ptr, bytes.len), hex);
    image->key = arena_str(arena, str_from(hex));
    return image;
}

enum rc image_load(const char *path, struct arena *arena, struct diag *diag, struct span span, const struct image **out)
{
    str     bytes = STR_NONE;
    enum rc rc = file_read(path, LIMIT_FILE_BYTES, arena, diag, span, &bytes);
    if (rc != RC_OK) return rc;
    const char      *why = NULL;
    bool             is_png = bytes.len > 8 && memcmp(bytes.ptr, "\x89PNG\r\n\x1A\n", 8) == 0;
    cairo_surface_t *surface = is_png ? decode_png(bytes) : decode_svg(bytes, &why);
    if (is_drawable(surface)) {
        *out = take_image(surface, bytes, arena);
    } else {
        struct diag_message *message = diag_add(diag, DIAG_IMAGE_WRONG, span, path);
        if (why)
            diag_hint(diag, message, "an SVG file takes librsvg: %s", why);
        else
            diag_hint(diag, message, "a PNG or SVG file of at most %d megapixels", (int)(LIMIT_IMAGE_PIXELS / 1000000));
        rc = RC_INVALID;
    }
    if (surface) cairo_surface_destroy(surface);
    return rc;
}
