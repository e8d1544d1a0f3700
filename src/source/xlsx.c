/* SPDX-License-Identifier: MIT */
#include "source/xlsx.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/mem.h"
#include "source/number.h"
#include "source/row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400, ROWS_LOOKED_AT = 1000, WIDTHS = 512 };

/* [days] since 1970-01-01: serial 0 of the two calendars; the last serial is 9999-12-31. */
enum { SERIAL_BASE = -25569, SERIAL_BASE_1904 = -24107, SERIAL_MOST = 2958465, SERIAL_NO_DAY = 60 };

struct xlsx {
    struct xlsx_book *book;
    struct part      *part;
    struct row        row;
    uint64_t          last;    /* row handed over */
    uint64_t          ready;   /* row that was read, 0 none; rows between are blank */
    uint64_t          current; /* row being read */
    size_t            column, next_column;
    char              kind; /* of the cell: first letter of its type, 'i' inline, 't' str, 'd' date, 'n' number */
    size_t            format;
    bool              is_value, is_inline; /* inside <v>; inside <is> */
    bool              is_text;             /* what comes is the cell's value */
    size_t            phonetic;
    struct strbuf     value, decoded;
    bool              is_ended;
};

/* "BC12" is column 54 and row 12; a part that is missing is 0. */
static void parse_reference(const char *text, size_t *column, uint64_t *row)
{
    *column = 0;
    *row = 0;
    for (; text && *text >= 'A' && *text <= 'Z' && *column <= LIMIT_COLUMNS; text++)
        *column = *column * 26 + (size_t)(*text - 'A') + 1;
    for (; text && *text >= '0' && *text <= '9' && *row <= LIMIT_SHEET_ROWS; text++)
        *row = *row * 10 + (uint64_t)(*text - '0');
}

static void start_row(struct xlsx *xlsx, const char **attributes)
{
    size_t      column;
    uint64_t    said;
    const char *number = part_attribute(attributes, "r");
    parse_reference(number, &column, &said);
    xlsx->current = said ? said : xlsx->last + 1;
    if (xlsx->current <= xlsx->last)
        part_fail(xlsx->part, "the rows of the sheet are out of order");
    else if (xlsx->current > LIMIT_SHEET_ROWS)
        part_fail(xlsx->part, "the sheet has more than 1 048 576 rows");
    xlsx->next_column = 0;
    row_begin(&xlsx->row);
}

static void start_cell(struct xlsx *xlsx, const char **attributes)
{
    size_t      column;
    uint64_t    row;
    const char *type = part_attribute(attributes, "t"), *format = part_attribute(attributes, "s");
    parse_reference(part_attribute(attributes, "r"), &column, &row);
    xlsx->column = column ? column - 1 : xlsx->next_column;
    xlsx->next_column = xlsx->column + 1;
    xlsx->kind = type && *type ? *type : 'n';
    if (type && strcmp(type, "str") == 0) xlsx->kind = 't';
    xlsx->format = format ? strtoul(format, NULL, 10) : 0;
    strbuf_clear(&xlsx->value);
    xlsx->value.is_full = false;
}

/* Elements of one letter are nearly all there are, a sheet has millions of them. */
static char letter_of(str name)
{
    return name.len == 1 ? name.ptr[0] : '\0';
}

static void on_start(void *context, str name, const char **attributes)
{
    struct xlsx *xlsx = context;
    char         letter = letter_of(name);
    xlsx->is_text = letter == 'v' || (letter == 't' && xlsx->is_inline && xlsx->phonetic == 0);
    if (letter == 'c')
        start_cell(xlsx, attributes);
    else if (letter)
        return;
    else if (str_is(name, "row"))
        start_row(xlsx, attributes);
    else if (str_is(name, "is"))
        xlsx->is_inline = true;
    else if (str_is(name, "rPh"))
        xlsx->phonetic++;
}

static void on_text(void *context, str text)
{
    struct xlsx *xlsx = context;
    if (xlsx->is_text) strbuf_add(&xlsx->value, text);
}

/* As spreadsheet programs do: 15 digits, so that 0.1 + 0.2 is 0.3. What is no number stays as it is, to be refused. */
static str number_text(str text, char out[NUMBER_TEXT])
{
    struct number number;
    char          rounded[32];
    if (number_parse(text, '.', &number) != RC_OK) return text;
    if (number.count > 15) {
        snprintf(rounded, sizeof rounded, "%.15g", strtod(text.ptr, NULL));
        if (number_parse(str_from(rounded), '.', &number) != RC_OK) return text;
    }
    return (str){out, number_print(&number, out)};
}

