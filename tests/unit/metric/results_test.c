/* SPDX-License-Identifier: MIT */
/* Figures read back: trends, benchmarks, goals of a program, the engine's own rules. */
#include "world.h"

#include <math.h>

#define ACCOUNT(id)                                                                                                    \
    "INSERT INTO accounts(id, name, segment, signed_up_on) VALUES('" id "', '" id "', 'PME', '2024-01-01');"
#define MRR(id, before, after)                                                                                         \
    "INSERT INTO mrr(account, month, amount, currency) VALUES('" id "','2026-07-01'," before ",'EUR'),('" id           \
    "','2026-08-01'," before ",'EUR'),"                                                                                \
    "('" id "','2026-09-01'," after ",'EUR');"
#define ANSWER(id, day, rating)                                                                                        \
    "INSERT INTO surveys(account, kind, wave, rating, answered_at) VALUES('" id "','csat','" day "','" rating          \
    "','" day " 10:00:00');"

static void trend_has_a_dead_band_whose_edge_counts(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world,
                ACCOUNT("A") ACCOUNT("B") ACCOUNT("C") ANSWER("A", "2026-08-05", "4") ANSWER("A", "2026-09-05", "4.1")
                    ANSWER("B", "2026-08-05", "4") ANSWER("B", "2026-09-05", "4.09") ANSWER("C", "2026-09-05", "3"));
    world_compute(world);
    struct metric_result a = world_result(world, "csat_mean", "A", "2026-09"),
                         b = world_result(world, "csat_mean", "B", "2026-09"),
                         c = world_result(world, "csat_mean", "C", "2026-09");
    assert_int_equal(a.trend, RESULT_UP);
    assert_int_equal(a.trend_tone, TONE_GOOD);
    assert_string_equal(exact_dump(world->arena, a.change.number).ptr, "1/10");
    assert_true(a.change.is_signed);
    assert_int_equal(b.trend, RESULT_FLAT);
    assert_int_equal(c.trend, RESULT_NO_TREND);
    assert_int_equal(c.previous.kind, VALUE_MISSING);
    world_free(world);
}

static void percentages_change_in_points(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") MRR("A", "1000000", "900000"));
    world_compute(world);
    struct metric_result nrr = world_result(world, "nrr", "A", "2026-09");
    assert_int_equal(nrr.trend, RESULT_DOWN);
    assert_int_equal(nrr.trend_tone, TONE_BAD);
    assert_int_equal(nrr.change.unit, UNIT_POINTS);
    assert_string_equal(exact_dump(world->arena, nrr.change.number).ptr, "-1/10");
    struct metric_result mrr = world_result(world, "mrr", "A", "2026-09");
    assert_int_equal(mrr.value.unit, UNIT_MONEY);
    assert_string_equal(mrr.value.currency, "EUR");
    world_free(world);
}

static void month_under_way_is_flagged_and_not_compared(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world->as_of -= 10;
    world_store(world, ACCOUNT("A") ANSWER("A", "2026-08-05", "2") ANSWER("A", "2026-09-05", "5"));
    world_compute(world);
    struct metric_result csat = world_result(world, "csat_mean", "A", "2026-09");
    assert_string_equal(csat.note.ptr, "partial-month");
    assert_int_equal(csat.trend, RESULT_NO_TREND);
    world_free(world);
}

static void benchmark_needs_five_clients_or_a_setting(void **state)
{
    (void)state;
    static const char four[] = ACCOUNT("A") ACCOUNT("B") ACCOUNT("C") ACCOUNT("D") ANSWER("A", "2026-09-05", "5")
        ANSWER("B", "2026-09-05", "3") ANSWER("C", "2026-09-05", "3") ANSWER("D", "2026-09-05", "3");
    char          five[4096];
    struct world *world = world_new("2026-09");
    world_store(world, four);
    world_compute(world);
    struct metric_result few = world_result(world, "csat_mean", "A", "2026-09");
    assert_int_equal(few.benchmark.kind, VALUE_NOT_APPLICABLE);
    assert_string_equal(few.versus.text.ptr, "few-peers");
    world_free(world);

    snprintf(five, sizeof five, "%s%s", four, ACCOUNT("E") ANSWER("E", "2026-09-05", "2"));
    world = world_new("2026-09");
    world_store(world, five);
    world_compute(world);
    struct metric_result enough = world_result(world, "csat_mean", "A", "2026-09");
    assert_string_equal(exact_dump(world->arena, enough.benchmark.number).ptr, "16/5");
    assert_string_equal(exact_dump(world->arena, enough.versus.number).ptr, "9/16"); /* (5 − 3.2) ÷ 3.2 */
    world_free(world);

    world = world_new("2026-09");
    world->settings = world_yaml(world, "benchmark: {csat_mean: 4}");
    world_store(world, four);
    world_compute(world);
    assert_string_equal(exact_dump(world->arena, world_result(world, "csat_mean", "A", "2026-09").benchmark.number).ptr,
                        "4");
    world_free(world);
}

/* Each paid 1 € more than in the month before, on amounts that have no divisor in common. */
static void benchmark_of_hundreds_of_clients_is_their_mean(void **state)
{
    (void)state;
    enum { CLIENTS = 600 };
    struct strbuf rows = {0};
    double        sum = 0;
    for (int i = 0; i < CLIENTS; i++) {
        long amount = 100 * (100003 + 22 * i); /* whole cents */
        strbuf_printf(&rows, "INSERT INTO accounts(id, name, segment, signed_up_on) VALUES('C%d', 'C', 'PME', '2024-01-01');", i);
        strbuf_printf(&rows, "INSERT INTO mrr(account, month, amount) VALUES('C%d', '2026-08-01', %ld), ('C%d', '2026-09-01', %ld);", i,
                      amount, i, amount + 10000);
        sum += 1 + 10000.0 / (double)amount;
    }
    struct world *world = world_new("2026-09");
    world_store(world, rows.at);
    world_compute(world);
    struct metric_result nrr = world_result(world, "nrr", "C7", "2026-09");
    assert_int_equal(nrr.benchmark.kind, VALUE_NUMBER);
    assert_true(fabs(exact_double(nrr.benchmark.number) - sum / CLIENTS) < 1e-12);
    strbuf_release(&rows);
    world_free(world);
}

