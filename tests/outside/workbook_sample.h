/* SPDX-License-Identifier: MIT */
/* A review made by hand with every block and chart the workbook writes, and the awkward among its texts. */
#ifndef RELIURE_TESTS_WORKBOOK_SAMPLE_H
#define RELIURE_TESTS_WORKBOOK_SAMPLE_H

#include "document/document.h"

#include <string.h>

struct sample {
    struct doc   *doc;
    struct arena *arena;
};

static struct exact sample_exact(const struct sample *sample, const char *text)
{
    struct exact number = EXACT_ZERO;
    if (exact_parse(sample->arena, str_from(text), &number) != RC_OK) return EXACT_ZERO;
    return number;
}

static struct value sample_number(const struct sample *sample, enum unit unit, const char *text)
{
    struct value value = value_number(unit, sample_exact(sample, text));
    if (unit == UNIT_MONEY) memcpy(value.currency, "EUR", 4);
    return value;
}

static struct doc_cell sample_text(const char *text)
{
    return (struct doc_cell){.value = value_text(str_from(text))};
}

static struct doc_cell sample_status(const char *text, enum tone tone)
{
    struct doc_cell cell = sample_text(text);
    cell.look = LOOK_STATUS;
    cell.value.tone = tone;
    return cell;
}

static struct doc_cell sample_trend(const struct sample *sample, enum unit unit, const char *change, enum trend trend,
                                    enum tone tone)
{
    struct doc_cell cell = {.value = sample_number(sample, unit, change), .look = LOOK_TREND, .trend = trend};
    cell.value.is_signed = true;
    cell.value.tone = tone;
    return cell;
}

static struct doc_node *sample_section(const struct sample *sample, const char *title, const char *sheet)
{
    struct doc_node *node = doc_add(sample->doc, sample->doc->root, DOC_SECTION, SPAN_NONE);
    node->u.section.title = str_from(title);
    node->u.section.sheet = str_from(sheet);
    node->u.section.level = 1;
    return node;
}

static void sample_paragraph(const struct sample *sample, struct doc_node *parent, enum paragraph_role role,
                             const char *text)
{
    struct doc_node *node = doc_add(sample->doc, parent, DOC_PARAGRAPH, SPAN_NONE);
    node->u.paragraph.text = doc_text_from(sample->arena, str_from(text));
    node->u.paragraph.role = role;
}

static struct doc_table *sample_table(const struct sample *sample, struct doc_table *table, const char *caption,
                                      const char *const *heads, size_t columns, size_t rows)
{
    table->caption = str_from(caption);
    table->columns = ARENA_ARRAY(sample->arena, struct doc_column, columns);
    table->column_count = columns;
    table->rows = ARENA_ARRAY(sample->arena, struct doc_row, rows);
    table->row_count = rows;
    for (size_t i = 0; i < columns; i++)
        table->columns[i].title = str_from(heads[i]);
    for (size_t i = 0; i < rows; i++)
        table->rows[i].cells = ARENA_ARRAY(sample->arena, struct doc_cell, columns);
    return table;
}

static struct chart *sample_chart(const struct sample *sample, struct doc_node *parent, enum chart_kind kind,
                                  const char *title, enum unit unit, size_t categories, size_t series)
{
    struct chart *chart = &doc_add(sample->doc, parent, DOC_CHART, SPAN_NONE)->u.chart;
    chart->kind = kind;
    chart->title = str_from(title);
    chart->alt = str_from(title);
    chart->unit = unit;
    memcpy(chart->currency, "EUR", 4);
    chart->category_count = categories;
    chart->categories = ARENA_ARRAY(sample->arena, struct value, categories);
    chart->series_count = series;
    chart->series = ARENA_ARRAY(sample->arena, struct chart_series, series);
    for (size_t i = 0; i < series; i++)
        chart->series[i].values = ARENA_ARRAY(sample->arena, struct value, categories);
    return chart;
}

/* `numbers`: as many as categories; NULL is a missing figure. */
static void sample_series(const struct sample *sample, struct chart *chart, size_t index, const char *name,
                          enum series_role role, const char *const *numbers)
{
    chart->series[index].name = str_from(name);
    chart->series[index].role = role;
    for (size_t i = 0; i < chart->category_count; i++)
        chart->series[index].values[i] = numbers[i] ? sample_number(sample, chart->unit, numbers[i])
                                                    : value_missing(STR("aucune réponse ce mois-là"));
}

