/* SPDX-License-Identifier: MIT */
/* table: column widths, rows, the head that is repeated; facts are a table of two columns. */
#include "layout/blocks.h"
#include "layout/cells.h"
#include "layout/measures.h"
#include "layout/paginate.h"

/* look.md, Tables */
enum { ZEBRA_ABOVE_ROWS = 12, SPLIT_FROM_LINES = 8, SEGMENT_LINES = 4 };
#define HEAD_RULE MPT_PT(0.75)
#define ROW_RULE MPT_PT(0.25)
#define ZEBRA_OUTDENT MPT_PT(4)

struct table_column {
    struct cell_column    cells;
    struct text_lines_set head;
    mpt                   x, width; /* of the text */
    bool                  is_bare;
};

struct tabling {
    struct flow            *flow;
    const struct doc_table *table;
    struct table_column    *columns;
    struct cell_view       *views; /* row by row */
    uint32_t                table_tag, body_tag;
    struct atom            *again; /* the head as repeated */
    bool                    is_facts;
    mpt                     width;
};

static struct text_look head_look(const struct flow *flow)
{
    const struct theme *theme = flow_theme(flow);
    return (struct text_look){.type = &theme->table_head, .color = theme->text_grey, .has_tabular_figures = true};
}

/* Title, then the unit in a lighter grey. */
static struct doc_text head_text(struct tabling *tabling, const struct doc_column *column)
{
    struct arena   *arena = tabling->flow->layout->arena;
    struct doc_run *runs = ARENA_ARRAY(arena, struct doc_run, 2);
    runs[0].text = column->title;
    if (column->unit.len == 0) return (struct doc_text){runs, 1};
    /* « MRR € » stays together; « Santé /100 » may wrap before the scale, which breaks after its own stroke otherwise
     */
    const char *space = str_starts(column->unit, "/") ? " " : "\u00A0";
    runs[1] = (struct doc_run){.text = arena_printf(arena, "%s%.*s", space, STR_ARG(column->unit)), .style = RUN_MUTED};
    return (struct doc_text){runs, 2};
}

static void measure_head(struct tabling *tabling, const struct doc_column *column, mpt *natural, mpt *minimum)
{
    struct flow     *flow = tabling->flow;
    struct text_look look = head_look(flow);
    struct doc_text  text = head_text(tabling, column);
    struct text_span spans[2];
    for (size_t i = 0; i < text.count; i++)
        spans[i] = (struct text_span){text.runs[i].text,
                                      {.size = look.type->size,
                                       .weight = look.type->weight,
                                       .has_tabular_figures = true,
                                       .language = flow->layout->doc->language}};
    text_measure(flow->layout->env->fonts, spans, text.count, natural, minimum);
}

/* AUTO: a column of figures stands right, all else left. */
static bool is_figure_column(const struct tabling *tabling, size_t index)
{
    bool has_number = false;
    for (size_t i = 0; i < tabling->table->row_count; i++) {
        const struct doc_cell *cell = &tabling->table->rows[i].cells[index];
        if (cell->value.kind == VALUE_TEXT || cell->value.kind == VALUE_DATE || cell->look == LOOK_SPARK) return false;
        has_number |= value_has_number(&cell->value);
    }
    return has_number;
}

/* A bare number, with or without decimals. */
static bool is_plain(enum unit unit)
{
    return unit == UNIT_COUNT || unit == UNIT_DECIMAL;
}

/* Whether figures of the column compare: « 82/100 » over « 4,2/5 », or a figure over words, share no decimal mark. */
static bool is_of_one_unit(const struct tabling *tabling, size_t index)
{
    const struct value *first = NULL;
    for (size_t i = 0; i < tabling->table->row_count; i++) {
        const struct value *value = &tabling->table->rows[i].cells[index].value;
        if (value->kind == VALUE_TEXT) return false;
        if (!value_has_number(value)) continue;
        if (first && first->unit != value->unit && !(is_plain(first->unit) && is_plain(value->unit))) return false;
        first = value;
    }
    return true;
}

