/* SPDX-License-Identifier: MIT */
/* From a metric's inputs to its figures and their cells: formulas, means of accounts, the engine's own rules. */
#include "metric/compute_run.h"

struct run_slots run_slots_of(const struct run *run, struct arena *arena, unsigned periods)
{
    struct run_slots slots = {.of = ARENA_ARRAY(arena, size_t, run->period_count),
                              .periods = ARENA_ARRAY(arena, size_t, run->period_count)};
    for (size_t i = 0; i < run->period_count; i++) {
        bool is_asked = run->periods[i].roles & periods;
        slots.of[i] = is_asked ? slots.count : SIZE_MAX;
        if (is_asked) slots.periods[slots.count++] = i;
    }
    return slots;
}

/* The coverage of a figure that has one. */
static void take_coverage(const struct run_figures *figures, size_t subject, size_t period, struct formula_value *out)
{
    size_t slot = figures->slots.of[period];
    if (!figures->coverage || slot == SIZE_MAX) return;
    out->coverage = figures->coverage[subject * figures->slots.count + slot];
    out->has_coverage = true;
}

bool run_figure(const struct run_figures *figures, size_t subject, size_t period, struct formula_value *out)
{
    size_t slot = figures->slots.of[period], at = subject * figures->slots.count + slot;
    if (slot == SIZE_MAX) return false;
    *out = run_unpack(&figures->cells[at]);
    take_coverage(figures, subject, period, out);
    return true;
}

/* The packed value of a name; of a setting, which is the same everywhere, nothing. */
static struct run_cell name_cell(const struct run *run, const struct metric *metric, size_t name, size_t subject,
                                 size_t period)
{
    const struct metric_name *is = &metric->names[name];
    if (is->kind == NAME_INPUT) return *run_input(&run->inputs[metric->query->index], subject, period, is->index);
    if (is->kind == NAME_SETTING) return (struct run_cell){0};
    const struct run_figures *figures = &run->figures[is->index];
    size_t                    slot = figures->slots.of[period];
    return slot == SIZE_MAX ? run->no_data : figures->cells[subject * figures->slots.count + slot];
}

