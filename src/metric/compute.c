/* SPDX-License-Identifier: MIT */
#include "metric/compute.h"

#include "metric/compute_run.h"
#include "metric/sql_hint.h"
#include "metric/sql_rules.h"

#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum rc run_store_failed(struct run *run)
{
    diag_add(run->diag, DIAG_METRIC_STORE, SPAN_NONE, run->options->metrics, sqlite3_errmsg(run->handle));
    return RC_IO;
}

enum rc run_execute(struct run *run, const char *sql)
{
    run->guard.mode = SQL_OURS;
    if (sqlite3_exec(run->handle, sql, NULL, NULL, NULL) == SQLITE_OK) return RC_OK;
    return run_store_failed(run);
}

sqlite3_stmt *run_prepare(struct run *run, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    run->guard.mode = SQL_OURS;
    if (sqlite3_prepare_v2(run->handle, sql, -1, &statement, NULL) != SQLITE_OK) (void)run_store_failed(run);
    return statement;
}

void run_query_failed(struct run *run, str owner, const struct yaml_node *node)
{
    const char *error = sqlite3_errmsg(run->handle);
    sql_hint(run->catalogue, run->diag, diag_add(run->diag, DIAG_METRIC_SQL, node->span, STR_ARG(owner), error), error);
}

sqlite3_stmt *run_query(struct run *run, str owner, const struct yaml_node *node)
{
    sqlite3_stmt *statement = NULL;
    const char   *tail = NULL;
    run->guard.mode = SQL_QUERY;
    run_read_for(run, owner);
    int rc = sqlite3_prepare_v2(run->handle, node->text.ptr, (int)node->text.len, &statement, &tail);
    if (rc != SQLITE_OK || !statement) {
        run_query_failed(run, owner, node);
        return NULL;
    }
    str rest = {tail, (size_t)(node->text.ptr + node->text.len - tail)};
    if (str_trim(rest).len) {
        diag_add(run->diag, DIAG_METRIC_SQL, node->span, STR_ARG(owner), "one statement only is allowed");
        sqlite3_finalize(statement);
        return NULL;
    }
    sql_limit_steps(run->handle, &run->budget);
    return statement;
}

int64_t run_clock(const struct run *run)
{
    return run->options->watch ? clock_cpu_us() : 0;
}

void run_spent(const struct run *run, str entry, int64_t since)
{
    const struct compute_watch *watch = run->options->watch;
    if (watch) watch->spent(watch->context, entry, run_clock(run) - since);
}

struct exact run_keep(struct arena *arena, struct exact number)
{
    size_t limbs = (size_t)(number.num < 0 ? -number.num : number.num) + (size_t)number.den;
    number.limbs = limbs ? arena_copy(arena, number.limbs, limbs, sizeof *number.limbs) : NULL;
    return number;
}

size_t run_find_subject(const struct run *run, str id)
{
    static const size_t none = SIZE_MAX;
    size_t              bounds[3][2] = {{0, run->account_count},
                                        {run->account_count, run->account_count + run->segment_count},
                                        {run->account_count + run->segment_count, run->subject_count}};
    for (size_t level = 0; level < 3; level++) {
        size_t low = bounds[level][0], high = bounds[level][1];
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int    order = str_compare(run->subjects[middle].id, id);
            if (order == 0) return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }
    }
    return none;
}

size_t run_find_period(const struct run *run, str key)
{
    for (size_t i = 0; i < run->period_count; i++) {
        if (str_equal(run->periods[i].key, key)) return i;
    }
    return SIZE_MAX;
}

size_t run_next_subject(const struct run *run, size_t before, sqlite3_value *given)
{
    if (sqlite3_value_type(given) == SQLITE_INTEGER) return file_index_of_number(given, PLACE_SUBJECT_FIRST, run->subject_count);
    str id = sql_text(given);
    for (size_t i = before; before != SIZE_MAX && i < before + 2 && i < run->subject_count; i++) {
        if (str_equal(run->subjects[i].id, id)) return i;
    }
    return run_find_subject(run, id);
}

size_t run_next_period(const struct run *run, size_t before, sqlite3_value *given)
{
    if (sqlite3_value_type(given) == SQLITE_INTEGER) return file_index_of_number(given, 0, run->period_count);
    str key = sql_text(given);
    if (before < run->period_count && str_equal(run->periods[before].key, key)) return before;
    if (before + 1 < run->period_count && str_equal(run->periods[before + 1].key, key)) return before + 1;
    return run_find_period(run, key);
}

static enum rc attach_store(struct run *run)
{
    if (sql_attach(run->handle, run->options->store, "store") == RC_OK) return RC_OK;
    diag_add(run->diag, DIAG_STORE_OPEN, SPAN_NONE, run->options->store, sqlite3_errmsg(run->handle));
    return RC_IO;
}

/*
 * SQLite's own bit. Before a Bloom filter it reads the whole table, and then the rows behind an index that holds all that is
 * asked for; nearly every account has rows in most tables, so that the filter passes nearly all.
 */
#define WITHOUT_BLOOM_FILTERS 0x00080000

