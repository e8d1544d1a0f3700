/* SPDX-License-Identifier: MIT */
#include "source/dialect.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/say.h"
#include "source/csv_detect.h"
#include "source/dbfile.h"
#include "source/foreign.h"
#include "source/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static enum rc read_sample(const char *path, const char *encoding, struct arena *arena, struct diag *diag,
                           struct span span, str *out)
{
    struct input *input;
    enum rc       rc = input_open(path, encoding, diag, span, &input);
    if (rc != RC_OK) return rc;
    char  *text = arena_alloc(arena, DIALECT_SAMPLE_BYTES, 1);
    size_t length = 0, got;
    while (length < DIALECT_SAMPLE_BYTES && (got = input_read(input, text + length, DIALECT_SAMPLE_BYTES - length)))
        length += got;
    input_close(input);
    /* A last line cut short would only look ragged. */
    if (length == DIALECT_SAMPLE_BYTES) {
        const char *end = memrchr(text, '\n', length);
        if (end) length = (size_t)(end - text) + 1;
    }
    *out = (str){text, length};
    return RC_OK;
}

/* Does the second line of a text that starts with an object start with one, too? */
static bool is_object_lines(str text)
{
    str rest, line = str_trim(str_cut(text, '\n', &rest));
    rest = str_trim(rest);
    return line.len && line.ptr[line.len - 1] == '}' && rest.len && rest.ptr[0] == '{';
}

/* One JSON text, or one a line: the suffix .json is given to both. */
static enum source_format json_format(str sample)
{
    return is_object_lines(str_trim(sample)) ? FORMAT_JSONL : FORMAT_JSON;
}

/* An object or an array of objects is no header, whatever the file is called. */
static bool is_json_text(str sample)
{
    str  text = str_trim(sample);
    bool is_array = str_starts(text, "[");
    if (is_array) text = str_trim(str_slice(text, 1, text.len));
    if (!str_starts(text, "{")) return false;
    text = str_trim(str_slice(text, 1, text.len));
    return is_array || str_starts(text, "\"");
}

static enum source_format format_of(const struct source_def *def, const char *path, str sample)
{
    if (def && def->format != FORMAT_AUTO) return def->format;
    str name = str_from(path);
    if (str_ends(name, ".jsonl") || str_ends(name, ".ndjson")) return FORMAT_JSONL;
    if (def && def->records.text.len) return FORMAT_JSON;
    return str_ends(name, ".json") || is_json_text(sample) ? json_format(sample) : FORMAT_CSV;
}

static enum rc encoding_of(const struct source_def *def, const char *found, struct arena *arena, struct diag *diag,
                           const char **out)
{
    *out = found;
    if (!def || def->encoding.text.len == 0) return RC_OK;
    const char *named = input_encoding_name(def->encoding.text, arena);
    if (!named) {
        struct diag_message *message = diag_add(diag, DIAG_SOURCE_ENCODING, def->encoding.span, def->encoding.text.ptr);
        diag_hint(diag, message, "for instance utf-8, utf-16le, windows-1252, iso-8859-15, macintosh");
        return RC_INVALID;
    }
    /* "utf-16" says nothing of the order of bytes; the file's mark does. */
    bool is_wide = strncasecmp(named, "UTF-16", 6) == 0 && strncasecmp(found, "UTF-16", 6) == 0;
    *out = is_wide ? found : named;
    return RC_OK;
}

static enum rc decimal_of(const struct source_def *def, struct diag *diag, char *decimal)
{
    *decimal = '\0';
    if (!def || def->decimal.text.len == 0) return RC_OK;
    *decimal = def->decimal.text.ptr[0];
    if (str_is(def->decimal.text, ",") || str_is(def->decimal.text, ".")) return RC_OK;
    diag_add(diag, DIAG_SOURCE_SETTING, def->decimal.span, STR_ARG(def->decimal.text),
             "a decimal mark: \",\" or \".\"");
    return RC_INVALID;
}

