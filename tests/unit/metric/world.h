/* SPDX-License-Identifier: MIT */
/* world: for tests, a few rows of SQL exported and imported, the shipped catalogue computed over them, and its figures.
 */
#ifndef RELIURE_TEST_METRIC_WORLD_H
#define RELIURE_TEST_METRIC_WORLD_H

#include "base/file.h"
#include "metric/compute.h"
#include "metric/results.h"
#include "source/import.h"
#include "source/schema.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    struct arena           *arena;
    struct diag             diag;
    char                    folder[64];
    const char             *store, *metrics;
    const char             *workspace; /* folder with templates of its own, or NULL */
    const struct yaml_node *settings;
    date                    as_of;
    struct period           period;
    const struct catalogue *catalogue;
    struct results         *results;
};

static inline void world_show(struct world *world)
{
    struct strbuf text = {0};
    diag_render(&world->diag, &text);
    if (text.len) print_message("%s", text.at);
    strbuf_release(&text);
}

/* A world whose document is `period` ("2026-09", "2026-Q3"), seen from its last day. */
static inline struct world *world_new(const char *period)
{
    struct world *world = calloc(1, sizeof *world);
    world->arena = arena_new();
    diag_init(&world->diag, world->arena);
    snprintf(world->folder, sizeof world->folder, "/tmp/reliure-metric-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    world->metrics = file_join(world->arena, world->folder, "metrics.db");
    assert_int_equal(period_parse(str_from(period), 1, &world->period), RC_OK);
    world->as_of = world->period.end - 1;
    return world;
}

static inline const struct yaml_node *world_yaml(struct world *world, const char *text)
{
    const struct yaml_node *root = NULL;
    assert_int_equal(
        yaml_parse(world->arena, file_source(world->arena, "test.yaml", str_from(text)), &world->diag, &root), RC_OK);
    return root;
}

/* Adds a file to the catalogue's workspace: "metrics/mine.yaml". */
static inline void world_file(struct world *world, const char *name, const char *text)
{
    const char *folder = file_join(world->arena, world->folder, "templates/metrics");
    assert_int_equal(file_make_folders(folder, &world->diag), RC_OK);
    assert_int_equal(file_write(file_join(world->arena, file_join(world->arena, world->folder, "templates"), name),
                                str_from(text), &world->diag),
                     RC_OK);
    world->workspace = world->folder;
}

static inline void world_execute(sqlite3 *db, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) fail_msg("%s in: %.200s", error, sql);
}

/* One table of rows as a CSV export and its source in the workspace's definition; nothing for a table without rows. */
static inline void world_export(struct world *world, sqlite3 *db, const struct table_info *table,
                                struct strbuf *definition)
{
    struct strbuf csv = {0}, select = {0}, columns = {0};
    for (size_t i = 0; i < table->count; i++) {
        bool is_money = table->columns[i].type == COLUMN_MONEY;
        const char *name = table->columns[i].name, *comma = i ? ", " : "SELECT ";
        if (is_money)
            strbuf_printf(&select, "%ssubstr('-', 1 + (\"%s\" >= 0)) || (abs(\"%s\") / 10000) || printf('.%%04d', abs(\"%s\") %% 10000)",
                          comma, name, name, name);
        else
            strbuf_printf(&select, "%s\"%s\"", comma, name);
        strbuf_printf(&csv, "%s%s", i ? "," : "", table->columns[i].name);
        strbuf_printf(&columns, "%s%s: %s", i ? ", " : "", table->columns[i].name, table->columns[i].name);
    }
    strbuf_printf(&select, " FROM \"%s\"", table->name);
    strbuf_addc(&csv, '\n');
    sqlite3_stmt *rows;
    size_t        count = 0;
    assert_int_equal(sqlite3_prepare_v2(db, select.at, -1, &rows, NULL), SQLITE_OK);
    for (; sqlite3_step(rows) == SQLITE_ROW; count++) {
        for (int i = 0; i < (int)table->count; i++) {
            const unsigned char *text = sqlite3_column_text(rows, i);
            strbuf_printf(&csv, "%s%s", i ? "," : "", text ? (const char *)text : "");
        }
        strbuf_addc(&csv, '\n');
    }
    sqlite3_finalize(rows);
    const char *name = arena_printf(world->arena, "%s.csv", table->name).ptr;
    if (count) {
        assert_int_equal(file_write(file_join(world->arena, world->folder, name), strbuf_str(&csv), &world->diag),
                         RC_OK);
        strbuf_printf(definition, "  %s: {file: %s, table: %s, decimal: \".\", dates: iso, columns: {%s}}\n",
                      table->name, name, table->name, columns.at);
    }
    strbuf_release(&csv);
    strbuf_release(&select);
    strbuf_release(&columns);
}