static void benchmark_is_withheld_where_one_client_makes_most_of_it(void **state)
{
    (void)state;
    static const char peers[] = ACCOUNT("A") ACCOUNT("B") ACCOUNT("C") ACCOUNT("D") ACCOUNT("E") MRR("A", "10000", "400000")
        MRR("B", "10000", "100000") MRR("C", "10000", "100000") MRR("D", "10000", "100000");
    char          text[8192];
    struct world *world = world_new("2026-09");
    snprintf(text, sizeof text, "%s%s", peers, MRR("E", "10000", "100000")); /* 40 of 80: half is not more than half */
    world_store(world, text);
    world_compute(world);
    assert_string_equal(exact_dump(world->arena, world_result(world, "mrr", "B", "2026-09").benchmark.number).ptr, "16");
    world_free(world);

    world = world_new("2026-09");
    snprintf(text, sizeof text, "%s%s", peers, MRR("E", "10000", "99999"));
    world_store(world, text);
    world_compute(world);
    struct metric_result withheld = world_result(world, "mrr", "B", "2026-09");
    assert_int_equal(withheld.benchmark.kind, VALUE_NOT_APPLICABLE);
    assert_string_equal(withheld.versus.text.ptr, "dominant-peer");
    world_free(world);

    world = world_new("2026-09");
    world->settings = world_yaml(world, "comparison: {max_share: 0.6}");
    world_store(world, text);
    world_compute(world);
    assert_int_equal(world_result(world, "mrr", "B", "2026-09").benchmark.kind, VALUE_NUMBER);
    world_free(world);
}

static void no_figures_before_an_account_signed_up_or_after_its_end(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world,
                "INSERT INTO accounts(id, name, signed_up_on, churned_on) VALUES('Y', 'Y', '2026-09-10', NULL), ('O', "
                "'O', '2024-01-01', '2026-08-15');" ANSWER("Y", "2026-09-15", "5") ANSWER("O", "2026-08-02", "3"));
    world_compute(world);
    assert_figure(world, "csat_mean", "O", "n/a after-end");
    struct metric_result before = world_result(world, "csat_mean", "Y", "2026-08");
    assert_int_equal(before.value.kind, VALUE_NOT_APPLICABLE);
    assert_string_equal(before.value.text.ptr, "before-start");
    assert_figure(world, "csat_mean", "portfolio", "5 Satisfait - Maintenir");
    assert_string_equal(
        world_query(
            world,
            "SELECT month, csat FROM health_history WHERE subject = 'O' AND month >= '2026-08-01' ORDER BY month"),
        "2026-08-01 3; 2026-09-01 n/a:after-end");
    world_free(world);
}

static void currencies_are_not_added_up(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world,
                ACCOUNT("A") ACCOUNT("C") "INSERT INTO accounts(id, name, currency) VALUES('B', 'B', 'USD');"
                                          "INSERT INTO subscriptions(id, account, mrr, currency, started_on) "
                                          "VALUES('1','A',20000,'EUR','2026-01-01'),"
                                          "('3','B',20000,'USD','2026-01-01'),('4','C',10000,'EUR','2026-01-01');");
    world_compute(world);
    assert_figure(world, "mrr", "portfolio", "missing several-currencies");
    assert_figure(world, "mrr", "A", "2");
    assert_figure(world, "mrr", "B", "2");
    assert_figure(world, "mrr", "segment:PME", "3"); /* of A and C, whose currency is one */
    assert_string_equal(world_result(world, "mrr", "B", "2026-09").value.currency, "USD");
    world_free(world);
}

static void program_targets_replace_goals(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") ANSWER("A", "2026-09-05", "4"));
    world_compute(world);
    results_close(world->results);
    struct results_options options = {.store = world->store,
                                      .metrics = world->metrics,
                                      .catalogue = world->catalogue,
                                      .targets = world_yaml(world, "csat_mean: 4\nnps: 60")};
    assert_int_equal(results_open(&options, &world->diag, &world->results), RC_OK);
    assert_true(world_result(world, "csat_mean", "A", "2026-09").is_goal_met);
    results_close(world->results);
    options.targets = world_yaml(world, "csat_meen: 4");
    assert_int_equal(results_open(&options, &world->diag, &world->results), RC_INVALID);
    assert_null(world->results);
    world_free(world);
}

static void templates_ask_of_the_wide_table_in_print_units(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") ACCOUNT("B") MRR("A", "1000000", "1070000"));
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT account_id, nrr, nps FROM m ORDER BY 1"), "A 107 -; B - -");
    assert_string_equal(world_query(world, "SELECT account_id FROM m WHERE nrr > 107"), "");
    assert_string_equal(
        world_query(world, "SELECT missing('no-answers'), not_applicable('few-peers'), word('no-answers', 'fr')"),
        "?no-answers n/a:few-peers aucune réponse sur la période");
    world_free(world);
}

