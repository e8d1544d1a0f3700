/* SPDX-License-Identifier: MIT */
#include "source/csv.h"

#include "base/arena.h"
#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct csv_dialect commas = {.delimiter = ',', .quote = '"'};

/* The records as text: values between « | », records ended by a line feed, faults as « !rule@line:col ». */
static str read_all(struct arena *arena, str text, const char *encoding, struct csv_dialect dialect)
{
    struct input *input;
    struct record record;
    struct strbuf out = {0};
    assert_int_equal(input_from_bytes(text, encoding, &input), RC_OK);
    struct csv *csv = csv_new(input, dialect);
    while (csv_next(csv, &record)) {
        struct record_place place = record_place(&record, record.fault_at);
        for (size_t i = 0; i < record.count; i++) {
            if (i) strbuf_addc(&out, '|');
            strbuf_add(&out, record_value(&record, i));
        }
        if (record.fault) strbuf_printf(&out, "!%s@%u:%u", record_fault_rule(record.fault), place.line, place.col);
        if (record.is_blank) strbuf_adds(&out, "(blank)");
        strbuf_addc(&out, '\n');
    }
    str copy = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    csv_free(csv);
    input_close(input);
    return copy;
}

static void check(const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    assert_string_equal(read_all(arena, str_from(text), "UTF-8", commas).ptr, expected);
    arena_free(arena);
}

static void quotes_and_line_ends(void **state)
{
    (void)state;
    check("a,b,c\n1,2,3\n", "a|b|c\n1|2|3\n");
    check("a,b,c\r\n1,2,3", "a|b|c\n1|2|3\n");
    check("a,b\rc,d\re,f", "a|b\nc|d\ne|f\n");
    check("a,b\r\nc,d\re,f\ng,h", "a|b\nc|d\ne|f\ng|h\n");
    check("a,\"b,c\",d\n", "a|b,c|d\n");
    check("a,\"say \"\"hi\"\"\",d\n", "a|say \"hi\"|d\n");
    check("\"\",\"\"\"\",x\n", "|\"|x\n");
    check("\"one\ntwo\r\nthree\",x\ny,z\n", "one\ntwo\r\nthree|x\ny|z\n");
    check("a, \"b\" ,c\n", "a|b|c\n");
    check("5\" pipe,b\n", "5\" pipe|b\n");
    check("", "");
    check("\n\na\n", "(blank)\n(blank)\na\n");
    check(",,\n", "||(blank)\n");
    check("a,b,\n", "a|b|\n");
    check("{\"\"a\"\":1},b", "{\"\"a\"\":1}|b\n");
    check("\"{\"\"a\"\": \"\"x\"\"}\",b", "{\"a\": \"x\"}|b\n");
}

static void a_quote_that_never_closes_costs_one_line(void **state)
{
    (void)state;
    check("a,b\n1,\"open\n2,two\n3,three\n", "a|b\n!quote-open@2:3\n2|two\n3|three\n");
    check("a,\"x\"y,b\n", "a|x|b!quote-stray@1:6\n");
    check("a,\"", "!quote-open@1:3\n");
    /* The next value's opening quote does not close it, nor takes the next line along. */
    check("1,\"abc\n2,\"def\",x\n3,y,z\n", "!quote-open@1:3\n2|def|x\n3|y|z\n");
    /* What is left of a text with bare quotes is no record of its own. */
    check("1,\"say \"hi\"\nand left\",3\n2,x,y\n", "1|say !quote-stray@1:9\nand left\"|3!quote-half@2:1\n2|x|y\n");
}

static void fixed_widths_count_characters(void **state)
{
    (void)state;
    static const uint32_t widths[] = {4, 6, 3}, open[] = {4, CSV_WIDTH_REST};
    struct csv_dialect    fixed = {.widths = widths, .width_count = 3}, rest = {.widths = open, .width_count = 2};
    struct arena         *arena = arena_new();
    assert_string_equal(read_all(arena, STR("A1  Été    12\nA2  \"x,y  7\r\nA3\n"), "UTF-8", fixed).ptr,
                        "A1|Été|12\nA2|\"x,y|7\nA3||\n");
    assert_string_equal(read_all(arena, STR("A1  Été    12 more\n             \n"), "UTF-8", fixed).ptr,
                        "A1|Été|12|more\n||(blank)\n");
    assert_string_equal(read_all(arena, STR("A1  all that is left  \n"), "UTF-8", rest).ptr, "A1|all that is left\n");
    arena_free(arena);
}

