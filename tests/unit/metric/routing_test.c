/* SPDX-License-Identifier: MIT */
/* Keywords that file a text under a domain (domain 9.2; 12, rows 17 and 18), through the shipped lists. */
#include "world.h"

static const char accounts[] = "INSERT INTO accounts(id, name, signed_up_on) VALUES('A', 'A', '2024-01-01');";

static struct world *world_with(const char *settings)
{
    struct world *world = world_new("2026-Q3");
    if (settings) world->settings = world_yaml(world, settings);
    world_store(world, accounts);
    world_compute(world);
    return world;
}

static const char *routed(struct world *world, const char *text)
{
    return world_query(world, arena_printf(world->arena, "SELECT COALESCE(route('%s'), 'nowhere')", text).ptr);
}

#define assert_routed(world, text, domain) assert_string_equal(routed(world, text), domain)

static void words_are_whole_and_accents_and_case_are_not_looked_at(void **state)
{
    (void)state;
    struct world *world = world_with(NULL);
    assert_routed(world, "Où en est l''ONBOARDING ?", "lifecycle");
    assert_routed(world, "programme de fidelite", "loyalty");
    assert_routed(world, "Fide\xCC\x81lite\xCC\x81 récompensée", "loyalty"); /* accents as marks of their own */
    assert_routed(world, "désabonnements", "nowhere");
    assert_routed(world, "repoints", "nowhere");
    assert_routed(world, "", "nowhere");
    assert_routed(world, "cross sell", "lifecycle");
    assert_routed(world, "premier\n achat", "lifecycle");
    world_free(world);
}

static void acronyms_are_as_written(void **state)
{
    (void)state;
    struct world *world = world_with(NULL);
    assert_routed(world, "ces clients sont partis", "nowhere");
    assert_routed(world, "le CES baisse", "success");
    assert_routed(world, "nps", "nowhere");
    assert_routed(world, "La VoC du trimestre", "success");
    assert_routed(world, "voc", "nowhere");
    assert_routed(world, "client VIP", "loyalty");
    assert_routed(world, "client vip", "nowhere");
    world_free(world);
}

static void retention_goes_where_its_company_says(void **state)
{
    (void)state;
    struct world *world = world_with(NULL);
    assert_routed(world, "rétention", "lifecycle");
    assert_routed(world, "offre de rétention", "churn");
    assert_routed(world, "RETENTION : deux risques", "churn");
    assert_routed(world, "récupérations et rétention", "churn");
    /* Settled before the longest phrase is looked for. */
    assert_routed(world, "cycle de vie, rétention et risque", "churn");
    assert_routed(world, "offrez la rétention", "lifecycle");
    world_free(world);
}

static void the_longest_phrase_wins_then_the_order_of_the_table(void **state)
{
    (void)state;
    struct world *world = world_with(NULL);
    assert_routed(world, "points du parcours client", "lifecycle");      /* 15 letters against 6 */
    assert_routed(world, "satisfaction et onboarding", "success");       /* 12 against 10 */
    assert_routed(world, "NPS et churn", "churn");                       /* 5 against 3 */
    assert_routed(world, "churn sans upsell", "lifecycle");              /* 5 against 6 */
    assert_routed(world, "badges, upsell", "lifecycle");                 /* 6 and 6: the first row */
    assert_routed(world, "statuts VIP, revue trimestrielle", "success"); /* 20 against 11 */
    assert_routed(world, "réactivation", "churn");                       /* domain 12, row 18 */
    world_free(world);
}

static void the_short_table_knows_less(void **state)
{
    (void)state;
    struct world *world = world_with("routing.table: short\n");
    assert_routed(world, "rétention", "nowhere");
    assert_routed(world, "désabonnement", "nowhere");
    assert_routed(world, "succès", "success");
    assert_routed(world, "VIP", "loyalty");
    assert_routed(world, "désengagement", "churn");
    world_free(world);
}

static void retention_and_reactivation_have_other_readings(void **state)
{
    (void)state;
    struct world *world = world_with("routing: {retention: lifecycle, reactivation: lifecycle}\n");
    assert_routed(world, "rétention à risque", "lifecycle");
    assert_routed(world, "réactivation", "lifecycle");
    world_free(world);
    world = world_with("routing.retention: churn\n");
    assert_routed(world, "rétention", "churn");
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_whole_and_accents_and_case_are_not_looked_at),
        cmocka_unit_test(acronyms_are_as_written),
        cmocka_unit_test(retention_goes_where_its_company_says),
        cmocka_unit_test(the_longest_phrase_wins_then_the_order_of_the_table),
        cmocka_unit_test(the_short_table_knows_less),
        cmocka_unit_test(retention_and_reactivation_have_other_readings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
