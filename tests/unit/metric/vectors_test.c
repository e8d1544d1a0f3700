/* SPDX-License-Identifier: MIT */
/* The test vectors of domain section 16 that the review shows, from rows to figures through store, roll-ups and
 * catalogue. */
#include "world.h"

#define ACCOUNT(id)                                                                                                    \
    "INSERT INTO accounts(id, name, segment, signed_up_on, licensed_users) VALUES('" id "', '" id                      \
    "', 'PME', '2024-01-01', 10);"

/* 3.9: A to F, MRR of August and September. */
static const char revenue[] = ACCOUNT("A") ACCOUNT("B") ACCOUNT("C") ACCOUNT("D") ACCOUNT("E")
    ACCOUNT("F") "INSERT INTO mrr(account, month, amount, currency) VALUES"
                 "('A','2026-08-01',400000000,'EUR'),('B','2026-08-01',250000000,'EUR'),('C','2026-08-01',200000000,'"
                 "EUR'),('D','2026-08-01',50000000,'EUR'),('E','2026-08-01',100000000,'EUR'),"
                 "('A','2026-09-01',500000000,'EUR'),('B','2026-09-01',300000000,'EUR'),('C','2026-09-01',170000000,'"
                 "EUR'),('E','2026-09-01',100000000,'EUR'),('F','2026-09-01',40000000,'EUR');";

static void nrr_grr_and_bridge_of_the_account_vector(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, revenue);
    world_compute(world);
    assert_figure(world, "nrr", "portfolio", "107 Bon");
    assert_figure(world, "grr", "portfolio", "92");
    assert_figure(world, "mrr", "portfolio", "111000");
    assert_figure(world, "arr", "A", "600000");
    assert_figure(world, "nrr", "segment:PME", "107 Bon");
    assert_figure(world, "nrr", "A", "125 Excellent");
    assert_figure(world, "nrr", "C", "85 Problématique");
    assert_figure(world, "nrr", "D", "0 Problématique");
    assert_figure(world, "nrr", "F", "n/a no-opening-revenue");
    assert_string_equal(
        world_query(world, "SELECT opening, expansion, contraction, churn, cohort_end, reactivation, arriving, closing "
                           "FROM mrr_bridge WHERE subject = 'portfolio' AND period = '2026-09'"),
        "1000000000 150000000 30000000 50000000 1070000000 0 40000000 1110000000");
    assert_string_equal(world_query(world, "SELECT word(step, 'fr'), amount, is_total FROM mrr_bridge_steps WHERE "
                                           "subject = 'C' ORDER BY position LIMIT 3"),
                        "MRR début 200000000 1; Expansion 0 0; Contraction -30000000 0");
    assert_string_equal(world_query(world, "SELECT COUNT(*) FROM check_failed"), "0");
    world_free(world);
}

static void expansion_rate_by_either_denominator(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") "INSERT INTO mrr(account, month, amount, currency) VALUES"
                                    "('A','2026-08-01',920000000,'EUR'),('A','2026-09-01',1070000000,'EUR');");
    world_compute(world);
    assert_figure(world, "expansion_rate", "portfolio", "1500/107 À améliorer"); /* 15 000 / 107 000 = 14.0 % */
    world_free(world);
    world = world_new("2026-09");
    world_store(world, revenue);
    world_compute(world);
    assert_figure(world, "expansion_rate", "portfolio", "500/37 À améliorer"); /* 15 000 / 111 000 = 13.5 % */
    world_free(world);
    world = world_new("2026-09");
    world->settings = world_yaml(world, "expansion_rate.denominator: start");
    world_store(world, revenue);
    world_compute(world);
    assert_figure(world, "expansion_rate", "portfolio", "15 À améliorer");
    world_free(world);
}

static void returning_client_is_a_reactivation(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(
        world,
        ACCOUNT("A") "INSERT INTO mrr(account, month, amount, currency) "
                     "VALUES('A','2026-06-01',10000,'EUR'),('A','2026-08-01',0,'EUR'),('A','2026-09-01',30000,'EUR');");
    world_compute(world);
    assert_string_equal(
        world_query(world, "SELECT reactivation, arriving FROM mrr_bridge WHERE subject = 'A' AND period = '2026-09'"),
        "30000 0");
    assert_figure(world, "nrr", "A", "n/a no-opening-revenue");
    world_free(world);
}

