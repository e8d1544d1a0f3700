/* SPDX-License-Identifier: MIT */
/* What a figure says beside its value, that the dumps of cases do not show: goals, by the default and by the losing
 * reading of domain section 12, notes, and directions. */
#include "world.h"

#define ACCOUNT(id, segment)                                                                                           \
    "INSERT INTO accounts(id, name, segment, signed_up_on) VALUES('" id "', '" id "', '" segment "', '2024-01-01');"
#define DEALS(from, to, kind, stage)                                                                                   \
    "WITH RECURSIVE n(i) AS (VALUES (" #from ") UNION ALL SELECT i + 1 FROM n WHERE i < " #to ") "                     \
    "INSERT INTO opportunities(id, account, kind, stage, opened_on, closed_on) SELECT 'D' || i, 'A', '" kind           \
    "', '" stage "', '2026-08-01', '2026-09-10' FROM n;"

/* Upsell 8 of 100; cross-sell 4 of 100. */
static const char conversions[] = ACCOUNT("A", "PME") DEALS(1, 8, "upsell", "won") DEALS(9, 100, "upsell", "lost")
    DEALS(101, 104, "cross_sell", "won") DEALS(105, 200, "cross_sell", "lost");

static bool is_met(struct world *world, const char *metric, const char *subject)
{
    struct metric_result result = world_result(world, metric, subject, "2026-09");
    assert_true(result.has_goal);
    return result.is_goal_met;
}

static void conversion_objectives_by_both_tables(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, conversions);
    world_compute(world);
    assert_false(is_met(world, "upsell_conversion", "A")); /* 8 % does not exceed 8 % */
    assert_false(is_met(world, "cross_sell_conversion", "A"));
    world_free(world);
    world = world_new("2026-09");
    world->settings = world_yaml(world, "targets: {upsell_conversion: \"> 5\", cross_sell_conversion: \"> 3\"}");
    world_store(world, conversions);
    world_compute(world);
    assert_true(is_met(world, "upsell_conversion", "A"));
    assert_true(is_met(world, "cross_sell_conversion", "A"));
    world_free(world);
}

/* One of `count` accounts is lost in September 2026; all paid 200 € in August. */
static void lose_one_of(struct world *world, int count)
{
    struct strbuf rows = {0};
    for (int i = 0; i < count; i++) {
        strbuf_printf(&rows, "INSERT INTO accounts(id, name, signed_up_on) VALUES('%02d', 'C', '2024-01-01');", i);
        strbuf_printf(&rows, "INSERT INTO mrr(account, month, amount) VALUES('%02d', '2026-08-01', 2000000)", i);
        if (i) strbuf_printf(&rows, ", ('%02d', '2026-09-01', 2000000)", i);
        strbuf_addc(&rows, ';');
    }
    world->settings = world_yaml(world, "ltv.gross_margin: 0.80");
    world_store(world, rows.at);
    world_compute(world);
    strbuf_release(&rows);
}

static void value_of_a_longer_life_than_counted_is_marked_as_capped(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    lose_one_of(world, 100);
    struct metric_result result = world_result(world, "ltv", "portfolio", "2026-09");
    assert_string_equal(world_figure(world, "ltv", "portfolio"), "9600");
    assert_string_equal(result.note.ptr, "capped-life");
    assert_string_equal(results_word(world->results, result.note, "fr").ptr, "plafonnée");
    assert_true(is_met(world, "churn_rate", "portfolio"));
    world_free(world);
}

static void value_of_a_life_of_just_sixty_months_is_not_capped(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    lose_one_of(world, 60);
    assert_string_equal(world_figure(world, "ltv", "portfolio"), "9600");
    assert_int_equal(world_result(world, "ltv", "portfolio", "2026-09").note.len, 0);
    world_free(world);
}

static void churn_of_five_percent_misses_a_target_below_five(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    lose_one_of(world, 20);
    assert_string_equal(world_figure(world, "churn_rate", "portfolio"), "5");
    assert_false(is_met(world, "churn_rate", "portfolio"));
    world_free(world);
}

static void without_a_margin_only_the_value_before_it_is_known(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A", "PME") "INSERT INTO mrr(account, month, amount) VALUES('A', '2026-08-01', 2000000),"
                                           "('A', '2026-09-01', 2000000);");
    world_compute(world);
    assert_string_equal(world_figure(world, "ltv", "portfolio"), "missing no-margin");
    assert_string_equal(world_figure(world, "ltv_gross", "portfolio"), "12000");
    world_free(world);
}

static void one_table_of_velocity_objective_serves_all_segments(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A", "Grand compte") "INSERT INTO subscriptions(id, account, mrr, started_on) VALUES"
                                                    "('1', 'A', 1000000, '2026-01-01'), ('2', 'A', 1000000, '2026-07-15');");
    world_compute(world);
    /* 195 days, 6.4 months: « Typique » for Enterprise, yet above the B2B objective (domain 12, row 30). */
    assert_false(is_met(world, "expansion_velocity", "A"));
    assert_string_equal(world_query(world, "SELECT band_word('velocity-enterprise', verdict, 'fr') FROM "
                                           "expansion_velocity_verdict WHERE subject = 'A'"),
                        "Typique");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conversion_objectives_by_both_tables),
        cmocka_unit_test(value_of_a_longer_life_than_counted_is_marked_as_capped),
        cmocka_unit_test(value_of_a_life_of_just_sixty_months_is_not_capped),
        cmocka_unit_test(churn_of_five_percent_misses_a_target_below_five),
        cmocka_unit_test(without_a_margin_only_the_value_before_it_is_known),
        cmocka_unit_test(one_table_of_velocity_objective_serves_all_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
