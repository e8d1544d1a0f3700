/* SPDX-License-Identifier: MIT */
#include "pdf/content.h"

#include "base/map.h"
#include "pdf/piece.h"
#include "pdf/syntax.h"
#include "pdf/text_writer.h"

#include <math.h>
#include <string.h>

/* [pt] A coordinate beyond it is a mistake: the largest page is 14 400 pt wide (ISO 32000-1, annex C). */
#define COORDINATE_MOST 100000.0

struct content_images {
    struct arena       *arena;
    struct image_store *store;
    struct map          names; /* address of a packed image, as text, to its number + 1 */
    size_t              count;
};

/* What the stream has said so far. */
struct painter {
    struct content    *content;
    const struct page *page;
    struct strbuf     *out;
    struct text_writer text;
    uint32_t           tag;       /* of the open sequence */
    uint32_t           text_tag;  /* of the text shown last */
    bool               is_open;   /* a sequence is */
    bool               is_spoken; /* the sequence has a text of its own */
    uint32_t           fill, stroke;
    mpt                line_width, dash[2];
    bool               has_round_caps;
};

struct content_images *content_images_new(struct arena *arena, struct image_store *store)
{
    struct content_images *images = ARENA_NEW(arena, struct content_images);
    images->arena = arena;
    images->store = store;
    return images;
}

static str image_key(struct arena *arena, const struct packed_image *packed)
{
    return arena_str(arena, (str){(const char *)&packed, sizeof packed});
}

void content_images_note(struct content_images *images, struct pdf_file *file, const struct page *page,
                         struct strbuf *resources)
{
    for (size_t i = 0; i < page->item_count; i++) {
        if (page->items[i].kind != ITEM_IMAGE) continue;
        const struct packed_image *packed = image_pack(images->store, page->items[i].u.image.image);
        str                        key = image_key(images->arena, packed);
        if (map_lookup(&images->names, key)) continue;
        map_set(images->arena, &images->names, key, (void *)(uintptr_t)++images->count);
        strbuf_adds(resources, "/I");
        syntax_int(resources, (int64_t)images->count);
        strbuf_addc(resources, ' ');
        syntax_ref(resources, NULL, pdf_object_id(image_write(file, packed)));
    }
}

static size_t image_number(const struct content_images *images, const struct image *image)
{
    const struct packed_image *packed = image_pack(images->store, image);
    return (uintptr_t)map_lookup(&images->names, (str){(const char *)&packed, sizeof packed});
}

static void add_color(struct strbuf *out, uint32_t color, const char *gray, const char *rgb)
{
    uint32_t channels[3] = {color >> 16 & 255, color >> 8 & 255, color & 255};
    bool     is_gray = channels[0] == channels[1] && channels[1] == channels[2];
    for (int i = 0; i < (is_gray ? 1 : 3); i++) {
        if (i) strbuf_addc(out, ' ');
        /* Two decimals would merge neighbours of 256 steps; three keep them apart. */
        uint32_t thousandths = (channels[i] * 1000 + 127) / 255;
        if (thousandths == 1000)
            strbuf_addc(out, '1');
        else if (thousandths == 0)
            strbuf_addc(out, '0');
        else
            strbuf_printf(out, ".%03u", thousandths);
    }
    strbuf_adds(out, is_gray ? gray : rgb);
}

static void set_fill(struct painter *painter, uint32_t color)
{
    if (color == painter->fill) return;
    text_writer_pause(&painter->text);
    add_color(painter->out, color, " g\n", " rg\n");
    painter->fill = color;
}

static void set_stroke(struct painter *painter, const struct paint *paint)
{
    struct strbuf *out = painter->out;
    if (paint->stroke != painter->stroke) add_color(out, paint->stroke, " G\n", " RG\n");
    if (paint->line_width != painter->line_width) {
        syntax_length(out, paint->line_width);
        strbuf_adds(out, " w\n");
    }
    if (paint->has_round_caps != painter->has_round_caps)
        strbuf_adds(out, paint->has_round_caps ? "1 J 1 j\n" : "0 J 0 j\n");
    if (paint->dash[0] != painter->dash[0] || paint->dash[1] != painter->dash[1]) {
        strbuf_addc(out, '[');
        if (paint->dash[0] > 0 || paint->dash[1] > 0) {
            syntax_length(out, paint->dash[0]);
            strbuf_addc(out, ' ');
            syntax_length(out, paint->dash[1]);
        }
        strbuf_adds(out, "]0 d\n");
    }
    painter->stroke = paint->stroke;
    painter->line_width = paint->line_width;
    painter->has_round_caps = paint->has_round_caps;
    memcpy(painter->dash, paint->dash, sizeof painter->dash);
}

