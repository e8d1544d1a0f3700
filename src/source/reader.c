/* SPDX-License-Identifier: MIT */
#include "source/reader.h"

#include "base/limits.h"
#include "base/mem.h"
#include "base/vec.h"
#include "source/aside.h"
#include "source/dbfile.h"
#include "source/json.h"
#include "source/number.h"
#include "source/spool.h"
#include "source/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena             *arena;
    const struct source_file *file;
    const struct format      *format;
    struct input             *input; /* of formats that are text */
    struct csv               *csv;
    struct json              *json;
    struct xlsx              *xlsx;
    struct dbfile            *dbfile;
    struct spool_reader      *spool;
    struct jsonl             *jsonl; /* the columns, where they are paths */
    VEC(struct reader_column) columns;
    uint64_t      preamble;
    size_t        least; /* values that a record must have */
    struct asides asides;
};

static uint32_t next_folded(str text, size_t *at)
{
    while (*at < text.len) {
        uint32_t c = str_next(text, at);
        if (c == ' ' || c == '_' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x202F) continue;
        if (c == 0x200B || c == 0x200E || c == 0x200F || c == 0x2060 || c == 0xFEFF) continue; /* seen by nobody */
        if (c >= 'A' && c <= 'Z') return c + 32;
        if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32; /* À to Þ: Latin-1 has its small letters 32 on */
        return c;
    }
    return 0;
}

bool reader_same_name(str a, str b)
{
    size_t at_a = 0, at_b = 0;
    for (;;) {
        uint32_t ca = next_folded(a, &at_a), cb = next_folded(b, &at_b);
        if (ca != cb) return false;
        if (ca == 0) return true;
    }
}

static void name_columns(struct reader *reader, const struct record *record, bool has_header)
{
    for (size_t i = 0; i < record->count; i++) {
        struct reader_column column = {0};
        if (has_header) {
            column.name = arena_str(reader->arena, number_trim(record_value(record, i)));
            column.place = record_place(record, record->values[i].at);
        } else {
            column.name = arena_printf(reader->arena, "#%zu", i + 1);
            column.place = (struct record_place){1, 1};
        }
        *VEC_PUSH(reader->arena, reader->columns) = column;
    }
}

static bool next_csv(struct reader *reader, struct record *record)
{
    return csv_next(reader->csv, record);
}

static bool next_jsonl(struct reader *reader, struct record *record)
{
    return jsonl_next(reader->jsonl, record);
}

static bool next_json(struct reader *reader, struct record *record)
{
    return json_next(reader->json, record);
}

static bool next_xlsx(struct reader *reader, struct record *record)
{
    return xlsx_next(reader->xlsx, reader->columns.count, record);
}

static bool next_dbfile(struct reader *reader, struct record *record)
{
    return dbfile_next(reader->dbfile, record);
}

static bool next_spool(struct reader *reader, struct record *record)
{
    return spool_next(reader->spool, record);
}

static enum rc open_csv(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag)
{
    enum rc rc = input_open(path, dialect->encoding, diag, SPAN_FILE(reader->file), &reader->input);
    if (rc != RC_OK) return rc;
    reader->csv = csv_new(reader->input, dialect->csv);
    reader->preamble = csv_skip_lines(reader->csv, dialect->skip);
    return RC_OK;
}

static enum rc open_jsonl(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag)
{
    enum rc rc = input_open(path, dialect->encoding, diag, SPAN_FILE(reader->file), &reader->input);
    if (rc == RC_OK) reader->jsonl = jsonl_new(reader->input);
    return rc;
}

static enum rc open_json(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag)
{
    enum rc rc = input_open(path, dialect->encoding, diag, SPAN_FILE(reader->file), &reader->input);
    if (rc != RC_OK) return rc;
    reader->json = json_new(reader->input, dialect->records);
    reader->jsonl = json_fields(reader->json);
    return RC_OK;
}

static enum rc open_xlsx(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag)
{
    struct record record;
    struct span   span = SPAN_FILE(reader->file);
    enum rc       rc = xlsx_open(path, dialect->sheet, diag, span, &reader->xlsx);
    if (rc != RC_OK) return rc;
    for (reader->preamble = 0; reader->preamble < dialect->skip; reader->preamble++) {
        if (!xlsx_next(reader->xlsx, 0, &record)) break;
    }
    return RC_OK;
}

static enum rc open_dbfile(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag)
{
    struct span span = SPAN_FILE(reader->file);
    return dbfile_open(path, dialect->query, diag, span, &reader->dbfile);
}

static enum rc open_spool(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag)
{
    (void)dialect;
    reader->spool = spool_open(path);
    if (reader->spool) return RC_OK;
    diag_add(diag, DIAG_FILE_READ, SPAN_FILE(reader->file), reader->file->name, strerror(errno));
    return RC_IO;
}

static void close_csv(struct reader *reader)
{
    csv_free(reader->csv);
}

static void close_jsonl(struct reader *reader)
{
    jsonl_free(reader->jsonl);
}

