/* SPDX-License-Identifier: MIT */
#include "source/inspect.h"

#include "base/file.h"
#include "base/hash.h"
#include "source/cell.h"
#include "source/fetch.h"
#include "source/reader.h"

#include <stdlib.h>

enum { SAMPLE_BYTES = 60, ORDERS = 4 };

static const enum when_order orders[ORDERS] = {WHEN_ISO, WHEN_DMY, WHEN_MDY, WHEN_EPOCH}; /* the last is never written */

struct range {
    bool   is_set;
    double least, most; /* comparison only; the texts are what is shown */
    str    least_text, most_text;
};

/* One column while the records go by. */
struct tally {
    struct inspect_column column;
    uint64_t              booleans, integers, points, commas, either; /* values that can be read so */
    uint64_t              number_points, number_commas;
    uint64_t              timed;
    struct range          numbers[2]; /* with decimal point, with decimal comma */
    struct range          days[ORDERS];
};

static const char *const type_words[] = {
    [INSPECT_EMPTY] = "empty",   [INSPECT_BOOLEAN] = "boolean", [INSPECT_INTEGER] = "integer",
    [INSPECT_NUMBER] = "number", [INSPECT_DATE] = "date",       [INSPECT_TIME] = "time",
    [INSPECT_TEXT] = "text",
};

const char *inspect_type_word(enum inspect_type type)
{
    return type_words[type];
}

const char *inspect_order_word(enum when_order order)
{
    switch (order) {
    case WHEN_DMY: return "dmy";
    case WHEN_MDY: return "mdy";
    case WHEN_YMD: return "ymd";
    case WHEN_EPOCH: return "epoch";
    case WHEN_EPOCH_MS: return "epoch_ms";
    case WHEN_EPOCH_US: return "epoch_us";
    case WHEN_SERIAL: return "serial";
    case WHEN_SERIAL_1904: return "serial_1904";
    case WHEN_ISO: break;
    }
    return "iso";
}

static str short_copy(struct arena *arena, str text)
{
    size_t end = text.len < SAMPLE_BYTES ? text.len : SAMPLE_BYTES;
    while (end && end < text.len && ((unsigned char)text.ptr[end] & 0xC0) == 0x80) end--;
    return arena_str(arena, str_slice(text, 0, end));
}

static void widen(struct range *range, double at, str text, struct arena *arena)
{
    if (!range->is_set || at < range->least) {
        range->least = at;
        range->least_text = short_copy(arena, text);
    }
    if (!range->is_set || at > range->most) {
        range->most = at;
        range->most_text = short_copy(arena, text);
    }
    range->is_set = true;
}

static void keep_sample(struct inspect_column *column, str text, struct arena *arena)
{
    if (column->sample_count == INSPECT_SAMPLES) return;
    str copy = short_copy(arena, text);
    for (size_t i = 0; i < column->sample_count; i++) {
        if (str_equal(column->samples[i], copy)) return;
    }
    column->samples[column->sample_count++] = copy;
}

static void weigh_number(struct tally *tally, str text, bool is_typed, struct arena *arena)
{
    static const char decimals[] = {'.', ','};
    for (size_t i = 0; i < 2; i++) {
        struct number number;
        char          printed[NUMBER_TEXT];
        if (number_parse(text, is_typed ? '.' : decimals[i], &number) != RC_OK) continue;
        number_print(&number, printed);
        widen(&tally->numbers[i], strtod(printed, NULL), text, arena);
        if (i == 0) tally->number_points++;
        else tally->number_commas++;
        if (i == 0 && number_is_whole(&number)) tally->integers++;
    }
    if (is_typed) return; /* how it is written says nothing of the texts */
    char mark = number_mark(text);
    tally->points += mark == '.';
    tally->commas += mark == ',';
    tally->either += mark == '?';
}

static uint64_t written_dates(const struct when_evidence *dates)
{
    return dates->iso + dates->day_first + dates->month_first + dates->either + dates->same;
}

static void weigh_date(struct tally *tally, str text, struct arena *arena)
{
    bool     is_timed = false;
    uint64_t written = written_dates(&tally->column.dates);
    when_weigh(text, &tally->column.dates);
    bool is_written = written_dates(&tally->column.dates) > written; /* if not, an instant at most */
    for (size_t i = is_written ? 0 : ORDERS - 1; i < ORDERS; i++) {
        struct when when;
        if (when_parse(text, orders[i], &when) != RC_OK || when.is_end_of_time) continue;
        widen(&tally->days[i], (double)when.day, text, arena);
        is_timed |= when.has_time && orders[i] != WHEN_EPOCH;
    }
    tally->timed += is_timed;
}

static void weigh(struct tally *tally, str text, bool is_typed, struct arena *arena)
{
    static const struct cell_rule boolean = {.type = COLUMN_BOOLEAN};
    struct cell                   cell;
    text = number_trim(text);
    if (text.len == 0) {
        tally->column.empty++;
        return;
    }
    tally->column.filled++;
    keep_sample(&tally->column, text, arena);
    tally->booleans += cell_read(&boolean, text, &cell) == RC_OK;
    weigh_number(tally, text, is_typed, arena);
    weigh_date(tally, text, arena);
}

