/* SPDX-License-Identifier: MIT */
/* Sequences and playbooks with their dates (domain 6 to 8; 12, rows 3, 6, 12, 16, 24 to 26, 33, 34). */
#include "world.h"

#define ACCOUNT(id, since, renewal)                                                                                    \
    "INSERT INTO accounts(id, name, signed_up_on, renewal_on) VALUES('" id "', '" id "', '" since "', " renewal ");"
#define ANSWER(account, person, rating, at)                                                                            \
    "INSERT INTO surveys(account, respondent, kind, rating, answered_at, wave) VALUES('" account "', '" person         \
    "', 'nps', '" rating "', '" at "', substr('" at "', 1, 10));"

static struct world *world_of(const char *rows, const char *settings)
{
    struct world *world = world_new("2026-Q4");
    if (settings) world->settings = world_yaml(world, settings);
    world_store(world, rows);
    world_compute(world);
    return world;
}

static const char *steps(struct world *world, const char *account, const char *sequence)
{
    return world_query(world, arena_printf(world->arena,
                                           "SELECT key, COALESCE(due_on, 'never'), state FROM dated_steps WHERE "
                                           "subject = '%s' AND sequence = '%s' ORDER BY position, due_on",
                                           account, sequence)
                                  .ptr);
}

/* The clock goes back on 25 October 2026; 1 November is a Sunday and a holiday. */
static void a_detractor_is_called_within_48_elapsed_hours_and_followed_for_four_weeks(void **state)
{
    (void)state;
    struct world *world = world_of(ACCOUNT("A", "2024-01-01", "NULL") ANSWER("A", "x", "3", "2026-10-24 10:00:00"),
                                   "playbook.shown_days: 92\n");
    assert_string_equal(world_query(world, "SELECT key, due_on, COALESCE(due_at, '-'), COALESCE(working_on, '-') FROM "
                                           "nps_playbook_steps ORDER BY position, repetition"),
                        "alert 2026-10-24 - 2026-10-26; call 2026-10-26 2026-10-26 09:00:00 -; plan 2026-10-27 - -; "
                        "follow_up 2026-10-31 - 2026-11-02; follow_up 2026-11-07 - 2026-11-09; follow_up 2026-11-14 - "
                        "2026-11-16; follow_up 2026-11-21 - 2026-11-23; measure 2026-11-23 - -");
    world_free(world);
}

/* 1 November 2026 is a Sunday and a holiday, 11 November a Wednesday and a holiday. */
static void the_next_working_day_is_told_of_days_off_alone(void **state)
{
    (void)state;
    struct world *world = world_of(ACCOUNT("A", "2024-01-01", "NULL"), NULL);
    const char   *days[] = {"2026-10-30", "2026-10-31", "2026-11-01", "2026-11-11", "2026-12-27", "no day"};
    const char   *next[] = {"-", "2026-11-02", "2026-11-02", "2026-11-12", "-", "-"};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "SELECT COALESCE(next_working_day('%s', '2026-10-31', '2026-12-27'), '-')", days[i]);
        assert_string_equal(world_query(world, sql), next[i]);
    }
    assert_string_equal(world_query(world, "SELECT COALESCE(next_working_day('2026-11-01', '2026-11-02', '2026-12-27'), '-')"), "-");
    world_free(world);
}

/* The first ticket was solved and opened in the quarter, the second was solved in the one before. */
static void a_ticket_solved_months_before_it_was_opened_counts_where_both_are(void **state)
{
    (void)state;
    struct world *world = world_of(ACCOUNT("A", "2024-01-01", "NULL") "INSERT INTO tickets(id, account, opened_at, solved_at) VALUES"
                                   "('1', 'A', '2026-11-02 09:00:00', '2026-10-02 09:00:00'), ('2', 'A', '2026-11-02 09:00:00', '2026-09-02 09:00:00'), "
                                   "('3', 'A', '2026-08-05 09:00:00', NULL);",
                                   NULL);
    assert_string_equal(world_query(world, "SELECT period, metric, number FROM metric_value WHERE subject = 'A' AND metric IN ('tickets_opened', "
                                           "'tickets_solved', 'open_tickets') ORDER BY 1, 2"),
                        "2026-Q3 open_tickets 1; 2026-Q3 tickets_opened 1; 2026-Q3 tickets_solved 0; 2026-Q4 open_tickets 1; 2026-Q4 tickets_opened 1; "
                        "2026-Q4 tickets_solved 1");
    world_free(world);
}

