/* SPDX-License-Identifier: MIT */
#include "page/theme.h"

#include "base/file.h"
#include "definition/yaml.h"

#include <stddef.h>

/* Rows of the theme file: a key, its place in struct theme, and what the look of the house says (look.md). */
struct color_field {
    const char *key;
    size_t      offset;
    uint32_t    value;
};

static const struct color_field colors[] = {
    {"colors.ink", offsetof(struct theme, ink), 0x1B1F24},
    {"colors.text_grey", offsetof(struct theme, text_grey), 0x4A5462},
    {"colors.soft_grey", offsetof(struct theme, soft_grey), 0x697380},
    {"colors.line_dark", offsetof(struct theme, line_dark), 0xA9B2BD},
    {"colors.line", offsetof(struct theme, line), 0xC9D0D8},
    {"colors.line_light", offsetof(struct theme, line_light), 0xE9EDF1},
    {"colors.surface", offsetof(struct theme, surface), 0xF6F8FA},
    {"colors.brand", offsetof(struct theme, brand), 0x16476A},
    {"colors.good", offsetof(struct theme, tone[TONE_GOOD]), 0x0A6F61},
    {"colors.watch", offsetof(struct theme, tone[TONE_WATCH]), 0xA86200},
    {"colors.bad", offsetof(struct theme, tone[TONE_BAD]), 0x8F1D18},
};

struct type_field {
    const char       *key;
    size_t            offset;
    struct theme_type value;
};

static const struct type_field types[] = {
    {"body", offsetof(struct theme, body), {9500, 14000, WEIGHT_REGULAR}},
    {"lead", offsetof(struct theme, lead), {11000, 16000, WEIGHT_REGULAR}},
    {"table", offsetof(struct theme, table), {8500, 12000, WEIGHT_REGULAR}},
    {"table_head", offsetof(struct theme, table_head), {7500, 10000, WEIGHT_SEMIBOLD}},
    {"note", offsetof(struct theme, note), {7500, 10000, WEIGHT_REGULAR}},
    {"heading1", offsetof(struct theme, heading1), {24000, 28000, WEIGHT_SEMIBOLD}},
    {"heading2", offsetof(struct theme, heading2), {15000, 20000, WEIGHT_SEMIBOLD}},
    {"heading3", offsetof(struct theme, heading3), {11000, 15000, WEIGHT_SEMIBOLD}},
    {"tile", offsetof(struct theme, tile), {22000, 26000, WEIGHT_SEMIBOLD}},
};

struct length_field {
    const char *key;
    size_t      offset;
    double      unit; /* [mpt] of one */
    mpt         value;
};

#define MM (72000.0 / 25.4)

static const struct length_field lengths[] = {
    {"page.width", offsetof(struct theme, page_width), MM, MPT_MM(210)},
    {"page.height", offsetof(struct theme, page_height), MM, MPT_MM(297)},
    {"page.margin_left", offsetof(struct theme, margin_left), MM, MPT_MM(20)},
    {"page.margin_right", offsetof(struct theme, margin_right), MM, MPT_MM(20)},
    {"page.margin_top", offsetof(struct theme, margin_top), MM, MPT_MM(18)},
    {"page.margin_bottom", offsetof(struct theme, margin_bottom), MM, MPT_MM(20)},
    {"page.gutter", offsetof(struct theme, gutter), MM, MPT_MM(4)},
    {"page.zoom", offsetof(struct theme, zoom), 1000, 1000},
    {"page.zoom_most", offsetof(struct theme, zoom_most), 1000, 1000},
    {"space.rhythm", offsetof(struct theme, rhythm), 1000, MPT_PT(4)},
    {"space.table_row", offsetof(struct theme, table_row), 1000, MPT_PT(18)},
    {"space.table_padding", offsetof(struct theme, table_padding), 1000, MPT_PT(6)},
};

#define FIELD(theme, offset, type) ((type *)(void *)((char *)(theme) + (offset)))

uint32_t theme_mix(uint32_t color, uint32_t with, int percent)
{
    uint32_t mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        int a = (int)(color >> shift & 0xFF), b = (int)(with >> shift & 0xFF);
        mixed |= (uint32_t)((a * percent + b * (100 - percent) + 50) / 100) << shift;
    }
    return mixed;
}