static void close_json(struct reader *reader)
{
    json_free(reader->json);
}

static void close_xlsx(struct reader *reader)
{
    xlsx_close(reader->xlsx);
}

static void close_dbfile(struct reader *reader)
{
    dbfile_close(reader->dbfile);
}

static void close_spool(struct reader *reader)
{
    spool_close(reader->spool);
}

static const char *no_failure(const struct reader *reader, struct record_place *place)
{
    (void)reader;
    (void)place;
    return NULL;
}

static const char *failure_json(const struct reader *reader, struct record_place *place)
{
    return json_failure(reader->json, place);
}

static const char *failure_xlsx(const struct reader *reader, struct record_place *place)
{
    return xlsx_failure(reader->xlsx, place);
}

static const char *failure_dbfile(const struct reader *reader, struct record_place *place)
{
    return dbfile_failure(reader->dbfile, place);
}

static const char *failure_spool(const struct reader *reader, struct record_place *place)
{
    return spool_failure(reader->spool, place);
}

/* Every format that can be read; the rest of the program knows none by name. */
static const struct format {
    enum rc (*open)(struct reader *reader, const char *path, const struct dialect *dialect, struct diag *diag);
    bool (*next)(struct reader *reader, struct record *record);
    const char *(*failure)(const struct reader *reader, struct record_place *place);
    void (*close)(struct reader *reader);
} formats[] = {
    [FORMAT_CSV] = {open_csv, next_csv, no_failure, close_csv},
    [FORMAT_JSONL] = {open_jsonl, next_jsonl, no_failure, close_jsonl},
    [FORMAT_JSON] = {open_json, next_json, failure_json, close_json},
    [FORMAT_WORKBOOK] = {open_xlsx, next_xlsx, failure_xlsx, close_xlsx},
    [FORMAT_SQLITE] = {open_dbfile, next_dbfile, failure_dbfile, close_dbfile},
    [FORMAT_POSTGRESQL] = {open_spool, next_spool, failure_spool, close_spool},
    [FORMAT_ODBC] = {open_spool, next_spool, failure_spool, close_spool},
};

/* What a further record of the header says. A question that spans several columns stands over the first only. */
static void label_columns(struct reader *reader, const struct record *record)
{
    str spanning = STR_NONE;
    for (size_t i = 0; i < reader->columns.count; i++) {
        struct reader_column *column = &reader->columns.at[i];
        str                   label = number_trim(record_value(record, i));
        if (column->name.len) spanning = column->name;
        if (!label.len) continue;
        column->label = column->label.len
                            ? arena_printf(reader->arena, "%.*s / %.*s", STR_ARG(column->label), STR_ARG(label))
                            : arena_str(reader->arena, label);
        if (!column->name.len && spanning.len)
            column->name = arena_printf(reader->arena, "%.*s / %.*s", STR_ARG(spanning), STR_ARG(label));
    }
}

static bool read_labels(struct reader *reader, size_t rows)
{
    struct record record;
    for (size_t row = 1; row < rows; row++) {
        if (!reader->format->next(reader, &record)) return false;
        reader->preamble++;
        if (record.fault == RECORD_NONE) label_columns(reader, &record);
    }
    return true;
}

static void know_asides(struct reader *reader, bool has_header)
{
    str *names = ARENA_ARRAY(reader->arena, str, reader->columns.count);
    for (size_t i = 0; i < reader->columns.count; i++) {
        names[i] = reader->columns.at[i].name;
        if (names[i].len) reader->least = i + 1;
    }
    reader->asides = (struct asides){.columns = reader->columns.count, .header = has_header ? names : NULL};
}

/* Reads the header, or, where the table has none, counts the columns of the first record. */
static enum rc read_header(struct reader *reader, const struct dialect *dialect, struct diag *diag)
{
    struct record record = {0};
    size_t        wanted = dialect->header ? dialect->header : 1;
    for (size_t number = 1; number <= wanted; number++) {
        if (!reader->format->next(reader, &record)) {
            if (reader_finish(reader, diag) == RC_OK)
                diag_add(diag, DIAG_SOURCE_HEADER, SPAN_FILE(reader->file), "the file ends before it");
            return RC_INVALID;
        }
        if (number < wanted) reader->preamble++;
    }
    if (record.fault != RECORD_NONE) {
        struct record_place place = record_place(&record, record.fault_at);
        struct span         span = {reader->file, place.line, place.col, 1};
        diag_add(diag, DIAG_SOURCE_HEADER, span, record_fault_sentence(record.fault));
        return RC_INVALID;
    }
    name_columns(reader, &record, dialect->header > 0);
    know_asides(reader, dialect->header > 0);
    (void)read_labels(reader, dialect->header_rows); /* a text that ends here has no records */
    return RC_OK;
}

static void close_format(struct reader *reader)
{
    reader->format->close(reader);
    input_close(reader->input);
    reader->input = NULL;
    reader->csv = NULL;
    reader->json = NULL;
    reader->xlsx = NULL;
    reader->dbfile = NULL;
    reader->spool = NULL;
    reader->jsonl = NULL;
}