static void a_new_answer_closes_the_playbook_and_starts_that_of_its_rating(void **state)
{
    (void)state;
    struct world *world =
        world_of(ACCOUNT("A", "2024-01-01", "NULL") ANSWER("A", "x", "6", "2026-12-01 10:00:00")
                     ANSWER("A", "x", "7", "2026-12-09 18:00:00") ANSWER("A", "y", "6", "2026-12-01 10:00:00"),
                 NULL);
    assert_string_equal(world_query(world,
                                    "SELECT person, sequence, COALESCE(MAX(closed_on), '-'), COUNT(*) FILTER (WHERE "
                                    "state = 'closed') FROM nps_playbook_steps GROUP BY 1, 2 ORDER BY 1, 2"),
                        "x nps_detractor 2026-12-09 4; x nps_passive - 0; y nps_detractor - 0");
    world_free(world);
}

/* Each month 60 times 5 points of 500: 60 %. */
#define ENGAGED(account)                                                                                               \
    "INSERT INTO usage(account, user, at, event, quantity) VALUES('" account "', 'u', '2026-10-02 09:00:00', "         \
    "'integration', 60), ('" account "', 'u', '2026-11-02 09:00:00', 'integration', 60), ('" account                   \
    "', 'u', '2026-12-02 09:00:00', 'integration', 60);"

static const char promoters[] =
    ACCOUNT("Young", "2026-10-01", "NULL") ACCOUNT("Old", "2024-01-01", "NULL") ACCOUNT("Idle", "2024-01-01", "NULL")
        ENGAGED("Young") ENGAGED("Old") ANSWER("Young", "a", "9", "2026-12-02 10:00:00")
            ANSWER("Old", "b", "10", "2026-12-02 10:00:00") ANSWER("Idle", "c", "10", "2026-12-02 10:00:00");

static void a_referral_invitation_waits_for_the_91st_day_and_for_engagement(void **state)
{
    (void)state;
    const char *query =
        "SELECT subject, COALESCE(due_on, 'never'), state FROM nps_playbook_steps WHERE key = 'referral' "
        "ORDER BY subject";
    struct world *world = world_of(promoters, NULL);
    assert_string_equal(world_query(world, query),
                        "Idle never deferred; Old 2026-12-09 past; Young 2026-12-31 deferred");
    assert_string_equal(steps(world, "Young", "referral"), "invitation 2026-12-31 current");
    world_free(world);
    world = world_of(promoters, "referral.invitation_requires: nothing\n");
    assert_string_equal(world_query(world, query), "Idle 2026-12-09 past; Old 2026-12-09 past; Young 2026-12-09 past");
    world_free(world);
    world = world_of(promoters, "referral.invitation_day: 90\n");
    assert_string_equal(steps(world, "Young", "referral"), "invitation 2026-12-30 current");
    world_free(world);
}

static void a_renewal_stands_at_the_latest_step_reached(void **state)
{
    (void)state;
    static const char rows[] = ACCOUNT("Far", "2024-01-01", "'2027-06-01'")
        ACCOUNT("Near", "2024-01-14", "'2027-01-14'") ACCOUNT("Late", "2024-12-24", "'2026-12-24'");
    const char   *query = "SELECT subject, days_left, grace_until, COALESCE(step, '-'), COALESCE(next_step, '-'), "
                          "COALESCE(next_on, '-') FROM renewals ORDER BY subject";
    struct world *world = world_of(rows, NULL);
    assert_string_equal(world_query(world, query),
                        "Far 152 2027-06-08 - health_check 2027-03-03; Late -7 2026-12-31 win_back - -; "
                        "Near 14 2027-01-21 urgency final_push 2027-01-07");
    assert_string_equal(steps(world, "Near", "renewal"),
                        "health_check 2026-10-16 past; value 2026-11-15 past; communication 2026-12-15 past; urgency "
                        "2026-12-31 current; final_push 2027-01-07 upcoming; expiry 2027-01-14 upcoming; win_back "
                        "2027-01-21 upcoming");
    assert_figure(world, "days_to_renewal", "Near", "14");
    world_free(world);
    world = world_of(rows, "renewal: {grace_days: 14, win_back_day: 14}\n");
    assert_string_equal(world_query(world, query),
                        "Far 152 2027-06-15 - health_check 2027-03-03; Late -7 2027-01-07 expiry win_back "
                        "2027-01-07; Near 14 2027-01-28 urgency final_push 2027-01-07");
    world_free(world);
}

