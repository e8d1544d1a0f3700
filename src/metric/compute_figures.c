/* SPDX-License-Identifier: MIT */
/* From a metric's inputs to its figures: formulas, means of accounts, the engine's own rules. */
#include "metric/compute_run.h"

struct run_slots run_slots_of(const struct run *run, struct arena *arena, unsigned periods)
{
    struct run_slots slots = {.of = ARENA_ARRAY(arena, size_t, run->period_count)};
    for (size_t i = 0; i < run->period_count; i++)
        slots.of[i] = run->periods[i].roles & periods ? slots.count++ : SIZE_MAX;
    return slots;
}

bool run_figure(const struct run_figures *figures, size_t subject, size_t period, struct formula_value *out)
{
    size_t slot = figures->slots.of[period], at = subject * figures->slots.count + slot;
    if (slot == SIZE_MAX) return false;
    *out = run_unpack(&figures->cells[at]);
    if (figures->coverage) {
        out->coverage = figures->coverage[at];
        out->has_coverage = true;
    }
    return true;
}

void run_names(const struct run *run, const struct metric *metric, size_t subject, size_t period,
               struct formula_value *out)
{
    const struct run_inputs *inputs = metric->query ? &run->inputs[metric->query->index] : NULL;
    for (size_t i = 0; i < metric->formula.name_count; i++) {
        const struct metric_name *name = &metric->names[i];
        if (name->kind == NAME_INPUT)
            out[i] = run_input(inputs, subject, period, name->index);
        else if (name->kind == NAME_SETTING)
            out[i] = formula_known(name->setting->number);
        else if (!run_figure(&run->figures[name->index], subject, period, &out[i]))
            out[i] = formula_missing(STR("no-data"));
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
static void take_means(struct run *run, const struct metric *metric, struct run_figures *out)
{
    struct arena     *scratch = arena_new();
    size_t            slots = out->slots.count, accounts = run->account_count * slots, all = run->subject_count * slots;
    struct exact_sum *sums = ARENA_ARRAY(scratch, struct exact_sum, all - accounts);
    for (size_t i = 0; i < accounts; i++) {
        const struct run_subject  *account = &run->subjects[i / slots];
        const struct formula_value figure = run_unpack(&out->cells[i]);
        for (size_t j = 0; j < account->above_count && !figure.state; j++) {
            size_t at = account->above[j] * slots + i % slots - accounts;
            exact_sum_add(scratch, &sums[at], figure.number);
        }
    }
    for (size_t i = 0; i < all - accounts; i++) {
        struct formula_value mean = formula_missing(metric->when_missing);
        if (sums[i].count) mean = formula_known(exact_sum_mean(scratch, &sums[i]));
        out->cells[accounts + i] = run_pack(run, out->arena, &mean);
    }
    arena_free(scratch);
}

/* Of one subject, in the periods that the metric is asked for. */
static void evaluate(struct run *run, const struct metric *metric, struct run_figures *out, struct arena *scratch, size_t subject)
{
    struct formula_value *names = ARENA_ARRAY(scratch, struct formula_value, metric->formula.name_count);
    for (size_t period = 0; period < run->period_count; period++) {
        size_t at = subject * out->slots.count + out->slots.of[period];
        if (out->slots.of[period] == SIZE_MAX) continue;
        struct formula_value found = figure(run, metric, scratch, subject, period, names);
        out->cells[at] = run_pack(run, out->arena, &found);
        if (out->coverage) out->coverage[at] = run_keep(out->arena, found.coverage);
    }
}

static void evaluate_all(struct run *run, const struct metric *metric, struct run_figures *out)
{
    struct arena     *scratch = arena_new();
    struct arena_mark mark = arena_mark(scratch);
    size_t            subjects = metric->rollup == ROLLUP_MEAN ? run->account_count : run->subject_count;
    out->arena = arena_new();
    out->slots = run_slots_of(run, out->arena, metric->periods);
    size_t count = run->subject_count * out->slots.count;
    out->cells = ARENA_ARRAY(out->arena, struct run_cell, count);
    if (metric->formula.root->kind == FORMULA_WEIGHTED) out->coverage = ARENA_ARRAY(out->arena, struct exact, count);
    for (size_t subject = 0; subject < subjects; subject++) {
        if (metric->levels & 1u << run->subjects[subject].level) evaluate(run, metric, out, scratch, subject);
        arena_reset(scratch, mark);
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
        if (!inputs->arena) rc = run_load_inputs(run, metric, inputs);
    }
    struct run_figures *figures = &run->figures[metric->index];
    evaluate_all(run, metric, figures);
    if (rc == RC_OK) rc = run_write_metric(run, metric, figures);
    forget(run, metric);
    return rc;
}
