/* SPDX-License-Identifier: MIT */
#include "source/xlsx_book.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* Relationship of a part: the id that it uses, the part meant. */
struct relation {
    str id, type, target;
};

struct format_code {
    long long       id;
    enum xlsx_style style;
};

/* A book while its parts are read. */
struct reading {
    struct xlsx_book *book;
    struct arena     *arena;
    struct part      *part;
    VEC(struct relation) relations;
    VEC(struct xlsx_book_sheet) sheets;
    VEC(struct format_code) codes;
    VEC(enum xlsx_style) styles;
    VEC(uint32_t) ends;
    bool          is_formats;  /* inside cellXfs */
    bool          is_text;     /* inside a <t> that counts */
    size_t        phonetic;    /* inside rPh: how the text is pronounced */
    struct strbuf item, texts; /* the shared text being read; all of them */
};

static long long whole(const char *text)
{
    return text ? strtoll(text, NULL, 10) : 0;
}

static bool is_true(const char *text)
{
    return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

static void ignore_end(void *context, str name)
{
    (void)context;
    (void)name;
}

static void on_relation(void *context, str name, const char **attributes)
{
    struct reading *reading = context;
    if (!str_is(name, "Relationship") || reading->relations.count >= LIMIT_BOOK_ENTRIES) return;
    struct relation relation = {
        arena_str(reading->arena, str_from(part_attribute(attributes, "Id"))),
        arena_str(reading->arena, str_from(part_attribute(attributes, "Type"))),
        arena_str(reading->arena, str_from(part_attribute(attributes, "Target"))),
    };
    *VEC_PUSH(reading->arena, reading->relations) = relation;
}

static void on_workbook(void *context, str name, const char **attributes)
{
    struct reading *reading = context;
    if (str_is(name, "workbookPr")) reading->book->is_1904 = is_true(part_attribute(attributes, "date1904"));
    if (!str_is(name, "sheet") || reading->sheets.count >= LIMIT_BOOK_ENTRIES) return;
    const char            *state = part_attribute(attributes, "state");
    struct xlsx_book_sheet sheet = {.name = arena_str(reading->arena, str_from(part_attribute(attributes, "name")))};
    sheet.part = arena_cstr(reading->arena, str_from(part_attribute(attributes, "id")));
    sheet.is_hidden = state && strcmp(state, "visible") != 0;
    *VEC_PUSH(reading->arena, reading->sheets) = sheet;
}

/* Formats that have a number and no code (ECMA-376-1, 18.8.30), those of eastern locales among them. */
static enum xlsx_style built_in_style(long long id)
{
    if (id == 22) return STYLE_TIME;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35)) return STYLE_CLOCK;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) return STYLE_DATE;
    return STYLE_NUMBER; /* 45 to 47 are durations */
}

static bool is_letter(char c, char lower)
{
    return (c | 0x20) == lower;
}

/* Steps over what is shown as it is: "text", \c, and [Red] or [$-40C]; RC_RANGE for a duration, [h]. */
static enum rc skip_literal(str code, size_t *at)
{
    char c = code.ptr[*at];
    if (c == '\\' || c == '_' || c == '*') *at += 1;
    if (c != '"' && c != '[') return RC_OK;
    char   end = c == '[' ? ']' : '"';
    size_t length = str_find(str_slice(code, *at + 1, code.len), end);
    char   first = *at + 1 < code.len ? code.ptr[*at + 1] : '\0';
    bool   is_duration =
        c == '[' && (is_letter(first, 'h') || is_letter(first, 's') || (is_letter(first, 'm') && length <= 2));
    *at += length + 1;
    return is_duration ? RC_RANGE : RC_OK;
}

enum xlsx_style xlsx_book_code_style(str code)
{
    bool has_day = false, has_hour = false, has_month = false;
    for (size_t i = 0; i < code.len && code.ptr[i] != ';'; i++) {
        char c = code.ptr[i];
        if (skip_literal(code, &i) != RC_OK) return STYLE_NUMBER;
        if (c == '\\' || c == '_' || c == '*' || c == '"' || c == '[') continue;
        /* « General », in any case, has no day in it, but a letter of one. */
        if (is_letter(c, 'g') && str_starts(str_slice(code, i, code.len), "General")) return STYLE_NUMBER;
        has_day |= is_letter(c, 'd') || is_letter(c, 'y');
        has_hour |= is_letter(c, 'h') || is_letter(c, 's');
        has_month |= is_letter(c, 'm');
    }
    if (has_day) return has_hour ? STYLE_TIME : STYLE_DATE;
    if (has_hour) return STYLE_CLOCK;
    return has_month ? STYLE_DATE : STYLE_NUMBER;
}

static enum xlsx_style style_of(const struct reading *reading, long long id)
{
    for (size_t i = 0; i < reading->codes.count; i++) {
        if (reading->codes.at[i].id == id) return reading->codes.at[i].style;
    }
    return built_in_style(id);
}

