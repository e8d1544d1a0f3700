/* SPDX-License-Identifier: MIT */
/* samples: charts written in few words, for tests. */
#ifndef RELIURE_TESTS_CHART_SAMPLES_H
#define RELIURE_TESTS_CHART_SAMPLES_H

#include "../arena.h"
#include "document/document.h"

#include <string.h>

static inline struct value sample_value(enum unit unit, str text)
{
    struct exact number;
    if (exact_parse(arena, text, &number) != RC_OK) return value_missing(STR_NONE);
    return unit == UNIT_MONEY ? value_money(number, "EUR") : value_number(unit, number);
}

/* Categories are parted by « | ». */
static inline struct chart sample_chart(enum chart_kind kind, enum unit unit, const char *categories)
{
    struct chart chart = {.kind = kind, .unit = unit, .currency = "EUR"};
    str          rest = str_from(categories);
    chart.categories = ARENA_ARRAY(arena, struct value, strlen(categories) + 1);
    chart.series = ARENA_ARRAY(arena, struct chart_series, 8);
    chart.bands = ARENA_ARRAY(arena, struct chart_band, 4);
    while (rest.ptr)
        chart.categories[chart.category_count++] = value_text(str_cut(rest, '|', &rest));
    return chart;
}

static inline struct chart sample_months(enum chart_kind kind, enum unit unit, int year, int month, size_t count)
{
    struct chart chart = sample_chart(kind, unit, "");
    chart.categories = ARENA_ARRAY(arena, struct value, count);
    chart.category_count = count;
    for (size_t i = 0; i < count; i++)
        chart.categories[i] = value_date(date_add_months(date_from_civil(year, month, 1), (int)i));
    return chart;
}

/* Figures are parted by « | »; one that is not a number is missing. */
static inline void sample_series(struct chart *chart, const char *name, enum series_role role, const char *figures)
{
    struct chart_series *series = &chart->series[chart->series_count++];
    str                  rest = str_from(figures);
    *series = (struct chart_series){str_from(name), role, ARENA_ARRAY(arena, struct value, chart->category_count)};
    for (size_t i = 0; i < chart->category_count; i++)
        series->values[i] = sample_value(chart->unit, str_cut(rest, '|', &rest));
}

static inline void sample_band(struct chart *chart, const char *label, int from, int to, enum tone tone)
{
    chart->bands[chart->band_count++] =
        (struct chart_band){str_from(label), exact_from_int(arena, from), exact_from_int(arena, to), tone};
}

static inline void sample_health_bands(struct chart *chart)
{
    sample_band(chart, "ROUGE", 0, 40, TONE_BAD);
    sample_band(chart, "JAUNE", 41, 70, TONE_WATCH);
    sample_band(chart, "VERT", 71, 100, TONE_GOOD);
}

/* T total, U up, D down, F friction, any other plain. */
static inline void sample_roles(struct chart *chart, const char *letters)
{
    chart->bar_roles = ARENA_ARRAY(arena, enum bar_role, chart->category_count);
    for (size_t i = 0; i < chart->category_count && letters[i]; i++) {
        const char *at = strchr("-TUDF", letters[i]);
        chart->bar_roles[i] = at ? (enum bar_role)(at - "-TUDF") : BAR_PLAIN;
    }
}

static inline struct chart sample_bridge(const char *figures)
{
    struct chart chart = sample_chart(CHART_WATERFALL, UNIT_MONEY, "MRR début|Expansion|Contraction|Churn|MRR fin");
    sample_series(&chart, "MRR", SERIES_KEY, figures);
    sample_roles(&chart, "TUDDT");
    return chart;
}

static inline struct chart sample_funnel(const char *figures)
{
    struct chart chart =
        sample_chart(CHART_FUNNEL, UNIT_COUNT,
                     "Démarrage|Création compte|Profil complété|Feature 1 testée|Intégration|Premier succès");
    sample_series(&chart, "Comptes", SERIES_KEY, figures);
    return chart;
}

#endif
