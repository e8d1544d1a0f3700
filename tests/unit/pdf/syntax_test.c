/* SPDX-License-Identifier: MIT */
#include "pdf/syntax.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(struct strbuf *out, const char *expected)
{
    assert_string_equal(out->at, expected);
    strbuf_clear(out);
}

static void numbers_are_short_and_exact(void **state)
{
    (void)state;
    struct strbuf out = {0};
    static const struct {
        int64_t     hundredths;
        const char *text;
    } cases[] = {{0, "0"},       {5, ".05"}, {50, ".5"},        {-5, "-.05"},
                 {-150, "-1.5"}, {100, "1"}, {84189, "841.89"}, {-12300, "-123"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        syntax_hundredths(&out, cases[i].hundredths);
        check(&out, cases[i].text);
    }
    syntax_int(&out, INT64_MIN);
    check(&out, "-9223372036854775808");
    syntax_length(&out, 1005);
    check(&out, "1.01");
    syntax_length(&out, -1005);
    check(&out, "-1.01");
    strbuf_release(&out);
}

static void strings_keep_their_brackets(void **state)
{
    (void)state;
    struct strbuf out = {0};
    syntax_bytes(&out, STR("a(b)c\\d\re\nf"));
    check(&out, "(a\\(b\\)c\\\\d\\re\nf)");
    syntax_text(&out, STR("plain (text)"));
    check(&out, "(plain \\(text\\))");
    syntax_text(&out, STR("é🚀"));
    check(&out, "<FEFF00E9D83DDE80>");
    syntax_text(&out, STR("a\0b\x07\nc"));
    check(&out, "<FEFF00610062000A0063>");
    strbuf_release(&out);
}

static void a_string_beyond_the_limit_ends_at_a_character(void **state)
{
    (void)state;
    struct strbuf text = {0}, out = {0};
    for (int i = 0; i < 20000; i++)
        strbuf_adds(&text, "🚀");
    syntax_text(&out, strbuf_str(&text));
    assert_true((out.len - 2) / 2 <= PDF_STRING_MOST);
    assert_int_equal((out.len - 6) % 8, 0);
    assert_true(str_ends(strbuf_str(&out), "D83DDE80>"));
    strbuf_release(&text);
    strbuf_release(&out);
}

static void names_escape_what_is_no_letter(void **state)
{
    (void)state;
    struct strbuf out = {0};
    syntax_name(&out, STR("text/csv; a\0b"));
    check(&out, "/text#2Fcsv#3B#20ab");
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_short_and_exact),
        cmocka_unit_test(strings_keep_their_brackets),
        cmocka_unit_test(a_string_beyond_the_limit_ends_at_a_character),
        cmocka_unit_test(names_escape_what_is_no_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
