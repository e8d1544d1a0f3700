/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "document/chart_alt.h"
#include "samples.h"

static struct locale *french, *english;

static int open_locales(void **state)
{
    open_arena(state);
    if (locale_open(PROJECT_ROOT "/templates/locales", "fr", &diag, &french) != RC_OK) return -1;
    return locale_open(PROJECT_ROOT "/templates/locales", "en", &diag, &english) == RC_OK ? 0 : -1;
}

static int close_locales(void **state)
{
    locale_close(french);
    locale_close(english);
    return close_arena(state);
}

static void assert_alt(const struct chart *chart, const struct locale *locale, const char *wanted)
{
    assert_string_equal(arena_cstr(arena, chart_alt(chart, locale, arena)), wanted);
}

static void a_line_says_period_extremes_and_gaps(void **state)
{
    (void)state;
    struct chart chart = sample_months(CHART_LINE, UNIT_SCORE100, 2026, 4, 6);
    sample_series(&chart, "Santé", SERIES_KEY, "52|49||58|67|63");
    chart.title = STR("La santé remonte");
    chart.subtitle = STR("Health Score, sur 100");
    assert_alt(
        &chart, french,
        "Graphique en courbes\u00A0: Health Score, sur 100. Période\u00A0: avr. 2026 à sept. 2026. La santé remonte. "
        "Maximum\u00A0: 67/100 (août 2026)\u202F; minimum\u00A0: 49/100 (mai 2026). Dernière valeur\u00A0: 63/100 "
        "(sept. 2026). 1 valeur manque. Les données figurent dans le tableau suivant.");
    assert_alt(&chart, english,
               "Line chart: Health Score, sur 100. Period: Apr 2026 to Sept 2026. La santé remonte. Highest: 67/100 "
               "(Aug 2026); lowest: 49/100 (May 2026). Latest value: 63/100 (Sept 2026). 1 value is missing. "
               "The figures are in the table that follows.");
}

static void a_bridge_names_its_strongest_movements(void **state)
{
    (void)state;
    struct chart chart = sample_bridge("100000|15000|-3000|-5000|107000");
    chart.title = STR("L’expansion l’emporte.");
    chart.subtitle = STR("Pont MRR, T3 2026");
    assert_alt(&chart, french,
               "Graphique en cascade\u00A0: Pont MRR, T3 2026. L’expansion l’emporte. De 100\u202F000\u00A0€ à "
               "107\u202F000\u00A0€. "
               "Plus forte hausse\u00A0: Expansion, +15\u202F000\u00A0€. Plus forte baisse\u00A0: Churn, "
               "\u22125\u202F000\u00A0€. "
               "Les données figurent dans le tableau suivant.");
}

static void a_funnel_names_its_friction(void **state)
{
    (void)state;
    struct chart chart = sample_funnel("1000|950|760|570|399|319");
    assert_alt(&chart, french,
               "Entonnoir. De 1\u202F000 (Démarrage) à 319 (Premier succès). Point de friction\u00A0: Intégration, "
               "\u221230\u202F%. "
               "Les données figurent dans le tableau suivant.");
}

static void a_bullet_says_its_band_in_words(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_BULLET, UNIT_SCORE100, "Health");
    sample_series(&chart, "Septembre", SERIES_KEY, "67");
    sample_series(&chart, "Juin", SERIES_PREVIOUS, "52");
    sample_health_bands(&chart);
    assert_alt(&chart, french,
               "Jauge. 67/100, JAUNE. Juin\u00A0: 52/100. Les données figurent dans le tableau suivant.");
}

static void a_heat_map_says_where_its_extremes_stand(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_HEATMAP, UNIT_COUNT, "janv.|févr.");
    sample_series(&chart, "J1", SERIES_KEY, "65|61");
    sample_series(&chart, "J7", SERIES_OTHER, "35|30");
    assert_alt(&chart, french,
               "Carte de chaleur. Maximum\u00A0: 65 (janv., J1)\u202F; minimum\u00A0: 30 (févr., J7). Les données figurent "
               "dans le tableau suivant.");
}

static void a_quadrant_says_where_its_subject_stands(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_QUADRANT, UNIT_COUNT, "Verdier|Cobalt");
    sample_series(&chart, "depth", SERIES_KEY, "45|20");
    sample_series(&chart, "frequency", SERIES_OTHER, "12|30");
    sample_roles(&chart, "T-");
    assert_alt(&chart, english,
               "Quadrant chart. Verdier: depth 45, frequency 12. 2 points, placed by depth and frequency. The figures are "
               "in the table that follows.");
}

static void a_chart_without_figures_points_to_no_table(void **state)
{
    (void)state;
    struct chart chart = sample_chart(CHART_BAR, UNIT_COUNT, "A|B");
    sample_series(&chart, "Rien", SERIES_KEY, "|");
    assert_alt(&chart, french, "Graphique à barres. Aucune donnée pour cette période.");
    assert_alt(&chart, english, "Bar chart. No data for this period.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_period_extremes_and_gaps),
        cmocka_unit_test(a_bridge_names_its_strongest_movements),
        cmocka_unit_test(a_funnel_names_its_friction),
        cmocka_unit_test(a_bullet_says_its_band_in_words),
        cmocka_unit_test(a_heat_map_says_where_its_extremes_stand),
        cmocka_unit_test(a_quadrant_says_where_its_subject_stands),
        cmocka_unit_test(a_chart_without_figures_points_to_no_table),
    };
    return cmocka_run_group_tests(tests, open_locales, close_locales);
}
