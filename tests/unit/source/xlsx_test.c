/* SPDX-License-Identifier: MIT */
#include "source/xlsx.h"

#include "base/file.h"
#include "base/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define TYPE "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

struct text_part {
    const char *name, *text;
};

static const struct text_part common[] = {
    {"_rels/.rels", RELATIONS "<Relationship Id=\"r1\" " TYPE "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                              "</Relationships>"},
    {"xl/_rels/workbook.xml.rels",
     RELATIONS "<Relationship Id=\"r1\" " TYPE "/worksheet\" Target=\"worksheets/one.xml\"/>"
               "<Relationship Id=\"r2\" " TYPE "/worksheet\" Target=\"/xl/worksheets/two.xml\"/>"
               "<Relationship Id=\"r3\" " TYPE "/styles\" Target=\"styles.xml\"/>"
               "<Relationship Id=\"r4\" " TYPE "/sharedStrings\" Target=\"../xl/strings.xml\"/></Relationships>"},
    {"xl/styles.xml",
     "<x:styleSheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:numFmts>"
     "<x:numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/></x:numFmts><x:cellStyleXfs><x:xf numFmtId=\"14\"/>"
     "</x:cellStyleXfs><x:cellXfs><x:xf numFmtId=\"0\"/><x:xf numFmtId=\"14\"/><x:xf numFmtId=\"164\"/>"
     "<x:xf numFmtId=\"21\"/></x:cellXfs></x:styleSheet>"},
    {"xl/strings.xml", "<sst " MAIN "><si><t>id</t></si><si><r><t>na</t></r><r><t>me</t></r>"
                       "<rPh><t>x</t></rPh></si><si><t>Caf\xC3\xA9 &amp; co_x000A_</t></si></sst>"},
    {"xl/worksheets/two.xml", "<worksheet " MAIN "><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c>"
                              "<c r=\"B1\" t=\"str\"><v>b</v></c></row></sheetData></worksheet>"},
};

static const char plain_book[] =
    "<workbook " MAIN " xmlns:r=\"x\"><sheets><sheet name=\"One\" sheetId=\"7\" r:id=\"r1\"/>"
    "<sheet name=\"Two\" sheetId=\"8\" r:id=\"r2\"/></sheets></workbook>";

struct trial {
    struct arena     *arena;
    struct diag       diag;
    char              path[64];
    struct xlsx_table table;
};

static void add_part(zip_t *zip, const char *name, const char *text)
{
    zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);
    assert_true(zip_file_add(zip, name, source, 0) >= 0);
}