static void month_without_revenue_export_is_missing(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") "INSERT INTO mrr(account, month, amount, currency) "
                                    "VALUES('A','2026-07-01',10000,'EUR'),('A','2026-09-01',30000,'EUR');");
    world_compute(world);
    assert_figure(world, "nrr", "A", "missing no-revenue");
    assert_figure(world, "mrr", "A", "3");
    world_free(world);
}

/* `count` answers of one rating, each by a respondent of its own. */
#define ANSWERS(kind, rating, count)                                                                                   \
    "INSERT INTO surveys(account, respondent, kind, wave, rating, answered_at) WITH RECURSIVE n(i) AS (VALUES(1) "     \
    "UNION ALL SELECT i+1 FROM n WHERE i < " count ") SELECT 'A', '" kind rating "-' || i, '" kind "', 'W', '" rating  \
    "', '2026-09-10 10:00:00' FROM n;"

static void nps_of_one_hundred_answers(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") ANSWERS("nps", "9", "60") ANSWERS("nps", "7", "25") ANSWERS("nps", "3", "15"));
    world_compute(world);
    assert_figure(world, "nps", "A", "45 Bon");
    struct metric_result margin = world_result(world, "nps_margin", "A", "2026-09");
    assert_string_equal(arena_cstr(world->arena, exact_print(world->arena, margin.value.number, 1)), "14.5");
    struct metric_result nps = world_result(world, "nps", "A", "2026-09");
    assert_int_equal(nps.n, 100);
    assert_true(nps.has_goal);
    assert_false(nps.is_goal_met);
    world_free(world);
}

static void small_nps_sample_has_no_band_word(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") ANSWERS("nps", "10", "5") ANSWERS("nps", "8", "1") ANSWERS("nps", "0", "2"));
    world_compute(world);
    assert_figure(world, "nps", "portfolio", "75/2"); /* 37.5, printed 38; n < 10 */
    assert_string_equal(world_result(world, "nps", "portfolio", "2026-09").note.ptr, "low-sample");
    assert_figure(world, "nps", "A", "75/2 Bon"); /* 5 answers are enough for one account */
    struct metric_result margin = world_result(world, "nps_margin", "A", "2026-09");
    assert_string_equal(arena_cstr(world->arena, exact_print(world->arena, margin.value.number, 0)), "59");
    world_free(world);
}

static void nps_without_answers_is_missing_and_one_group_has_no_margin(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") ACCOUNT("B") ANSWERS("nps", "10", "6"));
    world_compute(world);
    assert_figure(world, "nps", "B", "missing no-answers");
    assert_figure(world, "nps_margin", "A", "n/a one-group");
    assert_int_equal(world_result(world, "nps", "B", "2026-09").n, 0);
    world_free(world);
}

static void latest_answer_of_a_respondent_and_wave_counts(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(
        world,
        ACCOUNT("A") "INSERT INTO surveys(account, respondent, kind, wave, rating, answered_at) VALUES"
                     "('A','x','nps','W','2','2026-09-01 10:00:00'),('A','x','nps','W','10','2026-09-02 10:00:00'),"
                     "('A','y','nps','W','10','2026-09-02 10:00:00'),('A','y','nps','W','0','2026-09-02 10:00:00');");
    world_compute(world);
    assert_figure(world, "nps", "A", "0"); /* x: 10, y: the last row of equal times, 0 */
    world_free(world);
}

static void csat_and_ces_vectors(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") ANSWERS("csat", "5", "3") ANSWERS("csat", "4", "4") ANSWERS("csat", "3", "1")
                           ANSWERS("csat", "2", "1") ANSWERS("csat", "1", "1") ANSWERS("ces", "5", "2")
                               ANSWERS("ces", "4", "3") ANSWERS("ces", "3", "1") ANSWERS("ces", "2", "1")
                                   ANSWERS("ces", "1", "1"));
    world_compute(world);
    assert_figure(world, "csat_mean", "A", "37/10 Satisfait - Maintenir");
    assert_figure(world, "csat_pct", "A", "70");
    assert_false(world_result(world, "csat_mean", "A", "2026-09").is_goal_met);
    assert_figure(world, "ces_mean", "A", "7/2 Très facile - Expérience fluide");
    assert_figure(world, "ces_pct", "A", "125/2");
    world_free(world);
}