static bool is_workbook(const struct source_def *def, const char *path)
{
    if (def && def->format != FORMAT_AUTO) return def->format == FORMAT_WORKBOOK;
    return xlsx_is_workbook(path);
}

static enum rc detect_workbook(const struct source_def *def, const char *path, struct arena *arena, struct diag *diag,
                               struct span span, struct dialect *out)
{
    struct xlsx_table table;
    enum rc           rc = xlsx_find(path, def ? def->sheet.text : STR_NONE, arena, diag, span, &table);
    if (rc != RC_OK) return rc;
    bool is_said = def && def->header != HEADER_AUTO;
    out->format = FORMAT_WORKBOOK;
    out->sheet = table.sheet;
    out->header = is_said ? (size_t)def->header : table.header;
    out->skip = is_said && def->skip > 0 ? (size_t)def->skip : 0;
    return RC_OK;
}

static bool is_database(const struct source_def *def, const char *path)
{
    if (def && def->format != FORMAT_AUTO) return def->format == FORMAT_SQLITE;
    return dbfile_is_database(path);
}

static enum rc detect_database(const struct source_def *def, const char *path, struct arena *arena, struct diag *diag,
                               struct span span, struct dialect *out)
{
    out->format = FORMAT_SQLITE;
    out->header = 1;
    return dbfile_query(path, def ? &def->query : NULL, def ? &def->table_name : NULL, arena, diag, span, &out->query);
}

/* The rows of a query are spooled, names first. */
static enum rc detect_server(const struct source_def *def, struct dialect *out)
{
    out->format = def->format;
    out->query = def->query.text.ptr;
    out->header = 1;
    return RC_OK;
}

/* A setting that the file's format does not know would be without effect. */
static enum rc check_settings(const struct source_def *def, enum source_format format, struct diag *diag)
{
    if (!def) return RC_OK;
    bool has_query = format == FORMAT_SQLITE || source_is_server(def);
    const struct {
        const struct placed_text *setting;
        bool                      is_known;
        const char               *what;
    } rules[] = {
        {&def->sheet, format == FORMAT_WORKBOOK, "a sheet to read: the source is no workbook"},
        {&def->query, has_query, "a query to run: the source is no database"},
        {&def->table_name, format == FORMAT_SQLITE, "a table to read: the source is no SQLite file"},
        {&def->records, format == FORMAT_JSON, "a path to follow: the source is no JSON text"},
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (rules[i].setting->text.len == 0 || rules[i].is_known) continue;
        diag_add(diag, DIAG_SOURCE_SETTING, rules[i].setting->span, STR_ARG(rules[i].setting->text), rules[i].what);
        rc = RC_INVALID;
    }
    return rc;
}

static enum rc detect_text(const struct source_def *def, const char *path, struct arena *arena, struct diag *diag,
                           struct span span, struct dialect *out)
{
    str           sample = STR_NONE;
    struct arena *scratch = arena_new();
    enum rc       rc = read_sample(path, out->encoding, scratch, diag, span, &sample);
    if (rc == RC_OK) out->format = format_of(def, path, sample);
    if (def && def->records.text.len) out->records = def->records.text;
    if (rc == RC_OK && out->format == FORMAT_CSV) rc = csv_detect(def, sample, arena, diag, span, out);
    arena_free(scratch);
    return rc;
}

/* Unless the definition says what it is. */
static bool is_foreign(const struct source_def *def, const char *path, struct diag *diag, struct span span)
{
    const char *what = def && def->format != FORMAT_AUTO ? NULL : foreign_kind(path);
    if (what) diag_add(diag, DIAG_SOURCE_FOREIGN, span, span.file ? span.file->name : path, what);
    return what != NULL;
}

const struct source_file *dialect_place(const struct dialect *dialect, const struct source_file *file,
                                        struct arena *arena)
{
    if (dialect->format != FORMAT_WORKBOOK) return file;
    return file_source(arena, arena_printf(arena, "%s!%s", file->name, dialect->sheet).ptr, STR_NONE);
}