static void the_wide_tables_have_a_row_a_subject_in_order_and_find_one_alone(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("B") ACCOUNT("A") ACCOUNT("C") MRR("A", "1000000", "1070000") MRR("B", "4000000", "1500000"));
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT account_id, nrr, typeof(nrr) FROM m"), "A 107 integer; B 75/2 real; C - null");
    assert_string_equal(world_query(world, "SELECT account_id FROM m ORDER BY account_id DESC"), "C; B; A");
    assert_string_equal(world_query(world, "SELECT account_id, typeof(nrr) FROM m_group ORDER BY account_id"),
                        "portfolio real; segment:PME real");
    assert_string_equal(world_query(world, "SELECT account_id, mrr FROM m WHERE account_id = 'B'"), "B 150");
    assert_string_equal(world_query(world, "SELECT account_id, mrr FROM m_group WHERE account_id = 'segment:PME'"), "segment:PME 257");
    assert_string_equal(world_query(world, "SELECT mrr FROM m WHERE account_id IN ('segment:PME', 'portfolio', 'nobody', NULL)"), "");
    assert_string_equal(world_query(world, "SELECT mrr FROM m_group WHERE account_id = 'A'"), "");
    assert_string_equal(world_query(world, "SELECT a.id, x.mrr, y.mrr FROM accounts a LEFT JOIN m x ON x.account_id = a.id LEFT JOIN "
                                           "metrics.m y ON y.account_id = 'A' ORDER BY a.id"),
                        "A 107 107; B 150 107; C 0 107");
    world_free(world);
}

static void rules_of_accounts_may_ask_of_the_wide_table(void **state)
{
    (void)state;
    struct world        *world = world_new("2026-09");
    struct failed_check *checks;
    size_t               count;
    world_file(world, "metrics/mine.yaml",
               "checks:\n  grows-too-fast:\n    label: {en: Grows too fast}\n"
               "    query: SELECT account_id, nrr FROM m WHERE nrr > 105\n");
    world_store(world, ACCOUNT("A") ACCOUNT("B") MRR("A", "1000000", "1070000") MRR("B", "1000000", "1010000"));
    world_compute(world);
    assert_int_equal(results_checks(world->results, world->arena, STR("A"), "en", &checks, &count), RC_OK);
    assert_int_equal(count, 1);
    assert_string_equal(checks[0].detail.ptr, "107");
    assert_int_equal(results_checks(world->results, world->arena, STR("B"), "en", &checks, &count), RC_OK);
    assert_int_equal(count, 0);
    world_free(world);
}

static void figures_are_kept_while_nothing_changed(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    struct compute_options options = {.store = world->store, .metrics = world->metrics, .store_key = STR("k1"),
                                      .period = world->period, .as_of = world->as_of, .fiscal_start = 1,
                                      .history_months = 6};
    assert_int_equal(metric_compute(world->catalogue, &options, &world->diag), RC_OK);
    unlink(world->store);
    assert_int_equal(metric_compute(world->catalogue, &options, &world->diag), RC_OK); /* the store was not needed */
    options.store_key = STR("k2");
    assert_int_equal(metric_compute(world->catalogue, &options, &world->diag), RC_IO);
    world_free(world);
}

static void medians_are_exact(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world,
                ACCOUNT("A") "INSERT INTO tickets(id, account, opened_at, solved_at) VALUES('1','A','2026-09-01 "
                             "10:00:00','2026-09-01 10:00:01'),('2','A','2026-09-01 10:00:00','2026-09-01 10:00:04');");
    world_compute(world);
    assert_figure(world, "resolution_time", "A", "5/2");
    assert_string_equal(
        world_query(
            world,
            "SELECT median(x), exact_sum(x) FROM (SELECT '1.5' AS x UNION ALL SELECT 2 UNION ALL SELECT '11/3')"),
        "2 43/6");
    world_free(world);
}

static void keys_that_reach_a_bound_are_counted_by_their_sums(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *rows = "FROM (SELECT 'a' AS k, 2 AS x UNION ALL SELECT 'b', 1 UNION ALL SELECT 'a', 1 UNION ALL SELECT NULL, 9"
                       " UNION ALL SELECT 'c', 0)";
    char        sql[512];
    snprintf(sql, sizeof sql, "SELECT count_reaching(k, x, 3), count_reaching(k, x, 1), count_reaching(k, x, 0), "
                              "count_reaching(k, x, NULL), count_reaching(k, x, 1) FILTER (WHERE x > 9) %s", rows);
    assert_string_equal(world_query(world, sql), "1 2 3 0 0");
    world_free(world);
}

/* Out of order, twice a day, with times, a fraction, a decimal that is whole, without a number, without a day. */
#define DAYS                                                                                                           \
    "WITH r(at, x, y) AS (VALUES ('2026-08-02 10:00:00', 2, '7/2'), ('2026-07-01', 1, '4.0'), "                        \
    "('2026-08-02 23:59:59', 40, '1/3'), ('2026-08-03', NULL, 5), (NULL, 9, 9)), d AS (SELECT daily_sums(at, x, y, 1) AS sums FROM r) "

static void daily_sums_add_up_over_any_days(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(world_query(world, DAYS "SELECT s1, s2, s3, s4 IS NULL FROM d, sums_within('2026-07-01', '2026-08-03', sums)"), "43 77/6 4 1");
    assert_string_equal(world_query(world, DAYS "SELECT s1, s2, s3 FROM d, sums_within('2026-08-02', '2026-08-02', sums)"), "42 23/6 2");
    assert_string_equal(world_query(world, DAYS "SELECT s1, s2, s3 FROM d, sums_within('', '2026-08-01', sums)"), "1 4 1");
    assert_string_equal(world_query(world, DAYS "SELECT s1, s2, s3 FROM d, sums_within('2026-08-03', '9999-12-31', sums)"), "0 5 1");
    assert_string_equal(world_query(world, DAYS "SELECT COUNT(*) FROM d, sums_within('2026-07-02', '2026-08-01', sums)"), "0");
    assert_string_equal(world_query(world, DAYS "SELECT COUNT(*) FROM d, sums_within('2026-08-03', '2026-07-01', sums)"), "0");
    assert_string_equal(world_query(world, DAYS "SELECT COUNT(*) FROM d, sums_within('', NULL, sums)"), "0");
    world_free(world);
}

