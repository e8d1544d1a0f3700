/* SPDX-License-Identifier: MIT */
/* The readable form of a tree: one node a line, what a writer would use, nothing else. Also what is hashed. */
#include "document/document.h"

struct dump {
    struct strbuf *out;
    struct arena  *scratch;
    int            depth;
};

static void start_line(const struct dump *dump, const char *word)
{
    for (int i = 0; i < dump->depth; i++)
        strbuf_adds(dump->out, "  ");
    strbuf_adds(dump->out, word);
}

static void end_line(const struct dump *dump)
{
    strbuf_addc(dump->out, '\n');
}

static void put_text(const struct dump *dump, const char *key, str text)
{
    if (!text.len) return;
    strbuf_addc(dump->out, ' ');
    strbuf_adds(dump->out, key);
    strbuf_addc(dump->out, '=');
    strbuf_add_json(dump->out, text);
}

static void put_word(const struct dump *dump, const char *word)
{
    if (!*word) return;
    strbuf_addc(dump->out, ' ');
    strbuf_adds(dump->out, word);
}

static void put_value(const struct dump *dump, const struct value *value)
{
    strbuf_addc(dump->out, ' ');
    value_dump(value, dump->scratch, dump->out);
}

static void put_runs(const struct dump *dump, struct doc_text text)
{
    static const char *const styles[] = {"strong", "emphasis", "code", "muted"};
    for (size_t i = 0; i < text.count; i++) {
        const struct doc_run *run = &text.runs[i];
        for (size_t bit = 0; bit < COUNT_OF(styles); bit++)
            if (run->style & 1u << bit) put_word(dump, styles[bit]);
        put_word(dump, tone_word(run->tone));
        put_text(dump, "href", run->href);
        strbuf_addc(dump->out, ' ');
        strbuf_add_json(dump->out, run->text);
    }
}

static const char *trend_word(enum trend trend)
{
    static const char *const words[] = {
        [TREND_NONE] = "", [TREND_UP] = "up", [TREND_FLAT] = "flat", [TREND_DOWN] = "down"};
    return words[trend];
}

static void put_cell(const struct dump *dump, const struct doc_cell *cell)
{
    static const char *const looks[] = {"", "status", "trend", "progress", "spark", "check"};
    put_word(dump, looks[cell->look]);
    put_word(dump, trend_word(cell->trend));
    put_value(dump, &cell->value);
    put_text(dump, "note", cell->note);
    put_text(dump, "href", cell->href);
    for (size_t i = 0; i < cell->spark_count; i++) {
        strbuf_adds(dump->out, i ? "," : " [");
        put_value(dump, &cell->spark[i]);
    }
    if (cell->spark_count) strbuf_adds(dump->out, " ]");
}

static void dump_table(struct dump *dump, const struct doc_table *table)
{
    static const char *const aligns[] = {"", "left", "right"};
    put_text(dump, "caption", table->caption);
    put_text(dump, "footnote", table->footnote);
    put_word(dump, table->is_wide ? "wide" : "");
    end_line(dump);
    dump->depth++;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct doc_column *column = &table->columns[i];
        start_line(dump, "head ");
        strbuf_add(dump->out, column->key);
        put_text(dump, "title", column->title);
        put_text(dump, "note", column->note_title);
        put_text(dump, "unit", column->unit);
        put_word(dump, aligns[column->align]);
        put_word(dump, column->is_row_header ? "row-header" : "");
        if (column->weight) strbuf_printf(dump->out, " weight=%d", column->weight);
        end_line(dump);
    }
    for (size_t i = 0; i < table->row_count; i++) {
        start_line(dump, table->rows[i].is_total ? "total" : "row");
        for (size_t c = 0; c < table->column_count; c++) {
            strbuf_adds(dump->out, c ? " |" : "");
            put_cell(dump, &table->rows[i].cells[c]);
        }
        end_line(dump);
    }
    dump->depth--;
}

static void dump_facts(struct dump *dump, const struct doc_facts *facts)
{
    put_text(dump, "key", facts->head[0]);
    put_text(dump, "value", facts->head[1]);
    end_line(dump);
    dump->depth++;
    for (size_t i = 0; i < facts->count; i++) {
        start_line(dump, "fact");
        put_runs(dump, facts->labels[i]);
        strbuf_adds(dump->out, " |");
        put_cell(dump, &facts->values[i]);
        end_line(dump);
    }
    dump->depth--;
}