#define QUOTA(account, day, used)                                                                                      \
    "INSERT INTO quotas(account, resource, day, used, allowed) VALUES('" account "', 'API', '" day "', " used ", "     \
    "100);"

static void a_limit_step_is_dated_by_the_day_its_threshold_was_crossed(void **state)
{
    (void)state;
    struct world *world = world_of(
        ACCOUNT("A", "2024-01-01", "NULL") QUOTA("A", "2026-11-30", "99") QUOTA("A", "2026-12-01", "2")
            QUOTA("A", "2026-12-10", "80") QUOTA("A", "2026-12-12", "96") QUOTA("A", "2026-12-13", "97")
                ACCOUNT("B", "2024-01-01", "NULL") "INSERT INTO signals(account, kind, detected_on) VALUES('B', "
                                                   "'usage_limit', '2026-12-10');" ACCOUNT("C", "2024-01-01", "NULL")
                                                       QUOTA("C", "2026-12-10", "100") QUOTA("C", "2026-12-11", "79"),
        NULL);
    assert_string_equal(
        steps(world, "A", "upsell_limit"),
        "banner 2026-12-10 past; modal 2026-12-12 skipped; offer 2026-12-12 current; blocking never open");
    assert_string_equal(
        steps(world, "B", "upsell_limit"),
        "banner 2026-12-10 past; modal 2026-12-13 past; offer 2026-12-15 past; blocking 2026-12-17 current");
    assert_string_equal(world_query(world,
                                    "SELECT COUNT(*) FROM dated_steps WHERE sequence = 'upsell_limit' AND subject = "
                                    "'C' AND anchor_on <> '2026-12-10'"),
                        "0");
    world_free(world);
}

static void a_trial_reminder_is_dated_from_the_real_end_of_the_trial(void **state)
{
    (void)state;
    static const char rows[] = ACCOUNT("A", "2024-01-01", "NULL")
        ACCOUNT("B", "2024-01-01", "NULL") "INSERT INTO signals(account, kind, detected_on, detail) VALUES('A', "
                                           "'use_case', '2026-12-01', NULL), ('B', "
                                           "'use_case', '2026-12-01', NULL), ('A', 'premium_feature', '2026-11-01', "
                                           "'X'), ('A', 'premium_feature', "
                                           "'2026-11-02', 'X'), ('A', 'premium_feature', '2026-11-05', 'X'), ('A', "
                                           "'trial_later', '2026-11-06', 'X');"
                                           "INSERT INTO subscriptions(id, account, product, mrr, started_on, ended_on, "
                                           "is_trial) VALUES('S', 'A', 'P', 0, "
                                           "'2026-12-06', '2026-12-22', 1);";
    struct world *world = world_of(rows, NULL);
    assert_string_equal(steps(world, "A", "cross_sell"),
                        "suggestion 2026-12-01 past; offer 2026-12-04 past; trial_start "
                        "2026-12-06 past; trial_reminder 2026-12-20 current");
    assert_string_equal(steps(world, "B", "cross_sell"),
                        "suggestion 2026-12-01 past; offer 2026-12-04 past; trial_start "
                        "2026-12-08 past; trial_reminder 2026-12-13 current");
    assert_string_equal(
        steps(world, "A", "premium_trial"),
        "proposal 2026-11-05 past; again 2026-11-20 current; welcome 2026-11-06 past; midway 2026-11-09 "
        "past; last_day 2026-11-11 past; end 2026-11-12 past");
    world_free(world);
    world = world_of(rows, "trial_days.feature: 14\nno_spam: {days: 7, reading: within}\n");
    assert_string_equal(
        steps(world, "A", "premium_trial"),
        "proposal 2026-11-05 past; again_within 2026-11-13 past; welcome 2026-11-06 past; midway 2026-11-09 "
        "past; last_day 2026-11-18 past; end 2026-11-19 current");
    assert_string_equal(
        world_query(world, "SELECT message FROM library_signal_matrix WHERE key = 'premium' AND language = 'fr'"),
        "Essayez [feature] gratuitement 14j");
    assert_string_equal(world_query(world,
                                    "SELECT text FROM library_lines WHERE sequence = 'premium_trial' AND position = 1 "
                                    "AND field = 'content' AND line = 2 AND language = 'fr'"),
                        "« Essayez-la gratuitement pendant 14 jours ! »");
    world_free(world);
}