static void daily_sums_go_beyond_64_bits(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
#define LARGE                                                                                                          \
    "WITH r(at, x) AS (VALUES ('2026-08-01', 9223372036854775807), ('2026-08-02', 9223372036854775807), "              \
    "('2026-08-03', -1)), d AS (SELECT daily_sums(at, x) AS sums FROM r) SELECT s1 FROM d, "
    assert_string_equal(world_query(world, LARGE "sums_within('', '2026-08-02', sums)"), "18446744073709551614");
    assert_string_equal(world_query(world, LARGE "sums_within('2026-08-02', '2026-08-03', sums)"), "9223372036854775806");
    world_free(world);
}

static void no_other_blob_is_taken_for_daily_sums(void **state)
{
    (void)state;
    static const char *const others[] = {
        "NULL", "1", "''", "x''", "x'0102'", "CAST('by days' AS BLOB)", "(SELECT daily_sums(NULL, 1))", "zeroblob(64)",
        "CAST(x'6279206461797300' || x'ffffffffffffff7f' || x'0100000000000000' AS BLOB)", /* more days than there are */
    };
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM sums_within('', '2026-08-02', %s)", others[i]);
        assert_string_equal(world_query(world, sql), "0");
    }
    world_free(world);
}

static void amounts_are_weighed_by_the_settings_of_their_names(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *uses = "'2026-07-01 50 login' || char(31) || '2026-08-01 12 login' || char(31) || '2026-08-01 3 share' || char(31) || "
                       "'2026-09-01 -1 share' || char(31) || '2026-09-01 7 unheard of'";
    char        sql[512];
    snprintf(sql, sizeof sql, "SELECT sum_by_setting('engagement.weights.', %s, '2026-08-01', '2026-09-01')", uses);
    assert_string_equal(world_query(world, sql), "20");
    snprintf(sql, sizeof sql, "SELECT sum_by_setting('engagement.weights.', %s, '2026-08-01', '2026-08-01'), sum_by_setting('engagement.weights.', char(31), '2026-08-01', '2026-08-01')", uses);
    assert_string_equal(world_query(world, sql), "24 0");
    assert_string_equal(world_query(world, "SELECT sum_by_setting('health.weights.', '2026-08-01 3 usage' || char(31) || '2026-08-01 2 growth', "
                                           "'2026-08-01', '2026-08-01'), sum_by_setting('health.weights.', NULL, '2026-08-01', '2026-08-01')"),
                        "13/10 0");
    world_free(world);
}

/* Of a span what stands behind its months comes back as it is; spans of none have no rows, what is not asked for no value. */
static void histories_are_told_span_by_span(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
#define TOLD "WITH k AS (SELECT spans(column1, column2, column3, column4) AS spans FROM (VALUES ('2026-01-01', '2026-02-01', '2026', NULL), " \
             "('2026-02-01', '2026-03-01', 7, 'n 1'))) "
    assert_string_equal(world_query(world, TOLD "SELECT group_concat(quote(v.x1) || quote(v.x2) || quote(v.x3) || ' ' || v.n1 || ' ' || v.n5 || ' ' || v.users "
                                                "|| coalesce(v.names, '-') || coalesce(v.points, '-'), ', ') FROM k CROSS JOIN by_span(k.spans, "
                                                "'2026-01-01 1 2 3 4 5' || char(31) || '2026-03-01 10', '2026-02-01 - 3 9') v"),
                        "'2026'NULLNULL 1 5 3--, 7'n 1'NULL 10 0 3--");
    assert_string_equal(world_query(world, TOLD "SELECT group_concat(v.n1 || v.users || v.names) FROM k CROSS JOIN by_span(k.spans, NULL, NULL, NULL, NULL, NULL, 1) v"),
                        "000,000");
    assert_string_equal(world_query(world, TOLD "SELECT group_concat(v.points || ' ' || v.names, ', ') FROM k CROSS JOIN by_span(k.spans, NULL, NULL, "
                                                "'2026-01-01 3 usage' || char(31) || '2026-02-01 2 growth', below_setting('health.weights.'), "
                                                "'2026-01-01 1 4 maps' || char(31) || '2026-02-01 2 4 maps', 2) v"),
                        "13/10 1, 2/5 1");
    assert_string_equal(world_query(world, "SELECT COUNT(*) FROM (SELECT spans(x, x, x) AS spans FROM (SELECT 1 AS x WHERE 0)) k CROSS JOIN by_span(k.spans, '2026-01-01 1') v"), "0");
    /* 4 until February, nothing in March, 9 from April on. */
    assert_string_equal(world_query(world, "WITH a AS (SELECT stretches(column1, column2, column3) AS months FROM (VALUES ('2025-11-01', '2026-02-01', 4), "
                                           "('2026-04-01', '2026-12-01', 9))), k AS (SELECT spans(column1, column2, 1) AS spans FROM (VALUES ('2025-11-01', '2026-02-01'), "
                                           "('2026-02-01', '2026-03-01'), ('2026-03-01', '2026-04-01'), ('2025-10-01', '2027-01-01'))) "
                                           "SELECT group_concat(v.opening || ' ' || v.closing || ' ' || v.changes, ', ') FROM a CROSS JOIN k CROSS JOIN by_span(k.spans, a.months) v"),
                        "4 4 0, 4 0 1, 0 9 1, 0 0 4");
#undef TOLD
    world_free(world);
}

