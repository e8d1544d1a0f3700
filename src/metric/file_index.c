/* SPDX-License-Identifier: MIT */
#include "metric/file_index.h"

#include "metric/sql.h"

static bool prepare(sqlite3 *handle, const char *schema, const char *format, sqlite3_stmt **out)
{
    char *sql = sqlite3_mprintf(format, schema);
    int   status = sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    sqlite3_free(sql);
    return status == SQLITE_OK;
}

static bool load_periods(struct file_index *index, sqlite3 *handle, const char *schema)
{
    sqlite3_stmt *rows = NULL;
    if (!prepare(handle, schema, "SELECT period FROM \"%w\".periods ORDER BY id", &rows)) return false;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        *VEC_PUSH(index->arena, index->periods) = sql_copy_column(index->arena, rows, 0);
    }
    sqlite3_finalize(rows);
    return true;
}

enum rc file_index_open(struct file_index *index, sqlite3 *handle, const char *schema, enum file_places places)
{
    *index = (struct file_index){.arena = arena_new(), .places = places, .subject = SIZE_MAX};
    bool is_open = load_periods(index, handle, schema) &&
                   prepare(handle, schema, "SELECT id FROM \"%w\".subject WHERE subject = ?1", &index->select_id) &&
                   prepare(handle, schema, "SELECT subject FROM \"%w\".subject WHERE id = ?1", &index->select_subject);
    return is_open ? RC_OK : RC_IO;
}

void file_index_close(struct file_index *index)
{
    sqlite3_finalize(index->select_id);
    sqlite3_finalize(index->select_subject);
    strbuf_release(&index->subject_text);
    arena_free(index->arena);
    *index = (struct file_index){0};
}

static void keep(struct file_index *index, size_t subject, str text)
{
    index->subject = subject;
    strbuf_clear(&index->subject_text);
    strbuf_add(&index->subject_text, text);
}

const char *file_index_type(enum file_places places)
{
    return places == PLACES_NUMBERS ? "INTEGER" : "TEXT";
}

size_t file_index_of_number(sqlite3_value *given, int64_t first, size_t count)
{
    int64_t number = sqlite3_value_type(given) == SQLITE_INTEGER ? sqlite3_value_int64(given) : INT64_MIN;
    return number >= first && (uint64_t)number - (uint64_t)first < count ? (size_t)(number - first) : SIZE_MAX;
}

size_t file_index_subject(struct file_index *index, sqlite3_value *asked)
{
    sqlite3_stmt *select = index->select_id;
    if (index->places == PLACES_NUMBERS) return file_index_of_number(asked, PLACE_SUBJECT_FIRST, SIZE_MAX);
    str subject = sql_text(asked);
    if (index->subject != SIZE_MAX && str_equal(strbuf_str(&index->subject_text), subject)) return index->subject;
    sqlite3_bind_text(select, 1, subject.ptr, (int)subject.len, SQLITE_STATIC);
    size_t found = sqlite3_step(select) == SQLITE_ROW ? (size_t)sqlite3_column_int64(select, 0) : SIZE_MAX;
    sqlite3_reset(select);
    if (found != SIZE_MAX) keep(index, found, subject);
    return found;
}

static str text_of_subject(struct file_index *index, size_t subject)
{
    sqlite3_stmt *select = index->select_subject;
    if (index->subject == subject) return strbuf_str(&index->subject_text);
    sqlite3_bind_int64(select, 1, (sqlite3_int64)subject);
    if (sqlite3_step(select) == SQLITE_ROW) keep(index, subject, sql_column(select, 0));
    sqlite3_reset(select);
    return strbuf_str(&index->subject_text);
}

void file_index_give_subject(struct file_index *index, sqlite3_context *result, size_t subject)
{
    if (index->places == PLACES_NUMBERS)
        sqlite3_result_int64(result, PLACE_SUBJECT_FIRST + (sqlite3_int64)subject);
    else
        sql_give_text(result, text_of_subject(index, subject));
}

/* From the last one on: queries ask for one after the other. */
size_t file_index_period(struct file_index *index, sqlite3_value *asked)
{
    if (index->places == PLACES_NUMBERS) return file_index_of_number(asked, 0, index->periods.count);
    str period = sql_text(asked);
    for (size_t i = 0; i < index->periods.count; i++) {
        size_t at = (index->period + i) % index->periods.count;
        if (str_equal(index->periods.at[at], period)) return index->period = at;
    }
    return SIZE_MAX;
}

void file_index_give_period(const struct file_index *index, sqlite3_context *result, size_t period)
{
    if (index->places == PLACES_NUMBERS)
        sqlite3_result_int64(result, (sqlite3_int64)period);
    else
        sql_give_text(result, index->periods.at[period]);
}
