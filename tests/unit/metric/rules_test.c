/* SPDX-License-Identifier: MIT */
/* Scores, matrix, handoff, escalation points and handovers (domain 5, 9.1; 12, rows 7 to 9, 11). */
#include "world.h"

#define ACCOUNT(id, since) "INSERT INTO accounts(id, name, signed_up_on) VALUES('" id "', '" id "', '" since "');"
#define SIGNAL(account, kind)                                                                                          \
    "INSERT INTO signals(account, kind, detected_on) VALUES('" account "', '" kind "', '2026-09-20');"

static struct world *world_of(const char *rows, const char *settings)
{
    struct world *world = world_new("2026-Q3");
    if (settings) world->settings = world_yaml(world, settings);
    world_store(world, rows);
    world_compute(world);
    return world;
}

static const char all_signals[] = ACCOUNT("A", "2024-01-01") SIGNAL("A", "usage_limit") SIGNAL("A", "premium_feature")
    SIGNAL("A", "pricing_page") SIGNAL("A", "premium_request") SIGNAL("A", "team_growth") SIGNAL("A", "nps_promoter")
        SIGNAL("A", "renewal") SIGNAL("A", "budget_period") SIGNAL("A", "product_search") SIGNAL("A", "use_case")
            SIGNAL("A", "pain_point") SIGNAL("A", "third_party") SIGNAL("A", "competitor") SIGNAL("A", "usage_limit");

static void all_signals_at_once_score_145_and_110(void **state)
{
    (void)state;
    struct world *world = world_of(all_signals, NULL);
    assert_figure(world, "upsell_score", "A", "145");
    assert_figure(world, "cross_sell_score", "A", "110");
    assert_figure(world, "upsell_triggered", "A", "1");
    assert_string_equal(world_query(world,
                                    "SELECT (SELECT SUM(score) FROM library_signals WHERE family = 'upsell' AND "
                                    "language = 'fr'), (SELECT name FROM library_signals WHERE key = 'usage_limit' "
                                    "AND language = 'fr')"),
                        "145 Usage > 80% des limites");
    world_free(world);
    world = world_of(all_signals, "signals: {threshold: 145, upsell: {usage_limit: 30.5}}\n");
    assert_figure(world, "upsell_score", "A", "291/2");
    assert_figure(world, "upsell_triggered", "A", "1");
    assert_figure(world, "cross_sell_triggered", "A", "0");
    world_free(world);
}

/* Domain 12, rows 8, 29 and 34: the readings that lost. */
static void the_other_readings_of_signals_can_be_chosen(void **state)
{
    (void)state;
    static const char rows[] = ACCOUNT("A", "2024-01-01") SIGNAL("A", "pricing_page") SIGNAL("A", "pain_point")
        ACCOUNT("B", "2024-01-01") "INSERT INTO quotas(account, resource, day, used, allowed) VALUES('B', 'API', "
                                   "'2026-09-20', 80, 100);";
    struct world *world = world_of(rows, NULL);
    assert_figure(world, "upsell_score", "A", "15");
    assert_figure(world, "cross_sell_score", "A", "30");
    assert_figure(world, "upsell_score", "B", "0");
    world_free(world);
    world = world_of(rows, "signals: {pricing_page: premium, pain_point: add_on, limit_boundary: from}\n");
    assert_figure(world, "upsell_score", "A", "20");
    assert_figure(world, "cross_sell_score", "A", "0");
    assert_figure(world, "upsell_score", "B", "30");
    assert_string_equal(world_query(world, "SELECT row FROM matrix_actions WHERE subject = 'A' ORDER BY position"),
                        "premium; pain_point");
    world_free(world);
}