/* The values of the names of a metric's formula, given their cells; `out` has room for them. */
static void take_names(const struct run *run, const struct metric *metric, const struct run_cell *cells, size_t subject,
                       size_t period, struct formula_value *out)
{
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        const struct metric_name *name = &metric->names[i];
        out[i] = name->kind == NAME_SETTING ? formula_known(name->setting->number) : run_unpack(&cells[i]);
        if (name->kind == NAME_METRIC) take_coverage(&run->figures[name->index], subject, period, &out[i]);
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

/* A metric's figures on their way into the file. */
struct saying {
    struct run           *run;
    const struct metric  *metric;
    struct run_figures   *out;
    struct formula_value *names;       /* room for one each */
    struct run_cell      *key;         /* room for the names' cells and one more */
    bool                  is_money;
    bool                  is_covered; /* a metric it is made of has figures with a coverage, of which the key tells nothing */
    struct arena         *scratch;     /* of one subject */
};

/* What is known of a figure without its inputs: the calendar's word, or amounts that cannot be added up. */
static bool is_settled(const struct saying *saying, size_t subject, size_t period, struct formula_value *out)
{
    const struct run *run = saying->run;
    if (is_outside(&run->subjects[subject], &run->periods[period], out)) return true;
    if (run->subjects[subject].currency[0] || !saying->is_money) return false;
    *out = formula_missing(STR("several-currencies"));
    return true;
}

/* Its number and reason may lie in `scratch`. */
static struct formula_value figure(const struct metric *metric, struct arena *scratch,
                                   const struct formula_value *names)
{
    struct formula_value out = formula_evaluate(scratch, metric->formula.root, names, metric->when_zero);
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
static void take_means(struct run *run, const struct metric *metric, struct run_figures *out)
{
    struct arena     *scratch = arena_new();
    size_t            slots = out->slots.count, accounts = run->account_count * slots, all = run->subject_count * slots;
    struct exact_sum *sums = ARENA_ARRAY(scratch, struct exact_sum, all - accounts);
    for (size_t i = 0; i < run->account_count; i++) {
        const struct run_subject *account = &run->subjects[i];
        for (size_t slot = 0; slot < slots; slot++) {
            const struct formula_value figure = run_unpack(&out->cells[i * slots + slot]);
            for (size_t j = 0; j < account->above_count && !figure.state; j++)
                exact_sum_add(scratch, &sums[account->above[j] * slots + slot - accounts], figure.number);
        }
    }
    for (size_t i = 0; i < all - accounts; i++) {
        struct formula_value mean = formula_missing(metric->when_missing);
        if (sums[i].count) mean = formula_known(exact_sum_mean(scratch, &sums[i]));
        out->cells[accounts + i] = run_pack(run, out->arena, &mean);
    }
    arena_free(scratch);
}

/* All that a figure and its cell follow from, packed: what is settled without the names, the level, the names. */
static void fill_key(const struct saying *saying, size_t subject, size_t period, const struct formula_value *settled)
{
    struct run          *run = saying->run;
    const struct metric *metric = saying->metric;
    saying->key[0] = settled ? run_pack(run, run->arena, settled) : (struct run_cell){0};
    saying->key[0].num = (int32_t)run->subjects[subject].level;
    for (size_t i = 0; i < metric->formula.name_count; i++)
        saying->key[i + 1] = name_cell(run, metric, i, subject, period);
}

/* The figure and the cell of a subject in a period; taken from the memo where all they follow from was there before. */
static const struct run_said *say(const struct saying *saying, size_t subject, size_t period)
{
    struct run          *run = saying->run;
    const struct metric *metric = saying->metric;
    struct formula_value found;
    bool                 is_set = is_settled(saying, subject, period, &found), is_new;
    fill_key(saying, subject, period, is_set ? &found : NULL);
    struct run_said *said = run_memo_find(&run->memo, saying->key, &is_new);
    if (!is_new) return said;
    take_names(run, metric, saying->key + 1, subject, period, saying->names);
    if (!is_set) found = figure(metric, saying->scratch, saying->names);
    found.has_coverage = saying->out->coverage != NULL;
    said->figure = run_pack(run, saying->out->arena, &found);
    said->coverage = run_keep(saying->out->arena, found.coverage);
    struct cell cell = run_make_cell(saying->scratch, metric, run->subjects[subject].level, &found, saying->names);
    said->cell = cells_pack(run->memo.arena, &cell);
    return said;
}

/* What is the mean of the accounts' figures has no names. */
static void say_mean(const struct saying *saying, size_t subject, size_t period)
{
    struct formula_value mean;
    if (!run_figure(saying->out, subject, period, &mean)) return;
    struct cell cell =
        run_make_cell(saying->scratch, saying->metric, saying->run->subjects[subject].level, &mean, NULL);
    cells_add(&saying->run->cells, period, cells_pack(saying->scratch, &cell));
}

static enum rc say_own(const struct saying *saying, size_t subject, size_t period)
{
    struct run_figures    *out = saying->out;
    size_t                 at = subject * out->slots.count + out->slots.of[period];
    const struct run_said *said = say(saying, subject, period);
    out->cells[at] = said->figure;
    if (out->coverage) out->coverage[at] = said->coverage;
    cells_add(&saying->run->cells, period, said->cell);
    bool has_parts = out->coverage && saying->run->periods[period].roles & PERIODS_DOCUMENT;
    if (!has_parts) return RC_OK;
    take_names(saying->run, saying->metric, saying->key + 1, subject, period, saying->names);
    return run_write_parts(saying->run, saying->scratch, saying->metric, subject, period, saying->names);
}

/* One subject, in the periods that the metric is asked for. */
static enum rc say_subject(const struct saying *saying, size_t subject)
{
    struct run          *run = saying->run;
    const struct metric *metric = saying->metric;
    enum metric_level    level = run->subjects[subject].level;
    enum rc              rc = RC_OK;
    size_t               slots = metric->levels >> level & 1 ? saying->out->slots.count : 0;
    for (size_t slot = 0; rc == RC_OK && slot < slots; slot++) {
        size_t period = saying->out->slots.periods[slot];
        if (metric->rollup == ROLLUP_MEAN && level != LEVEL_ACCOUNT)
            say_mean(saying, subject, period);
        else
            rc = say_own(saying, subject, period);
    }
    return rc == RC_OK ? run_end_subject(run) : rc;
}

static struct saying begin(struct run *run, const struct metric *metric, struct run_figures *out)
{
    size_t        names = metric->formula.name_count;
    struct saying saying = {.run = run, .metric = metric, .out = out, .is_money = is_money(metric), .scratch = arena_new()};
    out->arena = arena_new();
    out->slots = run_slots_of(run, out->arena, metric->periods);
    out->cells = ARENA_ARRAY(out->arena, struct run_cell, run->subject_count * out->slots.count);
    if (metric->formula.root->kind == FORMULA_WEIGHTED)
        out->coverage = ARENA_ARRAY(out->arena, struct exact, run->subject_count * out->slots.count);
    for (size_t i = 0; i < names; i++)
        saying.is_covered |= metric->names[i].kind == NAME_METRIC && run->figures[metric->names[i].index].coverage;
    saying.names = ARENA_ARRAY(out->arena, struct formula_value, names);
    saying.key = ARENA_ARRAY(out->arena, struct run_cell, names + 1);
    run_memo_begin(&run->memo, saying.is_covered ? 0 : names + 1);
    return saying;
}

/* All subjects in their order, the accounts first: what is above them may be their mean. */
static enum rc say_all(struct run *run, const struct metric *metric, struct run_figures *out)
{
    struct saying     saying = begin(run, metric, out);
    struct arena_mark mark = arena_mark(saying.scratch);
    enum rc           rc = RC_OK;
    run->guard.mode = SQL_OURS;
    for (size_t subject = 0; rc == RC_OK && subject < run->subject_count; subject++) {
        if (subject == run->account_count && metric->rollup == ROLLUP_MEAN) take_means(run, metric, out);
        rc = say_subject(&saying, subject);
        arena_reset(saying.scratch, mark);
    }
    arena_free(saying.scratch);
    return rc == RC_OK ? run_write_benchmarks(run, metric, out) : rc;
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
        if (!inputs->arena) rc = run_load_inputs(run, metric, inputs);
    }
    enum rc said = say_all(run, metric, &run->figures[metric->index]);
    if (rc == RC_OK) rc = said;
    forget(run, metric);
    return rc;
}
