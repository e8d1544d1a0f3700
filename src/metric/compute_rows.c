/* SPDX-License-Identifier: MIT */
/* The rows of a query of the catalogue, one after the other. SQLite hands each over to an aggregate of ours around the
 * query: it need not leave and enter the statement for a row, nor be asked for each of its columns. */
#include "metric/compute_run.h"

/* What an SQL function of this build takes, subject and period among it. */
enum { COLUMNS_MOST = 127 };

/* A query that calls it, too, is refused. */
static void take_row(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct run_rows  *rows = ((struct run *)sqlite3_user_data(context))->rows_under_way;
    struct arena_mark mark = arena_mark(rows->scratch);
    (void)count;
    if (rows->rc == RC_OK) rows->rc = rows->take(rows->context, values);
    arena_reset(rows->scratch, mark);
    if (rows->rc != RC_OK) sqlite3_result_error(context, "stopped", -1);
}

static void take_end(sqlite3_context *context)
{
    sqlite3_result_null(context);
}

enum rc run_register_rows(struct run *run)
{
    int status =
        sqlite3_create_function_v2(run->handle, "take_row", -1, SQLITE_UTF8, run, NULL, take_row, take_end, NULL);
    return status == SQLITE_OK ? RC_OK : run_store_failed(run);
}

/* Columns are named as those of the query: a quoted name alone that is none of them would be taken for a text. */
static sqlite3_stmt *prepare(struct run *run, const struct run_rows *rows)
{
    str           query = str_trim(rows->node->text);
    struct strbuf sql = {0};
    sqlite3_stmt *statement = NULL;
    while (query.len && query.ptr[query.len - 1] == ';')
        query = str_trim(str_slice(query, 0, query.len - 1));
    strbuf_adds(&sql, "SELECT take_row(q.subject, q.period");
    for (size_t i = 0; i < rows->column_count; i++) {
        strbuf_adds(&sql, ", q.");
        strbuf_add_quoted(&sql, rows->columns[i]);
    }
    strbuf_printf(&sql, ") FROM (%.*s\n) AS q", STR_ARG(query));
    run->guard.mode = SQL_QUERY;
    run->guard.once = "take_row";
    run_read_for(run, rows->owner);
    (void)sqlite3_prepare_v2(run->handle, sql.at, -1, &statement, NULL);
    run->guard.once = NULL;
    strbuf_release(&sql);
    return statement;
}

static bool has_column(sqlite3_stmt *query, str name)
{
    for (int i = 0; i < sqlite3_column_count(query); i++) {
        if (str_is(name, sqlite3_column_name(query, i))) return true;
    }
    return false;
}

/* Says what is wrong with a query that cannot be prepared: what SQLite says of it alone, or which columns it does not
 * give. */
static void report(struct run *run, const struct run_rows *rows)
{
    static const str places[PLACE_COLUMNS] = {[PLACE_SUBJECT] = STR("subject"), [PLACE_PERIOD] = STR("period")};
    struct arena    *arena = arena_new();
    const char      *error = arena_cstr(arena, str_from(sqlite3_errmsg(run->handle)));
    size_t           errors = run->diag->errors;
    sqlite3_stmt    *query = run_query(run, rows->owner, rows->node);
    for (size_t i = 0; query && i < PLACE_COLUMNS + rows->column_count; i++) {
        str name = i < PLACE_COLUMNS ? places[i] : rows->columns[i - PLACE_COLUMNS];
        if (!has_column(query, name))
            diag_add(run->diag, DIAG_METRIC_COLUMN, rows->node->span, STR_ARG(rows->owner), STR_ARG(name));
    }
    if (run->diag->errors == errors)
        diag_add(run->diag, DIAG_METRIC_SQL, rows->node->span, STR_ARG(rows->owner),
                 rows->column_count > COLUMNS_MOST - PLACE_COLUMNS ? "a query gives 125 columns at most" : error);
    sqlite3_finalize(query);
    arena_free(arena);
}

enum rc run_each_row(struct run *run, struct run_rows *rows)
{
    sqlite3_stmt *statement = prepare(run, rows);
    rows->rc = statement ? RC_OK : RC_INVALID;
    if (!statement) {
        report(run, rows);
        return rows->rc;
    }
    sql_limit_steps(run->handle, &run->budget);
    run->rows_under_way = rows;
    int status = sqlite3_step(statement);
    run->rows_under_way = NULL;
    if (rows->rc == RC_OK && status != SQLITE_ROW) {
        run_query_failed(run, rows->owner, rows->node);
        rows->rc = RC_INVALID;
    }
    sqlite3_finalize(statement);
    return rows->rc;
}
