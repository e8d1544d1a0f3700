/* SPDX-License-Identifier: MIT */
#include "source/header.h"

#include "source/number.h"
#include "source/reader.h"
#include "source/when.h"

#include <string.h>

enum { RECORDS_LOOKED_AT = 1000, RECORDS_BELOW = 100, COLUMNS_JUDGED = 64, ROWS_MOST = 3 };

/* What a value looks like, as far as it tells names from data. */
enum kind { KIND_BLANK, KIND_NUMBER, KIND_DATE, KIND_ADDRESS, KIND_TEXT };

static bool is_number(str text)
{
    struct number number;
    return number_parse(text, '.', &number) == RC_OK || number_parse(text, ',', &number) == RC_OK;
}

static bool is_date(str text)
{
    struct when when;
    return when_parse(text, WHEN_ISO, &when) == RC_OK || when_parse(text, WHEN_DMY, &when) == RC_OK ||
           when_parse(text, WHEN_MDY, &when) == RC_OK;
}

static enum kind kind_of(str text)
{
    if (text.len == 0) return KIND_BLANK;
    if (is_number(text)) return KIND_NUMBER;
    if (is_date(text)) return KIND_DATE;
    return str_find(text, '@') < text.len && str_find(text, ' ') == text.len ? KIND_ADDRESS : KIND_TEXT;
}

/* Columns are named after years: « 2025 » over numbers is a name. */
static bool is_year(str text)
{
    return text.len == 4 && (memcmp(text.ptr, "19", 2) == 0 || memcmp(text.ptr, "20", 2) == 0) && is_number(text);
}

static str value_at(const struct record *record, size_t index)
{
    return number_trim(record_value(record, index));
}

static bool looks_like_row(const struct record *record, size_t columns)
{
    size_t filled = 0, wanted = columns == 2 ? 4 : columns;
    if (columns < 2) return !record->is_blank;
    if (record->count != columns) return false;
    for (size_t i = 0; i < record->count; i++) filled += value_at(record, i).len > 0;
    return filled * 2 >= wanted;
}

/* Names of the map, those by position apart. */
static size_t for_each_name(const struct source_def *def, const struct record *record)
{
    size_t found = 0, wanted = 0;
    for (size_t i = 0; def && i < def->column_count + def->join_count + def->where_count; i++) {
        size_t join = i - def->column_count, where = join - def->join_count;
        str    name = i < def->column_count     ? def->columns[i].from.text
                      : join < def->join_count ? def->joins[join].from.text
                                               : def->wheres[where].column.text;
        if (name.len == 0 || name.ptr[0] == '#') continue;
        wanted++;
        for (size_t k = 0; record && k < record->count; k++) {
            if (!reader_same_name(value_at(record, k), name)) continue;
            found++;
            break;
        }
    }
    return record ? found : wanted;
}

static size_t find_by_names(struct csv *csv, const struct source_def *def)
{
    struct record record;
    size_t        wanted = for_each_name(def, NULL);
    for (size_t number = 1; wanted && number <= RECORDS_LOOKED_AT && csv_next(csv, &record); number++) {
        if (!record.is_blank && for_each_name(def, &record) * 2 >= wanted) return number;
    }
    return 0;
}

/* The record where the table begins; 1 where none looks like it. */
static size_t find_by_shape(struct csv *csv, size_t columns)
{
    struct record record;
    for (size_t number = 1; number <= RECORDS_LOOKED_AT && csv_next(csv, &record); number++) {
        if (looks_like_row(&record, columns)) return number;
    }
    return 1;
}

/* "-----" under the names, as query tools draw. */
static bool is_ruler(const struct record *record)
{
    size_t dashes = 0;
    for (size_t i = 0; i < record->raw.len; i++) {
        char c = record->raw.ptr[i];
        if (!strchr("-=+|: \t,;", c)) return false;
        dashes += c == '-' || c == '=';
    }
    return dashes >= 3;
}

static bool has_import_ids(const struct record *record)
{
    bool has = false;
    for (size_t i = 0; i < record->count && !has; i++) has = str_starts(value_at(record, i), "{\"ImportId\"");
    return has;
}

/* SurveyMonkey's second row: blank over the respondent's columns, the kind of answer or the choice below a question. */
static bool has_answer_labels(const struct record *record)
{
    static const char *const labels[] = {"Response", "Open-Ended Response", "Réponse", "Réponse ouverte"};
    bool                     has = false;
    if (record->count < 3 || value_at(record, 0).len) return false;
    for (size_t i = 0; i < record->count; i++) {
        for (size_t k = 0; k < COUNT_OF(labels); k++) has |= str_is(value_at(record, i), labels[k]);
    }
    return has;
}