static void engagement_score_vector(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") "INSERT INTO usage(account, user, at, event, quantity) "
                                    "VALUES('A','u','2026-09-02','login',20),('A','u','2026-09-03','feature',15),"
                                    "('A','u','2026-09-04','export',5),('A','u','2026-09-05','share',8),('A','u','2026-"
                                    "09-06','integration',30);");
    world_compute(world);
    assert_figure(world, "engagement_score", "A", "292/5 Actifs");
    assert_figure(world, "logins_per_month", "A", "20");
    assert_figure(world, "active_users_rate", "A", "10");
    world_free(world);
}

static void engagement_above_the_maximum_is_capped_and_silence_in_a_covered_month_is_zero(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(
        world,
        ACCOUNT("A") ACCOUNT(
            "B") "INSERT INTO usage(account, user, at, event, quantity) VALUES('A','u','2026-09-02','login',900);");
    world_compute(world);
    assert_figure(world, "engagement_score", "A", "100 Champions");
    assert_figure(world, "engagement_score", "B", "0 Dormants");
    assert_figure(world, "stickiness", "B", "n/a no-active-users");
    world_free(world);
}

static void usage_month_without_export_is_missing(void **state)
{
    (void)state;
    struct world *world = world_new("2026-Q3");
    world_store(world, ACCOUNT("A") "INSERT INTO usage(account, user, at, event, quantity) "
                                    "VALUES('A','u','2026-07-02','login',9),('A','u','2026-09-02','login',9);");
    world_compute(world);
    assert_figure(world, "engagement_score", "A", "missing missing-month");
    assert_string_equal(
        world_query(
            world,
            "SELECT month, logins FROM usage_history WHERE subject = 'A' AND month >= '2026-07-01' ORDER BY month"),
        "2026-07-01 9; 2026-08-01 ?missing-month; 2026-09-01 9");
    world_free(world);
}

static void adoption_depth_vector(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") "INSERT INTO features(id, name) WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT "
                                    "i+1 FROM n WHERE i < 20) SELECT 'f' || i, 'F' || i FROM n;"
                                    "INSERT INTO feature_usage(account, feature, user, at, quantity) WITH RECURSIVE "
                                    "n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i < 9)"
                                    " SELECT 'A', 'f' || i, 'u' || (i % 3), '2026-09-10', 1 FROM n;");
    world_compute(world);
    assert_figure(world, "adoption_depth", "A", "45");
    assert_true(world_result(world, "adoption_depth", "A", "2026-09").is_goal_met);
    assert_string_equal(
        world_query(world, "SELECT feature, users, active_users, adoption, band_word('feature-potential', "
                           "adoption_band, 'fr') FROM feature_adoption"
                           " WHERE subject = 'A' AND period = '2026-09' AND feature IN ('f1', 'f10') ORDER BY feature"),
        "f1 1 3 1/3 Moyen; f10 0 3 0 Élevé");
    world_free(world);
}

static void features_above_the_plan_are_not_available(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world->settings = world_yaml(world, "plans: {rank: {Basic: 1, Pro: 2}}");
    world_store(world, ACCOUNT("A") "UPDATE accounts SET plan = 'Basic'; INSERT INTO features(id, plan) "
                                    "VALUES('f1','Basic'),('f2','Basic'),('f3','Pro');"
                                    "INSERT INTO feature_usage(account, feature, user, at, quantity) "
                                    "VALUES('A','f1','u','2026-09-10',1);");
    world_compute(world);
    assert_figure(world, "adoption_depth", "A", "50");
    world_free(world);
}

/* 420 users a day on average, 1 500 in the month of 30 days: 900 users on 8 days, 600 on 9. */
static void stickiness_vector(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") "INSERT INTO usage(account, user, at, quantity) WITH RECURSIVE u(i) AS (VALUES(0) "
                                    "UNION ALL SELECT i+1 FROM u WHERE i < 1499),"
                                    " d(k) AS (VALUES(0) UNION ALL SELECT k+1 FROM d WHERE k < 8)"
                                    " SELECT 'A', 'u' || i, printf('2026-09-%02d', (i * 7 + k) % 30 + 1), 1 FROM u "
                                    "CROSS JOIN d WHERE k < 8 OR i < 600;");
    world_compute(world);
    assert_figure(world, "stickiness", "A", "28 Usage fréquent");
    world_free(world);
}

