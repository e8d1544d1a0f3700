/* SPDX-License-Identifier: MIT */
/* Result tables: one query each, columns derived exactly row by row; and the checks that quarantine an account. */
#include "metric/compute_run.h"

#include "base/limits.h"

#include <string.h>

/* Creates the table and the statement that fills it: subject, period, the columns, row by row. */
static sqlite3_stmt *create_table(struct run *run, const struct metric_table *table)
{
    struct strbuf create = {0}, insert = {0};
    strbuf_adds(&create, "CREATE TABLE main.");
    strbuf_adds(&insert, "INSERT INTO main.");
    strbuf_add_quoted(&create, table->id);
    strbuf_add_quoted(&insert, table->id);
    strbuf_adds(&create, "(subject TEXT, period TEXT");
    strbuf_adds(&insert, " VALUES(?1, ?2");
    for (size_t i = 0; i < table->column_count; i++) {
        strbuf_adds(&create, ", ");
        strbuf_add_quoted(&create, table->columns[i].name);
        strbuf_printf(&insert, ", ?%zu", i + 3);
    }
    strbuf_adds(&create, ")");
    strbuf_adds(&insert, ")");
    sqlite3_stmt *statement = run_execute(run, create.at) == RC_OK ? run_prepare(run, insert.at) : NULL;
    strbuf_release(&create);
    strbuf_release(&insert);
    return statement;
}

/* Column of the result for subject, period and each plain column; RC_INVALID when one is absent, all reported. */
static enum rc match(struct run *run, const struct metric_table *table, sqlite3_stmt *rows, int *columns)
{
    size_t errors = run->diag->errors;
    for (size_t i = 0; i < table->plain_count + 2; i++) {
        str name = i == 0 ? STR("subject") : i == 1 ? STR("period") : table->columns[i - 2].name;
        columns[i] = -1;
        for (int c = 0; c < sqlite3_column_count(rows); c++) {
            if (str_is(name, sqlite3_column_name(rows, c))) columns[i] = c;
        }
        if (columns[i] < 0)
            diag_add(run->diag, DIAG_METRIC_COLUMN, table->query->span, STR_ARG(table->id), STR_ARG(name));
    }
    return run->diag->errors == errors ? RC_OK : RC_INVALID;
}

static void bind_figure(sqlite3_stmt *insert, int at, struct arena *scratch, const struct formula_value *value)
{
    int64_t whole;
    if (value->state == FORMULA_KNOWN && value->number.den == 0 && exact_int(value->number, &whole) == RC_OK) {
        sqlite3_bind_int64(insert, at, whole);
        return;
    }
    str text = value->state == FORMULA_KNOWN ? exact_dump(scratch, value->number)
                                             : sql_mark_text(scratch, value->state, value->reason);
    sqlite3_bind_text(insert, at, text.ptr, (int)text.len, SQLITE_TRANSIENT);
}

struct table_row {
    struct run                *run;
    const struct metric_table *table;
    sqlite3_stmt              *rows, *insert;
    const int                 *columns;
    struct formula_value      *figures; /* one a column, those that are numbers */
    struct arena              *scratch;
};

static enum rc derive(struct table_row *row, size_t index)
{
    const struct table_column *column = &row->table->columns[index];
    struct formula_value      *names = ARENA_ARRAY(row->scratch, struct formula_value, column->formula.name_count);
    for (size_t i = 0; i < column->formula.name_count; i++)
        names[i] = row->figures[column->args[i]];
    row->figures[index] = formula_evaluate(row->scratch, column->formula.root, names, row->table->when_zero);
    bind_figure(row->insert, (int)index + 3, row->scratch, &row->figures[index]);
    return RC_OK;
}

static enum rc band_of(struct table_row *row, size_t index)
{
    const struct table_column  *column = &row->table->columns[index];
    const struct formula_value *figure = &row->figures[column->source];
    sqlite3_bind_null(row->insert, (int)index + 3);
    if (figure->state) return RC_OK;
    struct exact       number = print_scale(row->scratch, row->table->columns[column->source].unit, figure->number);
    const struct band *band = bands_lookup(column->bands, row->scratch, number);
    if (band) sqlite3_bind_text(row->insert, (int)index + 3, band->id.ptr, (int)band->id.len, SQLITE_STATIC);
    return RC_OK;
}

static enum rc copy_plain(struct table_row *row, size_t index)
{
    const struct table_column *column = &row->table->columns[index];
    int                        at = row->columns[index + 2];
    sqlite3_bind_value(row->insert, (int)index + 3, sqlite3_column_value(row->rows, at));
    if (column->is_text) return RC_OK;
    /* The formula sees whole units of money; the table keeps 1/10 000, as every query does. */
    if (sql_figure(row->scratch, row->rows, at, column->unit, STR("no-data"), &row->figures[index]) == RC_OK)
        return RC_OK;
    diag_add(row->run->diag, DIAG_METRIC_NUMBER, row->table->query->span, STR_ARG(row->table->id),
             "text or a binary fraction", STR_ARG(column->name));
    return RC_INVALID;
}

