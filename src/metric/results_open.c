/* SPDX-License-Identifier: MIT */
#include "metric/results_open.h"

#include "base/limits.h"
#include "base/mem.h"
#include "metric/history.h"
#include "metric/result_rows.h"
#include "metric/sql_rules.h"
#include "source/store.h"

#include <stdlib.h>
#include <string.h>

static int64_t column_index(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, column);
}

static bool prepare(struct results *results, const char *sql, sqlite3_stmt **out)
{
    return sqlite3_prepare_v3(results->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK;
}

static bool is_of_catalogue(struct results *results)
{
    sqlite3_stmt *select = NULL;
    bool is_same = prepare(results, "SELECT value FROM metrics.metrics_info WHERE key = 'catalogue'", &select) &&
                   sqlite3_step(select) == SQLITE_ROW &&
                   strcmp((const char *)sqlite3_column_text(select, 0), results->catalogue->key) == 0;
    sqlite3_finalize(select);
    return is_same;
}

static bool prepare_all(struct results *results)
{
    return prepare(results, "SELECT id, segment, currency FROM metrics.subject WHERE subject = ?1",
                   &results->select_subject) &&
           cells_reader_open(&results->cells, results->handle, "metrics") == RC_OK &&
           cells_register(results->handle, results->catalogue, "metrics", "metric_value", PLACES_TEXT) == RC_OK &&
           cells_register_wide(results->handle, results->catalogue, "metrics") == RC_OK &&
           result_tables_register(results->handle, results->catalogue, "metrics", "") == RC_OK &&
           prepare(results, "SELECT mean, n, share FROM metrics.benchmark WHERE metric = ?1 AND segment = ?2 AND period = ?3",
                   &results->select_benchmark) &&
           prepare(results,
                   "SELECT part, cost FROM metric_part WHERE metric = ?1 AND subject = ?2 AND period = ?3 "
                   "ORDER BY position",
                   &results->select_parts) &&
           prepare(results, "SELECT \"check\", detail FROM metrics.check_failed WHERE account = ?1 ORDER BY rowid",
                   &results->select_checks);
}

static bool load_periods(struct results *results)
{
    sqlite3_stmt *select = NULL;
    if (!prepare(
            results,
            "SELECT id, period, previous, is_partial, kind IN ('month', 'trailing') FROM metrics.periods ORDER BY id",
            &select))
        return false;
    while (sqlite3_step(select) == SQLITE_ROW) {
        *VEC_PUSH(results->arena, results->periods) =
            (struct period_row){.index = sqlite3_column_int64(select, 0),
                                .key = sql_copy_column(results->arena, select, 1),
                                .previous = column_index(select, 2),
                                .is_partial = sqlite3_column_int(select, 3),
                                .is_month_kind = sqlite3_column_int(select, 4)};
    }
    sqlite3_finalize(select);
    return true;
}

const struct period_row *results_find_period(const struct results *results, str key)
{
    for (size_t i = 0; i < results->periods.count; i++) {
        if (str_equal(results->periods.at[i].key, key)) return &results->periods.at[i];
    }
    return NULL;
}

/* An id longer than this is no account of a store: ids are fields of exports, printed in tables. */
enum { SUBJECT_BYTES = 4096 };

bool results_find_subject(struct results *results, str id)
{
    struct subject_row *subject = &results->subject;
    if (subject->index >= 0 && str_equal(subject->id, id)) return true;
    sqlite3_stmt *select = results->select_subject;
    sqlite3_bind_text(select, 1, id.ptr, (int)id.len, SQLITE_TRANSIENT);
    bool is_there = id.len <= SUBJECT_BYTES && sqlite3_step(select) == SQLITE_ROW;
    if (is_there) {
        memcpy((char *)subject->id.ptr, id.ptr, id.len);
        subject->id.len = id.len;
        subject->index = sqlite3_column_int64(select, 0);
        subject->segment = column_index(select, 1);
        const char *currency = (const char *)sqlite3_column_text(select, 2);
        memset(subject->currency, 0, sizeof subject->currency);
        memcpy(subject->currency, currency ? currency : "", currency ? strnlen(currency, 3) : 0);
    }
    sqlite3_reset(select);
    return is_there;
}

static void read_target(struct results *results, const struct yaml_node *node, struct diag *diag)
{
    const struct metric *metric = catalogue_metric(results->catalogue, node->key->text);
    struct goal         *goal = ARENA_NEW(results->arena, struct goal);
    if (!metric) {
        const struct map *by_id = &results->catalogue->by_id;
        str              *names = ARENA_ARRAY(results->arena, str, by_id->count);
        for (size_t i = 0; i < by_id->count; i++)
            names[i] = by_id->entries[i].key;
        diag_hint_nearest(diag, diag_add(diag, DIAG_KEY_UNKNOWN, node->key->span, STR_ARG(node->key->text), "targets"),
                          node->key->text, names, by_id->count);
    } else if (goal_parse(results->arena, node->text, metric->direction == DIRECTION_DOWN, goal) != RC_OK)
        diag_add(diag, DIAG_VALUE_WRONG, node->span, STR_ARG(node->text), "a goal, such as 60 or \"> 60\"");
    else
        map_set(results->arena, &results->goals, metric->id, goal);
}

static void name_band_sources(struct results *results)
{
    for (size_t i = 0; i < results->catalogue->metric_count; i++) {
        const struct metric     *metric = results->catalogue->metrics[i];
        const struct band_table *bands = metric->bands;
        if (!bands) continue;
        str *source = ARENA_NEW(results->arena, str);
        *source = arena_printf(results->arena, "%.*s v%.*s (%.*s)", STR_ARG(bands->id), STR_ARG(bands->version),
                               STR_ARG(bands->date));
        map_set(results->arena, &results->band_sources, metric->id, source);
    }
}

enum rc results_open(const struct results_options *options, struct diag *diag, struct results **out)
{
    size_t          errors = diag->errors;
    struct results *results = mem_new(1, sizeof *results);
    results->arena = arena_new();
    results->catalogue = options->catalogue;
    results->subject = (struct subject_row){.id = {arena_alloc(results->arena, SUBJECT_BYTES, 1), 0}, .index = -1};
    enum rc rc = store_open(options->store, diag, &results->handle);
    if (rc == RC_OK && (sql_attach(results->handle, options->metrics, "metrics") != RC_OK ||
                        !is_of_catalogue(results) || !load_periods(results) || !prepare_all(results) ||
                        sql_register(results->handle, options->catalogue) != RC_OK ||
                        sql_rules_register(results->handle, options->catalogue) != RC_OK)) {
        diag_add(diag, DIAG_STORE_OPEN, SPAN_NONE, options->metrics, "it does not hold the figures of this catalogue");
        rc = RC_INVALID;
    }
    if (rc == RC_OK && history_attach(results->handle, options->history) != RC_OK) {
        diag_add(diag, DIAG_STORE_OPEN, SPAN_NONE, options->history ? options->history : "history",
                 "it is no history of this version");
        rc = RC_INVALID;
    }
    if (rc == RC_OK) {
        YAML_EACH(node, options->targets) read_target(results, node, diag);
        name_band_sources(results);
        store_guard(results->handle);
        rc = diag->errors == errors ? RC_OK : RC_INVALID;
    }
    *out = results;
    if (rc == RC_OK) return RC_OK;
    results_close(results);
    *out = NULL;
    return rc;
}

void results_close(struct results *results)
{
    if (!results) return;
    for (size_t i = 0; i < results->statements.count; i++)
        sqlite3_finalize(results->statements.entries[i].value);
    sqlite3_finalize(results->select_subject);
    cells_reader_close(&results->cells);
    sqlite3_finalize(results->select_benchmark);
    sqlite3_finalize(results->select_parts);
    sqlite3_finalize(results->select_checks);
    sqlite3_close(results->handle);
    arena_free(results->arena);
    free(results);
}