static void measure_column(struct tabling *tabling, size_t index)
{
    const struct doc_table  *table = tabling->table;
    const struct doc_column *source = &table->columns[index];
    struct table_column     *column = &tabling->columns[index];
    column->is_bare = source->unit.len > 0;
    column->cells.is_strong = source->is_row_header && !tabling->is_facts;
    column->cells.is_grey = source->is_row_header && tabling->is_facts;
    bool is_figures = is_figure_column(tabling, index);
    column->cells.is_right = source->align == ALIGN_RIGHT || (source->align == ALIGN_AUTO && is_figures);
    column->cells.is_aligned =
        (column->cells.is_right || (is_figures && !tabling->is_facts)) && is_of_one_unit(tabling, index);
    for (size_t i = 0; i < table->row_count; i++) {
        struct cell_view  *view = &tabling->views[i * table->column_count + index];
        struct cell_column look = column->cells;
        look.is_strong |= table->rows[i].is_total;
        cell_measure(tabling->flow, &table->rows[i].cells[index], column->is_bare, &look, view);
        cell_widen(&column->cells, view);
    }
    cell_settle(&column->cells);
}

static void set_measure(struct tabling *tabling, size_t index, bool heads_wrap, struct measure *measure)
{
    const struct doc_column  *source = &tabling->table->columns[index];
    const struct cell_column *cells = &tabling->columns[index].cells;
    mpt                       natural, minimum;
    measure_head(tabling, source, &natural, &minimum);
    if (heads_wrap) natural = natural * 6 / 10 > minimum ? natural * 6 / 10 : minimum;
    measure->wanted = cells->natural > natural ? cells->natural : natural;
    measure->least = cells->minimum > minimum ? cells->minimum : minimum;
    measure->stretch = source->weight > 0 ? source->weight * 100 : cells->is_right ? 2 : index == 0 ? 4 : 3;
}

/*
 * Text starts and ends at the edges of the content; 6 pt on either side of each inner boundary. Figures that end
 * where a text begins stand too close for their columns to be told apart: there the boundary is wider.
 */
static mpt boundary(const struct tabling *tabling, size_t index)
{
    mpt  padding = flow_theme(tabling->flow)->table_padding;
    bool meets_text = tabling->columns[index - 1].cells.is_right && !tabling->columns[index].cells.is_right;
    return meets_text ? 4 * padding : 2 * padding;
}

/* What the columns want once their heads may take two lines. */
static int64_t wrap_heads(struct tabling *tabling, struct measure *measures)
{
    int64_t wanted = 0;
    for (size_t i = 0; i < tabling->table->column_count; i++) {
        set_measure(tabling, i, true, &measures[i]);
        wanted += measures[i].wanted;
    }
    return wanted;
}

static void place_columns(struct tabling *tabling)
{
    size_t          count = tabling->table->column_count;
    mpt             available = tabling->width, x = 0;
    struct measure *measures = ARENA_ARRAY(tabling->flow->layout->arena, struct measure, count);
    int64_t         wanted = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) available -= boundary(tabling, i);
        set_measure(tabling, i, false, &measures[i]);
        wanted += measures[i].wanted;
    }
    if (wanted > available) wanted = wrap_heads(tabling, measures);
    tabling->flow->layout->has_squeezed |= wanted > available && !tabling->is_facts;
    if (tabling->is_facts && measures[0].wanted < available * 34 / 100) measures[0].wanted = available * 34 / 100;
    if (tabling->is_facts) measures[0].stretch = 0;
    measures_share(measures, count, available > 0 ? available : 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) x += boundary(tabling, i);
        tabling->columns[i].x = x;
        tabling->columns[i].width = measures[i].width;
        x += measures[i].width;
    }
}