static enum rc open_files(struct run *run, const char *path)
{
    unlink(path);
    if (sqlite3_open_v2(path, &run->handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        return run_store_failed(run);
    }
    /*
     * The file is thrown away when anything fails, so nothing of it needs to survive a crash, and it is as private as the
     * store: what is deleted need not be wiped, which Debian's SQLite does unless told otherwise. Temporary tables stay in
     * memory up to their cache and go to a file beyond it: those of many accounts are larger than SQLite's heap may grow.
     */
    (void)sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, run->handle, WITHOUT_BLOOM_FILTERS);
    enum rc rc = run_execute(run, "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; "
                                  "PRAGMA cache_size=-65536; PRAGMA temp_store=FILE; PRAGMA temp.cache_size=-294912; "
                                  "PRAGMA secure_delete=OFF");
    if (rc == RC_OK) rc = attach_store(run);
    if (rc == RC_OK) rc = run_execute(run, "PRAGMA store.mmap_size=268435456");
    if (rc == RC_OK) rc = sql_register(run->handle, run->catalogue);
    if (rc == RC_OK) rc = run_register_rows(run);
    if (rc == RC_OK) rc = sql_rules_register(run->handle, run->catalogue);
    if (rc == RC_OK) rc = run_execute(run, "BEGIN");
    sql_guard(run->handle, &run->guard);
    return rc;
}

/* What a file was made from, as one line. */
static str input_key(struct arena *arena, const struct catalogue *catalogue, const struct compute_options *options)
{
    char period[16], as_of[11];
    period_key(options->period, period);
    date_iso(options->as_of, as_of);
    return arena_printf(arena, "%.*s %s %s %s %d %d %s %s", STR_ARG(options->store_key), catalogue->key, period, as_of,
                        options->fiscal_start, options->history_months, RELIURE_VERSION,
                        options->segments ? options->segments->key : "");
}

static bool is_current(const struct compute_options *options, str key)
{
    sqlite3      *handle = NULL;
    sqlite3_stmt *select = NULL;
    bool          is_same = false;
    if (options->store_key.len && sqlite3_open_v2(options->metrics, &handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, "SELECT value FROM metrics_info WHERE key = 'inputs'", -1, &select, NULL) ==
            SQLITE_OK &&
        sqlite3_step(select) == SQLITE_ROW)
        is_same = str_equal(key, str_from((const char *)sqlite3_column_text(select, 0)));
    sqlite3_finalize(select);
    sqlite3_close(handle);
    return is_same;
}

static enum rc write_info(struct run *run, str key)
{
    sqlite3_stmt *insert = run_prepare(run, "INSERT INTO metrics_info VALUES('inputs', ?1), ('catalogue', ?2)");
    if (!insert) return RC_IO;
    sqlite3_bind_text(insert, 1, key.ptr, (int)key.len, SQLITE_STATIC);
    sqlite3_bind_text(insert, 2, run->catalogue->key, -1, SQLITE_STATIC);
    int rc = sqlite3_step(insert);
    sqlite3_finalize(insert);
    return rc == SQLITE_DONE ? run_execute(run, "COMMIT") : RC_IO;
}

/* All metrics are tried, so that every wrong query is reported; then the file is finished or given up. */
static enum rc run_everything(struct run *run, str key)
{
    const struct catalogue *catalogue = run->catalogue;
    enum rc                 rc = run_write_library(run);
    if (rc == RC_OK) rc = run_load_scope(run);
    if (rc == RC_OK) rc = run_create_schema(run);
    if (rc != RC_OK) return rc;
    for (size_t i = 0; i < catalogue->metric_count; i++) {
        int64_t began = run_clock(run);
        enum rc one = run_metric(run, catalogue->metrics[i]);
        run_spent(run, catalogue->metrics[i]->id, began);
        if (rc == RC_OK) rc = one;
    }
    if (rc == RC_OK) rc = run_end_parts(run);
    enum rc tables = run_tables(run);
    if (rc == RC_OK) rc = tables;
    if (rc == RC_OK) rc = run_checks(run);
    if (rc == RC_OK) rc = run_write_reads(run);
    if (rc == RC_OK) rc = write_info(run, key);
    return rc;
}

static void release(struct run *run)
{
    cells_close(&run->cells);
    result_rows_close(&run->rows);
    result_rows_close(&run->parts);
    result_tables_end(run->tables);
    run_memo_free(&run->memo);
    sqlite3_finalize(run->insert_benchmark);
    for (size_t i = 0; run->inputs && i < run->catalogue->query_count; i++)
        arena_free(run->inputs[i].arena);
    for (size_t i = 0; run->figures && i < run->catalogue->metric_count; i++)
        arena_free(run->figures[i].arena);
    sqlite3_close(run->handle);
    arena_free(run->arena);
}

enum rc metric_compute(const struct catalogue *catalogue, const struct compute_options *options, struct diag *diag)
{
    struct arena *arena = arena_new();
    struct run    run = {.catalogue = catalogue, .options = options, .diag = diag, .arena = arena_new()};
    str           key = input_key(arena, catalogue, options);
    const char   *staged = arena_printf(arena, "%s.new", options->metrics).ptr;
    enum rc       rc = RC_OK;
    bool          is_new = options->watch || !is_current(options, key);
    if (is_new) rc = open_files(&run, staged);
    if (is_new && rc == RC_OK) rc = run_everything(&run, key);
    release(&run);
    if (rc != RC_OK)
        unlink(staged);
    else if (is_new && rename(staged, options->metrics) != 0) {
        diag_add(diag, DIAG_METRIC_STORE, SPAN_NONE, options->metrics, "the file cannot be renamed");
        rc = RC_IO;
    }
    arena_free(arena);
    return rc;
}