static void users_of_a_history_count_once_however_many_their_months(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *history = "'2026-01-01 - 3 9' || char(31) || '2026-03-01 - 1 4' || char(31) || '2026-03-01 2026-01-01 2 -1'";
    const char *spans[] = {"'2026-01-01', '2026-03-01'", "'2026-02-01', '2026-03-01'", "'2026-02-01', '2026-02-01'", "'2026-04-01', '2026-03-01'"};
    const char *answers[] = {"4 12", "3 3", "0 0", "0 0"};
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        char sql[512];
        snprintf(sql, sizeof sql, "SELECT users_within(%s, %s), number_within(%s, %s, 3)", history, spans[i], history, spans[i]);
        assert_string_equal(world_query(world, sql), answers[i]);
    }
    assert_string_equal(world_query(world, "SELECT users_within(NULL, '2026-01-01', '2026-03-01')"), "0");
    world_free(world);
}

static void a_history_tells_the_last_number_and_the_median(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(world_query(world, "WITH h(x) AS (VALUES ('2026-01-01 1 5' || char(31) || '2026-03-01 2 8')) SELECT number_at(x, '2025-12-01', 2), "
                                           "number_at(x, '2026-01-01', 2), number_at(x, '2026-02-01', 2), number_at(x, '2026-09-01', 2), "
                                           "number_at(x, '2026-09-01', 3), number_at(NULL, '2026-09-01', 1) FROM h"),
                        "0 5 5 8 0 0");
    assert_string_equal(world_query(world, "WITH h(x) AS (SELECT join_histories(column1) FROM (VALUES ('2026-02-01 1 7' || char(31) || '2026-04-01 1 9'), (NULL), "
                                           "('2026-01-01 1 100' || char(31) || '2026-02-01 1 4'))) SELECT replace(x, char(31), ', '), "
                                           "median_within(x, '2026-02-01', '2026-02-01', 2), median_within(x, '2026-01-01', '2026-02-01', 2), "
                                           "median_within(x, '2026-01-01', '2026-04-01', 2), median_within(x, '2026-03-01', '2026-03-01', 2) IS NULL FROM h"),
                        "2026-01-01 1 100, 2026-02-01 1 7, 2026-02-01 1 4, 2026-04-01 1 9 11/2 7 8 1");
    assert_string_equal(world_query(world, "SELECT join_histories(x) IS NULL FROM (SELECT 1 AS x WHERE 0)"), "1");
    world_free(world);
}

static void names_whose_uses_reach_a_bound_are_counted_within_months(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *uses = "'2026-07-01 1 4 maps' || char(31) || '2026-08-01 1 6 alerts - 1 1' || char(31) || '2026-08-01 2 4 maps'";
    const char *spans[] = {"'2026-08-01', '2026-08-01', 2", "'2026-07-01', '2026-08-01', 3", "'2026-07-01', '2026-08-01', 1",
                           "'2026-09-01', '2026-09-01', 0", "'2026-07-01', '2026-08-01', NULL"};
    const char *answers[] = {"1", "1", "2", "0", "0"};
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        char sql[512];
        snprintf(sql, sizeof sql, "SELECT names_within(%s, %s)", uses, spans[i]);
        assert_string_equal(world_query(world, sql), answers[i]);
    }
    assert_string_equal(world_query(world, "SELECT names_within(NULL, '2026-07-01', '2026-08-01', 0)"), "0");
    world_free(world);
}

static void users_of_a_feature_are_told_with_those_of_the_others(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    /* A name may look like what stands beside it; used by nobody who is named is used by 0. */
    const char *features = "'2026-01-01 9 9 maps 2 10 - 3 9' || char(31) || '2026-02-01 4 1 F' || char(31) || '2026-03-01 12 9 maps 2 10 2026-01-01 2 -1 - 1 4'";
    const char *spans[] = {"'2026-01-01', '2026-03-01'", "'2026-02-01', '2026-03-01'", "'2026-01-01', '2026-01-01'", "'2026-04-01', '2026-04-01'"};
    const char *answers[] = {"4 12 0 0 0", "3 3 0 0 0", "3 9 0 0 0", "0 0 0 0 0"};
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        char sql[512];
        snprintf(sql, sizeof sql, "SELECT feature_at(x, 'maps 2 10', 1), feature_at(x, 'maps 2 10', 2), feature_at(x, 'F', 1), feature_at(x, 'F', 2), "
                                  "feature_at(x, '10', 1) FROM (SELECT features_within(%s, %s) AS x)", features, spans[i]);
        assert_string_equal(world_query(world, sql), answers[i]);
    }
    assert_string_equal(world_query(world, "SELECT feature_at(features_within(NULL, '2026-01-01', '2026-03-01'), 'F', 1), "
                                           "feature_at(missing('no-features'), 'F', 1) = missing('no-features')"), "0 1");
    assert_string_equal(world_query(world, "SELECT v.feature, v.name, v.users, v.uses FROM feature_rows('F' || char(31) || 'Maps' || char(31) || 'G' || char(31) || 'G', "
                                           "'3 7 FF' || char(31) || '2 7 G') v"), "F Maps 0 0; G G 2 7");
    assert_string_equal(world_query(world, "SELECT v.users, v.uses FROM feature_rows('F' || char(31) || 'Maps', missing('no-features')) v"), "?no-features ?no-features");
    world_free(world);
}