static void means_a_month_count_the_months_as_a_client(void **state)
{
    (void)state;
    struct world *world = world_new("2026-Q3");
    world_store(world, "INSERT INTO accounts(id, name, signed_up_on, churned_on) VALUES('Y', 'Y', '2026-09-08', NULL), "
                       "('O', 'O', '2024-01-01', '2026-09-01'), ('L', 'L', '2024-01-01', NULL);"
                       "INSERT INTO usage(account, user, at, event, quantity) VALUES('L','l','2026-07-02','login',30),"
                       "('L','l','2026-08-02','login',30),('L','l','2026-09-02','login',30),"
                       "('Y','y','2026-09-10','login',30),('O','o','2026-07-10','login',60);");
    world_compute(world);
    assert_figure(world, "logins_per_month", "L", "30");
    assert_figure(world, "logins_per_month", "Y", "30");
    assert_figure(world, "logins_per_month", "O", "30");
    world_free(world);
}

static void onboarding_funnel_vector(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A") "INSERT INTO onboarding(account, user, step, position, entered_at, completed_at)"
                                    " WITH RECURSIVE u(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM u WHERE i < 1000), "
                                    "s(p, entered, done) AS"
                                    " (VALUES(1,1000,950),(2,950,760),(3,760,570),(4,570,399),(5,399,319))"
                                    " SELECT 'A', 'u' || i, 'E' || p, p, '2026-09-01 10:00:00', CASE WHEN i <= done "
                                    "THEN '2026-09-02 10:00:00' END FROM u CROSS JOIN s WHERE i <= entered;");
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT position, entered, completed, rate, drop_off, is_friction FROM "
                                           "onboarding_funnel WHERE subject = 'A' ORDER BY position"),
                        "1 1000 950 19/20 1/20 0; 2 950 760 4/5 1/5 0; 3 760 570 3/4 1/4 0; 4 570 399 7/10 3/10 1; 5 "
                        "399 319 319/399 80/399 0");
    assert_figure(world, "onboarding_completion", "A", "319/10");
    assert_false(world_result(world, "onboarding_completion", "A", "2026-09").is_goal_met);
    world_free(world);
}

/* Each dimension replaced by a column that already holds 0 to 100, as 3.18 allows. */
static const char dimensions[] =
    "health_usage:\n  label: {fr: Usage, en: Usage}\n  unit: score100\n  rollup: mean\n  periods: [document, previous, "
    "trailing]\n"
    "  inputs: SELECT s.subject, p.period, (SELECT text FROM notes n WHERE n.account = s.account_id AND n.section = "
    "'usage') AS points FROM scope s CROSS JOIN periods p\n"
    "  units: {points: decimal}\n  formula: points\n"
    "health_engagement:\n  label: {fr: Engagement, en: Engagement}\n  unit: score100\n  rollup: mean\n  periods: "
    "[document, previous, trailing]\n"
    "  inputs: SELECT s.subject, p.period, (SELECT text FROM notes n WHERE n.account = s.account_id AND n.section = "
    "'engagement') AS points FROM scope s CROSS JOIN periods p\n"
    "  units: {points: decimal}\n  formula: points\n"
    "health_satisfaction:\n  label: {fr: Satisfaction, en: Satisfaction}\n  unit: score100\n  rollup: mean\n  periods: "
    "[document, previous, trailing]\n"
    "  inputs: SELECT s.subject, p.period, (SELECT text FROM notes n WHERE n.account = s.account_id AND n.section = "
    "'satisfaction') AS points FROM scope s CROSS JOIN periods p\n"
    "  units: {points: decimal}\n  formula: points\n"
    "health_growth:\n  label: {fr: Croissance, en: Growth}\n  unit: score100\n  rollup: mean\n  periods: [document, "
    "previous, trailing]\n"
    "  inputs: SELECT s.subject, p.period, (SELECT text FROM notes n WHERE n.account = s.account_id AND n.section = "
    "'growth') AS points FROM scope s CROSS JOIN periods p\n"
    "  units: {points: decimal}\n  formula: points\n";

#define NOTES(id, u, e, s, g)                                                                                          \
    ACCOUNT(id)                                                                                                        \
    "INSERT INTO notes(account, section, text) VALUES('" id "','usage','" u "'),('" id "','engagement','" e "'),('" id \
    "','satisfaction','" s "')" g ";"