static void on_style(void *context, str name, const char **attributes)
{
    struct reading *reading = context;
    const char     *id = part_attribute(attributes, "numFmtId");
    if (str_is(name, "cellXfs")) reading->is_formats = true;
    if (str_is(name, "numFmt") && reading->codes.count < LIMIT_BOOK_CODES) {
        struct format_code code = {whole(id), xlsx_book_code_style(str_from(part_attribute(attributes, "formatCode")))};
        *VEC_PUSH(reading->arena, reading->codes) = code;
    }
    if (str_is(name, "xf") && reading->is_formats && reading->styles.count < LIMIT_BOOK_ENTRIES)
        *VEC_PUSH(reading->arena, reading->styles) = style_of(reading, whole(id));
}

static void on_style_end(void *context, str name)
{
    struct reading *reading = context;
    if (str_is(name, "cellXfs")) reading->is_formats = false;
}

static void on_string(void *context, str name, const char **attributes)
{
    struct reading *reading = context;
    (void)attributes;
    if (str_is(name, "si")) strbuf_clear(&reading->item);
    if (str_is(name, "rPh")) reading->phonetic++;
    reading->is_text = str_is(name, "t") && reading->phonetic == 0;
}

static void on_string_text(void *context, str text)
{
    struct reading *reading = context;
    if (!reading->is_text) return;
    strbuf_add(&reading->item, text);
    if (reading->item.is_full) part_fail(reading->part, "a text of the workbook is longer than 1 MB");
}

static void on_string_end(void *context, str name)
{
    struct reading *reading = context;
    reading->is_text = false;
    if (str_is(name, "rPh") && reading->phonetic) reading->phonetic--;
    if (!str_is(name, "si")) return;
    xlsx_book_add_text(&reading->texts, strbuf_str(&reading->item));
    size_t held = reading->texts.len + reading->ends.count * sizeof(uint32_t);
    if (reading->texts.is_full || held > LIMIT_SHARED_BYTES)
        part_fail(reading->part, "its shared texts take more than 96 MB; save the sheet as CSV");
    else
        *VEC_PUSH(reading->arena, reading->ends) = (uint32_t)reading->texts.len;
}

static const struct part_handlers relation_handlers = {on_relation, ignore_end, NULL};
static const struct part_handlers workbook_handlers = {on_workbook, ignore_end, NULL};
static const struct part_handlers style_handlers = {on_style, on_style_end, NULL};
static const struct part_handlers string_handlers = {on_string, on_string_end, on_string_text};

/* RC_MISSING: there is no such part. */
static enum rc read_part(struct reading *reading, const char *name, const struct part_handlers *handlers,
                         const char **why)
{
    reading->part = part_open(reading->book->package, name, handlers, reading);
    if (!reading->part) return RC_MISSING;
    enum part_state state = part_run(reading->part);
    if (state == PART_FAILED) *why = part_failure(reading->part);
    part_close(reading->part);
    reading->part = NULL;
    return state == PART_FAILED ? RC_INVALID : RC_OK;
}

static str folder_of(str part)
{
    const char *slash = part.len ? memrchr(part.ptr, '/', part.len) : NULL;
    return slash ? str_slice(part, 0, (size_t)(slash - part.ptr) + 1) : STR_NONE;
}

/* The part that `target` means, seen from `folder`. */
static const char *resolve(struct arena *arena, str folder, str target)
{
    if (target.len && target.ptr[0] == '/') return arena_cstr(arena, str_slice(target, 1, target.len));
    while (str_starts(target, "../")) {
        folder = folder_of(str_slice(folder, 0, folder.len ? folder.len - 1 : 0));
        target = str_slice(target, 3, target.len);
    }
    return arena_printf(arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(target)).ptr;
}

/* The part of a relationship whose type ends so, or NULL. Strict and transitional files have types of their own. */
static const char *related(const struct reading *reading, str folder, const char *type)
{
    for (size_t i = 0; i < reading->relations.count; i++) {
        if (str_ends(reading->relations.at[i].type, type))
            return resolve(reading->arena, folder, reading->relations.at[i].target);
    }
    return NULL;
}

/* Sheets name their part by the id of a relationship. */
static void place_sheets(struct reading *reading, str folder)
{
    for (size_t i = 0; i < reading->sheets.count; i++) {
        struct xlsx_book_sheet *sheet = &reading->sheets.at[i];
        str                     id = str_from(sheet->part);
        sheet->part = NULL;
        for (size_t j = 0; j < reading->relations.count; j++) {
            const struct relation *relation = &reading->relations.at[j];
            bool                   is_sheet = str_ends(relation->type, "/worksheet") && str_equal(relation->id, id);
            if (is_sheet) sheet->part = resolve(reading->arena, folder, relation->target);
        }
    }
}

