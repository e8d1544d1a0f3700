/* SPDX-License-Identifier: MIT */
/* sample: a document with one of everything, built by hand, for the tests of pdf/ and for the readers of tests/outside.
 */
#ifndef RELIURE_TESTS_PDF_SAMPLE_H
#define RELIURE_TESTS_PDF_SAMPLE_H

#include "base/vec.h"
#include "pdf/pdf.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

#define SAMPLE_PROFILE "/usr/share/color/icc/sRGB.icc"

struct sample {
    struct arena *arena;
    struct fonts *fonts;
    VEC(struct page) pages;
    VEC(struct page_item) items; /* of the page under way */
    VEC(struct page_link) links;
    VEC(struct tag) tags;
    VEC(struct page_anchor) anchors;
    VEC(struct outline_entry) outline;
    mpt y;
};

static inline uint32_t sample_tag(struct sample *sample, enum tag_role role, uint32_t parent)
{
    struct tag *tag = VEC_PUSH(sample->arena, sample->tags);
    tag->role = role;
    tag->parent = parent;
    return (uint32_t)sample->tags.count - 1;
}

/* Shows a line at x, y; the width it took. */
static inline mpt sample_text(struct sample *sample, uint32_t tag, mpt x, mpt y, mpt size, const char *language,
                              const char *text)
{
    struct text_span span = {.text = str_from(text),
                             .style = {.size = size,
                                       .weight = size > 12000 ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR,
                                       .color = 0x16476A,
                                       .language = language}};
    struct text_line line;
    text_line(sample->fonts, sample->arena, &span, &line);
    for (size_t i = 0; i < line.count; i++) {
        struct page_item *item = VEC_PUSH(sample->arena, sample->items);
        item->kind = ITEM_GLYPHS;
        item->tag = tag;
        item->u.glyphs.run = line.runs[i];
        item->u.glyphs.at = (struct point){x + line.runs[i].x, y};
    }
    return line.width;
}

static inline void sample_page_end(struct sample *sample)
{
    struct page *page = VEC_PUSH(sample->arena, sample->pages);
    *page = (struct page){.width = MPT_MM(210),
                          .height = MPT_MM(297),
                          .items = sample->items.at,
                          .item_count = sample->items.count,
                          .links = sample->links.at,
                          .link_count = sample->links.count};
    page->label = arena_printf(sample->arena, "%zu", sample->pages.count);
    memset(&sample->items, 0, sizeof sample->items);
    memset(&sample->links, 0, sizeof sample->links);
    sample->y = MPT_MM(25);
}

static inline void sample_paragraph(struct sample *sample, uint32_t parent, enum tag_role role, mpt size,
                                    const char *language, const char *text)
{
    uint32_t tag = sample_tag(sample, role, parent);
    if (strcmp(language, "fr") != 0) sample->tags.at[tag].language = language;
    sample->y += size * 3 / 2;
    sample_text(sample, tag, MPT_MM(20), sample->y, size, language, text);
}

static inline void sample_path(struct sample *sample, uint32_t tag, const uint8_t *ops, size_t op_count,
                               const double *xy, size_t xy_count, struct paint paint)
{
    struct page_item *item = VEC_PUSH(sample->arena, sample->items);
    item->kind = ITEM_PATH;
    item->tag = tag;
    item->u.path.path = (struct path){arena_copy(sample->arena, ops, op_count, 1), op_count,
                                      arena_copy(sample->arena, xy, xy_count, sizeof *xy), xy_count};
    item->u.path.paint = paint;
}

static inline void sample_figure(struct sample *sample, uint32_t parent)
{
    static const uint8_t box[] = {PATH_MOVE, PATH_LINE, PATH_LINE, PATH_LINE, PATH_CLOSE, PATH_MOVE},
                         curve[] = {PATH_MOVE, PATH_CURVE};
    double   top = (double)sample->y / 1000 + 10;
    uint32_t tag = sample_tag(sample, TAG_FIGURE, parent);
    sample->tags.at[tag].alt = STR("Barres\xC2\xA0: 12, 18 et 25 € par mois, en hausse.");
    sample->tags.at[tag].page = (uint32_t)sample->pages.count;
    sample->tags.at[tag].box = (struct rect){MPT_MM(20), sample->y, MPT_PT(200), MPT_PT(110)};
    for (int i = 0; i < 3; i++) {
        double x = 60 + 40 * i, height = 30 + 25 * i;
        double xy[] = {x, top + 90 - height, x + 30, top + 90 - height, x + 30, top + 90,
                       x, top + 90,          x,      top + 90 - height};
        sample_path(sample, tag, box, 6, xy, 10, (struct paint){.fill = 0x16476A, .stroke = COLOR_NONE});
    }
    double xy[] = {60, top + 60, 90, top, 120, top + 40, 180, top + 5.25};
    sample_path(
        sample, tag, curve, 2, xy, 8,
        (struct paint){
            .fill = COLOR_NONE, .stroke = 0xB23A2E, .line_width = 1500, .has_round_caps = true, .dash = {4000, 2000}});
    sample_text(sample, tag, MPT_PT(60), sample->y + MPT_PT(112), 8000, "fr", "juil.   août   sept.");
    sample->y += MPT_PT(120);
}

