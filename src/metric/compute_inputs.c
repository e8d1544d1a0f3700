/* SPDX-License-Identifier: MIT */
/* What a metric's query gives: rows in, packed, and summed over accounts. */
#include "metric/compute_run.h"

/* Those of a subject in a period that the query is asked for. */
static struct run_cell *cells_at(const struct run_inputs *inputs, size_t subject, size_t period)
{
    return &inputs->cells[(subject * inputs->slots.count + inputs->slots.of[period]) * inputs->count];
}

const struct run_cell *run_input(const struct run_inputs *inputs, size_t subject, size_t period, size_t input)
{
    return &cells_at(inputs, subject, period)[input];
}

/* What a query answers, row by row. */
struct answers {
    const struct metric_query *query;
    struct run_inputs         *inputs;
    sqlite3_stmt              *rows;
    str                        missing;                                /* the reason of a cell that is NULL */
    int                       *columns, subject_column, period_column; /* columns: one an input */
    size_t                     subject, period;                        /* of the row before */
    bool                      *is_told;                                /* [subject][slot] that has a row of its own */
    struct run_cell           *others;                                 /* [slot][input] of those that have none */
    struct arena              *arena, *scratch;                        /* of all rows, of one */
};

/* Finds the columns of subject, period and each input; RC_INVALID when one is absent, all of them reported. */
static enum rc match_columns(struct run *run, struct answers *answers)
{
    const struct metric_query *query = answers->query;
    size_t                     errors = run->diag->errors;
    answers->subject_column = answers->period_column = -1;
    for (size_t i = 0; i < query->input_count; i++)
        answers->columns[i] = -1;
    for (int c = 0; c < sqlite3_column_count(answers->rows); c++) {
        str name = str_from(sqlite3_column_name(answers->rows, c));
        if (str_is(name, "subject")) answers->subject_column = c;
        if (str_is(name, "period")) answers->period_column = c;
        for (size_t i = 0; i < query->input_count; i++) {
            if (str_equal(query->inputs[i].name, name)) answers->columns[i] = c;
        }
    }
    if (answers->subject_column < 0)
        diag_add(run->diag, DIAG_METRIC_COLUMN, query->node->span, STR_ARG(query->owner), STR_ARG(STR("subject")));
    if (answers->period_column < 0)
        diag_add(run->diag, DIAG_METRIC_COLUMN, query->node->span, STR_ARG(query->owner), STR_ARG(STR("period")));
    for (size_t i = 0; i < query->input_count; i++) {
        if (answers->columns[i] < 0)
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

/* Room for the cells, and for what the query says of subjects without a row of their own: missing, unless it does. */
static void make_room(struct run *run, struct answers *answers)
{
    struct run_inputs   *inputs = answers->inputs;
    struct formula_value missing = formula_missing(answers->missing);
    inputs->arena = arena_new();
    inputs->slots = run_slots_of(run, inputs->arena, answers->query->periods);
    inputs->count = answers->query->input_count;
    size_t one = inputs->slots.count * inputs->count;
    inputs->cells = ARENA_ARRAY(inputs->arena, struct run_cell, run->subject_count * one);
    answers->columns = ARENA_ARRAY(answers->arena, int, inputs->count);
    answers->is_told = ARENA_ARRAY(answers->arena, bool, run->subject_count * inputs->slots.count);
    answers->others = ARENA_ARRAY(answers->arena, struct run_cell, one);
    for (size_t i = 0; i < one; i++)
        answers->others[i] = run_pack(run, inputs->arena, &missing);
}

static enum rc take_cells(struct run *run, const struct answers *answers, struct run_cell *out)
{
    const struct metric_query *query = answers->query;
    for (size_t i = 0; i < query->input_count; i++) {
        struct formula_value value;
        int                  column = answers->columns[i];
        sqlite3_value       *given = sqlite3_column_value(answers->rows, column);
        if (query->inputs[i].unit != UNIT_MONEY && sqlite3_value_type(given) == SQLITE_INTEGER) {
            out[i] = run_pack_whole(sqlite3_value_int64(given));
            continue;
        }
        if (sql_figure(answers->scratch, given, query->inputs[i].unit, answers->missing, &value) == RC_OK) {
            out[i] = run_pack(run, answers->inputs->arena, &value);
            continue;
        }
        struct diag_message *message = diag_add(run->diag, DIAG_METRIC_NUMBER, query->node->span, STR_ARG(query->owner),
                                                type_word(answers->rows, column), STR_ARG(query->inputs[i].name));
        diag_hint(run->diag, message, "integers and exact decimals in text are allowed; exact_sum() adds the latter");
        return RC_INVALID;
    }
    return RC_OK;
}

/* A row of a subject or period that is not asked for is passed over; one without a subject speaks for all others. */
static enum rc take_row(struct run *run, struct answers *answers)
{
    struct run_inputs *inputs = answers->inputs;
    sqlite3_value     *subject = sqlite3_column_value(answers->rows, answers->subject_column);
    answers->period = run_next_period(run, answers->period, sqlite3_column_value(answers->rows, answers->period_column));
    if (answers->period == SIZE_MAX || inputs->slots.of[answers->period] == SIZE_MAX) return RC_OK;
    size_t slot = inputs->slots.of[answers->period];
    if (sqlite3_value_type(subject) == SQLITE_NULL) return take_cells(run, answers, &answers->others[slot * inputs->count]);
    answers->subject = run_next_subject(run, answers->subject, subject);
    if (answers->subject == SIZE_MAX) return RC_OK;
    answers->is_told[answers->subject * inputs->slots.count + slot] = true;
    return take_cells(run, answers, cells_at(inputs, answers->subject, answers->period));
}

/* Subjects without a row of their own, at the levels that were asked for; at others all is missing. */
static void tell_others(struct run *run, struct answers *answers, unsigned levels)
{
    struct run_inputs   *inputs = answers->inputs;
    struct formula_value value = formula_missing(answers->missing);
    struct run_cell      missing = run_pack(run, inputs->arena, &value), *out = inputs->cells;
    const bool          *is_told = answers->is_told;
    for (size_t subject = 0; subject < run->subject_count; subject++) {
        bool is_asked = levels >> run->subjects[subject].level & 1;
        for (size_t i = 0; i < inputs->slots.count; i++, is_told++, out += inputs->count) {
            for (size_t j = 0; !*is_told && j < inputs->count; j++)
                out[j] = is_asked ? answers->others[i * inputs->count + j] : missing;
        }
    }
}

static enum rc take_rows(struct run *run, struct answers *answers, unsigned levels)
{
    struct arena_mark mark = arena_mark(answers->scratch);
    enum rc           rc = match_columns(run, answers);
    int               step = SQLITE_DONE;
    while (rc == RC_OK && (step = sqlite3_step(answers->rows)) == SQLITE_ROW) {
        rc = take_row(run, answers);
        arena_reset(answers->scratch, mark);
    }
    if (rc == RC_OK && step != SQLITE_DONE) {
        run_query_failed(run, answers->query->owner, answers->query->node);
        rc = RC_INVALID;
    }
    if (rc == RC_OK) tell_others(run, answers, levels);
    return rc;
}

/* Adds an account's inputs to those of a segment or of the portfolio; what is not known adds nothing. */
static void add_inputs(struct run_inputs *inputs, struct arena *scratch, size_t from, size_t into)
{
    size_t count = inputs->slots.count * inputs->count;
    for (size_t i = 0; i < count; i++) {
        struct run_cell       *sum = &inputs->cells[into * count + i];
        const struct run_cell *next = &inputs->cells[from * count + i];
        if (!run_is_known(next)) continue;
        if (!run_is_known(sum))
            *sum = *next;
        else if (next->num)
            *sum = run_add(inputs->arena, scratch, sum, next);
    }
}

static void roll_up(struct run *run, struct run_inputs *inputs)
{
    struct arena     *scratch = arena_new();
    struct arena_mark mark = arena_mark(scratch);
    for (size_t i = 0; i < run->account_count; i++) {
        const struct run_subject *account = &run->subjects[i];
        for (size_t j = 0; j < account->above_count; j++)
            add_inputs(inputs, scratch, i, account->above[j]);
        arena_reset(scratch, mark);
    }
    arena_free(scratch);
}

/* Runs the query once, for all its levels and periods. */
enum rc run_load_inputs(struct run *run, const struct metric *metric, struct run_inputs *inputs)
{
    const struct metric_query *query = metric->query;
    bool                       is_summed = query->rollup == ROLLUP_SUM;
    unsigned                   levels = is_summed ? 1u << LEVEL_ACCOUNT : query->levels;
    struct answers             answers = {.query = query,
                                          .inputs = inputs,
                                          .missing = metric->when_missing,
                                          .subject = SIZE_MAX,
                                          .period = SIZE_MAX,
                                          .arena = arena_new(),
                                          .scratch = arena_new()};
    make_room(run, &answers);
    enum rc rc = run_set_view(run, levels, query->periods);
    if (rc == RC_OK) answers.rows = run_query(run, query->owner, query->node);
    rc = answers.rows ? take_rows(run, &answers, levels) : RC_INVALID;
    sqlite3_finalize(answers.rows);
    arena_free(answers.scratch);
    arena_free(answers.arena);
    if (rc == RC_OK && is_summed) roll_up(run, inputs);
    return rc;
}
