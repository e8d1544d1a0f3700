/* SPDX-License-Identifier: MIT */
/* Sums and days that only look right: currencies that meet, shares of which a part is not known, months of other
 * lengths, churn over another span than a month (domain 3, 13). */
#include "world.h"

#define ACCOUNT(id, more)                                                                                              \
    "INSERT INTO accounts(id, name, segment, signed_up_on, licensed_users, features_available) VALUES('" id "', '" id  \
    "', 'PME', '2024-01-01', " more ");"

static void accounts_of_several_currencies_are_not_added_up(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world,
                ACCOUNT("A", "1, 1") ACCOUNT("B", "1, 1")
                    ACCOUNT("C", "1, 1") "INSERT INTO mrr(account, month, amount, currency) VALUES"
                                         "('A','2026-08-01',1000000,'EUR'),('A','2026-09-01',1100000,'EUR'),"
                                         "('B','2026-08-01',1000000,'USD'),('B','2026-09-01',1000000,'USD');"
                                         "INSERT INTO opportunities(id, account, kind, stage, amount, currency, "
                                         "opened_on, closed_on) VALUES('1','A','upsell','won',10000,'EUR','2026-08-01',"
                                         "'2026-09-02'),('2','B','upsell','won',10000,'USD','2026-08-01','2026-09-02'),"
                                         "('3','A','seats','open',10000,'EUR','2026-08-01',NULL),"
                                         "('4','B','seats','open',10000,'USD','2026-08-01',NULL),"
                                         "('5','B','add_on','open',20000,'USD','2026-08-01',NULL);");
    world_compute(world);
    assert_figure(world, "mrr", "B", "100");
    assert_string_equal(world_query(world, "SELECT subject, currency FROM subject ORDER BY subject"),
                        "A EUR; B USD; C EUR; portfolio -; segment:PME -");
    assert_figure(world, "mrr", "portfolio", "missing several-currencies");
    assert_figure(world, "nrr", "segment:PME", "missing several-currencies");
    assert_string_equal(world_query(world, "SELECT subject, closing FROM mrr_bridge ORDER BY subject"),
                        "A 1100000; B 1000000; C 0");
    assert_string_equal(world_query(world, "SELECT DISTINCT subject FROM expansion_composition ORDER BY 1"), "A; B");
    assert_string_equal(world_query(world, "SELECT open, open_amount FROM conversions WHERE subject = 'portfolio' AND "
                                           "kind IN ('expansion-add_on', 'expansion-seats')"),
                        "1 20000; 2 ?several-currencies");
    world_free(world);
}

static void one_currency_of_all_revenue_is_that_of_all_accounts(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, ACCOUNT("A", "1, 1") ACCOUNT("B", "1, 1") "INSERT INTO mrr(account, month, amount, currency) "
                                                                 "VALUES('A','2026-09-01',1100000,'USD');");
    world_compute(world);
    assert_string_equal(world_query(world, "SELECT subject, currency FROM subject ORDER BY subject"),
                        "A USD; B USD; portfolio USD; segment:PME USD");
    assert_figure(world, "mrr", "portfolio", "110");
    world_free(world);
}

/* A: 1 of 4 licences, 1 of 2 features; B: two users and two features of nobody knows how many. */
static void share_leaves_out_whose_whole_is_not_known(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(
        world,
        ACCOUNT("A", "4, 2") ACCOUNT(
            "B",
            "NULL, NULL") "INSERT INTO usage(account, user, at) VALUES('A','a','2026-09-02'),('B','b','2026-09-02'),"
                          "('B','c','2026-09-02');INSERT INTO feature_usage(account, feature, user, at) VALUES"
                          "('A','f','a','2026-09-02'),('B','f','b','2026-09-02'),('B','g','c','2026-09-02');");
    world_compute(world);
    assert_figure(world, "active_users_rate", "B", "missing no-licences");
    assert_figure(world, "active_users_rate", "portfolio", "25");
    assert_figure(world, "active_users", "portfolio", "3");
    assert_figure(world, "adoption_depth", "B", "missing no-features");
    assert_figure(world, "adoption_depth", "segment:PME", "50");
    world_free(world);
}

/* Ten clients of 100 €; one is lost in each month of the quarter. */
static void value_of_a_client_and_alarm_take_the_churn_of_a_month(void **state)
{
    (void)state;
    struct world *world = world_new("2026-Q3");
    struct strbuf rows = {0};
    for (int i = 0; i < 10; i++) {
        strbuf_printf(&rows, "INSERT INTO accounts(id, name, signed_up_on) VALUES('C%d', 'C', '2024-01-01');", i);
        for (int month = 6; month <= (i < 3 ? 6 + i : 9); month++)
            strbuf_printf(&rows, "INSERT INTO mrr(account, month, amount) VALUES('C%d', '2026-%02d-01', 1000000);", i,
                          month);
    }
    world->settings = world_yaml(world, "{churn.period: quarter, ltv.gross_margin: 0.80, escalation.churn_above: 20}");
    world_store(world, rows.at);
    world_compute(world);
    assert_figure(world, "churn_rate", "portfolio", "30");
    assert_figure(world, "monthly_churn_rate", "portfolio", "25/2"); /* 1 of 8 */
    assert_figure(world, "ltv", "portfolio", "640");                 /* 100 × 0.80 × 8 */
    assert_figure(world, "ltv_gross", "portfolio", "800");
    assert_string_equal(world_query(world, "SELECT situation FROM escalations"), "");
    strbuf_release(&rows);
    world_free(world);
}