static enum rc write_row(struct table_row *row)
{
    const struct metric_table *table = row->table;
    enum rc                    rc = RC_OK;
    sqlite3_bind_value(row->insert, 1, sqlite3_column_value(row->rows, row->columns[0]));
    sqlite3_bind_value(row->insert, 2, sqlite3_column_value(row->rows, row->columns[1]));
    for (size_t i = 0; rc == RC_OK && i < table->column_count; i++) {
        switch (table->columns[i].kind) {
        case COLUMN_PLAIN: rc = copy_plain(row, i); break;
        case COLUMN_DERIVED: rc = derive(row, i); break;
        case COLUMN_BAND: rc = band_of(row, i); break;
        }
    }
    if (rc == RC_OK && sqlite3_step(row->insert) != SQLITE_DONE) rc = RC_IO;
    sqlite3_reset(row->insert);
    return rc;
}

static enum rc fill_table(struct run *run, const struct metric_table *table, sqlite3_stmt *rows, sqlite3_stmt *insert)
{
    struct arena    *scratch = arena_new();
    int             *columns = ARENA_ARRAY(scratch, int, table->plain_count + 2);
    struct table_row row = {
        run, table, rows, insert, columns, ARENA_ARRAY(scratch, struct formula_value, table->column_count), scratch};
    struct arena_mark mark = arena_mark(scratch);
    enum rc           rc = match(run, table, rows, columns);
    int               step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        rc = write_row(&row);
        arena_reset(scratch, mark);
    }
    if (rc == RC_OK && step != SQLITE_DONE) {
        run_query_failed(run, table->id, table->query);
        rc = RC_INVALID;
    }
    arena_free(scratch);
    return rc;
}

static enum rc run_table(struct run *run, const struct metric_table *table)
{
    enum rc       rc = run_set_view(run, table->levels, table->periods);
    sqlite3_stmt *insert = rc == RC_OK ? create_table(run, table) : NULL;
    sqlite3_stmt *rows = insert ? run_query(run, table->id, table->query) : NULL;
    rc = rows ? fill_table(run, table, rows, insert) : RC_INVALID;
    sqlite3_finalize(rows);
    sqlite3_finalize(insert);
    if (rc != RC_OK) return rc;
    struct strbuf index = {0};
    strbuf_adds(&index, "CREATE INDEX main.");
    strbuf_add_quoted(&index, arena_printf(run->arena, "%.*s_subject", STR_ARG(table->id)));
    strbuf_adds(&index, " ON ");
    strbuf_add_quoted(&index, table->id);
    strbuf_adds(&index, "(subject, period)");
    rc = run_execute(run, index.at);
    strbuf_release(&index);
    return rc;
}

enum rc run_tables(struct run *run)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < run->catalogue->table_count; i++) {
        int64_t began = run_clock(run);
        enum rc one = run_table(run, &run->catalogue->tables[i]);
        run_spent(run, run->catalogue->tables[i].id, began);
        if (rc == RC_OK) rc = one;
    }
    return rc;
}

static enum rc run_check(struct run *run, const struct metric_check *check, sqlite3_stmt *insert)
{
    sqlite3_stmt *rows = run_query(run, check->id, check->query);
    int           step = SQLITE_ERROR;
    if (rows && sqlite3_column_count(rows) >= 2) {
        while ((step = sqlite3_step(rows)) == SQLITE_ROW) {
            sqlite3_bind_text(insert, 1, check->id.ptr, (int)check->id.len, SQLITE_STATIC);
            sqlite3_bind_value(insert, 2, sqlite3_column_value(rows, 0));
            sqlite3_bind_value(insert, 3, sqlite3_column_value(rows, 1));
            (void)sqlite3_step(insert);
            sqlite3_reset(insert);
        }
        if (step != SQLITE_DONE) run_query_failed(run, check->id, check->query);
    } else if (rows)
        diag_add(run->diag, DIAG_METRIC_SQL, check->query->span, STR_ARG(check->id),
                 "two columns are wanted: account, detail");
    sqlite3_finalize(rows);
    return step == SQLITE_DONE ? RC_OK : RC_INVALID;
}

enum rc run_checks(struct run *run)
{
    enum rc       rc = run_set_view(run, 1u << LEVEL_ACCOUNT, PERIODS_ALL);
    sqlite3_stmt *insert = rc == RC_OK ? run_prepare(run, "INSERT INTO main.check_failed VALUES(?1, ?2, ?3)") : NULL;
    if (!insert) return RC_IO;
    for (size_t i = 0; i < run->catalogue->check_count; i++) {
        int64_t began = run_clock(run);
        enum rc one = run_check(run, &run->catalogue->checks[i], insert);
        run_spent(run, run->catalogue->checks[i].id, began);
        if (rc == RC_OK) rc = one;
    }
    sqlite3_finalize(insert);
    return rc;
}