/* Rows of the canonical tables, written as exports and imported as a client's would be. */
static inline void world_store(struct world *world, const char *rows)
{
    sqlite3             *db = NULL;
    struct strbuf        sql = {0}, definition = {0};
    struct workspace    *workspace;
    struct import_report report;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    schema_write_tables(&sql);
    world_execute(db, sql.at);
    world_execute(db, rows);
    strbuf_adds(&definition, "name: Test\nlocale: fr\ntime_zone: Europe/Paris\ncurrency: EUR\nsources:\n");
    for (size_t i = 0; i < TABLE_COUNT; i++)
        world_export(world, db, table_info((enum table_id)i), &definition);
    assert_int_equal(
        file_write(file_join(world->arena, world->folder, "reliure.yaml"), strbuf_str(&definition), &world->diag),
        RC_OK);
    enum rc rc = workspace_load(world->arena, world->folder, &world->diag, &workspace);
    if (rc == RC_OK)
        rc = import_store(workspace, world->as_of, file_join(world->arena, world->folder, "state"), NULL, world->arena,
                          &world->diag, &report);
    if (rc != RC_OK || world->diag.warnings > world->diag.counts[DIAG_SOURCE_CURRENCIES_APART]) {
        world_show(world);
        fail_msg("the rows could not be imported");
    }
    world->store = report.store;
    sqlite3_close(db);
    strbuf_release(&sql);
    strbuf_release(&definition);
}

static inline enum rc world_load(struct world *world)
{
    struct catalogue_options options = {
        .templates = PROJECT_ROOT "/templates", .workspace = world->workspace, .settings = world->settings};
    return catalogue_load(world->arena, &options, &world->diag, &world->catalogue);
}

static inline void world_compute(struct world *world)
{
    struct compute_options options = {.store = world->store, .metrics = world->metrics, .store_key = STR_NONE,
                                      .period = world->period, .as_of = world->as_of, .fiscal_start = 1,
                                      .history_months = 6};
    if (world_load(world) != RC_OK || metric_compute(world->catalogue, &options, &world->diag) != RC_OK) {
        world_show(world);
        fail_msg("the catalogue could not be computed");
    }
    struct results_options opened = {
        .store = world->store, .metrics = world->metrics, .catalogue = world->catalogue};
    assert_int_equal(results_open(&opened, &world->diag, &world->results), RC_OK);
}

static inline void world_free(struct world *world)
{
    char remove[128];
    results_close(world->results);
    arena_free(world->arena);
    snprintf(remove, sizeof remove, "rm -rf %s", world->folder);
    assert_int_equal(system(remove), 0);
    free(world);
}

static inline struct metric_result world_result(struct world *world, const char *metric, const char *subject,
                                                const char *period)
{
    struct metric_result result;
    assert_int_equal(
        results_metric(world->results, world->arena, str_from(metric), str_from(subject), str_from(period), &result),
        RC_OK);
    return result;
}

/* "107 good", "missing no-answers", "n/a few-peers": the figure as exact text in print units, and its band. */
static inline const char *world_figure(struct world *world, const char *metric, const char *subject)
{
    char key[16];
    period_key(world->period, key);
    struct metric_result result = world_result(world, metric, subject, key);
    if (result.value.kind == VALUE_MISSING)
        return arena_printf(world->arena, "missing %.*s", STR_ARG(result.value.text)).ptr;
    if (result.value.kind == VALUE_NOT_APPLICABLE)
        return arena_printf(world->arena, "n/a %.*s", STR_ARG(result.value.text)).ptr;
    str number = exact_dump(world->arena, print_scale(world->arena, result.value.unit, result.value.number));
    str word = results_band_word(world->results, str_from(metric), result.band, "fr");
    return arena_printf(world->arena, word.len ? "%.*s %.*s" : "%.*s", STR_ARG(number), STR_ARG(word)).ptr;
}

#define assert_figure(world, metric, subject, expected)                                                                \
    assert_string_equal(world_figure(world, metric, subject), expected)

/* The rows of a query, cells joined by " " and rows by "; ". */
static inline const char *world_query(struct world *world, const char *sql)
{
    struct query_rows     rows;
    struct query_bindings bindings = {.language = "fr", .start = DATE_NONE, .end = DATE_NONE, .as_of = DATE_NONE};
    struct strbuf         out = {0};
    enum rc rc = results_query(world->results, world->arena, str_from(sql), &bindings, &world->diag, SPAN_NONE, &rows);
    if (rc != RC_OK) world_show(world);
    assert_int_equal(rc, RC_OK);
    for (size_t i = 0; i < rows.row_count * rows.column_count; i++) {
        const struct value *cell = &rows.cells[i];
        if (i) strbuf_adds(&out, i % rows.column_count ? " " : "; ");
        if (cell->kind == VALUE_NUMBER)
            strbuf_add(&out, exact_dump(world->arena, cell->number));
        else if (cell->kind == VALUE_TEXT)
            strbuf_add(&out, cell->text);
        else
            strbuf_printf(&out, "%s%.*s",
                          cell->kind == VALUE_EMPTY     ? "-"
                          : cell->kind == VALUE_MISSING ? "?"
                                                        : "n/a:",
                          STR_ARG(cell->text));
    }
    const char *text = arena_cstr(world->arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

#endif
