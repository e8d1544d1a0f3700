/* SPDX-License-Identifier: MIT */
/* tiles: the few figures of a page that are read first, four across. */
#include "layout/blocks.h"
#include "layout/signs.h"

enum { TILES_ACROSS = 4 };

struct tile_setting {
    struct flow           *flow;
    const struct doc_tile *tile;
    struct text_lines_set  label, word, note;
    mpt                    width, pad;
    bool                   is_stacked; /* the band's word below the difference, for want of width */
};

#define WORD_INDENT MPT_PT(9)

/* Narrower than this, a row of tiles becomes two. */
#define LEAST_TILE MPT_MM(30)

static size_t across(const struct flow *flow, size_t count)
{
    if (count > 2 && flow->width < LEAST_TILE * (mpt)count) return 2;
    if (count <= TILES_ACROSS) return count;
    return count % 3 == 0 ? 3 : TILES_ACROSS;
}

static struct text_look change_look(const struct flow *flow, const struct doc_tile *tile)
{
    const struct theme *theme = flow_theme(flow);
    enum tone           tone = tile->change.tone;
    return (struct text_look){.type = &theme->table,
                              .color = tone == TONE_NONE ? theme->text_grey : theme->tone[tone],
                              .is_semibold = true,
                              .has_tabular_figures = true};
}

static bool has_change(const struct doc_tile *tile)
{
    return tile->change.kind == VALUE_NUMBER;
}

/* Width of « ↑ +4 » and the space after it. */
static mpt change_width(const struct tile_setting *setting)
{
    const struct flow *flow = setting->flow;
    if (!has_change(setting->tile)) return 0;
    str text = locale_print(flow->layout->env->locale, flow->layout->arena, &setting->tile->change);
    return measure_text(flow, text, change_look(flow, setting->tile)) + MPT_PT(8) +
           (setting->tile->trend != TREND_NONE ? SIGN_SIZE + MPT_PT(2) : 0);
}

static void set_tile(struct tile_setting *setting)
{
    const struct theme *theme = flow_theme(setting->flow);
    mpt                 width = setting->width - 2 * setting->pad;
    setting->label =
        set_plain(setting->flow, setting->tile->label,
                  (struct text_look){.type = &theme->note, .color = theme->text_grey, .is_semibold = true}, width);
    if (setting->tile->word.len > 0) {
        struct text_look look = {.type = &theme->table, .color = theme->ink};
        setting->word = set_plain(setting->flow, setting->tile->word, look, width - WORD_INDENT);
        setting->is_stacked =
            has_change(setting->tile) &&
            change_width(setting) + WORD_INDENT + measure_text(setting->flow, setting->tile->word, look) > width;
    }
    if (setting->tile->note.len > 0)
        setting->note = set_plain(setting->flow, setting->tile->note,
                                  (struct text_look){.type = &theme->note, .color = theme->soft_grey}, width);
}

static mpt change_height(const struct tile_setting *setting)
{
    mpt change = has_change(setting->tile) ? flow_theme(setting->flow)->table.leading : 0,
        word = set_height(&setting->word);
    mpt height = setting->is_stacked ? change + word : change > word ? change : word;
    return height > 0 ? height + MPT_PT(2) : 0;
}

/* « 71 » and « /100 »: the scale of a score follows in small grey. */
static void split_value(const struct flow *flow, const struct value *value, str *figure, str *scale)
{
    const struct locale *locale = flow->layout->env->locale;
    *scale = value_has_number(value) ? locale_unit_head(locale, flow->layout->arena, value) : STR_NONE;
    if (!str_starts(*scale, "/")) *scale = STR_NONE;
    *figure = scale->len > 0 ? locale_print_bare(locale, flow->layout->arena, value)
                             : locale_print(locale, flow->layout->arena, value);
}

static struct text_look value_look(const struct flow *flow, const struct value *value, const struct theme_type *type)
{
    const struct theme *theme = flow_theme(flow);
    bool                is_shown = value_has_number(value) || value->kind == VALUE_TEXT || value->kind == VALUE_DATE;
    return (struct text_look){.type = type, .color = is_shown ? theme->ink : theme->soft_grey};
}