#define GROWTH(id, g) ",('" id "','growth','" g "')"
#define ALL(id, x) NOTES(id, x, x, x, GROWTH(id, x))

static void health_score_vectors(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_file(world, "metrics/health.yaml", dimensions);
    world_store(world, NOTES("A", "80", "70", "60", GROWTH("A", "50")) NOTES("B", "80", "70", "60", "") ALL("C", "40.4")
                           ALL("D", "40.5") ALL("E", "70.4") ALL("F", "70.5"));
    world_compute(world);
    assert_figure(world, "health_score", "A", "133/2 JAUNE");
    assert_string_equal(world_result(world, "health_score", "A", "2026-09").costliest.ptr,
                        "health_satisfaction");              /* 10 points, as growth: table order */
    assert_figure(world, "health_score", "B", "565/8 VERT"); /* 70.625 rounds to 71 */
    world_free(world);
}

static void health_is_banded_after_rounding(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_file(world, "metrics/health.yaml", dimensions);
    world_store(world, ALL("C", "40.4") ALL("D", "40.5") ALL("E", "70.4") ALL("F", "70.5"));
    world_compute(world);
    assert_figure(world, "health_score", "C", "202/5 ROUGE");
    assert_figure(world, "health_score", "D", "81/2 JAUNE");
    assert_figure(world, "health_score", "E", "352/5 JAUNE");
    assert_figure(world, "health_score", "F", "141/2 VERT");
    assert_figure(world, "health_score", "portfolio", "1109/20 JAUNE"); /* mean of the four */
    world_free(world);
}

static void health_shares_out_missing_weights_and_stops_below_sixty_percent(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_file(world, "metrics/health.yaml", dimensions);
    world_store(world,
                NOTES("B", "80", "70", "60", "") ACCOUNT(
                    "Z") "INSERT INTO notes(account, section, text) VALUES('Z','usage','80'),('Z','engagement','70');");
    world_compute(world);
    struct metric_result b = world_result(world, "health_score", "B", "2026-09");
    assert_string_equal(arena_cstr(world->arena, exact_print(world->arena, b.value.number, 1)), "70.6");
    assert_string_equal(arena_cstr(world->arena, exact_dump(world->arena, b.coverage)), "4/5");
    assert_figure(world, "health_score", "Z", "missing low-coverage"); /* 30 + 25 = 55 % */
    struct metric_input *inputs;
    size_t               count;
    str                  formula;
    assert_int_equal(results_inputs(world->results, world->arena, STR("health_score"), STR("B"), STR("2026-09"), "fr",
                                    &inputs, &count, &formula),
                     RC_OK);
    assert_string_equal(formula.ptr,
                        "(health_usage × health.weights.usage + health_engagement × health.weights.engagement + "
                        "health_satisfaction × health.weights.satisfaction) ÷ "
                        "(health.weights.usage + health.weights.engagement + health.weights.satisfaction)");
    assert_int_equal(count, 8);
    assert_int_equal(inputs[6].value.kind, VALUE_MISSING);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nrr_grr_and_bridge_of_the_account_vector),
        cmocka_unit_test(expansion_rate_by_either_denominator),
        cmocka_unit_test(returning_client_is_a_reactivation),
        cmocka_unit_test(month_without_revenue_export_is_missing),
        cmocka_unit_test(nps_of_one_hundred_answers),
        cmocka_unit_test(small_nps_sample_has_no_band_word),
        cmocka_unit_test(nps_without_answers_is_missing_and_one_group_has_no_margin),
        cmocka_unit_test(latest_answer_of_a_respondent_and_wave_counts),
        cmocka_unit_test(csat_and_ces_vectors),
        cmocka_unit_test(engagement_score_vector),
        cmocka_unit_test(engagement_above_the_maximum_is_capped_and_silence_in_a_covered_month_is_zero),
        cmocka_unit_test(usage_month_without_export_is_missing),
        cmocka_unit_test(adoption_depth_vector),
        cmocka_unit_test(features_above_the_plan_are_not_available),
        cmocka_unit_test(stickiness_vector),
        cmocka_unit_test(means_a_month_count_the_months_as_a_client),
        cmocka_unit_test(onboarding_funnel_vector),
        cmocka_unit_test(health_score_vectors),
        cmocka_unit_test(health_is_banded_after_rounding),
        cmocka_unit_test(health_shares_out_missing_weights_and_stops_below_sixty_percent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
