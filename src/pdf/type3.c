/* SPDX-License-Identifier: MIT */
#include "base/mem.h"
#include "pdf/font_parts.h"
#include "pdf/syntax.h"

#include <stdlib.h>
#include <string.h>

#include <cairo.h>
#include <hb-ot.h>

enum { PART_GLYPHS = 256 }; /* codes of a simple font */

struct png {
    const char *bytes;
    size_t      size, at;
};

static cairo_status_t read_png(void *closure, unsigned char *out, unsigned size)
{
    struct png *png = closure;
    if (size > png->size - png->at) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, png->bytes + png->at, size);
    png->at += size;
    return CAIRO_STATUS_SUCCESS;
}

static uint8_t straight(uint32_t premultiplied, uint32_t alpha)
{
    if (alpha == 0) return 0;
    return (uint8_t)((premultiplied * 255 + alpha / 2) / alpha);
}

/* cairo's premultiplied native-endian ARGB to RGBA bytes. */
static uint8_t *surface_pixels(cairo_surface_t *surface, uint32_t width, uint32_t height)
{
    const uint8_t *data = cairo_image_surface_get_data(surface);
    size_t         stride = (size_t)cairo_image_surface_get_stride(surface);
    uint8_t       *pixels = mem_new(mem_product(mem_product(width, height), 4), 1), *out = pixels;
    bool           has_alpha = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32;
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++, out += 4) {
            uint32_t argb;
            memcpy(&argb, data + y * stride + 4 * (size_t)x, sizeof argb);
            uint32_t alpha = has_alpha ? argb >> 24 : 255;
            out[0] = straight(argb >> 16 & 255, alpha), out[1] = straight(argb >> 8 & 255, alpha);
            out[2] = straight(argb & 255, alpha), out[3] = (uint8_t)alpha;
        }
    }
    return pixels;
}

static const struct packed_image *glyph_decode(struct image_store *images, const struct font *font, uint32_t id)
{
    hb_blob_t *blob = hb_ot_color_glyph_reference_png(font->hb, id);
    unsigned   size = 0;
    struct png png = {.bytes = hb_blob_get_data(blob, &size)};
    png.size = size;
    const struct packed_image *packed = NULL;
    cairo_surface_t           *surface = size ? cairo_image_surface_create_from_png_stream(read_png, &png) : NULL;
    if (surface && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS &&
        cairo_image_surface_get_format(surface) <= CAIRO_FORMAT_RGB24) {
        uint32_t width = (uint32_t)cairo_image_surface_get_width(surface);
        uint32_t height = (uint32_t)cairo_image_surface_get_height(surface);
        uint8_t *pixels = surface_pixels(surface, width, height);
        packed =
            image_pack(images, &(struct image){.width = width, .height = height, .has_alpha = true, .pixels = pixels});
        free(pixels);
    }
    if (surface) cairo_surface_destroy(surface);
    hb_blob_destroy(blob);
    return packed;
}

static void add_mills(struct strbuf *out, const struct font *font, int32_t units)
{
    syntax_hundredths(out, (int64_t)units * 100000 / font->units_per_em);
    strbuf_addc(out, ' ');
}

/* The picture of a glyph, or NULL when the face has none (a space). */
static const struct packed_image *glyph_image(struct image_store *images, const struct font *font, uint32_t id)
{
    uint64_t                   key = (uint64_t)font->id << 32 | id;
    const struct packed_image *packed = image_lookup(images, key);
    if (packed) return packed;
    packed = glyph_decode(images, font, id);
    if (packed) image_name(images, key, packed);
    return packed;
}

/* « width 0 d0 q w 0 0 h x y cm /I5 Do Q »: a glyph with its own colours (ISO 32000-1, 9.6.5). */
static struct pdf_dict *procedure_write(struct pdf_file *file, const struct font *font, const struct shown *shown,
                                        const struct packed_image *image)
{
    struct strbuf      body = {0};
    hb_glyph_extents_t box;
    syntax_hundredths(&body, shown->width);
    strbuf_adds(&body, " 0 d0");
    if (image && hb_font_get_glyph_extents(font->hb, shown->id, &box)) {
        strbuf_adds(&body, " q ");
        add_mills(&body, font, box.width);
        strbuf_adds(&body, "0 0 ");
        add_mills(&body, font, -box.height);
        add_mills(&body, font, box.x_bearing);
        add_mills(&body, font, box.y_bearing + box.height);
        strbuf_adds(&body, "cm/I");
        syntax_int(&body, shown->id);
        strbuf_adds(&body, " Do Q");
    }
    struct pdf_dict *stream = pdf_stream(file, strbuf_str(&body));
    strbuf_release(&body);
    return stream;
}