/* Domain 12, row 14. */
static void reviews_are_for_all_or_for_vips(void **state)
{
    (void)state;
    static const char rows[] =
        ACCOUNT("A", "2024-01-01") ACCOUNT("V", "2024-01-01") "UPDATE accounts SET is_vip = 1 WHERE id = 'V';";
    struct world *world = world_of(rows, NULL);
    assert_figure(world, "qbr_due", "A", "1");
    assert_figure(world, "qbr_due", "V", "1");
    world_free(world);
    world = world_of(rows, "qbr.audience: vip\n");
    assert_figure(world, "qbr_due", "A", "0");
    assert_figure(world, "qbr_due", "V", "1");
    world_free(world);
}

static void the_matrix_is_full_or_short(void **state)
{
    (void)state;
    const char *query =
        "SELECT l.name, l.type, l.message FROM matrix_actions a JOIN library_signal_matrix l ON l.key = a.row AND "
        "l.language = 'fr' WHERE a.row IN ('premium', 'pain_point') ORDER BY a.position";
    struct world *world = world_of(all_signals, NULL);
    assert_string_equal(
        world_query(world, query),
        "Feature premium consultée (page pricing, tooltips) Upsell Essayez [feature] gratuitement 7j; Pain "
        "point exprimé (support ticket, feedback) Add-on Nous avons la solution");
    world_free(world);
    world = world_of(all_signals, "signals.matrix: short\nsequences.upsell_limit: short\n");
    assert_string_equal(world_query(world, query),
                        "Feature premium consultée (page pricing, tooltips) - Essayez [feature] gratuitement");
    assert_string_equal(world_query(world,
                                    "SELECT COUNT(*), MAX(name) FROM library_steps WHERE sequence = 'upsell_limit' AND "
                                    "language = 'fr'"),
                        "4 Day 7 (100% usage)");
    world_free(world);
}

static void a_lower_later_answer_is_no_signal_and_growth_counts_from_ten_percent(void **state)
{
    (void)state;
    struct strbuf rows = {0};
    strbuf_adds(&rows, ACCOUNT("A", "2024-01-01") ACCOUNT("B", "2024-01-01"));
    for (int i = 0; i < 21; i++)
        strbuf_printf(&rows, "INSERT INTO users(id, account, signed_up_at) VALUES('A%d', 'A', '%s 08:00:00');", i,
                      i < 19 ? "2024-02-01" : "2026-08-15");
    for (int i = 0; i < 23; i++)
        strbuf_printf(&rows, "INSERT INTO users(id, account, signed_up_at) VALUES('B%d', 'B', '%s 08:00:00');", i,
                      i < 21 ? "2024-02-01" : "2026-08-15");
    struct world *world = world_of(rows.at, NULL);
    assert_figure(world, "upsell_score", "A", "20"); /* 2 new beside 19 */
    assert_figure(world, "upsell_score", "B", "0");  /* 2 new beside 21 */
    world_free(world);
    strbuf_release(&rows);
}

#define HANDOFF(kind, rating)                                                                                          \
    "INSERT INTO surveys(account, respondent, kind, rating, answered_at, wave) VALUES('A', 'r" rating "', '" kind      \
    "', '" rating "', '2026-09-10 10:00:00', 'w');"
#define UPGRADED                                                                                                       \
    "INSERT INTO opportunities(id, account, kind, stage, opened_on, closed_on) VALUES('O', 'A', 'upsell', 'won', "     \
    "'2026-07-01', '2026-08-01'); UPDATE accounts SET plan = 'Pro'; INSERT INTO features(id, plan) VALUES('f', "       \
    "'Pro'); INSERT INTO feature_usage(account, feature, user, at, quantity) VALUES('A', 'f', 'u', '2026-08-03 "       \
    "09:00:00', 1);"