/* A serial number as the day and time that it stands for; as it is where it is none. */
static str date_text(const struct xlsx *xlsx, str text, enum xlsx_style style, char out[NUMBER_TEXT])
{
    char  *end;
    double serial = text.len ? strtod(text.ptr, &end) : -1;
    if (!(serial >= 0) || serial > SERIAL_MOST || end != text.ptr + text.len) return text;
    long long seconds = llround(serial * DAY_SECONDS), day = seconds / DAY_SECONDS;
    int       second = (int)(seconds % DAY_SECONDS);
    char      clock[16], iso[11];
    snprintf(clock, sizeof clock, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    if (day == 0 && style == STYLE_CLOCK) return (str){out, (size_t)snprintf(out, NUMBER_TEXT, "%s", clock)};
    if (xlsx->book->is_1904)
        day += SERIAL_BASE_1904;
    else if (day == SERIAL_NO_DAY)
        return text; /* 29 February 1900, which never was */
    else
        day += SERIAL_BASE + (day < SERIAL_NO_DAY);
    date_iso((date)day, iso);
    bool has_time = second > 0 || style == STYLE_TIME;
    return (str){out, (size_t)snprintf(out, NUMBER_TEXT, "%s%s%s", iso, has_time ? " " : "", has_time ? clock : "")};
}

static str plain_text(struct xlsx *xlsx, str text)
{
    strbuf_clear(&xlsx->decoded);
    xlsx_book_add_text(&xlsx->decoded, text);
    return strbuf_str(&xlsx->decoded);
}

static str shared_text(struct xlsx *xlsx, str text)
{
    str   shared = STR_NONE;
    char *end = NULL;
    if (text.len == 0) return STR_NONE;
    unsigned long index = strtoul(text.ptr, &end, 10);
    if (end != text.ptr + text.len || xlsx_book_string(xlsx->book, index, &shared) != RC_OK)
        part_fail(xlsx->part, "a cell refers to a shared text that is not there");
    return shared;
}

static void end_cell(struct xlsx *xlsx)
{
    char            printed[NUMBER_TEXT];
    str             text = strbuf_str(&xlsx->value), value = STR_NONE;
    enum xlsx_style style = xlsx_book_style(xlsx->book, xlsx->format);
    if (xlsx->value.is_full) row_fault(&xlsx->row, RECORD_FIELD_LONG, xlsx->column);
    switch (xlsx->kind) {
    case 's': value = shared_text(xlsx, text); break;
    case 'b': value = text.len == 0 ? STR_NONE : str_is(text, "1") ? STR("true") : STR("false"); break;
    case 'e': break; /* #N/A and its like: nobody knows the value */
    case 'd': value = text; break;
    case 'n':
        value = style == STYLE_NUMBER ? number_text(text, printed) : date_text(xlsx, text, style, printed);
        break;
    default: value = plain_text(xlsx, text); break;
    }
    if (xlsx->kind == 'n' || xlsx->kind == 'd') row_put_typed(&xlsx->row, xlsx->column, value);
    else row_put(&xlsx->row, xlsx->column, value);
}

static void on_end(void *context, str name)
{
    struct xlsx *xlsx = context;
    char letter = letter_of(name);
    xlsx->is_text = false;
    if (letter == 'c')
        end_cell(xlsx);
    else if (letter)
        return;
    else if (str_is(name, "is"))
        xlsx->is_inline = false;
    else if (str_is(name, "rPh") && xlsx->phonetic)
        xlsx->phonetic--;
    else if (str_is(name, "row")) {
        xlsx->ready = xlsx->current;
        part_pause(xlsx->part);
    }
}

static const struct part_handlers handlers = {on_start, on_end, on_text};

static struct xlsx *open_sheet(struct xlsx_book *book, const struct xlsx_book_sheet *sheet)
{
    struct xlsx *xlsx = mem_new(1, sizeof *xlsx);
    xlsx->book = book;
    xlsx->value.most = xlsx->decoded.most = LIMIT_FIELD_BYTES;
    if (sheet->part) xlsx->part = part_open(book->package, sheet->part, &handlers, xlsx);
    return xlsx;
}

static void close_sheet(struct xlsx *xlsx)
{
    part_close(xlsx->part);
    row_release(&xlsx->row);
    strbuf_release(&xlsx->value);
    strbuf_release(&xlsx->decoded);
    free(xlsx);
}

bool xlsx_next(struct xlsx *xlsx, size_t width, struct record *record)
{
    *record = (struct record){0};
    if (!xlsx->ready && !xlsx->is_ended)
        xlsx->is_ended = !xlsx->part || part_run(xlsx->part) != PART_PAUSED || !xlsx->ready;
    if (!xlsx->ready) return false;
    xlsx->last++;
    if (xlsx->last < xlsx->ready) {
        *record = (struct record){.line = xlsx->last, .is_cells = true, .is_blank = true};
        return true;
    }
    xlsx->ready = 0;
    row_end(&xlsx->row, xlsx->last, width, record);
    return true;
}

const char *xlsx_failure(const struct xlsx *xlsx, struct record_place *place)
{
    *place = (struct record_place){(uint32_t)xlsx->last + 1, 1};
    if (!xlsx->part) return "the sheet is not in the file";
    return part_failure(xlsx->part);
}

/* Shapes of the rows at the start of a sheet. */
struct shape {
    size_t counts[WIDTHS]; /* rows by the number of their columns */
    size_t width;          /* the most common one above 1, else 1; 0: no row at all */
};

static size_t filled(const struct record *record)
{
    size_t count = 0;
    for (size_t i = 0; i < record->count; i++)
        count += record->values[i].len > 0;
    return count;
}

static void weigh_shape(struct shape *shape)
{
    for (size_t i = 1; i < WIDTHS; i++) {
        bool is_more = shape->width < 2 ? shape->counts[i] > 0 : shape->counts[i] > shape->counts[shape->width];
        if (is_more) shape->width = i;
    }
}

static size_t shape_of(const struct record *record)
{
    return record->count < WIDTHS ? record->count : WIDTHS - 1;
}

/* The header is the first row at least as wide as most are, and not half empty; 0: the sheet has no table. */
static enum rc find_header(struct xlsx_book *book, const struct xlsx_book_sheet *sheet, size_t *header, size_t *width,
                           const char **why)
{
    struct record record;
    struct shape  shape = {0};
    *header = 0;
    for (size_t pass = 0; pass < 2; pass++) {
        struct xlsx *xlsx = open_sheet(book, sheet);
        for (size_t i = 0; i < ROWS_LOOKED_AT && !*header && xlsx_next(xlsx, 0, &record); i++) {
            if (record.is_blank || record.fault != RECORD_NONE) continue;
            bool is_it = pass == 1 && shape_of(&record) >= shape.width && filled(&record) * 2 >= record.count;
            if (pass == 0) shape.counts[shape_of(&record)]++;
            if (is_it) *header = record.line;
        }
        *why = xlsx->part ? part_failure(xlsx->part) : NULL;
        close_sheet(xlsx);
        if (*why) return RC_INVALID;
        if (pass == 0) weigh_shape(&shape);
    }
    *width = shape.width;
    return RC_OK;
}

static bool starts_with(const char *path, const char *magic, size_t length, char *start)
{
    FILE *file = fopen(path, "rbe");
    if (!file) return false;
    size_t got = fread(start, 1, length, file);
    fclose(file);
    return got == length && memcmp(start, magic, length) == 0;
}

static const char ole_magic[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

bool xlsx_is_workbook(const char *path)
{
    char start[8];
    return starts_with(path, "PK\3\4", 4, start) || starts_with(path, ole_magic, 8, start);
}

/*
 * Spreadsheet programs put an encrypted workbook into a compound file (MS-OFFCRYPTO 2.3.4), whose directory names the
 * stream EncryptedPackage; documents of before 2007 are compound files, too. The directory is near the start or the
 * end, so the file is searched for the names, in UTF-16.
 */
static const char *compound_reason(const char *path)
{
    static const struct {
        const char *name;
        size_t      len;
        const char *what;
    } streams[] = {
        {"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31, "it is protected by a password; save it without"},
        {"W\0o\0r\0k\0b\0o\0o\0k\0\0\0", 18, "it is a workbook of before 2007 (.xls); save it as XLSX or CSV"},
        {"B\0o\0o\0k\0\0\0", 10, "it is a workbook of before 2007 (.xls); save it as XLSX or CSV"},
    };
    enum { LONGEST = 31 };
    char   buffer[64 * 1024];
    size_t kept = 0, got, best = COUNT_OF(streams);
    FILE  *file = fopen(path, "rbe");
    while (file && best > 0 && (got = fread(buffer + kept, 1, sizeof buffer - kept, file)) > 0) {
        size_t length = kept + got;
        for (size_t i = 0; i < best; i++) {
            if (memmem(buffer, length, streams[i].name, streams[i].len)) best = i;
        }
        kept = length < LONGEST ? length : LONGEST;
        memmove(buffer, buffer + length - kept, kept);
    }
    if (file) fclose(file);
    return best < COUNT_OF(streams) ? streams[best].what
                                    : "it is an old office document, not a workbook; save the table as XLSX or CSV";
}

static enum rc refuse(const char *path, struct diag *diag, struct span span, const char *why)
{
    diag_add(diag, DIAG_SOURCE_WORKBOOK, span, span.file ? span.file->name : path, why);
    return RC_INVALID;
}

static enum rc open_book(const char *path, struct diag *diag, struct span span, struct xlsx_book **out)
{
    char        start[8];
    const char *why = NULL;
    if (starts_with(path, ole_magic, 8, start)) return refuse(path, diag, span, compound_reason(path));
    *out = xlsx_book_open(path, &why);
    return *out ? RC_OK : refuse(path, diag, span, why);
}

static enum rc refuse_sheet(const struct xlsx_book *book, str name, struct diag *diag, struct span span)
{
    str    names[64];
    size_t count = book->sheet_count < COUNT_OF(names) ? book->sheet_count : COUNT_OF(names);
    for (size_t i = 0; i < count; i++)
        names[i] = book->sheets[i].name;
    struct diag_message *message = diag_add(diag, DIAG_SOURCE_SHEET, span, STR_ARG(name));
    struct strbuf        list = {0};
    for (size_t i = 0; i < count; i++)
        strbuf_printf(&list, "%s'%.*s'", i ? ", " : "", STR_ARG(names[i]));
    diag_hint(diag, message, "its sheets are %.*s", STR_ARG(strbuf_str(&list)));
    strbuf_release(&list);
    return RC_INVALID;
}

static enum rc find_in(const struct xlsx_book *book, const char *path, str name, struct arena *arena, struct diag *diag,
                       struct span span, struct xlsx_table *out)
{
    bool is_known = false;
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct xlsx_book_sheet *sheet = &book->sheets[i];
        const char                   *why = NULL;
        size_t                        width = 0;
        bool is_it = name.len ? str_equal(sheet->name, name) : !sheet->is_hidden && sheet->part;
        if (!is_it) continue;
        is_known = true;
        if (find_header((struct xlsx_book *)book, sheet, &out->header, &width, &why) != RC_OK)
            return refuse(path, diag, span, why);
        if (width < (name.len ? 1 : 2)) continue;
        out->sheet = arena_cstr(arena, sheet->name);
        return RC_OK;
    }
    if (name.len && !is_known) return refuse_sheet(book, name, diag, span);
    refuse(path, diag, span, name.len ? "the sheet is empty" : "no sheet of it holds a table");
    diag_hint(diag, diag->last, "a table has a row of names above its data; sheet: names the sheet, header: the row");
    return RC_INVALID;
}

enum rc xlsx_find(const char *path, str sheet, struct arena *arena, struct diag *diag, struct span span,
                  struct xlsx_table *out)
{
    struct xlsx_book *book = NULL;
    *out = (struct xlsx_table){0};
    enum rc rc = open_book(path, diag, span, &book);
    if (rc == RC_OK) rc = find_in(book, path, sheet, arena, diag, span, out);
    xlsx_book_close(book);
    return rc;
}

enum rc xlsx_open(const char *path, const char *sheet, struct diag *diag, struct span span, struct xlsx **out)
{
    struct xlsx_book *book = NULL;
    enum rc           rc = open_book(path, diag, span, &book);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < book->sheet_count; i++) {
        if (!str_is(book->sheets[i].name, sheet)) continue;
        *out = open_sheet(book, &book->sheets[i]);
        return RC_OK;
    }
    rc = refuse_sheet(book, str_from(sheet), diag, span);
    xlsx_book_close(book);
    return rc;
}

void xlsx_close(struct xlsx *xlsx)
{
    if (!xlsx) return;
    struct xlsx_book *book = xlsx->book;
    close_sheet(xlsx);
    xlsx_book_close(book);
}