enum rc reader_open(const char *path, const struct dialect *dialect, struct arena *arena, struct diag *diag,
                    const struct source_file *file, struct reader **out)
{
    struct reader *reader = mem_new(1, sizeof *reader);
    *reader = (struct reader){.arena = arena, .file = file, .format = &formats[dialect->format]};
    bool    has_header = !dialect_is_json(dialect);
    enum rc rc = reader->format->open(reader, path, dialect, diag);
    if (rc == RC_OK && has_header) rc = read_header(reader, dialect, diag);
    if (rc == RC_OK && has_header && dialect->header == 0) {
        close_format(reader);
        rc = reader->format->open(reader, path, dialect, diag);
    }
    if (rc != RC_OK) {
        reader_close(reader);
        reader = NULL;
    }
    *out = reader;
    return rc;
}

void reader_close(struct reader *reader)
{
    if (!reader) return;
    close_format(reader);
    free(reader);
}

size_t reader_column_count(const struct reader *reader)
{
    return reader->jsonl ? jsonl_column_count(reader->jsonl) : reader->columns.count;
}

/* JSON names its columns as they are met: their list is brought up to date here. */
static void sync_columns(struct reader *reader)
{
    while (reader->jsonl && reader->columns.count < jsonl_column_count(reader->jsonl)) {
        struct reader_column column = {.name = jsonl_path(reader->jsonl, reader->columns.count), .place = {1, 1}};
        *VEC_PUSH(reader->arena, reader->columns) = column;
    }
}

const struct reader_column *reader_column(struct reader *reader, size_t index)
{
    sync_columns(reader);
    return &reader->columns.at[index];
}

bool reader_is_json(const struct reader *reader)
{
    return reader->jsonl != NULL;
}

static bool by_position(const struct reader *reader, str name, size_t *index)
{
    int64_t position = 0;
    if (name.len < 2 || name.len > 6 || name.ptr[0] != '#') return false;
    for (size_t i = 1; i < name.len; i++) {
        if (name.ptr[i] < '0' || name.ptr[i] > '9') return false;
        position = position * 10 + (name.ptr[i] - '0');
    }
    *index = (size_t)position - 1;
    return position > 0 && *index < reader->columns.count;
}

/* How a column may be called, the surest first. */
enum naming { NAMING_EXACT, NAMING_FOLDED, NAMING_WITH_LABEL, NAMING_LABEL, NAMING_COUNT };

static bool is_called(const struct reader_column *column, str name, enum naming naming)
{
    switch (naming) {
    case NAMING_EXACT: return str_equal(column->name, name);
    case NAMING_FOLDED: return reader_same_name(column->name, name);
    case NAMING_LABEL: return column->label.len && reader_same_name(column->label, name);
    case NAMING_WITH_LABEL:
    default: break;
    }
    size_t start = column->name.len, end = start + 3;
    return column->label.len && name.len > end && str_equal(str_slice(name, 0, start), column->name) &&
           str_is(str_slice(name, start, end), " / ") && str_equal(str_slice(name, end, name.len), column->label);
}

enum rc reader_lookup(struct reader *reader, str name, size_t *index, bool *is_double)
{
    size_t found = 0;
    *is_double = false;
    if (reader->jsonl) {
        *index = jsonl_column(reader->jsonl, name);
        return *index < LIMIT_COLUMNS ? RC_OK : RC_MISSING;
    }
    for (enum naming naming = NAMING_EXACT; naming < NAMING_COUNT && !found; naming++) {
        for (size_t i = reader->columns.count; i-- > 0;) {
            if (!is_called(&reader->columns.at[i], name, naming)) continue;
            *index = i;
            found++;
        }
    }
    if (!found && by_position(reader, name, index)) found = 1;
    *is_double = found > 1;
    return found ? RC_OK : RC_MISSING;
}

bool reader_is_met(const struct reader *reader, size_t index)
{
    return !reader->jsonl || jsonl_is_met(reader->jsonl, index);
}

uint64_t reader_preamble(const struct reader *reader)
{
    return reader->preamble;
}

size_t reader_column_least(const struct reader *reader)
{
    return reader->jsonl ? 0 : reader->least;
}

bool reader_next(struct reader *reader, struct record *record)
{
    bool is_read = reader->format->next(reader, record);
    if (is_read && reader->asides.columns) aside_judge(&reader->asides, record);
    return is_read;
}

enum rc reader_finish(const struct reader *reader, struct diag *diag)
{
    struct record_place place = {0};
    int                 error = reader->input ? input_error(reader->input) : 0;
    if (error) {
        diag_add(diag, DIAG_FILE_READ, SPAN_NONE, reader->file->name, strerror(error));
        return RC_IO;
    }
    const char *failure = reader->format->failure(reader, &place);
    if (!failure) return RC_OK;
    diag_add(diag, DIAG_SOURCE_BROKEN, ((struct span){reader->file, place.line, place.col, 1}), failure);
    return RC_INVALID;
}
