/* SPDX-License-Identifier: MIT */
#include "source/cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* What the store would hold: text, a number, "NULL", or "!" when the value is refused. */
static void check(struct cell_rule rule, const char *text, const char *expected)
{
    struct cell cell;
    char        printed[64];
    if (!rule.decimal) rule.decimal = '.';
    if (!rule.order) rule.order = WHEN_ISO;
    enum rc rc = cell_read(&rule, str_from(text), &cell);
    if (rc != RC_OK) snprintf(printed, sizeof printed, "!");
    else if (cell.kind == CELL_NULL) snprintf(printed, sizeof printed, "NULL");
    else if (cell.kind == CELL_INTEGER) snprintf(printed, sizeof printed, "%lld", (long long)cell.integer);
    else snprintf(printed, sizeof printed, "%.*s", STR_ARG(cell.text));
    assert_string_equal(printed, expected);
}

#define RULE(...) ((struct cell_rule){__VA_ARGS__})

static void ids_stay_text(void **state)
{
    (void)state;
    struct cell_rule id = RULE(.type = COLUMN_ID);
    check(id, "007", "007");
    check(id, "5e10", "5e10");
    check(id, " 2182160000 ", "2182160000");
    check(id, "=1+1", "=1+1");
    check(id, "", "NULL");
}

static void money_is_rounded_once(void **state)
{
    (void)state;
    struct cell_rule money = RULE(.type = COLUMN_MONEY), cents = RULE(.type = COLUMN_MONEY, .tens = -2),
                     comma = RULE(.type = COLUMN_MONEY, .decimal = ','),
                     thousand = RULE(.type = COLUMN_MONEY, .tens = 3);
    check(money, "19.00", "190000");
    check(money, "-0.00005", "-1");
    check(money, "0.00004", "0");
    check(comma,
          "2\xC2\xA0"
          "164,00\xC2\xA0€",
          "21640000");
    check(cents, "4900", "490000");
    check(thousand, "12.5", "125000000");
    check(money, "12 %", "!");
    check(money, "12,5", "!");
    check(money, "99999999999999999", "!");
}

static void counts_are_whole(void **state)
{
    (void)state;
    struct cell_rule integer = RULE(.type = COLUMN_INTEGER), zero = RULE(.type = COLUMN_INTEGER, .empty_is_zero = true);
    check(integer, "12", "12");
    check(integer, "1,234", "1234");
    check(integer, "12.0", "12");
    check(integer, "12.5", "!");
    check(integer, "", "NULL");
    check(zero, " ", "0");
    check(zero, "x", "!");
}

static void ratios_know_their_percent_sign(void **state)
{
    (void)state;
    struct cell_rule ratio = RULE(.type = COLUMN_RATIO),
                     percent = RULE(.type = COLUMN_RATIO, .tens = -2, .is_percent = true);
    check(ratio, "15 %", "0.15");
    check(ratio, "0.15", "0.15");
    check(percent, "15", "0.15");
    check(percent, "15 %", "0.15");
    check(RULE(.type = COLUMN_RATIO, .decimal = ','), "58,4\xC2\xA0%", "0.584");
}

static void words_for_yes_and_no(void **state)
{
    (void)state;
    static const char *const yes[] = {"true", "TRUE", "1", "Yes", "y", "t", "oui", "Oui", "O", "vrai", "x"};
    static const char *const no[] = {"false", "FALSE", "0", "No", "n", "f", "non", "NON", "faux"};
    struct cell_rule         boolean = RULE(.type = COLUMN_BOOLEAN);
    for (size_t i = 0; i < COUNT_OF(yes); i++) check(boolean, yes[i], "1");
    for (size_t i = 0; i < COUNT_OF(no); i++) check(boolean, no[i], "0");
    check(boolean, "peut-être", "!");
    check(boolean, "", "NULL");
}

/* Domain 3.17: turned round first when high means effort, then brought to 1-5. */
static void ratings_are_brought_to_one_to_five(void **state)
{
    (void)state;
    struct cell_rule effort = RULE(.type = COLUMN_DECIMAL, .scale_low = 1, .scale_high = 7, .is_effort = true);
    struct cell_rule ease = RULE(.type = COLUMN_DECIMAL, .scale_low = 1, .scale_high = 7);
    struct cell_rule ten = RULE(.type = COLUMN_DECIMAL, .scale_low = 0, .scale_high = 10);
    check(effort, "1", "5");
    check(effort, "7", "1");
    check(effort, "2", "13/3");
    check(ease, "5", "11/3");
    check(ease, "6", "13/3");
    check(ease, "4", "3");
    check(ten, "10", "5");
    check(ten, "8.5", "22/5");
    check(ease, "8", "!");
    check(ease, "0", "!");
    check(ease, "nsp", "!");
    check(ease, "9/10", "!");
    check(ease, "", "NULL");
}

static void dates_and_months(void **state)
{
    (void)state;
    struct arena      *arena = arena_new();
    const struct zone *paris;
    assert_int_equal(zone_new(arena, STR("Europe/Paris"), &paris), RC_OK);
    struct cell_rule day = RULE(.type = COLUMN_DATE, .order = WHEN_DMY, .local = paris, .reporting = paris);
    struct cell_rule time = RULE(.type = COLUMN_TIME, .local = paris, .reporting = paris);
    struct cell_rule month = RULE(.type = COLUMN_DATE, .is_month = true, .local = paris, .reporting = paris);
    check(day, "31/10/2026", "2026-10-31");
    check(day, "31/10/2026 23:59", "2026-10-31");
    check(day, "31/12/9999", "NULL");
    check(day, "10/31/2026", "!");
    check(time, "2026-10-31", "2026-10-31 00:00:00");
    check(time, "2026-10-31T23:30:00Z", "2026-11-01 00:30:00");
    check(month, "2026-10-31", "2026-10-01");
    check(month, "2026-10", "2026-10-01");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_stay_text),        cmocka_unit_test(money_is_rounded_once),
        cmocka_unit_test(counts_are_whole),     cmocka_unit_test(ratios_know_their_percent_sign),
        cmocka_unit_test(words_for_yes_and_no), cmocka_unit_test(ratings_are_brought_to_one_to_five),
        cmocka_unit_test(dates_and_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
