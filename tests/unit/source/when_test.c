/* SPDX-License-Identifier: MIT */
#include "source/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

static const struct zone *paris, *utc, *new_york;

static int open_zones(void **state)
{
    open_arena(state);
    bool is_open = zone_new(arena, STR("Europe/Paris"), &paris) == RC_OK &&
                   zone_new(arena, STR("UTC"), &utc) == RC_OK &&
                   zone_new(arena, STR("America/New_York"), &new_york) == RC_OK;
    return is_open ? 0 : -1;
}

static void check(const char *text, enum when_order order, const char *expected)
{
    struct when when;
    char        printed[20];
    enum rc     rc = when_parse(str_from(text), order, &when);
    if (!expected) {
        if (rc == RC_OK) fail_msg("'%s' is read as a date", text);
        return;
    }
    if (rc != RC_OK) fail_msg("'%s' is no date", text);
    when_print(&when, printed);
    if (!when.has_time) printed[10] = '\0';
    assert_string_equal(printed, expected);
}

static void dates_as_tools_write_them(void **state)
{
    (void)state;
    check("2026-10-31", WHEN_ISO, "2026-10-31");
    check("2026/10/31", WHEN_ISO, "2026-10-31");
    check("20261031", WHEN_ISO, "2026-10-31");
    check("2026-10", WHEN_ISO, "2026-10-01");
    check("2024-02-01 09:30", WHEN_ISO, "2024-02-01 09:30:00");
    check("2020-12-30 3:15:52", WHEN_ISO, "2020-12-30 03:15:52");
    check("2025-03-01T19:42:58.123000", WHEN_ISO, "2025-03-01 19:42:58");
    check("31/10/2026", WHEN_DMY, "2026-10-31");
    check("31.10.26 14:05", WHEN_DMY, "2026-10-31 14:05:00");
    check("1/2/2026", WHEN_DMY, "2026-02-01");
    check("1/2/2026", WHEN_MDY, "2026-01-02");
    check("10/31/2026 2:05:07 PM", WHEN_MDY, "2026-10-31 14:05:07");
    check("12:00", WHEN_MDY, NULL);
    check("31-Dec-2015 14:30", WHEN_ISO, "2015-12-31 14:30:00");
    check("3 août 2026", WHEN_ISO, "2026-08-03");
    check("1 janv. 2026", WHEN_ISO, "2026-01-01");
    check("Feb 3, 2024", WHEN_ISO, "2024-02-03");
    check("February 3, 2024, 2:05 PM", WHEN_MDY, "2024-02-03 14:05:00");
    check("31/12/68", WHEN_DMY, "2068-12-31");
    check("31/12/69", WHEN_DMY, "1969-12-31");
    check("1602611311", WHEN_EPOCH, "2020-10-13 17:48:31");
    check("1602611311000", WHEN_EPOCH, "2020-10-13 17:48:31");
    check("1602611311999", WHEN_EPOCH_MS, "2020-10-13 17:48:31");
    check("45291", WHEN_SERIAL, "2023-12-31");
    check("1602611311000000", WHEN_EPOCH, "2020-10-13 17:48:31");
    check("1602611311000000", WHEN_EPOCH_US, "2020-10-13 17:48:31");
    check("45291.5", WHEN_SERIAL, "2023-12-31 12:00:00");
    check("43829", WHEN_SERIAL_1904, "2023-12-31");
}

static void dates_in_words_months_alone_and_letters_for_hours(void **state)
{
    (void)state;
    check("1er janvier 2026", WHEN_ISO, "2026-01-01");
    check("31 DÉCEMBRE 2026 à 14h30", WHEN_ISO, "2026-12-31 14:30:00");
    check("31-déc.-15", WHEN_ISO, "2015-12-31");
    check("31DEC2015", WHEN_ISO, "2015-12-31");
    check("31-Dec-15 9:05 AM", WHEN_ISO, "2015-12-31 09:05:00");
    check("3 aout 2026 9 h", WHEN_ISO, "2026-08-03 09:00:00");
    check("lundi 5 janvier 2026", WHEN_ISO, "2026-01-05");
    check("mar. 3, 2026", WHEN_ISO, "2026-03-03");
    check("Mon, 05 Jan 2026 10:00:00 GMT", WHEN_ISO, "2026-01-05 10:00:00");
    check("10/2026", WHEN_DMY, "2026-10-01");
    check("janv-26", WHEN_ISO, "2026-01-01");
    check("févr. 2026", WHEN_ISO, "2026-02-01");
    check("January 2026", WHEN_ISO, "2026-01-01");
    check("20261031140500", WHEN_ISO, "2026-10-31 14:05:00");
    check("20261031T140500", WHEN_ISO, "2026-10-31 14:05:00");
    check("10/31/2026 2 PM", WHEN_MDY, "2026-10-31 14:00:00");
    check("13/2026", WHEN_DMY, NULL);
    check("10.2026", WHEN_ISO, NULL);
    check("Jan 26", WHEN_ISO, NULL);
    check("32DEC2015", WHEN_ISO, NULL);
}