/* Beside the rows of a chart a page holds its title and foot and the heading of a section. */
static void derive_rows_room(struct theme *theme)
{
    mpt content = (mpt)((int64_t)(theme->page_height - theme->margin_top - theme->margin_bottom) * 1000 / theme->zoom);
    mpt reserve = content * 3 / 10 < MPT_PT(130) ? content * 3 / 10 : MPT_PT(130);
    theme->rows_room = content - reserve;
}

/* What follows from the named colours: tints, and series that stay within the brand's hue and grey. */
static void derive(struct theme *theme)
{
    theme->tone[TONE_NONE] = theme->ink;
    theme->brand_tint = theme_mix(theme->brand, 0xFFFFFF, 12);
    theme->tone_tint[TONE_NONE] = theme->surface;
    for (int tone = TONE_GOOD; tone <= TONE_BAD; tone++)
        theme->tone_tint[tone] = theme_mix(theme->tone[tone], 0xFFFFFF, 12);
    theme->series[0] = theme->brand;
    theme->series[1] = theme->soft_grey;
    theme->series[2] = theme_mix(theme->brand, 0xFFFFFF, 55);
    theme->series[3] = theme->line_dark;
    theme->series[4] = theme_mix(theme->brand, 0xFFFFFF, 30);
    theme->series[5] = theme->line;
    derive_rows_room(theme);
}

void theme_default(struct theme *theme)
{
    *theme = (struct theme){0};
    for (size_t i = 0; i < COUNT_OF(colors); i++)
        *FIELD(theme, colors[i].offset, uint32_t) = colors[i].value;
    for (size_t i = 0; i < COUNT_OF(types); i++)
        *FIELD(theme, types[i].offset, struct theme_type) = types[i].value;
    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        *FIELD(theme, lengths[i].offset, mpt) = lengths[i].value;
    derive(theme);
}

enum rc theme_parse_color(str text, uint32_t *out)
{
    if (text.len != 7 || text.ptr[0] != '#') return RC_INVALID;
    uint32_t color = 0;
    for (size_t i = 1; i < 7; i++) {
        char c = text.ptr[i];
        int  digit = c >= '0' && c <= '9'   ? c - '0'
                     : c >= 'a' && c <= 'f' ? c - 'a' + 10
                     : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                            : -1;
        if (digit < 0) return RC_INVALID;
        color = color * 16 + (uint32_t)digit;
    }
    *out = color;
    return RC_OK;
}

static void report_wrong(struct diag *diag, const struct yaml_node *node, const char *what)
{
    diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), what);
}

static void read_color(const struct yaml_node *top, const struct color_field *field, struct theme *theme,
                       struct diag *diag)
{
    const struct yaml_node *node = yaml_get(top, field->key);
    if (!node) return;
    if (theme_parse_color(node->text, FIELD(theme, field->offset, uint32_t)) != RC_OK)
        report_wrong(diag, node, "a colour like \"#16476A\"");
}

/* A theme's length: a plain number from 0 to 2000 of its unit, so that no sum of them leaves an mpt. */
static void read_length(const struct yaml_node *map, const char *key, double unit, struct arena *arena, mpt *out,
                        struct diag *diag)
{
    const struct yaml_node *node = yaml_get(map, key);
    if (!node) return;
    struct exact number = exact_from_int(arena, -1);
    if (node->is_quoted || exact_parse(arena, node->text, &number) != RC_OK || exact_double(number) < 0 ||
        exact_double(number) > 2000) {
        report_wrong(diag, node, "a length between 0 and 2000");
        return;
    }
    *out = (mpt)(exact_double(number) * unit + 0.5);
}

static void read_type(const struct yaml_node *top, const struct type_field *field, struct arena *arena,
                      struct theme *theme, struct diag *diag)
{
    const struct yaml_node *map = yaml_get(yaml_get(top, "type"), field->key);
    if (!map) return;
    static const str keys[] = {STR("size"), STR("leading"), STR("weight")};
    yaml_check_keys(map, keys, COUNT_OF(keys), "a type", diag);
    struct theme_type *type = FIELD(theme, field->offset, struct theme_type);
    read_length(map, "size", 1000, arena, &type->size, diag);
    read_length(map, "leading", 1000, arena, &type->leading, diag);
    type->weight = yaml_int(map, "weight", type->weight, diag) >= 500 ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
}