static void sample_categories(struct chart *chart, const char *title, const char *const *names)
{
    chart->category_title = str_from(title);
    for (size_t i = 0; i < chart->category_count; i++)
        chart->categories[i] = value_text(str_from(names[i]));
}

static void sample_months(struct chart *chart, int year, int month)
{
    chart->category_title = STR("Mois");
    for (size_t i = 0; i < chart->category_count; i++)
        chart->categories[i] = value_date(date_add_months(date_from_civil(year, month, 1), (int)i));
}

static void sample_opening(const struct sample *sample)
{
    struct doc_node *opening = doc_add(sample->doc, sample->doc->root, DOC_OPENING, SPAN_NONE);
    sample_paragraph(
        sample, opening, PARAGRAPH_LEAD,
        "La santé du compte progresse de 4 points ce trimestre, portée par l’adoption des tableaux de bord ; la "
        "satisfaction reste en retrait depuis l’incident de juillet et demande une réponse avant le renouvellement du "
        "15/12/2026.");
    struct doc_tiles *tiles = &doc_add(sample->doc, opening, DOC_TILES, SPAN_NONE)->u.tiles;
    tiles->count = 3;
    tiles->at = ARENA_ARRAY(sample->arena, struct doc_tile, 3);
    tiles->at[0] = (struct doc_tile){.label = STR("Health Score"),
                                     .value = sample_number(sample, UNIT_SCORE100, "67"),
                                     .trend = TREND_UP,
                                     .change = sample_number(sample, UNIT_SCORE100, "4"),
                                     .word = STR("Neutre"),
                                     .tone = TONE_WATCH};
    tiles->at[0].change.is_signed = true;
    tiles->at[1] = (struct doc_tile){.label = STR("NRR"),
                                     .value = sample_number(sample, UNIT_PERCENT, "107/100"),
                                     .word = STR("Bon"),
                                     .tone = TONE_GOOD,
                                     .note = STR("12 derniers mois")};
    tiles->at[2] = (struct doc_tile){
        .label = STR("NPS"), .value = value_missing(STR("Aucune réponse sur la période")), .note = STR("n = 0")};
}

static void sample_overview(const struct sample *sample)
{
    struct doc_node         *section = sample_section(sample, "Vue d’Ensemble", "Vue d’ensemble");
    struct doc_facts        *facts = &doc_add(sample->doc, section, DOC_FACTS, SPAN_NONE)->u.facts;
    static const char *const labels[] = {"Client", "Segment", "Identifiant", "Ancienneté", "ARR", "Renouvellement"};
    facts->head[0] = STR("Paramètre");
    facts->head[1] = STR("Valeur");
    facts->count = COUNT_OF(labels);
    facts->labels = ARENA_ARRAY(sample->arena, struct doc_text, facts->count);
    facts->values = ARENA_ARRAY(sample->arena, struct doc_cell, facts->count);
    for (size_t i = 0; i < facts->count; i++)
        facts->labels[i] = doc_text_from(sample->arena, str_from(labels[i]));
    facts->values[0] = sample_text("Maison Verdier & Fils");
    facts->values[1] = sample_text("=1+1 Grands comptes");
    facts->values[2] = sample_text("000123");
    facts->values[3].value = sample_number(sample, UNIT_MONTHS, "39/10");
    facts->values[4].value = sample_number(sample, UNIT_MONEY, "107000");
    facts->values[5].value = value_date(date_from_civil(2026, 12, 15));
    struct doc_node *callout = doc_add(sample->doc, section, DOC_CALLOUT, SPAN_NONE);
    callout->u.callout.title = STR("À retenir");
    callout->u.callout.tone = TONE_WATCH;
    sample_paragraph(sample, callout, PARAGRAPH_BODY,
                     "Deux objectifs sur trois sont atteints ; le troisième attend l’intégration comptable.");
}