/* [mpt] The largest size, down to that of a lead, at which the value fits its tile. */
static mpt fitting_size(const struct tile_setting *setting)
{
    const struct flow *flow = setting->flow;
    struct theme_type  type = flow_theme(flow)->tile;
    struct text_look   look = value_look(flow, &setting->tile->value, &type);
    str                figure, scale;
    split_value(flow, &setting->tile->value, &figure, &scale);
    mpt natural = measure_text(flow, figure, look),
        room = setting->width - 2 * setting->pad - (scale.len > 0 ? MPT_PT(24) : 0);
    mpt least = flow_theme(flow)->lead.size;
    if (natural <= room) return type.size;
    mpt size = (mpt)((int64_t)type.size * room / natural) / 500 * 500;
    return size > least ? size : least;
}

/* All values of a row have one size, on one baseline. */
static void draw_value(const struct tile_setting *setting, struct atom *atom, mpt x, mpt y, mpt size, uint32_t tag)
{
    const struct flow  *flow = setting->flow;
    const struct theme *theme = flow_theme(flow);
    struct theme_type   type = theme->tile, small = theme->lead;
    str                 figure, scale;
    mpt                 baseline = y + text_baseline(flow->layout->env->fonts, type.size, type.leading);
    split_value(flow, &setting->tile->value, &figure, &scale);
    type.size = size;
    struct text_look look = value_look(flow, &setting->tile->value, &type);
    mpt              drop = text_baseline(flow->layout->env->fonts, type.size, type.leading);
    x += draw_text(flow, atom, figure, look, x, baseline - drop, setting->width - 2 * setting->pad, tag);
    if (scale.len == 0) return;
    drop = text_baseline(flow->layout->env->fonts, small.size, small.leading);
    draw_text(flow, atom, scale, (struct text_look){.type = &small, .color = theme->soft_grey}, x + MPT_PT(1),
              baseline - drop, 0, tag);
}

/* « ↑ +4 · Bon »: the difference in its tone, the band's word behind a dot. */
static void draw_change(const struct tile_setting *setting, struct atom *atom, mpt x, mpt y, uint32_t tag)
{
    const struct flow     *flow = setting->flow;
    const struct theme    *theme = flow_theme(flow);
    const struct doc_tile *tile = setting->tile;
    mpt                    middle = text_baseline(flow->layout->env->fonts, theme->table.size, theme->table.leading) -
                 text_cap_height(flow->layout->env->fonts, theme->table.size) / 2;
    if (has_change(tile)) {
        bool has_arrow = tile->trend != TREND_NONE;
        if (has_arrow) draw_trend(flow, atom, tile->trend, tile->change.tone, x - MPT_PT(1), y + middle, tag);
        draw_text(flow, atom, locale_print(flow->layout->env->locale, flow->layout->arena, &tile->change),
                  change_look(flow, tile), has_arrow ? x + SIGN_SIZE + MPT_PT(2) : x, y, 0, tag);
    }
    if (tile->word.len == 0) return;
    if (setting->is_stacked)
        y += theme->table.leading;
    else
        x += change_width(setting);
    draw_dot(flow, atom, (struct point){x + MPT_PT(3), y + middle}, MPT_PT(3),
             tile->tone == TONE_NONE ? theme->line_dark : theme->tone[tile->tone], COLOR_NONE, TAG_ARTIFACT);
    draw_set(flow, atom, &setting->word, x + WORD_INDENT, y, tag);
}

