/* SPDX-License-Identifier: MIT */
#include "base/late.h"

#include "base/rc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LIBM(F) F(floor) F(ldexp)

static void functions_are_found_by_their_names(void **state)
{
    (void)state;
    static const char *const names[] = {LIBM(LATE_NAME)};
    struct {
        LIBM(LATE_POINTER)
    } libm;
    assert_null(late_load("libm.so.6", names, COUNT_OF(names), &libm));
    assert_true(libm.floor(2.5) == 2 && libm.ldexp(3, 2) == 12);
}

static void what_is_not_there_is_named(void **state)
{
    (void)state;
    static const char *const names[] = {"floor", "no_such_function"};
    void                    *pointers[COUNT_OF(names)];
    const char              *why = late_load("libreliure-none.so.7", names, COUNT_OF(names), pointers);
    assert_true(why && strstr(why, "libreliure-none.so.7"));
    why = late_load("libm.so.6", names, COUNT_OF(names), pointers);
    assert_true(why && strstr(why, "no_such_function"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_found_by_their_names),
        cmocka_unit_test(what_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