/* A workbook whose first sheet holds `rows`. */
static void begin(struct trial *trial, const char *workbook, const char *rows)
{
    *trial = (struct trial){.arena = arena_new()};
    diag_init(&trial->diag, trial->arena);
    snprintf(trial->path, sizeof trial->path, "/tmp/reliure-xlsx-XXXXXX");
    int fd = mkstemp(trial->path);
    assert_true(fd >= 0);
    close(fd);
    zip_t *zip = zip_open(trial->path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    assert_non_null(zip);
    for (size_t i = 0; i < COUNT_OF(common); i++)
        add_part(zip, common[i].name, common[i].text);
    add_part(zip, "xl/workbook.xml", workbook);
    add_part(zip, "xl/worksheets/one.xml",
             arena_printf(trial->arena, "<worksheet " MAIN "><sheetData>%s</sheetData></worksheet>", rows).ptr);
    assert_int_equal(zip_close(zip), 0);
}

static void end(struct trial *trial)
{
    unlink(trial->path);
    arena_free(trial->arena);
}

static void check_message(struct trial *trial, const char *sheet, const char *text)
{
    assert_int_equal(xlsx_find(trial->path, str_from(sheet), trial->arena, &trial->diag, SPAN_NONE, &trial->table),
                     RC_INVALID);
    assert_non_null(trial->diag.first);
    assert_true(str_find_str(trial->diag.first->text, str_from(text)) < trial->diag.first->text.len);
}

/* "a|b" a row, blank rows as « (blank) », a failure as « ?sentence@row ». */
static void check_rows(struct trial *trial, const char *sheet, const char *expected)
{
    struct xlsx        *xlsx = NULL;
    struct record       record;
    struct record_place place;
    struct strbuf       out = {0};
    assert_int_equal(xlsx_open(trial->path, sheet, &trial->diag, SPAN_NONE, &xlsx), RC_OK);
    while (xlsx_next(xlsx, 0, &record)) {
        for (size_t i = 0; i < record.count; i++) {
            if (i) strbuf_addc(&out, '|');
            strbuf_add(&out, record_value(&record, i));
        }
        place = record_place(&record, record.fault_at);
        if (record.fault) strbuf_printf(&out, "!%s@%u:%u", record_fault_rule(record.fault), place.line, place.col);
        strbuf_adds(&out, record.is_blank ? "(blank)\n" : "\n");
    }
    const char *failure = xlsx_failure(xlsx, &place);
    if (failure) strbuf_printf(&out, "?%s@%u", failure, place.line);
    assert_string_equal(out.len ? out.at : "", expected);
    strbuf_release(&out);
    xlsx_close(xlsx);
}

static void cells_are_read_for_what_they_hold(void **state)
{
    (void)state;
    struct trial trial;
    begin(
        &trial, plain_book,
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"D2\" t=\"s\"><v>2</v></c>"
        "</row><row><c><v>1E3</v></c><c><f>A1+1</f><v>0.30000000000000004</v></c><c t=\"b\"><v>1</v></c>"
        "<c t=\"e\"><v>#N/A</v></c><c t=\"inlineStr\"><is><t xml:space=\"preserve\"> 1 234,5</t></is></c>"
        "<c t=\"str\"><f>B2</f><v>x</v></c><c s=\"1\"/></row>");
    check_rows(&trial, "One", "(blank)\nid|name||Caf\xC3\xA9 & co\n\n1000|0.3|true|| 1 234,5|x\n");
    end(&trial);
}

static const char dates[] = "<row><c s=\"1\"><v>46112</v></c><c s=\"2\"><v>46112.5</v></c><c s=\"2\"><v>46112</v></c>"
                            "<c s=\"3\"><v>0.25</v></c><c s=\"1\"><v>1</v></c><c s=\"1\"><v>60</v></c>"
                            "<c s=\"1\"><v>-3</v></c><c t=\"d\"><v>2026-03-31</v></c></row>";

static void dates_follow_the_calendar_of_the_book(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, plain_book, dates);
    check_rows(&trial, "One",
               "2026-03-31|2026-03-31 12:00:00|2026-03-31 00:00:00|06:00:00|1900-01-01|60|-3|2026-03-31\n");
    end(&trial);
    begin(&trial,
          "<workbook " MAIN " xmlns:r=\"x\"><workbookPr date1904=\"1\"/><sheets><sheet name=\"One\" r:id=\"r1\"/>"
          "</sheets></workbook>",
          "<row><c s=\"1\"><v>44650</v></c><c s=\"1\"><v>0</v></c></row>");
    check_rows(&trial, "One", "2026-03-31|1904-01-01\n");
    end(&trial);
}

static void format_codes_tell_dates_from_numbers(void **state)
{
    (void)state;
    assert_int_equal(xlsx_book_code_style(STR("dd/mm/yyyy")), STYLE_DATE);
    assert_int_equal(xlsx_book_code_style(STR("[$-40C]d mmmm yyyy;@")), STYLE_DATE);
    assert_int_equal(xlsx_book_code_style(STR("mmm")), STYLE_DATE);
    assert_int_equal(xlsx_book_code_style(STR("yyyy-mm-dd\"T\"hh:mm:ss")), STYLE_TIME);
    assert_int_equal(xlsx_book_code_style(STR("h:mm AM/PM")), STYLE_CLOCK);
    assert_int_equal(xlsx_book_code_style(STR("[h]:mm:ss")), STYLE_NUMBER);
    assert_int_equal(xlsx_book_code_style(STR("[Red]0.00\" days\"")), STYLE_NUMBER);
    assert_int_equal(xlsx_book_code_style(STR("#,##0.00\\ \"\xE2\x82\xAC\"")), STYLE_NUMBER);
    assert_int_equal(xlsx_book_code_style(STR("General")), STYLE_NUMBER);
    assert_int_equal(xlsx_book_code_style(STR("0.00E+00")), STYLE_NUMBER);
    assert_int_equal(xlsx_book_code_style(STR("[")), STYLE_NUMBER);
}

static void the_table_is_found_below_titles(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, plain_book,
          "<row><c><v>1</v></c></row><row r=\"4\"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
          "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>");
    assert_int_equal(xlsx_find(trial.path, STR_NONE, trial.arena, &trial.diag, SPAN_NONE, &trial.table), RC_OK);
    assert_string_equal(trial.table.sheet, "One");
    assert_int_equal(trial.table.header, 4);
    assert_int_equal(xlsx_find(trial.path, STR("Two"), trial.arena, &trial.diag, SPAN_NONE, &trial.table), RC_OK);
    assert_int_equal(trial.table.header, 1);
    check_message(&trial, "Three", "there is no sheet 'Three'");
    end(&trial);
    begin(&trial, plain_book, "<row><c><v>1</v></c></row>");
    assert_int_equal(xlsx_find(trial.path, STR_NONE, trial.arena, &trial.diag, SPAN_NONE, &trial.table), RC_OK);
    assert_string_equal(trial.table.sheet, "Two");
    end(&trial);
}

