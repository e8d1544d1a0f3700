/* SPDX-License-Identifier: MIT */
/* What a metric's query gives: rows in, packed, and summed over accounts. */
#include "metric/compute_run.h"

/* Those of a subject in a period that the query is asked for. */
static struct run_cell *cells_at(const struct run_inputs *inputs, size_t subject, size_t period)
{
    return &inputs->cells[(subject * inputs->slots.count + inputs->slots.of[period]) * inputs->count];
}

struct formula_value run_input(const struct run_inputs *inputs, size_t subject, size_t period, size_t input)
{
    return run_unpack(&cells_at(inputs, subject, period)[input]);
}

/* A row of the query's answer: the column of each input, and room for what it holds. */
struct row {
    sqlite3_stmt *rows;
    int          *columns;
    struct arena *scratch;
};

/* Columns of the result by input; RC_INVALID when one is absent, all of them reported. */
static enum rc match_columns(struct run *run, const struct metric_query *query, sqlite3_stmt *rows, int *columns,
                             int *subject, int *period)
{
    size_t errors = run->diag->errors;
    *subject = *period = -1;
    for (size_t i = 0; i < query->input_count; i++)
        columns[i] = -1;
    for (int c = 0; c < sqlite3_column_count(rows); c++) {
        str name = str_from(sqlite3_column_name(rows, c));
        if (str_is(name, "subject")) *subject = c;
        if (str_is(name, "period")) *period = c;
        for (size_t i = 0; i < query->input_count; i++) {
            if (str_equal(query->inputs[i].name, name)) columns[i] = c;
        }
    }
    if (*subject < 0)
        diag_add(run->diag, DIAG_METRIC_COLUMN, query->node->span, STR_ARG(query->owner), STR_ARG(STR("subject")));
    if (*period < 0)
        diag_add(run->diag, DIAG_METRIC_COLUMN, query->node->span, STR_ARG(query->owner), STR_ARG(STR("period")));
    for (size_t i = 0; i < query->input_count; i++) {
        if (columns[i] < 0)
            diag_add(run->diag, DIAG_METRIC_COLUMN, query->node->span, STR_ARG(query->owner),
                     STR_ARG(query->inputs[i].name));
    }
    return run->diag->errors == errors ? RC_OK : RC_INVALID;
}

static const char *type_word(sqlite3_stmt *rows, int column)
{
    static const char *const words[] = {[SQLITE_INTEGER] = "an integer",
                                        [SQLITE_FLOAT] = "a binary fraction",
                                        [SQLITE_TEXT] = "text",
                                        [SQLITE_BLOB] = "bytes",
                                        [SQLITE_NULL] = "nothing"};
    return words[sqlite3_column_type(rows, column)];
}

/* Room for what the query is asked for: all of it missing at first. */
static void make_room(struct run *run, const struct metric *metric, struct run_inputs *inputs)
{
    const struct metric_query *query = metric->query;
    struct formula_value       missing = formula_missing(metric->when_missing);
    inputs->arena = arena_new();
    inputs->slots = run_slots_of(run, inputs->arena, query->periods);
    inputs->count = query->input_count;
    size_t count = run->subject_count * inputs->slots.count * query->input_count;
    inputs->cells = ARENA_ARRAY(inputs->arena, struct run_cell, count);
    for (size_t i = 0; i < count; i++)
        inputs->cells[i] = run_pack(run, inputs->arena, &missing);
}

static enum rc take_row(struct run *run, const struct metric_query *query, struct run_inputs *inputs, str missing,
                        const struct row *row, size_t subject, size_t period)
{
    struct run_cell *out = cells_at(inputs, subject, period);
    for (size_t i = 0; i < query->input_count; i++) {
        struct formula_value value;
        if (sql_figure(row->scratch, row->rows, row->columns[i], query->inputs[i].unit, missing, &value) == RC_OK) {
            out[i] = run_pack(run, inputs->arena, &value);
            continue;
        }
        struct diag_message *message = diag_add(run->diag, DIAG_METRIC_NUMBER, query->node->span, STR_ARG(query->owner),
                                                type_word(row->rows, row->columns[i]), STR_ARG(query->inputs[i].name));
        diag_hint(run->diag, message, "integers and exact decimals in text are allowed; exact_sum() adds the latter");
        return RC_INVALID;
    }
    return RC_OK;
}

static enum rc take_rows(struct run *run, const struct metric_query *query, struct run_inputs *inputs, str missing,
                         sqlite3_stmt *rows)
{
    int               subject_column, period_column, step = SQLITE_DONE;
    struct row        row = {rows, ARENA_ARRAY(inputs->arena, int, query->input_count), arena_new()};
    struct arena_mark mark = arena_mark(row.scratch);
    enum rc           rc = match_columns(run, query, rows, row.columns, &subject_column, &period_column);
    size_t            subject = SIZE_MAX;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        str id = sql_column(rows, subject_column);
        if (subject == SIZE_MAX || !str_equal(run->subjects[subject].id, id)) subject = run_find_subject(run, id);
        size_t period = run_find_period(run, sql_column(rows, period_column));
        if (subject != SIZE_MAX && period != SIZE_MAX && inputs->slots.of[period] != SIZE_MAX)
            rc = take_row(run, query, inputs, missing, &row, subject, period);
        arena_reset(row.scratch, mark);
    }
    arena_free(row.scratch);
    if (rc == RC_OK && step != SQLITE_DONE) {
        run_query_failed(run, query->owner, query->node);
        rc = RC_INVALID;
    }
    return rc;
}

/* Adds an account's inputs to those of a segment or of the portfolio; what is not known adds nothing. */
static void add_inputs(struct run *run, struct run_inputs *inputs, struct arena *scratch, size_t from, size_t into)
{
    size_t count = inputs->slots.count * inputs->count;
    for (size_t i = 0; i < count; i++) {
        struct run_cell     *place = &inputs->cells[into * count + i];
        struct formula_value sum = run_unpack(place), next = run_unpack(&inputs->cells[from * count + i]);
        if (next.state) continue;
        if (!sum.state) next.number = exact_add(scratch, sum.number, next.number);
        *place = run_pack(run, inputs->arena, &next);
    }
}

static void roll_up(struct run *run, struct run_inputs *inputs)
{
    struct arena     *scratch = arena_new();
    struct arena_mark mark = arena_mark(scratch);
    for (size_t i = 0; i < run->account_count; i++) {
        const struct run_subject *account = &run->subjects[i];
        for (size_t j = 0; j < account->above_count; j++)
            add_inputs(run, inputs, scratch, i, account->above[j]);
        arena_reset(scratch, mark);
    }
    arena_free(scratch);
}

/* Runs the query once, for all its levels and periods. */
enum rc run_load_inputs(struct run *run, const struct metric *metric, struct run_inputs *inputs)
{
    const struct metric_query *query = metric->query;
    make_room(run, metric, inputs);
    bool          is_summed = query->rollup == ROLLUP_SUM;
    enum rc       rc = run_set_view(run, is_summed ? 1u << LEVEL_ACCOUNT : query->levels, query->periods);
    sqlite3_stmt *rows = rc == RC_OK ? run_query(run, query->owner, query->node) : NULL;
    if (!rows) return RC_INVALID;
    rc = take_rows(run, query, inputs, metric->when_missing, rows);
    sqlite3_finalize(rows);
    if (rc == RC_OK && is_summed) roll_up(run, inputs);
    return rc;
}