/* True when some word would have to be cut at this width: the page turns. */
static bool is_too_narrow(struct tabling *tabling, mpt width)
{
    size_t  count = tabling->table->column_count;
    int64_t least = 0;
    for (size_t i = 0; i < count; i++) {
        struct measure measure;
        if (i > 0) least += boundary(tabling, i);
        set_measure(tabling, i, true, &measure);
        least += measure.least;
    }
    return least > width;
}

/* The head */

static mpt head_height(const struct tabling *tabling)
{
    mpt most = 0;
    for (size_t i = 0; i < tabling->table->column_count; i++) {
        mpt height = set_height(&tabling->columns[i].head);
        if (height > most) most = height;
    }
    return most;
}

/* Heads stand on the rule: a short one is as low as its longest neighbour's last line. */
static void draw_head(struct tabling *tabling, struct atom *atom, mpt top, uint32_t row_tag)
{
    struct flow *flow = tabling->flow;
    mpt          height = head_height(tabling);
    for (size_t i = 0; i < tabling->table->column_count; i++) {
        struct table_column *column = &tabling->columns[i];
        uint32_t             tag = TAG_ARTIFACT;
        if (row_tag != TAG_ARTIFACT) {
            tag = tag_add(flow->layout, TAG_HEADER_CELL, row_tag);
            flow->layout->tags.at[tag].scope = SCOPE_COLUMN;
        }
        mpt y = top + height - set_height(&column->head);
        for (size_t line = 0; line < column->head.lines.count; line++, y += column->head.leading) {
            mpt notes = column->cells.note > 0 ? CELL_NOTE_GAP + column->cells.note : 0, room = column->width - notes;
            mpt slack = room - column->head.lines.at[line].width;
            mpt x = column->x + (column->cells.is_right && slack > 0 ? slack : 0);
            draw_lines(flow, atom, &column->head, line, line + 1, x, y, tag);
        }
    }
    draw_rule(flow, atom, 0, atom->height - HEAD_RULE / 2, tabling->width, HEAD_RULE, flow_theme(flow)->ink);
}

/* What a page that begins inside the table shows first: « suite », and the head again. */
static void make_again(struct tabling *tabling)
{
    struct flow        *flow = tabling->flow;
    const struct theme *theme = flow_theme(flow);
    struct text_look    look = {.type = &theme->note, .color = theme->soft_grey};
    str                 caption = tabling->table->caption, suite = word_of(flow, "continued");
    struct atom        *atom = ARENA_NEW(flow->layout->arena, struct atom);
    mpt                 top = theme->note.leading + MPT_PT(4);
    if (caption.len > 0) suite = arena_printf(flow->layout->arena, "%.*s · %.*s", STR_ARG(caption), STR_ARG(suite));
    atom->height = top + head_height(tabling) + MPT_PT(4);
    draw_text(flow, atom, suite, look, 0, 0, tabling->width, TAG_ARTIFACT);
    draw_head(tabling, atom, top, TAG_ARTIFACT);
    tabling->again = atom;
}

static bool has_head(const struct doc_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].title.len > 0) return true;
    return false;
}

static void add_caption(struct tabling *tabling)
{
    struct flow        *flow = tabling->flow;
    const struct theme *theme = flow_theme(flow);
    if (tabling->table->caption.len == 0) return;
    struct text_lines_set set =
        set_plain(flow, tabling->table->caption,
                  (struct text_look){.type = &theme->body, .color = theme->ink, .is_semibold = true}, tabling->width);
    struct atom *atom = flow_atom(flow, set_height(&set));
    draw_set(flow, atom, &set, 0, 0, tag_add(flow->layout, TAG_CAPTION, tabling->table_tag));
    atom->keeps_next = true;
    flow_gap(flow, gap_of(flow, 1));
}