static void users_are_counted_by_their_days_and_their_features(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    /* User 3 was active on the first day and 15 days on, user 17 on 8 days from 5 days before; user 9 only used features. */
#define ACTIVE "users_reaching('3 2461105 0180' || char(31) || '17 2461100 FF', 2461105, 2461110, "
#define USED "'3 2026-03-01 - 2' || char(31) || '3 2026-03-01 2026-01-01 1' || char(31) || '9 2026-03-01 - 5' || char(31) || '17 2026-02-01 - 3', "
    assert_string_equal(world_query(world, "SELECT " ACTIVE "0), " ACTIVE "1), " ACTIVE "1.5), " ACTIVE "3), " ACTIVE "4), " ACTIVE "NULL), "
                                           "users_reaching(NULL, 2461105, 2461110, 0)"), "2 2 1 1 0 0 0");
    assert_string_equal(world_query(world, "SELECT " ACTIVE "1, " USED "'2026-03-01', '2026-03-01', 3), " ACTIVE "0, " USED "'2026-03-01', '2026-03-01', 3), "
                                           ACTIVE "1, " USED "'2026-01-01', '2026-03-01', 3), " ACTIVE "1, NULL, '2026-03-01', '2026-03-01', 0), "
                                           "users_reaching(NULL, 1, 2, 0, " USED "'2026-03-01', '2026-03-01', 3)"), "1 2 1 2 2");
#undef ACTIVE
#undef USED
    world_free(world);
}

static void cohorts_are_counted_by_month_of_sign_up_and_point(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    /* Signed up on 1 March, 2461100, and active 1 and 7 days later; on 13 March and never active; before the first day. */
#define COHORT "cohort_months('2026-02-01 2461099 2461099 FF' || char(31) || '2026-03-01 2461100 2461101 41' || char(31) || '2026-03-01 2461112', "
    const char *modes[] = {"2461120, '2026-03-01 1', 'exact', 7", "2461120, '2026-03-01 1', 'on_or_after', 7", "2461120, '2026-03-01 1', 'window', 8",
                           "2461120, '2026-03-01 1', 'window', 7", "2461120, '2026-04-01 1', 'exact', 7", "2461107, '2026-03-01 1', 'exact', 7"};
    const char *answers[] = {"2 2 2 1 2 2 1 1 1 0", "2 2 2 1 2 2 1 1 1 0", "2 2 2 1 2 2 1 1 1 1",
                             "2 2 2 1 2 2 1 1 1 0", "2 2 0 0 2 0 0 1 0 0", "1 1 1 1 1 1 1 0 0 0"};
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        char sql[512], expected[128];
        snprintf(sql, sizeof sql, "SELECT " COHORT "2461100, %s)", modes[i]);
        snprintf(expected, sizeof expected, "2026-03-01 %s 0 0 0 0 0 0 0 0 0", answers[i]);
        assert_string_equal(world_query(world, sql), expected);
    }
    assert_string_equal(world_query(world, "SELECT " COHORT "2461113, 2461120, '2026-03-01 1', 'exact', 7) IS NULL, "
                                           COHORT "2461120, 2461100, '2026-03-01 1', 'exact', 7) IS NULL"), "1 1");
    /* Each month of sign-up is a part of its own. */
    assert_string_equal(world_query(world, "SELECT replace(substr(" COHORT "2461099, 2461100, '2026-03-01 1', 'exact', 7), 1, 42), char(31), '; ')"),
                        "2026-02-01 1 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0");
    assert_string_equal(world_query(world, "SELECT substr(" COHORT "2461100, 2461120, '2026-03-01 1', 'window', 1e300), 1, 18)"), "2026-03-01 2 2 2 1");
#undef COHORT
    world_free(world);
}

static void no_span_of_a_cohort_is_too_long_for_the_memory(void **state)
{
    (void)state;
    struct world         *world = world_new("2026-09");
    struct query_rows     rows;
    struct query_bindings bindings = {.language = "fr", .start = DATE_NONE, .end = DATE_NONE, .as_of = DATE_NONE};
    const char           *spans[] = {"0, 9000000000000000000", "-9000000000000000000, 9000000000000000000", "0, 366000"};
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        str sql = arena_printf(world->arena, "SELECT cohort_months('2026-03-01 2461100', %s, '2026-03-01 1', 'exact', 7)", spans[i]);
        assert_int_not_equal(results_query(world->results, world->arena, sql, &bindings, &world->diag, SPAN_NONE, &rows), RC_OK);
    }
    world_free(world);
}

static void histories_add_up_month_by_month(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT replace(add_histories(x), char(31), ', ') FROM (SELECT '2026-01-01 1 2 3 4 5' || char(31) || "
                                           "'2026-03-01 1 1 1 1 1' AS x UNION ALL SELECT NULL UNION ALL SELECT '2026-02-01 7 0 0 0 0' || char(31) "
                                           "|| '2026-03-01 2 0 0 0 -1')"),
                        "2026-01-01 1 2 3 4 5, 2026-02-01 7 0 0 0 0, 2026-03-01 3 1 1 1 0");
    assert_string_equal(world_query(world, "SELECT number_within(add_histories(x), '2026-01-01', '2026-12-01', 1) FROM (SELECT 1 AS x WHERE 0)"), "0");
    assert_string_equal(world_query(world, "SELECT replace(history(month, 1, x), char(31), ', ') FROM (SELECT '2026-03-01' AS month, 12 AS x UNION ALL "
                                           "SELECT '2026-01-01', NULL UNION ALL SELECT '2026-03-01', -14 UNION ALL SELECT NULL, 5)"),
                        "2026-01-01 1 0, 2026-03-01 2 -2");
    assert_string_equal(world_query(world, "SELECT history(x, 1) IS NULL FROM (SELECT 1 AS x WHERE 0)"), "1");
    /* A history that says less of a month counts as zeros. */
    assert_string_equal(world_query(world, "SELECT add_histories(x) FROM (SELECT '2026-03-01 1' AS x UNION ALL SELECT '2026-03-01 2 3')"), "2026-03-01 3 3");
    world_free(world);
}