static void put_exact(const struct dump *dump, const char *key, struct exact number)
{
    struct arena_mark mark = arena_mark(dump->scratch);
    strbuf_printf(dump->out, " %s=", key);
    strbuf_add(dump->out, exact_dump(dump->scratch, number));
    arena_reset(dump->scratch, mark);
}

static void dump_series(struct dump *dump, const struct chart *chart)
{
    for (size_t i = 0; i < chart->series_count; i++) {
        start_line(dump, "series ");
        strbuf_adds(dump->out, series_role_word(chart->series[i].role));
        put_text(dump, "name", chart->series[i].name);
        end_line(dump);
    }
    for (size_t i = 0; i < chart->band_count; i++) {
        start_line(dump, "band");
        put_exact(dump, "from", chart->bands[i].from);
        put_exact(dump, "to", chart->bands[i].to);
        put_text(dump, "label", chart->bands[i].label);
        put_word(dump, tone_word(chart->bands[i].tone));
        end_line(dump);
    }
}

static void dump_points(struct dump *dump, const struct chart *chart)
{
    for (size_t i = 0; i < chart->category_count; i++) {
        start_line(dump, "point");
        put_word(dump, chart->bar_roles && chart->bar_roles[i] ? bar_role_word(chart->bar_roles[i]) : "");
        put_value(dump, &chart->categories[i]);
        for (size_t s = 0; s < chart->series_count; s++) {
            strbuf_adds(dump->out, " |");
            put_value(dump, &chart->series[s].values[i]);
        }
        end_line(dump);
    }
}

static void dump_chart(struct dump *dump, const struct chart *chart)
{
    put_word(dump, chart_kind_word(chart->kind));
    put_word(dump, unit_word(chart->unit));
    put_word(dump, chart->currency);
    if (chart->has_minimum) put_exact(dump, "minimum", chart->minimum);
    if (chart->has_maximum) put_exact(dump, "maximum", chart->maximum);
    if (chart->height_mm) strbuf_printf(dump->out, " height=%dmm", chart->height_mm);
    put_text(dump, "title", chart->title);
    put_text(dump, "subtitle", chart->subtitle);
    put_text(dump, "alt", chart->alt);
    put_text(dump, "category", chart->category_title);
    end_line(dump);
    dump->depth++;
    dump_series(dump, chart);
    dump_points(dump, chart);
    dump->depth--;
}

static void dump_tiles(struct dump *dump, const struct doc_tiles *tiles)
{
    end_line(dump);
    dump->depth++;
    for (size_t i = 0; i < tiles->count; i++) {
        const struct doc_tile *tile = &tiles->at[i];
        start_line(dump, "tile");
        put_text(dump, "label", tile->label);
        put_value(dump, &tile->value);
        put_word(dump, trend_word(tile->trend));
        strbuf_adds(dump->out, " change");
        put_value(dump, &tile->change);
        put_text(dump, "word", tile->word);
        put_word(dump, tone_word(tile->tone));
        put_text(dump, "note", tile->note);
        end_line(dump);
    }
    dump->depth--;
}

static void dump_timeline(struct dump *dump, const struct doc_timeline *timeline)
{
    end_line(dump);
    dump->depth++;
    for (size_t i = 0; i < timeline->count; i++) {
        const struct doc_event *event = &timeline->at[i];
        start_line(dump, event->is_done ? "event done" : "event");
        put_value(dump, &event->when);
        put_text(dump, "title", event->title);
        put_text(dump, "detail", event->detail);
        put_text(dump, "channel", event->channel);
        put_word(dump, tone_word(event->tone));
        end_line(dump);
    }
    dump->depth--;
}

static void put_item(const struct dump *dump, const struct doc_node *node)
{
    static const char *const marks[] = {"", "number", "done", "under-way", "todo", "true", "false", "none"};
    put_word(dump, marks[node->u.item.mark]);
    put_text(dump, "label", node->u.item.label);
    put_runs(dump, node->u.item.text);
}

