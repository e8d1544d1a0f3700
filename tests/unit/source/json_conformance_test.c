/* SPDX-License-Identifier: MIT */
/* JSON as RFC 8259 has it, in the spirit of the public conformance suites: what is refused, with its place, what is not. */
#include "source/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

/*
 * The values of « a », one a line; « !rule@line:col » for a record kept out, « ?sentence@line:col » for a text that
 * cannot be read on.
 */
static str read_array(struct arena *arena, str text)
{
    struct input       *input = NULL;
    struct record       record;
    struct record_place place;
    struct strbuf       out = {0};
    assert_int_equal(input_from_bytes(text, "UTF-8", &input), RC_OK);
    struct json *json = json_new(input, STR_NONE);
    size_t       column = jsonl_column(json_fields(json), STR("a"));
    while (json_next(json, &record)) {
        place = record_place(&record, record.fault_at);
        if (record.fault) strbuf_printf(&out, "!%s@%u:%u", record_fault_rule(record.fault), place.line, place.col);
        strbuf_add(&out, record_value(&record, column));
        strbuf_addc(&out, '\n');
    }
    const char *failure = json_failure(json, &place);
    if (failure) strbuf_printf(&out, "?%s@%u:%u", failure, place.line, place.col);
    json_free(json);
    input_close(input);
    str copy = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return copy;
}

/* The same of JSON Lines. */
static str read_lines(struct arena *arena, str text)
{
    struct input *input = NULL;
    struct record record;
    struct strbuf out = {0};
    assert_int_equal(input_from_bytes(text, "UTF-8", &input), RC_OK);
    struct jsonl *jsonl = jsonl_new(input);
    size_t        column = jsonl_column(jsonl, STR("a"));
    while (jsonl_next(jsonl, &record)) {
        struct record_place place = record_place(&record, record.fault_at);
        if (record.fault) strbuf_printf(&out, "!%s@%u:%u", record_fault_rule(record.fault), place.line, place.col);
        strbuf_add(&out, record_value(&record, column));
        strbuf_addc(&out, '\n');
    }
    jsonl_free(jsonl);
    input_close(input);
    str copy = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return copy;
}

static str wrapped(struct arena *arena, const char *before, str value, const char *after)
{
    struct strbuf text = {0};
    strbuf_adds(&text, before);
    strbuf_add(&text, value);
    strbuf_adds(&text, after);
    str copy = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return copy;
}

static bool has(str text, char mark)
{
    return str_find(text, mark) < text.len;
}

/* Values that no JSON text may have (n_*): alone they spoil a record of JSON Lines, in an array all that follows. */
static void what_is_not_json_is_refused_where_it_stands(void **state)
{
    static const str values[] = {
        TEXT("-"),       TEXT("-012"),    TEXT("012"),     TEXT("1."),        TEXT(".5"),      TEXT("-.5"),
        TEXT("2.e3"),    TEXT("1e"),      TEXT("1e+"),     TEXT("1eE2"),      TEXT("1.0.0"),   TEXT("+1"),
        TEXT("0x10"),    TEXT("NaN"),     TEXT("Infinity"), TEXT("-Infinity"), TEXT("1 000"),  TEXT("--1"),
        TEXT("tru"),     TEXT("TRUE"),    TEXT("nul"),     TEXT("undefined"), TEXT("'a'"),     TEXT("a"),
        TEXT("\"a"),     TEXT("\"\\x41\""), TEXT("\"\\u00G1\""), TEXT("\"\\u12\""), TEXT("\"\\\""), TEXT("\"a\tb\""),
        TEXT("\"a\nb\""), TEXT("\"a\0b\""), TEXT("\0"),     TEXT("[1,]"),      TEXT("[,1]"),    TEXT("[1,,2]"),
        TEXT("[1 2]"),   TEXT("[1"),      TEXT("]"),       TEXT("{\"b\":1,}"), TEXT("{,}"),    TEXT("{b:1}"),
        TEXT("{'b':1}"), TEXT("{\"b\"}"), TEXT("{\"b\":}"), TEXT("{\"b\"::1}"), TEXT("{\"b\",1}"), TEXT("{1:1}"),
        TEXT("/* c */ 1"), TEXT("1 // c"), TEXT("# 1"),    TEXT("\f1"),       TEXT("1\v"),     TEXT("\xEF\xBC\x91"),
        TEXT("\xC2\xA0" "1"), TEXT("\\u0041"), TEXT("1}{"), TEXT("1}]"),       TEXT(""),        TEXT("{\"b\":1]"),
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        str array = read_array(arena, wrapped(arena, "[\n{\"a\":\"first\"},\n{\"a\":", values[i], "}\n,{\"a\":3}]"));
        str lines = read_lines(arena, wrapped(arena, "{\"a\":\"first\"}\n{\"a\":", values[i], "}\n{\"a\":3}\n"));
        if (!str_starts(array, "first\n") || !has(array, '?')) fail_msg("%.*s: %.*s", STR_ARG(values[i]), STR_ARG(array));
        if (!str_starts(lines, "first\n!") || !str_ends(lines, "\n3\n"))
            fail_msg("%.*s: %.*s", STR_ARG(values[i]), STR_ARG(lines));
    }
    arena_free(arena);
}