static void sample_health(const struct sample *sample)
{
    static const char *const heads[] = {"Métrique", "Score", "Tendance", "Benchmark"};
    static const char *const dimensions[] = {"Usage", "Relation", "Support", "Contrat"};
    struct doc_node         *section = sample_section(sample, "Scores de Santé", "Santé");
    sample_paragraph(sample, section, PARAGRAPH_BODY,
                     "Le score de santé réunit quatre dimensions, pondérées par le programme.");
    struct doc_table *table = sample_table(sample, &doc_add(sample->doc, section, DOC_TABLE, SPAN_NONE)->u.table,
                                           "Métriques actuelles", heads, 4, 4);
    table->columns[0].is_row_header = true;
    table->rows[0].cells[0] = sample_text("Health Score");
    table->rows[0].cells[1].value = sample_number(sample, UNIT_SCORE100, "67");
    table->rows[0].cells[2] = sample_trend(sample, UNIT_SCORE100, "4", TREND_UP, TONE_GOOD);
    table->rows[0].cells[3].value = sample_number(sample, UNIT_SCORE100, "62");
    table->rows[1].cells[0] = sample_text("NPS");
    table->rows[1].cells[1].value = sample_number(sample, UNIT_NPS, "-12");
    table->rows[1].cells[1].note = STR("n = 42");
    table->rows[1].cells[2] = sample_trend(sample, UNIT_NPS, "-7", TREND_DOWN, TONE_BAD);
    table->rows[1].cells[3].value = value_not_applicable(STR("Aucun compte comparable dans le segment"));
    table->rows[2].cells[0] = sample_text("CSAT");
    table->rows[2].cells[1].value = sample_number(sample, UNIT_RATING5, "43/10");
    table->rows[2].cells[2] = sample_trend(sample, UNIT_RATING5, "0", TREND_FLAT, TONE_NONE);
    table->rows[2].cells[3].value = sample_number(sample, UNIT_RATING5, "41/10");
    table->rows[3].cells[0] = sample_text("CES");
    table->rows[3].cells[1].value = value_missing(STR("Aucune enquête d’effort sur la période"));
    table->rows[3].cells[3].value = sample_number(sample, UNIT_RATING5, "4");
    table->footnote = STR("Benchmark : moyenne du segment « Grands comptes ».");
    struct chart *line = sample_chart(sample, section, CHART_LINE, "La santé remonte depuis juin, de 58 à 67 sur 100",
                                      UNIT_SCORE100, 6, 2);
    sample_months(line, 2026, 4);
    sample_series(sample, line, 0, "Health", SERIES_KEY, (const char *const[]){"61", "59", "58", NULL, "63", "67"});
    sample_series(sample, line, 1, "Segment", SERIES_BENCHMARK,
                  (const char *const[]){"62", "62", "61", "62", "63", "62"});
    struct chart *parts = sample_chart(sample, section, CHART_CONTRIBUTION,
                                       "La relation coûte le plus de points : 14 sur 25", UNIT_DECIMAL, 4, 2);
    sample_categories(parts, "Dimension", dimensions);
    sample_series(sample, parts, 0, "Points obtenus", SERIES_KEY, (const char *const[]){"26", "11", "16", "14"});
    sample_series(sample, parts, 1, "Points possibles", SERIES_TARGET, (const char *const[]){"30", "25", "25", "20"});
    struct chart *bullet = sample_chart(sample, section, CHART_BULLET, "Le compte est à 67, dans la bande « Neutre »",
                                        UNIT_SCORE100, 1, 2);
    sample_categories(bullet, "Score", (const char *const[]){"Health Score"});
    sample_series(sample, bullet, 0, "Score", SERIES_KEY, (const char *const[]){"67"});
    sample_series(sample, bullet, 1, "Segment", SERIES_BENCHMARK, (const char *const[]){"62"});
    bullet->series[0].values[0].tone = TONE_WATCH;
    bullet->has_minimum = bullet->has_maximum = true;
    bullet->maximum = sample_exact(sample, "100");
}

