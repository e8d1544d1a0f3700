/* SPDX-License-Identifier: MIT */
#include "source/dialect.h"

#include "base/mem.h"
#include "source/dbfile.h"
#include "source/number.h"
#include "source/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RECORDS_LOOKED_AT = 1000, COUNTS = 512 };

static const char delimiters[] = {',', ';', '\t', '|'};

/* What reading the sample in one way comes to. */
struct trial {
    struct csv_dialect csv;
    size_t             records;  /* neither blank nor at fault */
    size_t             agreeing; /* with as many values as most have */
    size_t             columns;  /* that number */
    size_t             header;   /* first record that looks like a row of that table, from 1 */
    double             score;
};

static bool looks_like_row(const struct record *record, size_t columns)
{
    size_t filled = 0;
    if (record->count != columns) return false;
    for (size_t i = 0; i < record->count; i++)
        filled += number_trim(record_value(record, i)).len > 0;
    return filled * 2 >= columns;
}

static size_t most_common(const size_t counts[COUNTS], size_t *agreeing)
{
    size_t best = 0;
    for (size_t i = 1; i < COUNTS; i++) {
        if (counts[i] > counts[best]) best = i;
    }
    *agreeing = counts[best];
    return best;
}

static void count_values(struct csv *csv, struct trial *trial, size_t counts[COUNTS])
{
    struct record record;
    size_t        seen = 0;
    while (seen++ < RECORDS_LOOKED_AT && csv_next(csv, &record)) {
        if (record.is_blank) continue;
        trial->records++;
        if (record.fault == RECORD_QUOTE_OPEN || record.fault == RECORD_QUOTE_STRAY) continue;
        counts[record.count < COUNTS ? record.count : COUNTS - 1]++;
    }
}

/* The record where the table begins; 1 where none looks like it. */
static size_t find_header(struct csv *csv, size_t columns)
{
    struct record record;
    for (size_t number = 1; number <= RECORDS_LOOKED_AT && csv_next(csv, &record); number++) {
        if (columns < 3 ? !record.is_blank : looks_like_row(&record, columns)) return number;
    }
    return 1;
}

static struct csv *over_sample(str sample, size_t skip, struct csv_dialect dialect, struct input **input)
{
    if (input_from_bytes(sample, "UTF-8", input) != RC_OK) return NULL;
    struct csv *csv = csv_new(*input, dialect);
    csv_skip_lines(csv, skip);
    return csv;
}

static void try_dialect(str sample, size_t skip, struct trial *trial)
{
    size_t        counts[COUNTS] = {0};
    struct input *input = NULL;
    struct csv   *csv = over_sample(sample, skip, trial->csv, &input);
    count_values(csv, trial, counts);
    csv_free(csv);
    input_close(input);
    trial->columns = most_common(counts, &trial->agreeing);
    csv = over_sample(sample, skip, trial->csv, &input);
    trial->header = find_header(csv, trial->columns);
    csv_free(csv);
    input_close(input);
    double share = trial->records ? (double)trial->agreeing / (double)trial->records : 0;
    trial->score = share * share * ((double)trial->columns - 1);
    if (trial->header > 1) trial->score *= 0.9;
}

/* The first line "sep=;" that some spreadsheets write; it is skipped and its word taken. */
static char separator_line(str sample)
{
    str rest, line = str_cut(sample, '\n', &rest);
    line = str_trim(line);
    if (line.len == 7 && line.ptr[0] == '"' && line.ptr[6] == '"') line = str_slice(line, 1, 6);
    if (line.len == 5 && strncasecmp(line.ptr, "sep=", 4) == 0) return line.ptr[4];
    bool is_tab = line.len == 4 && strncasecmp(line.ptr, "sep=", 4) == 0 && sample.len > 4 && sample.ptr[4] == '\t';
    return is_tab ? '\t' : '\0';
}

/* Does \" stand in the sample where a doubled quote would not explain it? */
static bool has_backslash_quotes(str sample, char quote)
{
    for (size_t i = 0; i + 2 < sample.len; i++) {
        if (sample.ptr[i] == '\\' && sample.ptr[i + 1] == quote && sample.ptr[i + 2] != quote) return true;
    }
    return false;
}

static struct trial best_trial(str sample, size_t skip, char delimiter, char quote)
{
    struct trial best = {.csv = {delimiter ? delimiter : ',', quote, false}, .score = -1};
    bool         tries_backslash = quote && has_backslash_quotes(sample, quote);
    for (size_t i = 0; i < COUNT_OF(delimiters) * 2; i++) {
        char mark = delimiter ? delimiter : delimiters[i / 2];
        if (i % 2 && !tries_backslash) continue;
        struct trial trial = {.csv = {mark, quote, i % 2 == 1}};
        try_dialect(sample, skip, &trial);
        if (trial.score > best.score) best = trial;
        if (delimiter && i % 2) break;
    }
    return best;
}

/* One ASCII character of a setting, with "tab" and "\t" as people write them. RC_INVALID: reported. */
static enum rc one_character(const struct placed_text *setting, const char *what, struct diag *diag, char *out)
{
    str text = setting->text;
    *out = '\0';
    if (text.len == 0 || str_is(text, "none")) return RC_OK;
    if (str_is(text, "\\t") || str_is(text, "tab"))
        *out = '\t';
    else if (text.len == 1 && (signed char)text.ptr[0] > 0 && text.ptr[0] != '\n' && text.ptr[0] != '\r')
        *out = text.ptr[0];
    if (*out) return RC_OK;
    diag_add(diag, DIAG_SOURCE_SETTING, setting->span, STR_ARG(text), what);
    return RC_INVALID;
}

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

