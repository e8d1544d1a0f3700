/* SPDX-License-Identifier: MIT */
#include "source/dialect.h"

#include "base/file.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* What is found in a file of these bytes. */
static void check(str bytes, const char *expected)
{
    char                 path[] = "/tmp/reliure-dialect-XXXXXX";
    struct arena        *arena = arena_new();
    struct diag          diag;
    struct input_profile profile;
    struct dialect       dialect;
    int                  fd = mkstemp(path);
    diag_init(&diag, arena);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(file_write(path, bytes, &diag), RC_OK);
    struct hasher *hasher = hasher_new();
    assert_int_equal(input_profile(path, hasher, &diag, SPAN_NONE, &profile), RC_OK);
    (void)hasher_end(hasher);
    assert_int_equal(dialect_detect(NULL, path, profile.encoding, arena, &diag, SPAN_NONE, &dialect), RC_OK);
    assert_string_equal(dialect_text(arena, &dialect, DIAG_ENGLISH).ptr, expected);
    unlink(path);
    arena_free(arena);
}

static void delimiters_are_those_that_make_a_table(void **state)
{
    (void)state;
    check(STR("a,b,c\n1,2,3\n"), "UTF-8, commas");
    check(STR("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n"), "UTF-8, semicolons");
    check(STR("a\tb\n\"x,y,z\"\t2\n\"u,v,w\"\t3\n"), "UTF-8, tabs");
    check(STR("id|tags\n1|a,b,c\n2|a,b\n"), "UTF-8, bars");
    check(STR("name,note\nA,\"one; two; three\"\nB,\"four; five\nsix; seven\"\n"), "UTF-8, commas");
    check(STR("name;note\nA;Bonjour, bien reçu, merci\nB;non\nC;a, b\n"), "UTF-8, semicolons");
    check(STR("only\n1\n2\n"), "UTF-8, commas");
    check(STR(""), "UTF-8, commas");
    check(STR("sep=;\na;b,c\n1;2,3\n"), "UTF-8, semicolons, 1 line above");
    check(STR("\"sep=\t\"\na\tb\n"), "UTF-8, tabs, 1 line above");
}

static void quotes_are_doubled_unless_backslashes_prove_otherwise(void **state)
{
    (void)state;
    check(STR("a,b\n\"say \\\"hi, you\\\"\",2\n\"x\",3\n"), "UTF-8, commas, backslash quotes");
    check(STR("id,txt\n1,'a,b'\n2,'c,d'\n"), "UTF-8, commas, single quotes");
    check(STR("id,txt\n1,l'an\n2,'tis\n"), "UTF-8, commas");
    check(STR("a,b\n\"{\"\"k\"\": \"\"C:\\\\\"\"}\",2\n\"x\",3\n"), "UTF-8, commas");
}

static void quotes_that_never_close_are_no_vote_for_a_comma(void **state)
{
    (void)state;
    check(STR("Client;Mois;MRR\nA;08;400,00\nA;09;410,00\nA;07;\"400,00\nA;07;\"400,00\nA;07;\"400,00\n"),
          "UTF-8, semicolons");
    check(STR("Client;Mois;MRR\nA;07;\"400,00\nA;07;\"400,00\n"), "UTF-8, semicolons");
}

static void titles_above_the_header_are_found(void **state)
{
    (void)state;
    check(STR("Sales report\n\nid,name,value\n1,a,2\n2,b,3\n3,c,4\n"), "UTF-8, commas, header in record 3");
    check(STR("Report;;;\nid;name;value;x\n1;a;2;\n2;b;3;\n"), "UTF-8, semicolons, header in record 2");
}

static void columns_parted_by_blanks_alone_are_found(void **state)
{
    (void)state;
    check(STR("CODE  NAME    CITY\nA1    Alpha   Lyon\nB22   B\xC3\xA9ta    Paris\n"), "UTF-8, 3 columns of fixed widths");
    check(STR("Dear reader, this is a letter.\nIt has lines of words,\nand no columns at all.\n"), "UTF-8, commas");
    check(STR("id^name^note\n1^a, b^x\n2^c, d^y\n3^e, f^z\n"), "UTF-8, « ^ » between values");
}

static void a_first_record_like_those_below_is_no_header(void **state)
{
    (void)state;
    check(STR("A1,Alpha,2026-01-01\nB2,Beta,2026-01-02\n"), "UTF-8, commas, no header");
    check(STR("France;12\nItalie;3\nFrance;7\n"), "UTF-8, semicolons, no header");
    check(STR("id,2024,2025\nA,1,2\nB,3,4\n"), "UTF-8, commas");
    check(STR("code,name\nalpha,Alpha\n"), "UTF-8, commas");
    check(STR("id | name\n---+-----\n1 | a\n2 | b\n"), "UTF-8, bars, 2 header rows");
}

static void encodings_are_told_by_their_bytes(void **state)
{
    (void)state;
    check(STR("\xEF\xBB\xBFid,nom\n1,\xC3\xA9\n"), "UTF-8, commas");
    check(STR("id;nom\n1;\xE9t\xE9\n"), "windows-1252, semicolons");
    check(STR("\xFF\xFEi\0d\0\t\0n\0\n\0001\0\t\0\xE9\0\n\0"), "UTF-16LE, tabs");
    check(STR("\0i\0d\0,\0n\0\n\0001\0,\0x\0\n"), "UTF-16BE, commas");
    /* Damaged UTF-8 is still UTF-8: one bad byte among many good sequences. */
    struct strbuf text = {0};
    for (int i = 0; i < 50; i++) strbuf_adds(&text, "é,à\n");
    strbuf_adds(&text, "x\xFFy,z\n");
    check(strbuf_str(&text), "UTF-8, commas");
    strbuf_release(&text);
    assert_null(input_encoding_name(STR("klingon-8"), NULL));
}

static void json_lines_are_told_by_their_name(void **state)
{
    (void)state;
    struct arena     *arena = arena_new();
    struct diag       diag;
    struct dialect    dialect;
    char              folder[] = "/tmp/reliure-dialect-XXXXXX";
    diag_init(&diag, arena);
    assert_non_null(mkdtemp(folder));
    const char *path = file_join(arena, folder, "x.jsonl");
    assert_int_equal(file_write(path, STR("{\"a\":1}\n"), &diag), RC_OK);
    assert_int_equal(dialect_detect(NULL, path, "UTF-8", arena, &diag, SPAN_NONE, &dialect), RC_OK);
    assert_int_equal(dialect.format, FORMAT_JSONL);
    unlink(path);
    rmdir(folder);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delimiters_are_those_that_make_a_table),
        cmocka_unit_test(quotes_are_doubled_unless_backslashes_prove_otherwise),
        cmocka_unit_test(quotes_that_never_close_are_no_vote_for_a_comma),
        cmocka_unit_test(titles_above_the_header_are_found),
        cmocka_unit_test(columns_parted_by_blanks_alone_are_found),
        cmocka_unit_test(a_first_record_like_those_below_is_no_header),
        cmocka_unit_test(encodings_are_told_by_their_bytes),
        cmocka_unit_test(json_lines_are_told_by_their_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
