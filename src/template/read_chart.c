/* SPDX-License-Identifier: MIT */
/* Charts: a kind, a sentence, and either a query or points written out. */
#include "template/phrase.h"
#include "template/read.h"

static const str kinds[CHART_KIND_COUNT] = {
#define CHART(code, word, native) [CHART_##code] = STR(word),
#include "document/chart.def"
#undef CHART
};

static enum series_role read_series_role(struct reader *reader, const struct yaml_node *node, bool is_first)
{
    str words[SERIES_ROLE_COUNT];
    for (size_t i = 0; i < SERIES_ROLE_COUNT; i++)
        words[i] = str_from(series_role_word((enum series_role)i));
    size_t fallback = is_first ? SERIES_KEY : SERIES_OTHER;
    return (enum series_role)yaml_choice(node, "role", words, SERIES_ROLE_COUNT, fallback, reader->diag);
}

static enum bar_role read_bar_role(struct reader *reader, const struct yaml_node *node)
{
    str words[BAR_ROLE_COUNT];
    for (size_t i = 0; i < BAR_ROLE_COUNT; i++)
        words[i] = str_from(bar_role_word((enum bar_role)i));
    return (enum bar_role)yaml_choice(node, "role", words, BAR_ROLE_COUNT, BAR_PLAIN, reader->diag);
}

static void read_series(struct reader *reader, const struct yaml_node *sequence, const struct block *block)
{
    static const str    keys[] = {STR("key"), STR("name"), STR("role")};
    struct chart_model *chart = block->chart;
    chart->series = ARENA_ARRAY(reader->arena, struct series_model, sequence ? sequence->count + 1 : 1);
    YAML_EACH(node, sequence)
    {
        struct series_model *series = &chart->series[chart->series_count++];
        yaml_check_keys(node, keys, COUNT_OF(keys), "a series", reader->diag);
        series->key = yaml_required_text(node, "key", "a series", reader->diag);
        series->name = phrase_read_key(reader, node, "name");
        series->role = read_series_role(reader, node, chart->series_count == 1);
        if (block->source >= 0) source_type_unit(reader, block->source, series->key, chart->unit);
    }
}

static void read_points(struct reader *reader, const struct yaml_node *sequence, struct chart_model *chart)
{
    static const str keys[] = {STR("category"), STR("role"), STR("tone"), STR("values"), CONDITION_KEYS};
    chart->points = ARENA_ARRAY(reader->arena, struct point_model, sequence ? sequence->count + 1 : 1);
    YAML_EACH(node, sequence)
    {
        struct point_model *point = &chart->points[chart->point_count++];
        yaml_check_keys(node, keys, COUNT_OF(keys), "a point", reader->diag);
        point->category = phrase_read_key(reader, node, "category");
        point->role = read_bar_role(reader, node);
        point->tone = read_tone(reader, node);
        point->condition = condition_read(reader, node);
        point->values = ARENA_ARRAY(reader->arena, struct phrase, chart->series_count + 1);
        size_t at = 0;
        YAML_EACH(value, yaml_sequence(node, "values", reader->diag))
        if (at < chart->series_count) point->values[at++] = phrase_read(reader, value);
    }
}

static void read_bands(struct reader *reader, const struct yaml_node *sequence, struct chart_model *chart)
{
    static const str keys[] = {STR("label"), STR("from"), STR("to"), STR("tone")};
    chart->bands = ARENA_ARRAY(reader->arena, struct chart_band_model, sequence ? sequence->count + 1 : 1);
    YAML_EACH(node, sequence)
    {
        yaml_check_keys(node, keys, COUNT_OF(keys), "a band", reader->diag);
        chart->bands[chart->band_count++] = (struct chart_band_model){
            .label = phrase_read_key(reader, node, "label"),
            .from = yaml_exact(reader->arena, node, "from", EXACT_ZERO, reader->diag),
            .to = yaml_exact(reader->arena, node, "to", EXACT_ZERO, reader->diag),
            .tone = read_tone(reader, node),
        };
    }
}

static enum unit read_unit(struct reader *reader, const struct yaml_node *map)
{
    str units[UNIT_TOTAL];
    for (size_t i = 0; i < UNIT_TOTAL; i++)
        units[i] = str_from(unit_word((enum unit)i));
    return (enum unit)yaml_choice(map, "unit", units, UNIT_TOTAL, UNIT_COUNT, reader->diag);
}

void read_chart(struct reader *reader, const struct yaml_node *map, struct block *block)
{
    static const str    keys[] = {STR("kind"),  STR("title"),          STR("subtitle"), STR("unit"),
                                  STR("from"),  STR("query"),          STR("as"),       STR("category"),
                                  STR("role"),  STR("category_title"), STR("series"),   STR("points"),
                                  STR("bands"), STR("minimum"),        STR("maximum"),  STR("height")};
    struct chart_model *chart = block->chart = ARENA_NEW(reader->arena, struct chart_model);
    yaml_check_keys(map, keys, COUNT_OF(keys), "a chart", reader->diag);
    yaml_required_text(map, "kind", "a chart", reader->diag);
    chart->kind = (enum chart_kind)yaml_choice(map, "kind", kinds, CHART_KIND_COUNT, CHART_LINE, reader->diag);
    chart->unit = read_unit(reader, map);
    chart->title = phrase_read_key(reader, map, "title");
    chart->subtitle = phrase_read_key(reader, map, "subtitle");
    chart->category_title = phrase_read_key(reader, map, "category_title");
    chart->category = yaml_text(map, "category", STR("category"), reader->diag);
    chart->role = yaml_text(map, "role", STR("role"), reader->diag);
    chart->has_minimum = yaml_get(map, "minimum") != NULL;
    chart->has_maximum = yaml_get(map, "maximum") != NULL;
    chart->minimum = yaml_exact(reader->arena, map, "minimum", EXACT_ZERO, reader->diag);
    chart->maximum = yaml_exact(reader->arena, map, "maximum", EXACT_ZERO, reader->diag);
    chart->height_mm = (int)yaml_int(map, "height", 0, reader->diag);
    block->source = read_source(reader, map);
    read_series(reader, yaml_sequence(map, "series", reader->diag), block);
    read_points(reader, yaml_sequence(map, "points", reader->diag), chart);
    read_bands(reader, yaml_sequence(map, "bands", reader->diag), chart);
}