enum rc dialect_detect(const struct source_def *def, const char *path, const char *encoding, struct arena *arena,
                       struct diag *diag, struct span span, struct dialect *out)
{
    *out = (struct dialect){0};
    enum rc rc = encoding_of(def, encoding, arena, diag, &out->encoding);
    if (decimal_of(def, diag, &out->decimal) != RC_OK) rc = RC_INVALID;
    if (rc == RC_OK && is_foreign(def, path, diag, span)) rc = RC_INVALID;
    if (rc != RC_OK) return rc;
    if (def && source_is_server(def))
        rc = detect_server(def, out);
    else if (is_workbook(def, path))
        rc = detect_workbook(def, path, arena, diag, span, out);
    else if (is_database(def, path))
        rc = detect_database(def, path, arena, diag, span, out);
    else
        rc = detect_text(def, path, arena, diag, span, out);
    return rc == RC_OK ? check_settings(def, out->format, diag) : rc;
}

bool dialect_is_json(const struct dialect *dialect)
{
    return dialect->format == FORMAT_JSONL || dialect->format == FORMAT_JSON;
}

static str delimiter_words(struct arena *arena, const struct csv_dialect *csv, enum diag_language language)
{
    if (csv->width_count) return say_text(arena, language, "%zu columns of fixed widths", csv->width_count);
    if (csv->more[0]) return say_text(arena, language, "« %c%s » between values", csv->delimiter, csv->more);
    switch (csv->delimiter) {
    case ',': return str_from(say_phrase(language, "commas"));
    case ';': return str_from(say_phrase(language, "semicolons"));
    case '\t': return str_from(say_phrase(language, "tabs"));
    case '|': return str_from(say_phrase(language, "bars"));
    case ' ': return str_from(say_phrase(language, "blanks"));
    default: break;
    }
    if (csv->delimiter > ' ') return say_text(arena, language, "« %c » between values", csv->delimiter);
    return say_text(arena, language, "character %d between values", csv->delimiter);
}

static str csv_text(struct arena *arena, const struct dialect *dialect, enum diag_language language)
{
    struct strbuf out = {0};
    strbuf_printf(&out, "%s, %.*s", dialect->encoding, STR_ARG(delimiter_words(arena, &dialect->csv, language)));
    if (dialect->csv.quote == '\'') say_add(&out, language, ", single quotes");
    if (dialect->csv.is_backslash) say_add(&out, language, ", backslash quotes");
    if (dialect->decimal == ',') say_add(&out, language, ", decimal comma");
    if (dialect->skip == 1) say_add(&out, language, ", 1 line above");
    if (dialect->skip > 1) say_add(&out, language, ", %zu lines above", dialect->skip);
    if (dialect->header == 0) say_add(&out, language, ", no header");
    if (dialect->header > 1) say_add(&out, language, ", header in record %zu", dialect->header);
    if (dialect->header && dialect->header_rows > 1)
        say_add(&out, language, ", %zu header rows", dialect->header_rows);
    str text = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

str dialect_text(struct arena *arena, const struct dialect *dialect, enum diag_language language)
{
    switch (dialect->format) {
    case FORMAT_JSONL: return arena_printf(arena, "JSON Lines, %s", dialect->encoding);
    case FORMAT_JSON: return arena_printf(arena, "JSON, %s", dialect->encoding);
    case FORMAT_POSTGRESQL: return arena_printf(arena, "PostgreSQL, %s", dialect->query);
    case FORMAT_ODBC: return arena_printf(arena, "ODBC, %s", dialect->query);
    case FORMAT_SQLITE: return arena_printf(arena, "SQLite, %s", dialect->query);
    case FORMAT_WORKBOOK:
        return say_text(arena, language, "workbook, sheet '%.*s', header in row %zu", STR_ARG(str_from(dialect->sheet)),
                        dialect->header);
    case FORMAT_AUTO:
    case FORMAT_CSV: break;
    }
    return csv_text(arena, dialect, language);
}
