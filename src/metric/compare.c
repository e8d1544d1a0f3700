/* SPDX-License-Identifier: MIT */
#include "metric/compare.h"

#include "base/vec.h"
#include "metric/cells.h"
#include "metric/result_rows.h"
#include "metric/sql.h"

#include <string.h>

struct search {
    struct arena               *arena;
    const struct compare_files *files;
    struct diag                *diag;
    sqlite3                    *handle; /* attached: store, a (before), b (after) */
    VEC(struct compare_change) found;
};

static enum rc fail(struct search *search)
{
    diag_add(search->diag, DIAG_STORE_OPEN, SPAN_NONE, search->files->after, sqlite3_errmsg(search->handle));
    return RC_IO;
}

static sqlite3_stmt *prepare(struct search *search, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(search->handle, sql, -1, &statement, NULL) != SQLITE_OK) {
        (void)fail(search);
        return NULL;
    }
    sqlite3_bind_text(statement, 1, search->files->period.ptr, (int)search->files->period.len, SQLITE_STATIC);
    return statement;
}

/* state, number, reason and band from a column on. */
static struct compare_side side_at(struct search *search, const struct metric *metric, sqlite3_stmt *row, int column,
                                   const char *currency)
{
    struct arena       *arena = search->arena;
    struct compare_side side = {.value = value_missing(STR("no-data")), .band = sql_copy_column(arena, row, column + 3)};
    str                 state = sql_column(row, column);
    struct exact        exact;
    if (str_is(state, "n/a"))
        side.value = value_not_applicable(sql_copy_column(arena, row, column + 2));
    else if (str_is(state, "missing"))
        side.value = value_missing(sql_copy_column(arena, row, column + 2));
    else if (exact_parse(arena, sql_column(row, column + 1), &exact) == RC_OK)
        side.value = metric->unit == UNIT_MONEY ? value_money(exact, currency) : value_number(metric->unit, exact);
    return side;
}

enum { AT_METRIC, AT_SUBJECT, AT_LEVEL, AT_CURRENCY, AT_NAME, AT_BEFORE, AT_AFTER = AT_BEFORE + 4 };

/* A metric's figures of one subject in either file. */
static struct compare_change change_at(struct search *search, const struct metric *metric, sqlite3_stmt *row)
{
    const char           *currency = (const char *)sqlite3_column_text(row, AT_CURRENCY);
    struct compare_change change = {.kind = COMPARE_FIGURE,
                                    .metric = metric,
                                    .is_account = str_is(sql_column(row, AT_LEVEL), "account"),
                                    .subject = sql_copy_column(search->arena, row, AT_SUBJECT),
                                    .name = sql_copy_column(search->arena, row, AT_NAME)};
    change.before = side_at(search, metric, row, AT_BEFORE, currency ? currency : "");
    change.after = side_at(search, metric, row, AT_AFTER, currency ? currency : "");
    return change;
}

static void take_cell(struct search *search, sqlite3_stmt *row)
{
    const struct metric *metric = catalogue_metric(search->files->catalogue_before, sql_column(row, AT_METRIC));
    if (!metric) return;
    struct compare_change change = change_at(search, metric, row);
    if (!str_equal(change.before.band, change.after.band)) change.kind = COMPARE_BAND;
    *VEC_PUSH(search->arena, search->found) = change;
}

/* What a comparison of figures reads, in the order of AT_…; conditions on x, y, n (the metric's name) and s follow. */
#define CELLS                                                                                                          \
    "SELECT x.metric, x.subject, s.level, s.currency, c.name, x.state, x.number, x.reason, x.band, y.state, y.number, "  \
    "y.reason, y.band FROM a_value x JOIN b_value y ON y.metric = x.metric AND y.subject = x.subject AND "               \
    "y.period = x.period JOIN a.metric_name n ON n.metric = x.metric JOIN a.subject s ON s.subject = x.subject "         \
    "LEFT JOIN store.accounts c ON c.id = x.subject WHERE x.period = ?1 AND "

static enum rc compare_cells(struct search *search)
{
    sqlite3_stmt *rows =
        prepare(search, CELLS "(x.band IS NOT y.band OR (s.level <> 'account' AND (x.state <> y.state OR x.number IS NOT "
                              "y.number))) ORDER BY n.id, s.id");
    if (!rows) return RC_IO;
    int step;
    while ((step = sqlite3_step(rows)) == SQLITE_ROW)
        take_cell(search, rows);
    sqlite3_finalize(rows);
    return step == SQLITE_DONE ? RC_OK : fail(search);
}

/* One row an account in both files: then a word of it is the account's own. A history repeats what metrics say. */
static bool is_of_accounts(struct search *search, const struct metric_table *table)
{
    bool is_one = table->levels & 1u << LEVEL_ACCOUNT && table->periods & PERIODS_DOCUMENT;
    for (int side = 0; side < 2 && is_one; side++) {
        const char   *sql = arena_printf(search->arena,
                                         "SELECT COUNT(*) > 0 AND COUNT(*) = COUNT(DISTINCT subject) FROM \"%c %.*s\" WHERE period = ?1",
                                         "ab"[side], STR_ARG(table->id)).ptr;
        sqlite3_stmt *count = prepare(search, sql);
        is_one = count && sqlite3_step(count) == SQLITE_ROW && sqlite3_column_int(count, 0);
        sqlite3_finalize(count);
    }
    return is_one;
}

