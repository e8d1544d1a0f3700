/* SPDX-License-Identifier: MIT */
#include "source/json.h"

#include "base/arena.h"
#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void put_record(struct strbuf *out, struct jsonl *fields, const struct record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        str value = record_value(record, i);
        if (!value.ptr) continue;
        strbuf_add(out, jsonl_path(fields, i));
        strbuf_addc(out, '=');
        strbuf_add(out, value);
        strbuf_addc(out, ';');
    }
    struct record_place place = record_place(record, record->fault_at);
    if (record->fault) strbuf_printf(out, "!%s@%u:%u", record_fault_rule(record->fault), place.line, place.col);
    strbuf_addc(out, '\n');
}

/* "path=value;…" a record, faults as « !rule@line:col », a failure as « ?sentence@line:col ». */
static void check_path(const char *text, const char *records, const char *expected)
{
    struct input       *input;
    struct record       record;
    struct record_place place;
    struct strbuf       out = {0};
    assert_int_equal(input_from_bytes(str_from(text), "UTF-8", &input), RC_OK);
    struct json *json = json_new(input, str_from(records));
    while (json_next(json, &record))
        put_record(&out, json_fields(json), &record);
    const char *failure = json_failure(json, &place);
    if (failure) strbuf_printf(&out, "?%s@%u:%u", failure, place.line, place.col);
    assert_string_equal(out.len ? out.at : "", expected);
    strbuf_release(&out);
    json_free(json);
    input_close(input);
}

static void check(const char *text, const char *expected)
{
    check_path(text, NULL, expected);
}

static void objects_of_the_array_are_records(void **state)
{
    (void)state;
    check("[{\"a\":1,\"b\":{\"c\":\"x\"}},\n {\"a\":2}]\n", "a=1;b.c=x;\na=2;\n");
    check("[]", "");
    check("[{}]", "\n");
    check("{\"results\":[{\"id\":\"1\",\"tags\":[{\"x\":1}]},{\"id\":\"2\"}],\"paging\":{\"next\":[1]}}",
          "id=1;tags=[{\"x\":1}];\nid=2;\n");
    check("{\"errors\":[],\"data\":[{\"a\":1}]}", "a=1;\n");
}

static void the_path_chooses_among_arrays(void **state)
{
    (void)state;
    const char *two = "{\"users\":[{\"u\":1}],\"data\":{\"items\":[{\"a\":1},{\"a\":2}]}}";
    check_path(two, "data.items", "a=1;\na=2;\n");
    check_path(two, "users", "u=1;\n");
    check_path(two, "data.rows", "?there is no array at the path that records: names@1:55");
    check(two, "u=1;\n?a second array of objects begins here; say which one has the records (records: "
               "data.items)@1:37");
    check_path("{\"data\":[{\"items\":[{\"a\":1}]},{\"items\":[{\"a\":2}]}]}", "data.items", "a=1;\na=2;\n");
}

static void what_is_no_object_is_a_record_at_fault(void **state)
{
    (void)state;
    check("[{\"a\":1}, 12, \"x\", null,\n[1], {\"a\":2}]",
          "a=1;\n!json@1:10\n!json@1:14\n!json@1:19\n!json@2:1\na=2;\n");
    check("[{\"a\":\"\xFF\"},{\"a\":3}]", "!encoding@1:8\na=3;\n");
    check("[{\"a\":1},1", "a=1;\n!json@1:11\n?the file ends inside the JSON text; it is cut off@1:11");
    check("[1,2]", "?no array of the text holds objects@1:6");
    check("{\"a\":1}", "?no array of the text holds objects@1:8");
}

static void a_broken_text_says_where(void **state)
{
    (void)state;
    check("[{\"a\":1},\n{\"a\":2}", "a=1;\na=2;\n?the file ends inside the JSON text; it is cut off@2:8");
    check("[{\"a\":1},\n{\"a\" 2}]", "a=1;\n?this is not JSON@2:6");
    check("[{\"a\":1},]", "a=1;\n?this is not JSON@1:10");
    check("[{\"a\":1}] []", "a=1;\n?this is not JSON@1:11");
    check("", "?the file is empty@1:1");
    check(" \n", "?the file is empty@2:1");
}

static void depth_and_length_are_bounded(void **state)
{
    (void)state;
    struct strbuf deep = {0};
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&deep, '[');
    check(deep.at, "?the text is nested more than 64 deep@1:65");
    strbuf_clear(&deep);
    strbuf_adds(&deep, "[{\"a\":\"");
    for (size_t i = 0; i < LIMIT_RECORD_BYTES + 200000; i++)
        strbuf_addc(&deep, 'x');
    strbuf_adds(&deep, "\"},{\"a\":1}]");
    check(deep.at, "!record-too-long@1:2\na=1;\n");
    strbuf_release(&deep);
}

/* `pieces` of a string's raw text, after `shift` other bytes, so that chunks end at every place of a piece. */
static void check_pieces(const char *piece, const char *decoded, size_t pieces, size_t shift)
{
    struct strbuf text = {0}, expected = {0};
    strbuf_adds(&text, "[{\"b\":\"");
    strbuf_adds(&expected, "b=");
    for (size_t i = 0; i < shift; i++) {
        strbuf_addc(&text, 'x');
        strbuf_addc(&expected, 'x');
    }
    for (size_t i = 0; i < pieces; i++) {
        strbuf_adds(&text, piece);
        strbuf_adds(&expected, decoded);
    }
    strbuf_adds(&text, "\",\"c\":[\"]\"]},{\"b\":2}]");
    strbuf_adds(&expected, ";c=[\"]\"];\nb=2;\n");
    check(text.at, expected.at);
    strbuf_release(&text);
    strbuf_release(&expected);
}

static void long_strings_are_whole_whatever_they_hold(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 6; shift++) {
        check_pieces("\\\"}],[", "\"}],[", 100000, shift);
        check_pieces("\\\\", "\\", 400000, shift);
        check_pieces("\\u00e9", "\xC3\xA9", 150000, shift);
        check_pieces("\xC3\xA9", "\xC3\xA9", 400000, shift);
    }
}

static void a_word_without_end_is_given_up(void **state)
{
    (void)state;
    struct strbuf text = {0};
    strbuf_adds(&text, "[{\"a\":1},{\"a\":");
    for (size_t i = 0; i < 2 * LIMIT_FIELD_BYTES; i++) strbuf_addc(&text, '1');
    strbuf_adds(&text, "}]");
    check(text.at, "a=1;\n?a number or a word is longer than 1 MB@1:1114112");
    strbuf_clear(&text);
    strbuf_adds(&text, "[{\"a\":1},");
    for (size_t i = 0; i < 2 * LIMIT_FIELD_BYTES; i++) strbuf_addc(&text, ' ');
    strbuf_adds(&text, "{\"a\":2}]");
    check(text.at, "a=1;\na=2;\n"); /* blanks are no word */
    strbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_of_the_array_are_records),       cmocka_unit_test(the_path_chooses_among_arrays),
        cmocka_unit_test(what_is_no_object_is_a_record_at_fault), cmocka_unit_test(a_broken_text_says_where),
        cmocka_unit_test(depth_and_length_are_bounded),           cmocka_unit_test(long_strings_are_whole_whatever_they_hold),
        cmocka_unit_test(a_word_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