static void add_head(struct tabling *tabling)
{
    struct flow     *flow = tabling->flow;
    struct text_look look = head_look(flow);
    if (!has_head(tabling->table)) return;
    for (size_t i = 0; i < tabling->table->column_count; i++) {
        struct table_column *column = &tabling->columns[i];
        column->head = set_text(flow, head_text(tabling, &tabling->table->columns[i]), look,
                                column->width > 0 ? column->width : 1);
    }
    struct atom *atom = flow_atom(flow, head_height(tabling) + MPT_PT(4));
    uint32_t     head = tag_add(flow->layout, TAG_TABLE_HEAD, tabling->table_tag);
    draw_head(tabling, atom, 0, tag_add(flow->layout, TAG_TABLE_ROW, head));
    atom->keeps_next = true;
    make_again(tabling);
}

/* Rows */

struct row_setting {
    struct text_lines_set *sets; /* one a column */
    uint32_t              *tags;
    size_t                 lines;
    size_t                 index;
    bool                   is_striped;
};

static void tag_row(struct tabling *tabling, struct row_setting *row)
{
    struct layout *layout = tabling->flow->layout;
    uint32_t       row_tag = tag_add(layout, TAG_TABLE_ROW, tabling->body_tag);
    for (size_t i = 0; i < tabling->table->column_count; i++) {
        bool is_header = tabling->table->columns[i].is_row_header;
        row->tags[i] = tag_add(layout, is_header ? TAG_HEADER_CELL : TAG_DATA_CELL, row_tag);
        if (is_header) layout->tags.at[row->tags[i]].scope = SCOPE_ROW;
    }
}

/* Below a row; above a total as strong as under the head. */
static void draw_row_rule(const struct tabling *tabling, struct atom *atom, size_t row)
{
    const struct theme     *theme = flow_theme(tabling->flow);
    const struct doc_table *table = tabling->table;
    bool                    is_end = row + 1 == table->row_count, is_above_total = !is_end && table->rows[row + 1].is_total;
    uint32_t                color = is_above_total ? theme->ink : is_end ? theme->line : theme->line_light;
    draw_rule(tabling->flow, atom, 0, atom->height, tabling->width, is_above_total ? HEAD_RULE : ROW_RULE, color);
}

/* The part of a row from one line to another; all of it unless the row is very tall. */
static struct atom *add_segment(struct tabling *tabling, const struct row_setting *row, size_t from, size_t to)
{
    struct flow          *flow = tabling->flow;
    const struct theme   *theme = flow_theme(flow);
    const struct doc_row *source = &tabling->table->rows[row->index];
    bool                  is_first = from == 0, is_last = to >= row->lines;
    mpt                   slack = theme->table_row - theme->table.leading + (row->lines > 1 ? MPT_PT(2) : 0),
        above = is_first ? slack / 2 : 0;
    mpt          height = (mpt)(to - from) * theme->table.leading + above + (is_last ? slack - slack / 2 : 0);
    struct atom *atom = flow_atom(flow, height);
    if (row->is_striped)
        draw_rect(flow, atom, (struct rect){-ZEBRA_OUTDENT, 0, tabling->width + 2 * ZEBRA_OUTDENT, height},
                  theme->surface, TAG_ARTIFACT);
    for (size_t i = 0; i < tabling->table->column_count; i++) {
        struct table_column *column = &tabling->columns[i];
        struct cell_column   cells = column->cells;
        cells.is_strong |= source->is_total;
        cell_draw(flow, atom, &tabling->views[row->index * tabling->table->column_count + i], &cells, &row->sets[i],
                  from, to, (struct point){column->x, above}, column->width, row->tags[i]);
    }
    if (is_last) draw_row_rule(tabling, atom, row->index);
    atom->head = tabling->again;
    return atom;
}

