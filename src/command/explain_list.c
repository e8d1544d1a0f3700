/* SPDX-License-Identifier: MIT */
/* The catalogue as `reliure explain --list` shows it: a line an entry, or JSON with all that a manual says of it. */
#include "command/explain.h"

static const char *const level_words[] = {"account", "segment", "portfolio"},
                         *const period_words[] = {"document", "previous", "months", "trailing"};

static void put_words(struct strbuf *out, unsigned bits, const char *const *words, size_t count, const char *quote)
{
    bool is_first = true;
    for (size_t i = 0; i < count; i++) {
        if (!(bits >> i & 1)) continue;
        strbuf_printf(out, "%s%s%s%s", is_first ? "" : ",", quote, words[i], quote);
        is_first = false;
    }
}

static void put_padded(struct strbuf *out, str text, size_t width)
{
    strbuf_add(out, text);
    for (size_t chars = str_chars(text); chars < width; chars++)
        strbuf_addc(out, ' ');
    strbuf_adds(out, "  ");
}

static void list_metric(const struct metric *metric, const char *language, struct strbuf *out)
{
    put_padded(out, metric->id, 30);
    put_padded(out, words_in(metric->label, language), 44);
    put_padded(out, str_from(unit_word(metric->unit)), 8);
    struct strbuf levels = {0};
    put_words(&levels, metric->levels, level_words, COUNT_OF(level_words), "");
    put_padded(out, strbuf_str(&levels), 25);
    strbuf_release(&levels);
    put_padded(out, metric->bands ? metric->bands->id : STR("-"), 18);
    put_padded(out, metric->goal.test != GOAL_NONE ? metric->goal.text : STR("-"), 8);
    strbuf_adds(out, metric->is_internal ? "internal\n" : "client\n");
}

static void list_table(const struct metric_table *table, const char *language, struct strbuf *out)
{
    put_padded(out, table->id, 30);
    put_padded(out, words_in(table->label, language), 44);
    put_padded(out, STR("table"), 8);
    struct strbuf levels = {0};
    put_words(&levels, table->levels, level_words, COUNT_OF(level_words), "");
    put_padded(out, strbuf_str(&levels), 25);
    strbuf_release(&levels);
    strbuf_printf(out, "%zu columns  %s\n", table->column_count, table->is_internal ? "internal" : "client");
}

static void put_pair(struct strbuf *out, const char *key, str text)
{
    strbuf_printf(out, ",\"%s\":", key);
    if (text.len)
        strbuf_add_json(out, text);
    else
        strbuf_adds(out, "null");
}

static void put_labels(struct strbuf *out, const struct yaml_node *label)
{
    bool is_first = true;
    strbuf_adds(out, ",\"label\":{");
    YAML_EACH(word, label)
    {
        if (!word->key) continue;
        if (!is_first) strbuf_addc(out, ',');
        is_first = false;
        strbuf_add_json(out, word->key->text);
        strbuf_addc(out, ':');
        strbuf_add_json(out, word->text);
    }
    strbuf_addc(out, '}');
}

static void put_sets(struct strbuf *out, unsigned levels, unsigned periods, bool is_internal)
{
    strbuf_adds(out, ",\"levels\":[");
    put_words(out, levels, level_words, COUNT_OF(level_words), "\"");
    strbuf_adds(out, "],\"periods\":[");
    put_words(out, periods, period_words, COUNT_OF(period_words), "\"");
    strbuf_printf(out, "],\"audience\":\"%s\"", is_internal ? "internal" : "client");
}

static str file_of(const struct yaml_node *node)
{
    return node->key && node->key->span.file ? str_from(node->key->span.file->name) : STR_NONE;
}

static void json_metric(const struct metric *metric, struct strbuf *out)
{
    static const char *const directions[] = {"up", "down", "none"};
    strbuf_adds(out, "{\"id\":");
    strbuf_add_json(out, metric->id);
    put_labels(out, metric->label);
    put_pair(out, "unit", str_from(unit_word(metric->unit)));
    put_pair(out, "direction", str_from(directions[metric->direction]));
    put_sets(out, metric->levels, metric->periods, metric->is_internal);
    put_pair(out, "formula", metric->formula_text);
    put_pair(out, "bands", metric->bands ? metric->bands->id : STR_NONE);
    put_pair(out, "goal", metric->goal.test != GOAL_NONE ? metric->goal.text : STR_NONE);
    put_pair(out, "file", file_of(metric->node));
    strbuf_addc(out, '}');
}

static void json_table(const struct metric_table *table, struct strbuf *out)
{
    strbuf_adds(out, "{\"id\":");
    strbuf_add_json(out, table->id);
    put_labels(out, table->label);
    put_sets(out, table->levels, table->periods, table->is_internal);
    strbuf_adds(out, ",\"columns\":{");
    for (size_t i = 0; i < table->column_count; i++) {
        if (i) strbuf_addc(out, ',');
        strbuf_add_json(out, table->columns[i].name);
        strbuf_printf(out, ":\"%s\"", table->columns[i].is_text ? "text" : unit_word(table->columns[i].unit));
    }
    strbuf_addc(out, '}');
    put_pair(out, "file", file_of(table->node));
    strbuf_addc(out, '}');
}

static void list_json(const struct catalogue *catalogue, struct strbuf *out)
{
    strbuf_adds(out, "{\"metrics\":[");
    for (size_t i = 0; i < catalogue->metric_count; i++) {
        if (i) strbuf_adds(out, ",\n");
        json_metric(catalogue->metrics[i], out);
    }
    strbuf_adds(out, "],\n\"tables\":[");
    for (size_t i = 0; i < catalogue->table_count; i++) {
        if (i) strbuf_adds(out, ",\n");
        json_table(&catalogue->tables[i], out);
    }
    strbuf_adds(out, "]}\n");
}

void explain_list(const struct catalogue *catalogue, const char *language, bool is_json, struct strbuf *out)
{
    if (is_json) {
        list_json(catalogue, out);
        return;
    }
    for (size_t i = 0; i < catalogue->metric_count; i++)
        list_metric(catalogue->metrics[i], language, out);
    for (size_t i = 0; i < catalogue->table_count; i++)
        list_table(&catalogue->tables[i], language, out);
}