static void what_is_json_is_read_as_it_is(void **state)
{
    static const struct {
        str         text;
        const char *value;
    } values[] = {
        {TEXT("0"), "0"},
        {TEXT("-0"), "-0"},
        {TEXT("12345678901234567890"), "12345678901234567890"},
        {TEXT("0.1000000000000000055511151231257827"), "0.1000000000000000055511151231257827"},
        {TEXT("1E400"), "1E400"},
        {TEXT("-1.5e-9"), "-1.5e-9"},
        {TEXT("\"\""), ""},
        {TEXT("\"12345678901234567890\""), "12345678901234567890"},
        {TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\/\b\f\n\r\t"},
        {TEXT("\"\\u00e9\\u20AC\""), "é€"},
        {TEXT("\"\\uD83D\\uDE00\""), "😀"},
        {TEXT("\"\\\\uD83D\""), "\\uD83D"},
        {TEXT("\"\xEF\xBF\xBF\x7F\""), "\xEF\xBF\xBF\x7F"},
        {TEXT("\"\xE2\x80\xA8\""), "\xE2\x80\xA8"},
        {TEXT("true"), "true"},
        {TEXT("null"), ""},
        {TEXT(" \t\r 1 "), "1"},
        {TEXT("[]"), "[]"},
        {TEXT("[1, {\"a\": \"]\"}]"), "[1, {\"a\": \"]\"}]"},
        {TEXT("{}"), ""},
        {TEXT("1, \"b\": {\"a\": 2}"), "1"},
        {TEXT("1, \"\": 2, \"a\": 1"), "1"},
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        str expected = arena_printf(arena, "%s\n3\n", values[i].value);
        str array = read_array(arena, wrapped(arena, "[{\"a\":", values[i].text, "},\n{\"a\":3}]"));
        str lines = read_lines(arena, wrapped(arena, "{\"a\":", values[i].text, "}\n{\"a\":3}"));
        if (!str_equal(array, expected)) fail_msg("%.*s: %.*s", STR_ARG(values[i].text), STR_ARG(array));
        if (!str_equal(lines, expected)) fail_msg("%.*s: %.*s", STR_ARG(values[i].text), STR_ARG(lines));
    }
    arena_free(arena);
}

/* JSON by its grammar, but not a value that can be taken for certain (i_*): the record is kept out, those behind it come. */
static void what_json_lets_pass_but_nobody_can_read_costs_its_record(void **state)
{
    static const struct {
        str         text;
        const char *fault;
    } values[] = {
        {TEXT("\"\\uD800\""), "!half-character@1:7"},
        {TEXT("\"\\uDC00\""), "!half-character@1:7"},
        {TEXT("\"\\uD800\\u0041\""), "!half-character@1:7"},
        {TEXT("\"\\uD800\\uD800\""), "!half-character@1:7"},
        {TEXT("\"x\\\\\\uDFAA\""), "!half-character@1:7"},
        {TEXT("\"a\\u0000b\""), "!nul-byte@1:7"},
        {TEXT("\"\xFF\""), "!encoding@1:8"},
        {TEXT("\"\xC0\xAF\""), "!encoding@1:8"},
        {TEXT("\"\xED\xA0\x80\""), "!encoding@1:8"},
        {TEXT("\"\xF4\xBF\xBF\xBF\""), "!encoding@1:8"},
        {TEXT("1, \"a\": 2"), "!key-twice@1:15"},
        {TEXT("{\"b\": 1}, \"a.b\": 2"), "!key-twice@1:24"},
        {TEXT("1, \"k\\u0000\": 2"), "!nul-byte@1:10"},
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        str expected = arena_printf(arena, "%s\n3\n", values[i].fault);
        str array = read_array(arena, wrapped(arena, "[{\"a\":", values[i].text, "},\n{\"a\":3}]"));
        str lines = read_lines(arena, wrapped(arena, " {\"a\":", values[i].text, "}\n{\"a\":3}"));
        if (!str_equal(array, expected)) fail_msg("%.*s: %.*s", STR_ARG(values[i].text), STR_ARG(array));
        /* The column is that of the line without the blanks around it. */
        if (!str_ends(lines, "\n3\n") || lines.ptr[0] != '!') fail_msg("%.*s: %.*s", STR_ARG(values[i].text), STR_ARG(lines));
    }
    arena_free(arena);
}

static void a_text_that_is_no_array_says_so(void **state)
{
    static const struct {
        str         text;
        const char *expected;
    } texts[] = {
        {TEXT(""), "?the file is empty@1:1"},
        {TEXT(" \n"), "?the file is empty@2:1"},
        {TEXT("null"), "?no array of the text holds objects@1:5"},
        {TEXT("\"a\""), "?no array of the text holds objects@1:4"},
        {TEXT("{\"a\": 1}"), "?no array of the text holds objects@1:9"},
        {TEXT("[1, 2]"), "?no array of the text holds objects@1:7"},
        {TEXT("[]"), ""},
        {TEXT("[{\"a\": 1}"), "1\n?the file ends inside the JSON text; it is cut off@1:10"},
        {TEXT("[{\"a\": 1},\n{\"a\": \"2"), "1\n?the file ends inside the JSON text; it is cut off@2:9"},
        {TEXT("[{\"a\": 1}]\n]"), "1\n?this is not JSON@2:1"},
        {TEXT("[{\"a\": 1}][{\"a\": 2}]"), "1\n?this is not JSON@1:11"},
        {TEXT("[{\"a\": 1}, 2, \"x\", [{}], {\"a\": 3}]"), "1\n!json@1:11\n!json@1:14\n!json@1:20\n3\n"},
        {TEXT("\xEF\xBB\xBF[{\"a\": 1}]"), "1\n"},
        {TEXT("[\xEF\xBB\xBF{\"a\": 1}]"), "?this is not JSON@1:2"},
        {TEXT("[{\"a\": 1}\xE2\x81\xA0]"), "1\n?this is not JSON@1:10"},
        {TEXT("\xE5"), "?this is not JSON@1:1"},
        {TEXT("[{\"a\": 1},]"), "1\n?this is not JSON@1:11"},
        {TEXT("[{\"a\": 1};{\"a\": 2}]"), "1\n?this is not JSON@1:10"},
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        str array = read_array(arena, texts[i].text);
        if (!str_is(array, texts[i].expected)) fail_msg("%.*s: %.*s", STR_ARG(texts[i].text), STR_ARG(array));
    }
    arena_free(arena);
}

/* 100 000 brackets are refused at the 65th, and cost neither stack nor time. */
static void depth_without_end_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct strbuf text = {0};
    for (size_t i = 0; i < 100000; i++)
        strbuf_adds(&text, "[");
    str array = read_array(arena, strbuf_str(&text));
    if (!str_is(array, "?the text is nested more than 64 deep@1:65")) fail_msg("%.*s", STR_ARG(array));
    strbuf_clear(&text);
    for (size_t i = 0; i < 100000; i++)
        strbuf_adds(&text, "{\"\":");
    array = read_array(arena, wrapped(arena, "[", strbuf_str(&text), ""));
    if (str_find_str(array, STR("nested more than 64 deep")) == array.len) fail_msg("%.*s", STR_ARG(array));
    str lines = read_lines(arena, wrapped(arena, "", strbuf_str(&text), "\n{\"a\":3}"));
    if (!str_is(lines, "!depth@1:257\n3\n")) fail_msg("%.*s", STR_ARG(lines));
    strbuf_release(&text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_json_is_refused_where_it_stands),
        cmocka_unit_test(what_is_json_is_read_as_it_is),
        cmocka_unit_test(what_json_lets_pass_but_nobody_can_read_costs_its_record),
        cmocka_unit_test(a_text_that_is_no_array_says_so),
        cmocka_unit_test(depth_without_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