static void a_workbook_that_cannot_be_read_says_why(void **state)
{
    (void)state;
    struct trial trial;
    char         ole[4096] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    begin(&trial, "<workbook " MAIN "/>", "");
    check_message(&trial, "", "no sheet of it holds a table");
    end(&trial);
    begin(&trial, "<!DOCTYPE w [<!ENTITY a \"aaaa\">]><workbook>&a;</workbook>", "");
    check_message(&trial, "", "declares a document type");
    end(&trial);
    begin(&trial, plain_book, "");
    assert_int_equal(truncate(trial.path, 900), 0);
    check_message(&trial, "", "damaged or cut off");
    assert_int_equal(file_write(trial.path, (str){ole, sizeof ole}, &trial.diag), RC_OK);
    diag_init(&trial.diag, trial.arena);
    check_message(&trial, "", "an old office document");
    diag_init(&trial.diag, trial.arena);
    memcpy(ole + 1000, "W\0o\0r\0k\0b\0o\0o\0k\0\0", 18);
    assert_int_equal(file_write(trial.path, (str){ole, sizeof ole}, &trial.diag), RC_OK);
    check_message(&trial, "", "before 2007");
    for (size_t i = 0; i < 16; i++)
        ole[600 + 2 * i] = "EncryptedPackage"[i];
    assert_int_equal(file_write(trial.path, (str){ole, sizeof ole}, &trial.diag), RC_OK);
    diag_init(&trial.diag, trial.arena);
    check_message(&trial, "", "password");
    end(&trial);
}

static void damage_inside_a_sheet_says_where(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, plain_book, "<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"><c><v>2</v></c></row>");
    check_rows(&trial, "One", "(blank)\n1\n?the rows of the sheet are out of order@3");
    end(&trial);
    begin(&trial, plain_book, "<row><c><v>1</v></c></row><row><c t=\"s\"><v>3</v></c></row>");
    check_rows(&trial, "One", "1\n?a cell refers to a shared text that is not there@2");
    end(&trial);
    begin(&trial, plain_book, "<row><c><v>1</v></c></row></sheetDatum>");
    check_rows(&trial, "One", "1\n?its XML is damaged or cut off@2");
    end(&trial);
    begin(&trial, plain_book, "<row><c r=\"XFE1\"><v>1</v></c></row><row><c><v>1</v></c></row>");
    check_rows(&trial, "One", "!too-many-columns@1:16384\n1\n");
    end(&trial);
}

static void bombs_are_defused(void **state)
{
    (void)state;
    struct trial  trial;
    struct strbuf rows = {.most = 2 * LIMIT_PART_FREE_BYTES};
    while (rows.len < LIMIT_PART_FREE_BYTES + 100000)
        strbuf_adds(&rows, "<row/>");
    begin(&trial, plain_book, rows.at);
    check_message(&trial, "Three", "there is no sheet");
    diag_init(&trial.diag, trial.arena);
    struct xlsx        *xlsx = NULL;
    struct record       record;
    struct record_place place;
    assert_int_equal(xlsx_open(trial.path, "One", &trial.diag, SPAN_NONE, &xlsx), RC_OK);
    while (xlsx_next(xlsx, 0, &record))
        assert_true(record.is_blank);
    assert_non_null(xlsx_failure(xlsx, &place));
    xlsx_close(xlsx);
    end(&trial);
    strbuf_clear(&rows);
    strbuf_adds(&rows, "<!--");
    for (size_t i = 0; i < 4000000; i++)
        strbuf_addc(&rows, 'x');
    begin(&trial, plain_book, rows.at);
    check_rows(&trial, "One", "?its XML has a tag or comment without end@1");
    end(&trial);
    strbuf_release(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_read_for_what_they_hold),
        cmocka_unit_test(dates_follow_the_calendar_of_the_book),
        cmocka_unit_test(format_codes_tell_dates_from_numbers),
        cmocka_unit_test(the_table_is_found_below_titles),
        cmocka_unit_test(a_workbook_that_cannot_be_read_says_why),
        cmocka_unit_test(damage_inside_a_sheet_says_where),
        cmocka_unit_test(bombs_are_defused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