static bool is_drawable(const struct path *path)
{
    static const size_t points[] = {[PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0};
    size_t              need = 0;
    for (size_t i = 0; i < path->op_count; i++) {
        if (path->ops[i] > PATH_CLOSE || (i == 0 && path->ops[i] != PATH_MOVE)) return false;
        need += 2 * points[path->ops[i]];
    }
    if (need > path->xy_count) return false;
    for (size_t i = 0; i < need; i++)
        if (!(fabs(path->xy[i]) <= COORDINATE_MOST)) return false; /* a NaN compares false too */
    return true;
}

static int64_t hundredths(double points)
{
    return (int64_t)llround(points * 100);
}

static void add_point(const struct painter *painter, const double *xy)
{
    syntax_hundredths(painter->out, hundredths(xy[0]));
    strbuf_addc(painter->out, ' ');
    syntax_hundredths(painter->out, hundredths(painter->page->height / 1000.0 - xy[1]));
    strbuf_addc(painter->out, ' ');
}

/* Four sides parallel to the page's: one operator in place of five. */
static bool is_rectangle(const uint8_t *ops, size_t count, const double *xy)
{
    static const uint8_t shape[] = {PATH_MOVE, PATH_LINE, PATH_LINE, PATH_LINE, PATH_CLOSE};
    if (count < sizeof shape || memcmp(ops, shape, sizeof shape) != 0) return false;
    return (xy[1] == xy[3] && xy[2] == xy[4] && xy[5] == xy[7] && xy[6] == xy[0]) ||
           (xy[0] == xy[2] && xy[3] == xy[5] && xy[4] == xy[6] && xy[7] == xy[1]);
}

static void add_rectangle(const struct painter *painter, const double *xy)
{
    int64_t x = hundredths(xy[0]), y = hundredths(painter->page->height / 1000.0 - xy[1]);
    syntax_hundredths(painter->out, x);
    strbuf_addc(painter->out, ' ');
    syntax_hundredths(painter->out, y);
    strbuf_addc(painter->out, ' ');
    syntax_hundredths(painter->out, hundredths(xy[4]) - x);
    strbuf_addc(painter->out, ' ');
    syntax_hundredths(painter->out, hundredths(painter->page->height / 1000.0 - xy[5]) - y);
    strbuf_adds(painter->out, " re\n");
}

static void add_path(const struct painter *painter, const struct path *path)
{
    const double *xy = path->xy;
    for (size_t i = 0; i < path->op_count; i++) {
        if (is_rectangle(path->ops + i, path->op_count - i, xy)) {
            add_rectangle(painter, xy);
            xy += 8;
            i += 4;
            continue;
        }
        enum path_op op = path->ops[i];
        if (op == PATH_MOVE && (i + 1 == path->op_count || path->ops[i + 1] == PATH_MOVE)) {
            xy += 2; /* cairo moves to the start again after closing a path */
            continue;
        }
        int points = op == PATH_CLOSE ? 0 : op == PATH_CURVE ? 3 : 1;
        for (int j = 0; j < points; j++, xy += 2)
            add_point(painter, xy);
        strbuf_adds(painter->out, op == PATH_MOVE ? "m\n" : op == PATH_LINE ? "l\n" : op == PATH_CURVE ? "c\n" : "h\n");
    }
}

static enum rc paint_path(struct painter *painter, const struct path *path, const struct paint *paint)
{
    bool has_fill = paint->fill != COLOR_NONE, has_stroke = paint->stroke != COLOR_NONE;
    if (!is_drawable(path) || paint->line_width < 0 || paint->dash[0] < 0 || paint->dash[1] < 0) return RC_INVALID;
    if (path->op_count == 0 || (!has_fill && !has_stroke)) return RC_OK;
    text_writer_end(&painter->text);
    if (has_fill) set_fill(painter, paint->fill);
    if (has_stroke) set_stroke(painter, paint);
    add_path(painter, path);
    if (has_fill && has_stroke)
        strbuf_adds(painter->out, paint->is_even_odd ? "B*\n" : "B\n");
    else if (has_fill)
        strbuf_adds(painter->out, paint->is_even_odd ? "f*\n" : "f\n");
    else
        strbuf_adds(painter->out, "S\n");
    return RC_OK;
}

static enum rc paint_image(struct painter *painter, const struct image *image, struct rect box)
{
    size_t number = image_number(painter->content->images, image);
    if (number == 0) return RC_INVALID;
    text_writer_end(&painter->text);
    strbuf_adds(painter->out, "q ");
    syntax_length(painter->out, box.width);
    strbuf_adds(painter->out, " 0 0 ");
    syntax_length(painter->out, box.height);
    strbuf_addc(painter->out, ' ');
    syntax_length(painter->out, box.x);
    strbuf_addc(painter->out, ' ');
    syntax_length(painter->out, painter->page->height - box.y - box.height);
    strbuf_adds(painter->out, " cm/I");
    syntax_int(painter->out, (int64_t)number);
    strbuf_adds(painter->out, " Do Q\n");
    return RC_OK;
}

static void end_sequence(struct painter *painter)
{
    text_writer_end(&painter->text);
    if (painter->is_open) strbuf_adds(painter->out, "EMC\n");
    painter->is_open = false;
}

/* « /P<</MCID 3>>BDC »; `said` is the text of what follows when its glyphs do not say it. */
static void open_sequence(struct painter *painter, uint32_t tag, uint32_t page, str said)
{
    struct content *content = painter->content;
    end_sequence(painter);
    painter->is_open = true;
    painter->is_spoken = said.len > 0;
    painter->tag = tag;
    if (tag == TAG_ARTIFACT) {
        strbuf_adds(painter->out, "/Artifact BMC\n");
        return;
    }
    strbuf_addc(painter->out, '/');
    strbuf_adds(painter->out, said.len ? "Span" : structure_tag_type(content->structure, tag));
    strbuf_adds(painter->out, "<</MCID ");
    syntax_int(painter->out, structure_mark(content->structure, tag, page));
    if (said.len) {
        strbuf_adds(painter->out, "/ActualText");
        syntax_text(painter->out, said);
    }
    strbuf_adds(painter->out, ">>BDC\n");
}

/* Opens the sequence of a tag, or goes on with it. */
static void begin_sequence(struct painter *painter, uint32_t tag, uint32_t page)
{
    if (painter->is_open && painter->tag == tag && !painter->is_spoken) return;
    open_sequence(painter, tag, page, STR_NONE);
}

/* A piece whose text must be said has a sequence of its own: a Span inside another makes poppler lose what follows. */
static enum rc paint_glyphs(struct painter *painter, const struct page_item *item, uint32_t page)
{
    const struct glyph_run *run = &item->u.glyphs.run;
    struct piece            piece;
    enum rc                 rc = RC_OK;
    for (size_t from = 0; rc == RC_OK && piece_next(painter->content->fonts, run, &from, &piece);) {
        struct point at = {item->u.glyphs.at.x + piece.x, item->u.glyphs.at.y};
        if (painter->text_tag == item->tag && item->tag != TAG_ARTIFACT)
            text_writer_separate(&painter->text, &piece.run, at);
        painter->text_tag = item->tag;
        if (piece.said.len && item->tag != TAG_ARTIFACT)
            open_sequence(painter, item->tag, page, piece.said);
        else
            begin_sequence(painter, item->tag, page);
        set_fill(painter, run->color);
        rc = text_writer_show(&painter->text, &piece.run, at);
    }
    return rc;
}

static enum rc paint_item(struct painter *painter, const struct page_item *item, uint32_t page)
{
    if (item->kind == ITEM_GLYPHS) return paint_glyphs(painter, item, page);
    begin_sequence(painter, item->tag, page);
    if (item->kind == ITEM_PATH) return paint_path(painter, &item->u.path.path, &item->u.path.paint);
    return paint_image(painter, item->u.image.image, item->u.image.box);
}

enum rc content_write(struct content *content, const struct page *page, uint32_t index, size_t *item)
{
    struct painter painter = {
        .content = content, .page = page, .out = content->out, .line_width = MPT_PT(1), .text_tag = TAG_ARTIFACT};
    text_writer_init(&painter.text, content->fonts, content->out, page->height);
    enum rc rc = RC_OK;
    for (*item = 0; *item < page->item_count && rc == RC_OK; ++*item) {
        const struct page_item *at = &page->items[*item];
        if (at->tag != TAG_ARTIFACT && !structure_has(content->structure, at->tag)) return RC_INVALID;
        rc = paint_item(&painter, at, index);
    }
    end_sequence(&painter);
    return rc;
}