static void add_row(struct tabling *tabling, struct row_setting *row)
{
    const struct doc_table *table = tabling->table;
    row->lines = 1;
    for (size_t i = 0; i < table->column_count; i++) {
        struct cell_column cells = tabling->columns[i].cells;
        cells.is_strong |= table->rows[row->index].is_total;
        row->sets[i] = cell_break(tabling->flow, &tabling->views[row->index * table->column_count + i], &cells,
                                  tabling->columns[i].width);
        if (row->sets[i].lines.count > row->lines) row->lines = row->sets[i].lines.count;
    }
    tag_row(tabling, row);
    size_t step = row->lines < SPLIT_FROM_LINES ? row->lines : SEGMENT_LINES;
    for (size_t from = 0; from < row->lines;) {
        size_t to = from + step;
        if (row->lines - to < step || to > row->lines) to = row->lines;
        struct atom *atom = add_segment(tabling, row, from, to);
        bool         is_short = table->row_count <= ZEBRA_ABOVE_ROWS;
        atom->penalty = from > 0 ? 15 : row->index == 0 ? 0 : is_short ? 25 : 3;
        if (from == 0 && row->index == 0 && !tabling->again) atom->head = NULL;
        from = to;
    }
}

/* Never a row alone on either page, no total without the row above it (look.md, Tables). */
static void keep_rows(struct tabling *tabling, const size_t *ends, size_t first)
{
    struct flow *flow = tabling->flow;
    size_t       count = tabling->table->row_count;
    for (size_t i = 0; i + 1 < count; i++) {
        bool is_kept = i == 0 || i + 2 == count || tabling->table->rows[i + 1].is_total;
        if (is_kept) flow->atoms.at[ends[i]]->keeps_next = true;
    }
    if (count > 0 && tabling->table->footnote.len > 0) flow->atoms.at[ends[count - 1]]->keeps_next = true;
    if (count > 0) flow->atoms.at[first]->head = NULL;
}

static void add_rows(struct tabling *tabling)
{
    const struct doc_table *table = tabling->table;
    struct arena           *arena = tabling->flow->layout->arena;
    size_t                 *ends = ARENA_ARRAY(arena, size_t, table->row_count), first = tabling->flow->atoms.count;
    struct row_setting      row = {.sets = ARENA_ARRAY(arena, struct text_lines_set, table->column_count),
                                   .tags = ARENA_ARRAY(arena, uint32_t, table->column_count)};
    tabling->body_tag = tag_add(tabling->flow->layout, TAG_TABLE_BODY, tabling->table_tag);
    for (size_t i = 0; i < table->row_count; i++) {
        row.index = i;
        row.is_striped = table->row_count > ZEBRA_ABOVE_ROWS && i % 2 == 1;
        add_row(tabling, &row);
        ends[i] = tabling->flow->atoms.count - 1;
    }
    keep_rows(tabling, ends, first);
}

/* On a slide a table begins at the top rather than leave its first rows on the one before. */
static void keep_whole(const struct tabling *tabling, size_t first)
{
    enum { SPLIT_PENALTY = 40 };
    const struct flow *flow = tabling->flow;
    int64_t            height = 0;
    if (flow_theme(flow)->zoom == 1000) return;
    for (size_t i = first; i < flow->atoms.count; i++)
        height += flow->atoms.at[i]->before + flow->atoms.at[i]->height;
    if (height > page_content_height(flow_theme(flow), false)) return;
    for (size_t i = first; i < flow->atoms.count; i++)
        if (flow->atoms.at[i]->head) flow->atoms.at[i]->penalty = SPLIT_PENALTY;
}

static void add_footnote(struct tabling *tabling)
{
    struct flow        *flow = tabling->flow;
    const struct theme *theme = flow_theme(flow);
    if (tabling->table->footnote.len == 0) return;
    flow_gap(flow, gap_of(flow, 1));
    struct text_lines_set set =
        set_plain(flow, tabling->table->footnote, (struct text_look){.type = &theme->note, .color = theme->soft_grey},
                  tabling->width);
    struct atom *atom = flow_atom(flow, set_height(&set));
    draw_set(flow, atom, &set, 0, 0, tag_add(flow->layout, TAG_PARAGRAPH, flow->tag));
}

