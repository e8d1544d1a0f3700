/* SPDX-License-Identifier: MIT */
#include "pdf/cff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Header, one name, a top dictionary (ROS and charset at 40), no strings, then a charset of format 2. */
static const uint8_t KEYED[] = {
    1, 0, 4, 1,                                              /* header */
    0, 1, 1, 1, 2,  'F',                                     /* names */
    0, 1, 1, 1, 10, 0x8C, 0x8C, 0x8B, 12, 30, 28, 0, 40, 15, /* top: 1 1 0 ROS, 40 charset */
    0, 0, 0, 0, 0,  0,    0,    0,    0,  0,  0,  0, 0,  0,  0, 0, 2, 0, 7, 0, 1, 0x03, 0xE8, 0, 0, /* 7 8, 1000 */
};

static void cids_come_from_the_charset(void **state)
{
    (void)state;
    uint16_t cids[4];
    assert_true(cff_read_cids((str){(const char *)KEYED, sizeof KEYED}, cids, 4));
    assert_int_equal(cids[0], 0);
    assert_int_equal(cids[1], 7);
    assert_int_equal(cids[2], 8);
    assert_int_equal(cids[3], 1000);
}

static void a_program_with_names_has_no_cids(void **state)
{
    (void)state;
    uint16_t cids[4];
    uint8_t  named[sizeof KEYED];
    memcpy(named, KEYED, sizeof named);
    named[19] = 29; /* another operator in the place of ROS */
    assert_false(cff_read_cids((str){(const char *)named, sizeof named}, cids, 4));
}

/* Each byte in turn takes awkward values, and the table ends at each byte: nothing is read outside it. */
static void a_broken_table_is_read_within_its_bounds(void **state)
{
    (void)state;
    static const uint8_t awkward[] = {0, 1, 4, 5, 28, 29, 30, 127, 128, 254, 255};
    uint16_t             cids[4];
    for (size_t length = 0; length <= sizeof KEYED; length++) {
        uint8_t *copy = malloc(length ? length : 1);
        memcpy(copy, KEYED, length);
        for (size_t i = 0; i < length; i++) {
            uint8_t kept = copy[i];
            for (size_t j = 0; j < sizeof awkward; j++) {
                copy[i] = awkward[j];
                (void)cff_read_cids((str){(const char *)copy, length}, cids, 4);
            }
            copy[i] = kept;
        }
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cids_come_from_the_charset),
        cmocka_unit_test(a_program_with_names_has_no_cids),
        cmocka_unit_test(a_broken_table_is_read_within_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