static void sample_revenue(const struct sample *sample)
{
    static const char *const heads[] = {"Produit", "MRR", "Part", "Adoption"};
    static const char *const steps[] = {"MRR de juin", "Expansion", "Contraction", "Résiliation", "MRR de septembre"};
    static const enum bar_role roles[] = {BAR_TOTAL, BAR_UP, BAR_DOWN, BAR_DOWN, BAR_TOTAL};
    struct doc_node           *section = sample_section(sample, "Revenus : MRR/ARR [brut]", "");
    struct doc_table *table = sample_table(sample, &doc_add(sample->doc, section, DOC_TABLE, SPAN_NONE)->u.table,
                                           "MRR par produit", heads, 4, 3);
    table->rows[0].cells[0] = sample_text("Cœur");
    table->rows[0].cells[1].value = sample_number(sample, UNIT_MONEY, "6500.5");
    table->rows[0].cells[2].value = sample_number(sample, UNIT_PERCENT, "0.73");
    table->rows[1].cells[0] = sample_text("Analyses");
    table->rows[1].cells[1].value = sample_number(sample, UNIT_MONEY, "2416.17");
    table->rows[1].cells[2].value = sample_number(sample, UNIT_PERCENT, "0.27");
    for (size_t i = 0; i < 2; i++) {
        table->rows[i].cells[3].value = sample_number(sample, UNIT_PERCENT, i ? "0.584" : "0.8");
        table->rows[i].cells[3].look = LOOK_PROGRESS;
    }
    table->rows[2].is_total = true;
    table->rows[2].cells[0] = sample_text("Total");
    table->rows[2].cells[1].value = sample_number(sample, UNIT_MONEY, "8916.67");
    table->rows[2].cells[2].value = sample_number(sample, UNIT_PERCENT, "1");
    struct chart *bridge = sample_chart(sample, section, CHART_WATERFALL,
                                        "L’expansion a plus que compensé les départs : +600 €", UNIT_MONEY, 5, 1);
    sample_categories(bridge, "Mouvement", steps);
    bridge->bar_roles = arena_copy(sample->arena, roles, COUNT_OF(roles), sizeof roles[0]);
    sample_series(sample, bridge, 0, "MRR", SERIES_KEY,
                  (const char *const[]){"8316.67", "900", "-200", "100", "8916.67"});
    struct chart *donut = sample_chart(sample, section, CHART_DONUT,
                                       "Le produit cœur fait près des trois quarts du MRR", UNIT_PERCENT, 2, 1);
    sample_categories(donut, "Produit", (const char *const[]){"Cœur", "Analyses"});
    sample_series(sample, donut, 0, "Part", SERIES_KEY, (const char *const[]){"0.73", "0.27"});
}

static void sample_usage(const struct sample *sample)
{
    struct doc_node *section = sample_section(sample, "Analyse Usage", "Usage");
    struct chart    *bars = sample_chart(sample, section, CHART_BAR,
                                         "Les rapports sont adoptés par huit utilisateurs sur dix", UNIT_PERCENT, 4, 1);
    sample_categories(bars, "Feature",
                      (const char *const[]){"Rapports", "Tableaux de bord", "Exports planifiés", "API"});
    sample_series(sample, bars, 0, "Adoption", SERIES_KEY, (const char *const[]){"0.81", "0.584", "0.32", "0.05"});
    struct chart *columns =
        sample_chart(sample, section, CHART_COLUMN, "Les connexions reprennent après l’été", UNIT_COUNT, 6, 2);
    sample_months(columns, 2026, 4);
    sample_series(sample, columns, 0, "2026", SERIES_KEY,
                  (const char *const[]){"1240", "1310", "1180", "760", "690", "1420"});
    sample_series(sample, columns, 1, "2025", SERIES_PREVIOUS,
                  (const char *const[]){"1010", "1090", "1120", "810", "640", "1150"});
    struct chart *funnel = sample_chart(sample, section, CHART_FUNNEL,
                                        "Un quart des inscrits se perd à la connexion des données", UNIT_COUNT, 4, 1);
    sample_categories(funnel, "Étape",
                      (const char *const[]){"Inscription", "Connexion des données", "Premier rapport", "Partage"});
    sample_series(sample, funnel, 0, "Utilisateurs", SERIES_KEY, (const char *const[]){"120", "90", "78", "70"});
}

