/* SPDX-License-Identifier: MIT */
/* From a metric's query to its figures: rows in, sums over accounts, formulas, the engine's own rules. */
#include "metric/compute_run.h"

static struct run_slots slots_of(const struct run *run, struct arena *arena, unsigned periods)
{
    struct run_slots slots = {.of = ARENA_ARRAY(arena, size_t, run->period_count)};
    for (size_t i = 0; i < run->period_count; i++)
        slots.of[i] = run->periods[i].roles & periods ? slots.count++ : SIZE_MAX;
    return slots;
}

/* The figures of the inputs of a subject in a period that the query is asked for. */
static struct formula_value *input_at(const struct metric_query *query, const struct run_inputs *inputs, size_t subject,
                                      size_t period)
{
    return &inputs->figures[(subject * inputs->slots.count + inputs->slots.of[period]) * query->input_count];
}

struct formula_value *run_figure(const struct run_figures *figures, size_t subject, size_t period)
{
    size_t slot = figures->slots.of[period];
    return slot == SIZE_MAX ? NULL : &figures->figures[subject * figures->slots.count + slot];
}

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

static str column_str(sqlite3_stmt *rows, int column)
{
    const unsigned char *text = sqlite3_column_text(rows, column);
    return text ? (str){(const char *)text, (size_t)sqlite3_column_bytes(rows, column)} : STR_NONE;
}

static enum rc take_row(struct run *run, const struct metric_query *query, struct run_inputs *inputs, str missing,
                        sqlite3_stmt *rows, const int *columns, size_t subject, size_t period)
{
    struct formula_value *out = input_at(query, inputs, subject, period);
    for (size_t i = 0; i < query->input_count; i++) {
        if (sql_figure(inputs->arena, rows, columns[i], query->inputs[i].unit, missing, &out[i]) == RC_OK) continue;
        struct diag_message *message = diag_add(run->diag, DIAG_METRIC_NUMBER, query->node->span, STR_ARG(query->owner),
                                                type_word(rows, columns[i]), STR_ARG(query->inputs[i].name));
        diag_hint(run->diag, message, "integers and exact decimals in text are allowed; exact_sum() adds the latter");
        return RC_INVALID;
    }
    return RC_OK;
}

static enum rc take_rows(struct run *run, const struct metric_query *query, struct run_inputs *inputs, str missing,
                         sqlite3_stmt *rows)
{
    int     subject_column, period_column, *columns = ARENA_ARRAY(inputs->arena, int, query->input_count);
    enum rc rc = match_columns(run, query, rows, columns, &subject_column, &period_column);
    int     step = SQLITE_DONE;
    size_t  subject = SIZE_MAX;
    while (rc == RC_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        str id = column_str(rows, subject_column);
        if (subject == SIZE_MAX || !str_equal(run->subjects[subject].id, id)) subject = run_find_subject(run, id);
        size_t period = run_find_period(run, column_str(rows, period_column));
        if (subject != SIZE_MAX && period != SIZE_MAX && inputs->slots.of[period] != SIZE_MAX)
            rc = take_row(run, query, inputs, missing, rows, columns, subject, period);
    }
    if (rc == RC_OK && step != SQLITE_DONE) {
        run_query_failed(run, query->owner, query->node);
        rc = RC_INVALID;
    }
    return rc;
}

/* Adds an account's inputs to those of a segment or of the portfolio; what is not known adds nothing. */
static void add_inputs(const struct metric_query *query, struct run_inputs *inputs, size_t from, size_t into)
{
    size_t count = inputs->slots.count * query->input_count;
    for (size_t i = 0; i < count; i++) {
        struct formula_value *sum = &inputs->figures[into * count + i];
        struct formula_value  next = inputs->figures[from * count + i];
        if (next.state) continue;
        if (sum->state)
            *sum = next;
        else
            sum->number = exact_add(inputs->arena, sum->number, next.number);
    }
}

static void roll_up(struct run *run, const struct metric_query *query, struct run_inputs *inputs)
{
    for (size_t i = 0; i < run->account_count; i++) {
        const struct run_subject *account = &run->subjects[i];
        for (size_t j = 0; j < account->above_count; j++)
            add_inputs(query, inputs, i, account->above[j]);
    }
}