/* Label lines of the row's tallest are given to all, so that values stand on one line. */
static void draw_tile(const struct tile_setting *setting, struct atom *atom, mpt x, mpt label_height, mpt size,
                      uint32_t list)
{
    const struct flow  *flow = setting->flow;
    const struct theme *theme = flow_theme(flow);
    uint32_t            body = tag_add(flow->layout, TAG_LIST_BODY, tag_add(flow->layout, TAG_LIST_ITEM, list));
    uint32_t            tag = tag_add(flow->layout, TAG_PARAGRAPH, body);
    mpt                 y = setting->pad;
    x += setting->pad;
    draw_set(flow, atom, &setting->label, x, y, tag);
    y += label_height + MPT_PT(4);
    draw_value(setting, atom, x, y, size, tag_add(flow->layout, TAG_PARAGRAPH, body));
    y += theme->tile.leading + MPT_PT(2);
    if (change_height(setting) > 0) draw_change(setting, atom, x, y, tag_add(flow->layout, TAG_PARAGRAPH, body));
    y += change_height(setting);
    if (setting->note.lines.count > 0)
        draw_set(flow, atom, &setting->note, x, y, tag_add(flow->layout, TAG_PARAGRAPH, body));
}

static mpt tile_height(const struct tile_setting *setting, mpt label_height)
{
    return 2 * setting->pad + label_height + MPT_PT(6) + flow_theme(setting->flow)->tile.leading +
           change_height(setting) + set_height(&setting->note);
}

/* What the tiles of a row agree on, so that their values stand alike: the tallest label, the smallest size that fits. */
struct tile_row {
    struct tile_setting *settings;
    mpt                  width, height; /* of each tile */
    mpt                  label, size;
};

static struct tile_row set_row(struct flow *flow, const struct doc_tile *tiles, size_t count, mpt width)
{
    bool            is_stacked = false;
    struct tile_row row = {.settings = ARENA_ARRAY(flow->layout->arena, struct tile_setting, count),
                           .width = width,
                           .size = flow_theme(flow)->tile.size};
    for (size_t i = 0; i < count; i++) {
        struct tile_setting *setting = &row.settings[i];
        *setting = (struct tile_setting){.flow = flow, .tile = &tiles[i], .width = width, .pad = MPT_PT(10)};
        set_tile(setting);
        if (set_height(&setting->label) > row.label) row.label = set_height(&setting->label);
        is_stacked |= setting->is_stacked;
        mpt fitting = fitting_size(setting);
        if (fitting < row.size) row.size = fitting;
    }
    for (size_t i = 0; i < count; i++) {
        row.settings[i].is_stacked = is_stacked && has_change(&tiles[i]);
        mpt height = tile_height(&row.settings[i], row.label);
        if (height > row.height) row.height = height;
    }
    return row;
}

static void draw_panel(const struct flow *flow, struct atom *atom, struct rect box, enum tone tone)
{
    const struct theme *theme = flow_theme(flow);
    draw_rect(flow, atom, box, theme->surface, TAG_ARTIFACT);
    box.height = MPT_PT(2);
    draw_rect(flow, atom, box, tone == TONE_NONE ? theme->brand : theme->tone[tone], TAG_ARTIFACT);
}

static void lay_row(struct flow *flow, const struct doc_tile *tiles, size_t count, size_t slots, uint32_t list)
{
    mpt             gutter = flow_theme(flow)->gutter;
    struct tile_row row = set_row(flow, tiles, count, (flow->width - gutter * (mpt)(slots - 1)) / (mpt)slots);
    struct atom    *atom = flow_atom(flow, row.height);
    for (size_t i = 0; i < count; i++) {
        mpt x = (mpt)i * (row.width + gutter);
        draw_panel(flow, atom, (struct rect){x, 0, row.width, row.height}, tiles[i].tone);
        draw_tile(&row.settings[i], atom, x, row.label, row.size, list);
    }
}

void lay_tiles(struct flow *flow, const struct doc_node *node)
{
    const struct doc_tiles *tiles = &node->u.tiles;
    size_t                  slots = across(flow, tiles->count), first = flow->atoms.count;
    if (tiles->count == 0) return;
    if (slots == 1) slots = 2;
    uint32_t list = tag_add(flow->layout, TAG_LIST, flow->tag);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
    for (size_t i = 0; i < tiles->count; i += slots) {
        lay_row(flow, tiles->at + i, tiles->count - i < slots ? tiles->count - i : slots, slots, list);
        flow_gap(flow, flow_theme(flow)->gutter);
    }
    if (node->id.len > 0) *VEC_PUSH(flow->layout->arena, flow->atoms.at[first]->anchors) = node->id;
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}