/* Half a year before 31 August is the last day of February; the anniversary of 29 February that of the next year's. */
static void month_before_the_31st_is_the_last_day_of_a_shorter_one(void **state)
{
    (void)state;
    struct world *world = world_new("2026-08");
    world->settings = world_yaml(world, "{rfm.window_months: 6, rfm.min_customers: 1, renewal.term_months: 6, "
                                        "survey.horizon_days: 200, signals.renewal_days: 190}");
    world->as_of--;
    world_store(world, "INSERT INTO accounts(id, name, signed_up_on, renewal_on) VALUES('A', 'A', '2024-02-29', "
                       "'2026-08-31');INSERT INTO transactions(id, account, at, amount) VALUES"
                       "('1','A','2026-02-27 10:00:00',10000),('2','A','2026-02-28 10:00:00',10000),"
                       "('3','A','2026-03-02 10:00:00',10000);");
    world_compute(world);
    assert_string_equal(
        world_query(world, "SELECT frequency, amount FROM rfm WHERE subject = 'A' AND period = '2026-08'"), "2 20000");
    assert_string_equal(world_query(world, "SELECT first, final FROM figure_spans WHERE measure = 'rfm' AND period = "
                                           "'2026-08'"),
                        "2026-02-28 2026-08-30");
    assert_string_equal(world_query(world, "SELECT detected_on FROM upsell_signals WHERE signal = 'renewal' AND period "
                                           "= '2026-08'"),
                        "2026-02-28");
    assert_string_equal(world_query(world, "SELECT due_on FROM survey_calendar WHERE moment = 'annual'"), "2027-02-28");
    world_free(world);
}

static void return_at_a_higher_price_is_no_expansion(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world_store(world, "INSERT INTO accounts(id, name, signed_up_on) VALUES('A', 'A', '2026-03-01'), ('B', 'B', "
                       "'2026-01-01');INSERT INTO mrr(account, month, amount) VALUES('A','2026-03-01',1000000),"
                       "('A','2026-04-01',1000000),('A','2026-06-01',3000000),('B','2026-01-01',1000000),"
                       "('B','2026-02-01',1000000),('B','2026-03-01',1000000),('B','2026-04-01',1000000),"
                       "('B','2026-05-01',1000000),('B','2026-06-01',1000000),('B','2026-09-01',1000000);");
    world_compute(world);
    assert_figure(world, "expansion_velocity", "portfolio", "n/a no-expansion");
    assert_figure(world, "expansion_velocity_median", "portfolio", "n/a no-expansion");
    assert_figure(world, "never_expanded", "portfolio", "2");
    world_free(world);
}

/* 25 of 249 clients lost are 10.04 %, which starts the alarm of more than 10 %; 10 of 100 are 10 % and start nothing.
 */
static void figure_is_printed_on_its_side_of_an_alarm(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        struct world *world = world_new("2026-09");
        struct strbuf rows = {0};
        int           clients = round ? 100 : 249, lost = round ? 10 : 25;
        for (int i = 0; i < clients; i++)
            strbuf_printf(
                &rows, "INSERT INTO accounts(id, name, signed_up_on, churned_on) VALUES('C%d', 'C', '2024-01-01', %s);",
                i, i < lost ? "'2026-09-15'" : "NULL");
        world_store(world, rows.at);
        world_compute(world);
        assert_int_equal(world_result(world, "churn_rate", "portfolio", "2026-09").value.places, round ? -1 : 2);
        assert_string_equal(world_query(world, "SELECT situation FROM escalations"), round ? "" : "churn_high");
        strbuf_release(&rows);
        world_free(world);
    }
}

static void engagement_is_printed_on_its_side_of_what_an_invitation_wants(void **state)
{
    (void)state;
    struct world *world = world_new("2026-09");
    world->settings = world_yaml(world, "engagement.maximum: 5000");
    world_store(world,
                ACCOUNT("A", "1, 1") ACCOUNT("B", "1, 1") "INSERT INTO usage(account, user, at, event, quantity) "
                                                          "VALUES('A','a','2026-09-02','login',2502),"
                                                          "('B','b','2026-09-02','login',1502);");
    world_compute(world);
    assert_int_equal(world_result(world, "engagement_score", "A", "2026-09").value.places, 2); /* 50.04 % > 50 % */
    assert_int_equal(world_result(world, "engagement_score", "B", "2026-09").value.places, 2); /* 30.04 % > 30 % */
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_of_several_currencies_are_not_added_up),
        cmocka_unit_test(one_currency_of_all_revenue_is_that_of_all_accounts),
        cmocka_unit_test(share_leaves_out_whose_whole_is_not_known),
        cmocka_unit_test(value_of_a_client_and_alarm_take_the_churn_of_a_month),
        cmocka_unit_test(month_before_the_31st_is_the_last_day_of_a_shorter_one),
        cmocka_unit_test(return_at_a_higher_price_is_no_expansion),
        cmocka_unit_test(figure_is_printed_on_its_side_of_an_alarm),
        cmocka_unit_test(engagement_is_printed_on_its_side_of_what_an_invitation_wants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