static void a_client_is_handed_to_advocacy_when_all_four_conditions_hold(void **state)
{
    (void)state;
    const char   *met = "SELECT condition, is_met FROM advocacy_handoff ORDER BY position";
    struct world *world = world_of(
        ACCOUNT("A", "2026-07-01") UPGRADED HANDOFF("csat", "5") HANDOFF("csat", "4") HANDOFF("nps", "9"), NULL);
    assert_string_equal(world_query(world, met), "csat 1; usage 1; nps 1; tenure 1");
    assert_figure(world, "handoff_ready", "A", "1");
    world_free(world);
    world = world_of(ACCOUNT("A", "2026-07-02") UPGRADED HANDOFF("csat", "4") HANDOFF("nps", "8"), NULL);
    assert_string_equal(world_query(world, met),
                        "csat 0; usage 1; nps 0; tenure 0"); /* 4 of 5, an 8 and 90 days are not above */
    assert_figure(world, "handoff_ready", "A", "0");
    world_free(world);
    world = world_of(ACCOUNT("A", "2026-07-01") UPGRADED HANDOFF("csat", "5") HANDOFF("nps", "8") HANDOFF("nps", "9"),
                     "handoff.nps: index\n");
    assert_string_equal(world_query(world, met), "csat 1; usage 1; nps 1; tenure 1"); /* an index of 50 */
    world_free(world);
    world = world_of(ACCOUNT("A", "2024-01-01"), NULL);
    assert_figure(world, "handoff_ready", "A", "n/a no-expansion");
    world_free(world);
}

/* `promoters`, `passives` and `detractors` of a segment, one account each segment. */
static void add_answers(struct strbuf *rows, const char *segment, int promoters, int passives, int detractors)
{
    strbuf_printf(rows, "INSERT INTO accounts(id, name, segment, signed_up_on) VALUES('%s', '%s', '%s', '2024-01-01');",
                  segment, segment, segment);
    for (int i = 0; i < promoters + passives + detractors; i++)
        strbuf_printf(rows,
                      "INSERT INTO surveys(account, respondent, kind, rating, answered_at, wave) VALUES('%s', '%s%d', "
                      "'nps', '%d', '2026-09-01 10:00:00', 'w');",
                      segment, segment, i,
                      i < promoters              ? 9
                      : i < promoters + passives ? 7
                                                 : 3);
}

static void nps_escalates_below_thirty_with_enough_answers_only(void **state)
{
    (void)state;
    struct strbuf rows = {0};
    add_answers(&rows, "Thirty", 5, 3, 2);   /* 30 */
    add_answers(&rows, "Below", 49, 31, 20); /* 29 */
    add_answers(&rows, "Few", 1, 0, 8);      /* 9 answers */
    struct world *world = world_of(rows.at, NULL);
    const char   *query = "SELECT subject, situation, figure, n FROM escalations ORDER BY subject";
    assert_string_equal(world_query(world, query), "portfolio nps_low 2500/119 119; segment:Below nps_low 29 100");
    world_free(world);
    world = world_of(rows.at, "escalation.nps_below: 0\n");
    assert_string_equal(world_query(world, query), "");
    world_free(world);
    strbuf_release(&rows);
}

static void a_vip_at_risk_a_complaint_and_a_large_refund_escalate(void **state)
{
    (void)state;
    static const char rows[] = ACCOUNT("A", "2024-01-01") ACCOUNT("B", "2024-01-01") ACCOUNT("C", "2024-01-01")
        SIGNAL("B", "public_complaint") "UPDATE accounts SET is_vip = 1 WHERE id = 'A';"
                                        "INSERT INTO transactions(id, account, at, amount) VALUES('T1', 'C', "
                                        "'2026-09-02 10:00:00', -9999900), "
                                        "('T2', 'C', '2026-09-03 10:00:00', -10000000), ('T3', 'C', '2026-05-03 "
                                        "10:00:00', -99990000);";
    struct world *world = world_of(rows, NULL);
    assert_string_equal(
        world_query(world, "SELECT subject, situation, detected_on, figure FROM escalations ORDER BY subject"),
        "B public_complaint 2026-09-20 -; C large_refund 2026-09-03 10000000");
    assert_figure(world, "escalation_points", "C", "1");
    world_free(world);
}