static void what_is_no_date(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "2026-13-07",
                                        "2026-02-29",
                                        "31/10/2026",
                                        "2026-10-31x",
                                        "2026-10-31 25:00",
                                        "hier",
                                        "2026-10-31 10",
                                        "10-31",
                                        "2026-10-31T10:00+25:00",
                                        "0000-00-00",
                                        "2026--31"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) check(texts[i], WHEN_ISO, NULL);
    check("31/02/2026", WHEN_DMY, NULL);
    check("10/31/2026", WHEN_DMY, NULL);
    check("12", WHEN_SERIAL, NULL);
}

static void check_local(const char *text, const struct zone *local, const char *expected)
{
    struct when when;
    char        printed[20];
    assert_int_equal(when_parse(str_from(text), WHEN_ISO, &when), RC_OK);
    when_convert(&when, local, paris);
    when_print(&when, printed);
    assert_string_equal(printed, expected);
}

/* Domain 1.3: instants go to the reporting zone before they are cut into days; plain dates never move. */
static void times_are_brought_to_the_reporting_zone(void **state)
{
    (void)state;
    check_local("2026-01-15T23:30:00Z", utc, "2026-01-16 00:30:00");
    check_local("2026-07-15T23:30:00Z", utc, "2026-07-16 01:30:00");
    check_local("2026-07-15T23:30:00-04:00", paris, "2026-07-16 05:30:00");
    check_local("2026-07-15 23:30", utc, "2026-07-16 01:30:00");
    check_local("2026-07-15 23:30", paris, "2026-07-15 23:30:00");
    check_local("2026-07-15 20:00", new_york, "2026-07-16 02:00:00");
    check_local("2026-07-15", utc, "2026-07-15 00:00:00");
    check_local("2026-03-29T00:59:59Z", utc, "2026-03-29 01:59:59");
    check_local("2026-03-29T01:00:00Z", utc, "2026-03-29 03:00:00");
    check_local("2026-10-25T00:30:00Z", utc, "2026-10-25 02:30:00");
    check_local("2026-10-25T01:30:00Z", utc, "2026-10-25 02:30:00");
    check_local("1970-01-01 00:00:00 UTC", paris, "1970-01-01 01:00:00");
    const struct zone *none;
    assert_int_equal(zone_new(arena, STR("Europe/Pariss"), &none), RC_MISSING);
    assert_int_equal(zone_new(arena, STR_NONE, &none), RC_MISSING);
}

static void the_end_of_time_is_open(void **state)
{
    (void)state;
    struct when when;
    assert_int_equal(when_parse(STR("9999-12-31 23:59:59"), WHEN_ISO, &when), RC_OK);
    assert_true(when.is_end_of_time);
}

static enum when_verdict judge(const char *const *texts, size_t count, enum when_order *order)
{
    struct when_evidence evidence = {0};
    for (size_t i = 0; i < count; i++) when_weigh(str_from(texts[i]), &evidence);
    return when_judge(&evidence, order);
}

static void the_order_is_proven_or_asked_for(void **state)
{
    (void)state;
    enum when_order   order;
    const char *const day_first[] = {"03/04/2026", "25/04/2026"}, *const month_first[] = {"03/04/2026", "04/25/2026"};
    const char *const either[] = {"03/04/2026", "05/06/2026"}, *const same[] = {"03/03/2026"};
    const char *const both[] = {"13/04/2026", "04/13/2026"}, *const iso[] = {"2026-04-03", "2026-05-06"};
    const char *const seconds[] = {"1602611311"}, *const serials[] = {"45291", "45292"};
    assert_int_equal(judge(day_first, 2, &order), WHEN_PROVEN);
    assert_int_equal(order, WHEN_DMY);
    assert_int_equal(judge(month_first, 2, &order), WHEN_PROVEN);
    assert_int_equal(order, WHEN_MDY);
    assert_int_equal(judge(either, 2, &order), WHEN_AMBIGUOUS);
    assert_int_equal(judge(same, 1, &order), WHEN_PROVEN);
    assert_int_equal(judge(both, 2, &order), WHEN_CONTRADICTORY);
    assert_int_equal(judge(iso, 2, &order), WHEN_PROVEN);
    assert_int_equal(order, WHEN_ISO);
    assert_int_equal(judge(seconds, 1, &order), WHEN_PROVEN);
    assert_int_equal(order, WHEN_EPOCH);
    assert_int_equal(judge(serials, 2, &order), WHEN_PROVEN);
    assert_int_equal(order, WHEN_SERIAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_as_tools_write_them),
        cmocka_unit_test(dates_in_words_months_alone_and_letters_for_hours),
        cmocka_unit_test(what_is_no_date),
        cmocka_unit_test(times_are_brought_to_the_reporting_zone),
        cmocka_unit_test(the_end_of_time_is_open),
        cmocka_unit_test(the_order_is_proven_or_asked_for),
    };
    return cmocka_run_group_tests(tests, open_zones, close_arena);
}