static bool nearly_all(uint64_t count, uint64_t of)
{
    return of > 0 && count * 20 >= of * 19;
}

static size_t order_index(enum when_order order)
{
    size_t i = 0;
    while (i < ORDERS && orders[i] != order) i++;
    return i;
}

static bool is_date(struct tally *tally)
{
    const struct when_evidence *dates = &tally->column.dates;
    uint64_t written = written_dates(dates);
    uint64_t instants = dates->seconds + dates->milliseconds;
    if (!nearly_all(written, tally->column.filled) && !nearly_all(instants, tally->column.filled)) return false;
    tally->column.verdict = when_judge(dates, &tally->column.order);
    tally->column.type = tally->timed || instants ? INSPECT_TIME : INSPECT_DATE;
    for (size_t i = 0; i < COUNT_OF(tally->column.latest); i++)
        tally->column.latest[i] = tally->days[order_index(i ? WHEN_MDY : WHEN_DMY)].most_text;
    size_t index = order_index(tally->column.order);
    if (tally->column.verdict != WHEN_PROVEN || index == ORDERS) return true;
    tally->column.least = tally->days[index].least_text;
    tally->column.most = tally->days[index].most_text;
    return true;
}

static void add_counts(struct when_evidence *sum, const struct when_evidence *more)
{
    sum->values += more->values;
    sum->iso += more->iso;
    sum->day_first += more->day_first;
    sum->month_first += more->month_first;
    sum->either += more->either;
    sum->same += more->same;
    sum->seconds += more->seconds;
    sum->milliseconds += more->milliseconds;
    sum->serials += more->serials;
    sum->other += more->other;
}

void inspect_add_dates(struct inspect_column *column, const struct when_evidence *dates)
{
    add_counts(&column->dates, dates);
    if (!nearly_all(written_dates(&column->dates), column->dates.values)) return;
    if (column->type == INSPECT_EMPTY) column->type = INSPECT_DATE;
    column->verdict = when_judge(&column->dates, &column->order);
    if (column->verdict != WHEN_PROVEN) return;
    if (column->order == WHEN_DMY || column->order == WHEN_MDY) column->most = column->latest[column->order == WHEN_MDY];
}

static bool is_number(struct tally *tally)
{
    bool     is_comma = tally->commas > tally->points;
    uint64_t readable = is_comma ? tally->number_commas : tally->number_points;
    if (!nearly_all(readable, tally->column.filled)) return false;
    tally->column.type = tally->integers == tally->column.filled && !tally->commas ? INSPECT_INTEGER : INSPECT_NUMBER;
    tally->column.decimal = tally->points || tally->commas ? (is_comma ? ',' : '.') : tally->either ? '?' : '\0';
    tally->column.least = tally->numbers[is_comma].least_text;
    tally->column.most = tally->numbers[is_comma].most_text;
    return true;
}

/* Ids of some tools count as high as Unix seconds do. */
static bool is_named_id(str name)
{
    str end = str_slice(name, name.len < 2 ? 0 : name.len - 2, name.len);
    return str_is(end, "id") || str_is(end, "Id") || str_is(end, "ID");
}

/* Eight digits are a number before they are a date; anything else written as a date is one. */
static void judge(struct tally *tally, str name)
{
    struct inspect_column *column = &tally->column;
    if (column->filled == 0) {
        column->type = INSPECT_EMPTY;
        return;
    }
    bool is_instant = tally->column.dates.seconds + tally->column.dates.milliseconds > 0 && !is_named_id(name);
    bool is_plain = tally->integers == column->filled && !is_instant;
    bool is_one_number = tally->integers == column->filled && column->sample_count == 1;
    if (tally->booleans == column->filled && !is_one_number) column->type = INSPECT_BOOLEAN;
    else if (!is_plain && is_date(tally)) return;
    else if (!is_number(tally)) column->type = INSPECT_TEXT;
}

struct inspection {
    struct inspect_report *report;
    struct reader         *reader;
    struct arena          *arena;
    struct tally          *tallies;
    size_t                 room;
};

/* JSON meets new columns on the way; what was not there before was empty so far. */
static void make_room(struct inspection *inspection)
{
    size_t count = reader_column_count(inspection->reader);
    if (count <= inspection->room) return;
    size_t        room = count * 2;
    struct tally *tallies = ARENA_ARRAY(inspection->arena, struct tally, room);
    for (size_t i = 0; i < inspection->room; i++) tallies[i] = inspection->tallies[i];
    for (size_t i = inspection->room; i < room; i++)
        tallies[i].column.empty = inspection->report->records ? inspection->report->records - 1 : 0;
    inspection->tallies = tallies;
    inspection->room = room;
}

