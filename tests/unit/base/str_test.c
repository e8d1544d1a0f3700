/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_added(void (*add)(struct strbuf *, str), const char *text, const char *wanted)
{
    struct strbuf buf = {0};
    add(&buf, str_from(text));
    assert_string_equal(buf.at, wanted);
    strbuf_release(&buf);
}

static void quoted_text_cannot_end_its_quotes(void **state)
{
    (void)state;
    assert_added(strbuf_add_quoted, "", "\"\"");
    assert_added(strbuf_add_quoted, "Compte n° 1", "\"Compte n° 1\"");
    assert_added(strbuf_add_quoted, "a\"; DROP TABLE b; --", "\"a\"\"; DROP TABLE b; --\"");
}

static void a_reference_keeps_no_mark_of_an_address(void **state)
{
    (void)state;
    assert_added(strbuf_add_reference, "été/a_b-c.~1", "%C3%A9t%C3%A9/a_b-c.~1");
    assert_added(strbuf_add_reference, "100 %?mode=rw#x", "100%20%25%3Fmode%3Drw%23x");
}

static void json_text_cannot_end_its_quotes(void **state)
{
    (void)state;
    assert_added(strbuf_add_json, "a\"\\\n\x1f", "\"a\\\"\\\\\\n\\u001f\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_text_cannot_end_its_quotes),
        cmocka_unit_test(a_reference_keeps_no_mark_of_an_address),
        cmocka_unit_test(json_text_cannot_end_its_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