static void sample_plan(const struct sample *sample)
{
    static const char *const heads[] = {"Action", "Owner", "Deadline", "Statut"};
    struct doc_node         *section = sample_section(sample, "Plan d’Action", "Plan d’action");
    struct doc_table        *table = sample_table(sample, &doc_add(sample->doc, section, DOC_TABLE, SPAN_NONE)->u.table,
                                                  "Actions en Cours", heads, 4, 3);
    table->rows[0].cells[0] = sample_text("Organiser l’atelier d’intégration comptable avec la direction financière et "
                                          "le prestataire, puis valider le calendrier");
    table->rows[0].cells[1] = sample_text("شركة الأفق للتقنية");
    table->rows[0].cells[2].value = value_date(date_from_civil(2026, 10, 14));
    table->rows[0].cells[3] = sample_status("En cours", TONE_WATCH);
    table->rows[1].cells[0] = sample_text("@mention & <balise> \"citée\"");
    table->rows[1].cells[1] = sample_text("株式会社サンプル 🚀");
    table->rows[1].cells[2].value = value_missing(STR("Date absente du fichier"));
    table->rows[1].cells[3] = sample_status("À risque", TONE_BAD);
    table->rows[2].cells[0] = sample_text("-2 % de tickets");
    table->rows[2].cells[1] = sample_text("Ελληνική Εταιρεία");
    table->rows[2].cells[2].value = value_date(date_from_civil(2026, 9, 1));
    table->rows[2].cells[3] = sample_status("Atteint", TONE_GOOD);
    struct doc_node         *list = doc_add(sample->doc, section, DOC_LIST, SPAN_NONE);
    static const char *const steps[] = {"Point d’étape le 14/10/2026 avec Claire Morel",
                                        "Revue de fin d’année le 02/12/2026"};
    list->u.list.is_ordered = true;
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        doc_add(sample->doc, list, DOC_ITEM, SPAN_NONE)->u.item.text = doc_text_from(sample->arena, str_from(steps[i]));
    static const char *const quotes[] = {
        "Le support a répondu en moins d’une heure, et l’équipe a suivi le dossier jusqu’au bout.",
        "Les exports planifiés échouent encore un lundi sur deux : nous les relançons à la main."};
    for (size_t i = 0; i < COUNT_OF(quotes); i++) {
        struct doc_node *quote = doc_add(sample->doc, section, DOC_QUOTE, SPAN_NONE);
        quote->u.quote.text = doc_text_from(sample->arena, str_from(quotes[i]));
        quote->u.quote.source = STR("12/09/2026");
    }
}

static void sample_calculation(const struct sample *sample, struct doc_calculation *one, const char *id,
                               const char *label, const char *formula, struct value value, size_t inputs)
{
    *one = (struct doc_calculation){.id = str_from(id),
                                    .label = str_from(label),
                                    .formula = str_from(formula),
                                    .value = value,
                                    .source = STR("abonnements.csv"),
                                    .period = STR("T3 2026"),
                                    .input_count = inputs};
    one->input_names = ARENA_ARRAY(sample->arena, str, inputs);
    one->input_labels = ARENA_ARRAY(sample->arena, str, inputs);
    one->inputs = ARENA_ARRAY(sample->arena, struct value, inputs);
}

static void sample_input(struct doc_calculation *one, size_t index, const char *name, const char *label,
                         struct value value)
{
    one->input_names[index] = str_from(name);
    one->input_labels[index] = str_from(label);
    one->inputs[index] = value;
}