/* Room for what the query is asked for: all of it missing at first. */
static void make_room(const struct run *run, const struct metric *metric, struct run_inputs *inputs)
{
    const struct metric_query *query = metric->query;
    inputs->arena = arena_new();
    inputs->slots = slots_of(run, inputs->arena, query->periods);
    size_t count = run->subject_count * inputs->slots.count * query->input_count;
    inputs->figures = ARENA_ARRAY(inputs->arena, struct formula_value, count);
    for (size_t i = 0; i < count; i++)
        inputs->figures[i] = formula_missing(metric->when_missing);
}

/* Runs the query once, for all its levels and periods. */
static enum rc load_inputs(struct run *run, const struct metric *metric, struct run_inputs *inputs)
{
    const struct metric_query *query = metric->query;
    make_room(run, metric, inputs);
    bool          is_summed = query->rollup == ROLLUP_SUM;
    enum rc       rc = run_set_view(run, is_summed ? 1u << LEVEL_ACCOUNT : query->levels, query->periods);
    sqlite3_stmt *rows = rc == RC_OK ? run_query(run, query->owner, query->node) : NULL;
    if (!rows) return RC_INVALID;
    rc = take_rows(run, query, inputs, metric->when_missing, rows);
    sqlite3_finalize(rows);
    if (rc == RC_OK && is_summed) roll_up(run, query, inputs);
    return rc;
}

void run_names(const struct run *run, const struct metric *metric, size_t subject, size_t period,
               struct formula_value *out)
{
    const struct formula_value *inputs = NULL;
    if (metric->query)
        inputs = input_at(metric->query, &run->inputs[metric->query->index], subject, period);
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        const struct metric_name *name = &metric->names[i];
        if (name->kind == NAME_INPUT)
            out[i] = inputs[name->index];
        else if (name->kind == NAME_SETTING)
            out[i] = formula_known(name->setting->number);
        else {
            const struct formula_value *figure = run_figure(&run->figures[name->index], subject, period);
            out[i] = figure ? *figure : formula_missing(STR("no-data"));
        }
    }
}

/* What the calendar alone decides: no figures before an account signed up or after its end. */
static bool is_outside(const struct run_subject *subject, const struct run_period *period, struct formula_value *out)
{
    if (subject->from != DATE_NONE && subject->from >= period->period.end)
        *out = formula_not_applicable(STR("before-start"));
    else if (subject->until != DATE_NONE && subject->until <= period->period.start)
        *out = formula_not_applicable(STR("after-end"));
    else if (period->last < period->period.start)
        *out = formula_not_applicable(STR("not-begun"));
    else
        return false;
    return true;
}

static bool is_money(const struct metric *metric)
{
    if (metric->unit == UNIT_MONEY) return true;
    for (size_t i = 0; metric->query && i < metric->query->input_count; i++) {
        if (metric->query->inputs[i].unit == UNIT_MONEY) return true;
    }
    return false;
}

/* Its number and reason may lie in `scratch`. */
static struct formula_value figure(const struct run *run, const struct metric *metric, struct arena *scratch,
                                   size_t subject, size_t period, struct formula_value *names)
{
    struct formula_value out;
    if (is_outside(&run->subjects[subject], &run->periods[period], &out)) return out;
    if (run->subjects[subject].currency[0] == '\0' && is_money(metric))
        return formula_missing(STR("several-currencies"));
    run_names(run, metric, subject, period, names);
    out = formula_evaluate(scratch, metric->formula.root, names, metric->when_zero);
    bool is_thin =
        metric->has_min_coverage && out.has_coverage && exact_compare(out.coverage, metric->min_coverage) < 0;
    if (out.state == FORMULA_KNOWN && metric->zero_is.len && exact_sign(out.number) == 0)
        out = formula_not_applicable(metric->zero_is);
    if (out.state == FORMULA_KNOWN && is_thin) {
        out.state = FORMULA_MISSING;
        out.reason = STR("low-coverage");
    }
    return out;
}