static inline void sample_row(struct sample *sample, uint32_t parent, uint32_t tag_if_artifact, enum tag_role role,
                              const char *const *cells)
{
    uint32_t row = tag_if_artifact == TAG_ARTIFACT ? 0 : sample_tag(sample, TAG_TABLE_ROW, parent);
    sample->y += 14000;
    for (size_t i = 0; i < 4; i++) {
        uint32_t cell = TAG_ARTIFACT;
        if (tag_if_artifact != TAG_ARTIFACT) {
            cell = sample_tag(sample, i == 0 ? TAG_HEADER_CELL : role, row);
            if (i == 0 || role == TAG_HEADER_CELL)
                sample->tags.at[cell].scope = role == TAG_HEADER_CELL ? SCOPE_COLUMN : SCOPE_ROW;
            if (cells[i][0]) cell = sample_tag(sample, TAG_PARAGRAPH, cell);
        }
        sample_text(sample, cell, MPT_MM(20) + (mpt)i * MPT_MM(42), sample->y, 9000, "fr", cells[i]);
    }
}

/* A table of `rows` rows over as many pages as it takes; the head is repeated as an artifact. */
static inline void sample_table(struct sample *sample, uint32_t parent, int rows)
{
    static const char *const head[] = {"Client", "MRR", "Santé", "Note"};
    static const char *const names[] = {"Maison Verdier", "株式会社アクメ",   "شركة النور للتجارة",
                                        "Ωμέγα Α.Ε.",     "Café « L’Œuvre »", "Officine d’Été 🚀"};
    uint32_t                 table = sample_tag(sample, TAG_TABLE, parent);
    sample_row(sample, sample_tag(sample, TAG_TABLE_HEAD, table), 0, TAG_HEADER_CELL, head);
    uint32_t body = sample_tag(sample, TAG_TABLE_BODY, table);
    for (int i = 0; i < rows; i++) {
        if (sample->y > MPT_MM(270)) {
            sample_page_end(sample);
            sample_row(sample, 0, TAG_ARTIFACT, TAG_HEADER_CELL, head);
        }
        str         money = arena_printf(sample->arena, "%d\xE2\x80\xAF%03d,50\xC2\xA0€", i + 1, i * 37 % 1000);
        str         score = arena_printf(sample->arena, "%d\xC2\xA0%%", i * 13 % 101);
        const char *cells[] = {names[i % 6], money.ptr, score.ptr, i % 7 ? "À suivre : fiable, efficace" : ""};
        sample_row(sample, body, 0, TAG_DATA_CELL, cells);
    }
}

static inline void sample_link(struct sample *sample, uint32_t parent, const char *before, const char *text,
                               const char *uri, const char *anchor)
{
    uint32_t paragraph = sample_tag(sample, TAG_PARAGRAPH, parent), tag = sample_tag(sample, TAG_LINK, paragraph);
    sample->y += 16000;
    mpt x = MPT_MM(20) + sample_text(sample, paragraph, MPT_MM(20), sample->y, 10000, "fr", before) + 3000;
    mpt width = sample_text(sample, tag, x, sample->y, 10000, "fr", text);
    sample_text(sample, paragraph, x + width, sample->y, 10000, "fr", " (fin de phrase).");
    struct page_link *link = VEC_PUSH(sample->arena, sample->links);
    *link = (struct page_link){.box = {x, sample->y - 9000, width, 12000},
                               .tag = tag,
                               .uri = str_from(uri),
                               .anchor = str_from(anchor),
                               .title = str_from(text)};
}