/* Too few values, or more than the header has names for. */
static bool is_ragged(const struct inspection *inspection, const struct record *record)
{
    size_t columns = reader_column_count(inspection->reader);
    if (reader_is_json(inspection->reader)) return false;
    for (size_t i = columns; i < record->count; i++) {
        if (record->values[i].len) return true;
    }
    return record->count < reader_column_least(inspection->reader);
}

static void take_fault(struct inspect_report *report, const struct record *record)
{
    struct inspect_fault *fault = &report->faults[record->fault];
    fault->sentence = record_fault_sentence(record->fault);
    if (!fault->records++) fault->line = record->line;
    report->unreadable++;
}

static void take_record(struct inspection *inspection, const struct record *record)
{
    struct inspect_report *report = inspection->report;
    report->records++;
    if (record->is_blank) report->blank++;
    else if (record->fault != RECORD_NONE) take_fault(report, record);
    else if (record->aside == RECORD_NOTICE) report->notices++;
    else if (record->aside == RECORD_HEADER_AGAIN) report->headers++;
    else if (is_ragged(inspection, record)) report->ragged++;
    else report->rows++;
    if (record->is_blank || record->fault != RECORD_NONE || record->aside != RECORD_DATA) return;
    make_room(inspection);
    size_t columns = reader_column_count(inspection->reader);
    for (size_t i = 0; i < columns; i++)
        weigh(&inspection->tallies[i], record_value(record, i), record_is_typed(record, i), inspection->arena);
}

static void finish(struct inspection *inspection)
{
    struct inspect_report *report = inspection->report;
    report->column_count = reader_column_count(inspection->reader);
    report->columns = ARENA_ARRAY(inspection->arena, struct inspect_column, report->column_count);
    make_room(inspection);
    for (size_t i = 0; i < report->column_count; i++) {
        str name = reader_column(inspection->reader, i)->name;
        judge(&inspection->tallies[i], name);
        report->columns[i] = inspection->tallies[i].column;
        report->columns[i].name = arena_str(inspection->arena, name);
        if (inspection->tallies[i].column.decimal == ',') report->dialect.decimal = ',';
    }
    report->preamble = reader_preamble(inspection->reader);
}

static enum rc profile(const char *path, struct arena *arena, struct diag *diag, const struct source_def *def,
                       struct inspect_report *out)
{
    struct input_profile profile;
    struct hasher       *hasher = hasher_new();
    enum rc              rc = input_profile(path, hasher, diag, SPAN_NONE, &profile);
    (void)hasher_end(hasher); /* frees it; the fingerprint is not wanted */
    if (rc != RC_OK) return rc;
    out->bytes = profile.bytes;
    out->has_mark = profile.mark != '\0';
    return dialect_detect(def, path, profile.encoding, arena, diag, SPAN_NONE, &out->dialect);
}

static enum rc inspect_export(const char *path, const char *name, const struct source_def *def, struct arena *arena,
                              struct diag *diag, struct inspect_report *out)
{
    struct record     record;
    struct inspection inspection = {.report = out, .arena = arena};
    *out = (struct inspect_report){.name = str_from(name)};
    enum rc rc = profile(path, arena, diag, def, out);
    if (rc != RC_OK) return rc;
    const struct source_file *place = dialect_place(&out->dialect, file_source(arena, name, STR_NONE), arena);
    rc = reader_open(path, &out->dialect, arena, diag, place, &inspection.reader);
    if (rc != RC_OK) return rc;
    make_room(&inspection);
    while (reader_next(inspection.reader, &record)) take_record(&inspection, &record);
    finish(&inspection);
    rc = reader_finish(inspection.reader, diag);
    reader_close(inspection.reader);
    return rc;
}

enum rc inspect_file(const char *path, const struct source_def *def, struct arena *arena, struct diag *diag,
                     struct inspect_report *out)
{
    return inspect_export(path, path, def, arena, diag, out);
}

/* What a query answers is spooled where temporary files go. */
static enum rc find_exports(const struct workspace *workspace, const struct source_def *source, struct arena *arena,
                            struct diag *diag, struct export_files *out)
{
    const char *folder = getenv("TMPDIR");
    if (!source_is_server(source)) return files_find(workspace, source, arena, diag, out);
    struct hasher *hasher = hasher_new();
    enum rc rc = fetch_source(source, workspace->folder, folder && *folder ? folder : "/tmp", hasher, arena, diag, out);
    (void)hasher_end(hasher); /* frees it; nothing is kept */
    return rc;
}

enum rc inspect_source(const struct workspace *workspace, const struct source_def *source, struct arena *arena,
                       struct diag *diag, struct inspect_report **out, size_t *count)
{
    struct export_files files = {0};
    enum rc             rc = find_exports(workspace, source, arena, diag, &files);
    *out = ARENA_ARRAY(arena, struct inspect_report, files.count);
    *count = 0;
    for (size_t i = 0; i < files.count; i++) {
        const struct export_file *file = &files.at[i];
        enum rc one = inspect_export(file->path, file->file->name, source, arena, diag, &(*out)[*count]);
        if (one == RC_OK) (*count)++;
        else rc = one;
    }
    files_close(&files);
    return rc;
}
