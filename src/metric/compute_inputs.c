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
    struct run                *run;
    const struct metric_query *query;
    struct run_inputs         *inputs;
    str                        missing;         /* the reason of a cell that is NULL */
    size_t                     subject, period; /* of the row before */
    bool                      *is_told;         /* [subject][slot] that has a row of its own */
    struct run_cell           *others;          /* [slot][input] of those that have none */
    struct arena              *arena, *scratch; /* of all rows, of one */
};

static const char *type_word(sqlite3_value *given)
{
    static const char *const words[] = {[SQLITE_INTEGER] = "an integer",
                                        [SQLITE_FLOAT] = "a binary fraction",
                                        [SQLITE_TEXT] = "text",
                                        [SQLITE_BLOB] = "bytes",
                                        [SQLITE_NULL] = "nothing"};
    return words[sqlite3_value_type(given)];
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
    answers->is_told = ARENA_ARRAY(answers->arena, bool, run->subject_count * inputs->slots.count);
    answers->others = ARENA_ARRAY(answers->arena, struct run_cell, one);
    for (size_t i = 0; i < one; i++)
        answers->others[i] = run_pack(run, inputs->arena, &missing);
}

static enum rc take_cells(const struct answers *answers, sqlite3_value **values, struct run_cell *out)
{
    struct run                *run = answers->run;
    const struct metric_query *query = answers->query;
    for (size_t i = 0; i < query->input_count; i++) {
        struct formula_value value;
        sqlite3_value       *given = values[i];
        if (query->inputs[i].unit != UNIT_MONEY && sqlite3_value_type(given) == SQLITE_INTEGER) {
            out[i] = run_pack_whole(sqlite3_value_int64(given));
            continue;
        }
        if (sql_figure(answers->scratch, given, query->inputs[i].unit, answers->missing, &value) == RC_OK) {
            out[i] = run_pack(run, answers->inputs->arena, &value);
            continue;
        }
        struct diag_message *message = diag_add(run->diag, DIAG_METRIC_NUMBER, query->node->span, STR_ARG(query->owner),
                                                type_word(given), STR_ARG(query->inputs[i].name));
        diag_hint(run->diag, message, "integers and exact decimals in text are allowed; exact_sum() adds the latter");
        return RC_INVALID;
    }
    return RC_OK;
}

/* A row of a subject or period that is not asked for is passed over; one without a subject speaks for all others. */
static enum rc take_row(void *context, sqlite3_value **values)
{
    struct answers    *answers = context;
    struct run_inputs *inputs = answers->inputs;
    sqlite3_value     *subject = values[PLACE_SUBJECT], **cells = values + PLACE_COLUMNS;
    answers->period = run_next_period(answers->run, answers->period, values[PLACE_PERIOD]);
    if (answers->period == SIZE_MAX || inputs->slots.of[answers->period] == SIZE_MAX) return RC_OK;
    size_t slot = inputs->slots.of[answers->period];
    if (sqlite3_value_type(subject) == SQLITE_NULL) return take_cells(answers, cells, &answers->others[slot * inputs->count]);
    answers->subject = run_next_subject(answers->run, answers->subject, subject);
    if (answers->subject == SIZE_MAX) return RC_OK;
    answers->is_told[answers->subject * inputs->slots.count + slot] = true;
    return take_cells(answers, cells, cells_at(inputs, answers->subject, answers->period));
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
    const struct metric_query *query = answers->query;
    str                       *columns = ARENA_ARRAY(answers->arena, str, query->input_count);
    for (size_t i = 0; i < query->input_count; i++)
        columns[i] = query->inputs[i].name;
    enum rc rc = run_each_row(run, &(struct run_rows){.owner = query->owner, .node = query->node, .columns = columns,
                                                      .column_count = query->input_count, .take = take_row, .context = answers, .scratch = answers->scratch});
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
    struct answers             answers = {.run = run,
                                          .query = query,
                                          .inputs = inputs,
                                          .missing = metric->when_missing,
                                          .subject = SIZE_MAX,
                                          .period = SIZE_MAX,
                                          .arena = arena_new(),
                                          .scratch = arena_new()};
    make_room(run, &answers);
    enum rc rc = run_set_view(run, levels, query->periods);
    if (rc == RC_OK) rc = take_rows(run, &answers, levels);
    arena_free(answers.scratch);
    arena_free(answers.arena);
    if (rc == RC_OK && is_summed) roll_up(run, inputs);
    return rc;
}