/* Segments and portfolio as the mean of their accounts' known figures. */
static void take_means(const struct run *run, const struct metric *metric, struct run_figures *out)
{
    struct arena *arena = out->arena;
    size_t        slots = out->slots.count, accounts = run->account_count * slots, all = run->subject_count * slots;
    size_t       *counts = ARENA_ARRAY(arena, size_t, all - accounts);
    for (size_t i = 0; i < accounts; i++) {
        const struct run_subject *account = &run->subjects[i / slots];
        if (out->figures[i].state) continue;
        for (size_t j = 0; j < account->above_count; j++) {
            size_t                at = account->above[j] * slots + i % slots;
            struct formula_value *sum = &out->figures[at];
            sum->number = counts[at - accounts]++ ? exact_add(arena, sum->number, out->figures[i].number) : out->figures[i].number;
        }
    }
    for (size_t i = accounts; i < all; i++) {
        int64_t count = (int64_t)counts[i - accounts];
        if (count)
            out->figures[i] = formula_known(exact_div(arena, out->figures[i].number, exact_from_int(arena, count)));
        else
            out->figures[i] = formula_missing(metric->when_missing);
    }
}

/* With number and reason of its own; the reason of the figure before is shared where it is the same. */
static struct formula_value keep_figure(struct arena *arena, struct formula_value figure, const struct formula_value *before)
{
    figure.number = run_keep(arena, figure.number);
    figure.coverage = run_keep(arena, figure.coverage);
    if (figure.state)
        figure.reason = str_equal(figure.reason, before->reason) ? before->reason : arena_str(arena, figure.reason);
    return figure;
}

static void evaluate_all(const struct run *run, const struct metric *metric, struct run_figures *out)
{
    struct arena        *scratch = arena_new();
    struct arena_mark    mark = arena_mark(scratch);
    struct formula_value before = {0};
    out->arena = arena_new();
    out->slots = slots_of(run, out->arena, metric->periods);
    out->figures = ARENA_ARRAY(out->arena, struct formula_value, run->subject_count * out->slots.count);
    struct formula_value *names = ARENA_ARRAY(out->arena, struct formula_value, metric->formula.name_count);
    size_t                subjects = metric->rollup == ROLLUP_MEAN ? run->account_count : run->subject_count;
    for (size_t subject = 0; subject < subjects; subject++) {
        if (!(metric->levels & 1u << run->subjects[subject].level)) continue;
        for (size_t period = 0; period < run->period_count; period++) {
            struct formula_value *place = run_figure(out, subject, period);
            if (!place) continue;
            *place = keep_figure(out->arena, figure(run, metric, scratch, subject, period, names), &before);
            if (place->state) before = *place;
            arena_reset(scratch, mark);
        }
    }
    arena_free(scratch);
    if (metric->rollup == ROLLUP_MEAN) take_means(run, metric, out);
}

/* What has served its last reader goes. */
static void forget(struct run *run, const struct metric *metric)
{
    if (metric->query) {
        struct run_inputs *inputs = &run->inputs[metric->query->index];
        if (--inputs->users == 0) {
            arena_free(inputs->arena);
            inputs->arena = NULL;
        }
    }
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        if (metric->names[i].kind != NAME_METRIC) continue;
        struct run_figures *figures = &run->figures[metric->names[i].index];
        if (--figures->users > 0) continue;
        arena_free(figures->arena);
        figures->arena = NULL;
    }
    struct run_figures *own = &run->figures[metric->index];
    if (own->users > 0) return;
    arena_free(own->arena);
    own->arena = NULL;
}

enum rc run_metric(struct run *run, const struct metric *metric)
{
    enum rc rc = RC_OK;
    if (metric->query) {
        struct run_inputs *inputs = &run->inputs[metric->query->index];
        if (!inputs->arena) rc = load_inputs(run, metric, inputs);
    }
    struct run_figures *figures = &run->figures[metric->index];
    evaluate_all(run, metric, figures);
    if (rc == RC_OK) rc = run_write_metric(run, metric, figures);
    forget(run, metric);
    return rc;
}