/* Kinds that are one line. */
static void put_simple(const struct dump *dump, const struct doc_node *node)
{
    static const char *const roles[] = {"", "lead", "note", "subheading", "empty"};
    switch (node->kind) {
    case DOC_SECTION:
        strbuf_printf(dump->out, " %d", node->u.section.level);
        put_text(dump, "title", node->u.section.title);
        put_text(dump, "sheet", node->u.section.sheet);
        put_word(dump, node->u.section.is_unlisted ? "unlisted" : "");
        break;
    case DOC_PARAGRAPH:
        put_word(dump, roles[node->u.paragraph.role]);
        put_runs(dump, node->u.paragraph.text);
        break;
    case DOC_LIST: put_word(dump, node->u.list.is_ordered ? "ordered" : ""); break;
    case DOC_ITEM: put_item(dump, node); break;
    case DOC_QUOTE:
        put_runs(dump, node->u.quote.text);
        put_text(dump, "source", node->u.quote.source);
        break;
    case DOC_CALLOUT:
        put_text(dump, "title", node->u.callout.title);
        put_word(dump, tone_word(node->u.callout.tone));
        break;
    case DOC_COLUMN: strbuf_printf(dump->out, " weight=%d", node->u.column.weight); break;
    case DOC_CODE: put_text(dump, "text", node->u.code); break;
    default: break;
    }
    end_line(dump);
}

static void dump_node(struct dump *dump, const struct doc_node *node)
{
    start_line(dump, doc_kind_word(node->kind));
    put_text(dump, "id", node->id);
    switch (node->kind) {
    case DOC_TABLE: dump_table(dump, &node->u.table); break;
    case DOC_FACTS: dump_facts(dump, &node->u.facts); break;
    case DOC_CHART: dump_chart(dump, &node->u.chart); break;
    case DOC_TILES: dump_tiles(dump, &node->u.tiles); break;
    case DOC_TIMELINE: dump_timeline(dump, &node->u.timeline); break;
    default: put_simple(dump, node); break;
    }
}

static void dump_head(struct dump *dump, const struct doc *doc)
{
    char period[16], as_of[11] = "";
    period_key(doc->period, period);
    if (doc->as_of != DATE_NONE) date_iso(doc->as_of, as_of);
    strbuf_printf(dump->out, "about language=%s edition=%s%s period=%s as-of=%s currency=%s", doc->language,
                  doc->edition == EDITION_CLIENT ? "client" : "internal", doc->has_editions ? " has-editions" : "",
                  period, as_of, doc->currency);
    put_text(dump, "kind", doc->kind_title);
    put_text(dump, "title", doc->title);
    put_text(dump, "client", doc->client);
    put_text(dump, "csm", doc->csm);
    put_text(dump, "period", doc->period_label);
    put_text(dump, "vendor", doc->vendor);
    end_line(dump);
}

static void dump_calculation(struct dump *dump, const struct doc_calculation *calculation)
{
    start_line(dump, "calculation ");
    strbuf_add(dump->out, calculation->id);
    put_text(dump, "label", calculation->label);
    put_text(dump, "formula", calculation->formula);
    put_value(dump, &calculation->value);
    put_text(dump, "band", calculation->band);
    put_text(dump, "source", calculation->source);
    put_text(dump, "period", calculation->period);
    end_line(dump);
    dump->depth++;
    for (size_t i = 0; i < calculation->input_count; i++) {
        start_line(dump, "input ");
        strbuf_add(dump->out, calculation->input_names[i]);
        put_text(dump, "label", calculation->input_labels[i]);
        put_value(dump, &calculation->inputs[i]);
        end_line(dump);
    }
    dump->depth--;
}

static void dump_tree(struct dump *dump, const struct doc_node *root)
{
    struct doc_iterator it = doc_walk(root);
    while (doc_next(&it)) {
        if (it.is_entering) dump_node(dump, it.node);
        dump->depth += it.is_entering ? 1 : -1;
    }
}

void doc_dump(const struct doc *doc, struct strbuf *out)
{
    struct dump dump = {.out = out, .scratch = arena_new()};
    dump_head(&dump, doc);
    dump_tree(&dump, doc->root);
    for (size_t i = 0; i < doc->calculation_count; i++)
        dump_calculation(&dump, &doc->calculations[i]);
    for (size_t i = 0; i < doc->dataset_count; i++) {
        start_line(&dump, "dataset ");
        strbuf_add(out, doc->datasets[i].name);
        put_text(&dump, "title", doc->datasets[i].title);
        dump_table(&dump, &doc->datasets[i].table);
    }
    arena_free(dump.scratch);
}
