/* SPDX-License-Identifier: MIT */
/* Result tables: one query each, columns derived exactly row by row; and the checks that quarantine an account. */
#include "metric/compute_run.h"

#include "base/limits.h"

#include <string.h>

/* Lets queries read the table from now on; its rows follow. */
static enum rc begin_table(struct run *run, const struct metric_table *table)
{
    const char *name = arena_cstr(run->arena, table->id);
    run->guard.mode = SQL_OURS;
    if (sqlite3_table_column_metadata(run->handle, "main", name, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK) {
        diag_add(run->diag, DIAG_VALUE_WRONG, table->node->key->span, STR_ARG(table->id),
                 "a name that no table of the figures has");
        return RC_INVALID;
    }
    size_t index = (size_t)(table - run->catalogue->tables);
    result_rows_begin(&run->rows, index);
    return result_tables_add(run->tables, index) == RC_OK ? RC_OK : run_store_failed(run);
}

struct table_row {
    struct run                *run;
    const struct metric_table *table;
    bool                      *is_read; /* one a column: a formula or bands of the row want its figure */
    struct formula_value      *figures; /* the same */
    struct result_place        place;   /* of the row before, then its own */
    struct arena              *scratch;
};

static struct result_value of_text(str text)
{
    return (struct result_value){.kind = RESULT_TEXT, .bytes = text};
}

static struct result_value of_value(sqlite3_value *given)
{
    struct result_value value = {0};
    switch (sqlite3_value_type(given)) {
    case SQLITE_INTEGER: value = (struct result_value){.kind = RESULT_WHOLE, .whole = sqlite3_value_int64(given)}; break;
    case SQLITE_FLOAT: value = (struct result_value){.kind = RESULT_REAL, .real = sqlite3_value_double(given)}; break;
    case SQLITE_TEXT: value = of_text(sql_text(given)); break;
    case SQLITE_BLOB:
        value.kind = RESULT_BYTES;
        value.bytes.ptr = sqlite3_value_blob(given);
        value.bytes.len = (size_t)sqlite3_value_bytes(given);
        break;
    }
    return value;
}

struct result_value run_result_value(struct arena *scratch, const struct formula_value *figure)
{
    int64_t whole;
    if (figure->state != FORMULA_KNOWN) return of_text(sql_mark_text(scratch, figure->state, figure->reason));
    if (figure->number.den == 0 && exact_int(figure->number, &whole) == RC_OK)
        return (struct result_value){.kind = RESULT_WHOLE, .whole = whole};
    return of_text(exact_dump(scratch, figure->number));
}

static struct result_value derive(struct table_row *row, size_t index)
{
    const struct table_column *column = &row->table->columns[index];
    struct formula_value      *names = ARENA_ARRAY(row->scratch, struct formula_value, column->formula.name_count);
    for (size_t i = 0; i < column->formula.name_count; i++)
        names[i] = row->figures[column->args[i]];
    row->figures[index] = formula_evaluate(row->scratch, column->formula.root, names, row->table->when_zero);
    return run_result_value(row->scratch, &row->figures[index]);
}

static struct result_value band_of(struct table_row *row, size_t index)
{
    const struct table_column  *column = &row->table->columns[index];
    const struct formula_value *figure = &row->figures[column->source];
    if (figure->state) return (struct result_value){0};
    struct exact       number = print_scale(row->scratch, row->table->columns[column->source].unit, figure->number);
    const struct band *band = bands_lookup(column->bands, row->scratch, number);
    return band ? of_text(band->id) : (struct result_value){0};
}

/* The formula sees whole units of money; the table keeps 1/10 000, as every query does. Text must be an exact number. */
static enum rc take_figure(struct table_row *row, size_t index, sqlite3_value *given)
{
    const struct table_column *column = &row->table->columns[index];
    int                        type = sqlite3_value_type(given);
    if (!row->is_read[index] && (type == SQLITE_INTEGER || type == SQLITE_NULL)) return RC_OK;
    if (sql_figure(row->scratch, given, column->unit, STR("no-data"), &row->figures[index]) == RC_OK) return RC_OK;
    diag_add(row->run->diag, DIAG_METRIC_NUMBER, row->table->query->span, STR_ARG(row->table->id),
             "text or a binary fraction", STR_ARG(column->name));
    return RC_INVALID;
}

static struct result_value unknown_text(sqlite3_value *given)
{
    str text = sql_text(given);
    return text.ptr ? of_text(text) : (struct result_value){0};
}

static void take_place(struct table_row *row, sqlite3_value *subject, sqlite3_value *period)
{
    struct result_place *place = &row->place;
    place->subject = run_next_subject(row->run, place->subject, subject);
    place->period = run_next_period(row->run, place->period, period);
    if (place->subject == SIZE_MAX) place->subject_text = unknown_text(subject);
    if (place->period == SIZE_MAX) place->period_text = unknown_text(period);
}

static enum rc take_row(void *context, sqlite3_value **values)
{
    struct table_row          *row = context;
    const struct metric_table *table = row->table;
    struct result_rows_writer *writer = &row->run->rows;
    take_place(row, values[PLACE_SUBJECT], values[PLACE_PERIOD]);
    for (size_t i = 0; i < table->column_count; i++) {
        struct result_value value = {0};
        switch (table->columns[i].kind) {
        case COLUMN_PLAIN:
            if (!table->columns[i].is_text && take_figure(row, i, values[PLACE_COLUMNS + i]) != RC_OK) return RC_INVALID;
            value = of_value(values[PLACE_COLUMNS + i]);
            break;
        case COLUMN_DERIVED: value = derive(row, i); break;
        case COLUMN_BAND: value = band_of(row, i); break;
        }
        result_rows_add(writer, &value);
    }
    row->run->guard.mode = SQL_OURS; /* SQLite prepares the writer's statement again when the views have changed */
    return result_rows_end_row(writer, &row->place) == RC_OK ? RC_OK : run_store_failed(row->run);
}

static void find_read(struct table_row *row)
{
    for (size_t i = 0; i < row->table->column_count; i++) {
        const struct table_column *column = &row->table->columns[i];
        for (size_t j = 0; column->kind == COLUMN_DERIVED && j < column->formula.name_count; j++)
            row->is_read[column->args[j]] = true;
        if (column->kind == COLUMN_BAND) row->is_read[column->source] = true;
    }
}

static enum rc fill_table(struct run *run, const struct metric_table *table)
{
    struct arena    *scratch = arena_new();
    struct table_row row = {.run = run, .table = table, .scratch = scratch};
    str             *columns = ARENA_ARRAY(scratch, str, table->plain_count);
    for (size_t i = 0; i < table->plain_count; i++)
        columns[i] = table->columns[i].name;
    row.figures = ARENA_ARRAY(scratch, struct formula_value, table->column_count);
    row.is_read = ARENA_ARRAY(scratch, bool, table->column_count);
    row.place.subject = row.place.period = SIZE_MAX;
    find_read(&row);
    enum rc rc = run_each_row(run, &(struct run_rows){.owner = table->id, .node = table->query, .columns = columns,
                                                      .column_count = table->plain_count, .take = take_row, .context = &row, .scratch = scratch});
    if (rc == RC_OK && result_rows_end(&run->rows) != RC_OK) rc = run_store_failed(run);
    arena_free(scratch);
    return rc;
}

static enum rc run_table(struct run *run, const struct metric_table *table)
{
    enum rc rc = run_set_view(run, table->levels, table->periods);
    if (rc == RC_OK) rc = begin_table(run, table);
    return rc == RC_OK ? fill_table(run, table) : rc;
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
    enum rc rc = run_set_view(run, 1u << LEVEL_ACCOUNT, PERIODS_ALL);
    run->guard.mode = SQL_OURS;
    if (rc == RC_OK && cells_register_wide(run->handle, run->catalogue, "main") != RC_OK) rc = run_store_failed(run);
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
