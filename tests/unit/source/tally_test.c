/* SPDX-License-Identifier: MIT */
#include "source/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ACCOUNTS = 100, USERS = 100, DAYS = 100 };

/* More different keys than memory holds, in no order, each many times: sums and order must be those of a plain array.
 */
static void sums_survive_runs_on_disk(void **state)
{
    (void)state;
    int64_t           *expected = calloc((size_t)ACCOUNTS * USERS * DAYS, sizeof *expected);
    struct tally      *tally = tally_new("/tmp");
    struct tally_entry entry;
    unsigned           seed = 3;
    for (int i = 0; i < 1500000; i++) {
        uint32_t a = (uint32_t)rand_r(&seed) % ACCOUNTS, u = (uint32_t)rand_r(&seed) % USERS,
                 d = (uint32_t)rand_r(&seed) % DAYS;
        int64_t amount = rand_r(&seed) % 100 - 20;
        tally_add(tally, (uint32_t[4]){a, d, u, 7}, amount);
        expected[(a * DAYS + d) * USERS + u] += amount;
    }
    assert_int_equal(tally_begin(tally), RC_OK);
    uint32_t last = 0;
    int64_t  left = 0, found = 0;
    for (bool is_first = true; tally_next(tally, &entry); is_first = false) {
        uint32_t index = (entry.key[0] * DAYS + entry.key[1]) * USERS + entry.key[2];
        assert_true(is_first || index > last);
        assert_int_equal(entry.amount, expected[index]);
        expected[index] = 0;
        last = index;
        found++;
    }
    for (size_t i = 0; i < (size_t)ACCOUNTS * USERS * DAYS; i++) left += expected[i] != 0;
    assert_int_equal(left, 0);
    assert_in_range(found, 700000, 1000000);
    assert_true(tally_is_whole(tally));
    tally_free(tally);
    free(expected);
}

static void sums_stop_at_the_limit(void **state)
{
    (void)state;
    struct tally      *tally = tally_new("/tmp");
    struct tally_entry entry;
    uint32_t           key[4] = {1, 2, 3, 4};
    assert_int_equal(tally_begin(tally), RC_OK);
    assert_false(tally_next(tally, &entry));
    tally_free(tally);
    tally = tally_new("/tmp");
    tally_add(tally, key, INT64_MAX);
    tally_add(tally, key, 5);
    assert_int_equal(tally_begin(tally), RC_OK);
    assert_true(tally_next(tally, &entry));
    assert_int_equal(entry.amount, INT64_MAX);
    tally_free(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums_survive_runs_on_disk),
                                       cmocka_unit_test(sums_stop_at_the_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
