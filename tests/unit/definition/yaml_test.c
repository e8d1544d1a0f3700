/* SPDX-License-Identifier: MIT */
#include "definition/yaml.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../arena.h"

static const struct yaml_node *root;

static enum rc parse_bytes(str text)
{
    return yaml_parse(arena, file_source(arena, "t.yaml", text), &diag, &root);
}

static enum rc parse(const char *text)
{
    return parse_bytes(str_from(text));
}

static str rendered(void)
{
    struct strbuf out = {0};
    diag_render(&diag, &out);
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

static const char *first_line(void)
{
    str rest;
    return arena_cstr(arena, str_cut(rendered(), '\n', &rest));
}

static void refuse(const char *text, const char *message)
{
    diag_init(&diag, arena);
    assert_int_not_equal(parse(text), RC_OK);
    assert_null(root);
    assert_string_equal(first_line(), message);
}

static void scalars_have_the_types_of_the_core_schema(void **state)
{
    (void)state;
    static const struct {
        const char    *text;
        enum yaml_kind kind;
    } cases[] = {
        {"NO", YAML_TEXT},       {"on", YAML_TEXT},        {"yes", YAML_TEXT},        {"true", YAML_BOOLEAN},
        {"FALSE", YAML_BOOLEAN}, {"tRUE", YAML_TEXT},      {"~", YAML_NULL},          {"Null", YAML_NULL},
        {"", YAML_NULL},         {"12", YAML_INTEGER},     {"-0", YAML_INTEGER},      {"+3.50", YAML_DECIMAL},
        {"1.", YAML_TEXT},       {"1.2.3", YAML_TEXT},     {"0x1F", YAML_TEXT},       {"12e3", YAML_TEXT},
        {"\"12\"", YAML_TEXT},   {"'true'", YAML_TEXT},    {"2026-09-30", YAML_TEXT}, {"!!str 12", YAML_TEXT},
        {"[a]", YAML_SEQUENCE},  {"{a: b}", YAML_MAPPING},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(parse(arena_printf(arena, "k: %s\n", cases[i].text).ptr), RC_OK);
        assert_int_equal(yaml_get(root, "k")->kind, cases[i].kind);
    }
}

static void a_value_knows_its_place_in_characters(void **state)
{
    (void)state;
    assert_int_equal(parse("\xEF\xBB\xBF# é\nclé: {été: \"là\", b: 2}\n"), RC_OK);
    const struct yaml_node *b = yaml_get(root, "clé.b");
    assert_int_equal(b->span.line, 2);
    assert_int_equal(b->span.col, 21);
    assert_int_equal(b->key->span.col, 18);
    const struct yaml_node *quoted = yaml_get(root, "clé.été");
    assert_true(str_is(quoted->text, "là") && quoted->is_quoted);
    assert_int_equal(quoted->span.col, 12);
    assert_int_equal(quoted->span.len, 4);
}

static void an_empty_file_is_an_empty_value(void **state)
{
    (void)state;
    assert_int_equal(parse("# nothing\n"), RC_OK);
    assert_int_equal(root->kind, YAML_NULL);
    assert_null(yaml_get(root, "a"));
}

static void dotted_keys_are_found_whole_and_by_steps(void **state)
{
    (void)state;
    assert_int_equal(parse("fr: {title: Bonjour}\nhealth.weights.usage: 0.30\n"), RC_OK);
    assert_true(str_is(yaml_get(root, "fr.title")->text, "Bonjour"));
    assert_true(str_is(yaml_get(root, "health.weights.usage")->text, "0.30"));
    assert_null(yaml_get(root, "fr.title.x"));
}

static void an_alias_repeats_the_anchored_value(void **state)
{
    (void)state;
    assert_int_equal(parse("a: &x {n: 1, m: [2, 3]}\nb: *x\nc: [*x, *x]\n"), RC_OK);
    assert_true(str_is(yaml_get(root, "b.n")->text, "1"));
    assert_int_equal(yaml_get(root, "c")->count, 2);
    assert_int_equal(yaml_get(root, "b.n")->span.line, 1);
    assert_true(str_is(yaml_get(root, "b")->key->text, "b"));
}

static void every_refusal_names_its_place(void **state)
{
    (void)state;
    refuse("a: 1\nb: 2\na: 3\n",
           "t.yaml:3:1: error: key 'a' is given twice; the first is at line 1 [yaml-duplicate-key]");
    refuse("a: 1\n---\nb: 2\n", "t.yaml:2:1: error: a second document (---) is not supported here [yaml-unsupported]");
    refuse("x: &a {b: 1}\ny:\n  <<: *a\n",
           "t.yaml:3:3: error: a merge key (<<) is not supported here [yaml-unsupported]");
    refuse("a: !python/object 1\n", "t.yaml:1:4: error: a tag (!…) is not supported here [yaml-unsupported]");
    refuse("a: *b\n", "t.yaml:1:4: error: not valid YAML: alias '*b' has no anchor before it [yaml-syntax]");
    refuse("a: &b [1, *b]\n",
           "t.yaml:1:11: error: not valid YAML: alias '*b' stands inside what it repeats [yaml-syntax]");
    refuse("é: {{ x }}\n",
           "t.yaml:1:5: error: a sequence or mapping as a key is not supported here [yaml-unsupported]");
    refuse("a: b: c\n",
           "t.yaml:1:5: error: not valid YAML: mapping values are not allowed in this context [yaml-syntax]");
    refuse("a:\n\t- b\n",
           "t.yaml:2:1: error: not valid YAML: found character that cannot start any token, while scanning for the "
           "next token "
           "from line 2 [yaml-syntax]");
    refuse("a: caf\xE9\n", "t.yaml:1:7: error: not valid YAML: a byte that is not UTF-8 [yaml-syntax]");
    refuse("a: 1\nb: \"\x01\"\n",
           "t.yaml:2:5: error: not valid YAML: control characters are not allowed [yaml-syntax]");
}

static void a_zero_byte_is_refused_at_its_place(void **state)
{
    (void)state;
    assert_int_equal(parse_bytes(STR("a: 1\nb: x\0y\n")), RC_INVALID);
    assert_string_equal(first_line(), "t.yaml:2:5: error: not valid YAML: a zero byte [yaml-syntax]");
}

static void all_duplicates_are_reported_in_one_pass(void **state)
{
    (void)state;
    assert_int_equal(parse("a: 1\na: 2\nb: {c: 1, c: 2}\n"), RC_INVALID);
    assert_int_equal(diag.counts[DIAG_YAML_DUPLICATE_KEY], 2);
}

static void a_billion_laughs_are_refused_at_once(void **state)
{
    (void)state;
    struct strbuf text = {0};
    strbuf_adds(&text, "l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 10; i++) {
        strbuf_printf(&text, "l%d: &l%d [", i, i);
        for (int j = 0; j < 10; j++)
            strbuf_printf(&text, "%s*l%d", j ? ", " : "", i - 1);
        strbuf_adds(&text, "]\n");
    }
    assert_int_equal(parse_bytes(strbuf_str(&text)), RC_LIMIT);
    assert_non_null(strstr(first_line(),
                           "error: the number of values, aliases expanded, exceeds the limit of 200000 [yaml-limit]"));
    strbuf_release(&text);
}

static void depth_is_bounded_with_and_without_aliases(void **state)
{
    (void)state;
    char deep[1001];
    memset(deep, '[', 1000);
    deep[1000] = '\0';
    refuse(deep, "t.yaml:1:65: error: the nesting exceeds the limit of 64 [yaml-limit]");
    struct strbuf text = {0};
    strbuf_adds(&text, "a0: &a0 [1]\n");
    for (int i = 1; i < 100; i++)
        strbuf_printf(&text, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    diag_init(&diag, arena);
    assert_int_equal(parse_bytes(strbuf_str(&text)), RC_LIMIT);
    assert_non_null(strstr(first_line(), "the nesting, aliases expanded, exceeds the limit of 64 [yaml-limit]"));
    strbuf_release(&text);
}

static void a_wrong_type_is_reported_and_gives_the_default(void **state)
{
    (void)state;
    assert_int_equal(parse("n: abc\nt: [a]\nb: yes\nd: 2026-13-01\ne: x\ns: {}\nc: blu\nbig: 99999999999999999999\n"),
                     RC_OK);
    static const str colours[] = {{"red", 3}, {"blue", 4}};
    assert_int_equal(yaml_int(root, "n", 7, &diag), 7);
    assert_true(str_is(yaml_text(root, "t", STR("none"), &diag), "none"));
    assert_true(yaml_bool(root, "b", true, &diag));
    assert_int_equal(yaml_date(root, "d", DATE_NONE, &diag), DATE_NONE);
    assert_int_equal(exact_sign(yaml_exact(arena, root, "e", EXACT_ZERO, &diag)), 0);
    assert_null(yaml_sequence(root, "s", &diag));
    assert_int_equal(yaml_choice(root, "c", colours, 2, 0, &diag), 0);
    assert_int_equal(yaml_int(root, "big", 1, &diag), 1);
    assert_true(str_equal(yaml_required_text(root, "name", "a thing", &diag), STR_NONE));
    assert_string_equal(rendered().ptr,
                        "t.yaml:1:4: error: 'n' should be a whole number, not text [type-wrong]\n"
                        "    1 | n: abc\n      |    ^~~\n"
                        "t.yaml:2:4: error: 't' should be text, not a list [type-wrong]\n"
                        "    2 | t: [a]\n      |    ^\n"
                        "t.yaml:3:4: error: 'b' should be true or false, not text [type-wrong]\n"
                        "    3 | b: yes\n      |    ^~~\n  hint: YAML 1.2 knows only true and false\n"
                        "t.yaml:4:4: error: '2026-13-01' is not a date [value-wrong]\n"
                        "    4 | d: 2026-13-01\n      |    ^~~~~~~~~~\n"
                        "  hint: dates are written year-month-day: 2026-09-30\n"
                        "t.yaml:5:4: error: 'e' should be a number, not text [type-wrong]\n"
                        "    5 | e: x\n      |    ^\n"
                        "t.yaml:6:4: error: 's' should be a list, not a mapping [type-wrong]\n"
                        "    6 | s: {}\n      |    ^\n"
                        "t.yaml:7:4: error: 'blu' is not one of red, blue [value-wrong]\n"
                        "    7 | c: blu\n      |    ^~~\n  hint: did you mean 'blue'?\n"
                        "t.yaml:8:6: error: '99999999999999999999' is not a number of at most 18 digits [value-wrong]\n"
                        "    8 | big: 99999999999999999999\n      |      ^~~~~~~~~~~~~~~~~~~~\n"
                        "t.yaml:1:1: error: key 'name' is missing in a thing [key-missing]\n"
                        "    1 | n: abc\n      | ^\n");
}

static void unknown_keys_get_the_nearest_name(void **state)
{
    (void)state;
    static const str names[] = {{"locale", 6}, {"theme", 5}};
    assert_int_equal(parse("locale: fr\nlocal: fr\nzzz: 1\n"), RC_OK);
    yaml_check_keys(root, names, 2, "a workspace", &diag);
    assert_int_equal(diag.errors, 2);
    assert_string_equal(first_line(), "t.yaml:2:1: error: unknown key 'local' in a workspace [key-unknown]");
    assert_true(str_is(diag.first->hint, "did you mean 'locale'?"));
    assert_int_equal(diag.last->hint.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(scalars_have_the_types_of_the_core_schema),
        CASE(a_value_knows_its_place_in_characters),
        CASE(an_empty_file_is_an_empty_value),
        CASE(dotted_keys_are_found_whole_and_by_steps),
        CASE(an_alias_repeats_the_anchored_value),
        CASE(every_refusal_names_its_place),
        CASE(a_zero_byte_is_refused_at_its_place),
        CASE(all_duplicates_are_reported_in_one_pass),
        CASE(a_billion_laughs_are_refused_at_once),
        CASE(depth_is_bounded_with_and_without_aliases),
        CASE(a_wrong_type_is_reported_and_gives_the_default),
        CASE(unknown_keys_get_the_nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