static void a_person_asked_twice_within_thirty_days_is_reported(void **state)
{
    (void)state;
    struct world *world = world_of(
        ACCOUNT(
            "A", "2024-01-01",
            "NULL") "INSERT INTO users(id, account, email, signed_up_at) VALUES('U1', 'A', "
                    "'X@exemple.fr', '2024-01-01 00:00:00');" ANSWER("A", "x@exemple.fr", "9", "2026-11-01 10:00:00")
                        ANSWER("A", "y", "9", "2026-11-01 10:00:00") ANSWER("A", "y", "9", "2026-12-01 10:00:00")
                            ANSWER("A", "z", "9", "2026-09-20 10:00:00")
                                ANSWER("A", "z", "9",
                                       "2026-09-29 10:00:00") "INSERT INTO surveys(account, respondent, kind, rating, "
                                                              "answered_at, wave) VALUES('A', 'U1', 'csat', '4', "
                                                              "'2026-11-30 10:00:00', 'w'), ('A', 'U1', 'ces', '4', "
                                                              "'2026-11-30 10:05:00', 'w');",
        NULL);
    assert_string_equal(
        world_query(world, "SELECT person, first_on, second_on, gap, kinds_before, kinds FROM survey_fatigue"),
        "U1 2026-11-01 2026-11-30 29 nps csat,ces");
    world_free(world);
}

static void surveys_are_planned_and_those_too_soon_counted(void **state)
{
    (void)state;
    static const char rows[] = ACCOUNT("A", "2026-12-10", "NULL") ANSWER("A", "x", "9", "2026-12-20 10:00:00");
    const char       *query =
        "SELECT moment, due_on, COALESCE(working_on, '-'), too_soon FROM survey_calendar ORDER BY due_on, position";
    struct world *world = world_of(rows, NULL);
    assert_string_equal(world_query(world, query), "post_onboarding 2027-01-09 2027-01-11 1; quarterly 2027-01-15 - 1");
    world_free(world);
    world = world_of(rows, "survey: {post_onboarding_day: 7, min_gap_days: 20, horizon_days: 400}\n");
    assert_string_equal(world_query(world, query), "quarterly 2027-01-15 - 0; annual 2027-12-10 - 0");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_detractor_is_called_within_48_elapsed_hours_and_followed_for_four_weeks),
        cmocka_unit_test(the_next_working_day_is_told_of_days_off_alone),
        cmocka_unit_test(a_ticket_solved_months_before_it_was_opened_counts_where_both_are),
        cmocka_unit_test(a_new_answer_closes_the_playbook_and_starts_that_of_its_rating),
        cmocka_unit_test(a_referral_invitation_waits_for_the_91st_day_and_for_engagement),
        cmocka_unit_test(a_renewal_stands_at_the_latest_step_reached),
        cmocka_unit_test(a_limit_step_is_dated_by_the_day_its_threshold_was_crossed),
        cmocka_unit_test(a_trial_reminder_is_dated_from_the_real_end_of_the_trial),
        cmocka_unit_test(a_person_asked_twice_within_thirty_days_is_reported),
        cmocka_unit_test(surveys_are_planned_and_those_too_soon_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
