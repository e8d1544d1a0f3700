/* SPDX-License-Identifier: MIT */
#include "layout/cells.h"

#include "layout/signs.h"

#include <string.h>

#define LEAD_DOT MPT_PT(11)
#define LEAD_ARROW MPT_PT(12)

static bool is_digit(str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* [bytes] up to the decimal mark, or past the last digit of a whole number; the text's length without a digit. */
static size_t whole_part(str text, const char *decimal)
{
    size_t at = 0, mark = strlen(decimal);
    while (at < text.len && !is_digit(text, at))
        at++;
    if (at == text.len) return text.len;
    while (at < text.len) {
        if (is_digit(text, at)) {
            at++;
            continue;
        }
        if (mark && text.len - at > mark && memcmp(text.ptr + at, decimal, mark) == 0 && is_digit(text, at + mark))
            return at;
        size_t next = at;
        str_next(text, &next);
        if (!is_digit(text, next) || text.ptr[at] == '/') return at; /* « 67/100 » */
        at = next;                                                   /* a group separator */
    }
    return at;
}

static bool is_lacking(const struct value *value)
{
    return value->kind == VALUE_MISSING || value->kind == VALUE_NOT_APPLICABLE;
}

static struct text_look look_of(const struct flow *flow, const struct doc_cell *cell, const struct cell_column *column)
{
    const struct theme *theme = flow_theme(flow);
    struct text_look    look = {.type = &theme->table,
                                .color = column->is_grey ? theme->text_grey : theme->ink,
                                .is_semibold = column->is_strong,
                                .has_tabular_figures = true};
    bool is_marked = cell->look == LOOK_STATUS || cell->look == LOOK_CHECK || cell->look == LOOK_PROGRESS;
    if (!is_marked && cell->value.tone != TONE_NONE) look.color = theme->tone[cell->value.tone];
    if (is_lacking(&cell->value)) look.color = theme->soft_grey;
    return look;
}

static struct text_look note_look(const struct flow *flow)
{
    const struct theme *theme = flow_theme(flow);
    return (struct text_look){.type = &theme->note, .color = theme->soft_grey, .has_tabular_figures = true};
}

static mpt lead_of(const struct doc_cell *cell)
{
    switch (cell->look) {
    case LOOK_STATUS: return cell->value.tone == TONE_NONE && cell->value.kind != VALUE_TEXT ? 0 : LEAD_DOT;
    case LOOK_CHECK: return LEAD_DOT;
    case LOOK_TREND: return LEAD_ARROW;
    case LOOK_PROGRESS: return PROGRESS_WIDTH + MPT_PT(6);
    case LOOK_SPARK: return SPARK_WIDTH;
    case LOOK_PLAIN: break;
    }
    return 0;
}

void cell_measure(const struct flow *flow, const struct doc_cell *cell, bool is_bare, const struct cell_column *column,
                  struct cell_view *out)
{
    const struct locale *locale = flow->layout->env->locale;
    struct arena        *arena = flow->layout->arena;
    *out = (struct cell_view){.cell = cell};
    if (cell->look != LOOK_SPARK)
        out->text =
            is_bare ? locale_print_bare(locale, arena, &cell->value) : locale_print(locale, arena, &cell->value);
    struct text_look look = look_of(flow, cell, column);
    out->is_figure = value_has_number(&cell->value) || is_lacking(&cell->value);
    struct text_span span = {out->text,
                             {.size = look.type->size,
                              .weight = look.is_semibold ? WEIGHT_SEMIBOLD : look.type->weight,
                              .has_tabular_figures = true,
                              .language = flow->layout->doc->language}};
    text_measure(flow->layout->env->fonts, &span, 1, &out->natural, &out->minimum);
    out->whole = out->natural;
    if (value_has_number(&cell->value)) {
        size_t cut = whole_part(out->text, flow->layout->decimal);
        out->whole = cut < out->text.len ? measure_text(flow, str_slice(out->text, 0, cut), look) : out->natural;
        out->fraction = out->natural - out->whole;
    }
    if (out->is_figure) out->minimum = out->natural;
    if (cell->note.len > 0) out->note = measure_text(flow, cell->note, note_look(flow));
}

void cell_widen(struct cell_column *column, const struct cell_view *view)
{
    mpt lead = lead_of(view->cell);
    if (lead > column->lead) column->lead = lead;
    if (view->is_figure && view->whole > column->whole) column->whole = view->whole;
    if (view->is_figure && view->fraction > column->fraction) column->fraction = view->fraction;
    if (view->is_figure && view->note > column->note) column->note = view->note;
    mpt natural = view->natural + (view->note && !view->is_figure ? CELL_NOTE_GAP + view->note : 0);
    if (natural > column->natural) column->natural = natural;
    if (view->minimum > column->minimum) column->minimum = view->minimum;
}

void cell_settle(struct cell_column *column)
{
    mpt figures = column->whole + column->fraction;
    if (figures > column->natural) column->natural = figures;
    if (figures > column->minimum) column->minimum = figures;
    column->natural += column->lead + (column->note ? CELL_NOTE_GAP + column->note : 0);
    column->minimum += column->lead + (column->note ? CELL_NOTE_GAP + column->note : 0);
}

struct text_lines_set cell_break(const struct flow *flow, const struct cell_view *view,
                                 const struct cell_column *column, mpt width)
{
    struct text_look look = look_of(flow, view->cell, column);
    mpt              room = view->is_figure ? INT32_MAX : width - column->lead;
    if (view->text.len == 0) return (struct text_lines_set){0};
    if (view->cell->href.len == 0) return set_plain(flow, view->text, look, room < MPT_PT(1) ? MPT_PT(1) : room);
    struct doc_run *run = ARENA_NEW(flow->layout->arena, struct doc_run);
    *run = (struct doc_run){.text = view->text, .href = view->cell->href, .style = column->is_strong ? RUN_STRONG : 0};
    return set_text(flow, (struct doc_text){run, 1}, look, room);
}

static void draw_sign(const struct flow *flow, struct atom *atom, const struct doc_cell *cell, mpt x, mpt middle,
                      uint32_t tag)
{
    const struct theme *theme = flow_theme(flow);
    enum tone           tone = cell->value.tone;
    switch (cell->look) {
    case LOOK_STATUS:
        if (lead_of(cell))
            draw_dot(flow, atom, (struct point){x + MPT_PT(3), middle}, MPT_PT(3),
                     tone == TONE_NONE ? theme->line_dark : theme->tone[tone], COLOR_NONE, TAG_ARTIFACT);
        break;
    case LOOK_CHECK:
        draw_mark(flow, atom,
                  tone == TONE_GOOD    ? MARK_DONE
                  : tone == TONE_WATCH ? MARK_UNDER_WAY
                                       : MARK_TODO,
                  x - MPT_PT(0.5), middle, tag);
        break;
    case LOOK_TREND: draw_trend(flow, atom, cell->trend, tone, x, middle, tag); break;
    case LOOK_PROGRESS:
        if (value_has_number(&cell->value))
            draw_progress(flow, atom, exact_double(cell->value.number), tone, x, middle);
        break;
    case LOOK_SPARK: draw_spark(flow, atom, cell->spark, cell->spark_count, x, middle, tag); break;
    case LOOK_PLAIN: break;
    }
}

/* On the baseline of the cell's first line, whatever the two sizes. */
static void draw_note(const struct flow *flow, struct atom *atom, str note, mpt x, mpt baseline, uint32_t tag)
{
    struct text_look look = note_look(flow);
    mpt              drop = text_baseline(flow->layout->env->fonts, look.type->size, look.type->leading);
    draw_text(flow, atom, note, look, x, baseline - drop, 0, tag);
}

/* Where the text of a cell begins. */
static mpt text_left(const struct cell_view *view, const struct cell_column *column, const struct text_lines_set *set,
                     mpt x, mpt width)
{
    mpt notes = column->note ? CELL_NOTE_GAP + column->note : 0, left = x + column->lead;
    if (view->is_figure && column->is_aligned) {
        if (column->is_right) left = x + width - notes - column->whole - column->fraction;
        return left + column->whole - view->whole;
    }
    return column->is_right ? x + width - notes - set->lines.width : left;
}

void cell_draw(const struct flow *flow, struct atom *atom, const struct cell_view *view,
               const struct cell_column *column, const struct text_lines_set *set, size_t from, size_t to,
               struct point at, mpt width, uint32_t tag)
{
    const struct theme *theme = flow_theme(flow);
    mpt                 text_x = text_left(view, column, set, at.x, width);
    if (from == 0) {
        mpt baseline = at.y + text_baseline(flow->layout->env->fonts, theme->table.size, theme->table.leading);
        mpt middle = baseline - text_cap_height(flow->layout->env->fonts, theme->table.size) / 2;
        draw_sign(flow, atom, view->cell, column->is_right ? at.x + width - column->natural : at.x, middle, tag);
        bool is_beyond = view->is_figure && column->is_right;
        mpt  note_x = is_beyond ? at.x + width - column->note
                                : text_x + (set->lines.count ? set->lines.at[0].width : 0) + CELL_NOTE_GAP;
        if (to > set->lines.count) to = set->lines.count;
        draw_lines(flow, atom, set, from, to, text_x, at.y, tag);
        if (view->note > 0) draw_note(flow, atom, view->cell->note, note_x, baseline, tag);
        return;
    }
    if (to > set->lines.count) to = set->lines.count;
    if (from < to) draw_lines(flow, atom, set, from, to, text_x, at.y, tag);
}