static enum rc compare_column(struct search *search, const struct metric_table *table, const struct table_column *column)
{
    const char *sql =
        arena_printf(search->arena,
                     "SELECT x.subject, c.name, x.\"%.*s\", y.\"%.*s\" FROM \"a %.*s\" x JOIN \"b %.*s\" y ON y.subject = x.subject "
                     "AND y.period = x.period JOIN store.accounts c ON c.id = x.subject WHERE x.period = ?1 AND x.\"%.*s\" IS "
                     "NOT y.\"%.*s\" ORDER BY x.subject",
                     STR_ARG(column->name), STR_ARG(column->name), STR_ARG(table->id), STR_ARG(table->id), STR_ARG(column->name),
                     STR_ARG(column->name)).ptr;
    sqlite3_stmt *rows = prepare(search, sql);
    if (!rows) return RC_IO;
    int step;
    while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
        struct compare_change *change = VEC_PUSH(search->arena, search->found);
        *change = (struct compare_change){.kind = COMPARE_SEGMENT,
                                          .table = table,
                                          .column = column->name,
                                          .is_account = true,
                                          .subject = sql_copy_column(search->arena, rows, 0),
                                          .name = sql_copy_column(search->arena, rows, 1)};
        struct compare_side *sides[] = {&change->before, &change->after};
        for (int side = 0; side < 2; side++) {
            str word = sql_copy_column(search->arena, rows, 2 + side);
            sides[side]->value = word.len ? value_text(word) : (struct value){0};
        }
    }
    sqlite3_finalize(rows);
    return step == SQLITE_DONE ? RC_OK : fail(search);
}

static enum rc compare_tables(struct search *search)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < search->files->catalogue_before->table_count; i++) {
        const struct metric_table *table = &search->files->catalogue_before->tables[i];
        if (!is_of_accounts(search, table)) continue;
        for (size_t c = 0; rc == RC_OK && c < table->column_count; c++) {
            if (table->columns[c].is_text) rc = compare_column(search, table, &table->columns[c]);
        }
    }
    return rc;
}

static void set_goal(struct search *search, const struct metric *metric, struct compare_side *side)
{
    side->goal = metric->goal.text;
    side->is_goal_met = goal_is_met(&metric->goal, print_scale(search->arena, metric->unit, side->value.number));
}

static enum rc compare_goal(struct search *search, const struct metric *metric, const struct metric *after)
{
    sqlite3_stmt *rows = prepare(search, CELLS "x.metric = ?2 AND x.state = 'value' AND y.state = 'value' ORDER BY s.id");
    if (!rows) return RC_IO;
    sqlite3_bind_text(rows, 2, metric->id.ptr, (int)metric->id.len, SQLITE_STATIC);
    int step;
    while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
        struct compare_change change = change_at(search, metric, rows);
        set_goal(search, metric, &change.before);
        set_goal(search, after, &change.after);
        change.kind = COMPARE_GOAL;
        if (change.before.is_goal_met != change.after.is_goal_met) *VEC_PUSH(search->arena, search->found) = change;
    }
    sqlite3_finalize(rows);
    return step == SQLITE_DONE ? RC_OK : fail(search);
}

static enum rc compare_goals(struct search *search)
{
    const struct catalogue *catalogue = search->files->catalogue_before;
    enum rc                 rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < catalogue->metric_count; i++) {
        const struct metric *metric = catalogue->metrics[i], *after = catalogue_metric(search->files->catalogue_after, metric->id);
        if (metric->goal.test != GOAL_NONE && after && after->goal.test != GOAL_NONE) rc = compare_goal(search, metric, after);
    }
    return rc;
}

enum rc compare_find(struct arena *arena, const struct compare_files *files, struct diag *diag, struct comparison *out)
{
    struct search search = {.arena = arena, .files = files, .diag = diag};
    enum rc       rc = RC_OK;
    if (sqlite3_open_v2(":memory:", &search.handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        sql_attach(search.handle, files->store, "store") != RC_OK || sql_attach(search.handle, files->before, "a") != RC_OK ||
        sql_attach(search.handle, files->after, "b") != RC_OK ||
        cells_register(search.handle, files->catalogue_before, "a", "a_value", PLACES_TEXT) != RC_OK ||
        cells_register(search.handle, files->catalogue_after, "b", "b_value", PLACES_TEXT) != RC_OK ||
        result_tables_register(search.handle, files->catalogue_before, "a", "a ") != RC_OK ||
        result_tables_register(search.handle, files->catalogue_after, "b", "b ") != RC_OK)
        rc = fail(&search);
    if (rc == RC_OK) rc = compare_cells(&search);
    if (rc == RC_OK) rc = compare_tables(&search);
    if (rc == RC_OK) rc = compare_goals(&search);
    sqlite3_close(search.handle);
    *out = (struct comparison){search.found.at, search.found.count};
    return rc;
}