static void bad_bytes_are_reported_where_they_stand(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    check("a,b\nÉé,x\xFFy\nc,d\n", "a|b\nÉé|x\xFFy!encoding@2:5\nc|d\n");
    str text = STR("a,b\nc\0d,e\n");
    str read = read_all(arena, text, "UTF-8", commas);
    assert_true(str_find_str(read, STR("!nul-byte@2:2")) < read.len);
    arena_free(arena);
}

static void encodings_come_out_as_utf8(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const char   *expected = "Société|5 €\nœuvre|ÿ\n";
    assert_string_equal(read_all(arena,
                                 STR("\xEF\xBB\xBFSoci\xC3\xA9t\xC3\xA9,5 \xE2\x82\xAC\n\xC5\x93uvre,\xC3\xBF\n"),
                                 "UTF-8", commas)
                            .ptr,
                        expected);
    assert_string_equal(read_all(arena, STR("Soci\xE9t\xE9,5 \x80\n\x9Cuvre,\xFF\n"), "windows-1252", commas).ptr,
                        expected);
    assert_string_equal(read_all(arena, STR("Soci\xE9t\xE9,5 \xA4\n\xBDuvre,\xFF\n"), "ISO-8859-15", commas).ptr,
                        expected);
    assert_string_equal(read_all(arena, STR("Soci\x8Et\x8E,5 \xDB\n\xCFuvre,\xD8\n"), "macintosh", commas).ptr,
                        expected);
    assert_string_equal(read_all(arena, STR("\xFF\xFE\x61\0,\0\xE9\0\n\0"), "UTF-16LE", commas).ptr, "a|é\n");
    assert_string_equal(read_all(arena, STR("\xFE\xFF\0\x61\0,\0\xE9\0\n"), "UTF-16BE", commas).ptr, "a|é\n");
    str lone = read_all(arena, STR("\xFF\xFE\x61\0,\0\x00\xD8\n\0"), "UTF-16LE", commas);
    assert_true(str_find_str(lone, STR("!encoding@1:3")) < lone.len);
    arena_free(arena);
}

static void other_delimiters_and_backslashes(void **state)
{
    (void)state;
    struct arena      *arena = arena_new();
    struct csv_dialect tabs = {.delimiter = '\t', .quote = '"'}, bare = {.delimiter = ','};
    struct csv_dialect slashes = {.delimiter = ';', .quote = '"', .is_backslash = true};
    struct csv_dialect bars = {.delimiter = '|', .quote = '"', .more = "|"};
    struct csv_dialect section = {.delimiter = '\xC2', .quote = '"', .more = "\xA7"};
    assert_string_equal(read_all(arena, STR("a\tb c\t\td\n"), "UTF-8", tabs).ptr, "a|b c||d\n");
    assert_string_equal(read_all(arena, STR("a;\"b\\\"c;\\\\\";d\n"), "UTF-8", slashes).ptr, "a|b\"c;\\|d\n");
    assert_string_equal(read_all(arena, STR("\"a,b\"\n"), "UTF-8", bare).ptr, "\"a|b\"\n");
    assert_string_equal(read_all(arena, STR("a||b | c||\"d||e\"\nf|"), "UTF-8", bars).ptr, "a|b | c|d||e\nf|\n");
    assert_string_equal(read_all(arena, STR("a§\xC2\xA0§b\n"), "UTF-8", section).ptr, "a|\xC2\xA0|b\n");
    arena_free(arena);
}

static void titles_are_skipped_by_lines(void **state)
{
    (void)state;
    struct input *input;
    struct record record;
    assert_int_equal(input_from_bytes(STR("Title\r\n\"open\r\nid,name\r\n"), "UTF-8", &input), RC_OK);
    struct csv *csv = csv_new(input, commas);
    assert_int_equal(csv_skip_lines(csv, 2), 2);
    assert_true(csv_next(csv, &record));
    assert_int_equal(record.line, 3);
    assert_int_equal(record.count, 2);
    assert_false(csv_next(csv, &record));
    csv_free(csv);
    input_close(input);
}