static void sample_calculations(const struct sample *sample)
{
    struct doc_calculation *at = ARENA_ARRAY(sample->arena, struct doc_calculation, 5);
    sample->doc->calculations = at;
    sample->doc->calculation_count = 5;
    sample_calculation(sample, &at[0], "nrr", "Net Revenue Retention (NRR)",
                       "(mrr_start + expansion - contraction - churn) / mrr_start",
                       sample_number(sample, UNIT_PERCENT, "891667/831667"), 4);
    at[0].band = STR("Bon");
    at[0].value.tone = TONE_GOOD;
    sample_input(&at[0], 0, "mrr_start", "MRR en début de période", sample_number(sample, UNIT_MONEY, "8316.67"));
    sample_input(&at[0], 1, "expansion", "Expansion", sample_number(sample, UNIT_MONEY, "900"));
    sample_input(&at[0], 2, "contraction", "Contraction", sample_number(sample, UNIT_MONEY, "200"));
    sample_input(&at[0], 3, "churn", "Résiliation", sample_number(sample, UNIT_MONEY, "100"));
    sample_calculation(sample, &at[1], "nps", "NPS", "(promoters - detractors) / answers * 100",
                       value_missing(STR("Aucune réponse sur la période")), 3);
    sample_input(&at[1], 0, "promoters", "Promoteurs", value_missing(STR("Aucune réponse")));
    sample_input(&at[1], 1, "detractors", "Détracteurs", value_missing(STR("Aucune réponse")));
    sample_input(&at[1], 2, "answers", "Réponses", sample_number(sample, UNIT_COUNT, "0"));
    sample_calculation(sample, &at[2], "expansion_rate", "Expansion Revenue Rate", "expansion / mrr_start",
                       value_not_applicable(STR("Aucun MRR au départ")), 2);
    sample_input(&at[2], 0, "expansion", "Expansion", sample_number(sample, UNIT_MONEY, "0"));
    sample_input(&at[2], 1, "mrr_start", "MRR en début de période", sample_number(sample, UNIT_MONEY, "0"));
    sample_calculation(sample, &at[3], "ttfv", "Time-to-First-Value", "total_seconds / accounts",
                       sample_number(sample, UNIT_DURATION, "16560"), 2);
    sample_input(&at[3], 0, "total_seconds", "Durée totale", sample_number(sample, UNIT_DURATION, "331200"));
    sample_input(&at[3], 1, "accounts", "Comptes", sample_number(sample, UNIT_COUNT, "20"));
    sample_calculation(sample, &at[4], "nrr_gap", "Écart à l’objectif", "nrr - coalesce(goal, 1)",
                       sample_number(sample, UNIT_POINTS, "60000/831667"), 1);
    sample_input(&at[4], 0, "goal", "Objectif", value_missing(STR("Aucun objectif fixé")));
}

static void sample_datasets(const struct sample *sample)
{
    static const char *const heads[] = {"Mois", "Compte", "Connexions", "Taux"};
    struct doc_dataset      *set = ARENA_NEW(sample->arena, struct doc_dataset);
    set->name = STR("usage-mensuel");
    set->title = STR("Usage mensuel");
    sample_table(sample, &set->table, "", heads, 4, 60);
    for (size_t i = 0; i < 60; i++) {
        struct doc_cell *cells = set->table.rows[i].cells;
        cells[0].value = value_date(date_add_months(date_from_civil(2025, 1, 1), (int)(i % 18)));
        cells[1].value = value_text(arena_printf(sample->arena, "%05zu", 123 + i));
        cells[2].value = value_count(sample->arena, (int64_t)(i * 37 % 1900));
        cells[3].value = sample_number(sample, UNIT_PERCENT, "0.584");
    }
    set->table.rows[7].cells[2].value = value_missing(STR("Mois absent de l’export"));
    sample->doc->datasets = set;
    sample->doc->dataset_count = 1;
}

/* Lives in `arena`. The internal edition carries its mark. */
static struct doc *sample_document(struct arena *arena, enum edition edition)
{
    struct sample sample = {doc_new(arena), arena};
    struct doc   *doc = sample.doc;
    doc->kind_title = STR("Customer Success Review");
    doc->title = STR("Customer Success Review - Maison Verdier & Fils");
    doc->client = STR("Maison Verdier & Fils");
    doc->csm = STR("Claire Morel");
    doc->period_label = STR("T3 2026");
    doc->vendor = STR("Lumeo");
    doc->as_of = date_from_civil(2026, 9, 30);
    doc->edition = edition;
    doc->has_editions = true;
    memcpy(doc->currency, "EUR", 4);
    sample_opening(&sample);
    sample_overview(&sample);
    sample_health(&sample);
    sample_usage(&sample);
    sample_revenue(&sample);
    sample_plan(&sample);
    sample_calculations(&sample);
    sample_datasets(&sample);
    return doc;
}

#endif