static inline void sample_scripts(struct sample *sample, uint32_t parent)
{
    static const char *const lines[][2] = {
        {"fr", "L’équipe a réduit de 42 % le délai de réponse : « œuvre », Ÿ, ﬁn, 1⁄2, n° 5."},
        {"ar", "مراجعة النجاح لشركة النور للتجارة لا إله 2026"},
        {"ja", "お客様の成功レビュー：株式会社アクメ（第3四半期）"},
        {"el", "Ανασκόπηση επιτυχίας: Ωμέγα Α.Ε."},
        {"he", "סקירת הצלחה 2026"},
        {"hi", "ग्राहक सफलता समीक्षा"},
        {"th", "รายงานความสำเร็จของลูกค้า"},
        {"fr", "Emoji : 🚀 🎉 👩🏽‍💻 🇫🇷 ✅ fin."},
        {"fr", "Combinés : e\xCC\x81te\xCC\x81, a\xCC\x82ne."},
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        sample_paragraph(sample, parent, TAG_PARAGRAPH, 11000, lines[i][0], lines[i][1]);
}

static inline void sample_image(struct sample *sample, uint32_t parent)
{
    struct image *image = ARENA_NEW(sample->arena, struct image);
    uint8_t      *pixels = ARENA_ARRAY(sample->arena, uint8_t, 16 * 16 * 4);
    for (int i = 0; i < 16 * 16; i++) {
        pixels[4 * i] = (uint8_t)(i % 16 * 16), pixels[4 * i + 1] = (uint8_t)(i / 16 * 16), pixels[4 * i + 2] = 90;
        pixels[4 * i + 3] = (uint8_t)(i % 16 < 8 ? 255 : 128);
    }
    *image = (struct image){.key = STR("logo"), .width = 16, .height = 16, .has_alpha = true, .pixels = pixels};
    uint32_t tag = sample_tag(sample, TAG_FIGURE, parent);
    sample->tags.at[tag].alt = STR("Logo de Lumeo");
    sample->tags.at[tag].page = (uint32_t)sample->pages.count;
    sample->tags.at[tag].box = (struct rect){MPT_MM(150), MPT_MM(20), MPT_MM(20), MPT_MM(20)};
    struct page_item *item = VEC_PUSH(sample->arena, sample->items);
    *item = (struct page_item){.kind = ITEM_IMAGE, .tag = tag, .u.image = {image, sample->tags.at[tag].box}};
}

static inline void sample_list(struct sample *sample, uint32_t parent)
{
    static const char *const labels[] = {"1.", "2."}, *const texts[] = {"Former les équipes", "Étendre l’usage"};
    uint32_t list = sample_tag(sample, TAG_LIST, parent);
    for (size_t i = 0; i < 2; i++) {
        uint32_t item = sample_tag(sample, TAG_LIST_ITEM, list), label = sample_tag(sample, TAG_LABEL, item);
        uint32_t body = sample_tag(sample, TAG_LIST_BODY, item);
        sample->y += 14000;
        sample_text(sample, label, MPT_MM(20), sample->y, 10000, "fr", labels[i]);
        sample_text(sample, body, MPT_MM(26), sample->y, 10000, "fr", texts[i]);
    }
}

/* Everything, with a table of `rows` rows at the end. */
static inline struct pages sample_build(struct arena *arena, struct fonts *fonts, int rows)
{
    struct sample sample = {.arena = arena, .fonts = fonts, .y = MPT_MM(25)};
    uint32_t      root = sample_tag(&sample, TAG_DOCUMENT, 0), section = sample_tag(&sample, TAG_SECTION, root);
    sample_paragraph(&sample, section, TAG_HEADING1, 22000, "fr", "Revue de succès – 3e trimestre");
    sample_image(&sample, section);
    sample_scripts(&sample, section);
    sample_link(&sample, section, "Voir", "le tableau des clients", "", "clients");
    sample_link(&sample, section, "Site :", "lumeo.example/été", "https://lumeo.example/été?q=a b", "");
    sample_list(&sample, section);
    sample_paragraph(&sample, section, TAG_HEADING2, 14000, "fr", "Revenus");
    sample_figure(&sample, section);
    sample_text(&sample, TAG_ARTIFACT, MPT_MM(20), MPT_MM(285), 8000, "fr", "Lumeo – page 1");
    sample_page_end(&sample);
    *VEC_PUSH(arena, sample.anchors) = (struct page_anchor){STR("clients"), 1, MPT_MM(20)};
    *VEC_PUSH(arena, sample.outline) = (struct outline_entry){STR("Revue de succès"), 1, 0, 0};
    *VEC_PUSH(arena, sample.outline) = (struct outline_entry){STR("Clients (株式会社)"), 2, 1, MPT_MM(20)};
    sample_paragraph(&sample, section, TAG_HEADING2, 14000, "fr", "Clients");
    sample_table(&sample, section, rows);
    sample_page_end(&sample);

    struct attachment *attachment = ARENA_NEW(arena, struct attachment);
    *attachment = (struct attachment){STR("chiffres-été.csv"), STR("text/csv"), STR("Chiffres de la revue"),
                                      STR("client;mrr\nVerdier;1200\n"), "Data"};
    return (struct pages){.at = sample.pages.at,
                          .count = sample.pages.count,
                          .tags = sample.tags.at,
                          .tag_count = sample.tags.count,
                          .anchors = sample.anchors.at,
                          .anchor_count = sample.anchors.count,
                          .outline = sample.outline.at,
                          .outline_count = sample.outline.count,
                          .attachments = attachment,
                          .attachment_count = 1,
                          .language = "fr",
                          .title = STR("Revue de succès – Maison Verdier & Fils <株式会社>"),
                          .author = STR("Lumeo"),
                          .subject = STR("Revue trimestrielle"),
                          .keywords = STR("QBR, revue"),
                          .producer = STR("Reliure"),
                          .as_of = 20726,
                          .fingerprint = "0123456789abcdef0123456789abcdef"};
}

#endif