/* The columns as they look below the first record. */
struct votes {
    enum kind first[COLUMNS_JUDGED];
    bool      is_year[COLUMNS_JUDGED];
    str       texts[COLUMNS_JUDGED];
    uint32_t  below[COLUMNS_JUDGED][KIND_TEXT + 1];
    bool      stands_again[COLUMNS_JUDGED];
    size_t    count, records;
};

static void count_first(struct votes *votes, const struct record *record, struct arena *arena)
{
    votes->count = record->count < COLUMNS_JUDGED ? record->count : COLUMNS_JUDGED;
    for (size_t i = 0; i < votes->count; i++) {
        votes->texts[i] = arena_str(arena, value_at(record, i));
        votes->first[i] = kind_of(votes->texts[i]);
        votes->is_year[i] = is_year(votes->texts[i]);
    }
}

static bool is_same(const struct votes *votes, const struct record *record)
{
    bool is_same = true;
    for (size_t i = 0; i < votes->count && is_same; i++) is_same = str_equal(votes->texts[i], value_at(record, i));
    return is_same;
}

static void count_below(struct votes *votes, const struct record *record)
{
    if (is_same(votes, record)) return; /* the header again, between two exports put together */
    votes->records++;
    for (size_t i = 0; i < votes->count; i++) {
        str text = value_at(record, i);
        votes->below[i][kind_of(text)]++;
        votes->stands_again[i] |= text.len && votes->first[i] == KIND_TEXT && str_equal(text, votes->texts[i]);
    }
}

/* Above 0: the first record is data; below 0: it names columns; 0: nothing tells. */
static int judge(const struct votes *votes)
{
    size_t data = 0, names = 0;
    for (size_t i = 0; i < votes->count; i++) {
        const uint32_t *below = votes->below[i];
        enum kind       first = votes->first[i];
        uint32_t        filled = (uint32_t)votes->records - below[KIND_BLANK];
        bool            is_typed = filled && below[KIND_TEXT] * 5 <= filled;
        if (first == KIND_BLANK || !filled) continue;
        data += votes->stands_again[i];
        data += first != KIND_TEXT && below[first] * 5 >= filled * 4 && !votes->is_year[i];
        names += first == KIND_TEXT && is_typed;
    }
    return names ? -1 : data ? 1 : 0;
}

/* Reads on from the record that may be the header. */
static void look_below(struct csv *csv, struct header *header, struct arena *arena)
{
    struct record record;
    struct votes *votes = ARENA_NEW(arena, struct votes);
    bool          has_shape = false;
    for (size_t number = 1; number < header->record + RECORDS_BELOW && csv_next(csv, &record); number++) {
        if (number < header->record || record.is_blank || record.fault != RECORD_NONE) continue;
        size_t row = number - header->record + 1;
        if (row == 1) {
            count_first(votes, &record, arena);
            continue;
        }
        bool is_label = (row == 2 && (is_ruler(&record) || has_answer_labels(&record))) ||
                        (row <= ROWS_MOST && has_import_ids(&record));
        if (is_label) header->rows = row;
        else if (record.count >= votes->count) count_below(votes, &record);
        has_shape |= is_label;
    }
    int verdict = has_shape ? -1 : judge(votes);
    header->is_open = verdict == 0;
    if (verdict > 0) header->record = 0;
}

struct header header_find(struct header_text text, size_t columns, const struct source_def *def)
{
    struct header header = {.rows = 1};
    struct input *input = NULL;
    struct arena *arena = arena_new();
    struct csv   *csv = text.open(text.text, &input);
    header.record = find_by_names(csv, def);
    csv_free(csv);
    input_close(input);
    bool is_named = header.record > 0;
    if (!is_named) {
        csv = text.open(text.text, &input);
        header.record = find_by_shape(csv, columns);
        csv_free(csv);
        input_close(input);
    }
    size_t record = header.record;
    csv = text.open(text.text, &input);
    look_below(csv, &header, arena);
    csv_free(csv);
    input_close(input);
    arena_free(arena);
    if (is_named) header = (struct header){record, header.rows, false};
    else if (header.record == 0 && record > 1) header.record = record; /* titles stand above names, not above data */
    return header;
}