/* No answer to any mail or event, one detractor, five urgent tickets: 10 points of health of 70. */
static void a_vip_whose_health_is_red_escalates_and_no_other(void **state)
{
    (void)state;
    struct strbuf rows = {0};
    for (const char *id = "AB"; *id; id++) {
        strbuf_printf(
            &rows,
            "INSERT INTO accounts(id, name, signed_up_on, is_vip) VALUES('%c', '%c', '2024-01-01', %d);"
            "INSERT INTO interactions(account, kind, at, is_answered) VALUES('%c', 'email', '2026-09-01 "
            "10:00:00', 0), ('%c', 'event', '2026-09-01 10:00:00', 0);"
            "INSERT INTO surveys(account, respondent, kind, rating, answered_at, wave) VALUES('%c', 'r%c', "
            "'nps', '0', '2026-09-01 10:00:00', 'w'), ('%c', 'r%c', 'csat', '1', '2026-09-01 10:00:00', 'w');",
            *id, *id, *id == 'A', *id, *id, *id, *id, *id, *id);
        for (int month = 6; month <= 9; month++)
            strbuf_printf(&rows, "INSERT INTO mrr(account, month, amount) VALUES('%c', '2026-0%d-01', 1000000);", *id,
                          month);
        for (int i = 0; i < 5; i++)
            strbuf_printf(&rows,
                          "INSERT INTO tickets(id, account, priority, status, opened_at) VALUES('%c%d', '%c', "
                          "'urgent', 'open', '2026-09-01 10:00:00');",
                          *id, i, *id);
    }
    struct world *world = world_of(rows.at, NULL);
    assert_string_equal(
        world_query(world, "SELECT subject, situation, detail FROM escalations WHERE subject IN ('A', 'B')"),
        "A vip_at_risk health");
    world_free(world);
    strbuf_release(&rows);
}

static void one_of_checkpoint_and_reactivation_runs(void **state)
{
    (void)state;
    static const char rows[] = ACCOUNT("Day6", "2026-09-24") ACCOUNT("Day7", "2026-09-23")
        ACCOUNT("Day13", "2026-09-17") ACCOUNT("Day14", "2026-09-16")
            ACCOUNT("Busy", "2026-09-16") "INSERT INTO usage(account, user, at, event) VALUES('Busy', 'u', '2026-09-17 "
                                          "09:00:00', 'login');"
                                          "INSERT INTO accounts(id, name, signed_up_on, churned_on) VALUES('Gone', "
                                          "'Gone', '2024-01-01', '2026-09-23');";
    struct world *world = world_of(rows, NULL);
    assert_string_equal(
        world_query(world, "SELECT subject, handover, since_on FROM handovers ORDER BY subject, position"),
        "Day13 checkpoint_inactive 2026-09-24; Day14 inactivity 2026-09-30; Day7 checkpoint_inactive "
        "2026-09-30; Gone win_back 2026-09-30");
    assert_string_equal(world_query(world, "SELECT subject, branch FROM checkpoint ORDER BY subject"),
                        "Busy B; Day13 C; Day14 C; Day7 C");
    assert_figure(world, "inactive_days", "Busy", "13");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_signals_at_once_score_145_and_110),
        cmocka_unit_test(the_other_readings_of_signals_can_be_chosen),
        cmocka_unit_test(reviews_are_for_all_or_for_vips),
        cmocka_unit_test(the_matrix_is_full_or_short),
        cmocka_unit_test(a_lower_later_answer_is_no_signal_and_growth_counts_from_ten_percent),
        cmocka_unit_test(a_client_is_handed_to_advocacy_when_all_four_conditions_hold),
        cmocka_unit_test(nps_escalates_below_thirty_with_enough_answers_only),
        cmocka_unit_test(a_vip_at_risk_a_complaint_and_a_large_refund_escalate),
        cmocka_unit_test(a_vip_whose_health_is_red_escalates_and_no_other),
        cmocka_unit_test(one_of_checkpoint_and_reactivation_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