static const char *relations_of(struct arena *arena, const char *part)
{
    str folder = folder_of(str_from(part));
    return arena_printf(arena, "%.*s_rels/%s.rels", STR_ARG(folder), part + folder.len).ptr;
}

/* What an archive is that is no workbook, by parts that only it has. */
static const char *name_archive(const struct package *package)
{
    static const struct {
        const char *part, *what;
    } kinds[] = {
        {"content.xml", "it is an OpenDocument file (.ods); save it as XLSX or CSV"},
        {"Index/Document.iwa", "it is a Numbers document; export it as XLSX or CSV"},
        {"Index.zip", "it is a Numbers document; export it as XLSX or CSV"},
        {"xl/workbook.bin", "it is a binary workbook (.xlsb); save it as XLSX or CSV"},
        {"word/document.xml", "it is a text document (.docx); export the table as XLSX or CSV"},
        {"ppt/presentation.xml", "it is a presentation (.pptx); export the table as XLSX or CSV"},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (package_has(package, kinds[i].part)) return kinds[i].what;
    }
    return "it is an archive, but holds no workbook; unpack it, and name the file inside";
}

static enum rc read_book(struct reading *reading, const char **why)
{
    const char *no_book = name_archive(reading->book->package);
    if (read_part(reading, "_rels/.rels", &relation_handlers, why) == RC_INVALID) return RC_INVALID;
    const char *main = related(reading, STR_NONE, "/officeDocument");
    *why = no_book;
    if (!main) return RC_INVALID;
    if (read_part(reading, main, &workbook_handlers, why) != RC_OK) return RC_INVALID;
    reading->relations.count = 0;
    if (read_part(reading, relations_of(reading->arena, main), &relation_handlers, why) != RC_OK) return RC_INVALID;
    str folder = folder_of(str_from(main));
    place_sheets(reading, folder);
    const char *styles = related(reading, folder, "/styles"), *strings = related(reading, folder, "/sharedStrings");
    if (styles && read_part(reading, styles, &style_handlers, why) == RC_INVALID) return RC_INVALID;
    if (strings && read_part(reading, strings, &string_handlers, why) == RC_INVALID) return RC_INVALID;
    return RC_OK;
}

struct xlsx_book *xlsx_book_open(const char *path, const char **why)
{
    struct package *package = package_open(path, why);
    if (!package) return NULL;
    struct xlsx_book *book = mem_new(1, sizeof *book);
    struct reading    reading = {.book = book, .arena = arena_new()};
    book->arena = reading.arena;
    book->package = package;
    reading.item.most = LIMIT_FIELD_BYTES;
    reading.texts.most = LIMIT_SHARED_BYTES;
    enum rc rc = read_book(&reading, why);
    book->sheets = reading.sheets.at;
    book->sheet_count = reading.sheets.count;
    book->styles = reading.styles.at;
    book->style_count = reading.styles.count;
    book->strings = reading.texts.at;
    book->ends = reading.ends.at;
    book->string_count = reading.ends.count;
    strbuf_release(&reading.item);
    if (rc == RC_OK) return book;
    xlsx_book_close(book);
    return NULL;
}

void xlsx_book_close(struct xlsx_book *book)
{
    if (!book) return;
    package_close(book->package);
    arena_free(book->arena);
    free((char *)book->strings);
    free(book);
}

enum xlsx_style xlsx_book_style(const struct xlsx_book *book, size_t format)
{
    return format < book->style_count ? book->styles[format] : STYLE_NUMBER;
}

enum rc xlsx_book_string(const struct xlsx_book *book, size_t index, str *out)
{
    if (index >= book->string_count) return RC_MISSING;
    size_t from = index ? book->ends[index - 1] : 0;
    *out = (str){book->strings ? book->strings + from : "", book->ends[index] - from};
    return RC_OK;
}

/* The code point of « _xHHHH_ » at the start of `text`, or 0. */
static uint32_t escaped(str text)
{
    uint32_t code = 0;
    if (text.len < 7 || text.ptr[0] != '_' || text.ptr[1] != 'x' || text.ptr[6] != '_') return 0;
    for (size_t i = 2; i < 6; i++) {
        char c = text.ptr[i];
        int  digit = c >= '0' && c <= '9'                     ? c - '0'
                     : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                              : -1;
        if (digit < 0) return 0;
        code = code * 16 + (uint32_t)digit;
    }
    return code >= 0xD800 && code <= 0xDFFF ? 0 : code;
}

void xlsx_book_add_text(struct strbuf *out, str text)
{
    while (text.len) {
        size_t   plain = str_find(text, '_');
        uint32_t code = escaped(str_slice(text, plain, text.len));
        size_t   end = code || plain == text.len ? plain : plain + 1;
        strbuf_add(out, str_slice(text, 0, end));
        if (code) strbuf_add_code_point(out, code);
        text = str_slice(text, code ? plain + 7 : end, text.len);
    }
}