/* What was read of one history for some months is no answer for others, nor for another history. */
static void histories_are_read_anew_for_other_months(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(
        world_query(world, "WITH h(x, y) AS (VALUES ('2026-01-01 1' || char(31) || '2026-02-01 2' || char(31) || '2026-03-01 4', '2026-03-01 8')) "
                           "SELECT number_within(x, '2026-03-01', '2026-03-01', 1), number_within(y, '2026-03-01', '2026-03-01', 1), "
                           "number_within(x, '2026-02-01', '2026-02-01', 1), number_within(x, '2026-01-01', '2026-03-01', 1), "
                           "number_within(x, '2026-03-01', '2026-03-01', 6), number_within(x, '', '2026-03-01', 1) FROM h"),
        "4 8 2 7 0 0");
    world_free(world);
}

static void bits_are_counted_between_two_places(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT bits_between(x'0580', 0, 2), bits_between(x'0580', 1, 15), "
                                           "bits_between(x'0580', -9, 99), bits_between(x'0580', 3, 2), "
                                           "COALESCE(bits_between(NULL, 0, 9), 'none')"),
                        "2 2 3 0 none");
    assert_string_equal(world_query(world, "SELECT bits_between(x'FFFFFFFFFFFFFFFFFFFFFF', 5, 80), bits_between(x'FFFFFFFFFFFFFFFFFFFFFF', 64, 99), "
                                           "bits_between(x'01000000000000000180', 0, 79), bits_between(x'01000000000000000180', 1, 71)"),
                        "76 24 3 1");
    world_free(world);
}

static void sums_by_place_are_those_of_rows_and_of_other_sums(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *rows = "(SELECT 'a' AS k, 2 AS i, 5 AS x, 1 AS y UNION ALL SELECT 'a', 2, -7, NULL UNION ALL SELECT 'a', NULL, 99, 1 UNION ALL SELECT 'b', 3, 4, 1)";
    char        sql[700];
    snprintf(sql, sizeof sql, "SELECT sum_at(s, 2, 1), sum_at(s, 2, 2), sum_at(s, 1, 1), sum_at(s, 3, 1), sum_at(s, 2, 3), sum_at(s, 0, 1) FROM "
                              "(SELECT sums_by(i, x, y) AS s FROM %s WHERE k = 'a')", rows);
    assert_string_equal(world_query(world, sql), "-2 1 0 0 0 0");
    snprintf(sql, sizeof sql, "SELECT sum_at(sums_of(s), 2, 1), sum_at(sums_of(s), 3, 2), sum_at(sums_of(NULL), 1, 1) FROM (SELECT sums_by(i, x, y) AS s FROM %s GROUP BY k)", rows);
    assert_string_equal(world_query(world, sql), "-2 1 0");
    assert_string_equal(world_query(world, "SELECT sum_at(sums_by(100, 9223372036854775807, 1), 100, 2), sum_at(NULL, 1, 1), sum_at(x'0500', 1, 1)"), "1 0 0");
    world_free(world);
}

static void days_add_up_by_place_until_the_last_one_asked_for(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *days = "(SELECT replace(' 1 2 0,2026-03-01 2 3 1,2026-03-02 1 10 1', ',', char(31)) AS d)";
    char        sql[700];
    snprintf(sql, sizeof sql, "SELECT sum_at(sums_until(d, '2026-03-02'), 1, 1), sum_at(sums_until(d, '2026-03-01'), 1, 1), sum_at(sums_until(d, '2026-03-01'), 2, 1), "
                              "sum_at(sums_until(d, '2026-03-01'), 2, 2), sum_at(sums_until(d, '2026-02-28'), 2, 1) FROM %s", days);
    assert_string_equal(world_query(world, sql), "12 2 3 1 0");
    assert_string_equal(world_query(world, "SELECT COALESCE(sums_until('2026-03-01 1 1 0', '2026-02-28'), sums_until('', '2026-03-01'), sums_until(NULL, ''), 'none')"), "none");
    world_free(world);
}

static void the_least_part_is_the_first_of_equals_and_needs_a_whole(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT least_part(sums_by(i, x, y), 1, 2) FROM (SELECT 1 AS i, 3 AS x, 3 AS y UNION ALL SELECT 2, 6, 2 UNION ALL SELECT 4, 3, 1 UNION ALL SELECT 5, 0, 0)"), "2");
    assert_string_equal(world_query(world, "SELECT least_part(sums_by(i, x, y), 1, 2) FROM (SELECT 2 AS i, 9223372036854775807 AS x, 9223372036854775806 AS y UNION ALL SELECT 3, 9223372036854775807, 9223372036854775805)"), "3");
    assert_string_equal(world_query(world, "SELECT COALESCE(least_part(sums_by(1, 0, 5), 1, 2), least_part(sums_by(1, 2, 5), 1, 3), least_part(NULL, 1, 2), 'none')"), "none");
    world_free(world);
}