/* The entries of a Type 3 font that grow with its glyphs. */
struct part {
    struct strbuf procedures, names, widths, images;
};

static void part_add(struct part *part, struct pdf_file *file, struct image_store *images, const struct font *font,
                     const struct shown *shown)
{
    const struct packed_image *image = glyph_image(images, font, shown->id);
    strbuf_printf(&part->names, "/g%u", shown->id);
    strbuf_printf(&part->procedures, "/g%u ", shown->id);
    syntax_ref(&part->procedures, NULL, pdf_object_id(procedure_write(file, font, shown, image)));
    syntax_hundredths(&part->widths, shown->width);
    strbuf_addc(&part->widths, ' ');
    if (!image) return;
    strbuf_printf(&part->images, "/I%u ", shown->id);
    syntax_ref(&part->images, NULL, pdf_object_id(image_write(file, image)));
}

static void add_entry(struct strbuf *out, const char *before, struct strbuf *entry, const char *after)
{
    strbuf_adds(out, before);
    strbuf_add(out, strbuf_str(entry));
    strbuf_adds(out, after);
    strbuf_release(entry);
}

/* What every Type 3 font of ours has; the rest of its entries is `raw`, which is released. */
static struct pdf_dict *font_dict(struct pdf_file *file, const struct shown *shown, size_t count, struct strbuf *raw)
{
    struct pdf_dict *dict = pdf_object(file);
    pdf_dict_name(dict, "Type", "Font");
    pdf_dict_name(dict, "Subtype", "Type3");
    pdf_dict_int(dict, "FirstChar", 0);
    pdf_dict_int(dict, "LastChar", (int32_t)count - 1);
    pdf_dict_ref(dict, "ToUnicode", to_unicode_write(file, shown, count, 2));
    pdf_dict_raw(dict, strbuf_str(raw));
    strbuf_release(raw);
    return dict;
}

static struct pdf_dict *part_write(struct pdf_file *file, struct image_store *images, const struct font *font,
                                   struct shown *shown, size_t count)
{
    struct part   part = {0};
    struct strbuf raw = {0};
    for (size_t i = 0; i < count; i++)
        part_add(&part, file, images, font, &shown[i]);
    add_entry(&raw, "/Encoding<</Type/Encoding/Differences[0", &part.names, "]>>");
    add_entry(&raw, "/CharProcs<<", &part.procedures, ">>");
    add_entry(&raw, "/Widths[", &part.widths, "]");
    add_entry(&raw, "/Resources<</XObject<<", &part.images, ">>>>/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 0 0]");
    return font_dict(file, shown, count, &raw);
}

enum rc type3_write(struct pdf_file *file, struct image_store *images, struct pdf_face *face, struct strbuf *resources)
{
    for (size_t i = 0; i < face->shown.count; i++) {
        face->shown.at[i].code = (uint16_t)(i % PART_GLYPHS);
        face->shown.at[i].part = (uint16_t)(i / PART_GLYPHS);
    }
    for (size_t from = 0; from < face->shown.count; from += PART_GLYPHS) {
        size_t count = face->shown.count - from < PART_GLYPHS ? face->shown.count - from : PART_GLYPHS;
        pdf_font_name(resources, face->font, (uint16_t)(from / PART_GLYPHS));
        strbuf_addc(resources, ' ');
        syntax_ref(resources, NULL, pdf_object_id(part_write(file, images, face->font, &face->shown.at[from], count)));
    }
    return RC_OK;
}

void ghosts_write(struct pdf_file *file, const struct shown *ghosts, size_t count, struct strbuf *resources)
{
    struct strbuf raw = {0};
    strbuf_adds(&raw, "/Encoding<</Type/Encoding/Differences[0");
    for (size_t i = 0; i < count; i++)
        strbuf_adds(&raw, "/ghost");
    strbuf_adds(&raw, "]>>/CharProcs<<");
    syntax_ref(&raw, "ghost", pdf_object_id(pdf_stream(file, STR("0 0 d0"))));
    strbuf_adds(&raw, ">>/Widths[");
    for (size_t i = 0; i < count; i++)
        strbuf_adds(&raw, "0 ");
    strbuf_adds(&raw, "]/Resources<<>>/FontMatrix[.001 0 0 .001 0 0]/FontBBox[0 0 0 0]");
    struct pdf_dict *dict = font_dict(file, ghosts, count, &raw);
    strbuf_adds(resources, GHOST_FONT " ");
    syntax_ref(resources, NULL, pdf_object_id(dict));
}