static mpt landscape_width(const struct flow *flow)
{
    const struct theme *theme = flow_theme(flow);
    return theme->page_height - theme->margin_left - theme->margin_right;
}

/* A heading that waits for the table turns its page too, and a section that begins with the table. */
static void turn_page(struct flow *flow, size_t first)
{
    bool is_led_up_to = flow->section && flow->section->first_block == 0 && first - flow->section_start <= LEAD_ATOMS;
    if (is_led_up_to) first = flow->section_start;
    while (first > 0 && flow->atoms.at[first - 1]->keeps_next)
        first--;
    for (size_t i = first; i < flow->atoms.count; i++) {
        struct atom *atom = flow->atoms.at[i];
        atom->is_landscape = true;
        if (atom->top_rule > 0)
            draw_rule(flow, atom, flow->width, atom->top_rule / 2, landscape_width(flow) - flow->width, atom->top_rule,
                      flow_theme(flow)->brand);
    }
}

static void lay_any_table(struct flow *flow, const struct doc_node *node, const struct doc_table *table, bool is_facts)
{
    struct arena  *arena = flow->layout->arena;
    struct tabling tabling = {.flow = flow,
                              .table = table,
                              .is_facts = is_facts,
                              .width = flow->width,
                              .columns = ARENA_ARRAY(arena, struct table_column, table->column_count),
                              .views = ARENA_ARRAY(arena, struct cell_view, table->row_count * table->column_count)};
    if (table->column_count == 0) return;
    for (size_t i = 0; i < table->column_count; i++)
        measure_column(&tabling, i);
    const struct theme *theme = flow_theme(flow);
    bool                is_narrow = is_too_narrow(&tabling, flow->width);
    bool                is_top = flow->width == theme->page_width - theme->margin_left - theme->margin_right;
    bool                turns = is_top && theme->page_height > theme->page_width && (table->is_wide || is_narrow);
    flow->layout->has_cut_words |= is_narrow && !turns;
    if (turns) tabling.width = landscape_width(flow);
    place_columns(&tabling);

    flow_gap(flow, gap_of(flow, 3));
    size_t first = flow->atoms.count;
    tabling.table_tag = tag_add(flow->layout, TAG_TABLE, flow->tag);
    add_caption(&tabling);
    add_head(&tabling);
    add_rows(&tabling);
    add_footnote(&tabling);
    if (flow->atoms.count > first && node->id.len > 0) *VEC_PUSH(arena, flow->atoms.at[first]->anchors) = node->id;
    keep_whole(&tabling, first);
    if (turns) turn_page(flow, first);
    flow_gap(flow, gap_of(flow, STEPS_BLOCK));
}

void lay_table(struct flow *flow, const struct doc_node *node)
{
    lay_any_table(flow, node, &node->u.table, false);
}

/* Facts are a table whose first column names the rows. */
void lay_facts(struct flow *flow, const struct doc_node *node)
{
    const struct doc_facts *facts = &node->u.facts;
    struct arena           *arena = flow->layout->arena;
    struct doc_table        table = {.columns = ARENA_ARRAY(arena, struct doc_column, 2),
                                     .column_count = 2,
                                     .rows = ARENA_ARRAY(arena, struct doc_row, facts->count),
                                     .row_count = facts->count};
    table.columns[0] = (struct doc_column){.title = facts->head[0], .align = ALIGN_LEFT, .is_row_header = true};
    table.columns[1] = (struct doc_column){.title = facts->head[1], .align = ALIGN_LEFT};
    for (size_t i = 0; i < facts->count; i++) {
        table.rows[i].cells = ARENA_ARRAY(arena, struct doc_cell, 2);
        table.rows[i].cells[0].value = value_text(doc_text_plain(arena, facts->labels[i]));
        table.rows[i].cells[1] = facts->values[i];
    }
    lay_any_table(flow, node, &table, true);
}