/* Keys of one group ("colors") are the last parts of the rows that begin with it. */
static void check_group(const struct yaml_node *top, const char *group, const char *const *keys, size_t count,
                        struct diag *diag)
{
    str    names[COUNT_OF(colors) + COUNT_OF(lengths) + 1];
    str    prefix = str_from(group);
    size_t name_count = 0;
    for (size_t i = 0; i < count; i++) {
        str key = str_from(keys[i]);
        if (str_starts(key, group) && key.len > prefix.len && key.ptr[prefix.len] == '.')
            names[name_count++] = str_slice(key, prefix.len + 1, key.len);
    }
    yaml_check_keys(yaml_get(top, group), names, name_count, "a theme", diag);
}

static void check_keys(const struct yaml_node *top, struct diag *diag)
{
    static const str groups[] = {STR("name"), STR("colors"), STR("type"), STR("page"), STR("space")};
    yaml_check_keys(top, groups, COUNT_OF(groups), "a theme", diag);
    const char *color_keys[COUNT_OF(colors)], *length_keys[COUNT_OF(lengths) + 1];
    str         type_keys[COUNT_OF(types)];
    for (size_t i = 0; i < COUNT_OF(colors); i++)
        color_keys[i] = colors[i].key;
    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        length_keys[i] = lengths[i].key;
    length_keys[COUNT_OF(lengths)] = "page.each_section";
    for (size_t i = 0; i < COUNT_OF(types); i++)
        type_keys[i] = str_from(types[i].key);
    check_group(top, "colors", color_keys, COUNT_OF(colors), diag);
    check_group(top, "page", length_keys, COUNT_OF(length_keys), diag);
    check_group(top, "space", length_keys, COUNT_OF(length_keys), diag);
    yaml_check_keys(yaml_get(top, "type"), type_keys, COUNT_OF(types), "a theme", diag);
}

/* A theme that says only the least has one zoom. */
static void check_zoom(struct theme *theme, const struct yaml_node *page, struct diag *diag)
{
    const struct yaml_node *least = yaml_get(page, "zoom"), *most = yaml_get(page, "zoom_most");
    if (least && (theme->zoom < 1000 || theme->zoom > 4000)) report_wrong(diag, least, "a zoom from 1 to 4");
    if (most && (theme->zoom_most < theme->zoom || theme->zoom_most > 4000))
        report_wrong(diag, most, "a zoom from the least one to 4");
    if (theme->zoom < 1000) theme->zoom = 1000;
    if (theme->zoom_most < theme->zoom) theme->zoom_most = theme->zoom;
}

/* Margins that leave no room for a column of text would make every page fail: refuse them here. */
static enum rc check_room(const struct theme *theme, const struct yaml_node *top, struct diag *diag)
{
    mpt width = (theme->page_width - theme->margin_left - theme->margin_right) / theme->zoom_most * 1000;
    mpt height = (theme->page_height - theme->margin_top - theme->margin_bottom) / theme->zoom_most * 1000;
    if (width >= MPT_MM(80) && height >= MPT_MM(80) && theme->body.leading > 0 && theme->table.leading > 0 &&
        width > 11 * theme->gutter + MPT_MM(40))
        return RC_OK;
    diag_add(diag, DIAG_THEME_ROOM, SPAN_FILE(top->span.file));
    return RC_INVALID;
}

enum rc theme_load(const char *path, uint32_t brand, struct arena *arena, struct diag *diag, struct theme *theme)
{
    theme_default(theme);
    const struct yaml_node *top = NULL;
    size_t                  errors = diag->errors;
    enum rc                 rc = yaml_load(arena, path, file_shown(path), diag, &top);
    if (rc != RC_OK) return rc;
    check_keys(top, diag);
    for (size_t i = 0; i < COUNT_OF(colors); i++)
        read_color(top, &colors[i], theme, diag);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        read_type(top, &types[i], arena, theme, diag);
    for (size_t i = 0; i < COUNT_OF(lengths); i++)
        read_length(top, lengths[i].key, lengths[i].unit, arena, FIELD(theme, lengths[i].offset, mpt), diag);
    check_zoom(theme, yaml_get(top, "page"), diag);
    theme->has_section_pages = yaml_bool(yaml_get(top, "page"), "each_section", false, diag);
    if (brand != COLOR_NONE) theme->brand = brand;
    derive(theme);
    if (diag->errors > errors) return RC_INVALID;
    return check_room(theme, top, diag);
}
