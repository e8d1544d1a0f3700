/* SPDX-License-Identifier: MIT */
#include "metric/file_index.h"

#include "source/sql_text.h"

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

enum rc file_index_open(struct file_index *index, sqlite3 *handle, const char *schema)
{
    *index = (struct file_index){.arena = arena_new(), .subject = SIZE_MAX};
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

size_t file_index_subject(struct file_index *index, str subject)
{
    sqlite3_stmt *select = index->select_id;
    if (index->subject != SIZE_MAX && str_equal(strbuf_str(&index->subject_text), subject)) return index->subject;
    sqlite3_bind_text(select, 1, subject.ptr, (int)subject.len, SQLITE_STATIC);
    size_t found = sqlite3_step(select) == SQLITE_ROW ? (size_t)sqlite3_column_int64(select, 0) : SIZE_MAX;
    sqlite3_reset(select);
    if (found != SIZE_MAX) keep(index, found, subject);
    return found;
}

str file_index_subject_at(struct file_index *index, size_t subject)
{
    sqlite3_stmt *select = index->select_subject;
    if (index->subject == subject) return strbuf_str(&index->subject_text);
    sqlite3_bind_int64(select, 1, (sqlite3_int64)subject);
    if (sqlite3_step(select) == SQLITE_ROW) keep(index, subject, sql_column(select, 0));
    sqlite3_reset(select);
    return strbuf_str(&index->subject_text);
}

/* From the last one on: queries ask for one after the other. */
size_t file_index_period(struct file_index *index, str period)
{
    for (size_t i = 0; i < index->periods.count; i++) {
        size_t at = (index->period + i) % index->periods.count;
        if (str_equal(index->periods.at[at], period)) return index->period = at;
    }
    return SIZE_MAX;
}