static enum source_format format_of(const struct source_def *def, const char *path, str sample)
{
    if (def && def->format != FORMAT_AUTO) return def->format;
    str name = str_from(path);
    if (str_ends(name, ".jsonl") || str_ends(name, ".ndjson")) return FORMAT_JSONL;
    if (def && def->records.text.len) return FORMAT_JSON;
    return str_ends(name, ".json") ? json_format(sample) : FORMAT_CSV;
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

/* Some databases quote with apostrophes; where double quotes stand, an apostrophe is one. */
static bool has_single_quotes(str sample)
{
    return str_find(sample, '"') == sample.len && str_find(sample, '\'') < sample.len;
}

static enum rc detect_csv(const struct source_def *def, str sample, struct diag *diag, struct dialect *out)
{
    char    delimiter = '\0', quote = '"', said = separator_line(sample);
    enum rc rc = RC_OK;
    if (def && one_character(&def->delimiter, "a delimiter of one character", diag, &delimiter) != RC_OK)
        rc = RC_INVALID;
    if (def && def->quote.text.len &&
        one_character(&def->quote, "a quote of one character, or none", diag, &quote) != RC_OK)
        rc = RC_INVALID;
    if (rc != RC_OK) return rc;
    out->skip = (def && def->skip > 0 ? (size_t)def->skip : 0) + (said ? 1 : 0);
    char         mark = delimiter ? delimiter : said;
    struct trial trial = best_trial(sample, out->skip, mark, quote);
    if (!(def && def->quote.text.len) && has_single_quotes(sample)) {
        struct trial single = best_trial(sample, out->skip, mark, '\'');
        if (single.score > trial.score) trial = single;
    }
    out->csv = trial.csv;
    out->header = def && def->header != HEADER_AUTO ? (size_t)def->header : trial.header;
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
    str     sample = STR_NONE;
    enum rc rc = read_sample(path, out->encoding, arena, diag, span, &sample);
    if (rc != RC_OK) return rc;
    out->format = format_of(def, path, sample);
    if (def) out->records = def->records.text;
    return out->format == FORMAT_CSV ? detect_csv(def, sample, diag, out) : RC_OK;
}

enum rc dialect_detect(const struct source_def *def, const char *path, const char *encoding, struct arena *arena,
                       struct diag *diag, struct span span, struct dialect *out)
{
    *out = (struct dialect){0};
    enum rc rc = encoding_of(def, encoding, arena, diag, &out->encoding);
    if (decimal_of(def, diag, &out->decimal) != RC_OK) rc = RC_INVALID;
    if (rc != RC_OK) return rc;
    if (def && source_is_server(def))
        rc = detect_server(def, out);
    else if (is_workbook(def, path))
        rc = detect_workbook(def, path, arena, diag, span, out);
    else if (is_database(def, path))
        rc = detect_database(def, path, arena, diag, span, out);
    else {
        struct arena *scratch = arena_new();
        rc = detect_text(def, path, scratch, diag, span, out);
        arena_free(scratch);
    }
    return rc == RC_OK ? check_settings(def, out->format, diag) : rc;
}

bool dialect_is_json(const struct dialect *dialect)
{
    return dialect->format == FORMAT_JSONL || dialect->format == FORMAT_JSON;
}

static const char *delimiter_word(char delimiter)
{
    switch (delimiter) {
    case ',': return "commas";
    case ';': return "semicolons";
    case '\t': return "tabs";
    case '|': return "bars";
    default: return "delimiters";
    }
}

str dialect_text(struct arena *arena, const struct dialect *dialect)
{
    if (dialect->format == FORMAT_JSONL) return arena_printf(arena, "JSON Lines, %s", dialect->encoding);
    if (dialect->format == FORMAT_JSON) return arena_printf(arena, "JSON, %s", dialect->encoding);
    if (dialect->format == FORMAT_WORKBOOK)
        return arena_printf(arena, "workbook, sheet '%s', header in row %zu", dialect->sheet, dialect->header);
    if (dialect->format == FORMAT_POSTGRESQL) return arena_printf(arena, "PostgreSQL, %s", dialect->query);
    if (dialect->format == FORMAT_ODBC) return arena_printf(arena, "ODBC, %s", dialect->query);
    if (dialect->format == FORMAT_SQLITE) return arena_printf(arena, "SQLite, %s", dialect->query);
    str text = arena_printf(arena, "%s, %s", dialect->encoding, delimiter_word(dialect->csv.delimiter));
    if (dialect->csv.quote == '\'') text = arena_printf(arena, "%.*s, single quotes", STR_ARG(text));
    if (dialect->csv.is_backslash) text = arena_printf(arena, "%.*s, backslash quotes", STR_ARG(text));
    if (dialect->decimal == ',') text = arena_printf(arena, "%.*s, decimal comma", STR_ARG(text));
    const char *plural = dialect->skip == 1 ? "" : "s";
    if (dialect->skip) text = arena_printf(arena, "%.*s, %zu line%s above", STR_ARG(text), dialect->skip, plural);
    if (dialect->header != 1) text = arena_printf(arena, "%.*s, header in record %zu", STR_ARG(text), dialect->header);
    return text;
}