static void medians_are_told_of_numbers_kept_in_one_value(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    const char *rows = "(SELECT 'a' AS k, 'x' AS part, 5 AS n UNION ALL SELECT 'a', 'y', 8 UNION ALL SELECT 'b', 'x', -7 UNION ALL SELECT 'c', 'x', NULL UNION ALL SELECT NULL, 'y', 9)";
    char        sql[700];
    snprintf(sql, sizeof sql, "SELECT median_at(m, 'a'), typeof(median_at(m, 'b')), median_at(m, 'b'), COALESCE(median_at(m, 'c'), median_at(NULL, 'a'), 'none') "
                              "FROM (SELECT medians_by(k, n) AS m FROM %s)", rows);
    assert_string_equal(world_query(world, sql), "13/2 integer -7 none");
    snprintf(sql, sizeof sql, "SELECT median(n), typeof(median(n)), median_at(medians_by('k', n), 'k') FROM (SELECT numbers(n) AS n FROM %s GROUP BY part)", rows);
    assert_string_equal(world_query(world, sql), "13/2 text 13/2");
    assert_string_equal(world_query(world, "SELECT COALESCE(median(numbers), 'none') FROM (SELECT numbers(NULL) AS numbers)"), "none");
    assert_string_equal(world_query(world, "WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 40) SELECT median(i * 7 % 41), median(CASE WHEN i < 20 THEN i ELSE '1/3' END) FROM i"), "41/2 1/3");
    assert_string_equal(world_query(world, "SELECT median(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 9223372036854775805)"), "9223372036854775806");
    world_free(world);
}

static void shares_add_up_by_the_largest_remainders(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT share_of(1000, 1, 1, 1, 1), share_of(1000, 2, 1, 1, 1), share_of(1000, 3, 1, 1, 1)"), "334 333 333");
    assert_string_equal(world_query(world, "SELECT share_of(10, 1, 15, 0, 85), share_of(10, 2, 15, 0, 85), share_of(10, 3, 15, 0, 85)"), "2 0 8");
    assert_string_equal(world_query(world, "SELECT share_of(1000, 2, 9223372036854775807, 9223372036854775807)"), "500");
    assert_string_equal(world_query(world, "SELECT COALESCE(share_of(1000, 1, 0, 0), share_of(1000, 3, 1, 1), share_of(1000, 1, 2, -1), share_of(1000, 1), 'none')"), "none");
    world_free(world);
}

/* Against the definition itself: floor(5 × (smaller ones + half of the other equals) ÷ all), counted row by row. */
static void limits_cut_ranks_into_equal_parts_and_keep_equals_together(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A"));
    world_compute(world);
    for (int count = 1; count <= 40; count++) {
        for (int spread = 1; spread <= 40; spread += 13) {
            char sql[900];
            snprintf(sql, sizeof sql,
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d), v AS MATERIALIZED (SELECT i * 7919 %% %d - 5 AS x FROM n), "
                     "l AS MATERIALIZED (SELECT limits_of(x, 5) AS limits, COUNT(*) AS size FROM v) "
                     "SELECT COUNT(*) FROM v CROSS JOIN l WHERE reached(l.limits, v.x) <> "
                     "quotient(5 * (2 * (SELECT COUNT(*) FROM v w WHERE w.x < v.x) + (SELECT COUNT(*) FROM v w WHERE w.x = v.x) - 1), 2 * l.size)",
                     count, spread);
            assert_string_equal(world_query(world, sql), "0");
        }
    }
    assert_string_equal(world_query(world, "SELECT COALESCE(limits_of(NULL, 5), reached(NULL, 1), reached(x'00', NULL), 'none')"), "none");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trend_has_a_dead_band_whose_edge_counts),
        cmocka_unit_test(percentages_change_in_points),
        cmocka_unit_test(month_under_way_is_flagged_and_not_compared),
        cmocka_unit_test(benchmark_needs_five_clients_or_a_setting),
        cmocka_unit_test(benchmark_of_hundreds_of_clients_is_their_mean),
        cmocka_unit_test(benchmark_is_withheld_where_one_client_makes_most_of_it),
        cmocka_unit_test(no_figures_before_an_account_signed_up_or_after_its_end),
        cmocka_unit_test(currencies_are_not_added_up),
        cmocka_unit_test(program_targets_replace_goals),
        cmocka_unit_test(templates_ask_of_the_wide_table_in_print_units),
        cmocka_unit_test(the_wide_tables_have_a_row_a_subject_in_order_and_find_one_alone),
        cmocka_unit_test(rules_of_accounts_may_ask_of_the_wide_table),
        cmocka_unit_test(figures_are_kept_while_nothing_changed),
        cmocka_unit_test(medians_are_exact),
        cmocka_unit_test(keys_that_reach_a_bound_are_counted_by_their_sums),
        cmocka_unit_test(daily_sums_add_up_over_any_days),
        cmocka_unit_test(daily_sums_go_beyond_64_bits),
        cmocka_unit_test(no_other_blob_is_taken_for_daily_sums),
        cmocka_unit_test(amounts_are_weighed_by_the_settings_of_their_names),
        cmocka_unit_test(histories_are_told_span_by_span),
        cmocka_unit_test(users_of_a_history_count_once_however_many_their_months),
        cmocka_unit_test(a_history_tells_the_last_number_and_the_median),
        cmocka_unit_test(names_whose_uses_reach_a_bound_are_counted_within_months),
        cmocka_unit_test(users_of_a_feature_are_told_with_those_of_the_others),
        cmocka_unit_test(users_are_counted_by_their_days_and_their_features),
        cmocka_unit_test(cohorts_are_counted_by_month_of_sign_up_and_point),
        cmocka_unit_test(no_span_of_a_cohort_is_too_long_for_the_memory),
        cmocka_unit_test(histories_add_up_month_by_month),
        cmocka_unit_test(histories_are_read_anew_for_other_months),
        cmocka_unit_test(bits_are_counted_between_two_places),
        cmocka_unit_test(sums_by_place_are_those_of_rows_and_of_other_sums),
        cmocka_unit_test(days_add_up_by_place_until_the_last_one_asked_for),
        cmocka_unit_test(the_least_part_is_the_first_of_equals_and_needs_a_whole),
        cmocka_unit_test(medians_are_told_of_numbers_kept_in_one_value),
        cmocka_unit_test(shares_add_up_by_the_largest_remainders),
        cmocka_unit_test(limits_cut_ranks_into_equal_parts_and_keep_equals_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