/* However the text is written, what went in comes out: values with every nasty character, random records. */
static void what_is_written_is_read(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "\"", ",", "\n", "\r\n", " ", "é", ";", "\t", "0", "漢", "\\"};
    struct arena            *arena = arena_new();
    unsigned                 seed = 7;
    for (int round = 0; round < 300; round++) {
        struct strbuf text = {0}, expected = {0};
        for (int row = 0; row < 20; row++) {
            for (int column = 0; column < 4; column++) {
                struct strbuf value = {0};
                strbuf_addc(&value, 'v'); /* no blank records, and no blanks that trimming before a quote would eat */
                for (int n = (int)(rand_r(&seed) % 6); n > 0; n--)
                    strbuf_adds(&value, pieces[rand_r(&seed) % COUNT_OF(pieces)]);
                strbuf_adds(&text, column ? ",\"" : "\"");
                for (size_t i = 0; i < value.len; i++) {
                    if (value.at[i] == '"') strbuf_addc(&text, '"');
                    strbuf_addc(&text, value.at[i]);
                }
                strbuf_addc(&text, '"');
                if (column) strbuf_addc(&expected, '|');
                strbuf_add(&expected, strbuf_str(&value));
                strbuf_release(&value);
            }
            strbuf_adds(&text, row % 3 ? "\n" : "\r\n");
            strbuf_addc(&expected, '\n');
        }
        assert_string_equal(read_all(arena, strbuf_str(&text), "UTF-8", commas).ptr, expected.at);
        strbuf_release(&text);
        strbuf_release(&expected);
    }
    arena_free(arena);
}

static void records_larger_than_the_buffer_are_read_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct strbuf text = {0};
    strbuf_adds(&text, "a,\"");
    for (int i = 0; i < 90000; i++) strbuf_adds(&text, "0123456\"\"\n");
    strbuf_adds(&text, "\",z\nnext,line,here\n");
    str read = read_all(arena, strbuf_str(&text), "UTF-8", commas);
    assert_true(str_ends(read, "|z\nnext|line|here\n"));
    assert_int_equal(read.len, 2 + 90000 * 9 + 3 + 15);
    strbuf_release(&text);
    arena_free(arena);
}

static void limits_hold_and_reading_goes_on(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct strbuf text = {0};
    for (size_t i = 0; i <= LIMIT_FIELD_BYTES; i++) strbuf_addc(&text, 'x');
    strbuf_adds(&text, ",b\nc,d\n");
    str read = read_all(arena, strbuf_str(&text), "UTF-8", commas);
    assert_true(str_ends(read, "!field-too-long@1:1\nc|d\n"));
    strbuf_clear(&text);
    for (size_t i = 0; i <= LIMIT_RECORD_BYTES; i++) strbuf_addc(&text, i % 2000 ? 'x' : ',');
    strbuf_adds(&text, "\nc,d\n");
    assert_string_equal(read_all(arena, strbuf_str(&text), "UTF-8", commas).ptr, "!record-too-long@1:1\nc|d\n");
    strbuf_clear(&text);
    for (size_t i = 0; i < 100000; i++) strbuf_addc(&text, ',');
    strbuf_adds(&text, "\nc,d\n");
    read = read_all(arena, strbuf_str(&text), "UTF-8", commas);
    assert_true(str_ends(read, "!too-many-columns@1:16385\nc|d\n"));
    strbuf_clear(&text);
    strbuf_adds(&text, "a,\"open\n");
    for (size_t i = 0; i < LIMIT_FIELD_BYTES / 4; i++) strbuf_adds(&text, "c,d\n");
    read = read_all(arena, strbuf_str(&text), "UTF-8", commas);
    assert_true(str_starts(read, "!quote-open@1:3\nc|d\n"));
    assert_int_equal(read.len, 16 + LIMIT_FIELD_BYTES);
    strbuf_release(&text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_and_line_ends),
        cmocka_unit_test(a_quote_that_never_closes_costs_one_line),
        cmocka_unit_test(fixed_widths_count_characters),
        cmocka_unit_test(bad_bytes_are_reported_where_they_stand),
        cmocka_unit_test(encodings_come_out_as_utf8),
        cmocka_unit_test(other_delimiters_and_backslashes),
        cmocka_unit_test(titles_are_skipped_by_lines),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(records_larger_than_the_buffer_are_read_whole),
        cmocka_unit_test(limits_hold_and_reading_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
