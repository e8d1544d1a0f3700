/* SPDX-License-Identifier: MIT */
/* What a catalogue may not say, and where the message points; what a workspace may override. */
#include "world.h"

#include "source/sql_heap.h"

#include <string.h>

#include <cmocka.h>

static const char *messages(struct world *world)
{
    struct strbuf text = {0};
    diag_render(&world->diag, &text);
    const char *out = arena_cstr(world->arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

static void expect_message(const char *file, const char *expected)
{
    struct world *world = world_new("2026-09");
    world_file(world, "metrics/mine.yaml", file);
    assert_int_equal(world_load(world), RC_INVALID);
    if (!strstr(messages(world), expected)) fail_msg("'%s' is not in\n%s", expected, messages(world));
    world_free(world);
}

#define LABEL "  label: {fr: M, en: M}\n"

static void shipped_catalogue_is_sound(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    struct strbuf dump = {0};
    if (world_load(world) != RC_OK) world_show(world);
    assert_int_equal(world->diag.errors, 0);
    catalogue_dump(world->catalogue, &dump);
    assert_non_null(strstr(dump.at, "metric nps nps = (promoters − detractors) ÷ answers × 100\n"));
    strbuf_release(&dump);
    world_free(world);
}

static void every_label_reason_and_band_has_french_and_english(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    assert_int_equal(world_load(world), RC_OK);
    const struct catalogue *catalogue = world->catalogue;
    for (size_t i = 0; i < catalogue->metric_count; i++) {
        const struct metric *metric = catalogue->metrics[i];
        assert_non_null(yaml_get(metric->label, "fr"));
        assert_non_null(yaml_get(metric->label, "en"));
        for (size_t j = 0; j < metric->formula.name_count; j++) {
            str label = catalogue_name_label(catalogue, metric, j, "fr");
            if (str_equal(label, metric->formula.names[j]))
                fail_msg("%.*s has no label for %.*s", STR_ARG(metric->id), STR_ARG(label));
        }
        assert_false(str_equal(catalogue_word(catalogue, metric->when_missing, "fr"), metric->when_missing));
        assert_false(str_equal(catalogue_word(catalogue, metric->when_zero, "fr"), metric->when_zero));
    }
    for (size_t i = 0; i < catalogue->words.count; i++) {
        assert_non_null(yaml_get(catalogue->words.entries[i].value, "fr"));
        assert_non_null(yaml_get(catalogue->words.entries[i].value, "en"));
    }
    world_free(world);
}

static void mistakes_point_into_the_formula(void **state)
{
    (void)state;
    expect_message("m:\n" LABEL "  formula: (nps + 100 ÷ 2\n", "mine.yaml:3:26: error: ')' expected");
    expect_message("m:\n" LABEL "  formula: \"2 × npss\"\n",
                   "mine.yaml:3:17: error: no input, metric or setting is called 'npss'");
    expect_message("m:\n" LABEL "  formula: \"2 × npss\"\n", "nps");
}

static void unknown_words_are_reported_with_the_nearest(void **state)
{
    (void)state;
    expect_message("m:\n" LABEL "  formule: 1\n", "mine.yaml:3:3: error: unknown key 'formule' in a metric");
    expect_message("m:\n" LABEL "  formula: 1\n  bands: npss\n", "there is no band table 'npss'");
    expect_message("m:\n" LABEL "  formula: 1\n  unit: persent\n", "'persent' is not a unit");
    expect_message("m:\n" LABEL "  formula: 1\n  per: [acount]\n", "'acount' is not one of the words allowed here");
    expect_message("m:\n  formula: 1\n", "key 'label' is missing in a metric");
    expect_message("m:\n" LABEL "  formula: 1\n  goal: soon\n", "'soon' is not a goal");
    expect_message("m: 3\n", "an entry of the catalogue should be a mapping");
}

static void metrics_made_of_each_other_are_refused(void **state)
{
    (void)state;
    expect_message("a:\n" LABEL "  formula: b + 1\nb:\n" LABEL "  formula: a + 1\n", "is made of itself through");
}

static void binary_arithmetic_in_a_query_is_refused(void **state)
{
    (void)state;
    expect_message("m:\n" LABEL "  inputs: |\n    SELECT subject, period, -- 1 / 2 is a comment\n      1 / 2 AS x FROM "
                                "scope\n  units: {x: count}\n  formula: x\n",
                   "mine.yaml:5:9: error: '/' in the query of 'm'");
    expect_message("m:\n" LABEL "  inputs: SELECT AVG(y) AS x FROM scope\n  units: {x: count}\n  formula: x\n",
                   "'AVG' in the query of 'm' is binary arithmetic");
}

static void weights_that_do_not_sum_to_one_are_refused(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world->settings = world_yaml(world, "health.weights.usage: 0.40");
    assert_int_equal(world_load(world), RC_INVALID);
    assert_non_null(
        strstr(messages(world), "test.yaml:1:23: error: the weights of 'health_score' add up to 1.1000, not to 1"));
    world_free(world);
}

static void unknown_settings_are_refused_and_open_ones_taken(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world->settings = world_yaml(world, "engagement: {weights: {dance: 3}}\nhealth.wieghts.usage: 0.3\n");
    assert_int_equal(world_load(world), RC_INVALID);
    assert_int_equal(world->diag.errors, 1);
    assert_non_null(strstr(messages(world), "there is no setting 'health.wieghts.usage'"));
    assert_non_null(settings_lookup(&world->catalogue->settings, STR("engagement.weights.dance")));
    world_free(world);
}

static void expect_run_message(const char *file, const char *expected)
{
    struct world *world = world_new("2026-09");
    world_file(world, "metrics/mine.yaml", file);
    world_store(world, "INSERT INTO accounts(id, name) VALUES('A', 'A');");
    assert_int_equal(world_load(world), RC_OK);
    struct compute_options options = {.store = world->store, .metrics = world->metrics, .store_key = STR_NONE,
                                      .period = world->period, .as_of = world->as_of, .fiscal_start = 1,
                                      .history_months = 6};
    assert_int_equal(metric_compute(world->catalogue, &options, &world->diag), RC_INVALID);
    if (!strstr(messages(world), expected)) fail_msg("'%s' is not in\n%s", expected, messages(world));
    assert_int_not_equal(access(world->metrics, F_OK), 0);
    world_free(world);
}

#define QUERY(sql) "m:\n" LABEL "  inputs: \"" sql "\"\n  units: {x: count}\n  formula: x\n"

static void queries_may_only_read(void **state)
{
    (void)state;
    expect_run_message(QUERY("DELETE FROM accounts"), "not authorized");
    expect_run_message(QUERY("SELECT length(randomblob(8)) AS x, subject, '2026-09' AS period FROM scope"),
                       "not authorized");
    expect_run_message(QUERY("SELECT 1 AS x, subject, '2026-09' AS period FROM scope; DELETE FROM accounts"),
                       "one statement only");
    expect_run_message(QUERY("SELECT take_row(subject, '2026-09', 1) AS x, subject, '2026-09' AS period FROM scope"), "not authorized");
    expect_run_message(QUERY("SELECT 1 AS y, subject, '2026-09' AS period FROM scope"),
                       "the query of 'm' has no column 'x'");
    expect_run_message(QUERY("SELECT 1.5 AS x, subject, '2026-09' AS period FROM scope"), "a binary fraction for 'x'");
    expect_run_message(QUERY("SELECT zeroblob(900000000) AS x, subject, '2026-09' AS period FROM scope"), "error");
    expect_run_message("shared: {mine: \"SELECT 1; DROP TABLE accounts\"}\n" QUERY(
                           "SELECT 1 AS x, subject, '2026-09' AS period FROM nowhere"),
                       "no such table: nowhere");
}

static void shared_tables_say_their_keys_and_views(void **state)
{
    (void)state;
#define MINE(entry) "shared: {mine: {" entry "}}\n" QUERY("SELECT x, subject, '2026-09' AS period FROM scope, mine")
    expect_message(MINE("query: SELECT 1 AS x, keys: [x]"), "keys");
    expect_message(MINE("query: SELECT 1 AS x, view: SELECT 2 AS x"), "unless");
    expect_run_message(MINE("key: [y], query: SELECT 1 AS x"), "the query of 'mine' has no column 'y'");
    expect_run_message(MINE("key: [x], query: SELECT 1 AS x UNION ALL SELECT 1"), "UNIQUE constraint failed: mine.x");
    expect_run_message(MINE("key: [x], query: SELECT 1 AS x; DROP TABLE accounts"), "one statement only");
    expect_run_message(MINE("view: DELETE FROM accounts, unless: SELECT 0, query: SELECT 1 AS x"), "not authorized");
    expect_run_message(MINE("view: SELECT 1.5 AS x, unless: SELECT 0, query: SELECT 1 AS x"), "a binary fraction for 'x'");
    expect_run_message(MINE("view: SELECT 1 AS x, unless: SELECT 1, query: SELECT 1.5 AS x"), "a binary fraction for 'x'");
#undef MINE
}

/* `mine` over three accounts of two segments, of which A has a row of its own in the query. */
#define OTHERS                                                                                                         \
    "mine:\n" LABEL "  unit: count\n  inputs: |\n    SELECT NULL AS subject, p.period, 7 AS x FROM periods p\n"          \
    "    UNION ALL SELECT s.subject, p.period, 1 FROM scope s CROSS JOIN periods p WHERE s.account_id = 'A'\n"          \
    "  units: {x: count}\n  formula: x\n"

static struct world *world_of_others(const char *file)
{
    struct world *world = world_new("2026-09");
    world_file(world, "metrics/mine.yaml", file);
    world_store(world, "INSERT INTO accounts(id, name, segment) VALUES('A', 'A', 'PME'), ('B', 'B', 'ETI'), ('C', 'C', 'ETI');");
    world_compute(world);
    return world;
}

static void row_without_a_subject_speaks_for_those_without_a_row(void **state)
{
    (void)state;
    struct world *world = world_of_others(OTHERS);
    assert_figure(world, "mine", "A", "1");
    assert_figure(world, "mine", "B", "7");
    assert_figure(world, "mine", "segment:ETI", "14");
    assert_figure(world, "mine", "portfolio", "15");
    world_free(world);
    world = world_of_others(OTHERS "  rollup: own\n"); /* A's row stands for its segment and the portfolio, too */
    assert_figure(world, "mine", "segment:PME", "1");
    assert_figure(world, "mine", "segment:ETI", "7");
    assert_figure(world, "mine", "portfolio", "1");
    world_free(world);
}

static void equal_inputs_are_judged_by_the_level_they_stand_at(void **state)
{
    (void)state;
    struct world *world = world_of_others(OTHERS "  n: x\n  min_n: {account: 5, segment: 15, portfolio: 15}\n  rollup: own\n");
    assert_string_equal(world_query(world, "SELECT subject, note FROM metric_value WHERE metric = 'mine' AND period = '2026-09' ORDER BY 1"),
                        "A low-sample; B -; C -; portfolio low-sample; segment:ETI low-sample; segment:PME low-sample");
    world_free(world);
}

int main(void)
{
    sql_heap_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_catalogue_is_sound),
        cmocka_unit_test(every_label_reason_and_band_has_french_and_english),
        cmocka_unit_test(mistakes_point_into_the_formula),
        cmocka_unit_test(unknown_words_are_reported_with_the_nearest),
        cmocka_unit_test(metrics_made_of_each_other_are_refused),
        cmocka_unit_test(binary_arithmetic_in_a_query_is_refused),
        cmocka_unit_test(weights_that_do_not_sum_to_one_are_refused),
        cmocka_unit_test(unknown_settings_are_refused_and_open_ones_taken),
        cmocka_unit_test(queries_may_only_read),
        cmocka_unit_test(shared_tables_say_their_keys_and_views),
        cmocka_unit_test(row_without_a_subject_speaks_for_those_without_a_row),
        cmocka_unit_test(equal_inputs_are_judged_by_the_level_they_stand_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
